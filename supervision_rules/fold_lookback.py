"""Kinds that look back from an act, or forward over a series of acts: integers only, like fold.py.

Precedence, prohibition, limit, minimum interval, separation, silence, recording time. Same subset, same buffers.
"""

from __future__ import annotations

from supervision_rules import layout as at
from supervision_rules.fold import before, first_of_day
from supervision_rules.fold_clock import Buffer, Row, base_due, cite, note
from supervision_rules.fold_time import Calendar, latest_start


def sure_enough(row: Row, a: int, against: bool, lane: int, out: Buffer, base: int) -> bool:
    """Whether an act counts in this lane. against: the act tells against lawfulness."""
    if row[a + at.SURE] == 1:
        return True
    out[base + at.DOUBT] |= at.DOUBT_GUARD
    return against != (lane == at.GREATEST)


def precedence(
    p: Row, acts: Row, count: int, tested: Row, o: int, lane: int, open_world: int, out: Buffer, base: int,
    trace: Buffer,
) -> None:  # fmt: skip
    """The tested act only after a required one, since the last reset. Unordered pairs read for lawfulness."""
    status = at.VIOLATED
    since = -1
    for i in range(first_of_day(acts, count, tested[o + at.DAY] + 1) - 1, -1, -1):
        a = i * at.ROW
        if since >= 0 and acts[a + at.DAY] < acts[since + at.DAY]:
            break
        if before(tested, o, acts, a) or acts[a + at.EVENT] == tested[o + at.EVENT]:
            continue
        if since >= 0 and before(acts, a, acts, since):
            continue  # another one of that day, not ordered against the reset, may stand before it here
        if acts[a + at.OP] == at.SINCE:
            if since < 0 and before(acts, a, tested, o) and sure_enough(acts, a, True, lane, out, base):
                since = a
                note(trace, at.STEP_FOUND, acts[a + at.EVENT], at.SINCE, acts[a + at.DAY], 0, 0, 0, 0, -1, 0)
        elif acts[a + at.OP] == at.REQUIRED and sure_enough(acts, a, False, lane, out, base):
            status = at.MET
            out[base + at.CLOSER] = acts[a + at.EVENT]
            cite(out, base, acts[a + at.EVENT])
            note(trace, at.STEP_FOUND, acts[a + at.EVENT], at.REQUIRED, acts[a + at.DAY], 0, 0, 0, 0, -1, 0)
            break
    if status == at.VIOLATED and open_world == 1 and lane == at.GREATEST:
        status = at.MET
    if status == at.MET and open_world == 1 and lane == at.LEAST and p[at.UNBOUNDED] == 1:
        status = at.VIOLATED  # an unmentioned reset may lie between
    out[base + at.STATUS] = status


def prohibition(
    p: Row, acts: Row, count: int, tested: Row, o: int, lane: int, open_world: int, out: Buffer, base: int,
    trace: Buffer,
) -> None:  # fmt: skip
    """The tested act not while a state holds; without a state the act's own guard (A) decides."""
    held = -1
    lifted = False
    offends = sure_enough(tested, o, True, lane, out, base)
    if p[at.HAS_STATE] == 0:
        offends = offends and tested[o + at.A] == 1
        out[base + at.STATUS] = at.VIOLATED if offends else at.MET
        return
    for i in range(first_of_day(acts, count, tested[o + at.DAY] + 1) - 1, -1, -1):
        a = i * at.ROW
        if held >= 0 and acts[a + at.DAY] < acts[held + at.DAY]:
            break
        if before(tested, o, acts, a) or acts[a + at.EVENT] == tested[o + at.EVENT]:
            continue
        if held >= 0 and before(acts, a, acts, held):
            continue
        if acts[a + at.OP] == at.STATE_TO:
            if sure_enough(acts, a, False, lane, out, base):
                lifted = True
                break
        elif (
            acts[a + at.OP] == at.STATE_FROM
            and held < 0
            and before(acts, a, tested, o)
            and sure_enough(acts, a, True, lane, out, base)
        ):
            held = a
    status = at.MET
    if offends and held >= 0 and not lifted:
        status = at.VIOLATED
        cite(out, base, acts[held + at.EVENT])
        note(trace, at.STEP_FOUND, acts[held + at.EVENT], at.STATE_FROM, acts[held + at.DAY], 0, 0, 0, 0, -1, 0)
        if open_world == 1 and lane == at.GREATEST:
            status = at.MET  # the state may have been left unmentioned
    elif offends and open_world == 1 and lane == at.LEAST:
        status = at.VIOLATED  # it may have been entered unmentioned
    out[base + at.STATUS] = status


def limited(
    p: Row, acts: Row, count: int, tested: Row, o: int, lane: int, open_world: int, out: Buffer, base: int,
    trace: Buffer,
) -> None:  # fmt: skip
    """At most LIMIT acts since the last reset: the tested act offends if as many stand before it."""
    number = 1
    since = -1
    for i in range(first_of_day(acts, count, tested[o + at.DAY] + 1) - 1, -1, -1):
        a = i * at.ROW
        if before(tested, o, acts, a) or acts[a + at.EVENT] == tested[o + at.EVENT]:
            continue
        if acts[a + at.OP] == at.SINCE:
            # a reset of the same moment is read as having come first
            if sure_enough(acts, a, False, lane, out, base):
                since = a
                break
        elif acts[a + at.OP] == at.COUNT:
            earlier = before(acts, a, tested, o) or acts[a + at.EVENT] < tested[o + at.EVENT]
            if earlier and sure_enough(acts, a, True, lane, out, base):
                number += 1
                cite(out, base, acts[a + at.EVENT])
                note(trace, at.STEP_COUNTED, acts[a + at.EVENT], number, acts[a + at.DAY], 0, 0, 0, 0, -1, 0)
                if number > p[at.LIMIT]:
                    break
    if since >= 0:
        note(trace, at.STEP_FOUND, acts[since + at.EVENT], at.SINCE, acts[since + at.DAY], 0, 0, 0, 0, -1, 0)
    broken = number > p[at.LIMIT] and sure_enough(tested, o, True, lane, out, base)
    if broken and open_world == 1 and lane == at.GREATEST and p[at.UNBOUNDED] == 1:
        broken = False  # a reset may be unmentioned
    elif not broken and open_world == 1 and lane == at.LEAST:
        broken = True  # earlier acts may be unmentioned
    out[base + at.STATUS] = at.VIOLATED if broken else at.MET


def interval(
    p: Row, acts: Row, count: int, tested: Row, o: int, lane: int, open_world: int, now: int, calendar: Calendar,
    out: Buffer, base: int, trace: Buffer,
) -> None:  # fmt: skip
    """The tested act not sooner than the interval after the first one.

    Counted from the last first act that is certainly before it, or with LIMIT 1 from the earliest.
    """
    first = -1
    for i in range(first_of_day(acts, count, tested[o + at.DAY] + 1) - 1, -1, -1):
        a = i * at.ROW
        if not before(acts, a, tested, o) or not sure_enough(acts, a, p[at.ABSENT_BREAKS] == 0, lane, out, base):
            continue
        first = a
        if p[at.LIMIT] == 0:
            break
    if first < 0:
        lacking = p[at.ABSENT_BREAKS] == 1 and not (open_world == 1 and lane == at.GREATEST)
        # an act fixed for a day to come may still be preceded in time
        latest = latest_start(
            tested[o + at.LOW] + p[at.FIRST_DAY_COUNTS], p[at.UNIT], p[at.WHOLE], p[at.HALVES], p[at.HOURS_PROC],
            calendar,
        )  # fmt: skip
        out[base + at.DUE] = latest if lacking else at.NONE
        out[base + at.STATUS] = (at.VIOLATED if now > latest else at.PENDING) if lacking else at.MET
        if not lacking and p[at.ABSENT_BREAKS] == 0:
            out[base + at.STATUS] = at.NO_VERDICT
        return
    start = acts[first + at.LOW] if lane == at.GREATEST else acts[first + at.HIGH]
    earliest = base_due(p, start, calendar)
    here = tested[o + at.HIGH] if lane == at.GREATEST else tested[o + at.LOW]
    kept = here >= earliest
    if open_world == 1 and lane == at.GREATEST and p[at.LIMIT] == 1:
        kept = True  # an earlier first act may be unmentioned
    elif open_world == 1 and lane == at.LEAST and p[at.LIMIT] == 0:
        kept = False  # a later first act may be unmentioned
    out[base + at.STATUS] = at.MET if kept else at.VIOLATED
    out[base + at.DUE] = earliest
    out[base + at.CLOSER] = acts[first + at.EVENT]
    cite(out, base, acts[first + at.EVENT])
    note(trace, at.STEP_FOUND, acts[first + at.EVENT], at.FIRST, acts[first + at.DAY], 0, 0, 0, 0, -1, 0)
    note(trace, at.STEP_BUDGET, -1, 0, start, 0, earliest, earliest, earliest, -1, 0)


def separation(
    p: Row, acts: Row, count: int, tested: Row, o: int, lane: int, open_world: int, out: Buffer, base: int,
    trace: Buffer,
) -> None:  # fmt: skip
    """No value of the tested act (A) is one of an act in the first role, certainly earlier, since the last reset.

    One act that names somebody in both roles offends too. A value not stated (A below 0) may be any.
    """
    status = at.MET
    since = -1
    for i in range(first_of_day(acts, count, tested[o + at.DAY] + 1) - 1, -1, -1):
        a = i * at.ROW
        if since >= 0 and acts[a + at.DAY] < acts[since + at.DAY]:
            break
        if before(tested, o, acts, a) or (since >= 0 and before(acts, a, acts, since)):
            continue
        if acts[a + at.OP] == at.SINCE:
            if since < 0 and before(acts, a, tested, o) and sure_enough(acts, a, False, lane, out, base):
                since = a
        elif (
            before(acts, a, tested, o)  # of the same moment: read as later, in favour of lawfulness
            if acts[a + at.EVENT] != tested[o + at.EVENT]
            else acts[a + at.B] != tested[o + at.B]
        ):
            same = acts[a + at.A] == tested[o + at.A] or acts[a + at.A] < 0
            if same and sure_enough(acts, a, True, lane, out, base) and sure_enough(tested, o, True, lane, out, base):
                status = at.VIOLATED
                event = acts[a + at.EVENT]
                cite(out, base, event)
                note(trace, at.STEP_FOUND, event, at.FIRST, acts[a + at.DAY], 0, 0, 0, 0, -1, acts[a + at.A])
                break
    if status == at.MET and open_world == 1 and lane == at.LEAST:
        status = at.VIOLATED  # who acted before may be unmentioned
    elif status == at.VIOLATED and open_world == 1 and lane == at.GREATEST and p[at.UNBOUNDED] == 1:
        status = at.MET  # a reset may be unmentioned
    out[base + at.STATUS] = status


def recorded(
    p: Row, tested: Row, o: int, lane: int, recorded_at: int, calendar: Calendar, out: Buffer, base: int,
    trace: Buffer,
) -> None:  # fmt: skip
    """The act stood in the ledger within the period after it happened. recorded_at: position, or NONE."""
    start = tested[o + at.HIGH] if lane == at.GREATEST else tested[o + at.LOW]
    due = base_due(p, start, calendar)
    if len(trace) > 1:
        note(trace, at.STEP_BUDGET, -1, 0, start, 0, due, due, due, -1, 0)
    out[base + at.DUE] = due
    out[base + at.UNROLLED] = due
    out[base + at.CLOSED_AT] = recorded_at
    if recorded_at == at.NONE:
        out[base + at.STATUS] = at.MET if lane == at.GREATEST else at.MET_LATE
    else:
        out[base + at.STATUS] = at.MET_LATE if recorded_at > due else at.MET
