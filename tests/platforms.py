"""A platform on a throwaway database with a clock that tests set, and one-line acts to post to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.caller import OPERATOR, Caller
from app.composition import Platform, open_platform
from app.post_acts import Accepted, Outcome, post
from app.settings import Settings
from ledger.acts import Receipt
from projections import duties, findings_queue
from projections.duties import DutyRow
from projections.findings_queue import FindingRow
from supervision_rules.pack import Pack
from tests.shipped import cn_criminal

POLICE = "urn:quancheng:cn-520102:police:01"
PROCURATORATE = "urn:quancheng:cn-520102:procuratorate:01"
COURT = "urn:quancheng:cn-520102:court:01"
CENTRE = "urn:quancheng:cn-520102:detention_centre:01"


class SetClock:
    """Stands still until a test moves it. `at` is Chinese local time."""

    def __init__(self, at: str) -> None:
        self.now = instant(at)

    def __call__(self) -> datetime:
        return self.now

    def set(self, at: str) -> None:
        self.now = instant(at)


def instant(at: str) -> datetime:
    """`YYYY-MM-DD` (noon) or `YYYY-MM-DDTHH:MM`, Chinese local time."""
    text = at if "T" in at else f"{at}T12:00"
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def open_for_test(url: str, clock: SetClock, key_file: Path, pack: Pack | None = None) -> Platform:
    if not key_file.exists():
        key_file.write_bytes(bytes(range(32)))
    settings = Settings(database_url=url, citizen_id_key_file=key_file, embedded=True)
    return open_platform(settings, clock=clock, pack=pack or cn_criminal())


def wire(
    id_: str,
    type_: str,
    on: str,
    *,
    case: str = "A",
    source: str = POLICE,
    person: str | None = None,
    envelope: Mapping[str, object] | None = None,
    **data: object,
) -> dict[str, Any]:
    """A CloudEvent as an agency would post it; `on` is a date, or an instant without its +08:00."""
    if person is not None:
        data["person"] = person
    when = {"time": f"{on}:00+08:00"} if "T" in on else {"occurredon": on}
    return {
        "specversion": "1.0", "source": source, "id": id_, "type": type_, "subject": case, "data": data, **when,
        **(envelope or {}),
    }  # fmt: skip


def accepted(platform: Platform, *items: Mapping[str, object] | bytes, caller: Caller = OPERATOR) -> list[Receipt]:
    """Post and expect every item to be taken."""
    return [receipt_of(outcome) for outcome in post(platform, items, caller)]


def receipt_of(outcome: Outcome) -> Receipt:
    assert isinstance(outcome, Accepted), outcome
    return outcome.receipt


def take(platform: Platform, *items: Mapping[str, object] | bytes) -> None:
    """Post, and let supervision and read models follow."""
    accepted(platform, *items)
    platform.drain()


def found(platform: Platform, rule: str, case: str = "A") -> list[FindingRow]:
    with platform.engine.connect() as connection:
        return list(findings_queue.findings(connection, platform.now(), rule=rule, case=case).rows)


def standing_duties(platform: Platform, rule: str | None = None, case: str | None = None) -> Sequence[DutyRow]:
    with platform.engine.connect() as connection:
        return duties.all_duties(connection, platform.now(), rule=rule, case_id=case, limit=1000).rows


def detained(on: str = "2026-03-02", case: str = "A", person: str = "p1") -> list[dict[str, Any]]:
    """A case filed, a suspect named and detained on that day."""
    return [
        wire(f"{case}-filed", "CaseFiled", "2026-03-01", case=case),
        wire(f"{case}-suspect", "SuspectIdentified", "2026-03-01", case=case, person=person),
        wire(f"{case}-detained", "Detained", on, case=case, person=person),
    ]
