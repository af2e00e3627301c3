"""Two platforms, of which one holds a foreign case: see two_platforms.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.two_platforms import Two, pair


@pytest.fixture
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    """A pair of the test's own, on the database that the parameter names."""
    yield from pair(request, tmp_path, "ways")


@pytest.fixture(scope="module")
def still(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """One pair for all tests that only read."""
    yield from pair(request, tmp_path_factory.mktemp("still"), "still")
