"""What all lists share: filters that stand in the address, keyset pages, and rows that the reader may see.

Not the columns: each list page has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

import msgspec

from projections.paging import Page
from web.visit import Visit

PAGE_ROWS: Final = 50
Row = TypeVar("Row")


class Choice(msgspec.Struct, frozen=True):
    value: str
    text: str
    chosen: bool


class Filter(msgspec.Struct, frozen=True):
    """One filter of a form: a list to choose from, or (no choices) a text to type."""

    name: str
    label: str
    value: str
    choices: tuple[Choice, ...] = ()


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Around a table. kept: parameters that the filter form carries along unchanged.

    narrowed  some filter is on, and `clear` is the address without any
    export    address of the CSV of exactly these rows; first, next: None where the link is dead
    """

    filters: tuple[Filter, ...]
    kept: tuple[tuple[str, str], ...]
    narrowed: bool
    action: str
    clear: str
    export: str
    first: str | None
    next: str | None


def choose(visit: Visit, name: str, label: str, options: Sequence[tuple[str, str]]) -> Filter:
    """A filter to choose from; what stands in the address is offered too, even if it is in no list."""
    value = visit.query.get(name, "")
    known = {key for key, _ in options}
    extra = [] if not value or value in known else [(value, value)]
    anything = Choice("", visit.words("filter.any"), not value)
    found = (Choice(key, text, key == value) for key, text in [*options, *extra])
    return Filter(name, label, value, (anything, *found))


def typed(visit: Visit, name: str, label: str) -> Filter:
    return Filter(name, label, visit.query.get(name, ""))


def listing(visit: Visit, filters: Sequence[Filter], after: str | None, *, kept: Sequence[str] = ()) -> Listing:
    """Filters with nothing to choose between are left out. kept: other parameters of this view (tabs)."""
    shown = tuple(f for f in filters if len(f.choices) != 1)
    names = [f.name for f in filters]
    whole = visit.with_query(after=None, lang=None)
    paged = "after" in visit.query
    return Listing(
        filters=shown,
        kept=tuple((name, visit.query[name]) for name in kept if visit.query.get(name)),
        narrowed=any(f.value for f in filters),
        action=visit.path,
        clear=visit.with_query(**dict.fromkeys([*names, "after", "lang"])),
        export=visit.path + ".csv" + whole[len(visit.path) :],
        first=whole if paged else None,
        next=visit.with_query(after=after, lang=None) if after else None,
    )


def visible_page(visit: Visit, fetch: Callable[[str | None, int], Page[Row]]) -> Page[Row]:
    """One page from where the address says."""
    return fetch(visit.query.get("after") or None, PAGE_ROWS)


def all_visible(fetch: Callable[[str | None, int], Page[Row]], *, most: int) -> Iterator[Row]:
    """Rows of all pages for an export, at most `most` and one more, so that the caller can tell that there are more."""
    cursor: str | None = None
    left = most + 1
    while left > 0:
        page = fetch(cursor, min(500, left))
        yield from page.rows
        left -= len(page.rows)
        cursor = page.next
        if cursor is None:
            return
