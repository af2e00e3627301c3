"""Canonical JSON: published vectors, and the fast path equal to the reference on anything a parser can give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.canonical import Json, canonical

VECTORS = Path(__file__).parent / "data" / "jcs_vectors"
NAMES = ["arrays", "french", "structures", "unicode", "values", "weird"]


@pytest.mark.parametrize("name", NAMES)
def test_published_vectors(name: str) -> None:
    given_value = json.loads((VECTORS / "input" / f"{name}.json").read_bytes())
    expected = (VECTORS / "output" / f"{name}.json").read_bytes()
    assert canonical(given_value) == expected
    assert canonical(given_value) == bytes.fromhex((VECTORS / "outhex" / f"{name}.txt").read_text())


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=600, deadline=None)
@given(values)
@example({"\ufb33": 1, "\U0001f600": 2})  # UTF-16 and code points sort these two differently
@example({"a": 1.0, "b": -0.0, "c": 1e21, "d": 1e-7, "e": 123456789012345.0})
@example(["\x7f\x80\u2028\u2029/<>&'", '\x00\x1f\b\t\n\f\r"\\'])
@example([9007199254740991, -9007199254740991, 0, -0])
def test_fast_path_equals_reference(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        [float("inf")],
        {"a": -float("inf")},
        2**53,
        [-(2**53)],
        "\ud800",
        {"\udfff": 1},
        [None, float("nan")],
    ],
    ids=[
        "nan",
        "infinity",
        "minus infinity",
        "2^53",
        "-2^53",
        "lone surrogate",
        "surrogate key",
        "nan beside null",
    ],
)
def test_refused(value: Json) -> None:
    """Most JSON writers turn NaN into null without a word: two different values would share a hash."""
    with pytest.raises(ValueError):  # noqa: PT011  # rfc8785's own errors are ValueErrors, ours too
        canonical(value)


def test_a_nan_beside_a_null_is_not_taken_for_one() -> None:
    assert canonical({"a": None, "b": [None, 1]}) == b'{"a":null,"b":[null,1]}'
    with pytest.raises(ValueError, match="nan"):
        canonical({"a": None, "b": [{"c": float("nan")}]})
