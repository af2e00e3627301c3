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
    return a[i + at.SOURCE] == b[j + at.SOURCE] and a[i + at.SEQUENCE] >= 0 and a[i + at.SEQUENCE] < b[j + at.SEQUENCE]


def first_of_day(acts: Row, count: int, day: int) -> int:
    """Index of the first act on or after `day`; acts are sorted by day."""
    low = 0
    high = count
    if count == 0 or acts[at.DAY] >= day:
        return 0
    while low < high:
        middle = (low + high) // 2
        if acts[middle * at.ROW + at.DAY] < day:
            low = middle + 1
        else:
            high = middle
    return low


def walk(
    p: Row, acts: Row, count: int, opener: Row, o: int, lane: int, open_world: int, now: int, held: int,
    paused: int, present: int, onward: Row, halts: int, custody: Row, calendar: Calendar, s: Buffer, out: Buffer,
    base: int, trace: Buffer,
) -> int:  # fmt: skip
    """One duty from its opener to `now`. Returns -1, or where `follow` is to go on after a restart.

    p        parameters of the program (layout.py)
    acts     sorted rows, `count` of them; opener: its row starts at o
    lane     CERTAIN, LEAST or GREATEST; open_world 1: unmentioned acts may exist
    now      position on the program's scale
    held     1: the state that a basis covers holds before the opener's day
    paused   bit s: some act in `acts` begins suspension s; 0 spares the look at what came before the opener
    present  bit op: some act in `acts` does op
    onward   per act, and for `count`: the first one from there on that is unsure or does not only move a running
             clock; empty: look at every act
    halts    1: halt after a restart on a later day; the state says all that matters from there on
    custody  pairs (day, 1 | 0 | -1), ascending
    s        scratch, STATE_SIZE; out: OUT integers at `base`, zero on entry; trace: [0] to trace nothing
    """
    unlimited = 1 if lane == at.GREATEST and open_world == 1 else 0
    start = opener[o + at.HIGH] if lane == at.GREATEST else opener[o + at.LOW]
    begin(s, held)
    if paused & p[at.CARRIES] != 0:
        standing(p, acts, count, opener, o, lane, paused, s, out, base)
    if p[at.HAS_ANCHOR] == 0 or (open_world == 1 and unlimited == 0):
        # over an excerpt the receipt may have come on the trigger's own day, or at any time after it
        restart(s, p, start, unlimited, lane, custody, calendar, trace)
    return follow(
        p, acts, count, first_of_day(acts, count, opener[o + at.DAY]), opener, o, lane, unlimited, now, present,
        onward, halts, custody, calendar, s, out, base, trace,
    )  # fmt: skip


def follow(
    p: Row, acts: Row, count: int, i: int, opener: Row, o: int, lane: int, unlimited: int, now: int, present: int,
    onward: Row, halts: int, custody: Row, calendar: Calendar, s: Buffer, out: Buffer, base: int, trace: Buffer,
) -> int:  # fmt: skip
    """The acts from number i on, upon the state `s`. unlimited 1: every permitted extension is taken as granted."""
    status = at.PENDING
    day = opener[o + at.DAY]
    own = opener[o + at.EVENT]
    while i < count:
        a = i * at.ROW
        i += 1
        # a sure act of another event on a later day counts: no need to compare times of day
        plain = acts[a + at.DAY] > day and acts[a + at.SURE] == 1 and acts[a + at.EVENT] != own
        if not plain and not counts(acts, a, opener, o, lane, s, out, base):
            continue
        status = ended_by(p, acts, i - 1, count, opener, o, lane, unlimited, s)
        if status != at.PENDING:
            break
        move(p, acts, a, lane, unlimited, custody, calendar, s, out, base, trace)
        if halts == 1 and acts[a + at.DAY] > day and restarts(acts[a + at.OP]) and s[at.S_RUNNING] == 1:
            return i
        if len(onward) > 0 and spent(p, acts, a, lane, unlimited, present, s):
            i = onward[i]
    if status == at.PENDING:
        status = still_open(s, p, unlimited, now, trace)
    read_out(s, p, status, custody, calendar, out, base, trace)
    return -1


def restarts(op: int) -> bool:
    return op == at.RESET or op == at.RENEW or op == at.TICK


def spent(p: Row, acts: Row, a: int, lane: int, unlimited: int, present: int, s: Buffer) -> bool:
    """After act a no anchor, until, extension, suspension or resumption can do anything until the clock restarts."""
    if (present & (1 << at.ANCHOR) != 0 and s[at.S_ANCHORED] == 0) or (
        present & (1 << at.UNTIL) != 0 and s[at.S_UNTIL] < 0
    ):
        return False
    if s[at.S_RUNNING] == 0 or unlimited == 1:
        return True
    late = expired(p, acts, a, lane, s)
    # whether later acts of this very day are late too may hang on their time of day
    if p[at.UNTIL_MODE] == 1 and late:
        late = acts[s[at.S_UNTIL] + at.DAY] < acts[a + at.DAY]
    if p[at.SCALE] == 1 and lane != at.CERTAIN:
        late = False
    if present & (1 << at.SUSPEND) != 0 and not late:
        return False
    if present & (1 << at.RESUME) != 0 and s[at.S_SUSPENDED] != 0:
        return False
    if present & (1 << at.EXTEND) != 0:
        for k in range(p[at.EXTENSIONS]):
            e = at.EXTENSION_TABLE + k * at.EXTENSION_ROW
            used_up = p[e + at.E_TIMES] >= 0 and (s[at.S_USED] >> (6 * k)) & 63 >= p[e + at.E_TIMES]
            if not used_up and not (late and p[e + at.E_ONLY_BEFORE] == 1):
                return False
    return True


def begin(s: Buffer, held: int) -> None:
    """A duty of which nothing has happened yet."""
    s[at.S_USED] = 0
    s[at.S_SUSPENDED] = 0
    s[at.S_RUNNING] = 0
    s[at.S_CONTIGUOUS] = at.FOREVER
    s[at.S_UNROLLED] = at.FOREVER
    s[at.S_DUE] = at.FOREVER
    s[at.S_ANCHORED] = 0
    s[at.S_UNTIL] = -1
    s[at.S_HELD] = held
    s[at.S_CLOSER] = -1
    s[at.S_CLOSED_AT] = at.NONE


def standing(
    p: Row, acts: Row, count: int, opener: Row, o: int, lane: int, paused: int, s: Buffer, out: Buffer, base: int
) -> None:
    """Suspensions that stood at the opener, of those that carry over: the last act on each tells."""
    open_kinds = paused & p[at.CARRIES]
    i = first_of_day(acts, count, opener[o + at.DAY] + 1) - 1
    while i >= 0 and open_kinds != 0:
        a = i * at.ROW
        i -= 1
        op = acts[a + at.OP]
        if (op != at.SUSPEND and op != at.RESUME) or not before(acts, a, opener, o):
            continue
        bit = 1 << acts[a + at.A]
        if open_kinds & bit == 0:
            continue
        if acts[a + at.SURE] == 0:
            out[base + at.DOUBT] |= at.DOUBT_GUARD
            if (op == at.RESUME) == (lane == at.GREATEST):
                continue
        open_kinds &= ~bit
        toggle(p, acts, a, s)


def toggle(p: Row, acts: Row, a: int, s: Buffer) -> None:
    """A suspension begins or ends while no clock runs: nothing is counted yet."""
    bit = (1 << acts[a + at.A]) & p[at.CARRIES]
    if acts[a + at.OP] == at.RESUME:
        s[at.S_SUSPENDED] &= ~bit
    elif bit != 0:
        if s[at.S_SUSPENDED] == 0:
            s[at.S_SUSPENDED_BY] = acts[a + at.EVENT]
        s[at.S_SUSPENDED] |= bit


def counts(acts: Row, a: int, opener: Row, o: int, lane: int, s: Buffer, out: Buffer, base: int) -> bool:
    """Whether an act bears on the duty in this lane: not the opener itself, not before it, and not doubtful."""
    op = acts[a + at.OP]
    if acts[a + at.EVENT] == opener[o + at.EVENT] and op != at.ANCHOR and op != at.STATE_FROM:
        return False
    if before(acts, a, opener, o):
        if op == at.STATE_FROM:
            s[at.S_HELD] = 1
        elif op == at.STATE_TO:
            s[at.S_HELD] = 0
        return False
    if acts[a + at.SURE] == 1:
        return True
    out[base + at.DOUBT] |= at.DOUBT_GUARD
    # what starts or shortens a clock counts in the least lane, what eases it in the greatest
    harsh = op == at.ANCHOR or op == at.UNTIL or op == at.RESUME or op == at.STATE_FROM
    return harsh != (lane == at.GREATEST)


def expired(p: Row, acts: Row, a: int, lane: int, s: Buffer) -> bool:
    """The clock has run out before this act; a suspended clock does not run out."""
    if p[at.UNTIL_MODE] == 1:
        # in days: later on the day on which it fell due is in time; in instants: what is not ordered is in time
        until = s[at.S_UNTIL]
        if until >= 0 and p[at.SCALE] == 1:
            return before(acts, until, acts, a)
        return until >= 0 and acts[until + at.HIGH] < acts[a + at.LOW]
    here = acts[a + at.LOW] if lane == at.GREATEST else acts[a + at.HIGH]
    return s[at.S_RUNNING] == 1 and s[at.S_SUSPENDED] == 0 and here > s[at.S_DUE]


def ended_by(p: Row, acts: Row, i: int, count: int, opener: Row, o: int, lane: int, unlimited: int, s: Buffer) -> int:
    """Status with which act i ends the duty, PENDING if it does not. Enters a covered state on the way."""
    a = i * at.ROW
    op = acts[a + at.OP]
    if op == at.EXTEND or op == at.SUSPEND or op == at.RESUME or op == at.ANCHOR or op == at.UNTIL:
        return at.PENDING
    late = expired(p, acts, a, lane, s)
    held = s[at.S_HELD] == 1
    closer = acts[a + at.EVENT]
    status = at.PENDING
    if op == at.DISCHARGE or (op == at.STATE_TO and held):
        # over an excerpt an earlier discharge may be unmentioned, unless this act can have had none (B)
        in_time = not late or (unlimited == 1 and acts[a + at.B] == 0)
        status = at.MET if in_time else at.MET_LATE
    elif op == at.MOOT:
        status = at.OVERDUE if late and unlimited == 0 and p[at.LAPSES] == 0 else at.MOOTED
    elif op == at.BASIS and carries_on(opener, o, acts, a, s[at.S_CONTIGUOUS]):
        if not held or not before(opener, o, acts, a):
            return at.NO_VERDICT  # replaced before the state began, or in the moment it was given
        closer = last_of_moment(acts, i, count)
        status = at.MET if not late or unlimited == 1 else at.MET_LATE
    elif op == at.STATE_FROM:
        if not held and late:
            return at.NO_VERDICT  # lapsed before the state began: its entry is judged by itself
        s[at.S_HELD] = 1
    elif restarts(op) and late and unlimited == 0:
        status = at.MET_LATE  # a restart after expiry does not undo the breach
    if status != at.PENDING:
        s[at.S_CLOSER] = closer
        s[at.S_CLOSED_AT] = acts[a + at.LOW] if lane == at.GREATEST else acts[a + at.HIGH]
    return status


def move(
    p: Row, acts: Row, a: int, lane: int, unlimited: int, custody: Row, calendar: Calendar, s: Buffer,
    out: Buffer, base: int, trace: Buffer,
) -> None:  # fmt: skip
    """What an act does to the running clock."""
    op = acts[a + at.OP]
    event = acts[a + at.EVENT]
    here = acts[a + at.LOW] if lane == at.GREATEST else acts[a + at.HIGH]
    since = acts[a + at.HIGH] if lane == at.GREATEST else acts[a + at.LOW]
    if op == at.ANCHOR and s[at.S_ANCHORED] == 0:
        s[at.S_ANCHORED] = 1
        cite(out, base, event)
        note(trace, at.STEP_ANCHOR, event, 0, since, 0, 0, 0, 0, -1, 0)
        restart(s, p, since, unlimited, lane, custody, calendar, trace)
    elif op == at.UNTIL and s[at.S_UNTIL] < 0:
        s[at.S_UNTIL] = a
        s[at.S_DUE] = since
        s[at.S_UNROLLED] = since
        cite(out, base, event)
        note(trace, at.STEP_UNTIL, event, 0, since, 0, 0, 0, since, -1, 0)
    elif s[at.S_RUNNING] == 0 or unlimited == 1:
        if s[at.S_RUNNING] == 0 and (op == at.SUSPEND or op == at.RESUME):
            toggle(p, acts, a, s)
    elif op == at.EXTEND:
        extend(s, p, acts, a, here, expired(p, acts, a, lane, s), lane, custody, calendar, out, base, trace)
    elif op == at.SUSPEND:
        if not expired(p, acts, a, lane, s):
            suspend(s, p, acts, a, here)
    elif op == at.RESUME:
        resume(s, p, acts, a, here, lane, custody, calendar, out, base, trace)
    elif restarts(op):
        if op == at.RESET:
            s[at.S_USED] = 0
        if op != at.TICK:
            cite(out, base, event)
        note(trace, at.STEP_RESTARTED, event, op, since, 0, 0, 0, 0, -1, 0)
        restart(s, p, since, unlimited, lane, custody, calendar, trace)


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


def still_open(s: Buffer, p: Row, unlimited: int, now: int, trace: Buffer) -> int:
    """Status of a duty that no act has closed by `now`."""
    if p[at.COVERS_STATE] == 1 and s[at.S_HELD] == 0:
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
    s: Buffer, p: Row, status: int, custody: Row, calendar: Calendar, out: Buffer, base: int, trace: Buffer
) -> None:
    """State into `out`; the roll, the closing act and the strict due of an hour clock that drops the first hour."""
    due = s[at.S_DUE]
    closer = s[at.S_CLOSER]
    known = due < at.FOREVER and (s[at.S_RUNNING] == 1 or p[at.UNTIL_MODE] == 1)
    if len(trace) > 1:
        if known and p[at.ROLL] != at.ROLL_NONE and p[at.SCALE] == 0:
            held = in_custody(custody, s[at.S_UNROLLED])
            note(trace, at.STEP_ROLLED, -1, held, s[at.S_UNROLLED], due, 0, 0, due, -1, 0)
        if closer >= 0:
            note(trace, at.STEP_CLOSED, closer, status, s[at.S_CLOSED_AT], 0, 0, 0, due, -1, 0)
    out[base + at.STATUS] = status
    out[base + at.CLOSER] = closer
    out[base + at.CLOSED_AT] = s[at.S_CLOSED_AT]
    out[base + at.DUE] = due if known else at.NONE
    out[base + at.UNROLLED] = s[at.S_UNROLLED] if known else at.NONE
    out[base + at.PROVISIONAL] = 0
    if known and p[at.SCALE] == 0 and (p[at.ROLL] != at.ROLL_NONE or p[at.UNIT] == at.WORKING_DAY):
        out[base + at.PROVISIONAL] = provisional(due, calendar[7], calendar[1])
    out[base + at.STRICT] = at.NONE
    if known and p[at.SCALE] == 1 and p[at.HOURS_PROC] == 1:
        start = s[at.S_START]
        longer = base_of(p, start, 1, calendar) - base_of(p, start, 0, calendar)
        out[base + at.STRICT] = due - longer


def base_of(p: Row, start: int, proc: int, calendar: Calendar) -> int:
    return advance(start, p[at.UNIT], p[at.WHOLE], p[at.HALVES], proc, calendar)
