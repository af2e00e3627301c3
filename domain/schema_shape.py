"""What of an event type is fixed once it is published: its shape, by version, and the digest of each.

Not what may change (schema_change.py). Words, labels, who usually states it and documents are no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from domain.payload_types import FieldSpec
from domain.upcasting import Step
from domain.vocabulary import EventType, Vocabulary


class FieldShape(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A field as it is published; the meaning of each part as in FieldSpec."""

    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    codes: str = ""
    unit: str = ""
    personal: bool = False


class VersionShape(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One version of a type. upcast: of an old version, the steps to the next: they are what its acts mean today."""

    digest: str
    fields: Mapping[str, FieldShape]
    upcast: tuple[Step, ...] = ()


Shapes = Mapping[str, tuple[VersionShape, ...]]
"""By type: version 1 first."""


def shapes(vocabulary: Vocabulary) -> dict[str, tuple[VersionShape, ...]]:
    """The shape of every version of every type, corrections and retractions included."""
    return {
        event_type.name: tuple(_shape(event_type, version) for version in range(1, event_type.version + 1))
        for event_type in vocabulary
    }


def digest_of(fields: Mapping[str, FieldShape]) -> str:
    """SHA-256, hex, over the fields in the order of their names."""
    return hashlib.sha256(msgspec.json.encode(fields, order="deterministic")).hexdigest()


def _shape(event_type: EventType, version: int) -> VersionShape:
    fields = {name: _field(spec) for name, spec in sorted(event_type.fields_of(version).items())}
    upcast = () if version == event_type.version else event_type.previous[version - 1].upcast
    return VersionShape(digest=digest_of(fields), fields=fields, upcast=upcast)


def _field(spec: FieldSpec) -> FieldShape:
    return FieldShape(
        type=spec.type, required=spec.required, choices=spec.choices, codes=spec.codes, unit=spec.unit,
        personal=spec.personal,
    )  # fmt: skip
