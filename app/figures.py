"""Statistics over hand-overs, each with what it takes to compute it again: query, version, pack, ledger position.

Two sources, one count: the exchange ledger as it stands (fast), or the acts up to a position (`quancheng statistics
--at`), which must agree. Who sees which agency's figures: domain/permission.Reach, so a figure holds nothing of cases
that its reader may not open, and needs no cells blotted out. The counting: domain/figures/.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from app.access import reach_of
from app.composition import Platform
from app.export_case import checkpoint_over
from app.family_pages import family_pages
from app.histories import FamilyFault
from app.missing_families import missing
from domain import sight as closing
from domain.errors import NotFound
from domain.figures.fact import Fact, fact_of
from domain.figures.queries import query
from domain.figures.query import Line, Query
from domain.permission import Principal, Reach
from ledger import reading_scope
from projections import exchange_facts, exchanges
from projections.closed_records import Shown
from supervision_rules.hand_overs import hand_overs

ALL: Final = Reach(everything=True)
_EVERYTHING: Final = "all"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """None: all. agency: a URN, of the sender or the receiver; month: YYYY-MM of sending."""

    flow: str | None = None
    agency: str | None = None
    month: str | None = None

    def passes(self, fact: Fact) -> bool:
        return (
            self.flow in (None, fact.flow)
            and self.month in (None, fact.month)
            and (self.agency is None or self.agency in (fact.sender, fact.receiver))
        )


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A statistic and its source.

    position    the figures are those of all acts of the ledger up to this position; checkpoint: signed note over a log
                that contains it, None where nobody signs
    seen        whose figures: "all", or the agencies and regions that the reader sees
    closed      rules of the pack's sight.yaml that close records to the reader: these do not count
    incomplete  families of cases that could not be worked through, and are missing: of those asked for (app/
                missing_families.py), in first versions of all
    """

    query: str
    version: int
    pack: str
    pack_digest: str
    position: int
    checkpoint: str | None
    seen: tuple[str, ...]
    closed: tuple[str, ...]
    filter: Filter
    incomplete: int
    lines: tuple[Line, ...]


def current(platform: Platform, actor: Principal, name: str, wanted: Filter, version: int | None = None) -> Figures:
    """As the exchange ledger stands. Raises NotFound for an unknown statistic."""
    found, reach = query(name, version), reach_of(platform, actor)
    closed, asked = sorted(closing.bound(platform.pack.sight, actor)), msgspec.structs.asdict(wanted)
    # by what the answer quotes of its reader, so that the acts give the same
    shown_only = Shown(closed, reach.agencies) if closed else None
    with reading_scope.of_the_platform(), exchanges.at_one_moment(platform.engine) as moment:
        facts = exchange_facts.facts(moment.connection, of_times=found.of_times, shown_only=shown_only, **asked)
        lines = _count(found, facts, reach)
        incomplete = len(moment.parked)
        if found.missing_of == "asked" and incomplete:
            incomplete = missing(
                moment.connection, platform, moment.parked, reach, shown_only=shown_only, **asked
            )  # fmt: skip
    return _figures(platform, found, reach, closed, wanted, moment.position, incomplete, lines)


def recomputed(
    platform: Platform,
    name: str,
    wanted: Filter,
    *,
    at: int | None = None,
    version: int | None = None,
    reach: Reach = ALL,
    closed: Sequence[str] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> Figures:
    """From the acts themselves, up to a position; nothing of any read model is used.

    at             a position of the ledger; None: its head
    reach, closed  as `Figures` quotes them: `seen` (reach_named) and `closed`
    Raises NotFound where the ledger does not reach so far, LedgerFault
        where an act cannot be read.
    """
    found, head = query(name, version), platform.ledger.head()
    position = head if at is None else at
    if not 0 <= position <= head:
        raise NotFound(f"The ledger ends at position {head}.", remedy="Give a position up to that, or none.")
    facts = _facts(platform, position, frozenset(closed), reach.agencies, on_progress)
    lines = _count(found, ((fact, 1) for fact in facts if wanted.passes(fact)), reach)
    return _figures(platform, found, reach, closed, wanted, position, 0, lines)


def command(found: Figures) -> str:
    """What computes the same figures from the acts."""
    options = {"flow": found.filter.flow, "agency": found.filter.agency, "month": found.filter.month}
    words = ["quancheng", "statistics", found.query, "--version", str(found.version), "--at", str(found.position)]
    for option, value in options.items():
        if value is not None:
            words += [f"--{option}", value]
    for one in found.seen:
        words += [] if one == _EVERYTHING else ["--seen", one]
    for one in found.closed:
        words += ["--closed", one]
    return shlex.join(words)


def reach_named(seen: Sequence[str]) -> Reach:
    """The reach that `Figures.seen` names."""
    if list(seen) == [_EVERYTHING]:
        return ALL
    agencies = frozenset(one for one in seen if ":" in one and not _is_region(one))
    return Reach(agencies=agencies, offices=agencies, region=next((one for one in seen if _is_region(one)), ""))


def _is_region(text: str) -> bool:
    return re.fullmatch(r"[a-z]{2}-[A-Za-z0-9]{0,12}:?", text) is not None


def _facts(
    platform: Platform,
    position: int,
    closed: frozenset[str],
    agencies: frozenset[str],
    on_progress: Callable[[int, int], None] | None,
) -> Iterator[Fact]:
    pack = platform.pack
    for page in family_pages(platform, position):
        for family in page.families:
            if isinstance(family, FamilyFault):
                raise family.error
            excerpts = {event.key for event in family.events if event.excerpt}
            rules = [rule for rule in pack.sight if rule.id in closed]
            closures = closing.closures(rules, family.events, family.cases, pack.agencies.receivers)
            sight = closing.sight(closures, closed, agencies)
            for one in hand_overs(pack, family.events):
                send = one.steps[0].event
                hidden = one.case in sight.cases or one.person in sight.persons or send in sight.acts
                if not hidden and send not in excerpts:
                    yield fact_of(one, pack.zone_info)
        if on_progress is not None:
            on_progress(page.done, page.of)


def _count(found: Query, facts: Iterable[tuple[Fact, int]], reach: Reach) -> tuple[Line, ...]:
    known: dict[str, bool] = {}

    def seen(agency: str) -> bool:
        if agency not in known:
            known[agency] = reach.covers([agency])
        return known[agency]

    tally = found.tally()
    for fact, number in facts:
        tally.add(fact, seen, number)
    return tuple(tally.lines())


def _figures(
    platform: Platform,
    found: Query,
    reach: Reach,
    closed: Sequence[str],
    wanted: Filter,
    position: int,
    incomplete: int,
    lines: tuple[Line, ...],
) -> Figures:
    with reading_scope.of_the_platform():
        note = checkpoint_over(platform, position) if position else None
    return Figures(
        query=found.name,
        version=found.version,
        pack=platform.pack.id,
        pack_digest=platform.pack.digest,
        position=position,
        checkpoint=note,
        seen=_named(reach),
        closed=tuple(closed),
        filter=wanted,
        incomplete=incomplete,
        lines=lines,
    )


def _named(reach: Reach) -> tuple[str, ...]:
    if reach.everything:
        return (_EVERYTHING,)
    return tuple(sorted({*reach.agencies, *reach.offices, *([reach.region] if reach.region else [])}))
