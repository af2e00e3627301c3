"""Canonical JSON (RFC 8785): the one byte string for a JSON value, so that its hash means something.

Not a parser. Called by app before an append: payloads reach the ledger as these bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec
import rfc8785

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_FAST = msgspec.json.Encoder(order="deterministic")
# What msgspec may write otherwise than RFC 8785 wants, found in its output. A hit inside a text costs time only.
#   numbers with a fraction or exponent, or beyond 2**53 - 1 (16 digits and more); null, which NaN also becomes;
#   \u escapes; characters beyond the basic plane, whose keys sort by UTF-16 in RFC 8785 and by code point there.
# Each alternative begins with one fixed character: the search then skips to these, three times as fast.
_DOUBTFUL_NUMBER = re.compile(rb"(?:\":|\[|,)(?:-?\d+[.eE]|-?\d{16})")
_DOUBTFUL_CHARACTER = re.compile(rb"[\x7f\xf0-\xf4]")


def canonical(value: Json) -> bytes:
    """RFC 8785 bytes of a JSON value as a parser gives it: None, bool, int, float, str, list, dict with str keys.

    Raises ValueError for NaN, infinities, integers beyond ±(2**53 - 1) and lone surrogates.
    """
    try:
        fast = _FAST.encode(value)
    except UnicodeEncodeError:
        raise ValueError("a text holds a lone surrogate, which has no UTF-8 form") from None
    if type(value) is not dict and type(value) is not list:
        return rfc8785.dumps(value)
    odd = b"\x7f" in fast if fast.isascii() else _DOUBTFUL_CHARACTER.search(fast)
    if odd or b"\\u" in fast or _DOUBTFUL_NUMBER.search(fast) is not None:
        return rfc8785.dumps(value)
    # only a float can be NaN; to look for one takes a tenth of the time of the other encoder
    return rfc8785.dumps(value) if b"null" in fast and _holds_float(value) else fast


def _holds_float(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_float(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_float(item) for item in value)
    return not (value is None or isinstance(value, str | int))
