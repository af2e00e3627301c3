"""Take in acts: judge each as a statement, never as conduct, and append it. An unlawful act is recorded.

Not authentication and not HTTP. Called by the API, by ingest, by the simulator and the demo.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

import msgspec

from app.access import took_part
from app.caller import Caller
from app.citizen_ids import citizen_id_fields, content_digest, misplaced_citizen_ids, protect
from app.composition import Platform
from app.evaluation import stated_links
from app.intake_refusals import refuse_ended, refuse_reserved, refuse_reserved_case
from app.known_persons import named_by
from app.signing import event_signature
from app.signing.key_ring import KeyRing
from app.signing.signed_acts import CLAIMED_RECORDING_TIME, kept_envelope, require_restorable
from domain.cloudevent import WireEvent, parse_wire, to_event
from domain.errors import Conflict, NotFound, Refused
from domain.event import CaseId, Event, PersonId
from domain.strict_json import parse_json
from ledger import case_agencies, reading_scope
from ledger.acts import NewAct, Receipt
from ledger.canonical import Json, canonical
from projections import case_links

Statement: TypeAlias = bytes | Mapping[str, object]


class Accepted(msgspec.Struct, frozen=True):
    receipt: Receipt


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


@reading_scope.of_the_platform()
def post(platform: Platform, items: Sequence[Statement], caller: Caller) -> list[Outcome]:
    """Judge and append each item; one outcome per item, in order. What is accepted is durable on return.

    items  CloudEvents, as bytes or as parsed JSON objects
    Raises LedgerFault and database errors, in which case the whole post may be repeated.
    """
    outcomes: list[Outcome | None] = [None] * len(items)
    keys = KeyRing(platform.engine)
    parsed: list[tuple[int, _Judged]] = []
    for number, item in enumerate(items):
        judged = _judge(platform, item, caller, keys)
        if isinstance(judged, Rejected):
            outcomes[number] = judged
        else:
            parsed.append((number, judged))
    for some in _rounds(platform, parsed):
        for number, outcome in _take(platform, some, caller):
            outcomes[number] = outcome
    return [outcome for outcome in outcomes if outcome is not None]


def receipt(platform: Platform, source: str, act_id: str) -> Receipt:
    """The receipt of a stored act. Raises NotFound."""
    found = platform.ledger.receipt(source, act_id)
    if found is None:
        raise no_such_act(source, act_id)
    return found


def no_such_act(source: str, act_id: str) -> NotFound:
    return NotFound(
        f"No event {act_id[:200]!r} of {source[:200]} is stored.",
        remedy="Post it; a repeat of a stored event returns its receipt.",
    )


def _rounds(platform: Platform, parsed: Sequence[_Numbered]) -> list[list[_Numbered]]:
    """Who brings in a person first, then what joins cases, then the rest: nothing may rest on an act of the same
    post that the ledger then did not take (its id may name another act already).
    """
    rounds: list[list[_Numbered]] = [[], [], []]
    for number, judged in parsed:
        links = stated_links(platform.pack, judged.event)
        rounds[1 if links else 0 if _introduces(platform, judged.event) else 2].append((number, judged))
    return [some for some in rounds if some]


def _take(platform: Platform, some: Sequence[_Numbered], caller: Caller) -> Iterator[tuple[int, Outcome]]:
    ready: list[_Numbered] = []
    known = _known(platform, [judged.event for _, judged in some])
    own = _Own(platform, caller, {judged.event.case for _, judged in some if judged.act.version is not None})
    for number, judged in some:
        if judged.act.version is not None and not own.holds(judged.event.case):
            # an act of this very post may be what gives the office its part in the case
            yield from _appended(platform, ready)
            ready = []
            own.look_again(judged.event.case)
        refusal = (
            _stranger(platform, judged.event, known)
            or _foreign_merger(platform, judged.event, caller)
            or _foreign_version(judged, own)
        )
        if refusal is None:
            ready.append((number, judged))
        else:
            yield number, Rejected(refusal, judged.event.key.source, judged.event.key.id)
    yield from _appended(platform, ready)


def _appended(platform: Platform, ready: Sequence[_Numbered]) -> Iterator[tuple[int, Outcome]]:
    for (number, judged), outcome in zip(ready, _append(platform, [one for _, one in ready]), strict=True):
        key = judged.event.key
        yield number, Accepted(outcome) if isinstance(outcome, Receipt) else Rejected(outcome, key.source, key.id)


class _Own:
    """Cases in which the caller's office has a part; the operator has one in every case."""

    def __init__(self, platform: Platform, caller: Caller, cases: Collection[str]) -> None:
        self._platform = platform
        self._agency = caller.agency
        self._cases: set[str] = set()
        if caller.agency is not None and cases:
            self._cases |= took_part(platform, caller.agency, cases)

    def holds(self, case: str) -> bool:
        return self._agency is None or case in self._cases

    def look_again(self, case: str) -> None:
        if self._agency is not None:
            self._cases |= took_part(self._platform, self._agency, [case])


def _judge(platform: Platform, item: Statement, caller: Caller, keys: KeyRing) -> _Judged | Rejected:
    source: str | None = None
    act_id: str | None = None
    try:
        wire = parse_wire(item)
        source, act_id = wire.source, wire.id
        caller.require_own(wire.source)
        refuse_reserved(wire)
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
    """The event word for word. parse_wire has made sure that it is an object."""
    return cast(Mapping[str, object], parse_json(item) if isinstance(item, bytes) else item)


def _new_act(
    platform: Platform, wire: WireEvent, event: Event, caller: Caller, posted: Mapping[str, object] | None
) -> NewAct:
    """posted: the event word for word where it is signed, for then it is kept so."""
    vocabulary = platform.pack.vocabulary
    version = vocabulary.type_named(wire.type).version if wire.version is None else wire.version
    fields = citizen_id_fields(vocabulary, wire.type, version, wire.data)
    allowed = [("data", *path) for path in fields]
    stored = _envelope(wire, vocabulary.schema_uri(wire.type, version), caller)
    kept = stored if posted is None else kept_envelope(posted, imports=caller.imports)
    misplaced = misplaced_citizen_ids(kept | {"data": wire.data}, allowed)
    if misplaced:
        raise Refused(
            "citizen-id-misplaced",
            f"{misplaced[0]} holds a citizen identity number, which would be stored in clear there.",
            pointer=misplaced[0],
            remedy="Identity numbers go into the fields made for them; name persons by an id of your own.",
        )
    data, key = wire.data, None
    if any(_present(wire.data, path) for path in fields):
        key = platform.citizen_id_key
        data = protect(wire.data, fields, key, source=wire.source, event_id=wire.id)
    stated = posted is None or "data" in posted
    payload = canonical(_json(kept | ({"data": data} if stated else {})))
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
    cases = {event.case for event in events if named_by(event)}
    with platform.engine.connect() as connection:
        known = {case: set(persons) for case, persons in platform.known.of(connection, cases).items()}
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
            outcomes += platform.appends.append(plain)
            plain = []
        outcomes.append(_append_linking(platform, one, links))
    if plain:
        outcomes += platform.appends.append(plain)
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
