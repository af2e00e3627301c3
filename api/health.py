"""GET /health, /health/ready and /metrics: is it alive, is it up to date, and how much does it do.

Open without a token, so they name no case, no agency and no error text.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.described import Responses, answers, content, problem_answers, text_answer
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app.exchanges import all_alarms
from app.health import Health, health
from app.silence import silence_of_all
from app.webhooks import desk, queue
from ledger import reading_scope
from projections.exchanges import Alarm

router = router_of("health")


class Alive(msgspec.Struct, frozen=True):
    """The process answers."""

    ok: bool


class ProcessorState(msgspec.Struct, frozen=True):
    """lag: acts between it and the end of the ledger."""

    name: str
    state: str
    position: int
    lag: int


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """ok: nothing is late, parked or failed; problems names what is.

    head             last position of the ledger; quiet_seconds: since the last act was recorded
    lag_seconds      age of the oldest act that some read model has not seen
    clock_seconds    age of the oldest deadline that has passed unnoticed
    exchange_alarms  hand-overs not acknowledged, not answered or recalled without an answer: the agencies' to mend,
                     so they never make the platform not ok
    parked           cases that could not be processed; rule_failures: rules that crashed on a case
    """

    ok: bool
    problems: tuple[str, ...]
    head: int
    unsequenced: int
    unsequenced_seconds: float
    quiet_seconds: float | None
    lag_seconds: float
    clock_seconds: float
    projections: tuple[ProcessorState, ...]
    parked: int
    rule_failures: int
    exchange_alarms: dict[str, int]


_READY = {
    "ok": True, "problems": [], "head": 4711, "unsequenced": 0, "unsequenced_seconds": 0.0, "quiet_seconds": 1.2,
    "lag_seconds": 0.0, "clock_seconds": 0.0, "parked": 0, "rule_failures": 0,
    "exchange_alarms": {"unacknowledged": 2, "unanswered": 0, "recalls": 0},
    "projections": [{"name": "case_view", "state": "live", "position": 4711, "lag": 0}],
}  # fmt: skip


@router.get("/health", responses=answers(200, "Alive", Alive, {"ok": True}))
async def alive() -> Response:
    """The process answers. Asks no database: a slow database is no reason to restart the process."""
    return reply(Alive(True))


_LATE: Responses = problem_answers([])
_LATE[503] = {
    "description": "Something is late, parked or failed",
    "content": _LATE[503]["content"]
    | {"application/json": content(Readiness, _READY | {"ok": False, "problems": ["clock-late"]})},
}


@router.get("/health/ready", responses=answers(200, "Up to date", Readiness, _READY) | _LATE)
def ready(request: Request) -> Response:
    """Whether what readers see is current: lag to the head, and the head against time."""
    platform = state_of(request).platform
    found = health(platform)
    return reply(_readiness(found, all_alarms(platform)), 200 if found.ok else 503)


def install_metrics(app: FastAPI) -> None:
    """Add /metrics."""

    @app.get(
        "/metrics",
        tags=["health"],
        response_class=PlainTextResponse,
        responses=text_answer("Prometheus text format", "quancheng_ledger_position 4711.0\n"),
    )
    def metrics(request: Request) -> Response:
        """Requests, posted acts, ledger position and lag, hand-overs that wait, silence, webhooks, for Prometheus."""
        state = state_of(request)
        found = health(state.platform)
        state.metrics.ledger(found.head, {lag.name: lag.lag for lag in found.projections if lag.active})
        quiet = silence_of_all(state.platform)
        state.metrics.exchanges(
            all_alarms(state.platform), {"pairs": len(quiet.pairs), "agencies": len(quiet.agencies)}
        )
        with reading_scope.of_the_platform(), state.platform.engine.connect() as connection:
            state.metrics.webhooks(queue.outcomes(connection), desk.figures(state.platform, connection))
        waiting = state.platform.intake.waiting()
        state.metrics.under_way(waiting, state.posts_under_way.taken(), state.reads_under_way.taken())
        return Response(state.metrics.text(), media_type="text/plain; version=0.0.4")


def _readiness(found: Health, alarms: Mapping[Alarm, int]) -> Readiness:
    return Readiness(
        ok=found.ok,
        problems=found.problems,
        head=found.head,
        unsequenced=found.unsequenced,
        unsequenced_seconds=found.unsequenced_seconds,
        quiet_seconds=found.quiet_seconds,
        lag_seconds=found.lag_seconds,
        clock_seconds=found.clock_seconds,
        projections=tuple(ProcessorState(p.name, p.state, p.position, p.lag) for p in found.projections),
        parked=len(found.parked),
        rule_failures=found.rule_failures,
        exchange_alarms={str(name): number for name, number in alarms.items()},
    )
