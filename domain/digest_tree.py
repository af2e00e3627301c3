"""A day's acts as a 16-ary tree of hashes, so that two sides find what differs by comparing a few of them. Pure.

Not what is hashed of an act (statement.py) and not who compares. The tree is a function of the set of acts alone:

    key of a case   hex SHA-256 of its id, in UTF-8
    leaf            SHA-256(00, for each act of the case by (source, id): length and bytes of source, of id, digest)
    small node      at most SMALL cases below its prefix: SHA-256(01, key and leaf of each, by key)
    other node      SHA-256(02, the digests of its 16 children in order; 32 zero bytes where nobody is below)

A node is named by its prefix, the hex digits that the keys below it begin with; the root is the empty one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

import msgspec

SMALL: Final = 16
DIGITS: Final = "0123456789abcdef"
NOBODY: Final = bytes(32)
ActKey = tuple[str, str]
"""Source and id of an act."""


class Node(msgspec.Struct, frozen=True):
    """A node as it is told to the other side: prefix, digest in hex, number of cases below."""

    prefix: str
    digest: str
    cases: int


class CaseLeaf(msgspec.Struct, frozen=True):
    """A case of a small node: its id, its digest in hex, number of its acts."""

    case: str
    digest: str
    acts: int


def key_of(case: str) -> str:
    return sha256(case.encode()).hexdigest()


def leaf_of(acts: Mapping[ActKey, bytes]) -> bytes:
    """acts: (source, id) -> digest of the act, 32 bytes."""
    hashed = sha256(b"\0")
    for (source, act_id), digest in sorted(acts.items()):
        for text in (source.encode(), act_id.encode()):
            hashed.update(len(text).to_bytes(4, "big") + text)
        hashed.update(digest)
    return hashed.digest()


class DigestTree:
    """The tree over the acts of one day. acts: (case, source, id, digest of the act), each (source, id) once."""

    def __init__(self, acts: Iterable[tuple[str, str, str, bytes]]) -> None:
        self._acts: dict[str, dict[ActKey, bytes]] = {}
        for case, source, act_id, digest in acts:
            self._acts.setdefault(case, {})[source, act_id] = digest
        self._leaves = sorted((key_of(case), case, leaf_of(own)) for case, own in self._acts.items())
        self._keys = [key for key, _, _ in self._leaves]
        self._digests: dict[str, bytes] = {}
        self.acts = sum(map(len, self._acts.values()))

    @property
    def root(self) -> str:
        return self.digest("").hex()

    def digest(self, prefix: str) -> bytes:
        """Of the node of this prefix; NOBODY where no case is below it."""
        start, end = self._span(prefix)
        if start == end:
            return NOBODY
        found = self._digests.get(prefix)
        if found is None:
            if end - start <= SMALL:
                below = b"".join(bytes.fromhex(key) + leaf for key, _, leaf in self._leaves[start:end])
                found = sha256(b"\x01" + below).digest()
            else:
                found = sha256(b"\x02" + b"".join(self.digest(prefix + digit) for digit in DIGITS)).digest()
            self._digests[prefix] = found
        return found

    def node(self, prefix: str) -> Node:
        start, end = self._span(prefix)
        return Node(prefix, self.digest(prefix).hex(), end - start)

    def children(self, prefix: str) -> tuple[Node, ...]:
        """The nodes below, without empty ones; none for a small node: its cases are told instead."""
        if self.is_small(prefix):
            return ()
        return tuple(node for node in (self.node(prefix + digit) for digit in DIGITS) if node.cases)

    def is_small(self, prefix: str) -> bool:
        start, end = self._span(prefix)
        return end - start <= SMALL

    def cases(self, prefix: str) -> tuple[CaseLeaf, ...]:
        """All cases below a prefix, by key."""
        start, end = self._span(prefix)
        return tuple(CaseLeaf(case, leaf.hex(), len(self._acts[case])) for _, case, leaf in self._leaves[start:end])

    def acts_of(self, case: str) -> Mapping[ActKey, bytes]:
        return self._acts.get(case, {})

    def _span(self, prefix: str) -> tuple[int, int]:
        return bisect_left(self._keys, prefix), bisect_left(self._keys, prefix + "g")


class Differing(msgspec.Struct, frozen=True):
    """An act on which the two sides differ: its digest here and there, in hex, None where it is not held."""

    case: str
    source: str
    id: str
    ours: str | None
    theirs: str | None


def differing_acts(case: str, ours: Mapping[ActKey, bytes], theirs: Mapping[ActKey, bytes]) -> Iterator[Differing]:
    """The acts of one case that one side lacks or has otherwise."""
    for key in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(key), theirs.get(key)
        if mine != other:
            yield Differing(case, *key, None if mine is None else mine.hex(), None if other is None else other.hex())


def differing_nodes(tree: DigestTree, told: Sequence[Node], prefix: str) -> list[str]:
    """Prefixes of children of `prefix` that differ. told: what the other side says of that node's children.

    Empty children are not told, so one that is held here only differs too.
    """
    other = {node.prefix: node.digest for node in told}
    prefixes = (prefix + digit for digit in DIGITS)
    return [one for one in prefixes if other.get(one, NOBODY.hex()) != tree.digest(one).hex()]
