"""Take in acts: judge each as a statement, never as conduct, and append it. An unlawful act is recorded.

Not authentication and not HTTP. Called by the API, by ingest, by the simulator and the demo.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import msgspec

from app import refusals
from app.caller import Caller
from app.case_entry import OwnCases, foreign_merger, foreign_version, known_persons, stranger
from app.composition import Platform
from app.judge_act import Judged, Rejected, Statement, judge
from app.map_codes import CodesOfPost
from app.signing.key_ring import KeyRing
from domain.cloudevent import WireEvent, read_stored
from domain.code_mapping import Applied
from domain.errors import Conflict, NotFound
from ledger import case_agencies, reading, reading_scope
from ledger.acts import NewAct, Receipt, StoredAct
from projections import case_links
from projections.outage import is_outage

__all__ = [
    "EARLY",
    "Accepted",
    "Outcome",
    "Post",
    "Rejected",
    "Statement",
    "no_such_act",
    "post",
    "post_together",
    "receipt",
    "stored_wire",
]


class Accepted(msgspec.Struct, frozen=True):
    """type, version: of the payload as posted; mapped: what the poster's own codes were read as, at the first post."""

    receipt: Receipt
    type: str
    version: int
    mapped: Applied


Outcome: TypeAlias = Accepted | Rejected
EARLY: Final = "unknown-person"
"""Refused as long as the act that brings the person into the case is not there."""
_Numbered: TypeAlias = tuple[int, Judged]


class Post(msgspec.Struct, frozen=True):
    """What one caller states at once.

    items   CloudEvents, as bytes or as parsed JSON
    strict  the items are what parse_json gave: they need not be looked through again
    first   what came too EARLY is posted once more at the end: it is not refused yet
    """

    items: Sequence[Statement]
    caller: Caller
    strict: bool = False
    first: bool = False


def post(platform: Platform, items: Sequence[Statement], caller: Caller, *, first: bool = False) -> list[Outcome]:
    """Judge and append each item; one outcome per item, in order. What is accepted is durable on return. first: as in
    Post.

    Raises LedgerFault and database errors, in which case the whole post may be repeated.
    """
    [result] = post_together(platform, [Post(items, caller, first=first)])
    if isinstance(result, Exception):
        raise result
    return result


@reading_scope.of_the_platform()
def post_together(platform: Platform, posts: Sequence[Post]) -> list[list[Outcome] | Exception]:
    """As post, for several that share their commits; of each its outcomes, or what it would have raised alone.

    No post fails another's. Which of them comes first in a case is not said.
    """
    try:
        results = _Together(platform, posts).results()
        _note_refusals(platform, posts, results)
        return results
    except Exception as error:  # noqa: BLE001  each again by itself, and then it is the result of its own
        if len(posts) == 1 or is_outage(error):
            return [error] * len(posts)
        return [result for one in posts for result in post_together(platform, [one])]


def _note_refusals(platform: Platform, posts: Sequence[Post], results: Sequence[list[Outcome] | Exception]) -> None:
    """What was refused goes on record: of the agency that posted, or that the operator's statement names."""
    told: dict[str, list[refusals.Told]] = {}
    for one, outcomes in zip(posts, results, strict=True):
        if isinstance(outcomes, Exception):
            continue
        for item, outcome in zip(one.items, outcomes, strict=True):
            if isinstance(outcome, Rejected) and not (one.first and outcome.error.code == EARLY):
                refused = refusals.Told(item, outcome.error, outcome.source, outcome.id)
                told.setdefault(one.caller.agency or refusals.named(outcome.source), []).append(refused)
    if not told:
        return
    settings = platform.settings
    with platform.ledger.writing_engine.begin() as connection:
        for agency, some in sorted(told.items()):
            refusals.note(
                connection, agency, platform.digest_key(agency)[1], some, platform.now(),
                most=settings.refusals_kept, days=settings.refusal_days,
            )  # fmt: skip


def receipt(platform: Platform, source: str, act_id: str) -> Receipt:
    """The receipt of a stored act. Raises NotFound."""
    found = platform.ledger.receipt(source, act_id)
    if found is None:
        raise no_such_act(source, act_id)
    return found


def stored_wire(platform: Platform, source: str, act_id: str) -> tuple[StoredAct, WireEvent]:
    """A stored act, and the statement in it. Raises NotFound."""
    with platform.engine.connect() as connection:
        act = reading.act(connection, source, act_id)
    if act is None:
        raise no_such_act(source, act_id)
    return act, read_stored(act.payload, version=act.type_version)


def no_such_act(source: str, act_id: str) -> NotFound:
    return NotFound(
        f"No event {act_id[:200]!r} of {source[:200]} is stored.",
        remedy="Post it; a repeat of a stored event returns its receipt.",
    )


class _Together:
    """Posts under way together. `number` of an act: its place among all their items."""

    def __init__(self, platform: Platform, posts: Sequence[Post]) -> None:
        self._platform = platform
        self._callers: list[Caller] = []
        self._post_of: list[int] = []
        self._outcomes: list[Outcome | None] = []
        self._failed: dict[int, Exception] = {}
        keys = KeyRing(platform.engine)
        agencies = {one.caller.agency for one in posts if one.caller.agency is not None}
        codes = CodesOfPost(platform.engine, platform.pack, platform.code_tables, agencies)
        self._parsed: list[_Numbered] = []
        for place, one in enumerate(posts):
            self._callers.append(one.caller)
            for item in one.items:
                number = len(self._post_of)
                self._post_of.append(place)
                judged = judge(platform, item, one.caller, keys, codes, one.strict)
                self._outcomes.append(judged if isinstance(judged, Rejected) else None)
                if not isinstance(judged, Rejected):
                    self._parsed.append((number, judged))

    def results(self) -> list[list[Outcome] | Exception]:
        for some in self._rounds():
            self._take(some)
        of_posts: list[list[Outcome]] = [[] for _ in self._callers]
        for place, outcome in zip(self._post_of, self._outcomes, strict=True):
            if outcome is not None:
                of_posts[place].append(outcome)
        return [self._failed.get(place, outcomes) for place, outcomes in enumerate(of_posts)]

    def _rounds(self) -> Iterator[list[_Numbered]]:
        """Who brings in a person, or needs nobody brought in; then what joins cases; then the rest. Nothing may rest
        on an act that the ledger then did not take (its id may name another act already).
        """
        rounds: list[list[_Numbered]] = [[], [], []]
        known = self._platform.known
        last: set[tuple[int, str]] = set()
        for number, judged in self._parsed:
            case = judged.event.case
            of_case = (self._post_of[number], case)
            if judged.links:
                place = 1
            elif judged.introduces or (of_case not in last and known.surely(case, judged.persons)):
                place = 0
            else:
                place = 2
                last.add(of_case)
            rounds[place].append((number, judged))
        return (some for some in rounds if some)

    def _take(self, some: Sequence[_Numbered]) -> None:
        ready: list[_Numbered] = []
        known = known_persons(self._platform, [judged for _, judged in some])
        stated: dict[str | None, set[str]] = {}
        for number, judged in some:
            if judged.act.version is not None:
                stated.setdefault(self._caller(number).agency, set()).add(judged.event.case)
        own = {agency: OwnCases(self._platform, agency, cases) for agency, cases in stated.items()}
        for number, judged in some:
            caller = self._caller(number)
            refusal = stranger(self._platform, judged, known) or foreign_merger(self._platform, judged, caller)
            if judged.act.version is not None and refusal is None:
                mine = own[caller.agency]
                if not mine.holds(judged.event.case):
                    # an act of this very post may be what gives the office its part in the case
                    self._append(ready)
                    ready = []
                    mine.look_again(judged.event.case)
                refusal = foreign_version(judged, mine)
            if refusal is None:
                ready.append((number, judged))
            else:
                self._outcomes[number] = Rejected(refusal, judged.event.key.source, judged.event.key.id)
        self._append(ready)

    def _append(self, ready: Sequence[_Numbered]) -> None:
        """Append in one go; where that fails, the acts of each post by themselves."""
        ready = [one for one in ready if self._post_of[one[0]] not in self._failed]
        if not ready:
            return
        try:
            self._settle(ready, _append(self._platform, [judged for _, judged in ready]))
        except Exception as error:  # noqa: BLE001  it is the result of the post that it came of
            places = sorted({self._post_of[number] for number, _ in ready})
            if len(places) == 1 or is_outage(error):
                self._failed.update(dict.fromkeys(places, error))
                return
            for place in places:
                self._append([one for one in ready if self._post_of[one[0]] == place])

    def _settle(self, ready: Sequence[_Numbered], outcomes: Sequence[Receipt | Conflict]) -> None:
        for (number, judged), outcome in zip(ready, outcomes, strict=True):
            key = judged.event.key
            if isinstance(outcome, Receipt):
                mapped = judged.event.mapped
                if outcome.duplicate and mapped:  # another table may stand by now
                    mapped = stored_wire(self._platform, key.source, key.id)[1].mapped
                self._outcomes[number] = Accepted(outcome, judged.act.type, judged.act.type_version, mapped)
            else:
                self._outcomes[number] = Rejected(outcome, key.source, key.id)

    def _caller(self, number: int) -> Caller:
        return self._callers[self._post_of[number]]


def _append(platform: Platform, judged: Sequence[Judged]) -> list[Receipt | Conflict]:
    """Runs of plain acts together; an act that links cases with its link, in a transaction of its own."""
    outcomes: list[Receipt | Conflict] = []
    plain: list[NewAct] = []
    for one in judged:
        if not one.links:
            plain.append(one.act)
            continue
        if plain:
            outcomes += platform.ledger.append_each(plain)
            plain = []
        outcomes.append(_append_linking(platform, one))
    if plain:
        outcomes += platform.ledger.append_each(plain)
    platform.known.note(
        (one.event.case, outcome.version, one.persons)
        for one, outcome in zip(judged, outcomes, strict=True)
        if isinstance(outcome, Receipt) and not outcome.duplicate
    )
    if judged:
        platform.wake()
    return outcomes


def _append_linking(platform: Platform, one: Judged) -> Receipt | Conflict:
    try:
        with platform.ledger.writing_engine.begin() as connection:
            [stored] = platform.ledger.append_in(connection, [one.act])
            case_links.add(connection, one.links, one.act.source, one.act.id)
            if not stored.duplicate:
                case_agencies.carry_on(connection, one.links, (one.act.source, one.act.id))
            return stored
    except Conflict as conflict:
        return conflict
