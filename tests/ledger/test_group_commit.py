"""Posts that arrive together share a commit, and one bad act fails nobody else."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from domain.errors import Refused
from ledger import Ledger, NewAct, Receipt
from ledger.group_commit import GroupCommit, Outcomes
from tests.ledger.sample_acts import act


class SlowCommit:
    """Keeps every commit back until it is let go."""

    def __init__(self) -> None:
        self.commits: list[int] = []
        self.first_began = threading.Event()
        self.go = threading.Event()

    def __call__(self, acts: Sequence[NewAct]) -> Outcomes:
        self.commits.append(len(acts))
        self.first_began.set()
        self.go.wait()
        if any(one.id == "bad" for one in acts):
            raise ValueError("bad")
        return [
            Receipt(source=one.source, id=one.id, stream=one.stream, version=1, recorded_at=1, hash="") for one in acts
        ]


def posted_together(commit: SlowCommit, names: list[str]) -> list[object]:
    """One post, and while it commits all the others."""
    group = GroupCommit(commit)

    def post(name: str) -> object:
        try:
            return [outcome.id for outcome in group.post([act(name)]) if isinstance(outcome, Receipt)]
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(names)) as pool:
        found = [pool.submit(post, names[0])]
        commit.first_began.wait()
        found += [pool.submit(post, name) for name in names[1:]]
        while len(group._waiting) < len(names) - 1:
            pass
        commit.go.set()
        return [one.result() for one in found]


def test_those_who_wait_share_the_next_commit() -> None:
    commit = SlowCommit()
    names = [str(number) for number in range(9)]
    assert posted_together(commit, names) == [[name] for name in names]
    assert commit.commits == [1, 8]


def test_a_bad_act_fails_its_own_post_only() -> None:
    commit = SlowCommit()
    names = ["0", "1", "bad", "3"]
    assert posted_together(commit, names) == [["0"], ["1"], "bad", ["3"]]
    assert sorted(commit.commits) == [1, 1, 1, 1, 3]


def test_on_the_real_ledger(opened: Ledger) -> None:
    """A text that no UTF-8 can hold among forty good posts, some of them repeats."""
    good = [act(number % 30, f"case-{number % 3}") for number in range(40)]
    good = [replace(one, stream=f"case-{int(one.id) % 3}") for one in good]
    bad = replace(act("x"), person="\ud800")

    def post(one: NewAct) -> Receipt | str:
        try:
            outcome = opened.append_each([one])[0]
        except Refused:
            return "refused"
        assert isinstance(outcome, Receipt)
        return outcome

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(post, [*good[:20], bad, *good[20:]]))
    assert outcomes[20] == "refused"
    receipts = [one for one in outcomes if isinstance(one, Receipt)]
    assert len(receipts) == 40
    assert sum(not receipt.duplicate for receipt in receipts) == 30
    opened.sequence()
    assert opened.head() == 30
    assert opened.verify().ok


def test_a_post_is_durable_when_it_returns(opened: Ledger) -> None:
    outcome = opened.append_each([act(1)])[0]
    assert isinstance(outcome, Receipt)
    assert opened.receipt(outcome.source, "1") is not None
    with pytest.raises(Refused):
        opened.append_each([replace(act(2), type="\ud800")])
