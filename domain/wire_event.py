"""The envelope: one CloudEvents 1.0 JSON object read strictly, type and payload not yet looked up.

Not the typed event (cloudevent.py). Every refusal has a code of refusal_codes.py and an RFC 6901 pointer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from domain import agency, wire_time
from domain.code_mapping import ATTRIBUTE as MAPPED_CODES
from domain.code_mapping import Applied, read_applied
from domain.errors import Refused
from domain.strict_json import check_plain, parse_json

JsonObject = Mapping[str, object]
ExtensionValue = str | int | bool

_EXTENSION_NAME = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
# what turns the direction of a line or is not seen at all makes two ids look alike, or one look like another
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SCHEMA_TAIL = re.compile(r"(?P<head>.*)[/:](?P<version>[0-9]{1,4})", re.ASCII)
_SEQUENCE = re.compile(r"[0-9]{1,15}", re.ASCII)
_JSON_TYPE = re.compile(r"application/([a-z0-9.+-]+\+)?json(\s*;.*)?", re.ASCII | re.IGNORECASE)
_DEFAULT_LENGTH: Final = 100
# an index entry of the database holds four of these, in at most 2,704 bytes
_INDEXED: Final = frozenset({"source", "actor", "id", "subject"})
_INDEXED_BYTES: Final = 600
_LENGTHS: Final = {
    "source": 500,
    "actor": 500,
    "id": 200,
    "subject": 200,
    "type": 100,
    "dataschema": 1000,
    "signature": 2000,
}
_KNOWN: Final = frozenset({
    "specversion", "id", "source", "type", "subject", "time", "occurredon", "dataschema", "datacontenttype",
    "data", "data_base64", "actor", "sequence", "excerpt", "recordedtime", "expectedversion",
    "signature", MAPPED_CODES,
})  # fmt: skip


class WireEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A well-formed CloudEvent of ours whose type and payload have not been looked up yet.

    version     from `dataschema`, None where it is not given (the current version is meant)
    occurred    `time` or `occurredon` as stated; `date_only` says which
    extensions  valid extension attributes that mean nothing here; kept, never interpreted
    expectedversion  place among the acts of its case that the poster says it takes, from 1: a condition of the post,
                     no part of the statement
    signature   detached JWS by the poster over the event, not verified here
    mapped      what the platform made of the poster's own codes when it took the act; `data` is as stated
    """

    source: str
    id: str
    type: str
    version: int | None
    case: str
    occurred: str
    date_only: bool
    data: dict[str, object]
    actor: str | None = None
    sequence: int | None = None
    excerpt: bool = False
    recordedtime: str | None = None
    expectedversion: int | None = None
    signature: str | None = None
    mapped: Applied = ()
    extensions: dict[str, ExtensionValue] = {}


def parse_wire(raw: bytes | JsonObject) -> WireEvent:
    """Read one CloudEvent from bytes, or from an object that someone else parsed (a batch, a file)."""
    if isinstance(raw, bytes):
        value = parse_json(raw)
    else:
        check_plain(raw)
        value = raw
    return read_parsed(value)


def read_parsed(value: object) -> WireEvent:
    """One CloudEvent from a value of parse_json, which is not looked through again."""
    if not isinstance(value, dict):
        raise Refused("wrong-type", "An event is a JSON object.", remedy="Send one CloudEvent.")
    return _read(value)


def read_stored(payload: bytes, *, version: int | None = None) -> WireEvent:
    """One event from bytes that intake has already accepted and the ledger has kept unchanged.

    version  payload version noted at intake, for an event whose envelope states none: what was the current
             version then may be an old one now
    The strict look at the JSON is not repeated (it is most of the cost); the envelope is still read in full.
    """
    wire = _read(msgspec.json.decode(payload, type=dict[str, object]))
    return wire if wire.version is not None else msgspec.structs.replace(wire, version=version)


def _read(value: Mapping[str, object]) -> WireEvent:
    extensions = _extensions(value)
    if value.get("specversion") != "1.0":
        raise Refused(
            "specversion-unsupported",
            '`specversion` is not "1.0".',
            pointer="/specversion",
            remedy="Send CloudEvents 1.0.",
        )
    content_type = value.get("datacontenttype")
    if content_type is not None and not (isinstance(content_type, str) and _JSON_TYPE.fullmatch(content_type)):
        raise Refused(
            "content-type-unsupported", "The payload is not JSON.", pointer="/datacontenttype",
            remedy="Send `data` as a JSON object with datacontenttype application/json.",
        )  # fmt: skip
    if "data_base64" in value:
        raise Refused(
            "data-base64-unsupported", "Binary payloads are not taken.", pointer="/data_base64",
            remedy="Send `data` as a JSON object.",
        )  # fmt: skip
    data = value.get("data", {})
    if not isinstance(data, dict):
        raise _wrong("/data", "an object")
    occurred, date_only = _occurred(value)
    event_type = _required(value, "type")
    actor = _optional(value, "actor")
    return WireEvent(
        source=_agency(_required(value, "source"), "/source"),
        id=_required(value, "id"),
        type=event_type,
        version=_version(_optional(value, "dataschema"), event_type),
        case=_required(value, "subject"),
        occurred=occurred,
        date_only=date_only,
        data=data,
        actor=None if actor is None else _agency(actor, "/actor"),
        sequence=_sequence(value.get("sequence")),
        excerpt=_excerpt(value.get("excerpt")),
        recordedtime=_optional(value, "recordedtime"),
        expectedversion=_expected_version(value.get("expectedversion")),
        signature=_optional(value, "signature"),
        mapped=_mapped(value.get(MAPPED_CODES)),
        extensions=extensions,
    )


def _extensions(value: Mapping[str, object]) -> dict[str, ExtensionValue]:
    found: dict[str, ExtensionValue] = {}
    for name, content in value.items():
        if name in _KNOWN:
            continue
        pointer = "/" + name[:100].replace("~", "~0").replace("/", "~1")
        if not _EXTENSION_NAME.fullmatch(name):
            raise Refused(
                "attribute-name-invalid",
                f"{name[:100]!r} is neither an attribute of CloudEvents nor a valid extension name.",
                pointer=pointer,
                remedy="Put facts of the act into `data`; extension names are up to 20 of a-z and 0-9.",
            )
        if not isinstance(content, str | int):
            raise _wrong(pointer, "a string, an integer or a truth value")
        found[name] = content
    return found


def _required(value: Mapping[str, object], name: str) -> str:
    found = _optional(value, name)
    if found is None:
        raise Refused("missing-attribute", f"`{name}` is missing.", pointer=f"/{name}", remedy=f"Add `{name}`.")
    return found


def _optional(value: Mapping[str, object], name: str) -> str | None:
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, str):
        raise _wrong(f"/{name}", "a string")
    plain = found.isascii()
    odd = not found.isprintable() if plain else _CONTROL.search(found)
    if not found or odd or found != found.strip():
        raise Refused(
            "attribute-invalid",
            f"`{name}` is empty, or holds control characters, invisible characters or outer blanks.",
            pointer=f"/{name}",
            remedy="Send plain text.",
        )
    limit = _LENGTHS.get(name, _DEFAULT_LENGTH)
    if len(found) > limit or (not plain and name in _INDEXED and len(found.encode()) > _INDEXED_BYTES):
        detail = f"`{name}` is longer than {limit} characters" + (
            f" or {_INDEXED_BYTES} bytes of UTF-8." if name in _INDEXED else "."
        )
        raise Refused("attribute-too-long", detail, pointer=f"/{name}", remedy="Shorten it.")
    return found


def _agency(uri: str, pointer: str) -> str:
    """Any URI may name a source; one that claims to be an agency URN must be one."""
    if uri.startswith(agency.PREFIX):
        agency.parse(uri, pointer=pointer)
    elif " " in uri:
        detail = f"{uri[:100]!r} is no URI."
        raise Refused("attribute-invalid", detail, pointer=pointer, remedy="Send a URI without blanks.")
    return uri


def _occurred(value: Mapping[str, object]) -> tuple[str, bool]:
    time, occurredon = _optional(value, "time"), _optional(value, "occurredon")
    if (time is None) == (occurredon is None):
        raise Refused(
            "time-or-occurredon",
            "Exactly one of `time` and `occurredon` is needed.",
            pointer="/time" if time is None else "/occurredon",
            remedy="Send `time` (instant with offset) or, for an act known by its date only, `occurredon`.",
        )
    if time is not None:
        wire_time.instant(time, pointer="/time")
        return time, False
    stated = str(occurredon)
    wire_time.day(stated, pointer="/occurredon")
    return stated, True


def _version(dataschema: str | None, event_type: str) -> int | None:
    """From `urn:quancheng:schema:<pack>:<Name>:<version>` or any URL ending /<Name>/<version>."""
    if dataschema is None:
        return None
    tail = _SCHEMA_TAIL.fullmatch(dataschema)
    # names of other packs may hold blanks, slashes and colons; in a URL they are percent-encoded
    name = "" if tail is None else unquote(tail["head"])
    if tail is None or not (name == event_type or name.endswith((f"/{event_type}", f":{event_type}"))):
        raise Refused(
            "dataschema-mismatch",
            f"`dataschema` does not end in {event_type} and a version.",
            pointer="/dataschema",
            remedy=f"Leave it out, or end it in /{quote(event_type, safe='')}/<version>.",
        )
    return int(tail["version"])


def _sequence(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and _SEQUENCE.fullmatch(value):
        return int(value)
    raise Refused(
        "sequence-invalid",
        "`sequence` is not a whole number from 0, given as integer or digits.",
        pointer="/sequence",
        remedy="Number the acts of one source in one case in the order in which they happened.",
    )


def _expected_version(value: object) -> int | None:
    if value is None:
        return None
    number = int(value) if isinstance(value, str) and _SEQUENCE.fullmatch(value) else value
    if isinstance(number, int) and not isinstance(number, bool) and number >= 1:
        return number
    raise Refused(
        "expected-version-invalid",
        "`expectedversion` is not a whole number from 1, given as integer or digits.",
        pointer="/expectedversion",
        remedy="Send the number that the act shall have among the acts of its case, as in receipts; or leave it out.",
    )


def _mapped(value: object) -> Applied:
    if value is None:
        return ()
    if not isinstance(value, str):
        raise _wrong(f"/{MAPPED_CODES}", "a string")
    return read_applied(value)


def _excerpt(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _wrong("/excerpt", "a truth value")


def _wrong(pointer: str, wanted: str) -> Refused:
    return Refused("wrong-type", f"{pointer} is not {wanted}.", pointer=pointer, remedy=f"Send {wanted}.")
