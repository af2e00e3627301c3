"""What a supervisor does about a finding, from the forms on its page. A refusal is shown at the form it came from.

Not the forms (triage_forms.py). Optimistic concurrency: the version read comes back with the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, get_args

from starlette.responses import Response

from app import findings
from app.access import require
from app.composition import Platform
from domain.errors import Conflict, Refused
from supervision_rules.finding import Command, Finding
from web import finding_page, links
from web.error_page import in_words
from web.triage_forms import FIELDS, Typed
from web.visit import Notice, Visit

Handling = Callable[..., Finding]
_HANDLINGS: Final[Mapping[Command, Handling]] = {
    "assign": findings.assign,
    "confirm": findings.confirm,
    "send_notice": findings.send_notice,
    "record_reply": findings.record_reply,
    "record_rectification": findings.record_rectification,
    "dismiss": findings.dismiss,
    "reopen": findings.reopen,
    "close": findings.close,
}


def act(visit: Visit) -> Response:
    """Do what the form says and go back to the finding; or show the form again with what is wrong."""
    require(visit.principal, "handle_finding")
    finding_id = finding_page.seen(visit).id
    command = _command(visit.form.get("command", ""))
    values = {field.name: visit.form.get(field.name, "").strip() for field in FIELDS[command]}
    try:
        _handle(
            visit.platform,
            finding_id,
            command,
            values,
            by=visit.principal.signature,
            expected=_expected(visit),
        )
    except (Conflict, Refused) as error:
        text, remedy = in_words(visit.words, error)
        typed = Typed(command, values, Notice("error", text, remedy))
        return finding_page.render(visit, typed.error, typed, status=409 if isinstance(error, Conflict) else 422)
    return visit.go(f"{links.finding(finding_id)}?done={command}")


def _handle(
    platform: Platform, finding_id: str, command: Command, values: Mapping[str, str], *, by: str, expected: int
) -> None:
    given = {name: value for name, value in values.items() if value}
    for field in FIELDS[command]:
        if field.required and field.name not in given:
            raise Refused("missing-field", f"/{field.name} is missing.", pointer=f"/{field.name}")
        if field.choices and given.get(field.name, field.choices[0]) not in field.choices:
            raise Refused("invalid-field", f"/{field.name} is none of the choices.", pointer=f"/{field.name}")
    typed: dict[str, object] = dict(given)
    if "reply_due" in given:
        typed["reply_due"] = _date(given["reply_due"])
    _HANDLINGS[command](platform, finding_id, by=by, expected=expected, **typed)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("not-a-date", f"{text[:40]!r} is no date.", pointer="/reply_due") from None


def _command(name: str) -> Command:
    for command in get_args(Command):
        if name == command:
            return command  # type: ignore[no-any-return]
    raise Refused("invalid-field", f"{name[:40]!r} is nothing that can be done to a finding.", pointer="/command")


def _expected(visit: Visit) -> int:
    stated = visit.form.get("expected", "")
    if not (stated.isascii() and stated.isdigit() and len(stated) < 10):
        raise Refused("invalid-field", "The form does not say which version it was filled in for.", pointer="/expected")
    return int(stated)
