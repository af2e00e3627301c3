"""The running clock of one duty: base period, extension, suspension, rolling. Integers only.

Part of the fold (fold.py walks the acts); same Numba-friendly subset. `s` is the duty's state, layout.S_*.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import TypeAlias

from supervision_rules import layout as at
from supervision_rules.fold_time import Calendar, advance, rolled_day

Buffer: TypeAlias = MutableSequence[int]
Row: TypeAlias = Sequence[int]


def note(
    trace: Buffer, step: int, event: int, a: int, start: int, end: int, contiguous: int, origin: int, due: int,
    other_event: int, amount: int,
) -> None:  # fmt: skip
    """One step into the trace, where there is room; trace[0] counts the steps."""
    place = 1 + trace[0] * at.TRACE
    if place + at.TRACE <= len(trace):
        trace[place + at.T_STEP] = step
        trace[place + at.T_EVENT] = event
        trace[place + at.T_A] = a
        trace[place + at.T_FROM] = start
        trace[place + at.T_TO] = end
        trace[place + at.T_CONTIGUOUS] = contiguous
        trace[place + at.T_ORIGIN] = origin
        trace[place + at.T_DUE] = due
        trace[place + at.T_OTHER_EVENT] = other_event
        trace[place + at.T_AMOUNT] = amount
        trace[0] += 1


def cite(out: Buffer, base: int, event: int) -> None:
    """Remember an evidence event of this duty; beyond the room the first ones stay."""
    number = out[base + at.EVIDENCE]
    if number < at.EVIDENCE_ROOM:
        out[base + at.EVIDENCE + 1 + number] = event
        out[base + at.EVIDENCE] = number + 1


def in_custody(custody: Row, day: int) -> int:
    """1, 0 or -1 (unknown) on `day`: the last change on or before it. custody: pairs (day, value)."""
    low = 0
    high = len(custody) // 2
    while low < high:
        middle = (low + high) // 2
        if custody[2 * middle] <= day:
            low = middle + 1
        else:
            high = middle
    return custody[2 * low - 1] if low > 0 else -1


def roll(p: Row, unrolled: int, lane: int, custody: Row, calendar: Calendar) -> int:
    """The last lawful day after rolling. Unknown custody: the greatest lane rolls, the others do not."""
    mode = p[at.ROLL]
    if mode == at.ROLL_NONE or p[at.SCALE] == 1 or unrolled >= at.FOREVER:
        return unrolled
    if mode == at.ROLL_UNLESS_CUSTODY:
        held = in_custody(custody, unrolled)
        if held == 1 or (held == -1 and lane != at.GREATEST):
            return unrolled
        mode = at.ROLL_NEXT
    return rolled_day(unrolled, mode, calendar)


def base_due(p: Row, start: int, calendar: Calendar) -> int:
    """Unrolled end of the base period counted from `start`."""
    if p[at.UNTIL_MODE] == 1:
        return at.FOREVER
    due = advance(start, p[at.UNIT], p[at.WHOLE], p[at.HALVES], p[at.HOURS_PROC], calendar)
    # a period whose first day counts ends one day earlier
    return due - p[at.FIRST_DAY_COUNTS]


def ceiling_of(p: Row, e: int, start: int, calendar: Calendar) -> int:
    """Latest unrolled end that extension row `e` permits, FOREVER without a ceiling."""
    if p[e + at.E_TOTAL_UNIT] < 0:
        return at.FOREVER
    total = advance(
        start,
        p[e + at.E_TOTAL_UNIT],
        p[e + at.E_TOTAL_WHOLE],
        p[e + at.E_TOTAL_HALVES],
        p[at.HOURS_PROC],
        calendar,
    )
    return total - p[at.FIRST_DAY_COUNTS]


def greatest_due(p: Row, start: int, calendar: Calendar) -> int:
    """Unrolled due if every extension that the card permits had been granted; FOREVER if nothing bounds it."""
    if p[at.UNBOUNDED] == 1 or p[at.UNTIL_MODE] == 1:
        return at.FOREVER
    due = base_due(p, start, calendar)
    for k in range(p[at.EXTENSIONS]):
        e = at.EXTENSION_TABLE + k * at.EXTENSION_ROW
        ceiling = ceiling_of(p, e, start, calendar)
        longest = due
        if p[e + at.BY_FIELD] == 2:
            longest = max(due, whole_length(p, e, start, calendar))
        elif p[e + at.BY_FIELD] == 1 or p[e + at.E_TIMES] < 0:
            longest = ceiling
        else:
            for _ in range(p[e + at.E_TIMES]):
                longest = advance(longest, p[e + at.E_UNIT], p[e + at.E_WHOLE], p[e + at.E_HALVES], 0, calendar)
        if longest > ceiling:
            longest = ceiling
        if longest >= at.FOREVER:
            return at.FOREVER
        if longest > due:
            due = longest
    return due


def whole_length(p: Row, e: int, start: int, calendar: Calendar) -> int:
    """Unrolled end where extension row `e` sets the whole length."""
    due = advance(start, p[e + at.E_UNIT], p[e + at.E_WHOLE], p[e + at.E_HALVES], p[at.HOURS_PROC], calendar)
    return due - p[at.FIRST_DAY_COUNTS]


def restart(
    s: Buffer, p: Row, start: int, unlimited: int, lane: int, custody: Row, calendar: Calendar, trace: Buffer
) -> None:
    """A fresh base period from `start`. unlimited 1: every permitted extension is taken as granted."""
    s[at.S_START] = start
    s[at.S_RUNNING] = 1
    s[at.S_CONTIGUOUS] = base_due(p, start, calendar)
    s[at.S_MONTHS] = 0
    s[at.S_HALVES] = 0
    s[at.S_DAYS] = 0
    s[at.S_MIXED] = 0
    s[at.S_UNCOUNTED] = 0
    s[at.S_SUSPENDED] &= p[at.CARRIES]
    s[at.S_SUSPENDED_FROM] = start if p[at.SCALE] == 1 or p[at.FIRST_DAY_COUNTS] == 1 else start + 1
    s[at.S_LAST_UNCOUNTED] = at.NONE
    s[at.S_UNROLLED] = greatest_due(p, start, calendar) if unlimited == 1 else s[at.S_CONTIGUOUS]
    s[at.S_DUE] = roll(p, s[at.S_UNROLLED], lane, custody, calendar)
    if len(trace) > 1:
        base = s[at.S_CONTIGUOUS]
        note(trace, at.STEP_BUDGET, -1, 0, start, 0, base, base, s[at.S_UNROLLED], -1, 0)


def extend(
    s: Buffer, p: Row, acts: Row, a: int, here: int, expired: bool, lane: int, custody: Row,
    calendar: Calendar, out: Buffer, base: int, trace: Buffer,
) -> None:  # fmt: skip
    """An extension: composed on the unrolled date, capped by its ceiling, rolled once afterwards."""
    k = acts[a + at.A]
    amount = acts[a + at.B]
    e = at.EXTENSION_TABLE + k * at.EXTENSION_ROW
    times = (s[at.S_USED] >> (6 * k)) & 63
    start = s[at.S_START]
    ceiling = ceiling_of(p, e, start, calendar)
    unstated = p[e + at.BY_FIELD] == 1 and amount < 0
    why = 0
    if p[e + at.E_ONLY_BEFORE] == 1 and expired:
        why = at.AFTER_EXPIRY
    elif p[e + at.E_TIMES] >= 0 and times >= p[e + at.E_TIMES]:
        why = at.TOO_OFTEN
    elif unstated:
        out[base + at.DOUBT] |= at.DOUBT_GUARD
        if lane != at.GREATEST:
            why = at.NO_AMOUNT
    contiguous = s[at.S_CONTIGUOUS]
    origin = contiguous
    if why != 0:
        note(
            trace, at.STEP_NOT_EXTENDED, acts[a + at.EVENT], k, here, why, contiguous, contiguous,
            s[at.S_UNROLLED], -1, amount,
        )  # fmt: skip
        return
    if times < 63:
        s[at.S_USED] += 1 << (6 * k)
    if p[e + at.BY_FIELD] == 2:
        contiguous = max(contiguous, whole_length(p, e, start, calendar))
        origin = contiguous
        s[at.S_MIXED] = 1
    elif unstated:
        contiguous = ceiling
        origin = ceiling
    else:
        whole = amount if p[e + at.BY_FIELD] == 1 else p[e + at.E_WHOLE]
        contiguous = advance(contiguous, p[e + at.E_UNIT], whole, p[e + at.E_HALVES], 0, calendar)
        origin = from_origin(s, p, e, whole, contiguous, calendar)
    if contiguous > ceiling:
        contiguous = ceiling
    s[at.S_CONTIGUOUS] = contiguous
    s[at.S_UNROLLED] = min(contiguous, origin) + s[at.S_UNCOUNTED]
    s[at.S_DUE] = roll(p, s[at.S_UNROLLED], lane, custody, calendar)
    cite(out, base, acts[a + at.EVENT])
    note(
        trace,
        at.STEP_EXTENDED,
        acts[a + at.EVENT],
        k,
        here,
        0,
        contiguous,
        origin,
        s[at.S_UNROLLED],
        -1,
        amount,
    )


def from_origin(s: Buffer, p: Row, e: int, whole: int, contiguous: int, calendar: Calendar) -> int:
    """The other reading of a chained period: all months from the start, then all days (time_computation §4)."""
    if p[e + at.E_UNIT] == at.MONTH:
        s[at.S_MONTHS] += whole
        s[at.S_HALVES] += p[e + at.E_HALVES]
    elif p[e + at.E_UNIT] == at.CALENDAR_DAY:
        s[at.S_DAYS] += whole
    else:
        s[at.S_MIXED] = 1
    if s[at.S_MIXED] == 1 or p[at.UNIT] != at.MONTH:
        return contiguous
    months = advance(s[at.S_START], at.MONTH, p[at.WHOLE] + s[at.S_MONTHS], p[at.HALVES] + s[at.S_HALVES], 0, calendar)
    return months + s[at.S_DAYS] - p[at.FIRST_DAY_COUNTS]


def suspend(s: Buffer, p: Row, acts: Row, a: int, here: int) -> None:
    """Counting stops; of overlapping suspensions each day is left out once."""
    bit = 1 << acts[a + at.A]
    if s[at.S_SUSPENDED] == 0:
        first = here
        if p[at.SCALE] == 0 and (p[at.SAME_DAY_UNCOUNTED] & bit) == 0:
            first = here + 1
        if p[at.SCALE] == 0 and first <= s[at.S_LAST_UNCOUNTED]:
            first = s[at.S_LAST_UNCOUNTED] + 1
        s[at.S_SUSPENDED_FROM] = first
        s[at.S_SUSPENDED_BY] = acts[a + at.EVENT]
    s[at.S_SUSPENDED] |= bit


def resume(
    s: Buffer, p: Row, acts: Row, a: int, here: int, lane: int, custody: Row, calendar: Calendar,
    out: Buffer, base: int, trace: Buffer,
) -> None:  # fmt: skip
    """Counting goes on: whole days f..t add t - f + 1; between instants the time itself."""
    bit = 1 << acts[a + at.A]
    if s[at.S_SUSPENDED] & bit == 0:
        return
    s[at.S_SUSPENDED] &= ~bit
    if s[at.S_SUSPENDED] != 0:
        return
    length = here - s[at.S_SUSPENDED_FROM] + (1 if p[at.SCALE] == 0 else 0)
    if length < 0:
        length = 0
    s[at.S_UNCOUNTED] += length
    if length > 0:
        s[at.S_LAST_UNCOUNTED] = here
    s[at.S_UNROLLED] += length
    s[at.S_DUE] = roll(p, s[at.S_UNROLLED], lane, custody, calendar)
    cite(out, base, s[at.S_SUSPENDED_BY])
    cite(out, base, acts[a + at.EVENT])
    note(
        trace, at.STEP_SUSPENDED, s[at.S_SUSPENDED_BY], 0, s[at.S_SUSPENDED_FROM], here, 0, length,
        s[at.S_UNROLLED], acts[a + at.EVENT], 0,
    )  # fmt: skip
