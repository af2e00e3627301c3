"""One act as an agency reports it, decoded: what rules and projections see.

Not the wire form (domain/cloudevent.py) and not the stored row (ledger/).
"""

from __future__ import annotations

from typing import NewType

import msgspec

from domain.code_mapping import Applied
from domain.occurred import Occurred

CaseId = NewType("CaseId", str)
PersonId = NewType("PersonId", str)


class EventKey(msgspec.Struct, frozen=True, order=True, gc=False):
    """Identity of an event for ever: who posted it, and that poster's id for it."""

    source: str
    id: str


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """What EventCorrected and EventRetracted do to the event they name.

    retract   the named event never happened, or is not stated any more
    type      type of the event named, as the corrector states it (corrections only)
    data      whole replacement payload, None where only the time is corrected
    person    the person in the replacement payload
    occurred  replacement time, None where only the payload is corrected
    """

    event: EventKey
    retract: bool
    type: str | None = None
    data: msgspec.Struct | None = None
    person: PersonId | None = None
    occurred: Occurred | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A typed event.

    type/version  name and version in the pack's vocabulary, after upcasting
    case          case id (CloudEvents `subject`)
    person        the person concerned (`data.person`), None for an act on the case
    actor         who acted where that is not the poster; same URN form as `source`
    sequence      order among acts of one source in one case, None if not given
    excerpt       True: vouches for nothing but itself (DESIGN §5)
    recorded      microseconds since the epoch at which the ledger (or `recordedtime`) took it
    position      place in the ledger's total order; None outside a ledger
    data          payload struct declared by the pack's vocabulary
    mapped        which of the agency's own codes `data` shows as national ones; see code_mapping.py
    amends        set on corrections and retractions only; see history.py
    """

    key: EventKey
    type: str
    version: int
    case: CaseId
    person: PersonId | None
    occurred: Occurred
    data: msgspec.Struct
    actor: str | None = None
    sequence: int | None = None
    excerpt: bool = False
    recorded: int | None = None
    position: int | None = None
    amends: Amendment | None = None
    mapped: Applied = ()

    @property
    def stated_type(self) -> str:
        """Type of the act that it states: of a correction that of the act as corrected."""
        return self.type if self.amends is None or self.amends.type is None else self.amends.type

    @property
    def emitter(self) -> str:
        """URN of the agency that acted: the actor where one is named, else the poster."""
        return self.actor or self.key.source


def legal_order(event: Event) -> tuple[int, int, str, int, str]:
    """Sort key within a scope: occurred_at, source sequence, id. Never arrival or position.

    Ties (same instant, or a date-only act and any act of its day) are *unordered*, not ordered
    by this key: it only makes the walk deterministic. `unordered` says which pairs those are.
    """
    sequence = -1 if event.sequence is None else event.sequence
    return (
        event.occurred.day,
        event.occurred.earliest,
        event.key.source,
        sequence,
        event.key.id,
    )


def unordered(a: Event, b: Event) -> bool:
    """True where the law reads the pair in favour of lawfulness: neither is known to come first."""
    if a.occurred.earliest > b.occurred.latest or b.occurred.earliest > a.occurred.latest:
        return False
    same_source = a.key.source == b.key.source
    return not (same_source and a.sequence is not None and b.sequence is not None)
