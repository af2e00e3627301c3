"""The allow-list of event types: what may be stated, by whom, with which payload, in which version.

Not a parser of the wire (cloudevent.py). Built from a pack's YAML by supervision_rules/vocabulary_loader.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import quote

import msgspec

from domain.code_mapping import CodedField
from domain.errors import Refused
from domain.fault_place import did_you_mean, locate, nearest
from domain.payload_types import FieldSpec, Label, payload_struct
from domain.retirement import Retirement
from domain.upcasting import Step, apply

EventLevel = Literal["case", "person", "doc", "property"]
CORRECTED: Final = "EventCorrected"
RETRACTED: Final = "EventRetracted"
SCHEMA_PREFIX: Final = "urn:quancheng:schema"


class PreviousVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An older payload of the type, the steps that bring it to the next version, and when it is given up
    (retirement.py)."""

    fields: Mapping[str, FieldSpec]
    upcast: tuple[Step, ...]
    deprecated: date | None = None
    sunset: date | None = None


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of act.

    emitters   agency kinds, the usual one first; empty: anyone (another pack's sources)
    documents  titles of the documents usually issued or recorded
    previous   older versions: previous[0] is version 1, and so on up to version - 1
    introduces_person  the act may name a person whom the case did not know before
    """

    name: str
    version: int
    label: Label
    emitters: tuple[str, ...]
    level: EventLevel
    fields: Mapping[str, FieldSpec]
    documents: tuple[str, ...] = ()
    stage: str = ""
    core: bool = False
    note: str = ""
    introduces_person: bool = False
    previous: tuple[PreviousVersion, ...] = ()

    def fields_of(self, version: int) -> Mapping[str, FieldSpec]:
        return self.fields if version == self.version else self.previous[version - 1].fields


def _built_in() -> tuple[EventType, ...]:
    named = FieldSpec(type="event", required=True, label=Label("所指事件", "Event named"))
    reason = FieldSpec(type="text", label=Label("理由", "Reason"))
    replacement = {
        "event": named,
        "type": FieldSpec(type="text", required=True, label=Label("所指事件的类型", "Type of the event named")),
        "version": FieldSpec(type="integer", label=Label("数据版本", "Version of the replacement data")),
        "data": FieldSpec(type="object", label=Label("更正后的全部数据", "Whole replacement data")),
        "time": FieldSpec(type="instant", label=Label("更正后的时间", "Replacement instant")),
        "occurredon": FieldSpec(type="date", label=Label("更正后的日期", "Replacement date")),
        "reason": reason,
    }
    return (
        EventType(
            name=CORRECTED, version=1, label=Label("事件更正", "Event corrected"), emitters=(),
            level="case", fields=replacement, core=True,
        ),
        EventType(
            name=RETRACTED, version=1, label=Label("事件撤回", "Event retracted"), emitters=(),
            level="case", fields={"event": named, "reason": reason}, core=True,
        ),
    )  # fmt: skip


class Vocabulary:
    """All event types of one pack, corrections and retractions included. Immutable.

    person_field  payload field that names the person concerned; a pack may name another scope
    registers_persons  some type brings persons into a case, so that a case knows whom it is about
    """

    def __init__(self, pack: str, types: Iterable[EventType], *, person_field: str = "person") -> None:
        self.pack = pack
        self.person_field = person_field
        table = {t.name: t for t in _built_in()}
        table.update({t.name: t for t in types})
        self.types: Mapping[str, EventType] = MappingProxyType(table)
        self.registers_persons = any(event_type.introduces_person for event_type in table.values())
        self._structs: dict[tuple[str, int], type[msgspec.Struct]] = {}
        self._coded: dict[tuple[str, int], tuple[CodedField, ...]] = {}
        self._citizen_ids: dict[tuple[str, int], tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[EventType]:
        return iter(self.types.values())

    def __contains__(self, name: object) -> bool:
        return name in self.types

    def __len__(self) -> int:
        return len(self.types)

    def versions(self) -> Iterator[tuple[EventType, int]]:
        """Every (type, version) that can be decoded, oldest first."""
        for event_type in self:
            for version in range(1, event_type.version + 1):
                yield event_type, version

    def nearest(self, name: str) -> tuple[str, ...]:
        """Known type names closest to `name`, best first; letter case does not count."""
        folded = {known.casefold(): known for known in self.types}
        return tuple(folded[match] for match in nearest(name.casefold(), folded))

    def type_named(self, name: str, *, pointer: str = "/type") -> EventType:
        """The event type, or Refused("unknown-event-type") with the nearest known names."""
        found = self.types.get(name)
        if found is None:
            near = self.nearest(name[:200])
            remedy = did_you_mean(near, "See the schemas of this pack.")
            raise Refused(
                "unknown-event-type",
                f"{name[:200]!r} is no event type of pack {self.pack}.",
                pointer=pointer,
                remedy=remedy,
                nearest=near,
            )
        return found

    def struct(self, name: str, version: int, *, pointer: str = "/dataschema") -> type[msgspec.Struct]:
        """Payload struct of (name, version), or Refused("unknown-event-version")."""
        event_type = self.type_named(name)
        if not 1 <= version <= event_type.version:
            raise Refused(
                "unknown-event-version",
                f"{name} has no version {version}.",
                pointer=pointer,
                remedy=f"Use a version from 1 to {event_type.version}.",
            )
        key = (name, version)
        if key not in self._structs:
            self._structs[key] = payload_struct(name, version, event_type.fields_of(version))
        return self._structs[key]

    def retirement(self, name: str, version: int) -> Retirement | None:
        """When (name, version) is given up; None where that was not announced, or there is no such version."""
        event_type = self.types.get(name)
        if event_type is None or not 1 <= version < event_type.version:
            return None
        old = event_type.previous[version - 1]
        if old.deprecated is None:
            return None
        return Retirement(
            type=name, version=version, deprecated=old.deprecated, sunset=old.sunset, successor=event_type.version
        )

    def coded_fields(self, name: str, version: int) -> tuple[CodedField, ...]:
        """The fields of (name, version) that hold codes of a list; none for a type or version that does not exist."""
        key = (name, version)
        found = self._coded.get(key)
        if found is None:
            event_type = self.types.get(name)
            if event_type is None or not 1 <= version <= event_type.version:
                return ()
            found = self._coded[key] = tuple(
                CodedField(field, spec.codes, spec.type in ("choice", "choices"))
                for field, spec in event_type.fields_of(version).items()
                if spec.codes
            )
        return found

    def citizen_id_fields(self, name: str, version: int) -> tuple[str, ...]:
        """The fields of (name, version) that hold a citizen identity number. Raises Refused."""
        key = (name, version)
        found = self._citizen_ids.get(key)
        if found is None:
            fields = self.type_named(name).fields_of(version)
            found = self._citizen_ids[key] = tuple(field for field, spec in fields.items() if spec.type == "citizen_id")
        return found

    def decode(
        self,
        name: str,
        version: int,
        data: Mapping[str, object],
        *,
        pointer: str = "/data",
        text_scalars: bool = False,
    ) -> msgspec.Struct:
        """Payload of any version as the struct of the current version.

        text_scalars  numbers and truth values may be strings (YAML examples, CSV); never on the wire
        Raises Refused: unknown-event-type, unknown-event-version, unknown-field, missing-field,
        invalid-field.
        """
        current = self.type_named(name).version
        struct = self.struct(name, version)
        payload = self._checked(struct, dict(data), pointer, strict=not text_scalars)
        while version < current:
            older = msgspec.to_builtins(payload)
            data = apply(self.types[name].previous[version - 1].upcast, older)
            version += 1
            payload = self._checked(self.struct(name, version), data, pointer, strict=True)
        return payload

    def encode(self, payload: msgspec.Struct) -> dict[str, object]:
        """The payload as plain JSON data; absent fields are left out."""
        plain = msgspec.to_builtins(payload)
        if not isinstance(plain, dict):
            raise TypeError(f"{type(payload).__name__} is no payload struct")
        return plain

    def schema_uri(self, name: str, version: int) -> str:
        """`dataschema` of the wire: urn:quancheng:schema:<pack>:<Name>:<version>."""
        return f"{SCHEMA_PREFIX}:{self.pack}:{_quoted(name)}:{version}"

    def _checked(
        self, struct: type[msgspec.Struct], data: Mapping[str, object], pointer: str, *, strict: bool
    ) -> msgspec.Struct:
        try:
            return msgspec.convert(data, struct, strict=strict)
        except msgspec.ValidationError as error:
            misfit = locate(data, struct, error, strict=strict)
        place = pointer + "".join(f"/{json_pointer_step(step)}" for step in misfit.path)
        if misfit.unknown_field is not None:
            known = misfit.nearest or misfit.known
            raise Refused(
                "unknown-field",
                f"{place} is no field of this event type.",
                pointer=place,
                remedy=f"{'Did you mean' if misfit.nearest else 'Known fields'}: {', '.join(known)}?",
                nearest=misfit.nearest,
            )
        code = "missing-field" if misfit.missing else "invalid-field"
        raise Refused(
            code,
            f"{place}: {misfit.detail[:300]}.",
            pointer=place,
            remedy="See the JSON Schema of this type.",
        )


@lru_cache(8192)
def _quoted(name: str) -> str:
    return quote(name, safe="")


def json_pointer_step(step: str | int) -> str:
    """One reference token of RFC 6901."""
    return str(step).replace("~", "~0").replace("/", "~1")
