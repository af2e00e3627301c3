"""Acts to append in tests: small, distinct, of no legal meaning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zlib import crc32

from ledger import NewAct

SOURCE = "urn:quancheng:cn-520102:police:01"


def act(act_id: object, stream: str = "case-1", *, payload: bytes | None = None, source: str = SOURCE) -> NewAct:
    return NewAct(
        stream=stream,
        source=source,
        id=str(act_id),
        type="Detained",
        type_version=1,
        person="p1" if crc32(str(act_id).encode()) % 3 else None,
        agency=source,
        occurred_day=739_000,
        occurred_earliest=1_760_000_000_000_000,
        occurred_latest=1_760_086_399_999_999,
        payload=payload if payload is not None else b'{"id":"%s"}' % str(act_id).encode(),
    )


def acts(count: int, *, streams: int = 7, prefix: str = "") -> list[NewAct]:
    return [act(f"{prefix}{number}", f"case-{number % streams}") for number in range(count)]


def clock() -> datetime:
    return datetime.now(UTC)


def ticking() -> Iterator[datetime]:
    """A clock of one second a look, from a fixed start."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    while True:
        yield moment
        moment += timedelta(seconds=1)
