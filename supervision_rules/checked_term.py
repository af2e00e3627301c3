"""Sentence arithmetic re-done for the checker: with dates of the standard library and a day-by-day count of custody.

Shares no code with term.py and domain/sentence_terms.py.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from domain.event import Event
from supervision_rules.checked_act import Act
from supervision_rules.checked_card import ActPattern, StateText, TermText
from supervision_rules.checked_conditions import Holds, amount_at, value_at
from supervision_rules.checked_scene import Scene

_DAY = timedelta(days=1)


def term_holds(scene: Scene, term: TermText, trigger: Act) -> bool | None:
    """Whether the act's statements agree; None where something is not stated."""
    event = trigger.event
    first, months = _date(event, term.first_day), amount_at(event, term.months)
    credited = amount_at(event, term.credited)
    if term.check == "end":
        last = _date(event, term.last_day)
        if first is None or last is None or months is None:
            return None
        end = last_day(first, months)
        forward = (end - last).days
        given = credited or 0
        # days of the term that have passed, the day of the act with them; of the day itself nothing is in it yet
        in_it = (date.fromordinal(event.occurred.day) - first).days + 1
        return forward in (0, given) or (in_it > 1 and given - in_it <= forward <= given and forward >= 0)
    sentence = value_at(event, term.sentence)
    if credited is None or not isinstance(sentence, str) or event.excerpt:
        return None
    today = date.fromordinal(event.occurred.day)
    least = most = 0
    for credit in term.credit:
        if sentence in credit.days:
            nights, days = _held(scene, credit.state, trigger, today)
            least += ceil(nights * Fraction(credit.days[sentence]))
            most += ceil(days * Fraction(credit.days[sentence]))
    if least <= credited <= most:
        return True
    if first is None:
        return None
    # besides the days of the term that have passed already
    return least <= credited + max(0, (today - first).days) <= most


def last_day(first: date, months: int) -> date:
    """The day before the corresponding day; from a month's last day to a month's last day but for whole years."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(years, month + 1)[1]
    at_end = first.day == calendar.monthrange(first.year, first.month)[1] and months % 12 != 0
    return date(years, month + 1, length if at_end else min(first.day, length)) - _DAY


def _held(scene: Scene, state: StateText, trigger: Act, today: date) -> tuple[int, int]:
    """(nights, days touched) in the state up to the act."""
    entered, left = _days(scene, state.from_, trigger), _days(scene, state.to, trigger)
    nights = touched = 0
    inside = False
    for day in range(min(entered, default=today.toordinal()), today.toordinal() + 1):
        nights += inside
        touched += inside or day in entered
        if inside and day in left and day in entered:
            touched += 1  # out and in again on one day: a day of each stay
        elif day in left or day in entered:
            # who comes and goes on one day is gone
            inside = day not in left
    return nights, touched


def _days(scene: Scene, patterns: Sequence[ActPattern], trigger: Act) -> set[int]:
    """Days of the acts that surely are what the patterns mean, not certainly after the one tested."""
    found = set()
    for pattern in patterns:
        for event in scene.of_types((pattern.event,)):
            act, _ = scene.placed(event)
            sure = scene.reads(pattern, event) is Holds.YES
            if sure and event.key != trigger.key and not trigger.certainly_before(act):
                found.add(act.day)
    return found


def _date(event: Event, field: str) -> date | None:
    stated = value_at(event, field)
    return date.fromisoformat(stated[:10]) if isinstance(stated, str) else None
