"""The platform put together from its settings: ledger, pack, logs, and the work that follows the ledger.

Not the settings and not any use case. Opened by the API, the commands, the worker and tests.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import Engine

from app.citizen_ids import CitizenIdKey
from app.database_wait import once_there
from app.feed_watch import watch_over
from app.finding_log import FindingLog
from app.histories import Histories
from app.known_persons import KnownPersons
from app.map_codes import KeptTables
from app.packs import pack_at
from app.processing import Processing
from app.reconciliation.day_trees import DayTrees
from app.settings import Settings, system_clock
from app.version_use import VersionUse
from app.webhooks.sealing import KeySealer
from domain.errors import Refused
from domain.occurred import to_micros
from ledger.checkpoint import Signer, load_signer
from ledger.ledger import Ledger, connect
from ledger.sequencer_lock import SequencerTaken
from supervision_rules.pack import Pack

if TYPE_CHECKING:
    from app.intake import Intake
    from app.pack_change import Adoption

DRAIN_SECONDS: Final = 60.0


class Platform:
    """One open platform; safe to share between threads.

    ledger      append, read, prove; engine: for reading read models (`with platform.engine.connect()`)
    pack        vocabulary, law and calendar in force here
    processing  what follows the ledger; in one process per database only
    feed_watch  who waits for a feed to grow; stop() it before the server goes down
    feeds_begun  feeds of which this process knows that they are followed
    adoption    what bringing the database up to this pack changed; None until something followed the ledger
    """

    def __init__(self, settings: Settings, ledger: Ledger, pack: Pack, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.ledger = ledger
        self.engine: Engine = ledger.engine
        self.pack = pack
        self.clock = clock
        self.code_tables = KeptTables()
        self.version_use = VersionUse()
        self.known = KnownPersons(pack)
        self.findings = FindingLog(ledger)
        self.histories = Histories(pack)
        self.day_trees = DayTrees(ledger.engine)
        self.processing = Processing(ledger, pack, self.findings, self.histories, self.now)
        self.feed_watch = watch_over(
            self.engine, most=settings.max_feed_waiters, most_each=settings.max_feed_waiters_each
        )
        self.feeds_begun: set[str] = set()
        self._citizen_id_key: CitizenIdKey | None = None
        self._webhook_keys: KeySealer | None = None
        self._background: threading.Thread | None = None
        self.adoption: Adoption | None = None
        self._stop = threading.Event()
        self._news = threading.Event()
        self._intake: Intake | None = None
        self._opening = threading.Lock()

    def now(self) -> int:
        """Microseconds since the epoch."""
        return to_micros(self.clock())

    @property
    def intake(self) -> Intake:
        """The way in for many callers at once; what has one caller calls app.post_acts itself."""
        with self._opening:
            if self._intake is None:
                from app.intake import Intake

                self._intake = Intake(self)
            return self._intake

    @property
    def citizen_id_key(self) -> CitizenIdKey:
        """Raises Refused("citizen-id-key-missing") where the operator has given none."""
        if self._citizen_id_key is None:
            self._citizen_id_key = _citizen_id_key(self.settings)
        return self._citizen_id_key

    @property
    def webhook_keys(self) -> KeySealer:
        """Raises Refused("webhook-key-missing") where the operator has given no secret."""
        if self._webhook_keys is None:
            self._webhook_keys = _webhook_keys(self.settings)
        return self._webhook_keys

    def digest_key(self, agency: str) -> tuple[str, bytes]:
        """Name of the key, and the key under which statements of `agency` are hashed (RFC 2104, SHA-256).

        A platform without a key for identity numbers stores none, so that there is nothing to protect.
        """
        try:
            key = self.citizen_id_key
        except Refused:
            return "", b""
        return key.fingerprint, key.digest_key(agency)

    def start(self) -> None:
        """Number, supervise, project and watch the clock in the background, if settings say so. Once."""
        if self.settings.runs_embedded and self._background is None:
            from app.worker import run

            self._background = threading.Thread(target=run, args=(self, self._stop), name="worker", daemon=True)
            self._background.start()

    def adopt_pack(self) -> None:
        """Once per process, before it follows the ledger: see app/pack_change.py."""
        if self.adoption is None:
            from app.pack_change import adopt_pack

            self.adoption = adopt_pack(self)

    def wake(self) -> None:
        """Acts were appended in this process: an embedded sequencer need not wait for its next look."""
        self._news.set()

    def wait_for_news(self, timeout: float) -> None:
        """Until wake() was called since the last return, at most `timeout` seconds."""
        self._news.wait(timeout)
        self._news.clear()

    def drain(self) -> None:
        """Bring everything that follows the ledger to its head, and the clock to now, before returning.

        Where a worker runs, here or elsewhere, this waits for it instead. Raises LedgerFault after a minute.
        """
        if self._background is not None:
            self.processing.wait_until_caught_up(DRAIN_SECONDS, self.wake)
            return
        try:
            self.ledger.sequence()
        except SequencerTaken:
            self.processing.wait_until_caught_up(DRAIN_SECONDS, self.wake)
            return
        self.adopt_pack()
        self.processing.catch_up()
        while self.ledger.sequence() or self.processing.behind() < self.ledger.head():
            self.processing.catch_up()  # which may itself append events of findings

    def close(self) -> None:
        if self._intake is not None:
            self._intake.close()
        self.feed_watch.close()
        self._stop.set()
        self._news.set()
        if self._background is not None:
            self._background.join()
            self._background = None
        self.findings.close()
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_platform(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = system_clock,
    pack: Pack | None = None,
    patience: float = 0.0,
) -> Platform:
    """Open the database and the pack; nothing runs in the background before start().

    pack      instead of the one that settings name
    patience  seconds for which a database that cannot be reached is waited for; then its own error is raised
    Raises LedgerFault where the database's revision is not the code's; PackFaults, NotFound for the pack.
    """
    loaded = pack_at(settings.pack) if pack is None else pack
    signer = _signer(settings)
    ledger = once_there(lambda: connect(settings.database_url, clock=clock, signer=signer), patience)
    return Platform(settings, ledger, loaded, clock)


def _signer(settings: Settings) -> Signer | None:
    key_file = settings.signing_key_file
    if key_file is None:
        return None
    key_file.parent.mkdir(parents=True, exist_ok=True)
    return load_signer(settings.log_origin, key_file, key_file.with_suffix(".last-checkpoint"))


def _citizen_id_key(settings: Settings) -> CitizenIdKey:
    secret = _platform_secret(settings)
    if secret is None:
        raise Refused(
            "citizen-id-key-missing",
            "This platform has no key for citizen identity numbers, and stores none in clear.",
            pointer="/data",
            remedy="The operator sets QUANCHENG_CITIZEN_ID_KEY_FILE to a file of 32 random bytes or more.",
        )
    return CitizenIdKey(secret)


def _webhook_keys(settings: Settings) -> KeySealer:
    secret = _platform_secret(settings)
    if secret is None:
        raise Refused(
            "webhook-key-missing",
            "This platform has no secret under which it could keep the keys of webhooks.",
            remedy="The operator sets QUANCHENG_CITIZEN_ID_KEY_FILE to a file of 32 random bytes or more.",
        )
    return KeySealer(secret)


def _platform_secret(settings: Settings) -> bytes | None:
    path = settings.citizen_id_key_file
    if path is None and settings.sqlite_file is not None:
        path = settings.sqlite_file.with_name(settings.sqlite_file.name + ".citizen-id-key")
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
    return None if path is None else path.read_bytes()
