"""A platform over each backend, with a clock the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.composition import Platform
from tests.platforms import SetClock, open_for_test


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-03-04")


@pytest.fixture
def platform(database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[Platform]:
    with open_for_test(database_url, clock, tmp_path / "citizen-id-key") as opened:
        yield opened


@pytest.fixture
def on_sqlite(sqlite_url: str, clock: SetClock, tmp_path: Path) -> Iterator[Platform]:
    with open_for_test(sqlite_url, clock, tmp_path / "citizen-id-key") as opened:
        yield opened
