"""Whole courses through the API by Schemathesis: post, receipt, case, duties, findings, triage, proofs.

Each step goes on from what the one before answered, along the links of the OpenAPI document; whatever is sent, no
answer is a server error, and every answer is as documented. Seeded and bounded; raise QUANCHENG_FUZZ for a long run.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import APIStateMachine
from starlette.types import Receive, Scope, Send

from api.links import LINKS
from tests.api.conftest import BATCH, Api, detained, opened
from tests.api.test_schemathesis import CHECKS

COURSES = int(os.environ.get("QUANCHENG_FUZZ", "6"))
STEPS = 16
ROLES = ("police", "supervisor", "auditor", "other_police")


class Anew:
    """One address, behind which each course finds a platform of its own: what it meets depends on nothing before."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder = template, folder
        self._numbers = itertools.count()
        self._open = ExitStack()
        self.begin()

    def begin(self) -> None:
        self._open.close()
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        shutil.copyfile(self._template, folder / "ledger.db")
        self.api: Api = self._open.enter_context(contextmanager(opened)(f"sqlite:///{folder / 'ledger.db'}", folder))
        self.api.post([detained(f"e{n}", case=f"c-{n}", data={"person": "p1"}) for n in range(2)])
        self.api.platform.drain()

    def end(self) -> None:
        self._open.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.api.app(scope, receive, send)


@pytest.fixture
def anew(sqlite_template: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    one = Anew(sqlite_template, tmp_path)
    yield one
    one.end()


def machine(anew: Anew, role: str, seen: Counter[tuple[str, int]]) -> type[APIStateMachine]:
    """Courses of one role. Every second post is a detention that is taken, so that there is something to go on from."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", anew)

    class Course(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            anew.begin()
            self.posted = 0

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            posts = case.operation.path == "/v1/events" and role != "auditor"
            return {"headers": anew.api.headers("police" if posts else role)}

        def before_call(self, case: schemathesis.Case) -> None:
            if case.operation.path == "/v1/events":
                self.posted += 1
                if self.posted % 2:
                    case.body = [detained(f"course-{self.posted}", case=f"c-{self.posted % 3}", data={"person": "p1"})]
                    case.media_type, case.headers = BATCH, {}

        def after_call(self, response: Response, case: schemathesis.Case) -> None:
            seen[case.operation.label, response.status_code] += 1
            if case.operation.path == "/v1/events" and response.status_code == 202:
                anew.api.platform.drain()

        def validate_response(self, response: Response, case: schemathesis.Case, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    return Course


def run(anew: Anew, role: str, courses: int) -> Counter[tuple[str, int]]:
    seen: Counter[tuple[str, int]] = Counter()
    machine(anew, role, seen).run(
        settings=settings(
            max_examples=courses, stateful_step_count=STEPS, derandomize=True, deadline=None, database=None,
            phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
        )
    )  # fmt: skip
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_no_course_ends_in_a_server_error_or_in_what_is_not_documented(anew: Anew, role: str) -> None:
    seen = run(anew, role, COURSES)
    assert sum(seen.values()) >= COURSES * 5
    assert {label for label, status in seen if status in (200, 202)}, seen
    assert not [one for one in seen if one[1] >= 500]


def test_courses_go_on_from_what_was_answered(anew: Anew) -> None:
    """Else the test above could be content with refusals."""
    seen = run(anew, "supervisor", 3 * COURSES)
    assert seen["POST /v1/events", 202] >= 1, seen
    needing_an_id = {label for label, status in seen if status == 200 and "{" in label}
    assert len(needing_an_id) >= 4, seen


def test_every_operation_that_needs_an_id_can_be_reached_by_a_link(api: Api) -> None:
    reached = {(verb, target) for links in LINKS.values() for _, verb, target, _ in links}
    needing = {
        (method, path)
        for path, item in api.app.openapi()["paths"].items()
        for method in item
        if "{" in path and not path.startswith("/v1/schemas")
    }
    assert needing - reached == set()
