"""A ledger opened on a database of its own, once per backend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ledger
from ledger import Ledger
from ledger.checkpoint import Signer, load_signer
from tests.ledger.sample_acts import clock


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return load_signer("example.org/log", tmp_path / "log.key", tmp_path / "last-checkpoint")


@pytest.fixture
def opened(database_url: str, signer: Signer) -> Iterator[Ledger]:
    with ledger.connect(database_url, clock=clock, signer=signer) as found:
        yield found


@pytest.fixture
def on_postgres(postgres_url: str, signer: Signer) -> Iterator[Ledger]:
    with ledger.connect(postgres_url, clock=clock, signer=signer) as found:
        yield found
