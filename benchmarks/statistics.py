"""Statistics over 100,000 hand-overs, against reading every hand-over whole with its steps.

python -m benchmarks.statistics [HAND_OVERS] [DATABASE_URL]: hand-overs of simulated cases, copied under other case ids
and months until there are enough. DATABASE_URL: an empty one; default SQLite in a folder that goes away.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import func, insert, literal, select, text

from app.caller import OPERATOR
from app.composition import Platform
from app.family_pages import family_pages
from app.figures import Filter, current
from app.import_acts import import_acts
from app.silence import silence_of_all
from app.simulation.delivery import wire
from app.simulation.simulate import simulate
from domain.figures.queries import NEWEST
from domain.permission import Principal
from ledger import migrate
from projections import exchanges
from projections.exchanges import exchanges as table
from tests.platforms import SetClock, open_for_test

CASES, RUNS = 150, 5
AUDITOR = Principal("bench", "urn:quancheng:cn-000000:procuratorate:01", "auditor")
COURT = Principal("bench", "urn:quancheng:cn-520102:court:01", "agency")


def main(number: int = 100_000, url: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = url or f"sqlite:///{folder / 'ledger.db'}"
        migrate.upgrade(url)
        with open_for_test(url, SetClock("2026-11-28"), folder / "key") as platform:
            print(f"{_fill(platform, number):,} hand-overs on {platform.engine.dialect.name}")
            whole = _seconds(lambda: _read_whole(platform))
            print(f"every hand-over read whole: {whole * 1000:,.0f} ms")
            print(f"silence: {_seconds(lambda: silence_of_all(platform)) * 1000:.0f} ms")
            for query in NEWEST:
                for who, actor in (("everything", AUDITOR), ("one office", COURT)):
                    for wanted in (Filter(), Filter(flow="arrest-request"), Filter(month="2026-03")):
                        found = _seconds(lambda: current(platform, actor, query.name, wanted))  # noqa: B023
                        asked = wanted.flow or wanted.month or "no filter"
                        print(f"{query.name}, {who}, {asked}: {found * 1000:.0f} ms ({whole / found:.0f} times faster)")


def _fill(platform: Platform, number: int) -> int:
    drafts = simulate(CASES, 1, datetime(2026, 11, 1, tzinfo=UTC))
    events = [wire(draft) for case in drafts for draft in case.docket.drafts]
    for _ in import_acts(platform, events, lambda one: one, OPERATOR):
        pass
    platform.ledger.sequence()
    with platform.ledger.writing_engine.begin() as connection:
        for page in family_pages(platform, platform.ledger.head()):
            views, _ = platform.processing.views(page.families, None)
            exchanges.apply(connection, 1, views)
        made = int(connection.scalar(select(func.count()).select_from(table)) or 0)
        changed = {"exchange_id", "case_id", "sent_month"}
        kept = [column for column in table.columns if column.name not in changed]
        first = table.c.case_id.not_like("%copy")
        for copy in range(1, -(-number // made)):
            query = select(
                *kept, table.c.exchange_id + f"-{copy}", table.c.case_id + f"-{copy}-copy",
                func.substr(table.c.sent_month, 1, 5) + literal(f"{copy % 12 + 1:02d}"),
            ).where(first)  # fmt: skip
            names = [*(column.name for column in kept), "exchange_id", "case_id", "sent_month"]
            connection.execute(insert(table).from_select(names, query))
    with platform.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE exchanges"))
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _read_whole(platform: Platform) -> None:
    with platform.engine.connect() as connection:
        cursor: str | None = None
        while True:
            page = exchanges.listed(connection, platform.now(), cursor=cursor, limit=5000)
            cursor = page.next
            if cursor is None:
                return


def _seconds(task: Callable[[], object]) -> float:
    found = []
    for _ in range(RUNS):
        began = time.perf_counter()
        task()
        found.append(time.perf_counter() - began)
    return median(found)


if __name__ == "__main__":
    main(*([int(sys.argv[1])] if len(sys.argv) > 1 else []), *sys.argv[2:3])
