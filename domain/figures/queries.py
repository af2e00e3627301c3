"""All queries, every version that was ever published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.errors import NotFound
from domain.figures.by_agency import BY_AGENCY
from domain.figures.hand_over_times import HAND_OVER_TIMES
from domain.figures.query import Query
from domain.figures.single_track import SINGLE_TRACK

_FIRST: Final = (BY_AGENCY, HAND_OVER_TIMES, SINGLE_TRACK)
# version 2 tells which families are missing of what is asked for; the first told it of the whole ledger
NEWEST: Final[Sequence[Query]] = tuple(one.next_version(missing_of="asked") for one in _FIRST)
QUERIES: Final[Sequence[Query]] = (*_FIRST, *NEWEST)


def query(name: str, version: int | None = None) -> Query:
    """version None: the newest. Raises NotFound."""
    known = [one for one in QUERIES if one.name == name and version in (None, one.version)]
    if not known:
        raise NotFound(
            f"There is no statistic {name[:100]!r}" + ("." if version is None else f" in version {version}."),
            remedy=f"One of: {', '.join(sorted({one.name for one in QUERIES}))}.",
        )
    return max(known, key=lambda one: one.version)
