"""The demonstration: a fresh SQLite platform with real and simulated cases, planted breaches and one planted tampering.

Not the serving. Called by `quancheng demo`; everything in it goes through the same use cases as real input.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.caller import OPERATOR
from app.composition import Platform, open_platform
from app.import_acts import import_acts
from app.post_acts import Rejected, Statement
from app.readers.item import WireStatement
from app.readers.mapping import load_mapping
from app.readers.reading import read_items
from app.settings import Settings, system_clock
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from domain.errors import QuanchengError
from ledger.migrate import upgrade

DATA: Final = Path(__file__).resolve().parent.parent / "data"
# the real acts: what police did, and what procuratorate and court did (origin: data/samples/cn_custody/README.md)
SAMPLES: Final = (
    ("custody_events.csv", "cn_custody_measures.yaml"),
    ("custody_timelines.csv", "cn_custody_trial.yaml"),
)
Progress = Callable[[int, int], None]


class Planted(msgspec.Struct, frozen=True):
    """The act whose bytes were changed behind the ledger's back."""

    position: int
    case: str
    source: str
    id: str


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """What was built. checkpoint: signed before the tampering and kept outside the database."""

    folder: Path
    simulated_cases: int
    real_acts: int
    acts: int
    planted_breaches: int
    checkpoint: Path
    tampered: Planted


def settings_in(folder: Path, public_url: str = "http://127.0.0.1:8000") -> Settings:
    """The settings of a demonstration in `folder`, whatever the environment says of another platform."""
    return Settings(
        public_url=public_url,
        issuer="",
        issuer_jwks_url="",
        oidc_issuer="",
        oidc_client_id="",
        oidc_client_secret_file=None,
        client_certificate_header="",
        trusted_proxies=(),
        database_url=f"sqlite:///{folder / 'demo.db'}",
        pack="cn_criminal",
        embedded=True,
        token_file=folder / "tokens.ndjson",
        citizen_id_key_file=None,
        signing_key_file=folder / "log-key.pem",
    )


def build(folder: Path, *, cases: int, seed: int, progress: Progress | None = None) -> Demo:
    """Fill a new database in `folder`, keep a checkpoint, then change one stored act as its owner could."""
    settings = settings_in(folder)
    upgrade(settings.database_url)
    breaches = 0

    def simulated() -> Iterator[Statement]:
        nonlocal breaches
        now = system_clock()
        delivered = []
        for number, case in enumerate(simulate(cases, seed, now), start=1):
            delivered += posts_of(case, now)
            breaches += len(case.truth)
            if progress is not None:
                progress(number, cases)
        yield from (one.wire for one in sorted(delivered, key=lambda one: one.at))

    with open_platform(settings) as platform:
        _post(platform, simulated())
        real = _post(platform, _real_acts())
        platform.drain()
        checkpoint = folder / "kept-checkpoint.txt"
        checkpoint.write_text(platform.ledger.checkpoint() or "", encoding="utf-8")
        acts = platform.ledger.head()
        target = _target(platform)
    _tamper(folder / "demo.db", target)
    return Demo(
        folder=folder, simulated_cases=cases, real_acts=real, acts=acts, planted_breaches=breaches,
        checkpoint=checkpoint, tampered=target,
    )  # fmt: skip


def _real_acts() -> Iterator[Statement]:
    for table, mapping in SAMPLES:
        path = DATA / "samples" / "cn_custody" / table
        for item in read_items(path, load_mapping(DATA / "mappings" / mapping)):
            if isinstance(item, WireStatement):
                yield item.content


def _post(platform: Platform, statements: Iterable[Statement]) -> int:
    taken = 0
    for _, outcome in import_acts(platform, statements, lambda statement: statement, OPERATOR):
        if isinstance(outcome, Rejected):
            raise QuanchengError(
                f"The demonstration's own act {outcome.id} was refused: {outcome.error.detail}",
                remedy="This is a defect of the demonstration; please report it.",
            )
        taken += not outcome.receipt.duplicate
    return taken


def _target(platform: Platform) -> Planted:
    """A detention in the middle of the log: its day is what somebody would like to move."""
    acts = [act for act in platform.ledger.read(platform.ledger.head() // 2, 2000) if act.type == "Detained"]
    act = acts[0]
    return Planted(act.position or 0, act.stream, act.source, act.id)


def _tamper(database: Path, target: Planted) -> None:
    """What an owner of the database can do: lift the triggers, move a date by one year, put the triggers back."""
    connection = sqlite3.connect(database)
    try:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        where = "WHERE stream = ? AND source = ? AND id = ?"
        key = (target.case, target.source, target.id)
        [payload] = connection.execute(f"SELECT payload FROM events {where}", key).fetchone()  # noqa: S608
        wire = msgspec.json.decode(payload)
        stated = "occurredon" if "occurredon" in wire else "time"
        moved = f"{int(wire[stated][:4]) - 1}{wire[stated][4:]}"
        changed = payload.replace(wire[stated].encode(), moved.encode(), 1)
        connection.execute(f"UPDATE events SET payload = ? {where}", (changed, *key))  # noqa: S608
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
    finally:
        connection.close()
