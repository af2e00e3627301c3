"""The hand-overs of one family of cases under a pack: domain/exchange.py fed with what a pack knows.

The one place that does so; read models, examples, statistics and replays all take them from here.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.event import Event
from domain.exchange import Exchange, exchanges, retracted_sends
from domain.history import History, read
from domain.lineage import Link, duty_histories, links_of
from supervision_rules.pack import Pack


def hand_overs(
    pack: Pack, raw: Sequence[Event], *, history: History | None = None, links: Sequence[Link] | None = None
) -> tuple[Exchange, ...]:
    """All hand-overs among these acts, by time of sending.

    raw             every act of a family of cases as recorded, in any order; excerpts count, without clocks
    history, links  of the same acts, where they are known already
    """
    if not pack.flows.by_id:
        return ()
    if history is None:
        history = read(raw)
    if links is None:
        links = () if pack.lifecycle is None else links_of(history.events, pack.lifecycle.links)
    standing = {event.key: event for event in history.events}
    found = exchanges(
        pack.flows,
        duty_histories(history.events, links, ordered=True),
        retracted_sends(pack.flows, raw, standing),
        pack.agencies.predecessors,
    )
    return tuple(_vouched(pack, one) for one in found)


def _vouched(pack: Pack, one: Exchange) -> Exchange:
    """Silence counts only where somebody promised to speak: without a receiver that reports, no clock runs."""
    if one.acknowledge_by is None:
        return one
    registry = pack.agencies
    if one.receiver is not None:
        since = [registry.reports_from(one.receiver)]
    else:
        since = [registry.kind_reports_from(kind, one.sender) for kind in one.receiver_kinds]
    if any(day is not None and day <= one.sent_day for day in since):
        return one
    return msgspec.structs.replace(one, acknowledge_by=None)
