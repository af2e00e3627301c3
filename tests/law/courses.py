"""Histories of the shipped pack in one line an act, posted as bare as an agency might: as CloudEvents, through intake.

`id Type when who [key=value ...]`: `when` a date or a local instant; `who` a kind at 520102 (`kind@region` elsewhere).
`p=` is the person; excerpt, sequence, actor are attributes of the event; all else is payload.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from domain.cloudevent import parse_wire, to_event
from domain.event import Event
from domain.occurred import to_micros
from supervision_rules.evaluate import evaluate
from supervision_rules.verdict import Verdict
from tests.shipped import cn_criminal

PACK = cn_criminal()
ZONE = PACK.zone_info
# no agency of these ids is registered by name; 0101 stands for any of its kind
KINDS = {
    "police": "police:0101", "procuratorate": "procuratorate:0101", "court": "court:0101",
    "centre": "detention_centre:0101", "correction": "community_correction:0101", "party": "party:0101",
    "record": "record:judgments", "supervisory": "supervisory_organ:0101",
}  # fmt: skip
_ATTRIBUTES = ("excerpt", "sequence", "actor")
_NUMBERS = ("days", "months", "sequence")
LATER = "2030-01-01"


def source_of(who: str) -> str:
    kind, _, region = who.partition("@")
    return f"urn:quancheng:cn-{region or '520102'}:{KINDS[kind]}" if kind in KINDS else who


def wire(line: str) -> dict[str, object]:
    """The CloudEvent of one line."""
    id, type, when, who, *rest = line.split()
    data: dict[str, object] = {}
    found: dict[str, object] = {
        "specversion": "1.0", "id": id, "source": source_of(who), "type": type, "subject": "c1", "data": data,
    }  # fmt: skip
    found |= {"time": f"{when}+08:00"} if "T" in when else {"occurredon": when}
    for part in rest:
        key, _, text = part.partition("=")
        value: object = {"true": True, "false": False}.get(text, text)
        if text.startswith("["):
            value = text[1:-1].split(",")
        elif key in _NUMBERS:
            value = int(text)
        (found if key in _ATTRIBUTES else data)["person" if key == "p" else key] = value
    return found


def amended(line: str, target: str, **changes: object) -> dict[str, object]:
    """A correction (with `type` and what changes) or a retraction of the act `target`."""
    found = wire(line)
    found["data"] = {"event": {"source": found["source"], "id": target}, **changes}
    return found


def micros(text: str) -> int:
    return to_micros(datetime.fromisoformat(text if "T" in text else f"{text}T00:00").replace(tzinfo=ZONE))


def events(course: str | Iterable[str | dict[str, object]]) -> list[Event]:
    lines = [line for line in course.splitlines() if line.strip()] if isinstance(course, str) else course
    posted = [wire(line) if isinstance(line, str) else line for line in lines]
    return [to_event(parse_wire(json.dumps(one).encode()), PACK.vocabulary, ZONE, now=micros(LATER)) for one in posted]


def verdicts(course: str | Iterable[str | dict[str, object]], now: str) -> tuple[Verdict, ...]:
    found = evaluate(PACK, events(course), now=micros(now))
    assert not found.failures, found.failures
    return found.verdicts


def judged(rule: str, course: str | Iterable[str | dict[str, object]], now: str) -> list[str]:
    """`[person] status trigger [due DATE] [by ID] [+N unit]` of each verdict of the rule, itself or as a basis."""
    return [shown(v) for v in verdicts(course, now) if rule == v.rule or rule in v.bases]


def shown(verdict: Verdict) -> str:
    parts = [verdict.status, verdict.trigger.id]
    if verdict.due and verdict.status != "undecidable":
        parts.append(f"due {verdict.due.removesuffix(':00+08:00')}")
    if verdict.decided_by and verdict.status != "undecidable":
        parts.append(f"by {verdict.decided_by.id}")
    if verdict.over_by:
        parts.append(f"+{verdict.over_by.value} {verdict.over_by.unit}")
    return " ".join(parts)
