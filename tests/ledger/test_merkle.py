"""Merkle proofs: published vectors, and every size against a tree built straight from RFC 9162's definition."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.merkle import (
    consistency_holds,
    consistency_path,
    inclusion_holds,
    inclusion_path,
    leaf_hash,
    range_hash,
    root_of,
)
from ledger.tiles import Edge

VECTORS = Path(__file__).parent / "data" / "merkle_vectors"
INCLUSION = sorted(VECTORS.glob("inclusion/**/*.json"))
CONSISTENCY = sorted(VECTORS.glob("consistency/**/*.json"))


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def proof_of(vector: dict[str, object]) -> list[bytes]:
    listed = vector["proof"]
    return [decoded(item) for item in listed] if isinstance(listed, list) else []


def test_the_vectors_are_all_there() -> None:
    assert len(INCLUSION) + len(CONSISTENCY) == 78


@pytest.mark.parametrize("path", INCLUSION, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_inclusion_vectors(path: Path) -> None:
    vector = json.loads(path.read_text())
    holds = inclusion_holds(
        decoded(vector["leafHash"]),
        vector["leafIdx"],
        vector["treeSize"],
        proof_of(vector),
        decoded(vector["root"]),
    )
    assert holds is not vector["wantErr"], vector["desc"]


@pytest.mark.parametrize("path", CONSISTENCY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_consistency_vectors(path: Path) -> None:
    vector = json.loads(path.read_text())
    holds = consistency_holds(
        vector["size1"],
        vector["size2"],
        decoded(vector["root1"]),
        decoded(vector["root2"]),
        proof_of(vector),
    )
    assert holds is not vector["wantErr"], vector["desc"]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


LEAVES = [leaf_hash(str(number).encode()) for number in range(301)]
ROOTS = [naive_root(LEAVES[:size]) for size in range(301)]


def node(level: int, index: int) -> bytes:
    return naive_root(LEAVES[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 300])
def test_root_by_three_ways(size: int) -> None:
    edge = Edge(0, [])
    for leaf in LEAVES[:size]:
        edge.add(leaf)
    assert edge.root() == ROOTS[size]
    assert root_of((1, leaf) for leaf in LEAVES[:size]) == ROOTS[size]
    assert range_hash(0, size, node) == ROOTS[size]


def test_edge_root_of_every_size() -> None:
    edge = Edge(0, [])
    for size, leaf in enumerate(LEAVES[:300], 1):
        edge.add(leaf)
        assert edge.root() == ROOTS[size]


sizes = st.integers(0, 300)


@settings(max_examples=150, deadline=None)
@given(size=st.integers(1, 300), data=st.data())
def test_inclusion_of_any_leaf_in_any_size(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_path(index, size, node)
    assert inclusion_holds(LEAVES[index], index, size, proof, ROOTS[size])
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index)) if size > 1 else size
    assert not inclusion_holds(LEAVES[other], index, size, proof, ROOTS[size]), "another leaf"
    assert not inclusion_holds(LEAVES[index], other, size, proof, ROOTS[size]), "another place"


@settings(max_examples=150, deadline=None)
@given(pair=st.tuples(sizes, sizes).map(sorted))
def test_consistency_of_any_two_sizes(pair: list[int]) -> None:
    first, second = pair
    proof = consistency_path(first, second, node)
    assert consistency_holds(first, second, ROOTS[first], ROOTS[second], proof)
    if 0 < first < second:
        assert not consistency_holds(first, second, ROOTS[first - 1], ROOTS[second], proof), "another past"
        assert not consistency_holds(first, second, ROOTS[first], ROOTS[second], proof[:-1]), "a hash missing"
        assert not consistency_holds(first, second, ROOTS[first], ROOTS[second], [*proof, LEAVES[0]]), "surplus"


@settings(max_examples=40, deadline=None)
@given(size=st.integers(2, 300), data=st.data())
def test_every_single_bit_flip_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_path(index, size, node)
    which = data.draw(st.integers(0, len(proof) - 1))
    for bit in range(256):
        flipped = (int.from_bytes(proof[which], "big") ^ 1 << bit).to_bytes(32, "big")
        assert not inclusion_holds(
            LEAVES[index], index, size, [*proof[:which], flipped, *proof[which + 1 :]], ROOTS[size]
        )
