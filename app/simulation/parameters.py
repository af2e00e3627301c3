"""The simulator's own figures, read from parameters.yaml. They are never read by the rules."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal

import msgspec

from supervision_rules.located_yaml import read

Unit = Literal["minute", "hour", "day"]
Range = tuple[int, int]


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a step takes. `kept` is inside the law with a margin, `broken` clearly outside it."""

    unit: Unit
    kept: Range
    broken: Range | None = None

    def draw(self, rng: Random, *, broken: bool = False) -> int:
        """A duration in `unit`."""
        chosen = self.broken if broken else self.kept
        if chosen is None:
            raise ValueError("this span has no broken range")
        return rng.randint(*chosen)


class SideActs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    evidence: Range
    documents: Range
    interrogations: Range


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shares: dict[str, float]
    features: dict[str, dict[str, float]]
    suspects: dict[str, list[float]]
    side_acts: dict[str, SideActs]
    spans: dict[str, Span]
    delivery: dict[str, float]
    receipts: dict[str, float]


@cache
def parameters() -> Parameters:
    data = files("app.simulation").joinpath("parameters.yaml").read_bytes()
    return read("app/simulation/parameters.yaml", data, Parameters)
