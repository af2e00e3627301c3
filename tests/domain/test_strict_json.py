"""Whoever reads JSON fast must read it as whoever reads it with care, or leave it to them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain import strict_json
from domain.errors import Refused
from domain.strict_json import parse_json

_TEXTS = st.text(max_size=6) | st.sampled_from(["", '"', "\\", '\\"', "\\\\", "\0", ":", "\\u0000", "😀", "\x7f"])
_LEAVES = (
    st.none()
    | st.booleans()
    | _TEXTS
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=True)
    | st.sampled_from([2**53 - 1, 2**53, -(2**53)])
)


@st.composite
def _written(draw: st.DrawFn, depth: int = 0) -> str:
    """JSON as somebody might write it: escaped or not, spaced or not, with keys that come twice."""
    kind = draw(st.integers(0, 3)) if depth < 4 else 0
    gap = draw(st.sampled_from(["", " ", "\n\t"]))
    if kind < 2:
        return json.dumps(draw(_LEAVES), ensure_ascii=draw(st.booleans()))
    parts = draw(st.lists(_written(depth=depth + 1), max_size=4))
    if kind == 2:
        return f"[{gap}{f'{gap},{gap}'.join(parts)}{gap}]"
    keys = [json.dumps(draw(_TEXTS | st.just("k")), ensure_ascii=draw(st.booleans())) for _ in parts]
    pairs = [f"{key}{gap}:{gap}{part}" for key, part in zip(keys, parts, strict=True)]
    return "{" + gap + f"{gap},{gap}".join(pairs) + gap + "}"


Refusal = tuple[str, str]


def _outcome(read: Callable[[bytes], object], raw: bytes) -> str | Refusal:
    """What was read, as text, or code and pointer of the refusal."""
    try:
        return json.dumps(read(raw))
    except Refused as refused:
        return refused.code, refused.pointer


@given(_written())
@example('{"a":1,"a":1}')
@example('{"a" :"\\":","a": 1}')
@example('{"\\\\":1,"\\\\":2,"b":"\\""}')
@example('["\\\\\\"","\\\\"]')
@example('{"a":"\\u0000"}')
def test_the_fast_reading_is_the_careful_one(text: str) -> None:
    raw = text.encode(errors="surrogatepass")
    assert _outcome(parse_json, raw) == _outcome(strict_json._parsed_with_care, raw)


@pytest.mark.parametrize("depth", [strict_json.MAX_DEPTH, strict_json.MAX_DEPTH + 1, strict_json.MAX_DEPTH + 2, 5000])
def test_both_ways_end_at_the_same_depth(depth: int) -> None:
    raw = b"[" * depth + b"]" * depth
    outcome = _outcome(strict_json._parsed_with_care, raw)
    assert _outcome(parse_json, raw) == outcome
    assert isinstance(outcome, str) == (depth <= strict_json.MAX_DEPTH + 1)


def test_most_acts_are_read_fast() -> None:
    plain = b'{"specversion":"1.0","data":{"name":"\xe5\xbc\xa0","n":3,"spaced" : [true, null]}, "q":"a\\"b\\\\"}'
    assert strict_json._parsed_fast(plain) == json.loads(plain)
