"""The agency's side of a reconciliation: its own tree from its own acts, and the walk to the acts that differ.

Not HTTP (app/cli/exchange_client.py) and no database. The platform is asked for nodes only where digests differ, so
that rounds grow with the logarithm of the day and bytes with the differences.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, Protocol, cast
from zoneinfo import ZoneInfo

import msgspec

from domain import wire_time
from domain.cloudevent import WireEvent
from domain.digest_tree import Differing, DigestTree, Node, differing_acts, differing_nodes
from domain.statement import statement_of
from ledger.canonical import Json, canonical

NODES_AT_ONCE: Final = 256
CASES_AT_ONCE: Final = 64


class NodeTold(msgspec.Struct, frozen=True):
    prefix: str
    digest: str
    cases: int
    children: tuple[Node, ...]
    leaves: tuple[CaseTold, ...]


class CaseTold(msgspec.Struct, frozen=True):
    case: str
    digest: str


class ActTold(msgspec.Struct, frozen=True):
    source: str
    id: str
    digest: str


class ActsTold(msgspec.Struct, frozen=True):
    case: str
    acts: tuple[ActTold, ...]


class Platform(Protocol):
    """The other side of a walk over one day and side."""

    def nodes(self, prefixes: Sequence[str]) -> Sequence[NodeTold]: ...
    def cases(self, cases: Sequence[str]) -> Sequence[ActsTold]: ...


def day_of(wire: WireEvent, zone: ZoneInfo) -> int:
    """Local day of the act, date.toordinal(). Raises Refused."""
    if wire.date_only:
        return wire_time.occurred_on(wire.occurred, zone).day
    return wire_time.occurred_at(wire.occurred, zone).day


def sent_digest(wire: WireEvent, key: bytes) -> bytes:
    return hmac.digest(key, canonical(_json(statement_of(wire))), "sha256")


def held_digest(event: Json) -> bytes:
    """Of the `event` of a feed item, as it was given."""
    return hashlib.sha256(canonical(event)).digest()


def walk(tree: DigestTree, platform: Platform, progress: Callable[[int, int], None] | None = None) -> list[Differing]:
    """The acts that differ. progress(nodes looked into, still to look into)."""
    to_see, looked = [""], 0
    cases: set[str] = set()
    while to_see:
        some, to_see = to_see[:NODES_AT_ONCE], to_see[NODES_AT_ONCE:]
        for told in platform.nodes(some):
            if told.digest == tree.digest(told.prefix).hex():
                continue
            # a small node tells its cases; that it is small there says nothing of its size here
            if told.children:
                to_see += differing_nodes(tree, told.children, told.prefix)
            else:
                cases |= _differing_cases(tree, told)
        looked += len(some)
        if progress is not None:
            progress(looked, looked + len(to_see))
    found: list[Differing] = []
    left = iter(sorted(cases))
    while batch := list(islice(left, CASES_AT_ONCE)):
        for acts in platform.cases(batch):
            theirs = {(one.source, one.id): bytes.fromhex(one.digest) for one in acts.acts}
            found += differing_acts(acts.case, tree.acts_of(acts.case), theirs)
    return found


def _differing_cases(tree: DigestTree, told: NodeTold) -> set[str]:
    theirs = {one.case: one.digest for one in told.leaves}
    ours = {one.case: one.digest for one in tree.cases(told.prefix)}
    return {case for case in theirs.keys() | ours.keys() if theirs.get(case) != ours.get(case)}


def _json(value: object) -> Json:
    """parse_wire has made sure of it."""
    return cast(Json, value)
