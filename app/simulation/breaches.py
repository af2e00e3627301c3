"""Which breaches can be planted, and what a course must have for each. One row per implemented rule card."""

from __future__ import annotations

from app.simulation.plan import Needs

HELD = frozenset({"bail", "withdrawn", "arrest_refused", "filing_order", "not_prosecuted"})
STRAIGHT = HELD | {"extension", "recalculated", "psychiatric"}


def _needs(*profiles: str, has: str = "", without: frozenset[str] = HELD) -> Needs:
    chosen = profiles or ("fast_track", "ordinary", "complex")
    features = frozenset(has.split())
    return Needs(profiles=tuple(chosen), features=features, without=without - features)  # type: ignore[arg-type]


BREACHES: dict[str, Needs] = {
    "MPS-174-2": _needs(),
    "SPP-563-1": _needs("ordinary", "complex", has="filing_order", without=frozenset({"withdrawn", "not_prosecuted"})),
    "SPP-564-2": _needs("ordinary", "complex", has="filing_order", without=frozenset({"withdrawn", "not_prosecuted"})),
    "CPL-085-1": _needs(),
    "CPL-085-2": _needs(),
    "CPL-085-3": _needs(),
    "CPL-091-1": _needs(without=HELD | {"detention_extended"}),
    "CPL-091-3": _needs(),
    "CPL-080-1": _needs(),
    "MPS-142-1": _needs(),
    "CPL-156-1": _needs("fast_track", "ordinary", without=STRAIGHT),
    "CPL-156-2": _needs("ordinary", "complex", has="extension"),
    "DCR-015-1": _needs(without=HELD | {"returned", "second_return"}),
    "CPL-172-1": _needs("ordinary", "complex", without=HELD | {"review_extended", "split"}),
    "CPL-172-1B": _needs("fast_track"),
    "CPL-175-3": _needs("ordinary", "complex", has="returned"),
    "CPL-175-3B": _needs("ordinary", "complex", has="returned second_return"),
    "CPL-118-2": _needs(),
    "SPP-312-1": _needs("ordinary", without=STRAIGHT),
    "FLM-014-1": _needs(),
    "MPS-038-2": _needs("ordinary", "complex", has="recusal"),
    "CPL-187-1": _needs("ordinary", "complex", without=HELD | {"summary"}),
    "CPL-208-1": _needs("ordinary", "complex", without=HELD | {"summary", "trial_extended"}),
    "CPL-220-1": _needs("ordinary", has="summary", without=HELD | {"converted"}),
    "CPL-225-1": _needs("fast_track"),
    "CPL-239-1": _needs("ordinary", "complex", has="appeal remand"),
    "CPL-231-1": _needs("ordinary", "complex", has="appeal"),
    "CPL-264-1": _needs("ordinary", "complex", without=HELD | {"community"}),
    "CCL-021-1": _needs("ordinary", "complex", has="community"),
}
