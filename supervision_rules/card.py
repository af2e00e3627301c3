"""The rule card: typed form of what stands under `cards` in rules/**/*.yaml, written out. Compiled and cited.

Types only. What a card must hold beyond its types is checked by card_checks.py; meaning is in project.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

import msgspec

from domain.payload_types import Label
from supervision_rules.condition import Condition
from supervision_rules.derivation import Amount, HourMode, RollMode, Start
from supervision_rules.verdict import Consequence, Kind, Severity

ScopeName = Literal["case", "subject", "measure", "flow", "officer"]


class Matcher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which acts are meant. `when`: all must hold, three-valued.

    sole        this act cannot have been preceded by an unmentioned discharge (excerpts)
    date_field  data field whose date stands for the act's own (e.g. the hearing date fixed by the act)
    field       separation: data field that names who took part (one or a list);
                dossier: data field that names the document type
    """

    event: str
    when: tuple[Condition, ...] = ()
    sole: bool = False
    date_field: str | None = None
    field: str | None = None


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The clock runs from this act (receipt), not from the opener, which still identifies the duty.

    otherwise  trigger: until the act is on record the clock runs from the opener; None: no clock runs
    """

    event: str
    within: Literal["after_trigger"] = "after_trigger"
    when: tuple[Condition, ...] = ()
    otherwise: Literal["trigger"] | None = None


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ground of extension: exactly one of by, by_field, to_total.

    times  how often; None: any number of times
    total  ceiling on the whole period counted from its start
    unit   unit of by_field's number (day where absent)
    """

    event: str
    when: tuple[Condition, ...] = ()
    by: Amount | None = None
    by_field: str | None = None
    unit: Literal["hour", "day", "month", "working_day"] = "day"
    to_total: Amount | None = None
    times: int | None = None
    total: Amount | None = None
    only_before_expiry: bool = False
    approved_by: str | None = None


class Suspension(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Time not counted between two acts. counts_from: the first uncounted day (time_computation §5).

    carries  one that already stands when the clock starts or starts afresh goes on standing
    """

    from_: Matcher
    to: Matcher
    counts_from: Literal["next_day", "same_day"] = "next_day"
    carries: bool = False


class Clock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long, from when, and what moves the end. Exactly one of budget and until.

    hours  with a budget in hours how they are counted; with `until`: continuous, where the instant of the act decides
           and not its day
    """

    budget: Amount | None = None
    until: tuple[Matcher, ...] = ()
    hours: HourMode | None = None
    start: Start | None = None
    roll: RollMode | None = None
    extend: tuple[Extension, ...] = ()
    suspend: tuple[Suspension, ...] = ()
    reset: tuple[Matcher, ...] = ()
    renew: tuple[Matcher, ...] = ()
    moot_on: tuple[Matcher, ...] = ()


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A state entered by one of `from` and left by one of `to`."""

    from_: tuple[Matcher, ...]
    to: tuple[Matcher, ...] = ()


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act that gives the state its basis, and how long it carries.

    article  what it rests on, as "text:number"; one of the card's citations
    """

    event: str
    clock: Clock
    when: tuple[Condition, ...] = ()
    article: str | None = None


class Credit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Time before the sentence that counts towards it.

    days  kind of sentence -> days of the term for one day in the state, as "2", "1" or "1/2"; absent: none
    """

    state: State
    days: dict[str, str]


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the act states of a prison term, and what is reckoned anew. Field names are the act's.

    check  end: the last day follows from first day, length and credit
           credit: time in the states named is credited, no day less and none more
    """

    check: Literal["end", "credit"]
    months: str
    first_day: str
    last_day: str
    credited: str
    sentence: str
    credit: tuple[Credit, ...] = ()


class InForce(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """First and last day on which the version is law; to: None while it is."""

    from_: date
    to: date | None = None


class FirstOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The date of the first act of one of these types in the scope."""

    first: tuple[str, ...]


class Savings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who stays on an older version: scopes whose first such act lies before the date."""

    first: tuple[str, ...]
    before: date
    stays_on: str


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"while_": "while"}):
    """One version of the rule. Which fields a kind needs and allows: card_checks.FIELDS_OF_KIND."""

    version: str
    in_force: InForce
    known_from: date
    verified: bool
    select_by: Literal["trigger"] | FirstOf = "trigger"
    savings: Savings | None = None
    clock: Clock | None = None
    warn: tuple[Amount, ...] = ()
    match: str | None = None
    note: str = ""
    # deadline, reply, silence
    opens: tuple[Matcher, ...] = ()
    closes: tuple[Matcher, ...] = ()
    anchor: Anchor | None = None
    lapses: bool = False  # a right, not a duty: left unused it lapses (moot) and nobody broke anything
    # coverage
    state: State | None = None
    bases: tuple[Basis, ...] = ()
    # minimum_interval, separation
    first: tuple[Matcher, ...] = ()
    then: tuple[Matcher, ...] = ()
    counted_from: Literal["first", "last"] = "last"
    if_absent: Literal["nothing", "violated"] = "nothing"
    # precedence, prohibition, limit, required_content, competence, integrity
    act: tuple[Matcher, ...] = ()
    requires: tuple[Matcher, ...] = ()
    since: tuple[Matcher, ...] = ()
    while_: State | None = None
    max: int | None = None
    fields: tuple[Condition, ...] = ()
    documents: tuple[str, ...] = ()
    dossier: tuple[Matcher, ...] = ()
    allowed: tuple[Condition, ...] = ()
    # term
    term: Term | None = None


class Cite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The article, and its sentence word for word. text: name of a file in law/texts/."""

    text: str
    article: str
    quote: str
    paragraph: int | None = None
    item: str | None = None
    note: str = ""


PLACEHOLDERS: Final = ("due", "over_by", "trigger_date", "decided_date", "holder")


class Says(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences in which PLACEHOLDERS stand in braces."""

    breach: str
    kept: str = ""


class SaysIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: Says
    en: Says


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule. duty_holder: `emitter` (of the trigger) or an agency kind."""

    id: str
    title: Label
    kind: Kind
    scope: ScopeName
    stage: str
    duty_holder: str
    consequence: Consequence
    severity: Severity
    cites: tuple[Cite, ...]
    says: SaysIn
    versions: tuple[Version, ...]
    scope_field: str | None = None
    same_duty_as: tuple[str, ...] = ()
    note: str = ""


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article of the law: its words as in law/texts/, and what it asks in one sentence."""

    number: str
    text: str
    means: Label


class RulesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """rules/<law>/<article>.yaml: the article (or a group of them) and the cards that rest on it.

    law  name of a file in law/texts/; None where a pack keeps its cards without the text beside them
    """

    cards: tuple[Card, ...]
    law: str | None = None
    articles: tuple[Article, ...] = ()


def split_amount(amount: Amount) -> tuple[int, int] | None:
    """(whole units, halves of a unit) or None where the value is no such number. Only months have halves."""
    try:
        value = Decimal(amount.value)
    except InvalidOperation:
        return None
    if value < 0 or not value.is_finite():
        return None
    whole, rest = divmod(value, 1)
    if rest == 0:
        return int(whole), 0
    if rest == Decimal("0.5") and amount.unit == "month":
        return int(whole), 1
    return None
