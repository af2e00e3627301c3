"""Re-computes the clock of one derivation, step by step, as the sentences of the card say.

Part of the checker (checker.py walks the steps and compares the result); shares no code with the fold.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from domain.event import Event
from supervision_rules.checked_card import ActPattern, ClockText, ExtensionText, fits, value_at
from supervision_rules.checked_dates import HALF_MONTH, PlainCalendar
from supervision_rules.derivation import (
    Amount,
    Anchored,
    Budgeted,
    Extended,
    HourMode,
    Opened,
    Restarted,
    Rolled,
    Scale,
    Suspended,
    UntilAct,
)

T = TypeVar("T")
# after a new whole length only one reading of a chain is left
_NO_CHAIN = Amount("0", "hour")
Moment = Opened | Anchored | Restarted | UntilAct


class Mismatch(Exception):  # noqa: N818 - caught by checker.py, which adds the step's number
    """A step says something else than the events, the card and the calendar do."""


def expect(holds: bool, says: str) -> None:
    if not holds:
        raise Mismatch(says)


def required(value: T | None, says: str) -> T:
    if value is None:
        raise Mismatch(says)
    return value


def same(stated: object, computed: object, what: str) -> None:
    if stated != computed:
        raise Mismatch(f"{what} is stated as {stated}; recomputed it is {computed}")


def any_fits(patterns: Iterable[ActPattern | ExtensionText], event: Event) -> bool | None:
    outcomes = [fits(pattern, event) for pattern in patterns]
    return True if True in outcomes else None if None in outcomes else False


class Clock:
    """The state of one running clock. late_reading: the course of events read for lawfulness."""

    def __init__(
        self, card: ClockText, calendar: PlainCalendar, scale: Scale, *, late_reading: bool, unbounded: bool
    ) -> None:
        self.card = card
        self.calendar = calendar
        self.scale: Scale = scale
        self.late_reading = late_reading
        self.unbounded = unbounded
        self.origin: int | None = None
        self.contiguous = 0
        self.extra: list[Amount] = []
        self.used: dict[int, int] = {}
        self.uncounted = 0
        self.uncounted_through: int | None = None
        self.unrolled: int | None = None
        self.in_custody: bool | None = None
        self.stopped = False

    def position(self, day: int, earliest: int, latest: int) -> int:
        """Where an act stands on the scale when a period is counted from it."""
        if self.scale == "day":
            return day
        return latest if self.late_reading else earliest

    def due(self) -> int | None:
        """The last lawful day or instant, rolled; None while no clock runs."""
        if self.unrolled is None or self.stopped or self.scale == "instant":
            return None if self.stopped else self.unrolled
        mode = self.card.roll or "none"
        return self.calendar.rolled(self.unrolled, mode, self.in_custody, self.late_reading)

    def budget(self, step: Budgeted, since: Moment | None) -> None:
        amount = required(self.card.budget, "the card states no budget")
        same(step.amount, amount, "the budget")
        same(step.start, self.card.start, "the start of the clock")
        same(step.hours, self.card.hours, "the counting of hours")
        if since is not None:
            counted_from = self.position(since.day, since.earliest, since.latest)
            same(step.since, counted_from, "the start of the period")
        self.origin = step.since
        self.contiguous = self._end(step.since, amount)
        same(step.due, self.contiguous, "the end of the base period")
        self.unrolled = self.contiguous
        self.extra, self.uncounted, self.uncounted_through, self.stopped = [], 0, None, False

    def extension(self, step: Extended, event: Event) -> None:
        origin = required(self.origin, "no clock runs that could be extended")
        candidates = [n for n, e in enumerate(self.card.extend) if self._means(e, step, event)]
        expect(bool(candidates), "no extension of the card is granted by such an act")
        number = candidates[0]
        extension = self.card.extend[number]
        due = self.due()
        here = self._act_position(event)
        lapsed = due is not None and here > due
        spent = extension.times is not None and self.used.get(number, 0) >= extension.times
        unstated = extension.by_field is not None and value_at(event, extension.by_field) is None
        refused = (extension.only_before_expiry and lapsed) or spent or unstated
        same(step.applied, not refused, "whether the extension counts")
        contiguous = from_origin = self.contiguous
        if step.applied:
            self.used[number] = self.used.get(number, 0) + 1
            contiguous, from_origin = self._extended(step, origin)
            ceiling = None if extension.total is None else self._end(origin, extension.total)
            if ceiling is not None:
                contiguous = min(contiguous, ceiling)
            self.contiguous = contiguous
            self.unrolled = min(contiguous, from_origin) + self.uncounted
        same(step.contiguous, contiguous, "the end counted from the end of the period before")
        same(step.from_origin, from_origin, "the end counted from the start")
        same(step.due, self.unrolled, "the end after the extension")

    def suspension(self, step: Suspended, began: Event, ended: Event | None) -> None:
        unrolled = required(self.unrolled, "no clock runs that could be suspended")
        opening = [s for s in self.card.suspend if fits(s.from_, began) is not False]
        expect(bool(opening), "no suspension of the card begins with such an act")
        # on the day scale whole days; overlapping suspensions leave a day out once
        first = self._act_position(began)
        if self.scale == "day":
            first += opening[0].counts_from == "next_day"
            if self.uncounted_through is not None:
                first = max(first, self.uncounted_through + 1)
        same(step.first, first, "the first moment not counted")
        if ended is None:
            same((step.last, step.uncounted), (None, 0), "a suspension that goes on")
            self.stopped = True
        else:
            closing = any_fits([s.to for s in self.card.suspend], ended)
            expect(closing is not False, "no suspension of the card ends with such an act")
            last = self._act_position(ended)
            same(step.last, last, "the last moment not counted")
            same(step.uncounted, max(0, last - first + (self.scale == "day")), "the time not counted")
            self.uncounted += step.uncounted
            self.unrolled = unrolled + step.uncounted
            if step.uncounted:
                self.uncounted_through = last
        same(step.due, self.unrolled, "the end after the suspension")

    def restart(self, step: Restarted, event: Event) -> None:
        patterns = self.card.renew if step.keeps_extensions else self.card.reset
        expect(any_fits(patterns, event) is not False, "the card does not restart its clock on such an act")
        due, here = self.due(), self._act_position(event)
        expect(due is None or here <= due, "a clock that has run out is not restarted")
        if not step.keeps_extensions:
            self.used = {}

    def roll(self, step: Rolled) -> None:
        same(step.mode, self.card.roll, "the way of rolling")
        same(step.unrolled, self.unrolled, "the day before rolling")
        self.in_custody = step.in_custody
        same(step.due, self.due(), "the day after rolling")
        same(step.provisional, not self.calendar.announced(step.due), "whether the calendar is announced")

    def until(self, event: Event) -> None:
        expect(any_fits(self.card.until, event) is not False, "the card does not end on such an act")
        self.unrolled = self._act_position(event)

    def _act_position(self, event: Event) -> int:
        if self.scale == "day":
            return event.occurred.day
        # read against the one who is late, an act of unknown hour came last
        return event.occurred.earliest if self.late_reading else event.occurred.latest

    def _end(self, start: int, amount: Amount) -> int:
        end = self.calendar.advanced(start, amount, self.scale, self.card.hours)
        return end - 1 if self.card.start == "same_instant" and self.scale == "day" else end

    def _means(self, extension: ExtensionText, step: Extended, event: Event) -> bool:
        if fits(extension, event) is False or extension.total != step.total:
            return False
        if extension.only_before_expiry != step.only_before_expiry:
            return False
        if extension.to_total is not None:
            return step.mode == "to_total" and step.amount == extension.to_total
        if step.mode != "by":
            return False
        if extension.by_field is None:
            return step.amount == extension.by
        stated = value_at(event, extension.by_field)
        return step.amount.unit == extension.unit and (stated is None or step.amount.value == str(stated))

    def _extended(self, step: Extended, origin: int) -> tuple[int, int]:
        """(contiguous, from the origin) after an extension that counts."""
        if step.mode == "to_total":
            whole = max(self.contiguous, self._end(origin, step.amount))
            self.extra.append(_NO_CHAIN)
            return whole, whole
        hours: HourMode | None = "continuous" if self.scale == "instant" else None
        contiguous = self.calendar.advanced(self.contiguous, step.amount, self.scale, hours)
        self.extra.append(step.amount)
        budget = required(self.card.budget, "the card states no budget")
        if budget.unit != "month" or any(amount.unit not in ("month", "day") for amount in self.extra):
            return contiguous, contiguous
        parts = [Decimal(amount.value) for amount in (budget, *self.extra) if amount.unit == "month"]
        months = Amount(str(sum(int(part) for part in parts)), "month")
        halves = sum(1 for part in parts if part % 1)
        days = sum(int(amount.value) for amount in self.extra if amount.unit == "day")
        return contiguous, self._end(origin, months) + halves * HALF_MONTH.days + days
