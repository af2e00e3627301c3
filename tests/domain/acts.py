"""Short ways to write events in tests: one line per act, in the shipped vocabulary."""

from __future__ import annotations

from domain.cloudevent import parse_wire, to_event
from domain.event import Event
from tests.domain.packs import ZONE, cn_criminal

POLICE = "urn:quancheng:cn-520102:police:01"
COURT = "urn:quancheng:cn-520102:court:01"


def act(
    id_: str,
    type_: str,
    on: str,
    *,
    case: str = "A",
    source: str = POLICE,
    recorded: int | None = None,
    sequence: int | None = None,
    excerpt: bool = False,
    **data: object,
) -> Event:
    """`on` is a date (YYYY-MM-DD) or an instant with offset."""
    wire: dict[str, object] = {
        "specversion": "1.0",
        "source": source,
        "id": id_,
        "type": type_,
        "subject": case,
        "time" if "T" in on else "occurredon": on,
        "data": data,
        "excerpt": excerpt,
    }
    if sequence is not None:
        wire["sequence"] = sequence
    return to_event(parse_wire(wire), cn_criminal(), ZONE, now=None, recorded=recorded)


def retraction(id_: str, of: Event, *, source: str | None = None, recorded: int | None = None) -> Event:
    named = {"source": of.key.source, "id": of.key.id}
    return act(
        id_,
        "EventRetracted",
        "2026-10-01",
        case=of.case,
        source=source or of.key.source,
        recorded=recorded,
        event=named,
    )


def correction(
    id_: str,
    of: Event,
    *,
    type_: str | None = None,
    source: str | None = None,
    recorded: int | None = None,
    **changes: object,
) -> Event:
    """`changes`: data=..., occurredon=..., time=...; `type_` defaults to the type of the act corrected."""
    stated = type_ or (of.amends.type if of.amends else of.type)
    named = {"source": of.key.source, "id": of.key.id}
    return act(
        id_,
        "EventCorrected",
        "2026-10-01",
        case=of.case,
        source=source or of.key.source,
        recorded=recorded,
        event=named,
        type=stated,
        **changes,
    )
