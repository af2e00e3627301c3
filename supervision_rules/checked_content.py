"""Kinds that test an act by itself: what it must contain, who may do it, what it must not say.

Part of the checker; shares no code with guard.py and compile_card.py. Sentence arithmetic is in checked_term.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.event import Event
from supervision_rules.checked_act import Act
from supervision_rules.checked_card import ActPattern, VersionText
from supervision_rules.checked_conditions import Holds, described, texts_at, together
from supervision_rules.checked_scene import Scene
from supervision_rules.checked_term import term_holds


def states_test(kind: str, version: VersionText) -> bool:
    """The card tests the act by conditions of its own."""
    if kind == "prohibition":
        return version.while_ is None and any(act.when for act in version.act)
    stated = version.fields or version.documents or version.allowed or version.term is not None
    return kind in ("required_content", "competence", "term") and bool(stated)


def test_described(kind: str, version: VersionText) -> str:
    """The test as a derivation states it."""
    conditions = [*version.allowed, *version.fields]
    if kind == "prohibition":
        conditions = [condition for pattern in version.act for condition in pattern.when]
    parts = [described(condition) for condition in conditions]
    parts += [f"document {name}" for name in version.documents]
    parts += [] if version.term is None else [f"term {version.term.check}"]
    return " and ".join(parts)


def tests_alone(kind: str, version: VersionText) -> bool:
    """A kind that looks at nothing but the act, or a prohibition without a state."""
    return kind in ("required_content", "competence", "term") or (kind == "prohibition" and version.while_ is None)


def outcome_of(scene: Scene, trigger: Act) -> Holds:
    """Whether the act passes the card's test; for a prohibition whether it is what the card forbids."""
    kind, version, event = scene.card.kind, scene.version, trigger.event
    if kind == "prohibition":
        return _last_test(scene, version.act, event)
    if kind == "competence":
        return _conditions(scene, version.allowed, event)
    if kind == "term":
        holds = None if version.term is None else term_holds(scene, version.term, trigger)
        return Holds.OPEN if holds is None else Holds.YES if holds else Holds.NO
    return together((_conditions(scene, version.fields, event), _documents(scene, version, trigger)))


def _conditions(scene: Scene, conditions: Sequence[dict[str, object]], event: Event) -> Holds:
    return scene.reads(ActPattern(event.type, tuple(conditions)), event)


def _last_test(scene: Scene, patterns: Sequence[ActPattern], event: Event) -> Holds:
    """Of several tests of one type of act the last one that is decided stands."""
    outcomes = [scene.reads(pattern, event) for pattern in patterns if pattern.event == event.type]
    decided = [outcome for outcome in outcomes if outcome is not Holds.OPEN]
    return decided[-1] if decided else Holds.OPEN


def _documents(scene: Scene, version: VersionText, trigger: Act) -> Holds:
    """All documents named stand on the act, or were put in the dossier not later."""
    there = _carried(trigger.event)
    for pattern in version.dossier:
        for event in scene.of_types((pattern.event,)):
            act, _ = scene.placed(event)
            if not trigger.certainly_before(act):
                there.update(texts_at(event, pattern.field or ""))
    if not set(version.documents) - there:
        return Holds.YES
    return Holds.OPEN if trigger.event.excerpt else Holds.NO


def _carried(event: Event) -> set[str]:
    """Types of all documents that the payload carries, in whatever field."""
    payload = msgspec.to_builtins(event.data)
    items = [item for value in payload.values() for item in (value if isinstance(value, list) else [value])]
    return {str(item["type"]) for item in items if isinstance(item, dict) and "type" in item}
