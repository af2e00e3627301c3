"""A clock among many acts passes over those that can do nothing and folds what follows a restart once: no verdict
differs from the one of a fold that looks at every act for every duty.
"""

# ruff: noqa: E501  a card's line stays on one line
from __future__ import annotations

import re
from random import Random

import pytest

from domain.event import Event
from supervision_rules import judge
from supervision_rules.evaluate import evaluate
from tests.engine.library import BRANCH, DESK, card, event, micros, pack, shown, verdicts
from tests.engine.test_clock_forms import ANCHORED, COVERED, UNTIL
from tests.engine.test_deadline import ANY_TIME, BY_FIELD, EXTENDED, PAUSED, RESET, TO_TOTAL, clock
from tests.engine.test_laws import EVERYTHING, HOURLY

ACTS = 160
FROM_RECEIPT = card(
    "reply",
    """
opens: [{event: Asked}]
closes: [{event: Approved}]
anchor: {event: Arrived, within: after_trigger}
clock:
  budget: {value: 30, unit: day}
  start: receipt
  roll: none
  extend: [{event: Extended, by: {value: 2, unit: day}, times: 3}, {event: Prolonged, by: {value: 3, unit: day}, times: 1, only_before_expiry: true}]
  renew: [{event: Renewed}]
""",
)
PAUSED_UNTIL = card(
    "deadline",
    """
opens: [{event: Announced}]
closes: [{event: Inspected}]
clock: {until: [{event: Opened}], hours: continuous, moot_on: [{event: Lost}]}
""",
)
CARRIED = clock(
    "  suspend: [{from: {event: Paused}, to: {event: Resumed}, carries: true}, {from: {event: Barred}, to: {event: Unbarred}}]\n"
    "  reset: [{event: Restarted}]\n",
    budget="{value: 20, unit: day}",
)
TWO_PAUSES = clock(
    "  suspend: [{from: {event: Paused}, to: {event: Resumed}}, {from: {event: Barred}, to: {event: Unbarred}}]\n"
    "  extend: [{event: Extended, by: {value: 2, unit: day}, times: 2}, {event: Prolonged, by: {value: 2, unit: day}}]\n",
    budget="{value: 40, unit: day}",
)
FOUR_EXTENSIONS = clock(
    "  extend:\n"
    "    - {event: Extended, by: {value: 1, unit: day}, times: 2}\n"
    "    - {event: Prolonged, by: {value: 1, unit: day}, times: 4}\n"
    "    - {event: Reminded, by: {value: 1, unit: day}, times: 1}\n"
    "    - {event: Asked, by: {value: 1, unit: day}, times: 3, only_before_expiry: true}\n",
    budget="{value: 10, unit: day}",
)
PAUSED_BEFORE_RECEIPT = card(
    "reply",
    """
opens: [{event: Asked}]
closes: [{event: Approved}]
anchor: {event: Arrived, within: after_trigger}
clock: {budget: {value: 15, unit: day}, start: receipt, roll: none, suspend: [{from: {event: Paused}, to: {event: Resumed}}]}
""",
)
PAUSED_IN_HOURS = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock: {budget: {value: 400, unit: hour}, hours: continuous, start: same_instant, roll: none, suspend: [{from: {event: Paused}, to: {event: Resumed}}]}
""",
)


def until(hours: str) -> str:
    return card(
        "deadline",
        f"""
opens: [{{event: Announced}}]
closes: [{{event: Inspected}}]
clock:
  until: [{{event: Opened}}]
  {hours}
  suspend: [{{from: {{event: Paused}}, to: {{event: Resumed}}}}]
  extend: [{{event: Extended, by: {{value: 5, unit: day}}, times: 3, only_before_expiry: true}}]
""",
    )


LONG = "{value: 30, unit: day}"
RULES = {
    "extended a few times": clock(EXTENDED, budget=LONG),
    "extended without end": clock(ANY_TIME, budget=LONG),
    "by what the act says": clock(BY_FIELD),
    "to a total": clock(TO_TOTAL),
    "paused": clock(PAUSED, budget=LONG),
    "paused and extended": clock(PAUSED + EXTENDED, budget=LONG),
    "two pauses and two extensions": TWO_PAUSES,
    "a pause that outlasts restarts": CARRIED,
    "restarted": clock(RESET, budget=LONG),
    "from receipt": ANCHORED,
    "from receipt, extended": FROM_RECEIPT,
    "until an act": UNTIL,
    "until an instant": PAUSED_UNTIL,
    "in hours": HOURLY,
    "hours that are paused": PAUSED_IN_HOURS,
    "paused before receipt": PAUSED_BEFORE_RECEIPT,
    "four extensions": FOUR_EXTENSIONS,
    "until a day, paused and extended": until(""),
    "until an instant, paused and extended": until("hours: continuous"),
    "bases of a state": COVERED,
    "all at once": EVERYTHING,
}
# an act of these comes once in a while only: they end a duty, or open another
RARE = {
    "Returned",
    "Lost",
    "Approved",
    "Inspected",
    "Cancelled",
    "Lent",
    "Asked",
    "Announced",
    "Arrived",
    "Opened",
    "Restarted",
    "Renewed",
}


def long_history(seed: int, rule: str, excerpts: float, numbered: float) -> list[Event]:
    """Many acts of the kinds that the rule speaks of, on few days."""
    rng = Random(seed)
    kinds = sorted(set(re.findall(r"event: (\w+)", rule)))
    weights = [rng.choice((0.0, 0.01, 0.05) if kind in RARE else (0.02, 0.3, 1.0)) for kind in kinds]
    opener = re.findall(r"(?:opens|from): \[\{event: (\w+)", rule)[0]
    found = []
    for number in range(ACTS):
        kind = opener if number < 3 else rng.choices(kinds, [w + 0.001 for w in weights])[0]
        day = f"2026-{rng.choice((3, 4)) if number >= 3 else 3:02}-{rng.randint(1, 28 if number >= 3 else 3):02}"
        data: dict[str, object] = {"kind": rng.choice(("book", "film", "map"))} if rng.random() < 0.9 else {}
        if rng.random() < 0.9:
            data["days"] = rng.randint(1, 4)
        if rng.random() < 0.9:
            data["rare"] = rng.random() < 0.5
        found.append(
            event(
                f"e{number:03}",
                kind,
                day if rng.random() < 0.5 else f"{day}T{rng.choice((0, 9, 10, 23)):02}:00",
                data,
                source=rng.choice((DESK, BRANCH)),
                sequence=number if rng.random() < numbered else None,
                excerpt=rng.random() < excerpts,
            )
        )
    return found


@pytest.mark.parametrize("name", RULES)
def test_what_is_passed_over_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES[name]
    for seed in range(30):
        events = long_history(seed, rule, excerpts=(0.0, 0.0, 0.02)[seed % 3], numbered=seed % 2 * 0.5)
        now = micros(("2026-03-20", "2026-05-01", "2026-08-01")[seed % 3])
        monkeypatch.setattr(judge, "_MANY", 64)
        passing_over = evaluate(pack(rule), events, now=now)
        monkeypatch.setattr(judge, "_MANY", 10 * ACTS)
        assert passing_over == evaluate(pack(rule), events, now=now), seed


MANY_EXTENSIONS = [event(f"x{n:02}", "Extended", "2026-03-03T10:00") for n in range(70)]
THRICE_UNTIL = card(
    "deadline",
    """
opens: [{event: Lent}]
closes: [{event: Returned}]
clock: {until: [{event: Opened}], extend: [{event: Extended, by: {value: 5, unit: day}, times: 3}]}
""",
)
TO_COME: list[tuple[str, str, list[Event], str]] = [
    (
        "a first pause that never ends",
        clock(PAUSED + EXTENDED, budget=LONG),
        [event("p", "Paused", "2026-03-05")],
        "pending a",
    ),
    (
        "the act until which the clock runs",
        THRICE_UNTIL,
        [event("o", "Opened", "2026-03-05")],
        "overdue a due 2026-03-05 +88",
    ),
    (
        "a pause of the very instant until which it ran, after an extension that its number puts behind it",
        until("hours: continuous").replace("Announced", "Lent"),
        [
            event("o", "Opened", "2026-03-07T09:00", sequence=1),
            event("y", "Extended", "2026-03-07T09:00", sequence=2),
            event("z", "Paused", "2026-03-07T09:00", source="urn:quancheng:xx-2:police:desk"),
        ],
        "pending a due 2026-03-07T09:00:00+08:00",
    ),
]


@pytest.mark.parametrize(("oddity", "rule", "last", "expected"), TO_COME)
def test_what_is_still_to_come_is_not_passed_over(oddity: str, rule: str, last: list[Event], expected: str) -> None:
    events = [event("a", "Lent", "2026-03-02T10:00"), *MANY_EXTENSIONS, *last]
    assert [shown(v) for v in verdicts(rule, events, "2026-06-01")] == [expected], oddity
