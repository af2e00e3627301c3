"""A pack's lifecycle.yaml as a Lifecycle, checked against the pack's vocabulary.

Not the folding (domain/case.py). Called by the pack loader and by tests.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.agency import KINDS
from domain.errors import PackFault
from domain.fault_place import did_you_mean, nearest
from domain.lifecycle import PREVIOUS, Lifecycle, LifecycleDefinition, Move, Track, TrackDefinition
from domain.vocabulary import Vocabulary
from supervision_rules.card_conditions import unknown_event
from supervision_rules.located_yaml import Document, parse


def load_lifecycle(file: str, data: bytes, vocabulary: Vocabulary) -> tuple[Lifecycle | None, tuple[PackFault, ...]]:
    """The lifecycle and every fault found; None where the file could not be read at all."""
    try:
        document = parse(file, data)
        definition = document.convert(LifecycleDefinition)
    except PackFault as fault:
        return None, (fault,)
    lifecycle = Lifecycle(definition)
    faults = [
        fault
        for track, content in lifecycle.tracks.items()
        for fault in _track_faults(document, track, content, vocabulary)
    ]
    if sum(state.left for state in definition.stage.states) != 1:
        detail = "exactly one stage must have `left: true`"
        faults.append(document.fault(("stage", "states"), detail, remedy="Mark the stage of a closed case."))
    if not any(state.left for state in definition.presence.states):
        detail = "no state of presence has `left: true`"
        faults.append(document.fault(("presence", "states"), detail, remedy="Mark who left the case."))
    for index, rule in enumerate(lifecycle.links):
        faults += _field_faults(document, ("links", index), rule.event, [rule.field], vocabulary)
    return lifecycle, tuple(faults)


def _track_faults(
    document: Document, track: Track, content: TrackDefinition, vocabulary: Vocabulary
) -> Iterable[PackFault]:
    known = [state.id for state in content.states]
    for index, state in enumerate(content.states):
        if state.organ is not None and state.organ not in KINDS:
            path = (track, "states", index, "organ")
            remedy = f"Use one of: {', '.join(KINDS)}."
            yield document.fault(path, f"{state.organ} is no agency kind", remedy=remedy)
        if known.index(state.id) != index:
            path = (track, "states", index, "id")
            yield document.fault(path, f"state {state.id} is defined twice", remedy="Keep one.")
    if content.initially not in known:
        yield _unknown_state(document, (track, "initially"), content.initially, known)
    for index, move in enumerate(content.moves):
        yield from _move_faults(document, (track, "moves", index), move, known, vocabulary)


def _move_faults(
    document: Document, path: tuple[str | int, ...], move: Move, known: list[str], vocabulary: Vocabulary
) -> Iterable[PackFault]:
    if move.to not in (*known, PREVIOUS):
        yield _unknown_state(document, (*path, "to"), move.to, known)
    for index, state in enumerate(move.from_):
        if state not in known:
            yield _unknown_state(document, (*path, "from", index), state, known)
    yield from _field_faults(document, path, move.event, list(move.when), vocabulary)
    if move.event not in vocabulary:
        return
    fields = vocabulary.types[move.event].fields
    for field, values in move.when.items():
        choices = fields[field].choices if field in fields else ()
        for value in values:
            if choices and value not in choices:
                detail = f"{field} of {move.event} is never {value}"
                remedy = f"Use one of: {', '.join(choices)}."
                yield document.fault((*path, "when", field), detail, remedy=remedy)


def _unknown_state(document: Document, path: tuple[str | int, ...], state: str, known: list[str]) -> PackFault:
    return document.fault(path, f"{state} is no state of this track", remedy=f"Use: {', '.join(known)}.")


def _field_faults(
    document: Document, path: tuple[str | int, ...], event: str, fields: list[str], vocabulary: Vocabulary
) -> Iterable[PackFault]:
    if event not in vocabulary:
        detail, remedy = unknown_event(vocabulary, event)
        yield document.fault((*path, "event"), detail, remedy=remedy)
        return
    known = vocabulary.types[event].fields
    for field in fields:
        if field not in known:
            remedy = did_you_mean(nearest(field, known), f"Fields: {', '.join(known)}.")
            yield document.fault((*path, "when"), f"{field} is no field of {event}", remedy=remedy)
