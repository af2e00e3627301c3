"""Re-computes the clock of one derivation, step by step, as the sentences of the card say.

Part of the checker (checker.py walks the steps and compares the result); shares no code with the fold.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from domain.event import Event
from supervision_rules.checked_act import Act, any_fits, expect, required, same
from supervision_rules.checked_card import ClockText, ExtensionText, fits, value_at
from supervision_rules.checked_dates import HALF_MONTH, PlainCalendar
from supervision_rules.derivation import (
    Amount,
    Budgeted,
    Extended,
    HourMode,
    Restarted,
    Rolled,
    Scale,
    Suspended,
)

# after a new whole length only one reading of a chain is left
_NO_CHAIN = Amount("0", "hour")
_NEVER = 1 << 62  # an extension of unstated length, read for lawfulness, under no ceiling


class Clock:
    """The state of one running clock. late_reading: the course of events read for lawfulness."""

    def __init__(
        self, card: ClockText, calendar: PlainCalendar, scale: Scale, custody: Callable[[int], bool | None],
        *, late_reading: bool,
    ) -> None:  # fmt: skip
        self.card = card
        self.calendar = calendar
        self.scale: Scale = scale
        self.late_reading = late_reading
        self.origin: int | None = None
        self.contiguous = 0
        self.extra: list[Amount] = []
        self.used: dict[int, int] = {}
        self.uncounted = 0
        self.uncounted_through: int | None = None
        self.unrolled: int | None = None
        self.custody = custody
        self.any_act_restarts = False
        self.rolled = False
        self.suspensions: list[tuple[Act, Act | None]] = []
        self.restarts: list[Act] = []
        self.stopped = False
        self.ending: Act | None = None

    def start_at(self, act: Act) -> int:
        """Where a period counted from the act begins: at its earliest moment, unless read for lawfulness."""
        if self.scale == "day":
            return act.day
        return act.latest if self.late_reading else act.earliest

    def reached_at(self, act: Act) -> int:
        """When the act was done: at its latest moment, unless read for lawfulness."""
        if self.scale == "day":
            return act.day
        return act.earliest if self.late_reading else act.latest

    def due(self) -> int | None:
        """The last lawful day or instant, rolled; None while no clock runs."""
        if self.unrolled is None or self.stopped or self.scale == "instant":
            return None if self.stopped else self.unrolled
        mode = self.card.roll or "none"
        return self.calendar.rolled(self.unrolled, mode, self._custody_at(self.unrolled), self.late_reading)

    def _custody_at(self, day: int) -> bool | None:
        return self.custody(day) if self.card.roll == "next_unless_in_custody" else None

    def greatest(self) -> int | None:
        """The last lawful moment if all that the card permits had been granted; None if nothing bounds it."""
        if self.card.suspend or self.card.reset or self.card.renew or self.origin is None:
            return None
        longest = self.contiguous
        for extension in self.card.extend:
            ceiling = None if extension.total is None else self._end(self.origin, extension.total)
            reached: int | None = longest
            if extension.to_total is not None:
                reached = max(longest, self._end(self.origin, extension.to_total))
            elif extension.by is None or extension.times is None:
                reached = ceiling
            else:
                for _ in range(extension.times):
                    reached = self.calendar.advanced(reached or 0, extension.by, self.scale, self._added())
            if reached is None:
                return None
            longest = max(longest, reached if ceiling is None else min(reached, ceiling))
        return longest

    def entered(self, act: Act) -> None:
        """A state that must be covered from its first moment: nothing may pass."""
        self.unrolled = self.contiguous = self.start_at(act)

    def before(self, moment: int) -> int:
        """The last moment from which the period still ends by `moment`; budgets in months are not turned back."""
        amount = required(self.card.budget, "the card states no budget")
        if amount.unit in ("month", "working_day"):
            return moment
        return moment - int(amount.value) * (3_600_000_000 if amount.unit == "hour" else 1)

    def budget(self, step: Budgeted, since: int) -> None:
        amount = required(self.card.budget, "the card states no budget")
        same(step.amount, amount, "the budget")
        same(step.start, self.card.start, "the start of the clock")
        same(step.hours, self.card.hours, "the counting of hours")
        same(step.since, since, "the start of the period")
        self.origin = step.since
        self.contiguous = self._end(step.since, amount)
        same(step.due, self.contiguous, "the end of the base period")
        self.unrolled = self.contiguous
        self.extra, self.uncounted, self.uncounted_through, self.stopped = [], 0, None, False
        self.rolled = False

    def extension(self, step: Extended, act: Act, suspended: bool) -> None:
        """suspended: counting had stopped when the act was done, so nothing could lapse."""
        event = act.event
        origin = required(self.origin, "no clock runs that could be extended")
        candidates = [n for n, e in enumerate(self.card.extend) if self._means(e, step, event)]
        expect(bool(candidates), "no extension of the card is granted by such an act")
        number = candidates[0]
        extension = self.card.extend[number]
        due = self.due()
        lapsed = not suspended and due is not None and self.reached_at(act) > due
        spent = extension.times is not None and self.used.get(number, 0) >= extension.times
        unstated = extension.by_field is not None and value_at(event, extension.by_field) is None
        refused = (extension.only_before_expiry and lapsed) or spent or (unstated and not self.late_reading)
        same(step.applied, not refused, "whether the extension counts")
        contiguous = from_origin = self.contiguous
        if step.applied:
            self.used[number] = self.used.get(number, 0) + 1
            ceiling = _NEVER if extension.total is None else self._end(origin, extension.total)
            contiguous, from_origin = (ceiling, ceiling) if unstated else self._extended(step, origin)
            contiguous = min(contiguous, ceiling)
            self.contiguous = contiguous
            self.unrolled = min(contiguous, from_origin) + self.uncounted
        same(step.contiguous, contiguous, "the end counted from the end of the period before")
        same(step.from_origin, from_origin, "the end counted from the start")
        same(step.due, self.unrolled, "the end after the extension")

    def suspension(self, step: Suspended, began: Act, ended: Act | None) -> None:
        unrolled = required(self.unrolled, "no clock runs that could be suspended")
        opening = [s for s in self.card.suspend if fits(s.from_, began.event) is not False]
        expect(bool(opening), "no suspension of the card begins with such an act")
        # on the day scale whole days; overlapping suspensions leave a day out once
        first = self.reached_at(began)
        if opening[0].carries and self.origin is not None and first < self.origin:
            # it stood already when the clock started: every counted day is left out
            first = self.origin + (self.scale == "day" and self.card.start != "same_instant")
        elif self.scale == "day":
            first += opening[0].counts_from == "next_day"
            if self.uncounted_through is not None:
                first = max(first, self.uncounted_through + 1)
        same(step.first, first, "the first moment not counted")
        self.suspensions.append((began, ended))
        if ended is None:
            same((step.last, step.uncounted), (None, 0), "a suspension that goes on")
            self.stopped = True
        else:
            closing = any_fits([s.to for s in self.card.suspend], ended.event)
            expect(closing is not False, "no suspension of the card ends with such an act")
            last = self.reached_at(ended)
            same(step.last, last, "the last moment not counted")
            same(step.uncounted, max(0, last - first + (self.scale == "day")), "the time not counted")
            self.uncounted += step.uncounted
            self.unrolled = unrolled + step.uncounted
            if step.uncounted:
                self.uncounted_through = last
        same(step.due, self.unrolled, "the end after the suspension")

    def restart(self, step: Restarted, act: Act, suspended: bool) -> None:
        expect(self.unrolled is not None, "no clock runs that could be restarted")
        if self.any_act_restarts:
            expect(step.keeps_extensions, "an act does not reset a silence")
        else:
            patterns = self.card.renew if step.keeps_extensions else self.card.reset
            expect(any_fits(patterns, act.event) is not False, "the clock does not restart on such an act")
        due = self.due()
        lapsed = not suspended and due is not None and self.reached_at(act) > due
        expect(not lapsed, "a clock that has run out is not restarted")
        self.restarts.append(act)
        if not step.keeps_extensions:
            self.used = {}

    def roll(self, step: Rolled) -> None:
        same(step.mode, self.card.roll, "the way of rolling")
        self.rolled = True
        if self.late_reading and self.unrolled is not None and step.unrolled != self.unrolled:
            # an excerpt: what the card permits may have been granted unmentioned
            same(step.unrolled, self.greatest(), "the last day that could be lawful")
            self.unrolled = step.unrolled
        same(step.unrolled, self.unrolled, "the day before rolling")
        same(step.in_custody, self._custody_at(step.unrolled), "whether the person is in custody")
        same(step.due, self.due(), "the day after rolling")
        same(step.provisional, not self.calendar.announced(step.due), "whether the calendar is announced")

    def until(self, act: Act) -> None:
        expect(any_fits(self.card.until, act.event) is not False, "the card does not end on such an act")
        self.unrolled = self.start_at(act)
        self.ending = act

    def in_time(self, act: Act) -> bool:
        """Up to the last lawful moment; before an act that ends the period in instants: not certainly after it."""
        if self.ending is not None and self.scale == "instant":
            return not self.ending.certainly_before(act)
        due = self.due()
        return due is None or self.reached_at(act) <= due

    def _added(self) -> HourMode | None:
        return "continuous" if self.scale == "instant" else None

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
        return step.amount.unit == extension.unit and step.amount.value == str(stated or 0)

    def _extended(self, step: Extended, origin: int) -> tuple[int, int]:
        """(contiguous, from the origin) after an extension that counts."""
        if step.mode == "to_total":
            whole = max(self.contiguous, self._end(origin, step.amount))
            self.extra.append(_NO_CHAIN)
            return whole, whole
        contiguous = self.calendar.advanced(self.contiguous, step.amount, self.scale, self._added())
        self.extra.append(step.amount)
        budget = required(self.card.budget, "the card states no budget")
        if budget.unit != "month" or any(amount.unit not in ("month", "day") for amount in self.extra):
            return contiguous, contiguous
        parts = [Decimal(amount.value) for amount in (budget, *self.extra) if amount.unit == "month"]
        months = Amount(str(sum(int(part) for part in parts)), "month")
        halves = sum(1 for part in parts if part % 1)
        days = sum(int(amount.value) for amount in self.extra if amount.unit == "day")
        return contiguous, self._end(origin, months) + halves * HALF_MONTH.days + days
