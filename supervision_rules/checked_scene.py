"""The acts that a derivation may speak of: the effective history, cut to one case and one person.

Part of the checker. An act can stand on another day than its own, where the card names a data field for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from domain.event import Event, EventKey
from domain.history import effective
from domain.lineage import LinkRule, case_histories, links_of, subject_histories
from supervision_rules.checked_act import Act, Mismatch, required
from supervision_rules.checked_card import ActPattern, CardText, VersionText, fits, texts_at, value_at
from supervision_rules.checked_dates import PlainCalendar
from supervision_rules.derivation import Derivation


class Scene:
    """events: those of the scope that the derivation is about, by key."""

    def __init__(
        self, derivation: Derivation, card: CardText, version: VersionText, events: Iterable[Event],
        links: Sequence[LinkRule], calendar: PlainCalendar,
    ) -> None:  # fmt: skip
        self.derivation = derivation
        self.card = card
        self.version = version
        self.calendar = calendar
        self.events: Mapping[EventKey, Event] = {e.key: e for e in self._in_scope(effective(events), links)}

    def _in_scope(self, history: Sequence[Event], links: Sequence[LinkRule]) -> Sequence[Event]:
        """The person's events in any of the linked cases, or the case's; for officers all."""
        stated = links_of(history, links)
        if self.card.scope == "officer":
            return history
        if self.card.scope in ("subject", "measure"):
            subject = required(self.derivation.subject, "the rule is about a person, and none is named")
            return required(subject_histories(history, stated).get(subject), "nobody of that name is in the case")
        return required(case_histories(history, stated).get(self.derivation.case), "there is no such case")

    def event(self, key: EventKey) -> Event:
        if key not in self.events:
            raise Mismatch(f"no such event stands in the history: {key.source} {key.id}")
        return self.events[key]

    def placed(self, event: Event, patterns: Iterable[ActPattern] = ()) -> Act:
        """The event at its own time, or on the day that a fitting pattern's data field names."""
        for pattern in patterns:
            if pattern.date_field is not None and fits(pattern, event) is not False:
                stated = value_at(event, pattern.date_field)
                if isinstance(stated, str):
                    day = date.fromisoformat(stated[:10]).toordinal()
                    return Act(event, day, *self.calendar.whole_day(day))
        occurred = event.occurred
        return Act(event, occurred.day, occurred.earliest, occurred.latest)

    def certain(self, patterns: Iterable[ActPattern], trigger: Event) -> Iterator[Act]:
        """Acts that surely are what the patterns mean, and surely bear on the same subject as the trigger."""
        patterns = tuple(patterns)
        for event in self.events.values():
            fitting = [pattern for pattern in patterns if fits(pattern, event) is True]
            if fitting and event.key != trigger.key and self.concerns(event, trigger):
                yield self.placed(event, fitting)

    def possible(self, patterns: Iterable[ActPattern], trigger: Event) -> Iterator[Act]:
        """Acts that may be what the patterns mean."""
        patterns = tuple(patterns)
        for event in self.events.values():
            fitting = [pattern for pattern in patterns if fits(pattern, event) is not False]
            if fitting and event.key != trigger.key:
                yield self.placed(event, fitting)

    def concerns(self, event: Event, trigger: Event) -> bool:
        """Surely all values of the card's scope field and match field: where the trigger names several, each one."""
        paths = [path for path in (self.card.scope_field, self.version.match) if path is not None]
        named = [(texts_at(trigger, path), texts_at(event, path)) for path in paths]
        return all(wanted and wanted <= stated for wanted, stated in named)


def openers(kind: str, version: VersionText) -> tuple[ActPattern, ...]:
    """Acts that open a duty of this kind, or are tested by it."""
    if kind in ("deadline", "reply"):
        return version.opens
    if kind == "silence":
        # after too long a silence the act that broke it opens the next one
        return (*version.opens, ActPattern("*"))
    if kind == "coverage":
        state = version.state.from_ if version.state else ()
        return (*(ActPattern(basis.event, basis.when) for basis in version.bases), *state)
    if kind == "prohibition" and version.while_ is None:
        # the act's own guard decides whether it is broken, not whether it is tested
        return tuple(ActPattern(pattern.event) for pattern in version.act)
    return version.then if kind in ("minimum_interval", "separation") else version.act


def in_force(scene: Scene, trigger: Event) -> bool:
    """The derivation's version is law on the date that selects it, or kept by a savings clause."""

    def first_day(types: Iterable[str]) -> int | None:
        named = frozenset(types)
        return min((e.occurred.day for e in scene.events.values() if e.type in named), default=None)

    version = scene.version
    select = version.select_by
    day = trigger.occurred.day if isinstance(select, str) else first_day(select.first)
    for other in scene.card.versions:
        if other.savings is not None and other.savings.stays_on == version.version:
            saved = first_day(other.savings.first)
            if saved is not None and saved < other.savings.before.toordinal():
                return True
    first, last = version.in_force.from_, version.in_force.to
    return day is not None and first.toordinal() <= day and (last is None or day <= last.toordinal())
