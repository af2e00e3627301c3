"""All families of cases of a ledger, page by page, each family once: what rebuilds and statistics go through.

Bounded memory: one page of families is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from app.composition import Platform
from app.histories import FamilyFault, Loaded
from domain.event import CaseId
from ledger.tails import stream_count, stream_names
from supervision_rules.finding import STREAM_PREFIX

CASES_AT_ONCE: Final = 500


class FamilyPage(msgspec.Struct, frozen=True):
    """families: with acts up to the position asked for. last: the stream to go on after; None at the end.

    done, of  streams gone through, and in all
    """

    families: Sequence[Loaded]
    last: str | None
    done: int
    of: int


def family_pages(platform: Platform, upto: int, after: str = "") -> Iterator[FamilyPage]:
    """upto: position of the last act that counts; after: stream to begin after, in byte order."""
    with platform.engine.connect() as connection:
        total, done = stream_count(connection), stream_count(connection, upto=after) if after else 0
    while True:
        with platform.engine.connect() as connection:
            streams = stream_names(connection, after, CASES_AT_ONCE)
            cases = [CaseId(stream) for stream in streams if not stream.startswith(STREAM_PREFIX)]
            families = platform.histories.load(connection, cases, upto, keep=False)
        page = set(cases)
        # a family comes with its first case; the others of it come by again and are left alone
        own = [one for one in families if min(one.cases) in page and (isinstance(one, FamilyFault) or one.events)]
        done += len(streams)
        if not streams:
            yield FamilyPage(own, None, done, total)
            return
        after = streams[-1]
        yield FamilyPage(own, after, done, total)
