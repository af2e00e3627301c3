"""What one rule says about one trigger: the verdict, its identity, and a rule that crashed.

Not the arithmetic (fold*.py) and not the sentence shown to people (wording.py).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

import msgspec

from domain.event import CaseId, EventKey, PersonId

Status = Literal["pending", "met", "met_late", "overdue", "violated", "moot", "undecidable"]
Kind = Literal[
    "deadline",
    "reply",
    "coverage",
    "silence",
    "minimum_interval",
    "precedence",
    "prohibition",
    "limit",
    "required_content",
    "separation",
    "competence",
    "integrity",
    "term",
]
Consequence = Literal["violation", "prompt"]
Severity = Literal["critical", "major", "minor"]

# what a supervisor has to look at: every other status is lawful, open or unknown
BROKEN: frozenset[str] = frozenset({"met_late", "overdue", "violated"})


class Lateness(msgspec.Struct, frozen=True, gc=False):
    """How far beyond the last lawful day or instant: whole days, or started hours beyond an hour clock."""

    value: int
    unit: Literal["day", "hour"]


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One duty, or one act tested.

    id            stable identity: see `duty_id`
    case          case of the trigger (for case scope: the case whose history was judged)
    subject       person id, None where the rule judges a case
    trigger       the event that opened the duty; for precedence, prohibition, interval and limit the offending act
    trigger_day   local day of the trigger, proleptic ordinal
    holder        URN of the agency that owes the act, or an agency kind where no URN is known
    due           last lawful day (ISO date) for clocks in days and months, last lawful instant (RFC 3339)
                  for clocks in hours; None while no clock runs
    strict_due    hour clocks that exclude the starting hour: the earlier instant under the strict reading
    overdue_from  first unlawful instant, microseconds since the epoch
    decided_by    the act that closed or broke it; decided_day: its local day, proleptic ordinal
    over_by       how late, for met_late and overdue
    missing       for undecidable: what would have to be known, in words of the pack (field paths, act names)
    final         no act that happens after `now`, and no passing of time, can change it: only a late,
                  corrected or retracted event, a new calendar or a new pack can
    provisional_due  the due day lies beyond the announced calendar
    warn_at       warning instants of a pending duty, ascending, microseconds
    prompt        True: a prompt to a human, never a violation
    bases         ids of other rules that state the same duty (same_duty_as), sorted
    article       coverage: what the basis rests on, as "text:number", where the card names it
    """

    id: str
    rule: str
    rule_version: str
    kind: Kind
    severity: Severity
    consequence: Consequence
    case: CaseId
    subject: PersonId | None
    status: Status
    trigger: EventKey
    trigger_day: int
    holder: str
    due: str | None = None
    strict_due: str | None = None
    overdue_from: int | None = None
    decided_by: EventKey | None = None
    decided_day: int | None = None
    over_by: Lateness | None = None
    evidence: tuple[EventKey, ...] = ()
    missing: tuple[str, ...] = ()
    final: bool = False
    provisional_due: bool = False
    warn_at: tuple[int, ...] = ()
    bases: tuple[str, ...] = ()
    article: str | None = None

    @property
    def prompt(self) -> bool:
        return self.consequence == "prompt"

    @property
    def broken(self) -> bool:
        return self.status in BROKEN


class RuleFailure(msgspec.Struct, frozen=True, order=True):
    """A rule that crashed on a case. The other rules went on; nothing is known about this one."""

    rule: str
    case: CaseId
    subject: str
    error: str


def duty_id(rule: str, scope_key: str, trigger: EventKey) -> str:
    """32 hex digits of SHA-256 over (rule, scope key, trigger).

    scope_key  person id, or `case:<id>` for case scope: whatever makes two duties of one trigger differ
    """
    return duty_digest(duty_part(rule), duty_part(scope_key), duty_trigger(trigger))


def duty_part(text: str) -> str:
    """One text that goes into the identity of a duty."""
    # lengths in front: no separator can be forged by an id that contains it
    return f"{len(text)}:{text}"


def duty_trigger(trigger: EventKey) -> str:
    """What the identities of all duties opened by one event have in common: the parts of source and id."""
    source, act = trigger.source, trigger.id
    return f"{len(source)}:{source}{len(act)}:{act}"


def duty_digest(rule: str, scope: str, trigger: str) -> str:
    """The identity from its parts, as the functions above write them."""
    return sha256((rule + scope + trigger).encode()).hexdigest()[:32]
