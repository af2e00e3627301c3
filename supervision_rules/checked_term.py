"""Sentence arithmetic re-done for the checker: with dates of the standard library and a day-by-day count of custody.

Shares no code with term.py and domain/sentence_terms.py.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from domain.event import Event
from supervision_rules.checked_act import Act
from supervision_rules.checked_card import TermText, value_at
from supervision_rules.checked_scene import Scene

_DAY = timedelta(days=1)


def term_holds(scene: Scene, term: TermText, trigger: Act) -> bool | None:
    """Whether the act's statements agree; None where something is not stated."""
    event = trigger.event
    first, months = _date(event, term.first_day), _number(event, term.months)
    credited = _number(event, term.credited)
    if term.check == "end":
        last = _date(event, term.last_day)
        if first is None or last is None or months is None:
            return None
        end = last_day(first, months)
        return last in (end, end - (credited or 0) * _DAY)
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
    return least <= credited + max(0, (today - first).days) <= most


def last_day(first: date, months: int) -> date:
    """The day before the corresponding day; from a month's last day to a month's last day but for whole years."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(years, month + 1)[1]
    at_end = first.day == calendar.monthrange(first.year, first.month)[1] and months % 12 != 0
    return date(years, month + 1, length if at_end else min(first.day, length)) - _DAY


def _held(scene: Scene, state: Any, trigger: Act, today: date) -> tuple[int, int]:
    """(nights, days touched) in the state up to the act."""
    entered = {a.day for a in scene.certain(state.from_, trigger.event) if not trigger.certainly_before(a)}
    left = {a.day for a in scene.certain(state.to, trigger.event) if not trigger.certainly_before(a)}
    nights = touched = 0
    inside = False
    day = min(entered, default=today.toordinal())
    while day <= today.toordinal():
        if inside:
            nights += 1
        was = inside
        if day in left:
            inside = False
        if day in entered:
            inside = True
        touched += 1 if was or inside else 0
        if was and day in left and day in entered:
            touched += 1  # out and in again on one day: a day of each stay
        day += 1
    return nights, touched


def _date(event: Event, field: str) -> date | None:
    stated = value_at(event, field)
    return date.fromisoformat(stated[:10]) if isinstance(stated, str) else None


def _number(event: Event, field: str) -> int | None:
    stated = value_at(event, field)
    try:
        number = Fraction(str(stated))
    except (ValueError, ZeroDivisionError):
        return None
    return int(number) if number.denominator == 1 else None
