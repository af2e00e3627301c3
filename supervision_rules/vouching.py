"""Who promised to speak: from which day silence about an act counts as its absence. Local days and instants too.

Built once per pack over agencies.yaml and the vocabulary's emitters; DESIGN §5 gives the reasons.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from domain.occurred import EPOCH, MICROSECOND, from_micros, on_date
from domain.vocabulary import Vocabulary
from supervision_rules.agencies import AgencyRegistry

_DAY: Final = 86_400_000_000
_EPOCH_DAY: Final = EPOCH.toordinal()
_PADDED: Final = tuple(f"{number:02}" for number in range(60))
# a party owes no report, and a record states only what it copies
_OWE_NO_REPORT: Final = frozenset({"party", "record", "system"})


@lru_cache(maxsize=1 << 16)
def iso_date(day: int) -> str:
    return date.fromordinal(day).isoformat()


class Vouching:
    """Look-ups with memory: deterministic, so sharing them between evaluations changes nothing."""

    def __init__(self, registry: AgencyRegistry, vocabulary: Vocabulary, zone: ZoneInfo) -> None:
        self.registry = registry
        self.vocabulary = vocabulary
        self.zone = zone
        self._from: dict[tuple[str, str, str], int | None] = {}
        self._all_since: dict[tuple[str, ...], Callable[[str, str], int | None]] = {}
        self._starts: dict[int, int] = {}
        self._spans: dict[int, tuple[int, str] | None] = {}

    def since(self, types: tuple[str, ...]) -> Callable[[str, str], int | None]:
        """From which day every agency kind that emits one of `types` reports all its acts, None: not at all.

        The answer is asked with
        near    URN of the agency whose jurisdiction is meant
        source  who posted the trigger: asked itself where the vocabulary names no emitters
        """
        found = self._all_since.get(types)
        if found is None:

            @lru_cache(maxsize=1 << 14)
            def since(near: str, source: str) -> int | None:
                days = [self._since(name, near, source) for name in types]
                known = [day for day in days if day is not None]
                return max(known, default=0) if len(known) == len(days) else None

            found = self._all_since[types] = since
        return found

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

    def text_of(self, micros: int) -> str:
        """An instant as RFC 3339 text with the offset of the zone."""
        number, rest = divmod(micros, _DAY)
        span = self._spans.get(number)
        if span is None:
            span = self._spans[number] = self._span(number)
        if span is None:  # the offset changes on this day
            return self.moment(micros).isoformat()
        offset, suffix = span
        day, rest = divmod(rest + offset, _DAY)
        minute, rest = divmod(rest, 60_000_000)
        second, fraction = divmod(rest, 1_000_000)
        stated = f".{fraction:06}" if fraction else ""
        clock = f"{_PADDED[minute // 60]}:{_PADDED[minute % 60]}:{_PADDED[second]}"
        return f"{iso_date(_EPOCH_DAY + number + day)}T{clock}{stated}{suffix}"

    def _span(self, number: int) -> tuple[int, str] | None:
        """Offset (microseconds) and its text on a whole day of UTC, None where it changes on that day."""
        first, last = self.moment(number * _DAY), self.moment(number * _DAY + _DAY - 1)
        offset = first.utcoffset()
        if offset is None or offset != last.utcoffset():
            return None
        return offset // MICROSECOND, first.isoformat()[len("0000-00-00T00:00:00") :]

    def day_of(self, micros: int) -> int:
        """Local day of an instant."""
        return self.moment(micros).toordinal()

    def moment(self, micros: int) -> datetime:
        return from_micros(micros, self.zone)
