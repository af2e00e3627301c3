"""Keys of agencies, each looked up once. For one piece of work: a key revoked meanwhile still stands in it."""

from __future__ import annotations

from sqlalchemy import Engine

from app.signing import agency_keys
from app.signing.agency_keys import AgencyKey


class KeyRing:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: dict[tuple[str, str], AgencyKey | None] = {}

    def find(self, agency: str, kid: str) -> AgencyKey | None:
        if (agency, kid) not in self._found:
            with self._engine.connect() as connection:
                self._found[agency, kid] = agency_keys.find(connection, agency, kid)
        return self._found[agency, kid]
