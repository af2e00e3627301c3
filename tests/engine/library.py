"""A pack about lending books, and a short way to write its cards and events. Nothing Chinese, nothing criminal."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from domain.event import CaseId, Event, EventKey, PersonId
from domain.occurred import at_instant, on_date, to_micros
from supervision_rules.evaluate import evaluate
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import load_pack
from supervision_rules.verdict import Verdict

ZONE = ZoneInfo("Asia/Shanghai")
DESK = "urn:quancheng:xx-1:police:desk"
BRANCH = "urn:quancheng:xx-1:court:branch"
SILENT = "urn:quancheng:xx-1:party:reader"

_FIELDS = """
  member: {type: person}
  persons: {type: persons}
  days: {type: integer}
  copy: {type: text}
  kind: {type: choice, choices: [book, map, film]}
  clerk: {type: officer}
  clerks: {type: officers}
  rare: {type: boolean}
  opens_on: {type: date}
  papers: {type: documents}
  paper: {type: text}
  months: {type: integer}
  first_day: {type: date}
  last_day: {type: date}
  credited: {type: integer}
  sentence: {type: choice, choices: [fixed_term, control, detention, life]}
"""
_DESK_TYPES = (
    "Lent", "Returned", "Lost", "Extended", "Prolonged", "Paused", "Resumed", "Renewed", "Restarted",
    "Cancelled", "Reminded", "Asked", "Arrived", "Inspected", "Approved", "Withdrawn", "Barred", "Unbarred",
    "Announced", "Opened", "PaperFiled", "ClosedDown", "Jailed", "Freed", "Confined", "Unconfined", "Sentenced",
)  # fmt: skip

PACK_YAML = """
id: library
version: "1"
locale: en
time_zone: Asia/Shanghai
calendar: calendar/calendar.yaml
person_field: member
facts:
  in_custody:
    scope: subject
    initially: "false"
    changes: [{event: Jailed, set: "true"}, {event: Freed, set: "false"}]
  barred:
    scope: subject
    initially: "false"
    changes: [{event: Barred, set: "true"}, {event: Unbarred, set: "false"}]
  kind: {scope: subject, changes: [{event: Lent, from: kind}]}
"""
CALENDAR_YAML = """
version: "1"
range: {from: 2020-01-01, to: 2030-12-31}
weekend: [saturday, sunday]
announced: {from: 2020-01-01, to: 2026-12-31}
days_off: [2026-05-01, 2026-05-04, 2026-05-05]
make_up_days: [2026-05-09]
"""
AGENCIES_YAML = """
reporting:
  - {pattern: "urn:quancheng:xx-*:police:*", from: 2015-01-01}
  - {pattern: "urn:quancheng:xx-*:court:*", from: 2015-01-01}
agencies:
  - {urn: "urn:quancheng:xx-1:police:desk", level: county, superior: "urn:quancheng:xx-9:police:head"}
  - {urn: "urn:quancheng:xx-9:police:head", level: city}
"""


def _event_files() -> dict[str, bytes]:
    names = "\n".join(
        f"  - {{name: {name}, label: {{zh: {name}, en: {name}}}, emitters: [police], level: person, documents: [permit], fields: {_use()}}}"
        for name in _DESK_TYPES
    )
    told = (
        f"  - {{name: Told, label: {{zh: 告知, en: Told}}, emitters: [party], level: person, fields: {_use()}}}\n"
        f"  - {{name: Split, label: {{zh: 分, en: Split}}, emitters: [police], level: case, "
        f"fields: {{new_case: {{type: case}}, persons: {{type: persons}}}}}}"
    )
    text = f"catalogue:{_FIELDS}types:\n{names}\n{told}\n"
    return {"events/all.yaml": text.encode()}


def _use() -> str:
    names = [line.split(":")[0].strip() for line in _FIELDS.strip().splitlines()]
    return "{" + ", ".join(f"{name}: null" for name in names) + "}"


def card(kind: str, version: str, *, id: str = "R1", scope: str = "subject", head: str = "") -> str:
    """A card of one version in force from 2020 on; `version` holds the fields of the kind, YAML flow or block."""
    body = "\n".join(f"    {line}" for line in version.strip().splitlines())
    return f"""
id: {id}
title: {{zh: 规则, en: Rule}}
kind: {kind}
scope: {scope}
stage: loan
duty_holder: emitter
consequence: violation
severity: major
cites: [{{text: house, article: "1", quote: "Books are returned."}}]
says: {{zh: {{breach: "{{due}}逾期{{over_by}}", kept: 好}}, en: {{breach: "late by {{over_by}}", kept: "kept by {{due}}"}}}}
{head}
versions:
  - version: "1"
    in_force: {{from: 2020-01-01, to: null}}
    known_from: 2020-01-01
    verified: true
{body}
"""


def files(*cards: str) -> dict[str, bytes]:
    found = {
        "pack.yaml": PACK_YAML.encode(),
        "agencies.yaml": AGENCIES_YAML.encode(),
        "calendar/calendar.yaml": CALENDAR_YAML.encode(),
        "law/texts/house.md": b"# House rules\n\n1. Books are returned.\n",
        **_event_files(),
    }
    for number, text in enumerate(cards):
        card, _, examples = text.partition("\nexamples:\n")
        found[f"rules/r{number}.yaml"] = rules_file(card).encode()
        if examples:
            found[f"rules/r{number}.examples.yaml"] = f"R1:\n{examples}".encode()
    return found


def rules_file(card: str) -> str:
    """The card as the only one of a file; its lines keep their numbers."""
    first, *lines = card.strip("\n").splitlines()
    return "\n".join(("cards:", f"- {first}", *(f"  {line}" for line in lines))) + "\n"


@cache
def pack(*cards: str) -> Pack:
    return load_pack(files(*cards))


def event(
    id: str,
    type: str,
    when: str,
    data: Mapping[str, object] | None = None,
    *,
    member: str | None = "m1",
    source: str = DESK,
    case: str = "c1",
    sequence: int | None = None,
    excerpt: bool = False,
    recorded: str | None = None,
    actor: str | None = None,
) -> Event:
    """An act; `when` a date or an instant (local where it has no offset)."""
    vocabulary = pack(RETURN_IN_3).vocabulary
    content = dict(data or {})
    if member is not None and type != "Split":
        content.setdefault("member", member)
    payload = vocabulary.decode(type, 1, content, text_scalars=True)
    return Event(
        key=EventKey(source, id),
        type=type,
        version=1,
        case=CaseId(case),
        person=PersonId(member) if member is not None else None,
        occurred=at_instant(_moment(when), ZONE) if "T" in when else on_date(date.fromisoformat(when), ZONE),
        data=payload,
        actor=actor,
        sequence=sequence,
        excerpt=excerpt,
        recorded=to_micros(_moment(recorded)) if recorded else None,
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def micros(text: str) -> int:
    return to_micros(_moment(text if "T" in text else f"{text}T00:00"))


def verdicts(cards: str | Sequence[str], events: Sequence[Event], now: str) -> tuple[Verdict, ...]:
    chosen = (cards,) if isinstance(cards, str) else tuple(cards)
    found = evaluate(pack(*chosen), events, now=micros(now))
    assert not found.failures, found.failures
    return found.verdicts


def shown(verdict: Verdict) -> str:
    """`status trigger [due DATE] [by ID] [+N] [? missing]`: what the tables of cases compare."""
    parts: list[str] = [verdict.status, verdict.trigger.id]
    if verdict.due:
        parts.append(f"due {verdict.due}")
    if verdict.decided_by and verdict.status != "undecidable":
        parts.append(f"by {verdict.decided_by.id}")
    if verdict.over_by:
        parts.append(f"+{verdict.over_by.value}")
    if verdict.missing:
        parts.append("? " + ", ".join(verdict.missing))
    return " ".join(parts)


RETURN_IN_3 = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock:
  budget: {value: 3, unit: day}
  start: next_day
  roll: none
  moot_on: [{event: Lost}]
warn: [{value: 1, unit: day}]
""",
)
