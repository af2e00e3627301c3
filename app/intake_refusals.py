"""Statements that nobody may make, whoever posts: in a name that is the platform's own, or of an agency that ended.

Raises Refused. Called by post_acts.py.
"""

from __future__ import annotations

from urllib.parse import quote

from app.caller import Caller
from app.composition import Platform
from app.finding_log import SOURCE
from domain.cloudevent import WireEvent
from domain.code_mapping import ATTRIBUTE as MAPPED_CODES
from domain.errors import Refused
from domain.event import Event
from domain.vocabulary import CORRECTED
from supervision_rules.finding import STREAM_PREFIX


def refuse_reserved(wire: WireEvent, caller: Caller) -> None:
    if wire.mapped and not caller.imports:
        raise Refused(
            "reserved-attribute", f"`{MAPPED_CODES}` is written by the platform.", pointer=f"/{MAPPED_CODES}",
            remedy="Leave it out; put the table of your codes with PUT /v1/code-mappings/{list}.",
        )  # fmt: skip
    if wire.source == SOURCE:
        raise Refused(
            "not-your-agency", f"{SOURCE} is the platform itself.", pointer="/source",
            remedy="Post as your own agency.",
        )  # fmt: skip
    refuse_reserved_case(wire.case, "/subject")


def refuse_retired(platform: Platform, wire: WireEvent, caller: Caller) -> None:
    """After its sunset a version is taken from nobody but an import, which brings acts of before. A repeat of an act
    that is stored still gets its receipt.
    """
    stated: list[tuple[str, object, str]] = [(wire.type, wire.version, "/dataschema")]
    if wire.type == CORRECTED:
        stated.append((str(wire.data.get("type")), wire.data.get("version"), "/data/version"))
    for name, version, pointer in stated:
        if caller.imports or not isinstance(version, int):
            continue
        ending = platform.pack.vocabulary.retirement(name, version)
        today = platform.clock().astimezone(platform.pack.zone_info).date()
        if ending is None or not ending.refused_on(today) or platform.ledger.receipt(wire.source, wire.id) is not None:
            continue
        raise Refused(
            "version-retired",
            f"Version {version} of {name} is not taken any more since {ending.sunset}.",
            pointer=pointer,
            remedy=f"Post version {ending.successor}: GET /v1/schemas/{quote(name, safe='')}/{ending.successor}.",
        )


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
