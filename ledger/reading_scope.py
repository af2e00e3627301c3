"""For whom this thread or task reads: what the row policies of PostgreSQL are told at the start of a transaction.

The second line. The first is the condition in each query (app/access.py); on SQLite, which has no policies, it stands
alone. Entered by api/ and web/ for each request; left by what reads for the platform (lineages, health).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from domain.permission import NOTHING, Reach
from ledger.roles import APPLICATION

# the cases, and the name of the feed that is the caller's own
_scope: ContextVar[tuple[Reach, str] | None] = ContextVar("quancheng_reading_scope", default=None)

EVERYTHING_SETTING: Final = "quancheng.everything"
AGENCIES_SETTING: Final = "quancheng.agencies"
OFFICES_SETTING: Final = "quancheng.offices"
REGION_SETTING: Final = "quancheng.region"
FEED_SETTING: Final = "quancheng.feed"


def enter(reach: Reach, feed: str = "") -> None:
    """From here on, in this task and what it starts, reading shows these cases and this feed only."""
    _scope.set((reach, feed))


def enter_nobodys() -> None:
    """For a request of which it is not known yet who sent it."""
    _scope.set((NOTHING, ""))


@contextmanager
def of_the_platform() -> Iterator[None]:
    """Reading inside this block is the platform's own: whole lineages, figures that name nothing."""
    before = _scope.set(None)
    try:
        yield
    finally:
        _scope.reset(before)


def settings() -> list[tuple[str, str]]:
    """(setting, value) for the transaction that begins; empty where the platform reads for itself."""
    scope = _scope.get()
    if scope is None:
        return []
    return [
        ("role", APPLICATION),
        *settings_of(*scope),
    ]


def settings_of(reach: Reach, feed: str = "") -> list[tuple[str, str]]:
    """How a reach is told to the row policies. No URI holds a line feed (domain/wire_event.py)."""
    return [
        (EVERYTHING_SETTING, "yes" if reach.everything else "no"),
        (AGENCIES_SETTING, "\n".join(sorted(reach.agencies))),
        (OFFICES_SETTING, "\n".join(sorted(reach.offices))),
        (REGION_SETTING, reach.region),
        (FEED_SETTING, feed),
    ]
