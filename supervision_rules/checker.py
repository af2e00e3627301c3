"""Re-verifies a derivation against the events, the card and the calendar, with arithmetic of its own.

Knows nothing of the engine but the step types. What it cannot see (conditions on facts, ranks of agencies,
whether silence was vouched for) it takes as stated, and checks what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from domain.errors import QuanchengError
from domain.event import Event
from domain.legal_calendar import Calendar
from domain.lineage import LinkRule
from supervision_rules.checked_act import Mismatch
from supervision_rules.checked_card import read_card
from supervision_rules.checked_walk import Walk
from supervision_rules.derivation import Derivation


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
) -> None:
    """Returns if every step holds; raises WrongStep at the first that does not.

    events  raw events of the lineage component, corrections and retractions included, in any order
    card    the rule card as plain JSON: msgspec.to_builtins(card)
    facts   facts that the pack declares, as plain JSON: msgspec.to_builtins(dict(pack.facts.specs))
    links   which acts link cases: pack.lifecycle.links
    now     microseconds at which the verdict was given
    """
    number, name = -1, "derivation"
    try:
        walk = Walk(derivation, events, calendar, read_card(card), facts, links, now)
        for place, step in enumerate(derivation.steps):
            number, name = place, str(step.__struct_config__.tag)
            walk.take(step)
        walk.finish()
    except msgspec.ValidationError as error:
        raise WrongStep(-1, "card", f"the card or the facts cannot be read: {error}") from None
    except Mismatch as error:
        raise WrongStep(number, name, str(error)) from None
