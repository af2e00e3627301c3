"""A rule card as the checker reads it, from plain JSON. Types only.

Shares no code with card.py. How its conditions are asked is in checked_conditions.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from supervision_rules.derivation import Amount, HourMode, RollMode, Start, Unit

_RENAMED = {"from_": "from", "while_": "while"}


class ActPattern(msgspec.Struct, frozen=True):
    event: str
    when: tuple[dict[str, Any], ...] = ()
    date_field: str | None = None
    field: str | None = None
    sole: bool = False


class AnchorText(ActPattern, frozen=True):
    otherwise: str | None = None


class ExtensionText(msgspec.Struct, frozen=True):
    event: str
    when: tuple[dict[str, Any], ...] = ()
    by: Amount | None = None
    by_field: str | None = None
    unit: Unit = "day"
    to_total: Amount | None = None
    times: int | None = None
    total: Amount | None = None
    only_before_expiry: bool = False

    @property
    def granted_by(self) -> ActPattern:
        return ActPattern(self.event, self.when)


class SuspensionText(msgspec.Struct, frozen=True, rename=_RENAMED):
    from_: ActPattern
    to: ActPattern
    counts_from: str = "next_day"
    carries: bool = False


class ClockText(msgspec.Struct, frozen=True):
    budget: Amount | None = None
    until: tuple[ActPattern, ...] = ()
    hours: HourMode | None = None
    start: Start | None = None
    roll: RollMode | None = None
    extend: tuple[ExtensionText, ...] = ()
    suspend: tuple[SuspensionText, ...] = ()
    reset: tuple[ActPattern, ...] = ()
    renew: tuple[ActPattern, ...] = ()
    moot_on: tuple[ActPattern, ...] = ()


class StateText(msgspec.Struct, frozen=True, rename=_RENAMED):
    from_: tuple[ActPattern, ...]
    to: tuple[ActPattern, ...] = ()


class BasisText(msgspec.Struct, frozen=True):
    event: str
    clock: ClockText
    when: tuple[dict[str, Any], ...] = ()

    @property
    def given_by(self) -> ActPattern:
        return ActPattern(self.event, self.when)


class CreditText(msgspec.Struct, frozen=True):
    state: StateText
    days: dict[str, str]


class TermText(msgspec.Struct, frozen=True):
    check: str
    months: str
    first_day: str
    last_day: str
    credited: str
    sentence: str
    credit: tuple[CreditText, ...] = ()


class InForceText(msgspec.Struct, frozen=True, rename=_RENAMED):
    from_: date
    to: date | None = None


class FirstOfText(msgspec.Struct, frozen=True):
    first: tuple[str, ...]


class SavingsText(msgspec.Struct, frozen=True):
    first: tuple[str, ...]
    before: date
    stays_on: str


class VersionText(msgspec.Struct, frozen=True, rename=_RENAMED):
    version: str
    in_force: InForceText
    select_by: str | FirstOfText = "trigger"
    savings: SavingsText | None = None
    clock: ClockText | None = None
    match: str | None = None
    opens: tuple[ActPattern, ...] = ()
    closes: tuple[ActPattern, ...] = ()
    lapses: bool = False
    anchor: AnchorText | None = None
    state: StateText | None = None
    bases: tuple[BasisText, ...] = ()
    first: tuple[ActPattern, ...] = ()
    then: tuple[ActPattern, ...] = ()
    counted_from: str = "last"
    if_absent: str = "nothing"
    act: tuple[ActPattern, ...] = ()
    requires: tuple[ActPattern, ...] = ()
    since: tuple[ActPattern, ...] = ()
    while_: StateText | None = None
    max: int | None = None
    fields: tuple[dict[str, Any], ...] = ()
    documents: tuple[str, ...] = ()
    dossier: tuple[ActPattern, ...] = ()
    allowed: tuple[dict[str, Any], ...] = ()
    term: TermText | None = None


class CiteText(msgspec.Struct, frozen=True):
    text: str
    article: str


class CardText(msgspec.Struct, frozen=True):
    """Only what the checker needs; other fields of the card are ignored."""

    id: str
    kind: str
    cites: tuple[CiteText, ...]
    versions: tuple[VersionText, ...]
    scope: str
    scope_field: str | None = None
    same_duty_as: tuple[str, ...] = ()


def read_card(plain: Mapping[str, object]) -> CardText:
    """Raises msgspec.ValidationError where the card is no card."""
    return msgspec.convert(plain, CardText, strict=False)
