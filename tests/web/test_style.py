"""Both themes can be read: text against its ground by WCAG 2.2 (1.4.3: 4.5 to 1; 1.4.11: 3 to 1 for outlines)."""

from __future__ import annotations

import re

import pytest

from web.server import STATIC

CSS = (STATIC / "style.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
)
KINDS = ("critical", "major", "minor", "kept", "unknown")
PAIRS = [
    *((text, ground, 4.5) for text in ("ink", "muted", "link", "critical", "major") for ground in ("paper", "ground")),
    *((kind, f"{kind}-ground", 4.5) for kind in KINDS),
    ("ink", "major-ground", 4.5),
    ("ink", "minor-ground", 4.5),
    ("ink", "kept-ground", 4.5),
    ("muted", "minor-ground", 4.5),
    ("paper", "ink", 4.5),
    ("focus", "paper", 3.0),
    ("focus", "ground", 3.0),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(theme: dict[str, str], text: str, ground: str, least: float) -> None:
    one, other = sorted((luminance(theme[text]), luminance(theme[ground])), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= least


def test_both_themes_name_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)


def test_the_style_loads_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS
