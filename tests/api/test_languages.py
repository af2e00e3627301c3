"""Accept-Language for two languages."""

from __future__ import annotations

import pytest

from api.languages import preferred

CASES = [
    # (header, language, the oddity guarded)
    ("", "zh", "nothing asked: Chinese"),
    ("en", "en", "plain"),
    ("en-GB,en;q=0.8", "en", "regions are variants"),
    ("zh-CN,zh;q=0.9,en;q=0.8", "zh", "a usual browser here"),
    ("en;q=0.2, zh;q=0.7", "zh", "order does not beat quality"),
    ("fr, de;q=0.9", "zh", "neither of ours"),
    ("fr, en;q=0.1", "en", "the one we have"),
    ("zh;q=0, en;q=0.1", "en", "q=0 means: not this"),
    ("en;q=nonsense", "zh", "a broken quality counts as none"),
    ("EN-us", "en", "case does not matter"),
]


@pytest.mark.parametrize(("header", "language", "why"), CASES)
def test_accept_language(header: str, language: str, why: str) -> None:
    assert preferred(header) == language, why
