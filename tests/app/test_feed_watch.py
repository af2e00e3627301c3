"""Waiting for a feed: woken by what is there already, by nothing of others, and by a look that fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

import pytest

from app import feed_watch
from app.feed_watch import FeedWatch
from domain.errors import Overloaded


@contextmanager
def watching(ends: Mapping[str, int], stand: Callable[[], object] = lambda: "the same") -> Iterator[FeedWatch]:
    def of(names: Collection[str]) -> dict[str, int]:
        return {name: ends[name] for name in names if name in ends}

    watch = FeedWatch(of, stand, most=3, most_each=2)
    try:
        yield watch
    finally:
        watch.close()


def seconds(*waits: object) -> float:
    async def all_of() -> None:
        await asyncio.gather(*waits)  # type: ignore[call-overload]

    began = time.monotonic()
    asyncio.run(all_of())
    return time.monotonic() - began


def test_what_came_between_reading_and_waiting_wakes_though_nothing_comes_after() -> None:
    """The look before had seen the same stand of the ledger: whoever joins then is looked for all the same."""
    with watching({"a": 4}) as watch:
        assert seconds(watch.news("a", 4, 0.3)) >= 0.3
        assert seconds(watch.news("a", 3, 30)) < 10


def test_only_those_with_something_new_are_woken() -> None:
    with watching({"a": 4, "b": 9}) as watch:
        assert seconds(watch.news("b", 9, 0.3), watch.news("a", 3, 30), watch.news("none", 0, 0.3)) < 10


def test_a_look_that_fails_leaves_nobody_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_watch, "AFTER_TROUBLE", 0.01)

    def broken() -> object:
        raise ZeroDivisionError

    with watching({"a": 4}, broken) as watch:
        assert seconds(watch.news("a", 4, 30)) < 10


def test_closed_it_lets_nobody_wait() -> None:
    with watching({"a": 4}) as watch:
        watch.stop()
        assert seconds(watch.news("a", 4, 30)) < 10


def test_seats_are_counted_each_and_together_and_given_back() -> None:
    with watching({}) as watch:
        with watch.seat("a"), watch.seat("a"):
            with pytest.raises(Overloaded) as each, watch.seat("a"):
                pass
            with watch.seat("b"), pytest.raises(Overloaded) as together, watch.seat("c"):
                pass
        assert (each.value.code, together.value.code) == ("too-many-waiting", "waiting-full")
        with pytest.raises(KeyError), watch.seat("a"):
            raise KeyError
        assert watch.waiting() == 0
