"""The forms with which a supervisor handles a finding: which stand on the page now, and their fields.

Not the handling itself (triage.py) and not the law of transitions (supervision_rules/finding.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

import msgspec

from supervision_rules.finding import Command, Finding, allowed
from supervision_rules.finding_events import DismissalReason, NoticeKind, ReopenCondition
from web.listing import Choice
from web.visit import Notice, Visit

FieldKind = Literal["line", "text", "date", "choice"]


class FieldDeclared(msgspec.Struct, frozen=True):
    name: str
    kind: FieldKind
    required: bool = False
    choices: tuple[str, ...] = ()


_TEXT: Final = FieldDeclared("text", "text")
_MUST: Final = FieldDeclared("text", "text", required=True)
_NUMBER: Final = FieldDeclared("number", "line")
FIELDS: Final[Mapping[Command, tuple[FieldDeclared, ...]]] = {
    "assign": (FieldDeclared("to", "line", required=True), _TEXT),
    "confirm": (_TEXT,),
    "send_notice": (
        FieldDeclared("kind", "choice", required=True, choices=get_args(NoticeKind)),
        _NUMBER,
        FieldDeclared("addressee", "choice", required=True),
        FieldDeclared("reply_due", "date"),
        _TEXT,
    ),
    "record_reply": (_NUMBER, _MUST),
    "record_rectification": (_TEXT,),
    "dismiss": (
        FieldDeclared("reason", "choice", required=True, choices=get_args(DismissalReason)),
        _MUST,
        FieldDeclared("reopen_when", "choice", required=True, choices=get_args(ReopenCondition)),
    ),
    "reopen": (_MUST,),
    "close": (_TEXT,),
}
_CHOICES_OF: Final = {"kind": "notice_kind", "reason": "dismissal", "reopen_when": "reopen_when"}


class Typed(msgspec.Struct, frozen=True):
    """A form that was sent and refused."""

    command: Command
    values: Mapping[str, str]
    error: Notice


class Field(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    kind: FieldKind
    label: str
    value: str
    required: bool
    choices: tuple[Choice, ...]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """expected: version of the finding that the reader saw; unfolded: shown open."""

    command: Command
    heading: str
    button: str
    expected: int
    fields: tuple[Field, ...]
    error: Notice | None
    unfolded: bool


def forms_of(visit: Visit, finding: Finding, typed: Typed | None) -> tuple[Form, ...]:
    """Forms of the commands lawful now; and the one just refused, even if it is lawful no more."""
    commands = list(allowed(finding.state))
    if typed is not None and typed.command not in commands:
        commands.append(typed.command)
    return tuple(_form(visit, finding, command, typed) for command in commands)


def _form(visit: Visit, finding: Finding, command: Command, typed: Typed | None) -> Form:
    refused = typed if typed is not None and typed.command == command else None
    values = {} if refused is None else refused.values
    fields = tuple(_field(visit, finding, command, declared, values) for declared in FIELDS[command])
    return Form(
        command=command,
        heading=visit.words(f"command.{command}"),
        button=visit.words(f"command.{command}.button"),
        expected=finding.version,
        fields=fields,
        error=None if refused is None else refused.error,
        unfolded=refused is not None,
    )


def _field(
    visit: Visit, finding: Finding, command: Command, declared: FieldDeclared, values: Mapping[str, str]
) -> Field:
    words, name = visit.words, declared.name
    value = values.get(name, _usual(visit, finding, name))
    if name == "addressee":
        urns = dict.fromkeys((value, *visit.platform.pack.agencies.agencies))
        choices = tuple(Choice(urn, visit.labels.organ(urn), urn == value) for urn in urns if urn)
    else:
        listed = _CHOICES_OF.get(name, "")
        choices = tuple(Choice(key, words(f"{listed}.{key}"), key == value) for key in declared.choices)
    return Field(
        id=f"{command}-{name}",
        name=name,
        kind=declared.kind,
        label=words(f"field.{name}"),
        value=value,
        required=declared.required,
        choices=choices,
    )


def _usual(visit: Visit, finding: Finding, name: str) -> str:
    """What most people would enter."""
    if name == "to":
        return finding.assignee or visit.labels.organ(visit.principal.agency)
    if name == "addressee" and ":" in finding.breach.holder:
        return finding.breach.holder
    return ""
