"""POST /events and the receipt of an event. An unlawful act is taken like any other, and flagged later.

Not the judging and storing: app/post_acts.py. A repeat of the same act is safe and gives the first receipt.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal, cast

import msgspec
from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers, content, problem_answers, request_body
from api.idempotency_key import PROBLEMS as IDEMPOTENCY_PROBLEMS
from api.idempotency_key import REPLAYED, answered_once, described, fingerprint, idempotency_key
from api.languages import Spoken, language_of
from api.limits import count_acts
from api.message_signatures import PROBLEMS as SIGNATURE_PROBLEMS
from api.parameters import event_address
from api.posting import BATCH, ONE, Posted, read_posted
from api.problems import ApiError, answer, problem_of, request_id_of, respond
from api.receipts import (
    EVENT,
    FULL_RECEIPT,
    RESULT,
    ActDuties,
    FullReceipt,
    PostProblem,
    PostResult,
    duty_told,
    item_told,
    receipt_told,
)
from api.replies import reply
from api.retirement_headers import NAMES as RETIREMENT
from api.retirement_headers import retirement_headers
from api.routers import router_of
from api.state import state_of
from app import post_acts
from app.access import may_read, own_cases, require
from app.act_effects import effects_of
from app.caller import Caller
from app.export_case import checkpoint_over
from app.intake import Answer
from app.settings import IDEMPOTENCY_HOURS
from domain.permission import Principal

router = router_of("events")
_HOUR = 3_600_000_000
_ANSWERED_AT_ONCE = 100
"""Outcomes that are worded between two other requests; more would hold these up."""


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
        202, "Taken, or some of it: see `refused`", PostResult, RESULT,
        headers=["Content-Digest", REPLAYED, *RETIREMENT],
    )
    | problem_answers(_POST_PROBLEMS, PostProblem),
    openapi_extra={"parameters": [described(IDEMPOTENCY_HOURS)]}
    | request_body(
        "One CloudEvent, or an array of them. Binary mode (`ce-` headers) is taken too.",
        {
            ONE: content(CloudEvent, EVENT),
            BATCH: {"schema": {"type": "array", "minItems": 1, "items": content(CloudEvent, {})["schema"]},
                    "example": [EVENT]},
            "application/json": content(CloudEvent, EVENT),
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
    items = tuple(item_told(pack, index, outcome, language) for index, outcome in enumerate(outcomes))
    counts: Counter[str] = Counter(item.outcome for item in items)
    state.metrics.posted(counts)
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
        FULL_RECEIPT,
        ["not-authenticated", "not-found", "invalid-parameter"],
        headers=RETIREMENT,
    ),
)
def receipt(
    request: Request,
    caller: Authenticated,
    language: Spoken,
    source: Annotated[str, Path(max_length=1000, examples=[EVENT["source"]])],  # noqa: ARG001  # see event_address
    id: Annotated[str, Path(max_length=400, examples=[EVENT["id"]])],  # noqa: ARG001
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
            opened=tuple(duty_told(platform.pack, row, language) for row in effects.opened),
            closed=tuple(duty_told(platform.pack, row, language) for row in effects.closed),
        )
    note = None if found.position is None else checkpoint_over(platform, found.position)
    act, stated = post_acts.stored_wire(platform, *address)
    pack, used = platform.pack, (act.type, act.type_version)
    full = FullReceipt(
        **msgspec.structs.asdict(receipt_told(pack, found, *used, stated.mapped)), duties=duties, checkpoint=note
    )
    return reply(full, headers=retirement_headers(pack.vocabulary, pack.zone_info, [used]))
