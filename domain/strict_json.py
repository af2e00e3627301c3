"""JSON with one meaning only: UTF-8, no duplicate keys, no NaN, numbers that all readers read alike.

Not a schema check. Called by cloudevent.py and by whoever takes in JSON from outside.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from domain.errors import Refused
from domain.vocabulary import json_pointer_step

MAX_DEPTH: Final = 64
# RFC 7493 (I-JSON): beyond this a reader that uses binary floats sees another number
MAX_INTEGER: Final = 2**53 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Doubt(Exception):  # a turn in the flow, not an error
    """Whether this is strict JSON needs a closer look."""


class _Twice(dict[str, object]):
    """An object with a key that occurred twice; only the walk below ever sees it."""

    key = ""


class _NoNumber:
    """What stood where a number was expected: NaN, Infinity, or digits without end."""

    def __init__(self, text: str, code: str) -> None:
        self.text = text
        self.code = code


def parse_json(raw: bytes) -> object:
    """The one value in `raw`. Refused, with a pointer where one can be given: invalid-utf8, malformed-json,
    duplicate-key, number-not-finite, number-out-of-range, lone-surrogate, control-character, too-deep.
    """
    try:
        return _parsed_fast(raw)
    except _Doubt:
        return _parsed_with_care(raw)


def _parsed_fast(raw: bytes) -> object:
    """What needs no second look, in a third of the time. msgspec reads a subset of what json reads; of two equal keys
    it keeps one, and then the value holds fewer texts than the bytes do. Raises _Doubt.
    """
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise _Doubt from None
    marks = raw.count(b'"')
    if b"\\" in raw:
        unpaired = raw.replace(b"\\\\", b"")
        marks -= unpaired.count(b'\\"')
        if b"\\u0000" in unpaired:
            raise _Doubt
    if 2 * _texts_in([value], 0) != marks:
        raise _Doubt
    return value


def _texts_in(items: Iterable[object], depth: int) -> int:
    """How many texts, keys included. Raises _Doubt where it meets a number that is no small integer."""
    if depth > MAX_DEPTH + 1:
        raise _Doubt
    count = 0
    for item in items:
        kind = type(item)
        if kind is str:
            count += 1
        elif kind is dict:
            count += len(item) + _texts_in(item.values(), depth + 1)  # type: ignore[arg-type, attr-defined]
        elif kind is list:
            count += _texts_in(item, depth + 1)  # type: ignore[arg-type]
        elif kind is int:
            if not -MAX_INTEGER <= item <= MAX_INTEGER:  # type: ignore[operator]
                raise _Doubt
        elif item is not None and kind is not bool:
            raise _Doubt
    return count


def _parsed_with_care(raw: bytes) -> object:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            "invalid-utf8", f"Byte {error.start} is not valid UTF-8.", remedy="Send JSON encoded as UTF-8."
        ) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=lambda name: _NoNumber(name, "number-not-finite"),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused("malformed-json", f"Not JSON at {where}: {error.msg}.", remedy="Send one JSON value.") from None
    except RecursionError:
        raise _too_deep("") from None
    check_plain(value)
    return value


def check_plain(value: object) -> None:
    """Refuse plain data (already parsed by someone else) that strict JSON could not have held."""
    if _sound(value, 0):
        return
    for pointer, item in _walk(value, "", 0):
        if isinstance(item, _Twice):
            raise Refused(
                "duplicate-key",
                f"The key {item.key[:100]!r} occurs twice.",
                pointer=f"{pointer}/{json_pointer_step(item.key)}",
                remedy="Send each key once.",
            )
        if isinstance(item, _NoNumber):
            raise Refused(
                item.code,
                f"{item.text[:40]} is not a number that JSON can carry.",
                pointer=pointer,
                remedy="Send an integer within ±(2^53 - 1), or a decimal as a string.",
            )
        if isinstance(item, str):
            _check_text(item, pointer)
        elif isinstance(item, float) and not math.isfinite(item):
            raise Refused("number-not-finite", f"{item} is no JSON number.", pointer=pointer)
        elif isinstance(item, int) and abs(item) > MAX_INTEGER:
            raise Refused("number-out-of-range", "The integer is beyond ±(2^53 - 1).", pointer=pointer)
        elif item is not None and not isinstance(item, int | float | dict | list):
            raise Refused("wrong-type", f"{type(item).__name__} is no JSON value.", pointer=pointer)


def _sound(value: object, depth: int) -> bool:
    """Whether there is nothing to refuse. The walk that can say where is three times as slow."""
    kind = type(value)
    if kind is str:
        return _is_clean(value)  # type: ignore[arg-type]
    if kind is dict:
        return depth <= MAX_DEPTH and all(
            type(key) is str and _is_clean(key) and _sound(child, depth + 1)
            for key, child in value.items()  # type: ignore[attr-defined]
        )
    if kind is list:
        return depth <= MAX_DEPTH and all(_sound(child, depth + 1) for child in value)  # type: ignore[attr-defined]
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]
    return value is None or kind is bool or (kind is float and math.isfinite(value))  # type: ignore[arg-type]


def _is_clean(text: str) -> bool:
    return "\0" not in text and (text.isascii() or _SURROGATE.search(text) is None)


def _walk(value: object, pointer: str, depth: int) -> Iterator[tuple[str, object]]:
    if depth > MAX_DEPTH:
        raise _too_deep(pointer[:200])
    yield pointer, value
    if isinstance(value, dict):
        for key, child in value.items():
            if not isinstance(key, str):
                raise Refused("wrong-type", "A key is not a string.", pointer=pointer)
            _check_text(key, pointer)
            yield from _walk(child, f"{pointer}/{json_pointer_step(key)}", depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _walk(child, f"{pointer}/{index}", depth + 1)


def _check_text(text: str, pointer: str) -> None:
    if _SURROGATE.search(text):
        raise Refused(
            "lone-surrogate",
            "The text holds half of a surrogate pair.",
            pointer=pointer,
            remedy="Write the whole character.",
        )
    if "\0" in text:
        raise Refused("control-character", "The text holds U+0000.", pointer=pointer, remedy="Remove the character.")


def _too_deep(pointer: str) -> Refused:
    detail = f"Nested deeper than {MAX_DEPTH} levels."
    return Refused("too-deep", detail, pointer=pointer, remedy="Flatten the event.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    seen: set[str] = set()
    twice = _Twice(result)
    for key, _ in pairs:
        if key in seen:
            twice.key = key
            break
        seen.add(key)
    return twice


def _integer(digits: str) -> int | _NoNumber:
    # the length is looked at first: int() of a very long text is slow
    return int(digits) if len(digits) <= 17 else _NoNumber(digits, "number-out-of-range")


def _float(digits: str) -> float | _NoNumber:
    value = float(digits) if len(digits) <= 40 else math.inf
    return value if math.isfinite(value) else _NoNumber(digits, "number-out-of-range")
