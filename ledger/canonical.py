"""Canonical JSON (RFC 8785): the one byte string for a JSON value, so that its hash means something.

Not a parser. Called by app before an append: payloads reach the ledger as these bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import rfc8785

from domain.strict_json import MAX_INTEGER

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_FAST = msgspec.json.Encoder(order="deterministic")
# What msgspec may write otherwise than RFC 8785 wants, found in its output by leaving out all else: U+007F, and
# characters beyond the basic plane, whose keys sort by UTF-16 in RFC 8785 and by code point there. A hit inside a
# text costs time only.
_SURE = bytes(code for code in range(256) if code != 0x7F and not 0xF0 <= code <= 0xF4)


def canonical(value: Json) -> bytes:
    """RFC 8785 bytes of a JSON value as a parser gives it: None, bool, int, float, str, list, dict with str keys.

    Raises ValueError for NaN, infinities, integers beyond ±(2**53 - 1) and lone surrogates.
    """
    if not _alike(value):
        return rfc8785.dumps(value)
    try:
        fast = _FAST.encode(value)
    except UnicodeEncodeError:
        raise ValueError("a text holds a lone surrogate, which has no UTF-8 form") from None
    if fast.translate(None, _SURE) or (b"\\" in fast and b"\\u" in fast):
        return rfc8785.dumps(value)
    return fast


def _alike(value: object) -> bool:
    """Whether it is an object or a list whose numbers all writers write alike: integers within ±(2**53 - 1)."""
    kind = type(value)
    if kind is dict:
        items: Iterable[object] = value.values()  # type: ignore[attr-defined]
    elif kind is list:
        items = value  # type: ignore[assignment]
    else:
        return False
    for item in items:
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if kind is int:
            if not -MAX_INTEGER <= item <= MAX_INTEGER:  # type: ignore[operator]
                return False
        elif not _alike(item):
            return False
    return True
