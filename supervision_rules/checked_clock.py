"""Re-computes the clock of one derivation, step by step, as the sentences of the card say.

Part of the checker (checked_course.py passes it the acts, checked_result.py compares the end); shares no code with
the fold.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from domain.event import EventKey
from supervision_rules.checked_act import Act, Played, expect, required, same
from supervision_rules.checked_card import ClockText, ExtensionText
from supervision_rules.checked_conditions import amount_at
from supervision_rules.checked_dates import HALF_MONTH, PlainCalendar
from supervision_rules.derivation import Amount, Budgeted, Extended, HourMode, Rolled, Scale, Suspended

# after a new whole length only one reading of a chain is left
_NO_CHAIN = Amount("0", "hour")
_NEVER = 1 << 62  # an extension of unstated length, read for lawfulness, under no ceiling


class Clock:
    """The state of one clock.

    late_reading  the course of events read for lawfulness; unlimited: all that the card permits is taken as granted
    running       a period is being counted (or an act waited for); origin: from where
    unrolled      its end before rolling, uncounted time included; None: it has none
    suspended     the suspensions that stand: counting has stopped
    """

    def __init__(
        self, card: ClockText, calendar: PlainCalendar, scale: Scale, custody: Callable[[int], bool | None],
        *, late_reading: bool, unlimited: bool,
    ) -> None:  # fmt: skip
        self.card = card
        self.calendar = calendar
        self.scale: Scale = scale
        self.custody = custody
        self.late_reading = late_reading
        self.unlimited = unlimited
        self.running = False
        self.origin = 0
        self.contiguous: int | None = None
        self.unrolled: int | None = None
        self.until_act: Act | None = None
        self.extra: list[Amount] = []
        self.used: dict[int, int] = {}
        self.uncounted = 0
        self.uncounted_through: int | None = None
        self.suspended: set[int] = set()
        self.suspended_from = 0
        self.suspended_by: EventKey | None = None

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
        """The last lawful day or instant, rolled; None while there is none."""
        if self.unrolled is None or self.unrolled >= _NEVER:
            return None
        if self.scale == "instant" or self.until_act is not None:
            return self.unrolled
        mode = self.card.roll or "none"
        return self.calendar.rolled(self.unrolled, mode, self._custody_at(self.unrolled), self.late_reading)

    def expired(self, act: Act) -> bool:
        """The clock has run out before the act; one that has stopped does not run out."""
        if self.until_act is not None:
            # in days: on the day on which it fell due is in time; in instants: what is not ordered is in time
            if self.scale == "instant":
                return self.until_act.certainly_before(act)
            return self.until_act.day < act.day
        due = self.due()
        return self.running and not self.suspended and due is not None and self.reached_at(act) > due

    def start(self, since: int) -> None:
        """A fresh base period from here on; suspensions that carry over go on standing."""
        self.running = True
        self.origin = since
        self.extra, self.uncounted, self.uncounted_through = [], 0, None
        self.suspended = {number for number in self.suspended if self.card.suspend[number].carries}
        self.suspended_from = since + (self.scale == "day" and self.card.start != "same_instant")
        self.contiguous = None if self.card.until else self._base(since)
        self.unrolled = self._greatest() if self.unlimited else self.contiguous

    def budget(self, step: Budgeted, since: int) -> None:
        """The step that states the base period just started."""
        same(step.amount, required(self.card.budget, "the card states no budget"), "the budget")
        same(step.start, self.card.start, "the start of the clock")
        same(step.hours, self.card.hours, "the counting of hours")
        same(step.since, since, "the start of the period")
        same(step.due, self._base(since), "the end of the base period")

    def reach(self, act: Act) -> None:
        """The act until which the duty could be done."""
        self.until_act, self.unrolled = act, self.start_at(act)

    def base_end(self, since: int) -> int | None:
        """End of the base period counted from here; None: it ends with an act."""
        return None if self.card.until else self._base(since)

    def latest_start(self, moment: int) -> int:
        """The last moment from which the base period still ends by `moment`."""
        amount = required(self.card.budget, "the card states no budget")
        if self.scale == "instant":
            return self.calendar.hours_earlier(moment, amount, self.card.hours)
        day = moment
        while self._base(day) > moment:
            day -= 1
        return day

    def extension(self, step: Extended, played: Played) -> None:
        extension = self.card.extend[played.number]
        granted = _granted(extension, played.act)
        self._means(extension, step, granted)
        why = self._why_not(played, granted)
        same((step.applied, step.why), (why == "", why), "whether the extension counts")
        contiguous = from_origin = required(self.contiguous, "no period runs that could be extended")
        if step.applied:
            self.used[played.number] = self.used.get(played.number, 0) + 1
            ceiling = _NEVER if extension.total is None else self._end(self.origin, extension.total)
            contiguous, from_origin = (ceiling, ceiling) if granted is None else self._extended(step, contiguous)
            contiguous = min(contiguous, ceiling)
            self.contiguous = contiguous
            self.unrolled = min(contiguous, from_origin) + self.uncounted
        same(step.contiguous, contiguous, "the end counted from the end of the period before")
        same(step.from_origin, from_origin, "the end counted from the start")
        same(step.due, self.unrolled, "the end after the extension")

    def is_meant(self, played: Played, step: Extended) -> bool:
        """The step states this extension of the card as the act grants it."""
        extension = self.card.extend[played.number]
        granted = _granted(extension, played.act) or Amount("0", extension.unit)
        return (step.mode == "by", step.amount, step.total) == (extension.to_total is None, granted, extension.total)

    def suspend(self, played: Played) -> None:
        """Counting stops. On the day scale whole days; overlapping suspensions leave a day out once."""
        suspension = self.card.suspend[played.number]
        if not self.running and not suspension.carries:
            return
        if self.running and (self.unlimited or self.expired(played.act)):
            return
        if not self.suspended:
            self.suspended_by = played.key
            if self.running:
                first = self.reached_at(played.act)
                if self.scale == "day":
                    first += suspension.counts_from == "next_day"
                    first = max(first, (self.uncounted_through or first - 1) + 1)
                self.suspended_from = first
        self.suspended.add(played.number)

    def resumes(self, played: Played) -> bool:
        """Whether counting goes on with this act."""
        return self.running and not self.unlimited and self.suspended == {played.number}

    def resume(self, played: Played, step: Suspended | None) -> None:
        """A suspension ends. step: given where it was the last that stood."""
        if self.running and self.unlimited:
            return
        self.suspended.discard(played.number)
        if step is None:
            return
        last = self.reached_at(played.act)
        uncounted = max(0, last - self.suspended_from + (self.scale == "day"))
        same(step.began, self.suspended_by, "the act with which counting stopped")
        same(step.first, self.suspended_from, "the first moment not counted")
        same(step.last, last, "the last moment not counted")
        same(step.uncounted, uncounted, "the time not counted")
        self.uncounted += uncounted
        self.unrolled = required(self.unrolled, "no period runs that could be suspended") + uncounted
        if uncounted:
            self.uncounted_through = last
        same(step.due, self.unrolled, "the end after the suspension")

    def still_suspended(self, step: Suspended) -> None:
        """The step that says that counting has not gone on."""
        expect(bool(self.suspended) and not self.unlimited, "no suspension stands")
        same(step.began, self.suspended_by, "the act with which counting stopped")
        same(step.first, self.suspended_from, "the first moment not counted")
        same((step.last, step.uncounted), (None, 0), "a suspension that goes on")
        same(step.due, self.unrolled, "the end before the suspension")
        self.unrolled = None

    def roll(self, step: Rolled) -> None:
        same(step.mode, self.card.roll, "the way of rolling")
        same(step.unrolled, self.unrolled, "the day before rolling")
        same(step.in_custody, self._custody_at(step.unrolled), "whether the person is in custody")
        same(step.due, self.due(), "the day after rolling")
        same(step.provisional, not self.calendar.announced(step.due), "whether the calendar is announced")

    def _custody_at(self, day: int) -> bool | None:
        return self.custody(day) if self.card.roll == "next_unless_in_custody" else None

    def _greatest(self) -> int | None:
        """The last lawful moment if all that the card permits had been granted; None if nothing bounds it."""
        if self.card.suspend or self.card.reset or self.card.renew or self.contiguous is None:
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

    def _why_not(self, played: Played, granted: Amount | None) -> str:
        """Why an extension counts for nothing; empty if it counts."""
        extension = self.card.extend[played.number]
        if extension.only_before_expiry and self.expired(played.act):
            return "after expiry"
        if extension.times is not None and self.used.get(played.number, 0) >= extension.times:
            return "granted too often"
        return "amount not stated" if granted is None and not self.late_reading else ""

    def _means(self, extension: ExtensionText, step: Extended, granted: Amount | None) -> None:
        """The step states the extension as the card and the act do; an amount not stated is shown as none."""
        mode = "by" if extension.to_total is None else "to_total"
        same(step.mode, mode, "the way of extending")
        same(step.amount, granted or Amount("0", extension.unit), "the amount of the extension")
        same(step.total, extension.total, "the ceiling of the extension")
        same(step.only_before_expiry, extension.only_before_expiry, "whether it counts before expiry only")

    def _added(self) -> HourMode | None:
        return "continuous" if self.scale == "instant" else None

    def _base(self, since: int) -> int:
        return since if self.card.budget is None else self._end(since, self.card.budget)

    def _end(self, start: int, amount: Amount) -> int:
        end = self.calendar.advanced(start, amount, self.scale, self.card.hours)
        return end - 1 if self.card.start == "same_instant" and self.scale == "day" else end

    def _extended(self, step: Extended, contiguous: int) -> tuple[int, int]:
        """(contiguous, from the origin) after an extension that counts."""
        if step.mode == "to_total":
            whole = max(contiguous, self._end(self.origin, step.amount))
            self.extra.append(_NO_CHAIN)
            return whole, whole
        if contiguous < _NEVER:
            contiguous = self.calendar.advanced(contiguous, step.amount, self.scale, self._added())
        self.extra.append(step.amount)
        budget = required(self.card.budget, "the card states no budget")
        if budget.unit != "month" or any(amount.unit not in ("month", "day") for amount in self.extra):
            return contiguous, contiguous
        parts = [Decimal(amount.value) for amount in (budget, *self.extra) if amount.unit == "month"]
        months = Amount(str(sum(int(part) for part in parts)), "month")
        halves = sum(1 for part in parts if part % 1)
        days = sum(int(amount.value) for amount in self.extra if amount.unit == "day")
        return contiguous, self._end(self.origin, months) + halves * HALF_MONTH.days + days


def _granted(extension: ExtensionText, act: Act) -> Amount | None:
    """By how much, or to how much in all; None where the act does not say."""
    if extension.by_field is None:
        return extension.to_total or extension.by
    number = amount_at(act.event, extension.by_field)
    return None if number is None else Amount(str(number), extension.unit)
