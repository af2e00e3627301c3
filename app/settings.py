"""What the operator decides: from QUANCHENG_* variables or keyword arguments. The only reader of the environment.

Not the wiring (composition.py). The clock of the real world is given from here too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def system_clock() -> datetime:
    return datetime.now(UTC)


class Settings(BaseSettings):
    """Every variable is QUANCHENG_ and the name in capitals.

    database_url          sqlite:///FILE or postgresql+psycopg2://USER@HOST/DATABASE
    pack                  name of a shipped pack, or a pack folder
    embedded              numbering, supervision, read models and clock run inside this process;
                          not said: yes on SQLite, no on PostgreSQL (there `quancheng worker` does it)
    token_file            bearer tokens, as hashes
    citizen_id_key_file   secret of citizen identity numbers, 32 random bytes or more; on SQLite it is made
                          beside the database where it is not named
    signing_key_file      Ed25519 key of the log; without it nothing is signed
    log_origin            name of this log in its checkpoints
    checkpoint_seconds    least time between two checkpoints
    feed_wait_seconds     longest time for which a request for a feed waits; longer wishes are cut down to it
    max_feed_waiters      requests that may wait for feeds, or be streamed to, at once in one process;
                          max_feed_waiters_each: of one office
    """

    model_config = SettingsConfigDict(env_prefix="QUANCHENG_", extra="forbid")

    database_url: str = "sqlite:///var/quancheng.db"
    pack: str = "cn_criminal"
    embedded: bool | None = None
    token_file: Path = Path("var/tokens.ndjson")
    citizen_id_key_file: Path | None = None
    signing_key_file: Path | None = None
    log_origin: str = "quancheng.local/ledger"
    checkpoint_seconds: float = Field(default=10.0, gt=0)
    max_body_bytes: int = Field(default=4 * 1_048_576, gt=0)
    max_batch: int = Field(default=1000, gt=0)
    feed_wait_seconds: float = Field(default=60.0, ge=0)
    max_feed_waiters: int = Field(default=1000, ge=0)
    max_feed_waiters_each: int = Field(default=20, ge=0)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: str = "info"

    @property
    def runs_embedded(self) -> bool:
        return self.database_url.startswith("sqlite") if self.embedded is None else self.embedded

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, None on a server."""
        scheme = "sqlite:///"
        return Path(self.database_url[len(scheme) :]) if self.database_url.startswith(scheme) else None
