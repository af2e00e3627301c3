"""Every card's own examples as cases of a caseload: what their author expects is the truth about them.

A scenario is a fragment of a case, so only its own rule is scored on it (score.py). The acts keep their days, for the
law is dated; persons, cases and acts get names of their own. Delivery disturbs them like any other case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from app.simulation.docket import CHINA
from app.simulation.draft import Draft, Expectation
from domain.errors import Refused
from domain.event import Event
from domain.occurred import from_micros, to_micros
from domain.payload_types import FieldSpec
from supervision_rules.card import Card
from supervision_rules.evaluate import evaluate
from supervision_rules.example import Example
from supervision_rules.examples import Examples, example_events, example_now, problems
from supervision_rules.pack import Pack
from supervision_rules.verdict import BROKEN

# an example that leaves something open says nothing that a later day could not change
_SETTLED: Final = frozenset({"met", "met_late", "violated", "moot", "overdue", "pending"})
_TAKEN_DOWN: Final = timedelta(minutes=10)
_PERSONS: Final = frozenset({"person", "persons"})
_CASES: Final = frozenset({"case", "cases"})


class Scenario(msgspec.Struct, frozen=True):
    """rule: the only one scored on this case."""

    case: str
    rule: str
    drafts: tuple[Draft, ...]
    truth: tuple[Expectation, ...]


def scenarios(pack: Pack, examples: Examples, seed: int, now: datetime) -> Iterator[Scenario]:
    """One for each settled example that lies before `now` (aware), in the order of cards.

    Raises Refused("example-fails") where the verdicts are not what the author of an example expects.
    """
    for card in pack.cards:
        alone = pack.with_cards(card)
        for number, example in enumerate(examples[card.id]):
            if all(expected.status in _SETTLED for expected in example.expect):
                if wrong := problems(alone, example):
                    raise Refused(
                        "example-fails", f"Example {example.name!r} of {card.id} does not hold: {'; '.join(wrong)}.",
                        remedy="Mend the card or the example; `quancheng rules test` shows it.",
                    )  # fmt: skip
                found = _scenario(alone, card, example, f"SCN{seed}-{card.id}-{number}", now)
                if found is not None:
                    yield found


def _scenario(pack: Pack, card: Card, example: Example, case: str, now: datetime) -> Scenario | None:
    events = example_events(pack, example)
    moment = to_micros(now)
    unrecorded = card.kind == "integrity" and any(event.recorded is None for event in events)
    if unrecorded or any(event.occurred.latest >= moment for event in events):
        return None
    names = _Names(pack, case)
    return Scenario(
        case=case,
        rule=card.id,
        drafts=tuple(names.draft(event) for event in events),
        truth=tuple(_truth(pack, card, example, events, names, now)),
    )


def _truth(
    pack: Pack, card: Card, example: Example, events: Sequence[Event], names: _Names, now: datetime
) -> Iterator[Expectation]:
    """What is broken by `now`: at the day of the example, or since then because nothing more happened."""
    today = now.astimezone(CHINA).isoformat()
    for verdict in evaluate(pack, events, now=example_now(pack, example)).verdicts:
        ran_out = verdict.status == "pending" and verdict.due is not None and verdict.due < today[: len(verdict.due)]
        if verdict.status not in BROKEN and not (ran_out and not card.versions[-1].lapses):
            continue
        yield Expectation(
            case=names.case_of(verdict.case),
            rule=card.id,
            subject=None if verdict.subject is None else names.person(verdict.subject),
            trigger_source=verdict.trigger.source,
            trigger_id=names.act(verdict.trigger.id),
            planted=card.id,
        )


class _Names:
    """Names of one scenario: the example's own, made unlike those of any other case."""

    def __init__(self, pack: Pack, case: str) -> None:
        self.pack = pack
        self.case = case

    def case_of(self, name: str) -> str:
        return self.case if name == "example" else f"{self.case}-{name}"

    def person(self, name: str) -> str:
        return f"{self.case}-{name}"

    def act(self, name: str) -> str:
        return f"{self.case}-{name}"

    def draft(self, event: Event) -> Draft:
        zone = self.pack.zone_info
        first = from_micros(event.occurred.earliest, zone)
        when: date | datetime = first.date() if event.occurred.date_only else first
        taken_down = from_micros(event.occurred.latest, zone) if event.occurred.date_only else first + _TAKEN_DOWN
        fields = self.pack.vocabulary.types[event.type].fields
        data = msgspec.json.decode(msgspec.json.encode(event.data), type=dict[str, object])
        return Draft(
            id=self.act(event.key.id),
            type=event.type,
            when=when,
            source=event.key.source,
            case=self.case_of(event.case),
            person=None,  # it stands in the data already
            actor=event.actor,
            data={name: self._renamed(fields, name, value) for name, value in data.items() if value is not None},
            recorded=taken_down if event.recorded is None else from_micros(event.recorded, zone),
            sequence=event.sequence,
            excerpt=event.excerpt,
        )

    def _renamed(self, fields: Mapping[str, FieldSpec], name: str, value: object) -> object:
        kind = fields[name].type if name in fields else ""
        if kind in _PERSONS or kind in _CASES:
            rename = self.person if kind in _PERSONS else self.case_of
            return [rename(str(one)) for one in value] if isinstance(value, list) else rename(str(value))
        if kind == "event" and isinstance(value, dict):
            return {**value, "id": self.act(str(value["id"]))}
        return value
