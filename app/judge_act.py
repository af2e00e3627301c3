"""One statement judged by itself: from what was posted to an act that is ready to append. Record, never refuse.

Not whether its case lets it in (case_entry.py), and nothing is stored (post_acts.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import msgspec

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
from domain.cloudevent import WireEvent, parse_wire, read_parsed, to_event
from domain.code_mapping import ATTRIBUTE as MAPPED_CODES
from domain.code_mapping import write_applied
from domain.errors import Conflict, Refused
from domain.event import CaseId, Event, PersonId
from domain.strict_json import parse_json
from ledger.acts import NewAct
from ledger.canonical import Json, canonical

Statement: TypeAlias = bytes | Mapping[str, object]


class Rejected(msgspec.Struct, frozen=True):
    """Nothing of it is stored. source, id: as far as they could be read."""

    error: Refused | Conflict
    source: str | None
    id: str | None


class Judged(msgspec.Struct, frozen=True):
    """The act as the engine reads it, and as the ledger stores it.

    persons  whom it names; links: the cases that it joins, as stated; introduces: it may bring a person into its case
    """

    event: Event
    act: NewAct
    persons: frozenset[PersonId]
    links: Sequence[tuple[CaseId, CaseId]]
    introduces: bool


def judge(
    platform: Platform, item: Statement, caller: Caller, keys: KeyRing, codes: CodesOfPost, strict: bool = False
) -> Judged | Rejected:
    """strict: the item is what parse_json gave, and need not be looked through again."""
    source: str | None = None
    act_id: str | None = None
    try:
        wire = read_parsed(item) if strict else parse_wire(item)
        source, act_id = wire.source, wire.id
        caller.require_own(wire.source)
        refuse_reserved(wire, caller)
        refuse_retired(platform, wire, caller)
        if not wire.mapped:  # an import brings along what was read then
            mapped = codes.applied(wire)
            if mapped:
                wire = msgspec.structs.replace(wire, mapped=mapped)
        event = to_event(wire, platform.pack.vocabulary, platform.pack.zone_info, now=platform.now())
        refuse_ended(platform, event)
        links = stated_links(platform.pack, event)
        for _, other in links:
            refuse_reserved_case(other, "/data")
        posted = None if wire.signature is None else _as_posted(item)
        if posted is not None:
            event_signature.verify(posted, wire.source, keys.find, platform.now())
        act = _new_act(platform, wire, event, caller, posted)
        introduces = platform.pack.vocabulary.type_named(event.stated_type).introduces_person
        return Judged(event, act, named_by(event), links, introduces)
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
    said = {**stored, "data": data}
    for name in ("recordedtime", CLAIMED_RECORDING_TIME):
        said.pop(name, None)
    return hashlib.sha256(canonical(_json(said))).digest()


def _present(data: Mapping[str, object], path: Sequence[str]) -> bool:
    value: object = data
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value is not None


def _json(value: object) -> Json:
    """parse_wire has made sure of it."""
    return cast(Json, value)
