"""JSON Schema of rules files and examples files, with the names of one pack: what an editor completes and checks.

Not the check of a pack: that two versions overlap or a quotation is none, only `quancheng rules check` says. Pure.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from domain.agency import KINDS
from supervision_rules.card import RulesFile
from supervision_rules.example import Example
from supervision_rules.pack import Pack

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# a scalar of YAML is read as a text, whatever an editor takes it for
_SCALAR: Final = ["string", "number", "boolean"]


def schema_of(pack: Pack) -> Schema:
    """Of rules/**/*.yaml."""
    schema = _schema(RulesFile, pack, f"Rules file of pack {pack.id}")
    definitions = schema["$defs"]
    definitions["Version"]["properties"]["like"] = {
        "type": _SCALAR,
        "description": "A version of the same card that this one is like, but for what is stated here.",
    }
    definitions["GroupOfActs"] = {
        "title": "GroupOfActs",
        "description": "All acts of a group that pack.yaml names.",
        "type": "object",
        "properties": {
            "group": {"enum": list(pack.groups)},
            "when": {"type": "array", "items": {"$ref": "#/$defs/Condition"}},
            "sole": {"type": "boolean"},
        },
        "required": ["group"],
        "additionalProperties": False,
    }
    _each_list_of(schema, "#/$defs/Matcher", "#/$defs/GroupOfActs")
    return schema


def examples_schema_of(pack: Pack) -> Schema:
    """Of rules/**/*.examples.yaml: rule id -> examples."""
    schema = _schema(dict[str, tuple[Example, ...]], pack, f"Examples of pack {pack.id}")
    schema["$defs"]["ExampleEvent"]["properties"]["type"] = {"enum": sorted(pack.vocabulary.types)}
    return schema


def _schema(type_: Any, pack: Pack, title: str) -> Schema:
    (root,), definitions = msgspec.json.schema_components(
        (type_,), schema_hook=_anything, ref_template="#/$defs/{name}"
    )
    if "$ref" in root:
        name = root["$ref"].rpartition("/")[2]
        root = definitions[name]
    schema: Schema = {"$schema": DIALECT, "title": title, **root, "$defs": definitions}
    schema["title"] = title
    _widen(schema)
    _name(definitions, pack)
    return schema


def _anything(type_: type) -> Schema:
    """Payload values of an example: checked by the event type, not here."""
    if type_ is object:
        return {"description": "A payload value: the event type says what it may be."}
    raise TypeError(f"no schema for {type_}")


def _name(definitions: Schema, pack: Pack) -> None:
    """The pack's own names in place of any text."""
    events = {"enum": [*sorted(pack.vocabulary.types), "*"]}
    for owner in ("Matcher", "Anchor", "Extension", "Basis", "OfEvent"):
        if owner in definitions:
            definitions[owner]["properties"]["event"] = events
    if "Condition" in definitions:
        definitions["Condition"]["properties"]["fact"] = {"enum": [*sorted(pack.facts.specs), None]}
    if "Cite" in definitions:
        definitions["Cite"]["properties"]["text"] = {"enum": sorted(pack.texts)}
    if "Card" in definitions:
        definitions["Card"]["properties"]["duty_holder"] = {"enum": ["emitter", *KINDS]}


def _widen(node: Any) -> None:
    """Texts may be written as any scalar; formats of dates and instants stay."""
    if isinstance(node, dict):
        if node.get("type") == "string" and "enum" not in node:
            node["type"] = list(_SCALAR)
        elif node.get("type") in ("integer", "boolean"):
            node["type"] = [node["type"], "string"]
        for value in node.values():
            _widen(value)
    elif isinstance(node, list):
        for value in node:
            _widen(value)


def _each_list_of(node: Any, reference: str, other: str) -> None:
    """Lists of one thing may hold the other as well."""
    if isinstance(node, dict):
        if node.get("type") == "array" and node.get("items") == {"$ref": reference}:
            node["items"] = {"anyOf": [{"$ref": reference}, {"$ref": other}]}
        for value in node.values():
            _each_list_of(value, reference, other)
    elif isinstance(node, list):
        for value in node:
            _each_list_of(value, reference, other)
