"""No traffic where traffic should be: pairs of agencies that stopped handing over, agencies that say nothing at all.

What should be is told by their own past, or by what was handed to them; and it counts only where an agency promised to
report. An alarm, no finding: nothing here is a breach of law. Bounds: `agreed` in the pack's flows.
"""

from __future__ import annotations

import msgspec

from app.access import own_cases
from app.composition import Platform
from domain.flow import Agreed
from domain.occurred import from_micros
from domain.permission import OfAgency, Principal, may
from ledger import reading_scope
from projections import agency_activity, exchange_rhythms
from projections.duties import DAY
from projections.exchange_rhythms import Rhythm
from projections.paging import Among


class SilentPair(msgspec.Struct, frozen=True, kw_only=True):
    """number, usual_days: hand-overs in the time looked back on, and the mean gap between them, rounded up; quiet_days:
    since the last hand-over; last: microseconds.
    """

    sender: str
    receiver: str
    flow: str
    number: int
    usual_days: int
    last: int
    quiet_days: int


class SilentAgency(msgspec.Struct, frozen=True, kw_only=True):
    """last None: the platform never heard of it; quiet_days None then too. waiting: handed to it since."""

    agency: str
    last: int | None
    quiet_days: int | None
    waiting: int


class Silence(msgspec.Struct, frozen=True):
    pairs: tuple[SilentPair, ...]
    agencies: tuple[SilentAgency, ...]


def silence(platform: Platform, actor: Principal) -> Silence:
    """Pairs in the cases that the actor sees, and agencies whose desk it may read; by name."""
    predecessors = platform.pack.agencies.predecessors(actor.agency)
    found = _silence(platform, own_cases(platform, actor))
    mine = (one for one in found.agencies if may(actor, "read_desk", OfAgency(one.agency), predecessors))
    return Silence(found.pairs, tuple(mine))


@reading_scope.of_the_platform()
def silence_of_all(platform: Platform) -> Silence:
    """Over everything, for metrics and the operator."""
    return _silence(platform, None)


def _silence(platform: Platform, among: Among | None) -> Silence:
    agreed = platform.pack.flows.agreed
    if agreed is None:
        return Silence((), ())
    now = platform.now()
    heard = _heard(platform)
    with platform.engine.connect() as connection:
        pairs = exchange_rhythms.of_pairs(connection, now, agreed, among=among)
        senders = exchange_rhythms.of_senders(connection, now, agreed, among=among)
        waiting = exchange_rhythms.waiting(connection, heard, among=among)
    agencies = []
    for agency in sorted(one for one in {*senders, *waiting} if _reports(platform, one, now)):
        last, (number, first) = heard.get(agency), waiting.get(agency, (0, now))
        quiet = None if last is None else max(0, now - last) // DAY
        kept_waiting = number > 0 and (now - first) // DAY > agreed.silent_after_days
        stopped = agency in senders and quiet is not None and quiet > _bound(senders[agency], agreed)
        if kept_waiting or stopped:
            agencies.append(SilentAgency(agency=agency, last=last, quiet_days=quiet, waiting=number))
    silent = {one.agency for one in agencies}
    stopped_pairs = (
        SilentPair(
            sender=one.sender, receiver=one.receiver, flow=one.flow, number=one.number, usual_days=one.usual_days,
            last=one.last, quiet_days=max(0, now - one.last) // DAY,
        )
        for one in pairs
        # of an agency that says nothing at all the list speaks once
        if one.sender not in silent and _exists(platform, one.sender, now)
        and max(0, now - one.last) // DAY > _bound(one, agreed)
    )  # fmt: skip
    return Silence(tuple(stopped_pairs), tuple(agencies))


def _bound(rhythm: Rhythm, agreed: Agreed) -> int:
    """Days without a hand-over that are silence."""
    return max(agreed.silent_after_days, agreed.silent_after_gaps * rhythm.usual_days)


def _heard(platform: Platform) -> dict[str, int]:
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        return agency_activity.last_heard(connection)


def _reports(platform: Platform, agency: str, now: int) -> bool:
    since = platform.pack.agencies.reports_from(agency)
    return since is not None and since <= _day(platform, now) and _exists(platform, agency, now)


def _exists(platform: Platform, agency: str, now: int) -> bool:
    known = platform.pack.agencies.agencies.get(agency)
    if known is None:
        return True
    today = _day(platform, now)
    begun = known.valid_from is None or known.valid_from.toordinal() <= today
    return begun and (known.valid_to is None or known.valid_to.toordinal() >= today)


def _day(platform: Platform, now: int) -> int:
    return from_micros(now, platform.pack.zone_info).date().toordinal()
