"""A tree is a function of the set of acts; a walk finds exactly what differs, with few hashes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reconciliation.walk import ActsTold, ActTold, CaseTold, NodeTold, walk
from domain.digest_tree import SMALL, DigestTree

POLICE = "urn:quancheng:cn-520102:police:01"
Act = tuple[str, str, str, bytes]


class Other:
    """The other side of a walk; counts what is exchanged."""

    def __init__(self, tree: DigestTree) -> None:
        self.tree = tree
        self.rounds = self.hashes = 0

    def nodes(self, prefixes: Sequence[str]) -> Sequence[NodeTold]:
        self.rounds += 1
        found = []
        for prefix in prefixes:
            leaves = self.tree.cases(prefix) if self.tree.is_small(prefix) else ()
            node = NodeTold(
                prefix, self.tree.digest(prefix).hex(), self.tree.node(prefix).cases, self.tree.children(prefix),
                tuple(CaseTold(one.case, one.digest) for one in leaves),
            )  # fmt: skip
            self.hashes += 1 + len(node.children) + len(node.leaves)
            found.append(node)
        return found

    def cases(self, cases: Sequence[str]) -> Sequence[ActsTold]:
        self.rounds += 1
        found = [
            ActsTold(case, tuple(ActTold(*key, d.hex()) for key, d in self.tree.acts_of(case).items()))
            for case in cases
        ]
        self.hashes += sum(len(one.acts) for one in found)
        return found


def act(case: int | str, number: int, content: int = 0) -> Act:
    return f"case-{case}", POLICE, f"{case}-{number}", sha256(f"{case}/{number}/{content}".encode()).digest()


ACTS = st.sets(st.tuples(st.integers(0, 60), st.integers(0, 3), st.integers(0, 1)), max_size=120)


def plain(acts: set[tuple[int, int, int]]) -> dict[tuple[str, str], Act]:
    return {(f"{c}", f"{n}"): act(c, n, content) for c, n, content in sorted(acts)}


@given(ACTS, ACTS)
def test_a_walk_finds_exactly_what_differs(ours: set[tuple[int, int, int]], theirs: set[tuple[int, int, int]]) -> None:
    mine, other = plain(ours), plain(theirs)
    found = walk(DigestTree(mine.values()), Other(DigestTree(other.values())))
    differing = {key for key in mine.keys() | other.keys() if mine.get(key) != other.get(key)}
    assert {(one.case.removeprefix("case-"), one.id.split("-")[1]) for one in found} == differing
    assert len(found) == len(differing)
    for one in found:
        key = (one.case.removeprefix("case-"), one.id.split("-")[1])
        assert one.ours == (mine[key][3].hex() if key in mine else None)
        assert one.theirs == (other[key][3].hex() if key in other else None)


@given(st.randoms(use_true_random=False), ACTS)
def test_order_and_repeats_do_not_matter(shuffle: random.Random, acts: set[tuple[int, int, int]]) -> None:
    listed = list(plain(acts).values())
    again = [*listed, *listed[:5]]
    shuffle.shuffle(again)
    assert DigestTree(again).root == DigestTree(listed).root


def test_a_known_answer() -> None:
    """So that other implementations can be checked: two acts of one case, one of another."""
    acts = [("A", "s", "1", b"\1" * 32), ("A", "s", "2", b"\2" * 32), ("B", "s", "3", b"\3" * 32)]
    one = sha256(b"\0" + b"\0\0\0\1s\0\0\0\0011" + b"\1" * 32 + b"\0\0\0\1s\0\0\0\0012" + b"\2" * 32).digest()
    two = sha256(b"\0" + b"\0\0\0\1s\0\0\0\0013" + b"\3" * 32).digest()
    keyed = sorted([(sha256(b"A").digest(), one), (sha256(b"B").digest(), two)])
    expected = sha256(b"\1" + b"".join(key + leaf for key, leaf in keyed)).hexdigest()
    assert DigestTree(acts).root == expected


def test_lengths_stand_before_texts() -> None:
    """Else source `ab` with id `c` and source `a` with id `bc` would be one act."""
    digest = bytes(32)
    assert DigestTree([("A", "ab", "c", digest)]).root != DigestTree([("A", "a", "bc", digest)]).root


def test_nothing_is_something_else_than_anything() -> None:
    empty = DigestTree([])
    assert empty.root == "0" * 64
    assert empty.children("") == ()
    assert empty.cases("") == ()
    assert DigestTree([act(1, 1)]).root != empty.root


@pytest.mark.parametrize("prefix", ["f" * 64, "0" * 64, "deadbeef"])
def test_a_deep_prefix_is_an_empty_node(prefix: str) -> None:
    tree = DigestTree(act(n, 1) for n in range(1000))
    assert tree.node(prefix).cases == 0
    assert tree.digest(prefix) == bytes(32)


def test_few_hashes_for_few_differences_in_100_000_acts() -> None:
    """Rounds grow with the logarithm of the number of cases, hashes with that times the differences."""
    acts = [act(case, number) for case in range(33_334) for number in range(3)][:100_000]
    whole = DigestTree(acts)
    assert whole.acts == 100_000
    for differences, most_rounds, most_hashes in ((1, 6, 120), (10, 6, 1_000), (1000, 40, 40_000)):
        changed = random.Random(differences).sample(range(100_000), differences)
        mine = list(acts)
        for place in changed:
            case, source, act_id, _ = mine[place]
            mine[place] = (case, source, act_id, bytes(32))
        other = Other(whole)
        found = walk(DigestTree(mine), other)
        assert len(found) == differences
        assert other.rounds <= most_rounds, (differences, other.rounds)
        assert other.hashes <= most_hashes, (differences, other.hashes)


def test_sizes_differ_wildly() -> None:
    """One side small where the other is not: cases are told, and compared with all that is below here."""
    many, few = [act(n, 1) for n in range(500)], [act(n, 1) for n in range(SMALL)]
    assert len(walk(DigestTree(many), Other(DigestTree(few)))) == 500 - SMALL
    assert len(walk(DigestTree(few), Other(DigestTree(many)))) == 500 - SMALL
    assert len(walk(DigestTree([]), Other(DigestTree(many)))) == 500
