"""A pack's events/*.yaml as a Vocabulary. Any pack declares its event types here, with no Python.

Not the reader of agencies, lifecycle or rules. Called by the pack loader and by tests.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from domain import retirement
from domain.agency import KINDS
from domain.errors import PackFault
from domain.fault_place import did_you_mean, nearest
from domain.payload_types import FieldSpec, FieldTypeName, Label
from domain.upcasting import IntoList, MapValues, RenameField, SetValue, Step
from domain.vocabulary import EventLevel, EventType, PreviousVersion, Vocabulary
from supervision_rules.located_yaml import Document, parse

EventName = Annotated[str, Meta(min_length=1, max_length=100)]
_FIELD_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class FieldUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A field of one event type: what is not stated is taken from the catalogue entry of that name."""

    type: FieldTypeName | None = None
    label: Label | None = None
    choices: tuple[str, ...] | None = None
    codes: str | None = None
    unit: str | None = None
    required: bool | None = None
    personal: bool | None = None
    note: str | None = None


Fields = dict[str, FieldUse | None]


class PreviousDeclaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: Fields
    upcast: tuple[Step, ...] = ()
    deprecated: date | None = None
    sunset: date | None = None


class TypeDeclaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One event type as written in YAML; see domain.vocabulary.EventType for the meaning.

    uses    catalogue fields, or groups of them, taken as they are
    fields  the type's own fields, and catalogue fields with something restated
    """

    name: EventName
    version: Annotated[int, Meta(ge=1)] = 1
    label: Label
    emitters: tuple[str, ...] = ()
    level: EventLevel = "case"
    documents: tuple[str, ...] = ()
    stage: str | None = None
    core: bool = False
    introduces_person: bool = False
    note: str = ""
    uses: tuple[str, ...] = ()
    fields: Fields = {}
    previous: tuple[PreviousDeclaration, ...] = ()


class EventsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file under events/.

    catalogue  field definitions that any event type of the pack may use by name
    groups     names for sets of catalogue fields that go together
    common     catalogue fields that every event type of the pack has
    stage      stage of the types of this file that name none
    """

    title: Label | None = None
    stage: str = ""
    catalogue: dict[str, FieldSpec] = {}
    groups: dict[str, tuple[str, ...]] = {}
    common: tuple[str, ...] = ()
    types: tuple[TypeDeclaration, ...] = ()


def load_vocabulary(
    pack: str, files: Mapping[str, bytes], *, person_field: str = "person"
) -> tuple[Vocabulary, tuple[PackFault, ...]]:
    """Vocabulary from {path: bytes} of the files under events/, and every fault found.

    With faults the vocabulary lacks the faulty types and is only fit for finding more faults.
    """
    return _Loader(pack, files).load(person_field)


class _Loader:
    def __init__(self, pack: str, files: Mapping[str, bytes]) -> None:
        self.pack = pack
        self.faults: list[PackFault] = []
        self.catalogue: dict[str, FieldSpec] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.common: list[str] = []
        self.types: dict[str, EventType] = {}
        self.documents: list[tuple[Document, EventsFile]] = []
        for file in sorted(files):
            try:
                document = parse(file, files[file])
                self.documents.append((document, document.convert(EventsFile)))
            except PackFault as fault:
                self.faults.append(fault)

    def load(self, person_field: str) -> tuple[Vocabulary, tuple[PackFault, ...]]:
        for document, content in self.documents:
            self._take_catalogue(document, content)
        for document, content in self.documents:
            for index, declared in enumerate(content.types):
                self._take_type(document, content, ("types", index), declared)
        vocabulary = Vocabulary(self.pack, self.types.values(), person_field=person_field)
        return vocabulary, tuple(self.faults)

    def _fault(self, document: Document, path: tuple[str | int, ...], detail: str, remedy: str) -> None:
        self.faults.append(document.fault(path, detail, remedy=remedy))

    def _take_catalogue(self, document: Document, content: EventsFile) -> None:
        for name, spec in content.catalogue.items():
            path = ("catalogue", name)
            if name in self.catalogue:
                self._fault(document, path, f"field {name} is defined twice", "Keep one definition.")
            self._check_name(document, path, name)
            self.catalogue[name] = spec
        for group, members in content.groups.items():
            for index, name in enumerate(members):
                if name not in content.catalogue:
                    self._not_in_catalogue(document, ("groups", group, index), name)
            if group in self.groups or group in content.catalogue:
                self._fault(document, ("groups", group), f"{group} is defined twice", "Rename the group.")
            self.groups[group] = tuple(name for name in members if name in content.catalogue)
        for index, name in enumerate(content.common):
            if name not in content.catalogue:
                self._not_in_catalogue(document, ("common", index), name)
            else:
                self.common.append(name)

    def _take_type(
        self, document: Document, content: EventsFile, path: tuple[str | int, ...], declared: TypeDeclaration
    ) -> None:
        before = len(self.faults)
        if declared.name in self.types:
            self._fault(document, (*path, "name"), f"{declared.name} is declared twice", "Keep one.")
        for index, kind in enumerate(declared.emitters):
            if kind not in KINDS:
                remedy = f"Use one of: {', '.join(KINDS)}."
                self._fault(document, (*path, "emitters", index), f"{kind} is no agency kind", remedy)
        if declared.version != len(declared.previous) + 1:
            detail = f"version {declared.version} with {len(declared.previous)} previous versions"
            self._fault(document, (*path, "version"), detail, "List every older version under `previous`.")
        fields = {name: self.catalogue[name] for name in self.common}
        fields.update(self._used(document, (*path, "uses"), declared.uses))
        fields.update(self._fields(document, (*path, "fields"), declared.fields))
        previous = tuple(
            self._previous(document, (*path, "previous", i), older) for i, older in enumerate(declared.previous)
        )
        if len(self.faults) > before:
            return
        self.types[declared.name] = EventType(
            name=declared.name,
            version=declared.version,
            label=declared.label,
            emitters=declared.emitters,
            level=declared.level,
            documents=declared.documents,
            stage=content.stage if declared.stage is None else declared.stage,
            core=declared.core,
            introduces_person=declared.introduces_person,
            note=declared.note,
            fields=fields,
            previous=previous,
        )

    def _previous(self, document: Document, path: tuple[str | int, ...], older: PreviousDeclaration) -> PreviousVersion:
        fields = {name: self.catalogue[name] for name in self.common}
        fields.update(self._fields(document, (*path, "fields"), older.fields))
        for index, step in enumerate(older.upcast):
            if isinstance(step, RenameField | MapValues | IntoList) and step.field not in fields:
                self._fault(
                    document,
                    (*path, "upcast", index),
                    f"{step.field} is no field here",
                    "Name a field of it.",
                )
            if isinstance(step, SetValue) and step.field in fields:
                detail = f"{step.field} is already a field of the older version"
                self._fault(document, (*path, "upcast", index), detail, "Use rename or map_values.")
        for detail, remedy in retirement.faults(older.deprecated, older.sunset):
            self._fault(document, (*path, "sunset"), detail, remedy)
        return PreviousVersion(fields, older.upcast, older.deprecated, older.sunset)

    def _not_in_catalogue(self, document: Document, path: tuple[str | int, ...], name: str) -> None:
        remedy = did_you_mean(nearest(name, [*self.catalogue, *self.groups]), "Define it in a catalogue.")
        self._fault(document, path, f"{name} is in no catalogue", remedy)

    def _used(self, document: Document, path: tuple[str | int, ...], names: tuple[str, ...]) -> dict[str, FieldSpec]:
        found = {}
        for index, used in enumerate(names):
            for name in self.groups.get(used, (used,)):
                if name not in self.catalogue:
                    self._not_in_catalogue(document, (*path, index), name)
                elif self._check_field(document, (*path, index), name, self.catalogue[name]):
                    found[name] = self.catalogue[name]
        return found

    def _fields(self, document: Document, path: tuple[str | int, ...], uses: Fields) -> dict[str, FieldSpec]:
        found = {}
        for name, use in uses.items():
            spec = self._field(document, (*path, name), name, use or FieldUse())
            if spec is not None and self._check_field(document, (*path, name), name, spec):
                found[name] = spec
        return found

    def _field(self, document: Document, path: tuple[str | int, ...], name: str, use: FieldUse) -> FieldSpec | None:
        stated = {key: value for key, value in msgspec.structs.asdict(use).items() if value is not None}
        known = self.catalogue.get(name)
        if known is not None:
            return msgspec.structs.replace(known, **stated)
        if use.type is None:
            detail = f"field {name} has no type and is not in the catalogue"
            self._fault(document, path, detail, "Give it a type, or define it in a catalogue.")
            return None
        return FieldSpec(**stated)

    def _check_field(self, document: Document, path: tuple[str | int, ...], name: str, spec: FieldSpec) -> bool:
        before = len(self.faults)
        self._check_name(document, path, name)
        if (spec.type in ("choice", "choices")) != bool(spec.choices):
            self._fault(document, path, f"field {name}: choices go with type choice", "State both or neither.")
        if spec.codes and spec.type not in ("text", "texts", "choice", "choices"):
            self._fault(document, path, f"field {name}: {spec.type} holds no codes", "Use text or choice.")
        if spec.codes and spec.personal:
            self._fault(document, path, f"field {name}: codes are kept in clear", "Take `codes` or `personal` off.")
        if spec.unit and spec.type not in ("integer", "number", "money"):
            self._fault(document, path, f"field {name}: {spec.type} has no unit", "Leave the unit out.")
        return len(self.faults) == before

    def _check_name(self, document: Document, path: tuple[str | int, ...], name: str) -> None:
        if not _FIELD_NAME.fullmatch(name) or keyword.iskeyword(name):
            remedy = "Use letters, digits and _, starting with a letter, and no word Python reserves."
            self._fault(document, path, f"{name!r} cannot be a field name", remedy)
