"""Whether a case lets an act in: the persons that it knows, the office that has a part in it.

Not the statement itself (judge_act.py), and no question of conduct: an unlawful act comes in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.access import took_part
from app.caller import Caller
from app.composition import Platform
from app.judge_act import Judged
from domain.errors import Refused
from domain.event import CaseId, PersonId


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


def known_persons(platform: Platform, judged: Sequence[Judged]) -> dict[CaseId, set[PersonId]]:
    """Persons that each case knows, from what is stored and from this post, whose items may come in any order."""
    named = [(one.event.case, one.persons) for one in judged if one.persons]
    found = platform.known.of_acts(platform.engine, named, whole=any(one.links for one in judged))
    known = {case: set(persons) for case, persons in found.items()}
    for one in judged:
        for origin, target in one.links:
            ours, theirs = known.setdefault(origin, set()), known.setdefault(target, set())
            ours |= theirs
            for case in [case for case, persons in known.items() if persons is theirs]:
                known[case] = ours
        if one.introduces:
            known.setdefault(one.event.case, set()).update(one.persons)
    return known


def stranger(platform: Platform, judged: Judged, known: Mapping[CaseId, set[PersonId]]) -> Refused | None:
    """A refusal where the act names a person whom neither its case nor its own type introduces."""
    if judged.introduces or not judged.persons:
        return None
    event, vocabulary = judged.event, platform.pack.vocabulary
    strangers = judged.persons - known.get(event.case, set())
    if not strangers or not vocabulary.registers_persons:
        return None
    return Refused(
        "unknown-person",
        f"Case {event.case} does not know the person {min(strangers)[:100]!r}.",
        pointer=f"/data/{vocabulary.person_field if event.person is not None else 'persons'}",
        remedy="Post the act that brings the person into the case first (such as SuspectIdentified), or correct it.",
    )


def foreign_merger(platform: Platform, judged: Judged, caller: Caller) -> Refused | None:
    """A refusal where an agency draws a case into its own in which its office has no part: it would read that
    case, and end its supervision under its own id, without a trace on it. Existing or not is not told.
    """
    event, lifecycle = judged.event, platform.pack.lifecycle
    if caller.agency is None or lifecycle is None or not judged.links:
        return None
    rule = lifecycle.link_rules[event.stated_type]
    if rule.kind != "merge":
        return None
    others = {other for _, other in judged.links}
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
