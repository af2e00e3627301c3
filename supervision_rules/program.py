"""Cards compiled: each version of a card becomes programs, that is integer parameters and entries by event type.

Not the projection of events (project.py). Compiled once per pack; immutable afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.event import CaseId, EventKey
from supervision_rules import layout as at
from supervision_rules.card import Basis, Card, Clock, Extension, Matcher, Version, split_amount
from supervision_rules.condition import Condition
from supervision_rules.derivation import Amount
from supervision_rules.guard import Guard, asks_act_only, compile_guard
from supervision_rules.verdict import Verdict, duty_part

ANY_EVENT = "*"
OPENER = True
ACT = False


class Entry(NamedTuple):
    """What one event type does in one program.

    opener      the row opens or is tested; else it is an act
    facts       names of facts that the guard asks
    amount      path of the extension's amount; date: path of the date that stands for the act's own
    value       path of the values to be compared (separation), one row each
    alone       the guard asks the act only; so does the test, with test_alone
    test        outcome of this guard goes into column A instead of filtering (tested kinds)
    eases       an unknown or ambiguous guard is read for lawfulness if it holds
    """

    opener: bool
    op: int
    guard: Guard | None
    facts: tuple[str, ...]
    a: int = 0
    b: int = 0
    amount: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    test: Guard | None = None
    eases: bool = False
    alone: bool = False
    test_alone: bool = False


class Pattern:
    """One entry on one event type and scale. Equal ones are one object for all programs: a history reads them once.

    event     event type, or ANY_EVENT
    hours     positions are instants
    program   the program whose other entries bear on the rows (bases, values), else the first that has it
    plain     rows take nothing from their event but when and by whom it was done
    tested_only  they take the outcome of a test beside
    """

    __slots__ = ("entry", "event", "hours", "plain", "program", "tested_only")

    def __init__(self, event: str, entry: Entry, program: Program) -> None:
        self.event = event
        self.entry = entry
        self.hours = program.hours
        self.program = program
        self.tested_only = not (entry.amount or entry.date or entry.value or entry.op == at.BASIS)
        self.plain = self.tested_only and entry.test is None


class Program:
    """One version of one card (coverage: one of its bases), ready for projection and fold.

    family   layout.CLOCK .. RECORDED
    params   layout.KIND .. EXTENSION_TABLE
    speakers event types whose silence the verdict rests on
    keyed    duties are told apart by scope field or match key
    undivided  trigger and whose history it is tell duties apart
    acting   patterns of acts by event type
    blank    a verdict that says what is the same in all verdicts of the program
    group    the part of duty ids that says which duty it is; the same for all cards that state it
    """

    __slots__ = (
        "acting", "basis", "blank", "card", "card_index", "clock", "closers", "easers", "entries", "family", "group",
        "hours", "keyed", "match", "number", "params", "rolls_by_custody", "scope_path", "speakers", "undivided",
        "version", "version_index",
    )  # fmt: skip

    def __init__(self, card: Card, card_index: int, version_index: int, family: int, basis: int = -1) -> None:
        self.card = card
        self.card_index = card_index
        self.version_index = version_index
        self.version: Version = card.versions[version_index]
        self.family = family
        self.basis = basis
        self.number = -1
        self.clock: Clock | None = self.version.clock
        self.params = [0] * at.EXTENSION_TABLE
        self.entries: dict[str, list[Entry]] = {}
        self.match = tuple(self.version.match.split(".")) if self.version.match else ()
        self.scope_path = tuple(card.scope_field.split(".")) if card.scope_field else ()
        self.speakers: tuple[str, ...] = ()
        self.closers: tuple[str, ...] = ()
        self.easers: tuple[str, ...] = ()
        self.hours = False
        self.rolls_by_custody = False
        self.keyed = bool(self.match or self.scope_path)
        self.undivided = not self.keyed and family != at.GAP and card.scope != "officer"
        self.group = duty_part(card.id)
        self.acting: dict[str, tuple[Pattern, ...]] = {}
        self.blank = Verdict(
            id="",
            rule=card.id,
            rule_version=self.version.version,
            kind=card.kind,
            severity=card.severity,
            consequence=card.consequence,
            case=CaseId(""),
            subject=None,
            status="pending",
            trigger=EventKey("", ""),
            trigger_day=0,
            holder=card.duty_holder,
            article=self.version.bases[basis].article if basis >= 0 else None,
        )

    def add(self, event: str, entry: Entry) -> None:
        self.entries.setdefault(event, []).append(entry)

    def opens(self, matchers: Iterable[Matcher], *, a: int = 0, b: int = 0) -> None:
        for m in matchers:
            date = tuple(m.date_field.split(".")) if m.date_field else ()
            alone = asks_act_only(m.when)
            entry = Entry(OPENER, at.OPEN, compile_guard(m.when), facts_in(m.when), a, b, date=date, alone=alone)
            self.add(m.event, entry)

    def acts(self, matchers: Iterable[Matcher], op: int, *, a: int = 0, eases: bool = True) -> None:
        for m in matchers:
            date = tuple(m.date_field.split(".")) if m.date_field else ()
            entry = Entry(
                ACT, op, compile_guard(m.when), facts_in(m.when), a, int(m.sole), date=date, eases=eases,
                alone=asks_act_only(m.when),
            )  # fmt: skip
            self.add(m.event, entry)

    def runs(self, clock: Clock) -> None:
        """Parameters and acts of a clock."""
        self.clock = clock
        p = self.params
        p[at.UNTIL_MODE] = int(bool(clock.until))
        if clock.budget is not None:
            p[at.UNIT], p[at.WHOLE], p[at.HALVES] = amount_codes(clock.budget)
            self.hours = clock.budget.unit == "hour"
        if clock.until:
            self.hours = clock.hours is not None
        p[at.SCALE] = int(self.hours)
        p[at.HOURS_PROC] = int(self.hours and clock.hours == "proc")
        p[at.FIRST_DAY_COUNTS] = int(clock.start == "same_instant" and not self.hours)
        p[at.ROLL] = at.ROLL_CODE[clock.roll or "none"]
        self.rolls_by_custody = p[at.ROLL] == at.ROLL_UNLESS_CUSTODY
        p[at.EXTENSIONS] = len(clock.extend)
        p[at.UNBOUNDED] = int(bool(clock.suspend or clock.reset or clock.renew))
        for number, extension in enumerate(clock.extend):
            self._extension(number, extension)
        for number, suspension in enumerate(clock.suspend):
            if suspension.counts_from == "same_day":
                p[at.SAME_DAY_UNCOUNTED] |= 1 << number
            if suspension.carries:
                p[at.CARRIES] |= 1 << number
            self.acts((suspension.from_,), at.SUSPEND, a=number)
            self.acts((suspension.to,), at.RESUME, a=number, eases=False)
        self.acts(clock.until, at.UNTIL, eases=False)
        self.acts(clock.reset, at.RESET)
        self.acts(clock.renew, at.RENEW)
        self.acts(clock.moot_on, at.MOOT)
        self.easers = names(
            [Matcher(e.event) for e in clock.extend],
            [s.from_ for s in clock.suspend],
            clock.reset,
            clock.renew,
        )

    def _extension(self, number: int, extension: Extension) -> None:
        row = [0] * at.EXTENSION_ROW
        if extension.by_field is not None:
            row[at.BY_FIELD], row[at.E_UNIT] = 1, at.UNIT_CODE[extension.unit]
        else:
            stated = extension.to_total or extension.by
            if stated is not None:
                row[at.E_UNIT], row[at.E_WHOLE], row[at.E_HALVES] = amount_codes(stated)
            row[at.BY_FIELD] = 2 if extension.to_total is not None else 0
        row[at.E_TIMES] = -1 if extension.times is None else extension.times
        row[at.E_TOTAL_UNIT] = -1
        if extension.total is not None:
            row[at.E_TOTAL_UNIT : at.E_TOTAL_HALVES + 1] = amount_codes(extension.total)
        row[at.E_ONLY_BEFORE] = int(extension.only_before_expiry)
        self.params += row
        amount = tuple(extension.by_field.split(".")) if extension.by_field else ()
        entry = Entry(
            ACT, at.EXTEND, compile_guard(extension.when), facts_in(extension.when), number, -1,
            amount=amount, eases=True, alone=asks_act_only(extension.when),
        )  # fmt: skip
        self.add(extension.event, entry)


def amount_codes(amount: Amount) -> tuple[int, int, int]:
    """(unit code, whole units, halves). The card was checked: the value is a number."""
    split = split_amount(amount)
    if split is None:
        raise ValueError(f"{amount.value} {amount.unit} is no length of time")
    return at.UNIT_CODE[amount.unit], split[0], split[1]


def names(*groups: Sequence[Matcher]) -> tuple[str, ...]:
    """Event types named, sorted, once each."""
    return tuple(sorted({m.event for group in groups for m in group}))


def facts_in(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Facts that conditions ask, sorted."""
    if not conditions:
        return ()
    found: set[str] = set()
    stack = list(conditions)
    while stack:
        condition = stack.pop()
        if condition.fact is not None:
            found.add(condition.fact)
        stack += [*condition.any, *condition.all, *([condition.not_] if condition.not_ else [])]
    return tuple(sorted(found))


def basis_matchers(bases: Iterable[Basis]) -> tuple[Matcher, ...]:
    return tuple(Matcher(basis.event, basis.when) for basis in bases)
