"""Whether a case lets an act in: the persons that it knows, the office that has a part in it.

Not the statement itself (judge_act.py), and no question of conduct: an unlawful act comes in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.access import took_part
from app.caller import Caller
from app.composition import Platform
from app.evaluation import stated_links
from app.judge_act import Judged
from app.known_persons import named_by
from domain.errors import Refused
from domain.event import CaseId, Event, PersonId


class OwnCases:
    """Cases in which the caller's office has a part; the operator has one in every case."""

    def __init__(self, platform: Platform, agency: str | None, cases: Collection[str]) -> None:
        self._platform = platform
        self._agency = agency
        self._cases: set[str] = set()
        if agency is not None and cases:
            self._cases |= took_part(platform, agency, cases)

    def holds(self, case: str) -> bool:
        return self._agency is None or case in self._cases

    def look_again(self, case: str) -> None:
        if self._agency is not None:
            self._cases |= took_part(self._platform, self._agency, [case])


def known_persons(platform: Platform, events: Sequence[Event]) -> dict[CaseId, set[PersonId]]:
    """Persons that each case knows, from what is stored and from this post, whose items may come in any order."""
    joining = any(stated_links(platform.pack, event) for event in events)
    found = platform.known.of_acts(platform.engine, events, whole=joining)
    known = {case: set(persons) for case, persons in found.items()}
    for event in events:
        for origin, target in stated_links(platform.pack, event):
            ours, theirs = known.setdefault(origin, set()), known.setdefault(target, set())
            ours |= theirs
            for case in [case for case, persons in known.items() if persons is theirs]:
                known[case] = ours
        if introduces(platform, event):
            known.setdefault(event.case, set()).update(named_by(event))
    return known


def stranger(platform: Platform, event: Event, known: Mapping[CaseId, set[PersonId]]) -> Refused | None:
    """A refusal where the act names a person whom neither its case nor its own type introduces."""
    if introduces(platform, event):
        return None
    vocabulary = platform.pack.vocabulary
    if not any(event_type.introduces_person for event_type in vocabulary):
        return None  # the pack keeps no register of persons
    strangers = sorted(named_by(event) - known.get(event.case, set()))
    if not strangers:
        return None
    return Refused(
        "unknown-person",
        f"Case {event.case} does not know the person {strangers[0][:100]!r}.",
        pointer=f"/data/{vocabulary.person_field if event.person is not None else 'persons'}",
        remedy="Post the act that brings the person into the case first (such as SuspectIdentified), or correct it.",
    )


def foreign_merger(platform: Platform, event: Event, caller: Caller) -> Refused | None:
    """A refusal where an agency draws a case into its own in which its office has no part: it would read that
    case, and end its supervision under its own id, without a trace on it. Existing or not is not told.
    """
    lifecycle = platform.pack.lifecycle
    rule = None if lifecycle is None else lifecycle.link_rules.get(_stated_type(event))
    if caller.agency is None or rule is None or rule.kind != "merge":
        return None
    others = {other for _, other in stated_links(platform.pack, event)}
    foreign = sorted(others - took_part(platform, caller.agency, others))
    if not foreign:
        return None
    return Refused(
        "not-your-case",
        f"Your office has no act in the case {foreign[0][:100]!r}, so it cannot merge it into another.",
        pointer=f"/data/{rule.field}" if event.amends is None else f"/data/data/{rule.field}",
        remedy="First post the act by which your office took the case over, on that case.",
    )


def foreign_version(judged: Judged, own: OwnCases) -> Refused | None:
    """A refusal where someone states a version of a case that its office has no part in: by the answer it would learn
    whether the case exists, and how much happens on it, without a trace there. Existing or not is not told.
    """
    if judged.act.version is None or own.holds(judged.event.case):
        return None
    return Refused(
        "not-your-case",
        f"Your office has no act in the case {judged.event.case[:100]!r}, so it cannot say which act of it this is.",
        pointer="/expectedversion",
        remedy="Leave `expectedversion` out of the first act that your office posts on a case.",
    )


def introduces(platform: Platform, event: Event) -> bool:
    """Whether its type, or the type its correction states, may bring a new person into the case."""
    return platform.pack.vocabulary.type_named(_stated_type(event)).introduces_person


def _stated_type(event: Event) -> str:
    return event.type if event.amends is None or event.amends.type is None else event.amends.type
