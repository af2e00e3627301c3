"""Whose feed is whose: one for each agency in each role, and the whole ledger for those who see everything.

Not the feeds themselves (projections/feed.py). A name does not change when what the agency sees grows.
"""

from __future__ import annotations

from typing import Final, cast

from domain.permission import ROLES, Principal, Role

WHOLE: Final = "*"
"""Name of the feed of those who see everything: the ledger itself, its number the position."""


def feed_of(actor: Principal) -> str:
    """`agency urn:quancheng:cn-520102:court:01`, or WHOLE for auditors."""
    return WHOLE if actor.role == "auditor" else f"{actor.role} {actor.agency}"


def reader_of(name: str) -> Principal:
    """Who reads the feed of this name: an agency in a role. Raises ValueError for a name that feed_of did not make."""
    role, _, agency = name.partition(" ")
    if role not in ROLES or not agency:
        raise ValueError(f"{name!r} names no feed of an agency")
    return Principal("feed", agency, cast(Role, role))
