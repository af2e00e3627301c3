"""POST /findings/{id}/<action>: what a supervisor does about a finding. Each action says which version it saw.

Not which actions are possible when (supervision_rules/finding.py).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers, content, request_body
from api.examples import FINDING_DETAIL
from api.expected_version import IfMatch, expected_version
from api.findings import FindingDetail, detail, seen_finding
from api.json_body import JSON, read_struct
from api.languages import language_of
from api.parameters import FindingParameter
from api.routers import VERSION, router_of
from api.state import state_of
from app import findings
from app.access import require
from supervision_rules.finding import Command, Finding
from supervision_rules.finding_events import DismissalReason, NoticeKind, ReopenCondition

router = router_of("findings", VERSION + "/findings")

_Text = Annotated[str, Meta(max_length=20_000)]
_Said = Annotated[str, Meta(min_length=1, max_length=20_000)]
_Name = Annotated[str, Meta(min_length=1, max_length=500)]
_Number = Annotated[str, Meta(max_length=200)]
_Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class Action(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """expected_version: the version you saw, where you do not send If-Match."""

    expected_version: _Version | None = None


class Assign(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    to: _Name
    text: _Text = ""


class Confirm(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: _Text = ""


class SendNotice(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """addressee: URN of the organ told; reply_due: by when it is to answer."""

    kind: NoticeKind
    addressee: _Name
    number: _Number = ""
    reply_due: date | None = None
    text: _Text = ""


class RecordReply(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: _Said
    number: _Number = ""


class RecordRectification(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: _Text = ""


class Dismiss(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """reopen_when: what brings the finding back by itself."""

    reason: DismissalReason
    text: _Said
    reopen_when: ReopenCondition


class Reopen(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: _Said


class Close(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: _Text = ""


class _Offered(msgspec.Struct, frozen=True):
    """One action: its last step in the address, its body, what it does, and an example."""

    path: str
    body: type[Action]
    act: Callable[..., Finding]
    what: str
    example: dict[str, object]


_ACTIONS: Final[dict[Command, _Offered]] = {
    "assign": _Offered("assign", Assign, findings.assign, "Give it to a person.", {"to": "procurator-7"}),
    "confirm": _Offered(
        "confirm", Confirm, findings.confirm, "Decide that it is a violation.", {"text": "Checked against the file."}
    ),
    "send_notice": _Offered(
        "send-notice", SendNotice, findings.send_notice, "Tell the organ, orally or in writing.",
        {"kind": "correction_notice", "addressee": "urn:quancheng:cn-520102:police:01", "number": "2026-7",
         "reply_due": "2026-04-01"},
    ),
    "record_reply": _Offered(
        "record-reply", RecordReply, findings.record_reply, "Note what the organ answered.",
        {"text": "The office accepts the notice."},
    ),
    "record_rectification": _Offered(
        "record-rectification", RecordRectification, findings.record_rectification, "Note that it was put right.",
        {"text": "Released on 6 March."},
    ),
    "dismiss": _Offered(
        "dismiss", Dismiss, findings.dismiss, "No violation, or none to pursue.",
        {"reason": "lawful_ground", "text": "Extended orally, the paper followed.", "reopen_when": "gets_worse"},
    ),
    "reopen": _Offered("reopen", Reopen, findings.reopen, "Take it up again.", {"text": "New evidence."}),
    "close": _Offered("close", Close, findings.close, "Nothing more is to be done.", {"text": "Done."}),
}  # fmt: skip
_PROBLEMS = (
    "not-authenticated", "forbidden", "not-found", "stale-version", "version-required", "transition-not-allowed",
    "malformed-json", "missing-field", "unknown-field", "invalid-field", "invalid-parameter", "body-too-large",
    "media-type-unsupported", "digest-mismatch", "digest-malformed",
)  # fmt: skip


def _endpoint(offered: _Offered) -> Callable[..., Awaitable[Response]]:
    async def act(
        request: Request,
        caller: Authenticated,
        finding: FindingParameter,
        if_match: IfMatch = None,
    ) -> Response:
        state = state_of(request)
        require(caller, "handle_finding")
        body = await read_struct(request, offered.body, state.max_body_bytes)
        expected = expected_version(if_match, body.expected_version)
        given: dict[str, Any] = msgspec.structs.asdict(body)
        del given["expected_version"]

        def decide() -> Response:
            seen_finding(state.platform, caller, finding)
            by = caller.signature
            done = offered.act(state.platform, finding, by=by, expected=expected, **given)
            return detail(state.platform, done, language_of(request), caller)

        return await run_in_threadpool(decide)

    act.__doc__ = offered.what
    return act


for _command, _offered in _ACTIONS.items():
    router.add_api_route(
        f"/{{finding}}/{_offered.path}",
        _endpoint(_offered),
        methods=["POST"],
        name=_command,
        operation_id=_command,
        summary=_offered.what,
        responses=answers(200, "The finding after it", FindingDetail, FINDING_DETAIL, _PROBLEMS, headers=["ETag"]),
        openapi_extra=request_body(_offered.what, {JSON: content(_offered.body, _offered.example)}),
    )
