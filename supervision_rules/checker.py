"""Re-verifies a derivation against the events, the card and the calendar, with arithmetic of its own.

Knows nothing of the engine but the step types. What it cannot see (ranks of agencies, who acted where a record tells,
whether silence was vouched for) it takes as stated, and checks what follows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from domain.errors import QuanchengError
from domain.event import Event
from domain.legal_calendar import Calendar
from domain.lineage import LinkRule
from supervision_rules.checked_act import Mismatch, expect, same
from supervision_rules.checked_card import CardText, read_card
from supervision_rules.checked_dates import PlainCalendar
from supervision_rules.checked_opening import bases_meant
from supervision_rules.checked_scene import Scene
from supervision_rules.checked_walk import Walk
from supervision_rules.derivation import Derivation, Opened

# what the dates of the standard library raise after the year 9999 and before the year 1
_BEYOND_THE_CALENDAR = (ValueError, OverflowError)


class WrongStep(QuanchengError):
    """The first step that does not hold. number: 0-based; -1 for what stands above the steps."""

    def __init__(self, number: int, step: str, detail: str) -> None:
        super().__init__(
            f"Step {number} ({step}): {detail}.",
            remedy="Do not rely on this derivation; evaluate the case again and compare.",
        )
        self.number = number
        self.step = step


def check(
    derivation: Derivation,
    events: Sequence[Event],
    calendar: Calendar,
    card: Mapping[str, object],
    facts: Mapping[str, object],
    *,
    links: Sequence[LinkRule],
    now: int,
    same_duty: Collection[str] = (),
) -> None:
    """Returns if every step holds; raises WrongStep at the first that does not.

    events     raw events of the lineage component, corrections and retractions included, in any order
    card       the rule card as plain JSON: msgspec.to_builtins(card)
    facts      facts that the pack declares, as plain JSON: msgspec.to_builtins(dict(pack.facts.specs))
    links      which acts link cases: pack.lifecycle.links
    now        microseconds at which the verdict was given
    same_duty  rules of the pack that state the same duty as this card
    """
    try:
        _check(derivation, _scene(derivation, events, calendar, read_card(card), facts, links), same_duty, now)
    except msgspec.ValidationError as error:
        raise WrongStep(-1, "card", f"the card or the facts cannot be read: {error}") from None
    except Mismatch as error:
        raise WrongStep(-1, "derivation", str(error)) from None
    except _BEYOND_THE_CALENDAR as error:
        raise WrongStep(-1, "derivation", f"it cannot be reckoned: {error}") from None


def _check(derivation: Derivation, scene: Scene, same_duty: Collection[str], now: int) -> None:
    *others, last = _bases(scene)
    for basis in others:
        try:
            _walk(derivation, Walk(scene, same_duty, now, basis))
        except WrongStep:
            continue
        return
    _walk(derivation, Walk(scene, same_duty, now, last))


def _scene(
    derivation: Derivation,
    events: Sequence[Event],
    calendar: Calendar,
    card: CardText,
    facts: Mapping[str, object],
    links: Sequence[LinkRule],
) -> Scene:
    """What stands above the steps, compared with the card."""
    same(derivation.rule, card.id, "the rule")
    same(derivation.kind, card.kind, "the kind of rule")
    same(derivation.calendar, calendar.sha256, "the calendar")
    articles = tuple(dict.fromkeys(f"{cite.text}:{cite.article}" for cite in card.cites))
    same(derivation.articles, articles, "the articles")
    versions = [version for version in card.versions if version.version == derivation.rule_version]
    expect(len(versions) == 1, f"the card has no version {derivation.rule_version}")
    return Scene(derivation, card, versions[0], events, links, PlainCalendar(calendar.days), facts)


def _bases(scene: Scene) -> list[int]:
    """Of a coverage card the bases that the act opened may be; one of them must bear the derivation."""
    steps = scene.derivation.steps
    if scene.card.kind == "coverage" and steps and isinstance(steps[0], Opened):
        return bases_meant(scene, scene.event(steps[0].event)) or [0]
    return [0]


def _walk(derivation: Derivation, walk: Walk) -> None:
    number, name = -1, "derivation"
    try:
        for place, step in enumerate(derivation.steps):
            number, name = place, str(step.__struct_config__.tag)
            walk.take(step)
        walk.finish()
    except Mismatch as error:
        raise WrongStep(number, name, str(error)) from None
    except _BEYOND_THE_CALENDAR as error:
        raise WrongStep(number, name, f"it cannot be reckoned: {error}") from None
