"""Where each integer stands in the flat buffers between projection, fold and read-out.

Constants only. Buffers are flat sequences of int (Python lists live, int64 arrays in batch), rows of fixed width.
"""

from __future__ import annotations

from typing import Final

# --- one act or opener: a row of ROW integers
ROW: Final = 12
OP: Final = 0  # what the act does, see below
EVENT: Final = 1  # index of the event in its history
DAY: Final = 2  # local day, proleptic ordinal
EARLIEST: Final = 3  # microseconds
LATEST: Final = 4
SOURCE: Final = 5  # code of the poster within the history
SEQUENCE: Final = 6  # order among acts of that poster, -1 if not given
SURE: Final = 7  # 1: the guard holds; 0: unknown whether it does
A: Final = 8  # which extension, suspension or basis; test outcome; value code
B: Final = 9  # amount taken from the event; sole discharge
LOW: Final = 10  # position on the clock's scale, earliest
HIGH: Final = 11  # position on the clock's scale, latest

# --- operations
DISCHARGE: Final = 1
MOOT: Final = 2
ANCHOR: Final = 3
EXTEND: Final = 4
SUSPEND: Final = 5
RESUME: Final = 6
RESET: Final = 7
RENEW: Final = 8
UNTIL: Final = 9
BASIS: Final = 10
STATE_FROM: Final = 11
STATE_TO: Final = 12
REQUIRED: Final = 13
SINCE: Final = 14
FIRST: Final = 15
COUNT: Final = 16
TICK: Final = 17
OPEN: Final = 18

# --- parameters of one program
KIND: Final = 0
SCALE: Final = 1  # 0 days, 1 instants
UNTIL_MODE: Final = 2
UNIT: Final = 3
WHOLE: Final = 4
HALVES: Final = 5
HOURS_PROC: Final = 6
FIRST_DAY_COUNTS: Final = 7
ROLL: Final = 8
HAS_ANCHOR: Final = 9
EXTENSIONS: Final = 10  # how many
UNBOUNDED: Final = 11  # an unmentioned suspension or restart could lengthen it without limit
COVERS_STATE: Final = 12  # the duty is a basis of a state
LIMIT: Final = 13  # limit: at most; minimum_interval: counted from the first (1) or last (0)
ABSENT_BREAKS: Final = 14
HAS_STATE: Final = 15
SAME_DAY_UNCOUNTED: Final = 16  # bit s: suspension s counts from its own day
LAPSES: Final = 17  # not acting in time is no breach
CARRIES: Final = 18  # bit s: suspension s outlasts the start and every restart of a clock
EXTENSION_TABLE: Final = 20

# --- one extension in the table
EXTENSION_ROW: Final = 9
BY_FIELD: Final = 0  # 0 fixed amount, 1 amount from the event, 2 new whole length
E_UNIT: Final = 1
E_WHOLE: Final = 2
E_HALVES: Final = 3
E_TIMES: Final = 4  # -1: any number of times
E_TOTAL_UNIT: Final = 5  # -1: no ceiling
E_TOTAL_WHOLE: Final = 6
E_TOTAL_HALVES: Final = 7
E_ONLY_BEFORE: Final = 8

# --- units and roll modes
HOUR: Final = 0
CALENDAR_DAY: Final = 1
MONTH: Final = 2
WORKING_DAY: Final = 3
UNIT_CODE: Final = {"hour": HOUR, "day": CALENDAR_DAY, "month": MONTH, "working_day": WORKING_DAY}
ROLL_NONE: Final = 0
ROLL_NEXT: Final = 1
ROLL_PREVIOUS: Final = 2
ROLL_UNLESS_CUSTODY: Final = 3
ROLL_CODE: Final = {
    "none": ROLL_NONE,
    "next": ROLL_NEXT,
    "previous": ROLL_PREVIOUS,
    "next_unless_in_custody": ROLL_UNLESS_CUSTODY,
}

# --- families of the fold
CLOCK: Final = 0
GAP: Final = 1
SILENCE: Final = 2
INTERVAL: Final = 3
PRECEDENCE: Final = 4
PROHIBITION: Final = 5
LIMITED: Final = 6
SEPARATION: Final = 7
TESTED: Final = 8
RECORDED: Final = 9

# --- lanes: one certain course, or the two extreme completions of an uncertain one
CERTAIN: Final = 0
LEAST: Final = 1  # everything open is read against lawfulness
GREATEST: Final = 2  # everything open is read for lawfulness

# --- outcome of one duty: OUT integers
OUT: Final = 24
STATUS: Final = 0
DUE: Final = 1  # rolled, NONE if no clock runs
UNROLLED: Final = 2
CLOSER: Final = 3  # event index, -1
CLOSED_AT: Final = 4  # position, lane-resolved
PROVISIONAL: Final = 5
STRICT: Final = 6  # hour clocks that exclude the starting hour: due under the strict reading
DOUBT: Final = 7  # bits, see below
EVIDENCE: Final = 8  # how many evidence events follow
EVIDENCE_ROOM: Final = 14

PENDING: Final = 1
MET: Final = 2
MET_LATE: Final = 3
OVERDUE: Final = 4
VIOLATED: Final = 5
MOOTED: Final = 6
NO_VERDICT: Final = 7

DOUBT_GUARD: Final = 2

# --- state of one open duty: scratch of STATE_SIZE integers
STATE_SIZE: Final = 20
S_START: Final = 0  # the period is counted from here
S_RUNNING: Final = 1  # a clock runs (the anchor has come)
S_CONTIGUOUS: Final = 2  # end of the periods so far, each counted from the end of the one before
S_MONTHS: Final = 3  # months added by extension, for the reading from the origin
S_HALVES: Final = 4
S_DAYS: Final = 5  # days added by extension
S_UNCOUNTED: Final = 6
S_LAST_UNCOUNTED: Final = 7
S_SUSPENDED: Final = 8  # bit per running suspension
S_SUSPENDED_FROM: Final = 9
S_SUSPENDED_BY: Final = 10  # event
S_USED: Final = 11  # six bits of use count per extension
S_UNROLLED: Final = 12
S_DUE: Final = 13
S_MIXED: Final = 14  # extensions in units other than months and days: only the contiguous reading
S_ANCHORED: Final = 15  # the anchor has come
S_UNTIL: Final = 16  # row of the act at which the duty fell due, -1
S_HELD: Final = 17  # the state that a basis covers holds
S_CLOSER: Final = 18  # event that ended the duty, -1
S_CLOSED_AT: Final = 19
MOST_EXTENSIONS: Final = 10  # six bits each in one integer
MOST_SUSPENSIONS: Final = 60

NONE: Final = -(1 << 62)  # no position
FOREVER: Final = 1 << 62

# --- trace: rows of TRACE integers, written only when the buffer has room (room 0: tracing off)
TRACE: Final = 10
T_STEP: Final = 0
T_EVENT: Final = 1
T_A: Final = 2  # extension or suspension number, flag
T_FROM: Final = 3
T_TO: Final = 4
T_CONTIGUOUS: Final = 5
T_ORIGIN: Final = 6
T_DUE: Final = 7
T_OTHER_EVENT: Final = 8
T_AMOUNT: Final = 9

STEP_ANCHOR: Final = 1
STEP_BUDGET: Final = 2
STEP_EXTENDED: Final = 3
STEP_NOT_EXTENDED: Final = 4
STEP_SUSPENDED: Final = 5
STEP_RESTARTED: Final = 6
STEP_ROLLED: Final = 7
STEP_UNTIL: Final = 8
STEP_CLOSED: Final = 9
STEP_FOUND: Final = 10
STEP_COUNTED: Final = 11

# why an extension counts for nothing (T_A of STEP_NOT_EXTENDED)
AFTER_EXPIRY: Final = 1
TOO_OFTEN: Final = 2
NO_AMOUNT: Final = 3
