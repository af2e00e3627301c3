"""Statements that nobody may make, whoever posts: in a name that is the platform's own, or of an agency that ended.

Raises Refused. Called by post_acts.py.
"""

from __future__ import annotations

from app.composition import Platform
from app.finding_log import SOURCE
from domain.cloudevent import WireEvent
from domain.errors import Refused
from domain.event import Event
from supervision_rules.finding import STREAM_PREFIX


def refuse_reserved(wire: WireEvent) -> None:
    if wire.source == SOURCE:
        raise Refused(
            "not-your-agency", f"{SOURCE} is the platform itself.", pointer="/source",
            remedy="Post as your own agency.",
        )  # fmt: skip
    refuse_reserved_case(wire.case, "/subject")


def refuse_reserved_case(case: str, pointer: str) -> None:
    if case.startswith(STREAM_PREFIX):
        raise Refused(
            "reserved-case-id", f"Case ids do not begin with {STREAM_PREFIX!r}: these are streams of findings.",
            pointer=pointer, remedy="Use the case's own number.",
        )  # fmt: skip


def refuse_ended(platform: Platform, event: Event) -> None:
    """An agency that ended did nothing after its last day: whoever says so in its name is not that agency."""
    last = platform.pack.agencies.ended_on(event.key.source)
    if last is not None and event.occurred.day > last.toordinal():
        raise Refused(
            "agency-ended",
            f"{event.key.source} ended on {last.isoformat()}; the act is dated after that day.",
            pointer="/source",
            remedy="Post as the agency that took its work over, or correct the date of the act.",
        )
