"""What the operator decides: from QUANCHENG_* variables or keyword arguments. The only reader of the environment.

Not the wiring (composition.py). The clock of the real world is given from here too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.rate_limits import Strategy, read_rates

IDEMPOTENCY_HOURS: Final = 24


def system_clock() -> datetime:
    return datetime.now(UTC)


class Settings(BaseSettings):
    """Every variable is QUANCHENG_ and the name in capitals.

    database_url          sqlite:///FILE or postgresql+psycopg2://USER@HOST/DATABASE
    database_wait_seconds how long server, worker and migration wait at their start for a database that is not there yet
    pack                  name of a shipped pack, or a pack folder
    embedded              numbering, supervision, read models and clock run inside this process;
                          not said: yes on SQLite, no on PostgreSQL (there `quancheng worker` does it)
    token_file            bearer tokens, as hashes
    public_url            how callers reach this platform; name of the embedded issuer and audience of its tokens
    issuer                name of another OAuth2 issuer whose access tokens are taken; then none is embedded.
                          issuer_jwks_url: https address of its keys; audience: what its tokens are made out to
                          (default: public_url); issuer_algorithms: those that it may sign with
    oidc_issuer           identity provider at which people sign in (https); oidc_client_id and
                          oidc_client_secret_file: what it knows this platform by
    client_certificate_header  header in which a proxy forwards the certificate of the client (RFC 8705), believed only
                          from trusted_proxies (addresses or networks of peers)
    citizen_id_key_file   secret of citizen identity numbers, 32 random bytes or more; on SQLite it is made
                          beside the database where it is not named
    signing_key_file      Ed25519 key of the log; without it nothing is signed
    log_origin            name of this log in its checkpoints
    checkpoint_seconds    least time between two checkpoints
    message_signatures    must agencies sign what they post (RFC 9421)? optional: no, but a signature is checked;
                          registered: who has ever registered a key must; required: all must
    refusals_kept         refusals on record for one agency at most; refusal_days: and for how long
    offline_bytes         largest offline file as it is sent; unpacked it may be 8 times as large
    sandbox               set by `quancheng sandbox` alone: every answer and page says that nothing here is real
    idempotency_hours     how long the answer to a request with an Idempotency-Key is kept
    webhook_ports         ports of subscribers that webhooks may be sent to
    webhook_internal_ranges   internal networks that may be sent to all the same, such as that of the agencies
    webhook_plain_http    hosts by name and networks that may be spoken to without TLS
    webhook_ca_file       certificates of those who vouch for subscribers, instead of the system's
    webhook_keep_days     how long delivered webhooks stay listed; dead ones stay until they are replayed
    max_body_bytes, max_batch  longest body, and most events in one post
    body_seconds          a body must have come by then, or longer by a second for each 16 KiB that did
    intake_threads        threads that judge and store what is posted
    max_waiting_acts      acts that may wait to be stored, in all; max_waiting_acts_each: of one agency
    max_posts_under_way, max_posts_each, max_reads_under_way, max_reads_each
                          requests at once, in all and of one agency
    max_connections       open connections of one server process
    rates                 what one caller may ask in a time, as JSON, e.g. {"acts": "120000/minute"}; kinds: reads, acts
                          (a batch of 1000 counts 1000), feeds, tokens (access tokens: by client), pages (by person),
                          strangers (no valid token, not signed in: by address)
    rates_of              the same for single agencies: {"urn:…": {"acts": "600000/minute"}}
    rate_strategy         how the window of a rate moves on
    worker_nice           by how much the worker process yields to the server (nice); 0: not at all
    feed_wait_seconds     longest time for which a request for a feed waits; longer wishes are cut down to it
    max_feed_waiters      requests that may wait for feeds, or be streamed to, at once in one process;
                          max_feed_waiters_each: of one office
    """

    model_config = SettingsConfigDict(env_prefix="QUANCHENG_", extra="forbid")

    database_url: str = "sqlite:///var/quancheng.db"
    pack: str = "cn_criminal"
    embedded: bool | None = None
    token_file: Path = Path("var/tokens.ndjson")
    public_url: str = "http://127.0.0.1:8000"
    issuer: str = ""
    issuer_jwks_url: str = ""
    issuer_algorithms: tuple[str, ...] = ("ES256", "ES384", "RS256", "PS256", "Ed25519")
    audience: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    client_certificate_header: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    citizen_id_key_file: Path | None = None
    signing_key_file: Path | None = None
    log_origin: str = "quancheng.local/ledger"
    checkpoint_seconds: float = Field(default=10.0, gt=0)
    message_signatures: Literal["optional", "registered", "required"] = "optional"
    sandbox: bool = False
    idempotency_hours: int = Field(default=IDEMPOTENCY_HOURS, ge=1, le=720)
    webhook_ports: tuple[int, ...] = (443, 8443)
    webhook_internal_ranges: tuple[IPv4Network | IPv6Network, ...] = ()
    webhook_plain_http: tuple[str, ...] = ()
    webhook_ca_file: Path | None = None
    webhook_keep_days: int = Field(default=30, ge=1, le=3650)
    refusals_kept: int = Field(default=10_000, ge=1)
    refusal_days: int = Field(default=400, ge=1)
    offline_bytes: int = Field(default=32 * 1_048_576, gt=0)
    max_body_bytes: int = Field(default=4 * 1_048_576, gt=0)
    max_batch: int = Field(default=1000, gt=0)
    intake_threads: int = Field(default=1, ge=1, le=16)
    max_waiting_acts: int = Field(default=20_000, ge=1)
    max_waiting_acts_each: int = Field(default=4_000, ge=1)
    max_posts_under_way: int = Field(default=512, ge=1)
    max_posts_each: int = Field(default=64, ge=1)
    max_reads_under_way: int = Field(default=512, ge=1)
    max_reads_each: int = Field(default=20, ge=1)
    max_connections: int = Field(default=2_000, ge=1)
    body_seconds: float = Field(default=20.0, gt=0)
    rate_strategy: Strategy = "sliding-window"
    rates: dict[str, str] = {}
    rates_of: dict[str, dict[str, str]] = {}
    worker_nice: int = Field(default=10, ge=0, le=19)
    feed_wait_seconds: float = Field(default=60.0, ge=0)
    max_feed_waiters: int = Field(default=1000, ge=0)
    max_feed_waiters_each: int = Field(default=20, ge=0)
    database_wait_seconds: float = Field(default=60.0, ge=0)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: str = "info"

    @model_validator(mode="after")
    def _issuer_is_whole(self) -> Self:
        if bool(self.issuer) != bool(self.issuer_jwks_url):
            raise ValueError("issuer and issuer_jwks_url are set together or not at all")
        if len({bool(self.oidc_issuer), bool(self.oidc_client_id), self.oidc_client_secret_file is not None}) > 1:
            raise ValueError("oidc_issuer, oidc_client_id and oidc_client_secret_file are set together or not at all")
        if bool(self.client_certificate_header) != bool(self.trusted_proxies):
            raise ValueError("client_certificate_header and trusted_proxies are set together or not at all")
        # RFC 8725 §3.1: with a symmetric algorithm the public key would be the secret
        if any(name.startswith("HS") or name.lower() == "none" for name in self.issuer_algorithms):
            raise ValueError("issuer_algorithms holds one that needs no private key to sign")
        for rates in (self.rates, *self.rates_of.values()):
            read_rates(rates)
        return self

    @property
    def runs_embedded(self) -> bool:
        return self.database_url.startswith("sqlite") if self.embedded is None else self.embedded

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, None on a server."""
        scheme = "sqlite:///"
        return Path(self.database_url[len(scheme) :]) if self.database_url.startswith(scheme) else None
