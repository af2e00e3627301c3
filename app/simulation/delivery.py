"""Turns drafts into CloudEvents as agencies deliver them: late, twice, corrected, retracted, out of order.

None of this changes what happened, so it must not change one verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

import msgspec

from app.simulation.docket import CHINA
from app.simulation.draft import Draft
from app.simulation.parameters import parameters

Wire = dict[str, object]
# an agency is told at once, and posts again, where the platform does not know the person of an act yet
INTRODUCING = frozenset({"SuspectIdentified", "CaseSplit"})


class Delivered(msgspec.Struct, frozen=True):
    """One CloudEvent and the moment it reaches the platform."""

    at: datetime
    wire: Wire


def deliver(drafts: Iterable[Draft], rng: Random, now: datetime) -> list[Delivered]:
    """All posts of one case in order of arrival, none after `now`."""
    shares = parameters().delivery
    posts: list[Delivered] = []
    for draft in drafts:
        chance = rng.random()
        at = draft.recorded
        if chance < shares["corrected"] and draft.type not in INTRODUCING:
            posts += _corrected(draft, rng, now)
            continue
        if chance < shares["corrected"] + shares["retracted"]:
            posts += _mistaken(draft, rng, now)
        posts.append(Delivered(at, wire(draft)))
        if rng.random() < shares["duplicate"]:
            posts.append(Delivered(min(at + timedelta(minutes=rng.randint(1, 300)), now), wire(draft)))
        if rng.random() < shares["out_of_order"] and draft.type not in INTRODUCING:
            late = min(at + timedelta(hours=rng.randint(1, 200)), now)
            posts[-1] = Delivered(late, posts[-1].wire)
    return sorted(posts, key=lambda post: post.at)


def wire(draft: Draft) -> Wire:
    """The CloudEvent of a draft. `recordedtime` is when the agency's own system took it down."""
    data = dict(draft.data)
    if draft.person is not None:
        data["person"] = draft.person
    event: Wire = {
        "specversion": "1.0",
        "id": draft.id,
        "source": draft.source,
        "type": draft.type,
        "subject": draft.case,
        "datacontenttype": "application/json",
        "recordedtime": draft.recorded.isoformat(timespec="seconds"),
        "data": data,
    }
    if isinstance(draft.when, datetime):
        event["time"] = draft.when.astimezone(CHINA).isoformat(timespec="seconds")
    else:
        event["occurredon"] = draft.when.isoformat()
    if draft.actor is not None:
        event["actor"] = draft.actor
    if draft.sequence is not None:
        event["sequence"] = draft.sequence
    if draft.excerpt:
        event["excerpt"] = True
    return event


def _corrected(draft: Draft, rng: Random, now: datetime) -> list[Delivered]:
    """First posted with a wrong time of occurrence, then put right by its own source."""
    right = wire(draft)
    slip = timedelta(days=rng.randint(1, 20), hours=rng.randint(0, 5))
    moment = draft.when if isinstance(draft.when, datetime) else None
    wrong = dict(right)
    fixed: Wire = {"event": {"source": draft.source, "id": draft.id}, "type": draft.type}
    if moment is None:
        wrong["occurredon"] = (draft.when - timedelta(days=slip.days)).isoformat()
        fixed["occurredon"] = right["occurredon"]
    else:
        wrong["time"] = (moment - slip).astimezone(CHINA).isoformat(timespec="seconds")
        fixed["time"] = right["time"]
    later = min(draft.recorded + timedelta(hours=rng.randint(1, 48)), now)
    return [
        Delivered(draft.recorded, wrong),
        Delivered(later, _notice(draft, "EventCorrected", fixed, later)),
    ]


def _mistaken(draft: Draft, rng: Random, now: datetime) -> list[Delivered]:
    """The same act posted once more under another id by mistake, and taken back."""
    mistake = msgspec.structs.replace(draft, id=f"{draft.id}-again")
    later = min(draft.recorded + timedelta(hours=rng.randint(1, 48)), now)
    taken_back: Wire = {"event": {"source": draft.source, "id": mistake.id}, "reason": "posted twice"}
    return [
        Delivered(draft.recorded, wire(mistake)),
        Delivered(later, _notice(mistake, "EventRetracted", taken_back, later)),
    ]


def _notice(draft: Draft, type_: str, data: Wire, at: datetime) -> Wire:
    return {
        "specversion": "1.0",
        "id": f"{draft.id}-{type_}",
        "source": draft.source,
        "type": type_,
        "subject": draft.case,
        "datacontenttype": "application/json",
        "time": at.astimezone(CHINA).isoformat(timespec="seconds"),
        "recordedtime": at.isoformat(timespec="seconds"),
        "data": data,
    }
