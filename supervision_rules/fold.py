"""The state machine of one duty, over integers only: written once, run as Python live, compiled in batch.

Knows no rule, no law, no string. Numba-friendly subset: ints, flat int buffers, no objects. Called by judge.py
and by compiled_fold.py. The clock itself is fold_clock.py, the look-back kinds are fold_lookback.py.
"""

from __future__ import annotations

from domain.rest_days import provisional
from supervision_rules import layout as at
from supervision_rules.fold_clock import (
    Buffer,
    Row,
    cite,
    extend,
    in_custody,
    note,
    restart,
    resume,
    suspend,
)
from supervision_rules.fold_time import Calendar, advance


def before(a: Row, i: int, b: Row, j: int) -> bool:
    """Row i of a certainly happened before row j of b. Unordered pairs are before in neither direction."""
    if a[i + at.LATEST] < b[j + at.EARLIEST]:
        return True
    if b[j + at.LATEST] < a[i + at.EARLIEST]:
        return False
    return (
        a[i + at.SOURCE] == b[j + at.SOURCE]
        and a[i + at.SEQUENCE] >= 0
        and a[i + at.SEQUENCE] < b[j + at.SEQUENCE]
    )


def first_of_day(acts: Row, count: int, day: int) -> int:
    """Index of the first act on or after `day`; acts are sorted by day."""
    low = 0
    high = count
    while low < high:
        middle = (low + high) // 2
        if acts[middle * at.ROW + at.DAY] < day:
            low = middle + 1
        else:
            high = middle
    return low


def walk(
    p: Row, acts: Row, count: int, opener: Row, o: int, lane: int, open_world: int, now: int, held: int,
    custody: Row, calendar: Calendar, s: Buffer, out: Buffer, base: int, trace: Buffer,
) -> None:  # fmt: skip
    """One duty from its opener to `now`.

    p        parameters of the program (layout.py)
    acts     sorted rows, `count` of them; opener: its row starts at o
    lane     CERTAIN, LEAST or GREATEST; open_world 1: unmentioned acts may exist
    now      position on the program's scale
    held     1: the state that a basis covers holds before the opener's day
    custody  pairs (day, 1 | 0 | -1), ascending
    s        scratch, STATE_SIZE; out: OUT integers at `base`, zero on entry; trace: [0] to trace nothing
    """
    generous = lane == at.GREATEST
    unlimited = 1 if generous and open_world == 1 else 0
    start = opener[o + at.HIGH] if generous else opener[o + at.LOW]
    anchored = 1 - p[at.HAS_ANCHOR]
    until = -1
    status = at.PENDING
    closer = -1
    closed_at = at.NONE
    s[at.S_USED] = 0
    s[at.S_SUSPENDED] = 0
    s[at.S_RUNNING] = 0
    s[at.S_UNROLLED] = at.FOREVER
    s[at.S_DUE] = at.FOREVER
    if anchored == 1 or (open_world == 1 and not generous):
        # over an excerpt the receipt may have come on the trigger's own day, or at any time after it
        restart(s, p, start, unlimited, lane, custody, calendar, trace)

    for i in range(first_of_day(acts, count, opener[o + at.DAY]), count):
        a = i * at.ROW
        op = acts[a + at.OP]
        if acts[a + at.EVENT] == opener[o + at.EVENT] and op != at.ANCHOR and op != at.STATE_FROM:
            continue
        if before(acts, a, opener, o):
            if op == at.STATE_FROM:
                held = 1
            elif op == at.STATE_TO:
                held = 0
            continue
        if acts[a + at.SURE] == 0:
            out[base + at.DOUBT] |= at.DOUBT_GUARD
            # what starts or shortens a clock counts in the least lane, what eases it in the greatest
            harsh = op == at.ANCHOR or op == at.UNTIL or op == at.RESUME or op == at.STATE_FROM
            if harsh == generous:
                continue
        here = acts[a + at.LOW] if generous else acts[a + at.HIGH]
        running = s[at.S_RUNNING] == 1
        expired = running and s[at.S_SUSPENDED] == 0 and here > s[at.S_DUE]
        if p[at.UNTIL_MODE] == 1:
            expired = until >= 0 and before(acts, until, acts, a)

        if op == at.STATE_FROM:
            if held == 0 and expired:
                status = at.NO_VERDICT  # lapsed before the state began: its entry is judged by itself
                break
            held = 1
        elif op == at.STATE_TO and held == 0:
            continue
        elif op == at.BASIS and not carries_on(opener, o, acts, a, s[at.S_CONTIGUOUS]):
            continue
        elif op == at.BASIS and held == 0:
            status = at.NO_VERDICT  # replaced before the state began
            break
        elif op == at.DISCHARGE or op == at.BASIS or op == at.STATE_TO:
            closer = acts[a + at.EVENT]
            closed_at = here
            if op == at.BASIS:
                if not before(opener, o, acts, a):
                    status = at.NO_VERDICT  # replaced in the moment it was given
                    break
                closer = last_of_moment(acts, i, count)
            status = at.MET_LATE if expired else at.MET
            if unlimited == 1 and (op == at.BASIS or acts[a + at.B] == 0):
                status = at.MET  # an earlier discharge, or another basis, may be unmentioned
            break
        elif op == at.MOOT:
            closer = acts[a + at.EVENT]
            closed_at = here
            status = at.OVERDUE if expired and unlimited == 0 and p[at.LAPSES] == 0 else at.MOOTED
            break
        elif op == at.ANCHOR:
            if anchored == 0:
                anchored = 1
                start = acts[a + at.HIGH] if generous else acts[a + at.LOW]
                cite(out, base, acts[a + at.EVENT])
                note(trace, at.STEP_ANCHOR, acts[a + at.EVENT], 0, start, 0, 0, 0, 0, -1, 0)
                restart(s, p, start, unlimited, lane, custody, calendar, trace)
        elif op == at.UNTIL:
            if until < 0:
                until = a
                s[at.S_DUE] = here
                s[at.S_UNROLLED] = here
                cite(out, base, acts[a + at.EVENT])
                note(trace, at.STEP_UNTIL, acts[a + at.EVENT], 0, here, 0, 0, 0, here, -1, 0)
        elif not running or unlimited == 1:
            continue
        elif op == at.EXTEND:
            extend(s, p, acts, a, here, expired, lane, custody, calendar, out, base, trace)
        elif op == at.SUSPEND:
            if not expired:
                suspend(s, p, acts, a, here)
        elif op == at.RESUME:
            resume(s, p, acts, a, here, lane, custody, calendar, out, base, trace)
        elif op == at.RESET or op == at.RENEW or op == at.TICK:
            if expired:
                closer = acts[a + at.EVENT]
                closed_at = here
                status = at.MET_LATE
                break
            if op == at.RESET:
                s[at.S_USED] = 0
            if op != at.TICK:
                cite(out, base, acts[a + at.EVENT])
            start = acts[a + at.HIGH] if generous else acts[a + at.LOW]
            note(trace, at.STEP_RESTARTED, acts[a + at.EVENT], op, start, 0, 0, 0, 0, -1, 0)
            restart(s, p, start, unlimited, lane, custody, calendar, trace)

    if status == at.PENDING:
        status = still_open(s, p, held, unlimited, now, trace)
    read_out(s, p, status, closer, closed_at, custody, calendar, out, base, trace)


def carries_on(opener: Row, o: int, acts: Row, a: int, due: int) -> bool:
    """Basis `a` takes over from the opener's: it is later, or of the same moment and carries longer."""
    if before(opener, o, acts, a):
        return True
    if acts[a + at.B] != due:
        return acts[a + at.B] > due
    return acts[a + at.EVENT] > opener[o + at.EVENT]


def last_of_moment(acts: Row, i: int, count: int) -> int:
    """Event of the basis that carries on after all bases of the moment of act i."""
    best = i * at.ROW
    for j in range(i + 1, count):
        a = j * at.ROW
        if before(acts, i * at.ROW, acts, a):
            break
        if acts[a + at.OP] == at.BASIS and carries_on(acts, best, acts, a, acts[best + at.B]):
            best = a
    return acts[best + at.EVENT]


def still_open(s: Buffer, p: Row, held: int, unlimited: int, now: int, trace: Buffer) -> int:
    """Status of a duty that no act has closed by `now`."""
    if p[at.COVERS_STATE] == 1 and held == 0:
        return at.NO_VERDICT
    if unlimited == 1:
        return at.MET  # it may have been discharged unmentioned
    if s[at.S_SUSPENDED] != 0:
        note(
            trace, at.STEP_SUSPENDED, s[at.S_SUSPENDED_BY], 0, s[at.S_SUSPENDED_FROM], at.NONE, 0, 0,
            s[at.S_UNROLLED], -1, 0,
        )  # fmt: skip
        s[at.S_RUNNING] = 0  # no due while nothing is counted
        return at.PENDING
    if now <= s[at.S_DUE]:
        return at.PENDING
    return at.MOOTED if p[at.LAPSES] == 1 else at.OVERDUE


def read_out(
    s: Buffer, p: Row, status: int, closer: int, closed_at: int, custody: Row, calendar: Calendar,
    out: Buffer, base: int, trace: Buffer,
) -> None:  # fmt: skip
    """State into `out`; the roll, the closing act and the strict due of an hour clock that drops the first hour."""
    due = s[at.S_DUE]
    known = due < at.FOREVER and (s[at.S_RUNNING] == 1 or p[at.UNTIL_MODE] == 1)
    if known and p[at.ROLL] != at.ROLL_NONE and p[at.SCALE] == 0:
        held = in_custody(custody, s[at.S_UNROLLED])
        note(trace, at.STEP_ROLLED, -1, held, s[at.S_UNROLLED], due, 0, 0, due, -1, 0)
    if closer >= 0:
        note(trace, at.STEP_CLOSED, closer, status, closed_at, 0, 0, 0, due, -1, 0)
    out[base + at.STATUS] = status
    out[base + at.CLOSER] = closer
    out[base + at.CLOSED_AT] = closed_at
    out[base + at.DUE] = due if known else at.NONE
    out[base + at.UNROLLED] = s[at.S_UNROLLED] if known else at.NONE
    rests = p[at.ROLL] != at.ROLL_NONE or p[at.UNIT] == at.WORKING_DAY
    rests = rests and known and p[at.SCALE] == 0
    out[base + at.PROVISIONAL] = provisional(due, calendar[7], calendar[1]) if rests else 0
    out[base + at.STRICT] = at.NONE
    if known and p[at.SCALE] == 1 and p[at.HOURS_PROC] == 1:
        start = s[at.S_START]
        longer = base_of(p, start, 1, calendar) - base_of(p, start, 0, calendar)
        out[base + at.STRICT] = due - longer


def base_of(p: Row, start: int, proc: int, calendar: Calendar) -> int:
    return advance(start, p[at.UNIT], p[at.WHOLE], p[at.HALVES], proc, calendar)
