"""Which feeds an agency's part in a case opens that case to, and since when.

Not who reads (feed_name.py) and no rule of its own: domain/permission.reach says what a reader sees. Called by
feed_follower.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from domain import agency as agencies
from domain.event import CaseId
from domain.feed_name import reader_of
from domain.feed_order import ALWAYS, Moment, Span, by_act, by_correction, by_successor, end_of, opening
from domain.permission import reach
from ledger.case_agencies import Coming
from ledger.corrected_parts import Change


class Seen(msgspec.Struct, frozen=True):
    """moments: case -> feed -> from when on; given: (case, feed) -> up to which position its acts are there already."""

    moments: Mapping[CaseId, Mapping[str, Moment]]
    given: Mapping[tuple[CaseId, str], int]


class FeedReaders:
    """followed  feed -> predecessors whose cases its reader sees -> position after which they were its own
    known        feed -> corrections up to this turn had been made when it began: what they took away it never had
    """

    def __init__(self, followed: Mapping[str, Mapping[str, int]], known: Mapping[str, int]) -> None:
        self._known = known
        self._of_agency: dict[str, dict[str, int]] = {}
        self._of_office: dict[str, set[str]] = {}
        self._of_region: dict[str, set[str]] = {}
        self._found: dict[str, dict[str, int]] = {}
        for name, predecessors in followed.items():
            sees = reach(reader_of(name), predecessors.keys())
            for agency in sees.agencies:
                self._of_agency.setdefault(agency, {})[name] = predecessors.get(agency, 0)
            for office in sees.offices:
                self._of_office.setdefault(office, set()).add(name)
            if sees.region:
                self._of_region.setdefault(sees.region, set()).add(name)

    def of(self, agency: str) -> Mapping[str, int]:
        """Feed -> position after which a case of this agency is seen in it."""
        found = self._found.get(agency)
        if found is None:
            found = dict(self._of_agency.get(agency, {}))
            region = agencies.region_of(agency)
            wide = [names for begins, names in self._of_region.items() if region and region.startswith(begins)]
            for names in (self._of_office.get(agencies.office_of(agency), ()), *wide):
                found.update(dict.fromkeys(names, 0))
            self._found[agency] = found
        return found

    def seen(
        self, comings: Collection[Coming], changes: Mapping[str, Sequence[Change]], since: Moment, upto: int
    ) -> Seen:
        """What is seen after `since`, as of after the act at `upto`.

        changes  of the cases that corrections gave or took away; none lies between `since` and the end of the stretch,
                 but at that end
        """
        moments: dict[CaseId, dict[str, Moment]] = {}
        corrected: dict[str, list[Coming]] = {case: [] for case in changes}
        last = end_of(upto)
        for case, agency, position in comings:
            if case in corrected:
                corrected[case].append((case, agency, position))
                continue
            feeds = moments.setdefault(CaseId(case), {})
            for feed, reached in self.of(agency).items():
                moment = max(by_act(position), by_successor(reached))
                if moment <= last and moment < feeds.get(feed, end_of(upto)):
                    feeds[feed] = moment
        given: dict[tuple[CaseId, str], int] = {}
        for case, parts in corrected.items():
            feeds = moments.setdefault(CaseId(case), {})
            for feed, spans in self._spans(parts, changes[case]).items():
                found = opening(spans, since)
                if found is not None and found[0] <= last:
                    feeds[feed], given[CaseId(case), feed] = found
        return Seen(moments, given)

    def _spans(self, comings: Sequence[Coming], changes: Sequence[Change]) -> dict[str, list[Span]]:
        """Feed -> when it saw one case by any agency's part."""
        found: dict[str, list[Span]] = {}
        for agency, span, lost in _parts(comings, changes):
            for feed, reached in self.of(agency).items():
                begin = max(span.begin, by_successor(reached))
                if not 0 < lost <= self._known[feed] and (span.end is None or begin < span.end):
                    found.setdefault(feed, []).append(Span(begin, span.end))
        return found


def _parts(comings: Sequence[Coming], changes: Sequence[Change]) -> Iterator[tuple[str, Span, int]]:
    """Agency, when it had a part in one case, and the turn of the correction that took it away (0: none has)."""
    by_agency: dict[str, list[Change]] = {}
    for change in changes:
        by_agency.setdefault(change.agency, []).append(change)
    for _, agency, position in comings:
        if position or agency not in by_agency:
            yield agency, Span(by_act(position), None), 0
    for agency, own in by_agency.items():
        begin = None if own[0].came else _had(own[0])
        for change in own:
            if not change.turn:
                break
            moment = by_correction(change.after, change.turn)
            if change.came:
                begin = moment
            elif begin is not None:
                yield agency, Span(begin, moment), change.turn
                begin = None
        if begin is not None:
            yield agency, Span(begin, None), 0


def _had(lost: Change) -> Moment:
    return by_act(lost.since) if lost.since else ALWAYS
