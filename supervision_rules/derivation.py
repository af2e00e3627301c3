"""Why a verdict is what it is: ordered, typed steps with events and day numbers, made by explain.py.

Not sentences (wording.py). The independent checker reads these types and nothing else of the engine.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from domain.event import CaseId, EventKey, PersonId
from supervision_rules.verdict import Kind, Lateness, Status

Unit = Literal["hour", "day", "month", "working_day"]
HourMode = Literal["proc", "continuous"]
Start = Literal["next_day", "same_instant", "receipt"]
RollMode = Literal["none", "next", "previous", "next_unless_in_custody"]
Scale = Literal["day", "instant"]
Reading = Literal["certain", "least", "greatest"]


class Amount(msgspec.Struct, frozen=True):
    """A length of time as the card states it; `value` is a decimal string, only months may be halves."""

    value: str
    unit: Unit


class Opened(msgspec.Struct, frozen=True, tag_field="step", tag="opened"):
    """The trigger opened the duty. day: local ordinal; earliest/latest: microseconds."""

    event: EventKey
    day: int
    earliest: int
    latest: int


class Anchored(msgspec.Struct, frozen=True, tag_field="step", tag="anchored"):
    """The clock runs from this event (receipt), not from the trigger."""

    event: EventKey
    day: int
    earliest: int
    latest: int


class Budgeted(msgspec.Struct, frozen=True, tag_field="step", tag="budgeted"):
    """The base period. `due` is unrolled: last day counted, or last instant, on the derivation's scale.

    since  position the period is counted from (a day, or an instant)
    """

    amount: Amount
    start: Start
    hours: HourMode | None
    since: int
    due: int


class Extended(msgspec.Struct, frozen=True, tag_field="step", tag="extended"):
    """An extension. `applied` False: it counts for nothing, `why` says so.

    amount    by how much (mode `by`), or the new whole length counted from the start (mode `to_total`)
    total     ceiling on the whole length counted from the start, None if there is none
    from_origin / contiguous  the two readings of a chained period (unrolled, before uncounted days);
              the earlier governs
    due       unrolled due after this step, uncounted days included
    """

    event: EventKey
    mode: Literal["by", "to_total"]
    amount: Amount
    total: Amount | None
    only_before_expiry: bool
    day: int
    applied: bool
    why: str
    contiguous: int
    from_origin: int
    due: int


class Suspended(msgspec.Struct, frozen=True, tag_field="step", tag="suspended"):
    """Time that is not counted: whole days first..last, or microseconds on the instant scale.

    ended   None while it goes on
    uncounted  added by this step (days already uncounted by another suspension are not added twice)
    """

    began: EventKey
    ended: EventKey | None
    first: int
    last: int | None
    uncounted: int
    due: int


class Restarted(msgspec.Struct, frozen=True, tag_field="step", tag="restarted"):
    """A fresh base period runs from this event; the old one ended lawfully.

    keeps_extensions  `renew`: extension counts go on; `reset`: they start again
    """

    event: EventKey
    keeps_extensions: bool
    day: int
    earliest: int
    latest: int


class Rolled(msgspec.Struct, frozen=True, tag_field="step", tag="rolled"):
    """Rolling over rest days, once, at the end. in_custody None: not asked, or not known."""

    mode: RollMode
    in_custody: bool | None
    unrolled: int
    due: int
    provisional: bool


class UntilAct(msgspec.Struct, frozen=True, tag_field="step", tag="until_act"):
    """The law names no number: the duty fell due when this act happened."""

    event: EventKey
    day: int
    earliest: int
    latest: int


class Closed(msgspec.Struct, frozen=True, tag_field="step", tag="closed"):
    """An act ended the duty: discharged it, or made it pointless (moot)."""

    event: EventKey
    how: Literal["discharged", "moot"]
    day: int
    earliest: int
    latest: int
    in_time: bool


class Found(msgspec.Struct, frozen=True, tag_field="step", tag="found"):
    """An act that bears on the one tested.

    role: required | reset | first | state_from | state_to | counted | same_value | basis
    """

    event: EventKey
    role: str
    day: int
    detail: str = ""


class Missed(msgspec.Struct, frozen=True, tag_field="step", tag="missed"):
    """No such act stands where the rule looks for one. `events`: type names that would have done."""

    role: str
    events: tuple[str, ...]


class Tested(msgspec.Struct, frozen=True, tag_field="step", tag="tested"):
    """A condition on the act itself. outcome None: unknown, because `missing` is not stated."""

    condition: str
    outcome: bool | None
    missing: tuple[str, ...] = ()


class Unstated(msgspec.Struct, frozen=True, tag_field="step", tag="unstated"):
    """The history does not vouch for silence here: what may have happened unmentioned."""

    what: tuple[str, ...]


class Result(msgspec.Struct, frozen=True, tag_field="step", tag="result"):
    """The verdict. `due` and `now` on the derivation's scale; due None while no clock runs."""

    status: Status
    due: int | None
    now: int
    over_by: Lateness | None
    decided_by: EventKey | None


Step = (
    Opened
    | Anchored
    | Budgeted
    | Extended
    | Suspended
    | Restarted
    | Rolled
    | UntilAct
    | Closed
    | Found
    | Missed
    | Tested
    | Unstated
    | Result
)


class Derivation(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of one verdict.

    scale     day: positions are local days (proleptic ordinals); instant: microseconds since the epoch
    reading   certain: one course of events; least / greatest: the shorter or longer of the lawful courses
              where the history leaves something open
    open_world  acts may be unmentioned: an excerpt, or an agency that does not vouch for its silence
    calendar  SHA-256 of the calendar used
    articles  "text:article" of the card's citations, in order
    """

    duty: str
    rule: str
    rule_version: str
    kind: Kind
    case: CaseId
    subject: PersonId | None
    scale: Scale
    reading: Reading
    open_world: bool
    calendar: str
    articles: tuple[str, ...]
    steps: tuple[Step, ...]
