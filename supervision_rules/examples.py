"""The examples that cards carry, run: given events, expected verdicts. `quancheng rules test` and the pack tests.

Not the check of a card's shape (card_checks.py). Pure: builds events from YAML values, evaluates, compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from domain.agency import KINDS
from domain.errors import Refused
from domain.event import CaseId, Event, EventKey, PersonId
from domain.occurred import Occurred, at_instant, on_date, to_micros
from supervision_rules.evaluate import evaluate
from supervision_rules.example import SUFFIX, Example, ExampleEvent, Expectation, read_examples
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import PackFaults
from supervision_rules.verdict import BROKEN, Verdict

# a place with every kind of agency, at county level: what `source: police` in an example stands for
EXAMPLE_PLACE = "cn-520102"


class ExampleResult(msgspec.Struct, frozen=True):
    """problems: empty if the example holds; else what came out and what was expected, a line each."""

    rule: str
    example: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


Examples = Mapping[str, tuple[Example, ...]]


def examples_of(pack: Pack, only: str | None = None) -> Examples:
    """Rule id -> its examples; () for a rule without. only: read just the file of this rule.

    Raises PackFaults where an examples file is faulty.
    """
    files = pack.example_files
    if only is not None:
        beside = pack.files[only].removesuffix(".yaml") + SUFFIX
        files = {beside: files[beside]} if beside in files else {}
    read, faults = read_examples(files, frozenset(pack.files), pack.vocabulary)
    if faults:
        raise PackFaults(tuple(faults))
    return {card.id: read.get(card.id, ()) for card in pack.cards}


def run_examples(pack: Pack, examples: Examples) -> tuple[ExampleResult, ...]:
    """Every example of every card of the pack, in the order of cards."""
    return tuple(
        ExampleResult(card.id, example.name, problems(alone, example))
        for card in pack.cards
        for alone in (pack.with_cards(card),)
        for example in examples.get(card.id, ())
    )


def example_gaps(examples: Sequence[Example]) -> tuple[str, ...]:
    """Which of the three examples every card should carry are missing: kept, breached, the odd case."""
    statuses = [{e.status for e in example.expect} for example in examples]
    gaps = []
    if not any(found <= {"met", "moot", "pending"} for found in statuses):
        gaps.append("kept")
    if not any(found & BROKEN for found in statuses):
        gaps.append("breached")
    if len(examples) < 3:
        gaps.append("odd case")
    return tuple(gaps)


def example_events(pack: Pack, example: Example) -> tuple[Event, ...]:
    """The events of an example. Raises Refused where one is no event of the pack."""
    return tuple(_event(pack, stated, place) for place, stated in enumerate(example.events))


def example_now(pack: Pack, example: Example) -> int:
    """`now` in microseconds; a date stands for the first moment of that day."""
    if "T" in example.now:
        return to_micros(datetime.fromisoformat(example.now))
    return on_date(date.fromisoformat(example.now), pack.zone_info).earliest


def _event(pack: Pack, stated: ExampleEvent, place: int) -> Event:
    data = dict(stated.data)
    person_field = pack.vocabulary.person_field
    struct = pack.vocabulary.struct(stated.type, pack.vocabulary.type_named(stated.type).version)
    if stated.person is not None and person_field in struct.__struct_fields__:
        data.setdefault(person_field, stated.person)
    payload = pack.vocabulary.decode(stated.type, pack.vocabulary.types[stated.type].version, data, text_scalars=True)
    person = stated.person or getattr(payload, person_field, None)
    return Event(
        key=EventKey(source_of(stated.source), stated.id),
        type=stated.type,
        version=pack.vocabulary.types[stated.type].version,
        case=CaseId(stated.case),
        person=PersonId(person) if person else None,
        occurred=_occurred(pack, stated),
        data=payload,
        actor=source_of(stated.actor) if stated.actor else None,
        sequence=stated.sequence,
        excerpt=stated.excerpt,
        recorded=_micros(stated.recorded) if stated.recorded else None,
        position=place + 1,
    )


def source_of(stated: str) -> str:
    """A full URI as it is; an agency kind, or `kind:region`, as an agency of the example place or region."""
    kind, _, region = stated.partition(":")
    if kind in KINDS:
        return f"urn:quancheng:{region or EXAMPLE_PLACE}:{kind}:01"
    return stated


def _occurred(pack: Pack, stated: ExampleEvent) -> Occurred:
    if stated.at is not None and stated.on is None:
        return at_instant(datetime.fromisoformat(stated.at), pack.zone_info)
    if stated.on is not None and stated.at is None:
        return on_date(stated.on, pack.zone_info)
    raise Refused("time-unclear", f"example event {stated.id} needs one of `on` and `at`.", remedy="State one.")


def _micros(text: str) -> int:
    return to_micros(datetime.fromisoformat(text))


def problems(pack: Pack, example: Example) -> tuple[str, ...]:
    """What the verdicts of a pack of this card alone have otherwise than the example expects; empty if nothing."""
    try:
        events = example_events(pack, example)
        now = example_now(pack, example)
    except (Refused, ValueError) as error:
        return (f"the example cannot be read: {error}",)
    evaluation = evaluate(pack, events, now=now)  # of this card alone
    found = [f"rule {f.rule} crashed: {f.error}" for f in evaluation.failures]
    left = list(evaluation.verdicts)
    for expected in example.expect:
        match = next((v for v in left if not list(_differences(expected, v))), None)
        if match is not None:
            left.remove(match)
            continue
        near = next((v for v in left if expected.trigger in (None, v.trigger.id)), None)
        if near is None:
            found.append(f"expected {_shown_expectation(expected)}, found no such verdict")
        else:
            left.remove(near)
            differing = "; ".join(_differences(expected, near))
            found.append(f"expected {_shown_expectation(expected)}, found {_shown(near)}: {differing}")
    found += [f"not expected: {_shown(v)}" for v in left]
    return tuple(found)


def _differences(expected: Expectation, found: Verdict) -> Iterator[str]:
    pairs: tuple[tuple[str, object, object], ...] = (
        ("status", expected.status, found.status),
        ("trigger", expected.trigger, found.trigger.id),
        ("due", expected.due, found.due),
        ("decided_by", expected.decided_by, found.decided_by.id if found.decided_by else None),
        ("subject", expected.subject, found.subject),
        ("over_by", expected.over_by, found.over_by.value if found.over_by else None),
        ("version", expected.version, found.rule_version),
    )
    for name, wanted, got in pairs:
        if wanted is not None and wanted != got:
            yield f"{name} {wanted} but {got}"
    if expected.missing is not None and sorted(expected.missing) != sorted(found.missing):
        yield f"missing {sorted(expected.missing)} but {sorted(found.missing)}"


def _shown_expectation(expected: Expectation) -> str:
    parts = (
        expected.status,
        expected.trigger and f"on {expected.trigger}",
        expected.due and f"due {expected.due}",
    )
    return " ".join(part for part in parts if part)


def _shown(verdict: Verdict) -> str:
    missing = f" missing {', '.join(verdict.missing)}" if verdict.missing else ""
    return f"{verdict.status} on {verdict.trigger.id} due {verdict.due}{missing}"
