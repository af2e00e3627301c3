"""The examples that flows carry, run: given acts, what became of each hand-over. `quancheng rules test`, pack tests.

Typed form and reading of flows/*.examples.yaml. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from domain.errors import PackFault, Refused
from domain.event import Amendment, Event, EventKey
from domain.exchange import Exchange, State
from domain.flow import NAMES_IN
from domain.vocabulary import RETRACTED
from supervision_rules.example import Example, ExampleEvent, with_defaults
from supervision_rules.examples import ExampleResult, example_events, source_of
from supervision_rules.hand_overs import hand_overs
from supervision_rules.located_yaml import parse
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import PackFaults


class ExpectedExchange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of the hand-over that act `send` (its id) made. steps: ids of the acts after it, in their order."""

    send: str
    state: State
    receiver: str | None = None
    reason: str | None = None
    on_paper: bool | None = None
    steps: tuple[str, ...] | None = None


class FlowExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Given acts, expected hand-overs of this flow; all of them, no more. `hand_over` and `answers` name act ids."""

    name: str
    events: tuple[ExampleEvent, ...]
    expect: tuple[ExpectedExchange, ...]


def flow_examples_of(pack: Pack) -> Mapping[str, tuple[FlowExample, ...]]:
    """Flow id -> its examples. Raises PackFaults where an examples file is faulty."""
    found: dict[str, tuple[FlowExample, ...]] = {}
    faults: list[PackFault] = []
    for name, data in sorted(pack.flow_example_files.items()):
        try:
            document = parse(name, data)
            content = document.convert(dict[str, tuple[FlowExample, ...]])
        except PackFault as fault:
            faults.append(fault)
            continue
        for flow, examples in content.items():
            if flow not in pack.flows.by_id:
                faults.append(document.fault((flow,), f"there is no flow {flow}", remedy="Name a flow of this pack."))
            found[flow] = (*found.get(flow, ()), *examples)
    if faults:
        raise PackFaults(tuple(faults))
    return found


def run_flow_examples(pack: Pack) -> tuple[ExampleResult, ...]:
    """Every example of every flow; a flow without one fails."""
    examples = flow_examples_of(pack)
    results = []
    for flow in pack.flows.by_id:
        if not examples.get(flow):
            results.append(ExampleResult(flow, "", ("the flow has no example",)))
        results += [ExampleResult(flow, one.name, _problems(pack, flow, one)) for one in examples.get(flow, ())]
    return tuple(results)


def _problems(pack: Pack, flow: str, example: FlowExample) -> tuple[str, ...]:
    plain = with_defaults(Example(name=example.name, now="", events=example.events, expect=()), pack.vocabulary)
    sources = {event.id: source_of(event.source) for event in plain.events}
    named = [msgspec.structs.replace(event, data=_resolved(event.data, sources)) for event in plain.events]
    try:
        events = example_events(pack, msgspec.structs.replace(plain, events=tuple(named)))
    except (Refused, ValueError) as error:
        return (f"the example cannot be read: {error}",)
    found = [one for one in hand_overs(pack, [_amending(event) for event in events]) if one.flow == flow]
    return tuple(_compare(example.expect, found))


def _resolved(data: Mapping[str, object], sources: Mapping[str, str]) -> dict[str, object]:
    resolved = dict(data)
    for field in (NAMES_IN, "answers", "event"):
        if isinstance(resolved.get(field), str):
            meant = str(resolved[field])
            resolved[field] = {"source": sources.get(meant, meant), "id": meant}
    return resolved


def _amending(event: Event) -> Event:
    """A retraction takes the act back that it names."""
    if event.type != RETRACTED:
        return event
    named = getattr(event.data, "event")  # noqa: B009 - a payload struct made from the pack
    return msgspec.structs.replace(event, amends=Amendment(event=EventKey(named.source, named.id), retract=True))


def _compare(expected: Sequence[ExpectedExchange], found: Sequence[Exchange]) -> Iterator[str]:
    by_send = {one.steps[0].event.id: one for one in found}
    for want in expected:
        got = by_send.pop(want.send, None)
        if got is None:
            yield f"expected a hand-over by {want.send}, found none"
            continue
        steps = tuple(step.event.id for step in got.steps[1:])
        reason = next((step.reason for step in got.steps[1:] if step.reason is not None), None)
        pairs: tuple[tuple[str, object, object], ...] = (
            ("state", want.state, got.state),
            ("receiver", None if want.receiver is None else source_of(want.receiver), got.receiver),
            ("reason", want.reason, reason),
            ("on_paper", want.on_paper, got.on_paper),
            ("steps", want.steps, steps),
        )
        for name, wanted, came in pairs:
            if wanted is not None and wanted != came:
                yield f"{want.send}: {name} {wanted} expected, {came} found"
    yield from (f"not expected: a hand-over by {send}, {one.state}" for send, one in by_send.items())
