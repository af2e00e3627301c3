"""Cards of the library that put every part of a card to use, random histories for them, and what is derived of these."""

# ruff: noqa: E501  a card's line stays on one line
from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

import msgspec

from domain.event import Event
from supervision_rules.checker import check
from supervision_rules.derivation import Derivation
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain_all
from supervision_rules.pack import Pack
from tests.engine import test_laws
from tests.engine.library import BRANCH, DESK, card, event, micros, pack
from tests.engine.test_acts import NO_MAPS, ONLY_HEAD, PAPERS, TEN_DAYS_BEFORE
from tests.engine.test_intervals import CLOCK_HOURS, DAYS, HOURS, MONTH, OF_A_MAP, WORKING_DAYS
from tests.engine.test_terms import CREDIT, END

NOW = micros(test_laws.NOW)
COVERED_BY_SEVERAL = card(
    "coverage",
    """
state: {from: [{event: Lent}, {event: Jailed}], to: [{event: Returned}, {event: Freed, when: [{field: kind, is: book}]}]}
bases:
  - {event: Lent, when: [{field: rare, is: "false"}], clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, extend: [{event: Extended, by_field: days, times: 1}], suspend: [{from: {event: Paused}, to: {event: Resumed}, carries: true}]}}
  - {event: Lent, when: [{field: kind, is: map}], clock: {budget: {value: 3, unit: day}, start: next_day, roll: next_unless_in_custody, reset: [{event: Restarted}]}}
  - {event: Jailed, when: [{fact: barred, is: "true"}], clock: {until: [{event: Opened}, {event: Approved, date_field: opens_on}]}}
  - {event: Approved, clock: {budget: {value: 1, unit: month}, start: next_day, roll: none, reset: [{event: Restarted, when: [{field: kind, is_not: map}]}], renew: [{event: Renewed}]}}
  - {event: Approved, when: [{field: rare, is: "true"}], clock: {budget: {value: 1, unit: month}, start: same_instant, roll: none, suspend: [{from: {event: Paused}, to: {event: Resumed}}]}}
""",
)
BEFORE_THAT_HOUR = card(
    "deadline",
    """
opens: [{event: Announced}]
closes: [{event: Inspected}]
clock: {until: [{event: Opened, when: [{field: kind, is: map}]}, {event: Lent}], hours: continuous, moot_on: [{event: Lost}]}
""",
)
A_RIGHT = card(
    "deadline",
    """
opens: [{event: Announced}]
closes: [{event: Inspected}, {event: Lent, sole: true}]
lapses: true
clock:
  budget: {value: 5, unit: working_day}
  start: next_day
  roll: none
  suspend:
    - {from: {event: Paused, when: [{field: kind, is: map}]}, to: {event: Resumed}, carries: true, counts_from: same_day}
    - {from: {event: Barred}, to: {event: Unbarred}}
  moot_on: [{event: Lost}]
""",
)
FROM_RECEIPT = card(
    "reply",
    """
opens: [{event: Asked}]
closes: [{event: Approved}]
anchor: {event: Arrived, within: after_trigger, otherwise: trigger, when: [{field: rare, is: "true"}]}
clock:
  budget: {value: 3, unit: day}
  start: receipt
  roll: next
  renew: [{event: Renewed}]
  reset: [{event: Arrived}]
  extend:
    - {event: Extended, by_field: days, times: 2, total: {value: 9, unit: day}, only_before_expiry: true}
    - {event: Extended, by_field: days, unit: working_day}
""",
)
EACH_COPY = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
match: copy
clock: {budget: {value: 3, unit: day}, start: next_day, roll: next, moot_on: [{event: Lost}], suspend: [{from: {event: Paused}, to: {event: Resumed}}]}
""",
)
EACH_MEASURE = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock: {budget: {value: 3, unit: day}, start: next_day, roll: none, moot_on: [{event: Lost}], extend: [{event: Extended, by: {value: 5, unit: day}, times: 1}]}
""",
    scope="measure",
    head="scope_field: copy",
)
BY_RANK = card(
    "deadline",
    """
opens: [{event: Approved, date_field: opens_on}, {event: Asked}]
closes: [{event: Returned, when: [{emitter: level, is: city}]}, {event: Freed, date_field: opens_on}]
clock:
  budget: {value: 3, unit: day}
  start: same_instant
  roll: previous
  reset: [{event: Restarted, date_field: opens_on, when: [{emitter: level, is: county}]}]
  suspend: [{from: {event: Paused, when: [{emitter: level, is: county}]}, to: {event: Resumed}}]
""",
)
SHORT_SILENCE = card(
    "silence",
    """
opens: [{event: Lent}, {event: Asked, when: [{field: kind, is: map}]}]
closes: [{event: Returned, when: [{field: rare, is: "true"}]}]
clock: {budget: {value: 2, unit: day}, start: next_day, roll: next, moot_on: [{event: Lost}], suspend: [{from: {event: Paused}, to: {event: Resumed}}]}
""",
)
RULES = tuple(
    text.replace("id: R1", f"id: R{number}")
    for number, text in enumerate(
        [
            *test_laws.RULES,
            TEN_DAYS_BEFORE, PAPERS, NO_MAPS, ONLY_HEAD, DAYS, WORKING_DAYS, MONTH, HOURS, CLOCK_HOURS, OF_A_MAP, END, CREDIT,
            COVERED_BY_SEVERAL, BEFORE_THAT_HOUR, A_RIGHT, FROM_RECEIPT, EACH_COPY, EACH_MEASURE, BY_RANK, SHORT_SILENCE,
            card("minimum_interval", "first: [{event: Announced}]\nthen: [{event: Opened}]\nif_absent: violated\ncounted_from: first\nclock: {budget: {value: 1, unit: month}, start: next_day, roll: none}"),
            card("separation", 'first: [{event: Inspected, field: clerks}, {event: Inspected, field: clerk}, {event: Lent, field: clerk, when: [{field: rare, is: "true"}]}]\nthen: [{event: Approved, field: clerk}, {event: Inspected, field: clerk}, {event: Approved, field: clerks}]'),
            card("precedence", 'act: [{event: Opened}, {event: Lent, when: [{field: kind, is: map}]}]\nrequires: [{event: Approved, when: [{field: kind, is: map}]}, {event: Asked}]\nsince: [{event: Withdrawn}, {event: Approved, when: [{fact: barred, is: "true"}]}]'),
            card("prohibition", 'act: [{event: Lent}]\nwhile: {from: [{event: Barred, when: [{field: kind, is: map}]}, {event: Jailed}], to: [{event: Unbarred, when: [{field: rare, is: "true"}]}, {event: Freed}]}', scope="case"),
            card("limit", 'act: [{event: Renewed, when: [{field: kind, is: map}]}]\nmax: 1\nsince: [{event: Returned, when: [{field: rare, is: "true"}]}]', scope="case"),
            card("limit", "act: [{event: Inspected}]\nmax: 1", scope="officer", head="scope_field: clerk"),
            card("competence", 'act: [{event: Approved}]\nallowed: [{any: [{fact: barred, is: "true"}, {fact: kind, stated_as: [map]}, {field: rare, is: "true"}]}]', scope="case"),
            card("integrity", "act: [{event: Lent}]\nclock: {budget: {value: 30, unit: hour}, hours: proc, start: next_day, roll: none}"),
            card("integrity", "act: [{event: Lent}]\nclock: {budget: {value: 100, unit: day}, start: next_day, roll: none}"),
        ]
    )
)  # fmt: skip
TYPES = (*test_laws.TYPES, "PaperFiled", "Told", "Sentenced", "Confined", "Unconfined")
# who a record or somebody unknown acted for is not seen
ACTORS = (None, None, None, None, "urn:quancheng:xx-1:record:r", "urn:quancheng:xx-1:party:reader", "http://x.y/z")


def random_acts(seed: int, excerpts: float) -> list[Event]:
    """Dates drawn from few days, so that ties and boundaries are common; half of what could be stated is not."""
    rng = Random(seed)
    return [_random_act(rng, number, excerpts) for number in range(rng.randint(3, 26))]


def _random_act(rng: Random, number: int, excerpts: float) -> Event:
    day = f"2026-{rng.choice(('03', '04', '05'))}-{rng.choice((1, 2, 3, 4, 5, 28, 29, 30)):02}"
    when = day if rng.random() < 0.5 else f"{day}T{rng.choice((0, 9, 10, 23)):02}:{rng.choice((0, 0, 30)):02}"
    possible: dict[str, object] = {
        "kind": rng.choice(("book", "map", "film")),
        "days": rng.randint(1, 20),
        "clerk": rng.choice("kl"),
        "clerks": [rng.choice("klm"), rng.choice("klm")],
        "rare": rng.random() < 0.5,
        "copy": rng.choice("xy"),
        "opens_on": f"2026-{rng.choice(('03', '04', '05'))}-{rng.choice((1, 2, 3, 15, 28)):02}",
        "papers": [{"type": "permit"}],
        "paper": "permit",
        "months": rng.choice((1, 12)),
        "first_day": f"2026-0{rng.choice((3, 4))}-{rng.choice((1, 28)):02}",
        "last_day": f"2026-0{rng.choice((4, 5))}-{rng.choice((27, 28)):02}",
        "credited": rng.randint(0, 3),
        "sentence": rng.choice(("fixed_term", "control")),
    }
    return event(
        f"e{number}",
        rng.choice(TYPES[:2]) if rng.random() < 0.2 else rng.choice(TYPES),
        when,
        {name: value for name, value in possible.items() if rng.random() < 0.6},
        member=rng.choice(("m1", "m2", None)),
        source=rng.choice((DESK, BRANCH)),
        sequence=rng.randint(0, 5) if rng.random() < 0.5 else None,
        excerpt=rng.random() < excerpts,
        recorded=f"2026-06-{rng.randint(1, 28):02}" if rng.random() < 0.8 else None,
        actor=rng.choice(ACTORS),
    )


@cache
def _plain(chosen: tuple[str, ...]) -> dict[str, dict[str, object]]:
    return {one.id: msgspec.to_builtins(one) for one in pack(*chosen).cards}


class Told(msgspec.Struct, frozen=True):
    """One of the library's."""

    derivation: Derivation
    events: tuple[Event, ...]
    rules: tuple[str, ...]
    now: int

    @property
    def name(self) -> str:
        return f"{self.derivation.rule} {self.derivation.steps[0]}"

    def check(self, derivation: Derivation | None = None) -> None:
        chosen: Pack = pack(*self.rules)
        card_text = _plain(self.rules)[self.derivation.rule]
        facts = msgspec.to_builtins(dict(chosen.facts.specs))
        check(derivation or self.derivation, self.events, chosen.calendar, card_text, facts, links=(), now=self.now)


def told(rules: tuple[str, ...], events: Sequence[Event], now: int = NOW) -> Iterator[Told]:
    """The derivations of all verdicts on these events."""
    chosen = pack(*rules)
    found = evaluate(chosen, events, now=now)
    assert not found.failures, found.failures
    for derivation in explain_all(chosen, events, found.verdicts, now=now):
        yield Told(derivation, tuple(events), rules, now)
