"""Where in plain data a typed conversion fails: the innermost place, with list indexes and map keys.

msgspec names places inside lists and maps only as `[...]`. Called by payload decoding and YAML reading.
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

Path = tuple[str | int, ...]


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Known names close to a misspelt one, at most three, best first."""
    return tuple(difflib.get_close_matches(name, list(known), n=3, cutoff=0.5))


def did_you_mean(near: Sequence[str], otherwise: str) -> str:
    """The remedy for a name that is not known."""
    return f"Did you mean {' or '.join(near)}?" if near else otherwise


class Misfit(msgspec.Struct, frozen=True):
    """A value that does not fit its type.

    path           steps from the root to the value (for an unknown field: to that field)
    detail         what msgspec says, without its place
    unknown_field  name of the field that the type does not know, else None
    known          field names the type knows at that place (empty where it is no struct)
    choices        the values that the type allows, where it lists them
    """

    path: Path
    detail: str
    unknown_field: str | None
    known: tuple[str, ...]
    choices: tuple[str, ...] = ()

    @property
    def nearest(self) -> tuple[str, ...]:
        """Known field names closest to the unknown one, best first."""
        if self.unknown_field is None:
            return ()
        return nearest(self.unknown_field, self.known)

    @property
    def missing(self) -> bool:
        return "missing required field" in self.detail


def locate(plain: object, type_: object, error: Exception, *, strict: bool) -> Misfit:
    """The innermost misfit. `error` is what converting `plain` to `type_` raised."""
    return _innermost(plain, type_, (), error, strict)


def _innermost(plain: object, type_: object, path: Path, error: Exception, strict: bool) -> Misfit:
    for step, child, child_type in _children(plain, type_):
        try:
            msgspec.convert(child, child_type, strict=strict)
        except msgspec.ValidationError as inner:
            return _innermost(child, child_type, (*path, step), inner, strict)
    detail = re.sub(r" - at `.*`$", "", str(error))
    unknown = re.search(r"unknown field `(.*)`", detail)
    if unknown and isinstance(plain, dict) and unknown[1] in plain:
        path = (*path, unknown[1])
    return Misfit(path, detail, unknown[1] if unknown else None, _field_names(type_), _choices(type_))


def _children(plain: object, type_: object) -> Iterator[tuple[str | int, object, typing.Any]]:
    for member in _members(type_):
        origin, args = typing.get_origin(member), typing.get_args(member)
        if isinstance(plain, dict) and _is_struct(member) and _tag_matches(plain, member):
            for field in msgspec.structs.fields(member):
                if field.encode_name in plain:
                    yield field.encode_name, plain[field.encode_name], field.type
        elif isinstance(plain, dict) and len(args) == 2 and origin is not tuple:
            for key, value in plain.items():
                yield key, value, args[1]
        elif isinstance(plain, list) and args and origin in (list, tuple, set, frozenset):
            for index, value in enumerate(plain):
                yield index, value, args[0]


def _members(type_: object) -> tuple[typing.Any, ...]:
    """The alternatives of a union (Annotated taken off), or the type itself."""
    if typing.get_origin(type_) is typing.Annotated:
        return _members(typing.get_args(type_)[0])
    if typing.get_origin(type_) in (typing.Union, types.UnionType):
        return tuple(m for arm in typing.get_args(type_) for m in _members(arm))
    return (type_,)


def _choices(type_: object) -> tuple[str, ...]:
    listed = (m for m in _members(type_) if typing.get_origin(m) is typing.Literal)
    return tuple(str(value) for member in listed for value in typing.get_args(member))


def _is_struct(type_: object) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


def _tag_matches(plain: Mapping[str, object], struct: type[msgspec.Struct]) -> bool:
    config = struct.__struct_config__
    return config.tag_field is None or plain.get(config.tag_field) == config.tag


def _field_names(type_: object) -> tuple[str, ...]:
    return tuple(f.encode_name for m in _members(type_) if _is_struct(m) for f in msgspec.structs.fields(m))
