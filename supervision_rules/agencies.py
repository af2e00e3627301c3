"""The pack's agencies: who vouches for all acts of its kind and from when, levels, superiors, and how long each exists.

Not authentication and not who may post what (vocabulary emitters). Pure data from agencies.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

import msgspec

from domain.agency import PREFIX, Level, level_of, parts
from domain.payload_types import Label

# GB/T 2260: municipalities have branch organs between district and municipality, and 90xx are
# counties under the province itself: for these the code alone does not tell the next higher organ
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_REGION_LENGTH = len("cn-520102")


class Reporting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Agencies matching `pattern` (* and ? as in file names) report all their acts from this day on."""

    pattern: str
    from_: date


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kind and region (GB/T 2260) stand in the URN.

    superior    next higher organ of the same line, which competence is measured by
    parent      the organ it is a part of, where that is another one (a detention centre of its bureau)
    successor   who took its work over; it sees what this agency might see
    valid_from  first day, valid_to last day on which it acts; None: always, still
    """

    urn: str
    name: Label | None = None
    level: Level | None = None
    superior: str | None = None
    parent: str | None = None
    successor: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class AgenciesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reporting: tuple[Reporting, ...] = ()
    agencies: tuple[Agency, ...] = ()


class AgencyRegistry:
    """Look-ups over agencies.yaml. Immutable; answers are cached, never changed."""

    def __init__(
        self,
        content: AgenciesFile,
        emitters: Mapping[str, Sequence[str]] | None = None,
        addressed: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """emitters   by event type the kinds of agency that may do the act; empty: not said
        addressed  by event type the payload fields naming the agency that the case is handed to (the pack's flows)
        """
        self.reporting = content.reporting
        self.agencies = {agency.urn: agency for agency in content.agencies}
        self.hand_overs: Mapping[str, tuple[str, ...]] = addressed or {}
        self._succeeded: dict[str, tuple[str, ...]] = {}
        for agency in content.agencies:
            if agency.successor is not None:
                self._succeeded[agency.successor] = (*self._succeeded.get(agency.successor, ()), agency.urn)
        self._from: dict[str, int | None] = {}
        self._sole = {name: kinds[0] for name, kinds in (emitters or {}).items() if len(kinds) == 1}

    def sole_kind(self, event_type: str) -> str | None:
        """The one kind of agency that can do such an act, None where several can."""
        return self._sole.get(event_type)

    def ended_on(self, uri: str) -> date | None:
        """Last day on which this agency acts; None: it still exists, or the registry does not say."""
        known = self.agencies.get(uri)
        return None if known is None else known.valid_to

    def predecessors(self, uri: str) -> frozenset[str]:
        """All agencies whose work came to this one, directly or through others."""
        found: set[str] = set()
        fresh = [uri]
        while fresh:
            earlier = [urn for urn in self._succeeded.get(fresh.pop(), ()) if urn not in found]
            found.update(earlier)
            fresh += earlier
        return frozenset(found - {uri})

    def handed_to(self, event_type: str, data: Mapping[str, object]) -> tuple[str, ...]:
        """URNs of the agencies to which an act of this type, with this payload, hands its case."""
        fields = self.hand_overs.get(event_type)
        if not fields:
            return ()
        named = (data.get(field) for field in fields)
        return tuple(sorted({one for one in named if isinstance(one, str) and parts(one) is not None}))

    def receivers(self, event_type: str, data: msgspec.Struct) -> tuple[str, ...]:
        """The same for a typed payload."""
        fields = self.hand_overs.get(event_type)
        return self.handed_to(event_type, {field: getattr(data, field, None) for field in fields}) if fields else ()

    def reports_from(self, uri: str) -> int | None:
        """First day (ordinal) from which this agency vouches for all its acts, None if it never does."""
        if uri not in self._from:
            days = [entry.from_.toordinal() for entry in self.reporting if fnmatchcase(uri, entry.pattern)]
            self._from[uri] = min(days, default=None)
        return self._from[uri]

    def kind_reports_from(self, kind: str, near: str) -> int | None:
        """The same for an agency of `kind` in the jurisdiction of agency `near`, whichever it is."""
        place = parts(near)
        jurisdiction = place.jurisdiction if place else "*"
        return self.reports_from(f"{PREFIX}{jurisdiction}:{kind}:*")

    def level(self, uri: str) -> Level:
        """Level as registered, else by jurisdiction, else unknown."""
        known = self.agencies.get(uri)
        if known is not None and known.level is not None:
            return known.level
        place = parts(uri)
        return level_of(place.jurisdiction) if place else "unknown"

    def is_superior(self, higher: str, lower: str, steps: int) -> bool | None:
        """Whether `higher` stands `steps` levels above `lower`; None where the registry cannot tell."""
        above: str | None = lower
        for _ in range(steps):
            known = self.agencies.get(above) if above else None
            above = known.superior if known else None
        if above is not None:
            line, other = parts(above), parts(higher)
            if line is None or other is None or line.kind == other.kind:
                return above == higher
            # an organ of another kind (a procuratorate over police) stands where their common region does
            return line.jurisdiction == other.jurisdiction
        low, high = parts(lower), parts(higher)
        if low is None or high is None:
            return None
        region: str | None = low.jurisdiction
        for _ in range(steps):
            region = _parent(region) if region else None
        return None if region is None else region == high.jurisdiction


def _parent(region: str) -> str | None:
    """Next higher region by GB/T 2260 code, None where the code alone does not tell."""
    level = level_of(region)
    if level == "unknown" or len(region) != _REGION_LENGTH:
        return None
    province, city = region[3:5], region[5:7]
    if level == "county":
        if province in _MUNICIPALITIES or city == "90":
            return None
        return f"cn-{province}{city}00"
    if level == "city":
        return f"cn-{province}0000"
    return "cn-000000" if level == "province" else None
