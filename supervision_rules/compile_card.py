"""From card to programs, kind by kind: which event types open, act, count or are tested.

Called once per pack by rule_set.py. The meaning of the operations is in fold.py and fold_lookback.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from domain.event import Event
from domain.payload_types import DocumentReference
from supervision_rules import layout as at
from supervision_rules.card import Card, Clock, Matcher, State, Version
from supervision_rules.guard import FALSE, TRUE, UNKNOWN, Guard, Situation, asks_act_only, compile_guard
from supervision_rules.program import ANY_EVENT, OPENER, Entry, Program, basis_matchers, facts_in, names
from supervision_rules.term import term_guard

NO_STATE: Final = State((), ())


def programs_of(card: Card, card_index: int) -> list[Program]:
    """All programs of all versions of a checked card."""
    build = _BUILDERS[card.kind]
    return [program for number in range(len(card.versions)) for program in build(card, card_index, number)]


def _duty(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.CLOCK)
    version = program.version
    program.opens(version.opens)
    program.acts(version.closes, at.DISCHARGE)
    if version.anchor is not None:
        program.params[at.HAS_ANCHOR] = int(version.anchor.otherwise is None)
        program.acts((Matcher(version.anchor.event, version.anchor.when),), at.ANCHOR, eases=False)
    program.runs(_clock(version))
    program.params[at.LAPSES] = int(version.lapses)
    program.speakers = program.closers = names(version.closes)
    return [program]


def _coverage(card: Card, card_index: int, number: int) -> list[Program]:
    version = card.versions[number]
    state = version.state or NO_STATE
    found = []
    bases = basis_matchers(version.bases)
    for index, basis in enumerate(version.bases):
        program = Program(card, card_index, number, at.CLOCK, basis=index)
        program.params[at.COVERS_STATE] = 1
        program.opens((bases[index],))
        program.runs(basis.clock)
        found.append(program)
    gap = Program(card, card_index, number, at.GAP)
    gap.params[at.UNIT] = at.CALENDAR_DAY  # nothing may pass between entry and basis
    gap.opens(state.from_)
    for program in (*found, gap):
        for index, matcher in enumerate(bases):
            program.acts((matcher,), at.BASIS, a=index, eases=False)  # as its opener is read
        program.acts(state.from_, at.STATE_FROM, eases=False)
        program.acts(state.to, at.STATE_TO)
        program.speakers = program.closers = names(bases, state.to)
    return [*found, gap]


def _silence(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.SILENCE)
    version = program.version
    program.opens(version.opens)
    program.acts(version.closes, at.DISCHARGE)
    program.runs(_clock(version))
    program.speakers = (ANY_EVENT,)
    program.closers = names(version.closes)
    program.add(ANY_EVENT, Entry(False, at.TICK, None, ()))
    return [program]


def _interval(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.INTERVAL)
    version = program.version
    program.opens(version.then)
    program.acts(version.first, at.FIRST, eases=version.if_absent == "violated")
    program.runs(_clock(version))
    program.params[at.LIMIT] = int(version.counted_from == "first")
    program.params[at.ABSENT_BREAKS] = int(version.if_absent == "violated")
    program.speakers = program.closers = names(version.first)
    return [program]


def _precedence(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.PRECEDENCE)
    version = program.version
    program.opens(version.act)
    program.acts(version.requires, at.REQUIRED)
    program.acts(version.since, at.SINCE, eases=False)
    program.params[at.UNBOUNDED] = int(bool(version.since))
    program.speakers = program.closers = names(version.requires)
    program.easers = names(version.since)
    return [program]


def _prohibition(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.PROHIBITION)
    version = program.version
    if version.while_ is None:
        _tested(program, version.act, lambda m: compile_guard(m.when), lambda m: facts_in(m.when))
        return [program]
    program.params[at.HAS_STATE] = 1
    program.opens(version.act)
    program.acts(version.while_.from_, at.STATE_FROM, eases=False)
    program.acts(version.while_.to, at.STATE_TO)
    program.speakers = program.closers = names(version.while_.to)
    program.easers = names(version.while_.from_)
    return [program]


def _limit(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.LIMITED)
    version = program.version
    program.opens(version.act)
    program.acts(version.act, at.COUNT, eases=False)
    program.acts(version.since, at.SINCE)
    program.params[at.LIMIT] = version.max or 0
    program.params[at.UNBOUNDED] = int(bool(version.since))
    program.closers = names(version.act)
    program.easers = names(version.since)
    return [program]


def _separation(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.SEPARATION)
    version = program.version
    paths = sorted({m.field or "" for m in (*version.first, *version.then)})
    for opener, op, matchers in ((True, at.OPEN, version.then), (False, at.FIRST, version.first)):
        for m in matchers:
            path = m.field or ""
            entry = Entry(
                opener,
                op,
                compile_guard(m.when),
                facts_in(m.when),
                b=paths.index(path),
                value=tuple(path.split(".")),
                alone=asks_act_only(m.when),
            )
            program.add(m.event, entry)
    program.acts(version.since, at.SINCE)
    program.params[at.UNBOUNDED] = int(bool(version.since))
    program.closers = names(version.first)
    return [program]


def _required(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.TESTED)
    version = program.version
    guards = [g for g in (compile_guard(version.fields), _documents(version)) if g is not None]

    def complete(event: Event, situation: Situation, missing: list[str]) -> int:
        outcomes = [guard(event, situation, missing) for guard in guards]
        return FALSE if FALSE in outcomes else UNKNOWN if UNKNOWN in outcomes else TRUE

    alone = asks_act_only(version.fields) and not version.dossier
    _tested(program, version.act, lambda _: complete, lambda _: facts_in(version.fields), filtered=True, alone=alone)
    return [program]


def _competence(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.TESTED)
    version = program.version
    allowed = compile_guard(version.allowed)
    alone = asks_act_only(version.allowed)
    _tested(program, version.act, lambda _: allowed, lambda _: facts_in(version.allowed), filtered=True, alone=alone)
    return [program]


def _term(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.TESTED)
    version = program.version
    test = None if version.term is None else term_guard(version.term)
    _tested(program, version.act, lambda _: test, lambda _: (), filtered=True, alone=False)
    return [program]


def _integrity(card: Card, card_index: int, number: int) -> list[Program]:
    program = Program(card, card_index, number, at.RECORDED)
    program.opens(program.version.act)
    program.runs(_clock(program.version))
    return [program]


def _clock(version: Version) -> Clock:
    return version.clock or Clock()


def _tested(
    program: Program,
    matchers: Sequence[Matcher],
    test: Callable[[Matcher], Guard | None],
    facts: Callable[[Matcher], tuple[str, ...]],
    *,
    filtered: bool = False,
    alone: bool = False,
) -> None:
    """Openers whose column A takes the outcome of a test. filtered: the matcher's own `when` chooses acts.

    alone  the test asks nothing but the act
    """
    for m in matchers:
        chooses = compile_guard(m.when) if filtered else None
        asked = (*facts_in(m.when), *facts(m))
        entry = Entry(
            OPENER, at.OPEN, chooses, asked, test=test(m), alone=asks_act_only(m.when), test_alone=alone
        )  # fmt: skip
        program.add(m.event, entry)


def _documents(version: Version) -> Guard | None:
    """All document types named stand on the act itself or were put in the dossier not later."""
    if not version.documents:
        return None
    wanted = version.documents
    dossier = [(m.event, tuple((m.field or "").split("."))) for m in version.dossier]

    def present(event: Event, situation: Situation, missing: list[str]) -> int:
        found: set[str] = set()
        for name in event.data.__struct_fields__:
            value = getattr(event.data, name)
            for item in value if isinstance(value, list | tuple) else (value,):
                if isinstance(item, DocumentReference):
                    found.add(item.type)
        lacking = [
            document
            for document in wanted
            if document not in found and not any(situation.stated(name, path, document) for name, path in dossier)
        ]
        missing += [f"document {document}" for document in lacking]
        if not lacking:
            return TRUE
        return UNKNOWN if situation.excerpt_here else FALSE

    return present


_BUILDERS: Final[Mapping[str, Callable[[Card, int, int], list[Program]]]] = MappingProxyType(
    {
        "deadline": _duty,
        "reply": _duty,
        "coverage": _coverage,
        "silence": _silence,
        "minimum_interval": _interval,
        "precedence": _precedence,
        "prohibition": _prohibition,
        "limit": _limit,
        "separation": _separation,
        "required_content": _required,
        "competence": _competence,
        "integrity": _integrity,
        "term": _term,
    }
)
