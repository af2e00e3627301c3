"""JSON Schema (draft 2020-12) of event payloads and of the whole CloudEvent, published from the declarations.

Not the validator: payloads are checked by the structs of vocabulary.py. Called by the API and by tests.
"""

from __future__ import annotations

from typing import Final

import msgspec

from domain.payload_types import FieldSpec
from domain.vocabulary import EventType, Vocabulary

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, object]


def payload_schema(vocabulary: Vocabulary, name: str, version: int) -> Schema:
    """Schema of `data` for one version of one event type. Refused for a type or version unknown."""
    event_type = vocabulary.type_named(name)
    struct = vocabulary.struct(name, version)
    (reference,), definitions = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    own = str(reference["$ref"]).rsplit("/", 1)[-1]
    body = definitions.pop(own)
    properties = {
        field: _described(schema, event_type.fields_of(version)[field]) for field, schema in body["properties"].items()
    }
    schema: Schema = {
        "$schema": DRAFT,
        "$id": vocabulary.schema_uri(name, version),
        "title": f"{event_type.label.en} ({event_type.label.zh})",
        "description": _description(event_type, version),
        "type": "object",
        "properties": properties,
        "required": body["required"],
        "additionalProperties": False,
    }
    if definitions:
        schema["$defs"] = definitions
    return schema


def event_schema(vocabulary: Vocabulary, name: str, version: int) -> Schema:
    """Schema of one whole CloudEvent of this type and version, `data` included."""
    text = {"type": "string", "minLength": 1}
    return {
        "$schema": DRAFT,
        "title": f"CloudEvent {name}, version {version}",
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {**text, "maxLength": 200},
            "source": {**text, "maxLength": 500, "format": "uri-reference"},
            "type": {"const": name},
            "subject": {**text, "maxLength": 200, "description": "case id"},
            "time": {**text, "format": "date-time"},
            "occurredon": {**text, "format": "date"},
            "dataschema": {**text, "maxLength": 1000, "format": "uri"},
            "datacontenttype": text,
            "actor": {**text, "maxLength": 500, "format": "uri-reference"},
            "sequence": {"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]{1,15}$"},
            "excerpt": {"type": "boolean"},
            "recordedtime": {**text, "format": "date-time"},
            "data": payload_schema(vocabulary, name, version),
        },
        "required": ["specversion", "id", "source", "type", "subject"],
        "oneOf": [{"required": ["time"]}, {"required": ["occurredon"]}],
        "patternProperties": {"^[a-z0-9]{1,20}$": {"type": ["string", "integer", "boolean", "object"]}},
        "additionalProperties": False,
    }


def _described(schema: Schema, spec: FieldSpec) -> Schema:
    described = dict(schema)
    described.pop("default", None)
    if spec.label is not None:
        described["title"] = f"{spec.label.en} ({spec.label.zh})"
    if spec.note:
        described["description"] = spec.note
    if spec.codes:
        described["x-code-list"] = spec.codes
    if spec.unit:
        described["x-unit"] = spec.unit
    if spec.personal:
        described["x-personal"] = True
    return described


def _description(event_type: EventType, version: int) -> str:
    said = []
    if event_type.emitters:
        said.append(f"Usually stated by: {', '.join(event_type.emitters)}.")
    if event_type.documents:
        said.append(f"Documents: {'、'.join(event_type.documents)}.")
    if event_type.note:
        said.append(event_type.note[:1].upper() + event_type.note[1:] + ".")
    if version < event_type.version:
        said.append(f"Superseded: the current version is {event_type.version}.")
    return " ".join(said)
