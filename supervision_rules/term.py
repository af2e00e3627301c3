"""Sentence arithmetic as a test on a judgment: does the last day follow, is earlier custody credited.

Not the arithmetic itself (domain/sentence_terms.py) and no ratio of law: those stand in the card. Used by
compile_card.py; re-done on its own by checked_term.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from domain.event import Event
from domain.sentence_terms import credited_days, term_last_day
from supervision_rules.card import Matcher, Term
from supervision_rules.comparison import whole_number
from supervision_rules.guard import FALSE, TRUE, UNKNOWN, Guard, Situation, compile_guard, value_at


def ratio_of(text: str) -> Fraction | None:
    """ "2", "1", "1/2" as a number of days; None where it is none."""
    try:
        ratio = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return ratio if ratio > 0 else None


def term_guard(term: Term) -> Guard:
    """TRUE where what the act states agrees, FALSE where it does not, UNKNOWN where something is not stated."""
    return _end(term) if term.check == "end" else _credit(term)


def _end(term: Term) -> Guard:
    def follows(event: Event, _situation: Situation, missing: list[str]) -> int:
        months, first = _whole(event, term.months, missing), _day(event, term.first_day, missing)
        last = _day(event, term.last_day, missing)
        if months is None or first is None or last is None:
            return UNKNOWN
        end, credited = term_last_day(first, months), _whole(event, term.credited, []) or 0
        # a first day that goes back into custody has the credit in it already, all of it or that of the last stay
        in_it = max(0, event.occurred.day - first + 1)
        if in_it > 1 and end - credited <= last <= end - max(0, credited - in_it):
            return TRUE
        return TRUE if last in (end, end - credited) else FALSE

    return follows


def _credit(term: Term) -> Guard:
    states = [(credit, _matching(credit.state.from_), _matching(credit.state.to)) for credit in term.credit]

    def credited(event: Event, situation: Situation, missing: list[str]) -> int:
        stated = _whole(event, term.credited, missing)
        sentence = value_at(event.data, (term.sentence,))
        if not isinstance(sentence, str):
            missing.append(term.sentence)
        if situation.excerpt_here:
            missing.append("measures before the sentence")
        if missing or stated is None:
            return UNKNOWN
        least = most = 0
        for credit, entered, left in states:
            ratio = ratio_of(credit.days.get(str(sentence), ""))
            if ratio is None:
                continue
            spans = _spans(event, situation, entered, left)
            held = sum(end - start for start, end in spans)
            least += credited_days(held, ratio.numerator, ratio.denominator)
            most += credited_days(held + len(spans), ratio.numerator, ratio.denominator)
        # whether the day on which custody began or ended counts is read in favour of lawfulness
        if least <= stated <= most:
            return TRUE
        first = _day(event, term.first_day, missing)
        if first is None:
            return UNKNOWN
        given = stated + max(0, event.occurred.day - first)  # besides the days of the term that have passed already
        return TRUE if least <= given <= most else FALSE

    return credited


Matching = Sequence[tuple[str, Guard | None]]


def _matching(matchers: Sequence[Matcher]) -> Matching:
    return [(m.event, compile_guard(m.when)) for m in matchers]


def _spans(event: Event, situation: Situation, entered: Matching, left: Matching) -> list[tuple[int, int]]:
    """(first day, last day) of each stay in the state before the act, the last one cut off by it."""
    today = event.occurred.day
    into, out = _days_of(event, situation, entered), _days_of(event, situation, left)
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for day in sorted(into | out):
        if start is not None and day in out:
            spans.append((start, day))
            start = day if day in into else None
        elif start is None and day in into:
            if day in out:  # who comes and goes on one day is gone
                spans.append((day, day))
            else:
                start = day
    return spans if start is None else [*spans, (start, today)]


def _days_of(event: Event, situation: Situation, matching: Matching) -> set[int]:
    """Days up to the act on which one of these acts surely happened."""
    return {
        act.occurred.day
        for event_type, guard in matching
        for act in situation.earlier(event_type)
        if act.occurred.day <= event.occurred.day and (guard is None or guard(act, situation, []) == TRUE)
    }


def _whole(event: Event, field: str, missing: list[str]) -> int | None:
    number = whole_number(value_at(event.data, (field,)))
    if number is None:
        missing.append(field)
    return number


def _day(event: Event, field: str, missing: list[str]) -> int | None:
    value = value_at(event.data, (field,))
    if isinstance(value, date):
        return value.toordinal()
    missing.append(field)
    return None
