"""A filled ledger that attacks are tried on; the fixture `scene` (conftest.py) makes one per test file and backend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from ledger.signed_note import VerifierKey
from ledger.verify import VerifyReport, verify
from tests.ledger import forgery

SIZE = 600
STREAMS = 7


class Scene(NamedTuple):
    """A ledger of 600 numbered events and 5 that wait, checkpoints signed at 300 and 600, and the owner's engine."""

    url: str
    owner: Engine
    key: VerifierKey
    at_300: str
    at_600: str

    @contextmanager
    def disarmed(self) -> Iterator[Connection]:
        with self.owner.connect() as connection:
            transaction = connection.begin()
            forgery.disarm(connection)
            yield connection
            transaction.rollback()


def checked(scene: Scene, connection: Connection, *kept: str) -> VerifyReport:
    return verify(connection, scene.key, kept or (scene.at_300, scene.at_600))
