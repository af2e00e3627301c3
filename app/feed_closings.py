"""Which entries of a feed are blank for its reader: numbers and positions stay, what the law closes is not told.

Not the order of feeds (domain/feed_order.py). An act that names a closed person is blank whole, also where it names
others: a payload is delivered as it was posted, or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, select

from app.composition import Platform
from domain import sight as closing
from domain.event import EventKey
from domain.feed_name import WHOLE, reader_of
from domain.permission import Principal
from domain.sight import Sight
from ledger import reading, reading_scope
from ledger.schema import events, positions
from projections import closed_records, findings_queue
from supervision_rules.finding import STREAM_PREFIX

_AUDITOR = Principal("feed", "", "auditor")


def closed_positions(platform: Platform, name: str, wanted: Sequence[int]) -> frozenset[int]:
    """Those of these positions whose acts are closed to the reader of the feed."""
    reader = _AUDITOR if name == WHOLE else reader_of(name)
    bound = closing.bound(platform.pack.sight, reader)
    if not bound or not wanted:
        return frozenset()
    agencies = frozenset({reader.agency, *platform.pack.agencies.predecessors(reader.agency)})
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        if not closed_records.any_at_all(connection):
            return frozenset()
        acts = _acts(connection, wanted)
        findings = {stream.removeprefix(STREAM_PREFIX) for _, stream, _ in acts if stream.startswith(STREAM_PREFIX)}
        about = findings_queue.about(connection, sorted(findings))
        cases = {stream for _, stream, _ in acts if not stream.startswith(STREAM_PREFIX)}
        sights = _sights(connection, cases | {case for case, _, _ in about.values()}, bound, agencies)
        found = set(_of_findings(acts, about, sights))
        partly: dict[int, Sight] = {}
        for position, stream, key in acts:
            seen = sights.get(stream)
            if seen is None:
                continue
            if stream in seen.cases or key in seen.acts:
                found.add(position)
            elif seen.persons:
                partly[position] = seen
        found.update(_naming(connection, partly))
    return frozenset(found)


def _acts(connection: Connection, wanted: Sequence[int]) -> list[tuple[int, str, EventKey]]:
    """(position, stream, key)"""
    joined = positions.join(events, events.c.insert_id == positions.c.insert_id)
    columns = (positions.c.position, events.c.stream, events.c.source, events.c.id)
    found = []
    for start in range(0, len(wanted), reading.AT_ONCE):
        some = reading.among(connection, positions.c.position, wanted[start : start + reading.AT_ONCE])
        for position, stream, source, id_ in connection.execute(select(*columns).select_from(joined).where(some)):
            found.append((position, stream, EventKey(source, id_)))
    return found


def _sights(
    connection: Connection, cases: Collection[str], bound: frozenset[str], agencies: frozenset[str]
) -> dict[str, Sight]:
    """Of each case that holds something closed to the reader."""
    by_case: dict[str, list[closing.Closure]] = {}
    for one in closed_records.of_cases(connection, cases):
        by_case.setdefault(one.case, []).append(one)
    sights = {case: closing.sight(some, bound, agencies) for case, some in by_case.items()}
    return {case: seen for case, seen in sights.items() if seen != Sight()}


def _of_findings(
    acts: Iterable[tuple[int, str, EventKey]],
    about: Mapping[str, tuple[str, str | None, EventKey]],
    sights: Mapping[str, Sight],
) -> Iterator[int]:
    for position, stream, _ in acts:
        case, subject, trigger = about.get(stream.removeprefix(STREAM_PREFIX), ("", None, EventKey("", "")))
        seen = sights.get(case)
        if seen is not None and (case in seen.cases or subject in seen.persons or trigger in seen.acts):
            yield position


def _naming(connection: Connection, partly: Mapping[int, Sight]) -> Iterator[int]:
    """Acts in cases of closed persons whose payload names one of them, wherever."""
    for act in reading.at_positions(connection, sorted(partly)):
        position = act.position or 0
        if any(msgspec.json.encode(person) in act.payload for person in partly[position].persons):
            yield position
