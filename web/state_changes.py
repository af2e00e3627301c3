"""The state of a case as a table of fields, and what an act changed in it: the Field / Change table of the replay.

Not the folding (domain/case.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.case import CaseState
from domain.lifecycle import TRACKS
from web.visit import Visit


class FieldChange(msgspec.Struct, frozen=True):
    """One field. of: the person, or the case as such. before and after are words, empty for nothing."""

    of: str
    field: str
    before: str
    after: str
    changed: bool


def changes(visit: Visit, before: CaseState | None, after: CaseState | None) -> tuple[FieldChange, ...]:
    """All fields that hold something before or after, the case first, then person by person."""
    old = dict(_fields(visit, before))
    new = dict(_fields(visit, after))
    found = []
    for key in dict.fromkeys((*new, *old)):
        was, is_ = old.get(key, ""), new.get(key, "")
        if was or is_:
            found.append(FieldChange(*key, was, is_, was != is_))
    return tuple(found)


def _fields(visit: Visit, state: CaseState | None) -> Iterator[tuple[tuple[str, str], str]]:
    if state is None:
        return
    words, labels = visit.words, visit.labels
    of = words("replay.of_case")
    yield (of, words("column.stage")), labels.stage(state.stage)
    yield (of, words("column.agency")), "" if state.agency is None else labels.organ(state.agency)
    yield (of, words("column.opened")), "" if state.opened is None else visit.moments.occurred(state.opened).text
    yield (of, words("case.closed")), "" if state.closed is None else visit.moments.occurred(state.closed).text
    linked = (f"{words(f'link.{link.kind}')} {link.other}" for link in state.links)
    yield (of, words("case.links")), words("list_separator").join(linked)
    unexpected = len(state.unexpected_moves)
    yield (of, words("case.unexpected")), str(unexpected) if unexpected else ""
    for person, subject in sorted(state.subjects.items()):
        for track in TRACKS:
            held = subject.tracks[track]
            yield (person, labels.track(track)), labels.state(track, held.state)
        yield (person, words("column.custody")), words("custody.held" if subject.custody else "custody.free")
