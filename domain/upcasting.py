"""Bringing stored payloads of an older version up to the next: a closed set of steps, declared as data.

No function is looked up by a stored name and nothing is imported because a stored row says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

JsonObject = dict[str, object]


class RenameField(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="step", tag="rename"):
    """The field goes on under another name."""

    field: str
    to: str


class MapValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="step", tag="map_values"):
    """Free text becomes one of a closed set; what is not in the map is kept word for word elsewhere."""

    field: str
    values: dict[str, str]
    otherwise: str
    original_to: str


class SetValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="step", tag="set"):
    """A field the older version did not have, with the value that was true of every such act."""

    field: str
    value: str


class IntoList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="step", tag="into_list"):
    """A single value becomes a list of one."""

    field: str
    to: str


Step = RenameField | MapValues | SetValue | IntoList


def apply(steps: Sequence[Step], data: Mapping[str, object]) -> JsonObject:
    """`data` of the older version as data of the next. `data` must fit the older version."""
    result = dict(data)
    for step in steps:
        match step:
            case SetValue(field=field, value=value):
                result.setdefault(field, value)
            case RenameField(field=field, to=to) if field in result:
                result[to] = result.pop(field)
            case IntoList(field=field, to=to) if field in result:
                result[to] = [result.pop(field)]
            case MapValues(field=field, values=values, otherwise=otherwise) if field in result:
                original = str(result[field])
                result[field] = values.get(original.strip(), otherwise)
                if original.strip() not in values:
                    result[step.original_to] = original
            case _:  # the field is absent: nothing to bring up
                pass
    return result
