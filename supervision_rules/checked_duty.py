"""Which duty a derivation is about: its identity made anew from the card, the scope and the act that opened it.

Part of the checker; shares no code with verdict.py. The identity ties the steps to one trigger, and to one measure,
flow or item where the trigger names several.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256

import msgspec

from domain.event import Event
from supervision_rules.checked_act import Mismatch
from supervision_rules.checked_conditions import texts_at
from supervision_rules.checked_scene import Scene

_UNNAMED = ("",)
_DIGITS = 32


class Duty(msgspec.Struct, frozen=True):
    """scope_value, match_value: "" where the card has no such field; gap: an entry into a state, not a basis of it."""

    scope_value: str
    match_value: str
    gap: bool


def duty_of(scene: Scene, trigger: Event, same_duty: Collection[str]) -> Duty:
    """same_duty: rules that state the same duty; it bears the name of the first of them."""
    name = min((scene.card.id, *same_duty))
    for duty in _possible(scene, trigger):
        if scene.derivation.duty == _identity(name, _scope(scene, duty), trigger):
            return duty
    raise Mismatch("this act does not open the duty that the derivation is about")


def _possible(scene: Scene, trigger: Event) -> Iterator[Duty]:
    scopes = texts_at(trigger, scene.card.scope_field) if scene.card.scope_field is not None else ()
    matches = texts_at(trigger, scene.version.match) if scene.version.match is not None else ()
    for scope_value in scopes or _UNNAMED:
        for match_value in matches or _UNNAMED:
            yield Duty(scope_value, match_value, gap=False)
            if scene.card.kind == "coverage":
                yield Duty(scope_value, match_value, gap=True)


def _scope(scene: Scene, duty: Duty) -> str:
    derivation, scope = scene.derivation, scene.card.scope
    own = f"case:{derivation.case}"
    if scope in ("subject", "measure"):
        own = f"person:{derivation.subject}"
    elif scope == "officer":
        own = "officer"
    parts = (own, duty.scope_value, duty.match_value, "gap" if duty.gap else "")
    return "|".join(part for part in parts if part)


def _identity(rule: str, scope: str, trigger: Event) -> str:
    """Lengths in front, so that no part can be taken for another."""
    parts = (rule, scope, trigger.key.source, trigger.key.id)
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:_DIGITS]
