"""A simulated act before it is delivered: what happened, when in law, who posted it.

Not the wire form: delivery.py turns drafts into CloudEvents and disturbs their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

Payload = Mapping[str, object]


class Draft(msgspec.Struct, frozen=True):
    """One act. `when`: a date (date-only act) or an aware datetime; `recorded`: when it was taken down."""

    id: str
    type: str
    when: date | datetime
    source: str
    case: str
    person: str | None
    actor: str | None
    data: Payload
    recorded: datetime
    sequence: int | None = None
    excerpt: bool = False


class ScoredOnly(msgspec.Struct, frozen=True, tag_field="row", tag="scored_only"):
    """A case that is a fragment: nothing but this rule is scored on it."""

    case: str
    rule: str


class Expectation(msgspec.Struct, frozen=True, tag_field="row", tag="planted"):
    """One row of the truth file: a breach that replay must find, by rule, subject and trigger."""

    case: str
    rule: str
    subject: str | None
    trigger_source: str
    trigger_id: str
    planted: str
