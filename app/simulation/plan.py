"""Which course one simulated case takes: profile, features and planted breach, drawn from a seed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Literal

import msgspec

from app.simulation.docket import CHINA
from app.simulation.parameters import parameters

Profile = Literal["fast_track", "ordinary", "complex"]


class Needs(msgspec.Struct, frozen=True):
    """What a course must have so that a breach can happen in it."""

    profiles: tuple[Profile, ...] = ("fast_track", "ordinary", "complex")
    features: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


class CasePlan(msgspec.Struct, frozen=True):
    """profile, features, number of suspects, first moment, and the rule to break (None = a lawful case)."""

    profile: Profile
    features: frozenset[str]
    suspects: int
    start: datetime
    breach: str | None

    def has(self, feature: str) -> bool:
        return feature in self.features


def draw_plan(rng: Random, first: datetime, last: datetime, breach: str | None, needs: Needs) -> CasePlan:
    """A plan that starts between `first` and `last` and satisfies `needs`."""
    known = parameters()
    profile = _profile(rng, needs)
    features = {name for name, chance in known.features[profile].items() if rng.random() < chance}
    features = (features | needs.features) - needs.without
    if "summary" in features and "converted" not in features:
        features -= {"trial_extended"}
    if "bail" in features and not needs.features & {"bail"}:
        features -= {"extension", "psychiatric", "recalculated"}
    if "remand" in features:
        features |= {"appeal"}
    if "second_return" in features:
        features |= {"returned"}
    if "filing_order" in features:
        features -= {
            "bail",
            "extension",
            "recalculated",
            "psychiatric",
            "detention_extended",
            "withdrawn",
            "arrest_refused",
        }
    weights = known.suspects[profile]
    count = 1 + rng.choices(range(len(weights)), weights)[0]
    if "split" in features:
        count = max(count, 2)
    days = max((last - first).days, 1)
    start = first + timedelta(days=rng.randrange(days), minutes=rng.randrange(8 * 60))
    return CasePlan(profile, frozenset(features), count, start, breach)


def _profile(rng: Random, needs: Needs) -> Profile:
    shares = parameters().shares
    allowed = [name for name in needs.profiles if name in shares]
    return rng.choices(allowed, [shares[name] for name in allowed])[0]


def first_moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 8, 30, tzinfo=CHINA)
