"""When an old version of an event type is given up: announced on one day, refused from another, a year later or more.

Not the answer that says so (api/retirement_headers.py). Declared in a pack's events/*.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec


class Retirement(msgspec.Struct, frozen=True, kw_only=True):
    """The end of version `version` of a type.

    deprecated  from this day on it should not be used any more
    sunset      first day on which agencies' acts in it are refused; None: not said yet
    successor   the version to post instead
    """

    type: str
    version: int
    deprecated: date
    sunset: date | None
    successor: int

    def refused_on(self, day: date) -> bool:
        return self.sunset is not None and day >= self.sunset


def faults(deprecated: date | None, sunset: date | None) -> Iterator[tuple[str, str]]:
    """(detail, remedy) of what is wrong with the two days."""
    if sunset is None:
        return
    if deprecated is None:
        yield "it has a sunset and was never deprecated", "State `deprecated`, a year before the sunset or earlier."
    elif sunset < a_year_after(deprecated):
        yield (
            f"the sunset {sunset} is less than a year after {deprecated}",
            f"Agencies have a year to change over: set it to {a_year_after(deprecated)} or later.",
        )


def a_year_after(day: date) -> date:
    """The same day of the next year; of 29 February 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
