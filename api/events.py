"""POST /events and the receipt of an event. An unlawful act is taken like any other, and flagged later.

Not the judging and storing: app/post_acts.py. A repeat of the same act is safe and gives the first receipt.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, cast
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers, content, problem_answers, request_body
from api.duties import title_of
from api.examples import CHECKPOINT as CHECKPOINT_EXAMPLE
from api.idempotency_key import PROBLEMS as IDEMPOTENCY_PROBLEMS
from api.idempotency_key import REPLAYED, answered_once, described, fingerprint, idempotency_key
from api.languages import Language, Spoken, language_of
from api.limits import count_acts
from api.message_signatures import PROBLEMS as SIGNATURE_PROBLEMS
from api.parameters import event_address
from api.posting import BATCH, ONE, Posted, read_posted
from api.problems import ApiError, Problem, answer, problem_of, request_id_of, respond
from api.replies import reply
from api.retirement_headers import NAMES as RETIREMENT
from api.retirement_headers import retirement_headers
from api.state import state_of
from app import post_acts
from app.access import may_read, own_cases, require
from app.act_effects import effects_of
from app.caller import Caller
from app.case_report import instant
from app.export_case import checkpoint_over
from app.intake import Answer
from app.settings import IDEMPOTENCY_HOURS
from domain.code_mapping import Applied
from domain.permission import Principal
from ledger.acts import Receipt
from projections.duties import DutyRow
from supervision_rules.pack import Pack

router = APIRouter(tags=["events"])
Outcome = Literal["accepted", "duplicate", "refused"]
_HOUR = 3_600_000_000
_ANSWERED_AT_ONCE = 100
"""Outcomes that are worded between two other requests; more would hold these up."""


class MappedCode(msgspec.Struct, frozen=True, kw_only=True):
    """What one of your own codes was read as. pointer: within `data`; table: the version of your table.

    national  null: your table did not know it; left_out: the field takes national codes only and is read as not stated
    """

    pointer: str
    list: str
    stated: str
    table: int
    national: str | None
    left_out: bool


class EventReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """Keep it: with a checkpoint it proves that the act was posted, when, and in which words.

    version      place among the acts of its case, from 1
    recorded_at  when the ledger took it
    hash         SHA-256, hex, over the act and the one before it in its case
    position     place in the whole ledger; null until it is numbered, which takes well under a second
    duplicate    the act was there before, word for word: this is the receipt of then
    codes        your own codes as they were read when the act was taken; empty where it stated national ones
    sunset       first day on which the version in which the act was posted is refused; null: none is announced
    """

    source: str
    id: str
    case: str
    version: int
    recorded_at: str
    hash: str
    position: int | None
    duplicate: bool
    href: str
    codes: tuple[MappedCode, ...]
    sunset: date | None


class ActDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that an act opened or closed, as it stands now.

    holder    who owes the act: URN of the agency where one is known, else the kind of organ
    owed_to   who waits for it, null where the holder's own act opened the duty
    due       last lawful day (a date) or instant; null where it has none
    """

    id: str
    rule: str
    title: str
    subject: str | None
    status: str
    due: str | None
    holder: str
    owed_to: str | None


class ActDuties(msgspec.Struct, frozen=True, kw_only=True):
    """Sorted by rule."""

    opened: tuple[ActDuty, ...]
    closed: tuple[ActDuty, ...]


class FullReceipt(EventReceipt, frozen=True, kw_only=True):
    """The receipt, and what became of the act.

    duties      which duties it opened and closed, and whose they are; null until supervision has seen it (a moment)
    checkpoint  signed note over a log that contains the act; null until it is numbered, or where nobody signs
    """

    duties: ActDuties | None
    checkpoint: str | None


class PostedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event. index: its place in the request, from 0."""

    index: int
    outcome: Outcome
    receipt: EventReceipt | None = None
    problem: Problem | None = None


class PostResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all events of the request, in its order. Look at `refused`: those are not stored."""

    accepted: int
    duplicate: int
    refused: int
    results: tuple[PostedItem, ...]


class PostProblem(Problem, frozen=True, kw_only=True, omit_defaults=True):
    """A problem of the request. results: of a batch of which nothing was taken, the problem of each item."""

    results: tuple[PostedItem, ...] = ()


_EVENT = {
    "specversion": "1.0", "id": "2026-0117-003", "source": "urn:quancheng:cn-520102:police:01",
    "type": "Detained", "subject": "case-2026-017", "time": "2026-03-02T14:30:00+08:00",
    "data": {"person": "p1", "measure_id": "m1"},
}  # fmt: skip
_RECEIPT = {
    "source": _EVENT["source"], "id": _EVENT["id"], "case": _EVENT["subject"], "version": 3,
    "recorded_at": "2026-03-02T08:12:09.120431Z", "position": 4711, "duplicate": False,
    "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "href": "/v1/events/urn%3Aquancheng%3Acn-520102%3Apolice%3A01/2026-0117-003", "codes": [], "sunset": None,
}  # fmt: skip
_FULL = _RECEIPT | {
    "duties": {
        "opened": [{
            "id": "5be6a1d6ab1fcfb0ea1b1f4b6c3a3a06", "rule": "CPL-091-1", "title": "Request arrest within 3 days",
            "subject": "p1", "status": "pending", "due": "2026-03-05",
            "holder": "urn:quancheng:cn-520102:police:01", "owed_to": None,
        }],
        "closed": [],
    },
    "checkpoint": CHECKPOINT_EXAMPLE,
}  # fmt: skip
_RESULT = {
    "accepted": 1, "duplicate": 0, "refused": 0,
    "results": [{"index": 0, "outcome": "accepted", "receipt": _RECEIPT}],
}  # fmt: skip
_POST_PROBLEMS = (
    "malformed-json", "invalid-utf8", "duplicate-key", "number-not-finite", "not-authenticated", "not-your-agency",
    "id-reused", "body-too-large", "body-too-slow", "too-many-posts-waiting",
    "media-type-unsupported", "unknown-event-type", "unknown-person",
    "time-in-future", "wrong-type", "batch-refused", "expected-version-invalid", "stale-version", "not-your-case",
    "digest-mismatch", "digest-malformed",
    *IDEMPOTENCY_PROBLEMS, *SIGNATURE_PROBLEMS, "event-signature-malformed", "event-signature-key-unknown",
    "event-signature-invalid", "event-signature-not-keepable", "mapped-codes-invalid", "reserved-attribute",
    "version-retired", "too-many-codes",
)  # fmt: skip


class CloudEvent(msgspec.Struct, kw_only=True):
    """CloudEvents 1.0. The schema of `data` by type: GET /v1/schemas. Exactly one of time and occurredon.

    expectedversion  taken only as act number so-and-so of its case (`version` of receipts), else refused as
                     stale-version with the version that the case has; not with the first act of your office on a case
    signature        detached JWS (RFC 7515 appendix F, RFC 7797) over the RFC 8785 form of the event without it
    """

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: str | None = None
    occurredon: str | None = None
    dataschema: str | None = None
    datacontenttype: str | None = None
    data: dict[str, object] = {}
    actor: str | None = None
    sequence: int | str | None = None
    excerpt: bool | None = None
    recordedtime: str | None = None
    expectedversion: int | str | None = None
    signature: str | None = None


@router.post(
    "/events",
    status_code=202,
    responses=answers(
        202, "Taken, or some of it: see `refused`", PostResult, _RESULT,
        headers=["Content-Digest", REPLAYED, *RETIREMENT],
    )
    | problem_answers(_POST_PROBLEMS, PostProblem),
    openapi_extra={"parameters": [described(IDEMPOTENCY_HOURS)]}
    | request_body(
        "One CloudEvent, or an array of them. Binary mode (`ce-` headers) is taken too.",
        {
            ONE: content(CloudEvent, _EVENT),
            BATCH: {"schema": {"type": "array", "minItems": 1, "items": content(CloudEvent, {})["schema"]},
                    "example": [_EVENT]},
            "application/json": content(CloudEvent, _EVENT),
        },
    ),
)  # fmt: skip
async def post_events(request: Request, caller: Authenticated) -> Response:
    """Post acts. Every event of a batch stands for itself: what is well-formed is stored, the rest is told why not."""
    state = state_of(request)
    require(caller, "post_act")
    key = idempotency_key(request)
    platform = state.platform
    platform.intake.require_room(Caller(caller.agency, caller.token))
    posted = await read_posted(request, state.max_body_bytes, state.max_batch)
    count_acts(request, caller, len(posted.statements))

    async def answered() -> Response:
        outcomes = await asyncio.wrap_future(_submitted(request, posted, caller))
        if len(outcomes) <= _ANSWERED_AT_ONCE:
            return _answer(request, posted, outcomes)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(state.one_thread, _answer, request, posted, outcomes)

    if key is None:
        return await answered()
    return await answered_once(
        platform.ledger.writing_engine, caller.agency, key, fingerprint(request, posted.body),
        platform.now(), platform.settings.idempotency_hours * _HOUR, answered,
    )  # fmt: skip


def _submitted(request: Request, posted: Posted, caller: Principal) -> Answer:
    statements = cast(Sequence[post_acts.Statement], posted.statements)
    named = Caller(caller.agency, caller.token)
    return state_of(request).platform.intake.post(statements, named, len(posted.body))


def _answer(request: Request, posted: Posted, outcomes: Sequence[post_acts.Outcome]) -> Response:
    """What became of the posted statements, as an answer."""
    state = state_of(request)
    language = language_of(request)
    pack = state.platform.pack
    items = tuple(_item(pack, index, outcome, language) for index, outcome in enumerate(outcomes))
    for item in items:
        state.metrics.posted(item.outcome)
    counts = Counter(item.outcome for item in items)
    if counts["refused"] < len(items):
        return reply(
            PostResult(
                accepted=counts["accepted"],
                duplicate=counts["duplicate"],
                refused=counts["refused"],
                results=items,
            ),
            202,
            retirement_headers(
                pack.vocabulary, pack.zone_info,
                ((one.type, one.version) for one in outcomes if isinstance(one, post_acts.Accepted)),
            ),
        )  # fmt: skip
    if not posted.batch and items[0].problem is not None:
        return answer(items[0].problem, request)
    refused = problem_of(
        ApiError(
            "batch-refused",
            f"None of the {len(items)} events was stored.",
            remedy="See `results` for the problem of each.",
        ),
        language,
    )
    told = PostProblem(**(msgspec.structs.asdict(refused) | {"results": items, "request_id": request_id_of(request)}))
    return respond(told, refused.status, request)


@router.get(
    "/events/{source:path}/{id}",
    responses=answers(
        200,
        "The receipt",
        FullReceipt,
        _FULL,
        ["not-authenticated", "not-found", "invalid-parameter"],
        headers=RETIREMENT,
    ),
)
def receipt(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    source: Annotated[str, Path(max_length=1000, examples=[_EVENT["source"]])],  # noqa: ARG001  # see event_address
    id: Annotated[str, Path(max_length=400, examples=[_EVENT["id"]])],  # noqa: ARG001
) -> Response:
    """The receipt of an event, by its source and id, both percent-encoded, and what the act opened and closed."""
    platform = state_of(request).platform
    address = event_address(request)
    found = platform.ledger.receipt(*address)
    # the same words for an act of others as for one that is not stored: the case it stands on must not be told
    if not may_read(platform, caller, address[0], found) or found is None:
        raise post_acts.no_such_act(*address)
    effects = effects_of(platform, found, own_cases(platform, caller))
    duties = None
    if effects is not None:
        duties = ActDuties(
            opened=tuple(_duty(platform.pack, row, language) for row in effects.opened),
            closed=tuple(_duty(platform.pack, row, language) for row in effects.closed),
        )
    note = None if found.position is None else checkpoint_over(platform, found.position)
    act, stated = post_acts.stored_wire(platform, *address)
    pack, used = platform.pack, (act.type, act.type_version)
    full = FullReceipt(
        **msgspec.structs.asdict(_receipt(pack, found, *used, stated.mapped)), duties=duties, checkpoint=note
    )
    return reply(full, headers=retirement_headers(pack.vocabulary, pack.zone_info, [used]))


def _duty(pack: Pack, row: DutyRow, language: Language) -> ActDuty:
    return ActDuty(
        id=row.id,
        rule=row.rule,
        title=title_of(pack, row.rule, language),
        subject=row.subject,
        status=row.status,
        due=row.due,
        holder=row.holder_agency or row.holder,
        owed_to=row.owed_to,
    )


def _item(pack: Pack, index: int, outcome: post_acts.Outcome, language: Language) -> PostedItem:
    if isinstance(outcome, post_acts.Rejected):
        return PostedItem(index=index, outcome="refused", problem=problem_of(outcome.error, language))
    kind: Outcome = "duplicate" if outcome.receipt.duplicate else "accepted"
    told = _receipt(pack, outcome.receipt, outcome.type, outcome.version, outcome.mapped)
    return PostedItem(index=index, outcome=kind, receipt=told)


def _receipt(pack: Pack, found: Receipt, type_: str, version: int, mapped: Applied) -> EventReceipt:
    ending = pack.vocabulary.retirement(type_, version)
    return EventReceipt(
        source=found.source,
        id=found.id,
        case=found.stream,
        version=found.version,
        recorded_at=instant(found.recorded_at),
        hash=found.hash,
        position=found.position,
        duplicate=found.duplicate,
        href=f"/v1/events/{quote(found.source, safe='')}/{quote(found.id, safe='')}",
        codes=tuple(MappedCode(**msgspec.structs.asdict(one)) for one in mapped),
        sunset=None if ending is None else ending.sunset,
    )
