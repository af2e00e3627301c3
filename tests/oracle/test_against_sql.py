"""Random logs, judged by the engine and by SQL in DuckDB: every verdict and every due day the same."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import duckdb
import pytest

from domain.event import Event, legal_order
from supervision_rules.evaluate import evaluate
from tests.engine.library import BRANCH, DESK, event, micros, pack
from tests.oracle.plain_rules import NOW, PREPARE, RULES

CASES, SEED, LEAST_VERDICTS = 400, 20261127, 200
FIRST_DAY, DAYS = date(2026, 1, 5), 120
TYPES = (
    "Lent", "Returned", "Lost", "Extended", "Arrived", "Announced", "Opened", "Approved", "Withdrawn", "Barred",
    "Unbarred", "Renewed", "Inspected", "Restarted",
)  # fmt: skip
Row = tuple[str, str, str, str | None]


@cache
def logs() -> tuple[tuple[Event, ...], ...]:
    """Cases of 2 to 30 acts on few days, so that acts of one day and repeated acts are common."""
    random = Random(SEED)
    return tuple(tuple(_case(random, f"c{number}")) for number in range(CASES))


def _case(random: Random, case: str) -> list[Event]:
    span = random.choice((5, 20, 60, DAYS))
    found = []
    for number in range(random.randint(2, 30)):
        day = FIRST_DAY + timedelta(days=random.randrange(span))
        data: dict[str, object] = {"clerk": f"k{random.randrange(3)}"}
        if random.random() < 0.8:
            data["days"] = random.randrange(10)
        recorded = day + timedelta(days=random.randrange(5))
        found.append(
            event(
                f"e{number:02d}", random.choice(TYPES), day.isoformat(), data, case=case,
                source=random.choice((DESK, DESK, BRANCH)), recorded=f"{recorded}T12:00",
            )
        )  # fmt: skip
    return found


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE act (c VARCHAR, id VARCHAR, a VARCHAR, d DATE, n INTEGER, kind VARCHAR, clerk VARCHAR, "
        "days INTEGER, recorded DATE)"
    )
    rows = []
    for log in logs():
        for number, act in enumerate(sorted(log, key=legal_order), 1):
            recorded = date(1970, 1, 1) + timedelta(microseconds=(act.recorded or 0) + 8 * 3_600_000_000)
            kind = "court" if act.key.source == BRANCH else "police"
            rows.append(
                (act.case, act.key.id, act.type, date.fromordinal(act.occurred.day), number, kind, act.data.clerk,
                 act.data.days, recorded)
            )  # fmt: skip
    connection.executemany("INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    for statement in PREPARE.split(";"):
        if statement.strip():
            connection.execute(statement)
    return connection


def judged(card: str) -> set[Row]:
    chosen = pack(card)
    found: set[Row] = set()
    for log in logs():
        evaluation = evaluate(chosen, log, now=micros(NOW))
        assert not evaluation.failures
        found |= {(v.case, v.trigger.id, v.status, v.due) for v in evaluation.verdicts}
    return found


@pytest.mark.parametrize("rule", RULES)
def test_engine_and_sql_give_the_same_verdicts(rule: str) -> None:
    card, query = RULES[rule]
    by_sql: set[Row] = set(database().execute(query).fetchall())
    by_engine = judged(card)
    assert sorted(by_engine ^ by_sql, key=str)[:10] == []
    # neither side is empty, and the logs bring out more than one answer
    assert len(by_sql) > LEAST_VERDICTS
    assert len(Counter(status for _, _, status, _ in by_sql)) >= 2
