"""Which feeds an agency's part in a case opens that case to, and since when.

Not who reads (feed_name.py) and no rule of its own: domain/permission.reach says what a reader sees. Called by
feed_follower.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from domain import agency as agencies
from domain.event import CaseId
from domain.feed_name import reader_of
from domain.feed_order import Moment, after_act, by_act
from domain.permission import reach
from ledger.case_agencies import Coming


class FeedReaders:
    """followed  feed -> predecessors whose cases its reader sees -> position after which they were its own"""

    def __init__(self, followed: Mapping[str, Mapping[str, int]]) -> None:
        self._of_agency: dict[str, dict[str, int]] = {}
        self._of_office: dict[str, set[str]] = {}
        self._of_region: dict[str, set[str]] = {}
        self._known: dict[str, dict[str, int]] = {}
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
        found = self._known.get(agency)
        if found is None:
            found = dict(self._of_agency.get(agency, {}))
            region = agencies.region_of(agency)
            wide = [names for begins, names in self._of_region.items() if region and region.startswith(begins)]
            for names in (self._of_office.get(agencies.office_of(agency), ()), *wide):
                found.update(dict.fromkeys(names, 0))
            self._known[agency] = found
        return found

    def moments(self, comings: Collection[Coming], upto: int) -> dict[CaseId, dict[str, Moment]]:
        """Case -> feed -> from when on it is seen there, for what is so after the act at `upto`."""
        found: dict[CaseId, dict[str, Moment]] = {}
        last = after_act(upto)
        for case, agency, position in comings:
            feeds = found.setdefault(CaseId(case), {})
            for feed, since in self.of(agency).items():
                moment = max(by_act(position), after_act(since))
                if moment <= last and moment < feeds.get(feed, moment + 1):
                    feeds[feed] = moment
        return found
