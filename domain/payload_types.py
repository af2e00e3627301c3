"""The closed set of field types a pack may use, and the payload structs generated from them.

Not the event types themselves (vocabulary.py). No field type comes from outside this file.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, get_args

import msgspec
from msgspec import Meta

FieldTypeName = Literal[
    "text",
    "texts",
    "integer",
    "number",
    "money",
    "boolean",
    "date",
    "dates",
    "instant",
    "choice",
    "choices",
    "person",
    "persons",
    "officer",
    "officers",
    "organ",
    "organs",
    "citizen_id",
    "case",
    "cases",
    "document",
    "documents",
    "hash",
    "event",
    "object",
]

# `$` also matches before a final line feed; this does not, in Python and in ECMA 262 alike
_END = r"(?![\s\S])"
_Text = Annotated[str, Meta(max_length=20_000)]
# identifiers and names go into columns, URLs and log lines: no control characters
_Name = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+" + _END)]
_Decimal = Annotated[str, Meta(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,9})?" + _END)]
_Money = Annotated[str, Meta(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,2})?" + _END)]
_Instant = Annotated[datetime.datetime, Meta(tz=True)]
# GB 11643 in clear on intake; sealed (app/citizen_ids.py) in whatever is stored
_CitizenId = Annotated[str, Meta(pattern=r"^([0-9]{17}[0-9Xx]|cid1(\.[a-z2-7]{8,80}){3})" + _END)]
_Hash = Annotated[str, Meta(pattern=r"^(sha256|sm3):[0-9a-f]{64}" + _END)]


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read, in the two languages of the product."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """language: "zh" or "en"."""
        return self.zh if language == "zh" else self.en


class FieldSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One payload field as a pack declares it.

    codes     code list (domain/code_list.py) whose codes the field takes; an agency's own codes are mapped to them
    unit      what a number counts, e.g. `month`, `CNY`; "": as the label says
    required  only where the event says nothing without it
    personal  names or identifies a person: never stored or logged in clear
    """

    type: FieldTypeName
    label: Label | None = None
    choices: tuple[str, ...] = ()
    codes: str = ""
    unit: str = ""
    required: bool = False
    personal: bool = False
    note: str = ""


class DocumentReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A document issued or enclosed; its bytes live in the dossier, not in the event."""

    type: _Name
    number: _Name | None = None
    hash: _Hash | None = None
    pages: int | None = None
    signer: _Name | None = None
    issued_on: datetime.date | None = None


class EventReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names another event: who posted it, and that poster's id for it."""

    source: _Name
    id: _Name


# money and numbers are decimal strings: a JSON number would pass through a binary float
_ANNOTATIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "text": _Text,
        "texts": list[_Text],
        "integer": int,
        "number": _Decimal,
        "money": _Money,
        "boolean": bool,
        "date": datetime.date,
        "dates": list[datetime.date],
        "instant": _Instant,
        "person": _Name,
        "persons": list[_Name],
        "officer": _Name,
        "officers": list[_Name],
        "organ": _Name,
        "organs": list[_Name],
        "citizen_id": _CitizenId,
        "case": _Name,
        "cases": list[_Name],
        "document": DocumentReference,
        "documents": list[DocumentReference],
        "hash": _Hash,
        "event": EventReference,
        "object": dict[str, Any],
    }
)
FIELD_TYPES: Final[tuple[str, ...]] = get_args(FieldTypeName)


def payload_struct(name: str, version: int, fields: Mapping[str, FieldSpec]) -> type[msgspec.Struct]:
    """Frozen struct for one version of one event type; unknown fields are refused on decoding.

    An absent optional field is None and is left out when encoding.
    """
    members: list[Any] = []
    for field_name, spec in sorted(fields.items(), key=lambda item: not item[1].required):
        annotation = _annotation(spec)
        if spec.required:
            members.append((field_name, annotation))
        else:
            members.append((field_name, annotation | None, None))
    return msgspec.defstruct(
        # the struct's name is only for error texts and schema titles; it is never stored
        f"{''.join(c if c.isalnum() else '_' for c in name)}_v{version}",
        members,
        frozen=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
        kw_only=True,
        namespace={"__doc__": f"Payload of {name}, version {version}."},
    )


def _annotation(spec: FieldSpec) -> Any:
    if spec.type in ("choice", "choices"):
        member: Any = Literal.__getitem__(spec.choices)
        return member if spec.type == "choice" else list[member]
    return _ANNOTATIONS[spec.type]
