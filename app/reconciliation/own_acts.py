"""An agency's own acts read from a file, as a tree of their digests. For the command line; no database.

Not the comparison (walk.py). A file may hold CloudEvents, or items of a feed, whose `event` then counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from app.readers.item import Progress, WireStatement
from app.readers.ndjson import read_ndjson
from app.reconciliation.walk import day_of, held_digest, sent_digest
from app.signing.jwk import from_base64url
from domain import wire_time
from domain.cloudevent import parse_wire
from domain.differences import Side
from domain.digest_tree import DigestTree
from domain.errors import Refused
from domain.strict_json import parse_json
from ledger.canonical import Json

Key = tuple[str, str]


class OwnActs:
    """The acts of one day as a tree; of all days in the file which there are.

    digests: (source, id) -> digest in hex, of every day. event(): an act of the day, as it stands in the file
    """

    def __init__(self, agency: str, tree: DigestTree, digests: Mapping[Key, str], events: Mapping[Key, bytes]) -> None:
        self.agency = agency
        self.tree = tree
        self._digests = digests
        self._events = events

    def elsewhere(self, source: str, act_id: str) -> str | None:
        """Digest of an act that the file has, on whatever day: it is not missing, but on another day or case."""
        return self._digests.get((source, act_id))

    def event(self, source: str, act_id: str) -> dict[str, object] | None:
        raw = self._events.get((source, act_id))
        found = None if raw is None else parse_json(raw)
        return found if isinstance(found, dict) else None


def own_acts(path: Path, terms: Mapping[str, Any], side: Side, date: str, progress: Progress | None = None) -> OwnActs:
    """Read a file. terms: of GET /v1/digests/terms. Raises Refused with the line that is no act.

    Memory: the acts of the day, and 200 bytes for every other.
    """
    agency, zone, key = str(terms["agency"]), ZoneInfo(terms["zone"]), from_base64url(str(terms["key"]))
    wanted = wire_time.day(date, pointer="").toordinal()
    rows: dict[Key, tuple[str, bytes]] = {}
    digests: dict[Key, str] = {}
    events: dict[Key, bytes] = {}
    for item in read_ndjson(path, progress):
        if not isinstance(item, WireStatement):
            raise Refused("line-refused", str(item), remedy="Put the file right; what is left out would seem lost.")
        try:
            stated = _event_of(item.content)
            wire = parse_wire(stated)
            day = day_of(wire, zone)
        except Refused as refusal:
            raise Refused(refusal.code, f"{item.place}: {refusal.detail}", remedy=refusal.remedy) from None
        if (wire.source == agency) != (side == "sent"):
            continue
        digest = sent_digest(wire, key) if side == "sent" else held_digest(cast(Json, stated))
        identity = (wire.source, wire.id)
        digests[identity] = digest.hex()
        if day == wanted:
            rows[identity] = (wire.case, digest)
            events[identity] = item.content
    tree = DigestTree((case, *identity, digest) for identity, (case, digest) in rows.items())
    return OwnActs(agency, tree, digests, events)


def _event_of(content: bytes) -> dict[str, object]:
    value = parse_json(content)
    if not isinstance(value, dict):
        raise Refused("wrong-type", "An event is a JSON object.", remedy="Send one CloudEvent.")
    inner = value.get("event")
    return inner if "specversion" not in value and isinstance(inner, dict) else value
