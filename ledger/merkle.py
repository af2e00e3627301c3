"""The Merkle tree of RFC 6962 / RFC 9162 over SHA-256: hashes, proofs, and their checks. Pure.

Not storage (tiles.py). A tree is seen through `node(level, index)`: the hash of the complete subtree over leaves
[index * 2**level, (index + 1) * 2**level).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
EMPTY_ROOT = sha256(b"").digest()
HASH_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def range_hash(start: int, end: int, node: Node) -> bytes:
    """MTH(D[start:end]) of RFC 9162 §2.1.1, for a range that is a subtree of some tree."""
    count = end - start
    if count == 0:
        return EMPTY_ROOT
    level = count.bit_length() - 1
    if count == 1 << level and start % count == 0:
        return node(level, start >> level)
    middle = start + _largest_power_below(count)
    return node_hash(range_hash(start, middle, node), range_hash(middle, end, node))


def root_of(subtrees: Iterable[tuple[int, bytes]]) -> bytes:
    """Root of the tree whose complete subtrees, left to right, are (leaf count, hash); counts never rise."""
    stack: list[tuple[int, bytes]] = []
    for size, digest in subtrees:
        while stack and stack[-1][0] == size:
            digest = node_hash(stack.pop()[1], digest)
            size *= 2
        stack.append((size, digest))
    if not stack:
        return EMPTY_ROOT
    root = stack.pop()[1]
    while stack:
        root = node_hash(stack.pop()[1], root)
    return root


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162 §2.1.3.1: siblings from the leaf up."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(start, middle, node))
            start = middle
    path.reverse()
    return path


def consistency_path(first: int, second: int, node: Node) -> list[bytes]:
    """PROOF(first, D[second]) of RFC 9162 §2.1.4.1; empty where first is 0 or equals second."""
    if not 0 <= first <= second:
        raise ValueError(f"no consistency from {first} to {second}")
    if first in (0, second):
        return []
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _largest_power_below(end - start)
        if first <= middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(range_hash(start, end, node))
    path.reverse()
    return path


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2. False for anything malformed: a wrong length, a surplus or missing hash."""
    if not 0 <= index < size or not _all_hashes(leaf, root, *proof):
        return False
    node, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            digest = node_hash(sibling, digest)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and digest == root


def consistency_holds(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 §2.1.4.2. A tree of size 0 is consistent with every tree, and takes an empty proof."""
    if not 0 <= first <= second or not _all_hashes(first_root, second_root, *proof):
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof
    hashes = list(proof)
    if first & (first - 1) == 0:
        hashes.insert(0, first_root)
    if not hashes:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _largest_power_below(count: int) -> int:
    """Largest power of two smaller than `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def _all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
