"""No traffic where traffic should be: pairs of agencies that stopped handing over, agencies that say nothing at all.

Silence is measured against the pair's own past, and counts only where an agency promised to report. An alarm, no
finding: nothing here is a breach of law. Bounds: `agreed` in the pack's flows.
"""

from __future__ import annotations

import msgspec

from app.access import own_cases
from app.composition import Platform
from domain.occurred import from_micros
from domain.permission import OfAgency, Principal, may
from ledger import reading_scope
from projections import agency_activity, exchange_totals
from projections.duties import DAY
from projections.exchange_totals import Rhythm
from projections.paging import Among


class SilentPair(msgspec.Struct, frozen=True, kw_only=True):
    """usual_days: the mean gap so far, rounded up; quiet_days: since the last hand-over; last: microseconds."""

    sender: str
    receiver: str
    flow: str
    number: int
    usual_days: int
    last: int
    quiet_days: int


class SilentAgency(msgspec.Struct, frozen=True, kw_only=True):
    """last None: the platform never heard of it; quiet_days None then too."""

    agency: str
    last: int | None
    quiet_days: int | None


class Silence(msgspec.Struct, frozen=True):
    pairs: tuple[SilentPair, ...]
    agencies: tuple[SilentAgency, ...]


def silence(platform: Platform, actor: Principal) -> Silence:
    """Pairs in the cases that the actor sees, and agencies whose desk it may read; by name."""
    predecessors = platform.pack.agencies.predecessors(actor.agency)
    heard = {
        agency: at for agency, at in _heard(platform).items() if may(actor, "read_desk", OfAgency(agency), predecessors)
    }
    expected = {agency for agency in _expected(platform) if may(actor, "read_desk", OfAgency(agency), predecessors)}
    return _silence(platform, heard, expected, own_cases(platform, actor))


@reading_scope.of_the_platform()
def silence_of_all(platform: Platform) -> Silence:
    """Over everything, for metrics and the operator."""
    return _silence(platform, _heard(platform), _expected(platform), None)


def _silence(platform: Platform, heard: dict[str, int], expected: set[str], among: Among | None) -> Silence:
    agreed = platform.pack.flows.agreed
    if agreed is None:
        return Silence((), ())
    now = platform.now()
    with platform.engine.connect() as connection:
        rhythms = exchange_totals.rhythms(connection, at_least=agreed.traffic_at_least, among=among)
    pairs = [
        pair
        for rhythm in rhythms
        if (pair := _pair(rhythm, now)).quiet_days
        > max(agreed.silent_after_days, agreed.silent_after_gaps * pair.usual_days)
        and _exists(platform, rhythm.sender, now)
    ]
    agencies = []
    for agency in sorted(expected | {one for one in heard if _reports(platform, one, now)}):
        last = heard.get(agency)
        quiet = None if last is None else (now - last) // DAY
        if quiet is None or quiet > agreed.silent_after_days:
            agencies.append(SilentAgency(agency=agency, last=last, quiet_days=quiet))
    return Silence(tuple(pairs), tuple(agencies))


def _pair(rhythm: Rhythm, now: int) -> SilentPair:
    gaps = max(1, rhythm.number - 1)
    usual = -(-(rhythm.last - rhythm.first) // (gaps * DAY))
    return SilentPair(
        sender=rhythm.sender, receiver=rhythm.receiver, flow=rhythm.flow, number=rhythm.number,
        usual_days=usual, last=rhythm.last, quiet_days=max(0, now - rhythm.last) // DAY,
    )  # fmt: skip


def _heard(platform: Platform) -> dict[str, int]:
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        return agency_activity.last_heard(connection)


def _expected(platform: Platform) -> set[str]:
    """Agencies listed in the pack that exist today and report."""
    now = platform.now()
    return {urn for urn in platform.pack.agencies.agencies if _reports(platform, urn, now)}


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
