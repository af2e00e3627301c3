"""What a card must hold beyond its types: known names, stated rolls, versions that do not overlap.

Not evaluation. Every fault has file, line, path and remedy; all faults of a card are collected. Called by pack_loader.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.agency import KINDS
from domain.errors import PackFault
from domain.fault_place import Path, did_you_mean, nearest
from domain.vocabulary import Vocabulary
from supervision_rules import layout as at
from supervision_rules.card import (
    Card,
    Clock,
    FirstOf,
    InForce,
    Matcher,
    State,
    Term,
    Version,
    split_amount,
)
from supervision_rules.card_conditions import ConditionChecks, unknown_event
from supervision_rules.card_texts import citation_faults, sentence_faults
from supervision_rules.condition import Condition
from supervision_rules.derivation import Amount
from supervision_rules.facts import CUSTODY_FACT
from supervision_rules.located_yaml import Document
from supervision_rules.program import ANY_EVENT
from supervision_rules.term import ratio_of

# kind -> (fields a version needs, further fields it may have)
FIELDS_OF_KIND: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        "deadline": (("opens", "closes", "clock"), ("anchor", "match", "warn", "lapses")),
        "reply": (("opens", "closes", "clock"), ("anchor", "match", "warn", "lapses")),
        "coverage": (("state", "bases"), ("warn",)),
        "silence": (("opens", "closes", "clock"), ("warn",)),
        "minimum_interval": (("first", "then", "clock"), ("match", "counted_from", "if_absent")),
        "precedence": (("act", "requires"), ("since", "match")),
        "prohibition": (("act",), ("while_", "match")),
        "limit": (("act", "max"), ("since", "match")),
        "separation": (("first", "then"), ("since",)),
        "required_content": (("act",), ("fields", "documents", "dossier")),
        "competence": (("act", "allowed"), ()),
        "integrity": (("act", "clock"), ()),
        "term": (("act", "term"), ()),
    }
)
_KIND_FIELDS: Final = tuple(sorted({f for a, b in FIELDS_OF_KIND.values() for f in (*a, *b)}))
_LISTS: Final = ("opens", "closes", "first", "then", "act", "requires", "since", "dossier")
_EMPTY: Final = Version(version="", in_force=InForce(date.min), known_from=date.min, verified=False)
_SCOPED_BY_FIELD: Final = frozenset({"measure", "flow", "officer"})


class CardChecks:
    """Checks one card; `faults` holds what was found. place: where the card stands in its document."""

    def __init__(
        self,
        document: Document,
        card: Card,
        vocabulary: Vocabulary,
        facts: Collection[str],
        texts: Mapping[str, str],
        place: Path = (),
    ) -> None:
        self.document = document
        self.place = place
        self.card = card
        self.vocabulary = vocabulary
        self.facts = facts
        self.texts = texts
        self.faults: list[PackFault] = []
        self.conditions = ConditionChecks(vocabulary, facts, self.fault)

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(document for event_type in self.vocabulary for document in event_type.documents)

    def fault(self, path: Path, detail: str, remedy: str) -> None:
        found = self.document.fault((*self.place, *path), f"rule {self.card.id}: {detail}", remedy=remedy)
        self.faults.append(found)

    def run(self) -> list[PackFault]:
        self._head()
        for place, detail, remedy in (*citation_faults(self.card, self.texts), *sentence_faults(self.card)):
            self.fault(place, detail, remedy)
        for number, version in enumerate(self.card.versions):
            path: Path = ("versions", number)
            self._fields_of_kind(path, version)
            self._matchers(path, version)
            self._clocks(path, version)
            self._selection(path, version)
        self._intervals()
        return self.faults

    def _head(self) -> None:
        card = self.card
        if not card.versions:
            self.fault(("versions",), "a card needs a version", "Add one with the day it came into force.")
        if card.duty_holder != "emitter" and card.duty_holder not in KINDS:
            self.fault(
                ("duty_holder",),
                f"`{card.duty_holder}` is no agency kind",
                f"Write emitter or one of {', '.join(KINDS)}.",
            )
        if (card.scope in _SCOPED_BY_FIELD) != (card.scope_field is not None):
            self.fault(
                ("scope",),
                f"scope {card.scope} and scope_field do not fit",
                "Name a scope_field for measure, flow and officer; leave it out for case and subject.",
            )

    def _fields_of_kind(self, path: Path, version: Version) -> None:
        needed, more = FIELDS_OF_KIND[self.card.kind]
        for name in _KIND_FIELDS:
            given = getattr(version, name) != getattr(_EMPTY, name)
            shown = name.rstrip("_")
            if given and name not in (*needed, *more):
                self.fault(
                    (*path, shown),
                    f"kind {self.card.kind} has no `{shown}`",
                    "Remove it, or choose another kind.",
                )
            elif not given and name in needed:
                self.fault(path, f"kind {self.card.kind} needs `{shown}`", "Add it.")
        for number, document in enumerate(version.documents):
            if document not in self.documents:
                self.fault(
                    (*path, "documents", number),
                    f"no act of this pack has the document {document}",
                    did_you_mean(nearest(document, self.documents), "Name a document as the event types name it."),
                )
        if self.card.kind == "required_content" and not (version.fields or version.documents):
            self.fault(path, "nothing is required", "Add `fields` or `documents`.")
        cited = {f"{cite.text}:{cite.article}" for cite in self.card.cites}
        for number, basis in enumerate(version.bases):
            if basis.article is not None and basis.article not in cited:
                self.fault(
                    (*path, "bases", number, "article"),
                    f"`{basis.article}` is not cited by this card",
                    "Cite the article with its sentence, or correct the name.",
                )
        if version.term is not None:
            self._term((*path, "term"), version.term, version)

    def _term(self, path: Path, term: Term, version: Version) -> None:
        for matcher in version.act:
            for name in ("months", "first_day", "last_day", "credited", "sentence"):
                if matcher.event in self.vocabulary:
                    self.conditions.field((*path, name), matcher.event, getattr(term, name))
        for number, credit in enumerate(term.credit):
            for kind, ratio in credit.days.items():
                if ratio_of(ratio) is None:
                    self.fault(
                        (*path, "credit", number, "days", kind),
                        f"`{ratio}` is no number of days for one day",
                        'Write "2", "1" or "1/2".',
                    )
        if (term.check == "credit") != bool(term.credit):
            self.fault(path, "check and credit do not fit", "A card that checks the credit names the states credited.")

    def _matchers(self, path: Path, version: Version) -> None:
        for place, event, conditions, fields in matchers_of(version):
            where = (*path, *place)
            if event == ANY_EVENT and self.card.kind == "integrity":
                self.conditions.check((*where, "when"), None, conditions)
                continue
            if event not in self.vocabulary:
                self.fault((*where, "event"), *unknown_event(self.vocabulary, event))
                continue
            self.conditions.check((*where, "when"), event, conditions)
            for key, field in fields:
                self.conditions.field((*where, key), event, field)
        acts = [m.event for m in version.act]
        for name in ("fields", "allowed"):
            self.conditions.check((*path, name), acts[0] if len(set(acts)) == 1 else None, getattr(version, name))
        if self.card.kind == "separation":
            for name in ("first", "then"):
                for index, m in enumerate(getattr(version, name)):
                    if m.field is None:
                        self.fault((*path, name, index), "the role's field is not named", "Add `field`.")

    def _clocks(self, path: Path, version: Version) -> None:
        for place, clock in clocks_of(version):
            self._clock((*path, *place), clock)
        for index, amount in enumerate(version.warn):
            self._amount((*path, "warn", index), amount)

    def _clock(self, path: Path, clock: Clock) -> None:
        if (clock.budget is None) == (not clock.until):
            self.fault(path, "a clock has either a budget or `until`", "State one of the two.")
        if clock.until and clock.hours == "proc":
            self.fault((*path, "hours"), "until an act, no hour is left out", "Write continuous, or leave it out.")
        if clock.budget is not None:
            self._amount((*path, "budget"), clock.budget)
            hours = clock.budget.unit == "hour"
            if clock.roll is None:
                self.fault(
                    path,
                    "the roll is not stated",
                    "Write roll: none, next, previous or next_unless_in_custody.",
                )
            if clock.start is None:
                self.fault(path, "the start is not stated", "Write start: next_day, same_instant or receipt.")
            if hours and clock.hours is None:
                self.fault(path, "hours are not stated", "Write hours: proc (starting hour excluded) or continuous.")
            if not hours and clock.hours is not None:
                self.fault((*path, "hours"), "only a budget in hours has `hours`", "Remove it.")
            if hours and clock.roll not in (None, "none"):
                self.fault((*path, "roll"), "hours never roll", "Write roll: none.")
        if clock.roll == "next_unless_in_custody" and CUSTODY_FACT not in self.facts:
            self.fault((*path, "roll"), f"the pack declares no fact {CUSTODY_FACT}", "Declare it in pack.yaml.")
        if len(clock.extend) > at.MOST_EXTENSIONS or len(clock.suspend) > at.MOST_SUSPENSIONS:
            self.fault(path, "too many extensions or suspensions for one clock", "Split the card.")
        for index, extension in enumerate(clock.extend):
            where = (*path, "extend", index)
            stated = (extension.by, extension.by_field, extension.to_total)
            if sum(value is not None for value in stated) != 1:
                self.fault(where, "an extension states one of by, by_field, to_total", "State exactly one.")
            for key, amount in (
                ("by", extension.by),
                ("to_total", extension.to_total),
                ("total", extension.total),
            ):
                if amount is not None:
                    self._amount((*where, key), amount)
            units = [a.unit for a in (extension.by, extension.to_total, extension.total) if a is not None]
            units += [extension.unit] if extension.by_field is not None else []
            if clock.budget is not None and any((unit == "hour") != (clock.budget.unit == "hour") for unit in units):
                # the fold counts a whole clock on one scale, days or microseconds
                self.fault(
                    where,
                    "one clock mixes hours with days or months",
                    "State all its lengths in hours, or none.",
                )
            if extension.times is not None and not 1 <= extension.times <= 62:
                self.fault((*where, "times"), "times must be 1 to 62", "Leave it out for any number of times.")

    def _amount(self, path: Path, amount: Amount) -> None:
        if split_amount(amount) is None:
            self.fault(
                path,
                f"`{amount.value}` is no number of {amount.unit}s",
                "Use a whole number; months may be halves.",
            )

    def _selection(self, path: Path, version: Version) -> None:
        named: list[tuple[Path, str]] = []
        if isinstance(version.select_by, FirstOf):
            named += [((*path, "select_by", "first", i), name) for i, name in enumerate(version.select_by.first)]
        if version.savings is not None:
            named += [((*path, "savings", "first", i), name) for i, name in enumerate(version.savings.first)]
            if version.savings.stays_on not in {v.version for v in self.card.versions}:
                self.fault((*path, "savings", "stays_on"), "there is no such version", "Name a version of this card.")
        for place, name in named:
            if name not in self.vocabulary:
                self.fault(place, *unknown_event(self.vocabulary, name))

    def _intervals(self) -> None:
        spans: list[tuple[date, date | None, str]] = []
        for number, version in enumerate(self.card.versions):
            path: Path = ("versions", number)
            first, last = version.in_force.from_, version.in_force.to
            if last is not None and last < first:
                self.fault((*path, "in_force"), "the version ends before it begins", "Correct from or to.")
            for other_first, other_last, name in spans:
                if (other_last is None or first <= other_last) and (last is None or other_first <= last):
                    self.fault(
                        (*path, "in_force"),
                        f"versions {name} and {version.version} overlap",
                        "End the older version the day before the newer one begins.",
                    )
            spans.append((first, last, version.version))
        labels = [version.version for version in self.card.versions]
        for number, label in enumerate(labels):
            if label in labels[:number]:
                self.fault(
                    ("versions", number, "version"),
                    f"version {label} is there twice",
                    "Number versions apart.",
                )


def matchers_of(
    version: Version,
) -> Iterator[tuple[Path, str, tuple[Condition, ...], tuple[tuple[str, str], ...]]]:
    """(path, event type, conditions, named fields) of everything in a version that names an event type."""

    def fields(m: Matcher) -> tuple[tuple[str, str], ...]:
        return tuple((k, v) for k, v in (("date_field", m.date_field), ("field", m.field)) if v)

    def state(name: str, held: State | None) -> Iterator[tuple[Path, Matcher]]:
        if held is not None:
            yield from (((name, "from", i), m) for i, m in enumerate(held.from_))
            yield from (((name, "to", i), m) for i, m in enumerate(held.to))

    found: list[tuple[Path, Matcher]] = []
    for name in _LISTS:
        found += [((name, i), m) for i, m in enumerate(getattr(version, name))]
    found += [*state("state", version.state), *state("while", version.while_)]
    for i, credit in enumerate(version.term.credit if version.term is not None else ()):
        found += [(("term", "credit", i, *place), m) for place, m in state("state", credit.state)]
    if version.anchor is not None:
        found.append((("anchor",), Matcher(version.anchor.event, version.anchor.when)))
    found += [(("bases", i), Matcher(b.event, b.when)) for i, b in enumerate(version.bases)]
    for place, clock in clocks_of(version):
        for name in ("until", "reset", "renew", "moot_on"):
            found += [((*place, name, i), m) for i, m in enumerate(getattr(clock, name))]
        for i, s in enumerate(clock.suspend):
            found += [((*place, "suspend", i, "from"), s.from_), ((*place, "suspend", i, "to"), s.to)]
        for i, e in enumerate(clock.extend):
            named = (("by_field", e.by_field),) if e.by_field else ()
            yield (*place, "extend", i), e.event, e.when, named
    for path, matcher in found:
        yield path, matcher.event, matcher.when, fields(matcher)


def clocks_of(version: Version) -> Iterator[tuple[Path, Clock]]:
    if version.clock is not None:
        yield ("clock",), version.clock
    for index, basis in enumerate(version.bases):
        yield ("bases", index, "clock"), basis.clock
