"""Take in acts: judge each as a statement, never as conduct, and append it. An unlawful act is recorded.

Not authentication and not HTTP. Called by the API, by ingest, by the simulator and the demo.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

import msgspec

from app import refusals
from app.access import took_part
from app.caller import Caller
from app.citizen_ids import (
    FieldPath,
    citizen_id_fields,
    content_digest,
    may_hold_citizen_id,
    misplaced_citizen_ids,
    protect,
)
from app.composition import Platform
from app.evaluation import stated_links
from app.intake_refusals import refuse_ended, refuse_reserved, refuse_reserved_case, refuse_retired
from app.known_persons import named_by
from app.map_codes import CodesOfPost
from app.signing import event_signature
from app.signing.key_ring import KeyRing
from app.signing.signed_acts import CLAIMED_RECORDING_TIME, kept_envelope, require_restorable
from domain.cloudevent import WireEvent, parse_wire, read_parsed, read_stored, to_event
from domain.code_mapping import ATTRIBUTE as MAPPED_CODES
from domain.code_mapping import Applied, write_applied
from domain.errors import Conflict, NotFound, Refused
from domain.event import CaseId, Event, PersonId
from domain.strict_json import parse_json
from ledger import case_agencies, reading, reading_scope
from ledger.acts import NewAct, Receipt, StoredAct
from ledger.canonical import Json, canonical
from projections import case_links
from projections.runner import is_outage

Statement: TypeAlias = bytes | Mapping[str, object]


class Accepted(msgspec.Struct, frozen=True):
    """type, version: of the payload as posted; mapped: what the poster's own codes were read as, at the first post."""

    receipt: Receipt
    type: str
    version: int
    mapped: Applied


class Rejected(msgspec.Struct, frozen=True):
    """Nothing of it is stored. source, id: as far as they could be read."""

    error: Refused | Conflict
    source: str | None
    id: str | None


Outcome: TypeAlias = Accepted | Rejected


class _Judged(msgspec.Struct, frozen=True):
    event: Event
    act: NewAct


_Numbered: TypeAlias = tuple[int, _Judged]


class Post(msgspec.Struct, frozen=True):
    """What one caller states at once.

    items   CloudEvents, as bytes or as parsed JSON
    strict  the items are what parse_json gave: they need not be looked through again
    """

    items: Sequence[Statement]
    caller: Caller
    strict: bool = False


def post(platform: Platform, items: Sequence[Statement], caller: Caller) -> list[Outcome]:
    """Judge and append each item; one outcome per item, in order. What is accepted is durable on return.

    Raises LedgerFault and database errors, in which case the whole post may be repeated.
    """
    [result] = post_together(platform, [Post(items, caller)])
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
        if len(posts) == 1 or _is_outage(error):
            return [error] * len(posts)
        return [result for one in posts for result in post_together(platform, [one])]


def _note_refusals(platform: Platform, posts: Sequence[Post], results: Sequence[list[Outcome] | Exception]) -> None:
    """What an agency was refused goes on record; the operator has it in the answer, and posts for no one agency."""
    told: dict[str, list[refusals.Told]] = {}
    for one, outcomes in zip(posts, results, strict=True):
        if one.caller.agency is None or isinstance(outcomes, Exception):
            continue
        for item, outcome in zip(one.items, outcomes, strict=True):
            if isinstance(outcome, Rejected):
                refused = refusals.Told(item, outcome.error, outcome.source, outcome.id)
                told.setdefault(one.caller.agency, []).append(refused)
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
                judged = _judge(platform, item, one.caller, keys, codes, one.strict)
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
        pack = self._platform.pack
        rounds: list[list[_Numbered]] = [[], [], []]
        known = self._platform.known
        last: set[tuple[int, str]] = set()
        for number, judged in self._parsed:
            event = judged.event
            of_case = (self._post_of[number], event.case)
            if stated_links(pack, event):
                place = 1
            elif _introduces(self._platform, event) or (
                of_case not in last and known.surely(event.case, named_by(event))
            ):
                place = 0
            else:
                place = 2
                last.add(of_case)
            rounds[place].append((number, judged))
        return (some for some in rounds if some)

    def _take(self, some: Sequence[_Numbered]) -> None:
        ready: list[_Numbered] = []
        known = _known(self._platform, [judged.event for _, judged in some])
        stated: dict[str | None, set[str]] = {}
        for number, judged in some:
            if judged.act.version is not None:
                stated.setdefault(self._caller(number).agency, set()).add(judged.event.case)
        own = {agency: _Own(self._platform, agency, cases) for agency, cases in stated.items()}
        for number, judged in some:
            caller = self._caller(number)
            refusal = _stranger(self._platform, judged.event, known) or _foreign_merger(
                self._platform, judged.event, caller
            )
            if judged.act.version is not None and refusal is None:
                mine = own[caller.agency]
                if not mine.holds(judged.event.case):
                    # an act of this very post may be what gives the office its part in the case
                    self._append(ready)
                    ready = []
                    mine.look_again(judged.event.case)
                refusal = _foreign_version(judged, mine)
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
            if len(places) == 1 or _is_outage(error):
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


def _is_outage(error: Exception) -> bool:
    """The database is away: no post of the turn would fare better alone, and each would wait for it anew."""
    return is_outage(error) or (isinstance(error.__cause__, Exception) and is_outage(error.__cause__))


class _Own:
    """Cases in which the caller's office has a part; the operator has one in every case."""

    def __init__(self, platform: Platform, agency: str | None, cases: Collection[str]) -> None:
        self._platform = platform
        self._agency = agency
        self._cases: set[str] = set()
        if agency is not None and cases:
            self._cases |= took_part(platform, agency, cases)

    def holds(self, case: str) -> bool:
        return self._agency is None or case in self._cases

    def look_again(self, case: str) -> None:
        if self._agency is not None:
            self._cases |= took_part(self._platform, self._agency, [case])


def _judge(
    platform: Platform, item: Statement, caller: Caller, keys: KeyRing, codes: CodesOfPost, strict: bool = False
) -> _Judged | Rejected:
    source: str | None = None
    act_id: str | None = None
    try:
        wire = read_parsed(item) if strict else parse_wire(item)
        source, act_id = wire.source, wire.id
        caller.require_own(wire.source)
        refuse_reserved(wire, caller)
        refuse_retired(platform, wire, caller)
        if not wire.mapped:  # an import brings along what was read then
            wire = msgspec.structs.replace(wire, mapped=codes.applied(wire))
        event = to_event(wire, platform.pack.vocabulary, platform.pack.zone_info, now=platform.now())
        refuse_ended(platform, event)
        for _, other in stated_links(platform.pack, event):
            refuse_reserved_case(other, "/data")
        posted = None if wire.signature is None else _as_posted(item)
        if posted is not None:
            event_signature.verify(posted, wire.source, keys.find, platform.now())
        return _Judged(event, _new_act(platform, wire, event, caller, posted))
    except Refused as refusal:
        return Rejected(refusal, source, act_id)


def _as_posted(item: Statement) -> Mapping[str, object]:
    """The event word for word, less what the platform adds. parse_wire has made sure that it is an object."""
    posted = cast(Mapping[str, object], parse_json(item) if isinstance(item, bytes) else item)
    return {name: value for name, value in posted.items() if name != MAPPED_CODES}


def _new_act(
    platform: Platform, wire: WireEvent, event: Event, caller: Caller, posted: Mapping[str, object] | None
) -> NewAct:
    """posted: the event word for word where it is signed, for then it is kept so."""
    vocabulary = platform.pack.vocabulary
    version = vocabulary.type_named(wire.type).version if wire.version is None else wire.version
    fields = citizen_id_fields(vocabulary, wire.type, version, wire.data)
    stored = _envelope(wire, vocabulary.schema_uri(wire.type, version), caller)
    kept = stored if posted is None else kept_envelope(posted, imports=caller.imports)
    data, key = wire.data, None
    if any(_present(wire.data, path) for path in fields):
        key = platform.citizen_id_key
        data = protect(wire.data, fields, key, source=wire.source, event_id=wire.id)
    stated = posted is None or "data" in posted
    if wire.mapped:
        kept = {**kept, MAPPED_CODES: write_applied(wire.mapped)}
    payload = canonical(_json(kept | ({"data": data} if stated else {})))
    if may_hold_citizen_id(payload):
        _refuse_misplaced(kept | {"data": wire.data}, fields)
    if posted is not None:
        require_restorable(posted, payload, wire, fields, key)
    return NewAct(
        stream=wire.case,
        source=wire.source,
        id=wire.id,
        type=wire.type,
        type_version=version,
        person=event.person,
        agency=event.emitter,
        occurred_day=event.occurred.day,
        occurred_earliest=event.occurred.earliest,
        occurred_latest=event.occurred.latest,
        payload=payload,
        content_digest=_digest(stored, content_digest(data, fields)),
        handed_to=platform.pack.agencies.handed_to(event.type, wire.data),
        version=wire.expectedversion,
    )


def _refuse_misplaced(act: Mapping[str, object], fields: Sequence[FieldPath]) -> None:
    misplaced = misplaced_citizen_ids(act, [("data", *path) for path in fields])
    if misplaced:
        raise Refused(
            "citizen-id-misplaced",
            f"{misplaced[0]} holds a citizen identity number, which would be stored in clear there.",
            pointer=misplaced[0],
            remedy="Identity numbers go into the fields made for them; name persons by an id of your own.",
        )


def _envelope(wire: WireEvent, schema: str, caller: Caller) -> dict[str, object]:
    """The CloudEvent without its data, in one spelling, its schema always named."""
    stored: dict[str, object] = {
        "specversion": "1.0",
        "id": wire.id,
        "source": wire.source,
        "type": wire.type,
        "subject": wire.case,
        "datacontenttype": "application/json",
        "dataschema": schema,
        ("occurredon" if wire.date_only else "time"): wire.occurred,
        **wire.extensions,
    }
    if wire.actor is not None:
        stored["actor"] = wire.actor
    if wire.sequence is not None:
        stored["sequence"] = wire.sequence
    if wire.excerpt:
        stored["excerpt"] = True
    if wire.recordedtime is not None:
        stored["recordedtime" if caller.imports else CLAIMED_RECORDING_TIME] = wire.recordedtime
    return stored


def _digest(stored: Mapping[str, object], data: str) -> bytes:
    """What a repeat must agree with: everything but when it was recorded, which is not part of the statement."""
    said = {name: value for name, value in stored.items() if name not in ("recordedtime", CLAIMED_RECORDING_TIME)}
    return hashlib.sha256(canonical(_json(said | {"data": data}))).digest()


def _known(platform: Platform, events: Sequence[Event]) -> dict[CaseId, set[PersonId]]:
    """Persons that each case knows, from what is stored and from this post, whose items may come in any order."""
    joining = any(stated_links(platform.pack, event) for event in events)
    found = platform.known.of_acts(platform.engine, events, whole=joining)
    known = {case: set(persons) for case, persons in found.items()}
    for event in events:
        for origin, target in stated_links(platform.pack, event):
            ours, theirs = known.setdefault(origin, set()), known.setdefault(target, set())
            ours |= theirs
            for case in [case for case, persons in known.items() if persons is theirs]:
                known[case] = ours
        if _introduces(platform, event):
            known.setdefault(event.case, set()).update(named_by(event))
    return known


def _stranger(platform: Platform, event: Event, known: Mapping[CaseId, set[PersonId]]) -> Refused | None:
    """A refusal where the act names a person whom neither its case nor its own type introduces."""
    if _introduces(platform, event):
        return None
    vocabulary = platform.pack.vocabulary
    if not any(event_type.introduces_person for event_type in vocabulary):
        return None  # the pack keeps no register of persons
    strangers = sorted(named_by(event) - known.get(event.case, set()))
    if not strangers:
        return None
    return Refused(
        "unknown-person",
        f"Case {event.case} does not know the person {strangers[0][:100]!r}.",
        pointer=f"/data/{vocabulary.person_field if event.person is not None else 'persons'}",
        remedy="Post the act that brings the person into the case first (such as SuspectIdentified), or correct it.",
    )


def _foreign_merger(platform: Platform, event: Event, caller: Caller) -> Refused | None:
    """A refusal where an agency draws a case into its own in which its office has no part: it would read that
    case, and end its supervision under its own id, without a trace on it. Existing or not is not told.
    """
    lifecycle = platform.pack.lifecycle
    rule = None if lifecycle is None else lifecycle.link_rules.get(_stated_type(event))
    if caller.agency is None or rule is None or rule.kind != "merge":
        return None
    others = {other for _, other in stated_links(platform.pack, event)}
    foreign = sorted(others - took_part(platform, caller.agency, others))
    if not foreign:
        return None
    return Refused(
        "not-your-case",
        f"Your office has no act in the case {foreign[0][:100]!r}, so it cannot merge it into another.",
        pointer=f"/data/{rule.field}" if event.amends is None else f"/data/data/{rule.field}",
        remedy="First post the act by which your office took the case over, on that case.",
    )


def _foreign_version(judged: _Judged, own: _Own) -> Refused | None:
    """A refusal where someone states a version of a case that its office has no part in: by the answer it would learn
    whether the case exists, and how much happens on it, without a trace there. Existing or not is not told.
    """
    if judged.act.version is None or own.holds(judged.event.case):
        return None
    return Refused(
        "not-your-case",
        f"Your office has no act in the case {judged.event.case[:100]!r}, so it cannot say which act of it this is.",
        pointer="/expectedversion",
        remedy="Leave `expectedversion` out of the first act that your office posts on a case.",
    )


def _introduces(platform: Platform, event: Event) -> bool:
    """Whether its type, or the type its correction states, may bring a new person into the case."""
    return platform.pack.vocabulary.type_named(_stated_type(event)).introduces_person


def _stated_type(event: Event) -> str:
    return event.type if event.amends is None or event.amends.type is None else event.amends.type


def _append(platform: Platform, judged: Sequence[_Judged]) -> list[Receipt | Conflict]:
    """Runs of plain acts together; an act that links cases with its link, in a transaction of its own."""
    outcomes: list[Receipt | Conflict] = []
    plain: list[NewAct] = []
    for one in judged:
        links = stated_links(platform.pack, one.event)
        if not links:
            plain.append(one.act)
            continue
        if plain:
            outcomes += platform.ledger.append_each(plain)
            plain = []
        outcomes.append(_append_linking(platform, one, links))
    if plain:
        outcomes += platform.ledger.append_each(plain)
    for one, outcome in zip(judged, outcomes, strict=True):
        if isinstance(outcome, Receipt) and not outcome.duplicate:
            platform.known.note(one.event.case, outcome.version, one.event)
    if judged:
        platform.wake()
    return outcomes


def _append_linking(platform: Platform, one: _Judged, links: Sequence[tuple[CaseId, CaseId]]) -> Receipt | Conflict:
    try:
        with platform.ledger.writing_engine.begin() as connection:
            [stored] = platform.ledger.append_in(connection, [one.act])
            case_links.add(connection, links, one.act.source, one.act.id)
            if not stored.duplicate:
                case_agencies.carry_on(connection, links, (one.act.source, one.act.id))
            return stored
    except Conflict as conflict:
        return conflict


def _present(data: Mapping[str, object], path: Sequence[str]) -> bool:
    value: object = data
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value is not None


def _json(value: object) -> Json:
    """parse_wire has made sure of it."""
    return cast(Json, value)
