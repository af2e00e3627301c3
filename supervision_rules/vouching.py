"""Who promised to speak: from which day silence about an act counts as its absence. Local days and instants too.

Built once per pack over agencies.yaml and the vocabulary's emitters; DESIGN §5 gives the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.occurred import from_micros, on_date
from domain.vocabulary import Vocabulary
from supervision_rules.agencies import AgencyRegistry

# a party owes no report, and a record states only what it copies
_OWE_NO_REPORT: Final = frozenset({"party", "record", "system"})


class Vouching:
    """Look-ups with memory: deterministic, so sharing them between evaluations changes nothing."""

    def __init__(self, registry: AgencyRegistry, vocabulary: Vocabulary, zone: ZoneInfo) -> None:
        self.registry = registry
        self.vocabulary = vocabulary
        self.zone = zone
        self._from: dict[tuple[str, str, str], int | None] = {}
        self._starts: dict[int, int] = {}

    def vouched(self, types: Sequence[str], near: str, source: str, day: int) -> bool:
        """Every agency kind that emits one of `types` reports all its acts since `day` or before.

        near    URN of the agency whose jurisdiction is meant
        source  who posted the trigger: asked itself where the vocabulary names no emitters
        """
        for name in types:
            since = self._since(name, near, source)
            if since is None or since > day:
                return False
        return True

    def _since(self, name: str, near: str, source: str) -> int | None:
        key = (name, near, source)
        if key not in self._from:
            declared = self.vocabulary.types.get(name)
            emitters = declared.emitters if declared else ()
            if not emitters:
                days = [self.registry.reports_from(source)]
            else:
                # where organs and parties may report an act, the organs' promise is enough; where only
                # parties may, somebody must have promised for them
                organs = [kind for kind in emitters if kind not in _OWE_NO_REPORT]
                days = [self.registry.kind_reports_from(kind, near) for kind in organs or emitters]
            known = [day for day in days if day is not None]
            self._from[key] = max(known) if len(known) == len(days) else None
        return self._from[key]

    def day_start(self, day: int) -> int:
        """First microsecond of a local day."""
        if day not in self._starts:
            self._starts[day] = on_date(date.fromordinal(day), self.zone).earliest
        return self._starts[day]

    def day_of(self, micros: int) -> int:
        """Local day of an instant."""
        return self.moment(micros).toordinal()

    def moment(self, micros: int) -> datetime:
        return from_micros(micros, self.zone)
