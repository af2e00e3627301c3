"""What a derivation may speak of: the history of one case or person, read for one duty.

Part of the checker. An act can stand on another day than its own, where the card names a data field for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from domain.event import Event, EventKey
from domain.history import effective
from domain.lineage import LinkRule, duty_histories, links_of, subject_histories
from supervision_rules.checked_act import Act, Mismatch, Played, required
from supervision_rules.checked_card import ActPattern, CardText, VersionText
from supervision_rules.checked_conditions import Holds, all_hold, facts_asked, texts_at, together, value_at
from supervision_rules.checked_custody import Custody
from supervision_rules.checked_dates import PlainCalendar
from supervision_rules.checked_facts import Facts
from supervision_rules.checked_order import in_order
from supervision_rules.derivation import Derivation

_PERSONAL = frozenset({"subject", "measure"})


class Scene:
    """events: those of the scope that the derivation is about, by key; history: in their fixed order.

    scope_value, match_value  what the duty's trigger names in the card's fields, once the duty is known
    """

    def __init__(
        self, derivation: Derivation, card: CardText, version: VersionText, events: Iterable[Event],
        links: Sequence[LinkRule], calendar: PlainCalendar, facts: Mapping[str, object],
    ) -> None:  # fmt: skip
        self.derivation = derivation
        self.card = card
        self.version = version
        self.calendar = calendar
        self.history = in_order(self._in_scope(effective(events), links))
        self.events: Mapping[EventKey, Event] = {event.key: event for event in self.history}
        subject = derivation.subject if card.scope in _PERSONAL else None
        self.facts = Facts(facts, self.history, subject, _tied)
        self.custody = Custody(self.facts, subject)
        self.scope_value = self.match_value = ""
        self._places = {event.key: place for place, event in enumerate(self.history)}
        self._of_type: dict[str, list[Event]] = {"*": list(self.history)}
        for event in self.history:
            self._of_type.setdefault(event.type, []).append(event)

    def _in_scope(self, history: Sequence[Event], links: Sequence[LinkRule]) -> Sequence[Event]:
        """The person's events in any of the linked cases, or the case's; for officers all."""
        stated = links_of(history, links)
        if self.card.scope == "officer":
            return history
        if self.card.scope in _PERSONAL:
            subject = required(self.derivation.subject, "the rule is about a person, and none is named")
            return required(subject_histories(history, stated).get(subject), "nobody of that name is in the case")
        return required(duty_histories(history, stated).get(self.derivation.case), "there is no such case")

    def event(self, key: EventKey) -> Event:
        if key not in self.events:
            raise Mismatch(f"no such event stands in the history: {key.source} {key.id}")
        return self.events[key]

    def place(self, event: Event) -> int:
        return self._places[event.key]

    def of_types(self, types: Iterable[str]) -> Iterator[Event]:
        for event_type in types:
            yield from self._of_type.get(event_type, ())

    def placed(self, event: Event, pattern: ActPattern | None = None) -> tuple[Act, bool]:
        """The act at its own time, or on the day that the pattern's data field names; False: it names none."""
        own = _own(event)
        if pattern is None or pattern.date_field is None:
            return own, True
        stated = value_at(event, pattern.date_field)
        if not isinstance(stated, str):
            return own, False
        day = date.fromisoformat(stated[:10]).toordinal()
        return Act(event, day, *self.calendar.whole_day(day), None), True

    def reads(self, pattern: ActPattern, event: Event, *, eases: bool = False) -> Holds:
        """Whether the event is one that the pattern means.

        eases  where acts of one moment leave a fact open, what eases holds if it can
        """
        if pattern.event not in (event.type, "*"):
            return Holds.NO
        outcome = all_hold(pattern.when, event, lambda name: self.facts.at(name, event))
        if not eases or outcome is Holds.YES:
            return outcome
        asked = facts_asked(pattern.when)
        for way in range(1, max((len(self.facts.ways(name, event)) for name in asked), default=1)):
            if self._in_way(pattern, event, way) is Holds.YES:
                return Holds.YES
        return outcome

    def _in_way(self, pattern: ActPattern, event: Event, way: int) -> Holds:
        return all_hold(pattern.when, event, lambda name: self.facts.at(name, event, way))

    def concerns(self, event: Event) -> Holds:
        """Whether the event speaks of the measure, flow or item that the duty is about."""
        if self.card.scope_field is not None:
            named = texts_at(event, self.card.scope_field)
            if named and self.scope_value not in named:
                return Holds.NO  # one that names none speaks of all
        if self.version.match is None:
            return Holds.YES
        named = texts_at(event, self.version.match)
        if not named:
            return Holds.OPEN
        return Holds.YES if self.match_value in named else Holds.NO

    def played(
        self, patterns: Iterable[ActPattern], role: str, *, eases: bool, number: int | None = None
    ) -> Iterator[Played]:
        """The acts that are or may be what the patterns mean, pattern by pattern."""
        for count, pattern in enumerate(patterns):
            for event in self._of_type.get(pattern.event, ()):
                outcome = self.reads(pattern, event, eases=eases)
                if outcome is not Holds.NO:
                    outcome = together((outcome, self.concerns(event)))
                if outcome is Holds.NO:
                    continue
                act, dated = self.placed(event, pattern)
                outcome = outcome if dated else together((outcome, Holds.OPEN))
                own = count if number is None else number
                yield Played(act, role, own, self.place(event), outcome, pattern.sole)

    def may_hide(self, event: Event) -> bool:
        """An excerpt stands at the act or before it: earlier acts may be unmentioned."""
        return self.facts.may_hide(event)


def _own(event: Event) -> Act:
    occurred = event.occurred
    return Act(event, occurred.day, occurred.earliest, occurred.latest, event.sequence)


def _tied(one: Event, other: Event) -> bool:
    """Of one day, and nothing says which came first."""
    first, second = _own(one), _own(other)
    return first.day == second.day and not first.certainly_before(second) and not second.certainly_before(first)
