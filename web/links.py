"""Addresses of the pages: the one place that knows where a case, a finding or an act is found."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, urlencode

import msgspec

from domain.event import EventKey


class Link(msgspec.Struct, frozen=True):
    """current: the page or tab shown now."""

    text: str
    address: str
    current: bool = False


def case(case_id: str, **query: str) -> str:
    return _with(f"/cases/{quote(case_id, safe='')}", query)


def replay(case_id: str, **query: str) -> str:
    return _with(f"/cases/{quote(case_id, safe='')}/replay", query)


def finding(finding_id: str) -> str:
    return f"/findings/{quote(finding_id, safe='')}"


def custody(case_id: str, person: str) -> str:
    """The line of one person in the register."""
    return _with("/custody", {"case": case_id, "person": person})


def exchanges(**query: str) -> str:
    return _with("/exchanges", query)


def exchange(exchange_id: str) -> str:
    return f"/exchanges/{quote(exchange_id, safe='')}"


def act(case_id: str, key: EventKey) -> str:
    """An act in the timeline of its case; the page that holds it is found by the case page."""
    return f"{case(case_id, act=anchor(key))}#{anchor(key)}"


def anchor(key: EventKey) -> str:
    """Id of an act within a page: ids of events may hold anything, ids of elements may not."""
    return "act-" + hashlib.sha256(f"{len(key.source)}:{key.source}{key.id}".encode()).hexdigest()[:12]


def _with(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
