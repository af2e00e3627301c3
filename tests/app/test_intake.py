"""Posts of many callers at once: they share judging and commit, none fails another's, and what waits has an end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app import intake
from app.caller import OPERATOR, Caller
from app.composition import Platform
from app.intake import Intake
from app.post_acts import Accepted, Post, Rejected, post_together
from domain.errors import LedgerFault, Overloaded
from tests.app.conftest import clock, platform  # noqa: F401  # fixtures
from tests.platforms import COURT, POLICE, detained, wire

THEIRS = Caller(COURT, "court")
OURS = Caller(POLICE, "police")


class HeldBack:
    """Lets nothing be judged until it is let go; notes what is judged together."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.together: list[int] = []
        self.begun, self.go = threading.Event(), threading.Event()
        monkeypatch.setattr(intake, "post_together", self)

    def __call__(self, platform: Platform, posts: Sequence[Post]) -> Any:  # noqa: F811
        self.together.append(len(posts))
        self.begun.set()
        assert self.go.wait(20)
        return post_together(platform, posts)


def act(number: int, **changes: Any) -> dict[str, Any]:
    return wire(f"e{number}", "CaseFiled", "2026-03-01", case=f"case-{number % 5}", **changes)


def test_those_who_wait_share_the_next_turn(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    platform.settings.intake_threads = 1
    held = HeldBack(monkeypatch)
    first = platform.intake.post([act(0)], OURS)
    assert held.begun.wait(20)
    rest = [platform.intake.post([act(number)], OURS) for number in range(1, 9)]
    assert platform.intake.waiting() == 8
    held.go.set()
    outcomes = [one.result(20) for one in (first, *rest)]
    assert held.together == [1, 8]
    assert [outcome.receipt.id for [outcome] in outcomes if isinstance(outcome, Accepted)] == [
        f"e{n}" for n in range(9)
    ]
    assert platform.intake.waiting() == 0


def test_one_bad_post_fails_nobody_else(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """The ledger fails at one post's act: the others' acts of the same turn are stored, as if it had not been there."""
    really = platform.ledger.append_each

    def append_each(acts: Sequence[Any]) -> Any:
        if any(one.id == "e3" for one in acts):
            raise LedgerFault("the disk is full")
        return really(acts)

    monkeypatch.setattr(platform.ledger, "append_each", append_each)
    results = post_together(platform, [Post([act(number)], OURS) for number in range(6)])
    assert isinstance(results[3], LedgerFault)
    stored = [result for place, result in enumerate(results) if place != 3]
    assert all(isinstance(result, list) and isinstance(result[0], Accepted) for result in stored)
    assert all(not result[0].receipt.duplicate for result in stored if isinstance(result, list))  # type: ignore[union-attr]


def test_a_turn_is_judged_as_each_post_alone(platform: Platform) -> None:  # noqa: F811
    """Each in its own name, persons known and unknown, repeats, another's name; on one case and at once."""
    mine = detained()
    results = post_together(
        platform,
        [
            Post(mine, OURS),
            Post([wire("x", "InterrogationRecordSigned", "2026-03-02", case="B", person="nobody")], OURS),
            Post([act(1, source=POLICE)], THEIRS),
            Post([act(2, source=COURT)], THEIRS),
            Post(mine[:1], OURS),
        ],
    )
    told = [
        [outcome.error.code if isinstance(outcome, Rejected) else outcome.receipt.duplicate for outcome in result]
        for result in results
        if isinstance(result, list)
    ]
    assert told == [[False, False, False], ["unknown-person"], ["not-your-agency"], [False], [True]]
    assert platform.ledger.stream("B") == []


def test_real_posts_of_many_threads(platform: Platform) -> None:  # noqa: F811
    def send(number: int) -> Any:
        return platform.intake.post([act(number % 30)], OURS).result(30)[0]

    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(send, range(40)))
    receipts = [one.receipt for one in outcomes if isinstance(one, Accepted)]
    assert len(receipts) == 40
    assert sum(not receipt.duplicate for receipt in receipts) == 30
    platform.ledger.sequence()
    assert platform.ledger.head() == 30
    assert platform.ledger.verify().fault is None


def test_the_flooder_is_told_and_the_other_is_stored(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    platform.settings.intake_threads = 1
    platform.settings.max_waiting_acts = 10
    held = HeldBack(monkeypatch)
    way_in = Intake(platform)
    first = way_in.post([act(0)], OURS)
    assert held.begun.wait(20)
    flood = [way_in.post([act(number)], OURS) for number in range(1, 11)]
    with pytest.raises(Overloaded):
        way_in.post([act(11)], OURS)
    theirs = way_in.post([act(12, source=COURT)], THEIRS)
    held.go.set()
    assert isinstance(theirs.result(20)[0], Accepted)
    with pytest.raises(Overloaded):
        flood[-1].result(20)
    assert all(isinstance(one.result(20)[0], Accepted) for one in (first, *flood[:-1]))
    way_in.close()
    assert platform.ledger.stream("case-0")[0].id == "e0"
    assert {one.id for number in range(5) for one in platform.ledger.stream(f"case-{number}")} == {
        f"e{number}" for number in (*range(10), 12)
    }, "what was shed is not stored"


def test_closing_takes_in_what_waits_and_nothing_more(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    platform.settings.intake_threads = 1
    held = HeldBack(monkeypatch)
    way_in = Intake(platform)
    answers = [way_in.post([act(number)], OURS) for number in range(4)]
    assert held.begun.wait(20)
    closing = threading.Thread(target=way_in.close)
    closing.start()
    held.go.set()
    closing.join(20)
    assert all(isinstance(one.result(0)[0], Accepted) for one in answers)
    with pytest.raises(LedgerFault):
        way_in.post([act(9)], OURS)


def test_who_went_away_before_the_turn_is_not_stored(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    platform.settings.intake_threads = 1
    held = HeldBack(monkeypatch)
    first = platform.intake.post([act(0)], OURS)
    assert held.begun.wait(20)
    gone = platform.intake.post([act(1)], OURS)
    assert gone.cancel()
    held.go.set()
    assert isinstance(first.result(20)[0], Accepted)
    platform.intake.close()
    assert platform.ledger.stream("case-1") == []


def test_the_order_of_a_post_holds_within_its_case(platform: Platform) -> None:  # noqa: F811
    """An act that names nobody does not overtake one that waits for its person to be brought in."""
    named = wire("k", "InterrogationRecordSigned", "2026-03-02", person="p1", envelope={"expectedversion": 4})
    nobody = wire("n", "SearchExecuted", "2026-03-02", envelope={"expectedversion": 5})
    [outcomes] = post_together(platform, [Post([*detained(), named, nobody], OPERATOR)])
    assert isinstance(outcomes, list)
    versions = [one.receipt.version if isinstance(one, Accepted) else one.error for one in outcomes]
    assert versions == [1, 2, 3, 4, 5]


def test_an_outage_is_met_once_and_not_by_each(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    tries: list[int] = []

    def away(acts: Sequence[Any]) -> Any:
        tries.append(len(acts))
        raise LedgerFault("the database is away") from OperationalError("INSERT", {}, Exception("refused"))

    monkeypatch.setattr(platform.ledger, "append_each", away)
    results = post_together(platform, [Post([act(number)], OURS) for number in range(20)])
    assert tries == [20]
    assert all(isinstance(result, LedgerFault) for result in results)
