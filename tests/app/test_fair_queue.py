"""Whose turn it is: every agency that waits gets its share, whatever another has waiting."""

from __future__ import annotations

from itertools import groupby
from random import Random

import pytest

from app.fair_queue import SHARE, FairQueue
from domain.errors import Overloaded


def filled(posts: list[tuple[str, int]], most: int = 100_000) -> FairQueue[tuple[str, int]]:
    queue: FairQueue[tuple[str, int]] = FairQueue(most, most)
    for agency, weight in posts:
        assert queue.put(agency, weight, (agency, weight)) == []
    return queue


# (what is guarded, who waits, most at once, who is taken)
TURNS = [
    ("who waits alone is taken in order", [("a", 1)] * 3, 10, "aaa"),
    ("alone, as much as there is room for", [("a", 4)] * 5, 10, "aa"),
    ("one post that is larger than a turn goes by itself", [("a", 50), ("a", 1)], 10, "a"),
    ("a thousand of one do not come before one of another", [("a", 1)] * 1000 + [("b", 1)], 200, "aba"),
    ("a batch waits its turns where others wait too", [("a", 1000), ("b", 1), ("c", 1)], 500, "bc"),
    ("a long post of one does not make a short one of another wait for it", [("a", 250), ("b", 1)], 500, "b"),
    ("and it comes first in its turn, with what is short", [("a", 250)], 500, "a"),
    ("two long posts take two turns", [("a", 250), ("a", 250)], 500, "a"),
    ("nobody waits", [], 10, ""),
]  # fmt: skip


@pytest.mark.parametrize(("guarded", "posts", "most", "taken"), TURNS, ids=[row[0] for row in TURNS])
def test_turns(guarded: str, posts: list[tuple[str, int]], most: int, taken: str) -> None:
    found = [agency for agency, _ in filled(posts).take(most)]
    if guarded.startswith("a batch"):
        assert sorted(found[:2]) == list(taken)
        return
    # runs of one agency are written as one letter where there are many
    assert "".join(found if len(found) < 10 else [key for key, _ in groupby(found)]) == taken


def test_over_time_each_gets_its_share_by_acts_not_by_posts() -> None:
    queue = filled(
        most=10**9, posts=[*[("batches", 1000)] * 40, *[("hundreds", 100)] * 400, *[("singles", 1)] * 40_000]
    )
    got = {"batches": 0, "hundreds": 0, "singles": 0}
    while min(got.values()) < 8_000:
        for agency, weight in queue.take(500):
            got[agency] += weight
    assert max(got.values()) - min(got.values()) <= 1000 + 2 * SHARE, got


def test_nothing_is_lost_doubled_or_reordered_within_an_agency() -> None:
    random = Random(7)
    queue: FairQueue[tuple[str, int]] = FairQueue(10**9, 10**9)
    waiting: dict[str, list[int]] = {name: [] for name in "abcde"}
    number = 0
    for _ in range(3000):
        if random.random() < 0.6:
            name, weight = random.choice("abcde"), random.choice([1, 1, 1, 3, 90, 1000])
            queue.put(name, weight, (name, number))
            waiting[name].append(number)
            number += 1
        else:
            for name, place in queue.take(random.choice([1, 50, 500])):
                assert waiting[name].pop(0) == place
    for name, place in queue.empty():
        assert waiting[name].pop(0) == place
    assert not any(waiting.values())
    assert (queue.weight, len(queue)) == (0, 0)


def test_an_agency_may_not_have_more_waiting_than_its_own() -> None:
    queue: FairQueue[str] = FairQueue(100, 10)
    queue.put("a", 8, "first")
    with pytest.raises(Overloaded) as refused:
        queue.put("a", 3, "second")
    assert refused.value.code == "too-many-posts-waiting"
    assert queue.put("b", 3, "theirs") == []
    assert queue.put("c", 30, "one post may be longer than what may wait, or it could never be posted") == []


def test_where_all_is_full_the_flooder_goes_first() -> None:
    queue: FairQueue[str] = FairQueue(10, 100)
    for number in range(9):
        queue.put("flood", 1, f"f{number}")
    queue.put("quiet", 1, "q0")
    with pytest.raises(Overloaded) as refused:
        queue.put("flood", 1, "f9")
    assert refused.value.code == "overloaded"
    assert queue.put("other", 2, "o0") == ["f8", "f7"], "the newest of whoever has most waiting make room"
    assert sorted(queue.empty()) == sorted([f"f{number}" for number in range(7)] + ["q0", "o0"])


def test_who_is_refused_after_all_has_driven_nobody_out() -> None:
    queue: FairQueue[str] = FairQueue(10, 100)
    queue.put("a", 5, "a0")
    queue.put("b", 4, "b0")
    queue.put("b", 1, "b1")
    with pytest.raises(Overloaded):
        queue.put("c", 9, "c0")
    assert (sorted(queue.empty()), queue.weight) == (["a0", "b0", "b1"], 0)


def test_a_long_post_comes_though_short_ones_never_end() -> None:
    queue = filled([("long", 250), ("long", 250)])
    taken: list[tuple[str, int]] = []
    for _ in range(10):
        queue.put("short", 1, ("short", 1))
        taken += queue.take(500)
    assert taken.count(("long", 250)) == 2
    assert taken.count(("short", 1)) >= 9


def test_who_was_refused_is_known_before_the_next_post_is_read() -> None:
    queue: FairQueue[str] = FairQueue(1000, 10)
    for number in range(8):
        queue.put("a", 1, f"a{number}")
    queue.require_room("a")
    with pytest.raises(Overloaded):
        queue.put("a", 3, "too much")
    with pytest.raises(Overloaded) as refused:
        queue.require_room("a")
    assert refused.value.code == "too-many-posts-waiting"
    queue.require_room("b")
    queue.take(2)
    with pytest.raises(Overloaded):
        queue.require_room("a")
    queue.take(1)
    queue.require_room("a")
    queue.put("a", 3, "half of it is gone")
