"""Rows written in bulk are read back as they were given, whatever stands in their texts, on both databases."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from ledger.engines import open_engine
from projections.bulk_insert import WORTH_A_COPY, insert_rows
from projections.one_of import one_of
from projections.rule_failures import rule_failures
from projections.timers import supervised

# (what is odd about it, the text)
ODD_TEXTS = (
    ("nothing", "plain"),
    ("empty", ""),
    ("the sign of an absent value", "\x01"),
    ("that sign inside a text", "a\x01b"),
    ("COPY's own sign of an absent value", "\\N"),
    ("the end of COPY's data", "\\."),
    ("a backslash, as JSON writes a quotation mark", '["a \\"b\\""]'),
    ("the sign between columns", "a\tb"),
    ("the signs between rows", "a\nb\r\nc"),
    ("Chinese and beyond the basic plane", "某甲𠮷"),
)


def failure(number: int, text: str) -> dict[str, object]:
    return {"case_id": f"C{number}", "rule": "R", "subject": "", "error": text, "since": 2**60}


@pytest.mark.parametrize("text", [text for _, text in ODD_TEXTS], ids=[what for what, _ in ODD_TEXTS])
@pytest.mark.parametrize("others", [0, WORTH_A_COPY, 3000])
def test_text_comes_back(database_url: str, text: str, others: int) -> None:
    rows = [failure(number, "as most are") for number in range(others)] + [failure(others, text)]
    engine = open_engine(database_url)
    with engine.begin() as connection:
        insert_rows(connection, rule_failures, rows)
    with engine.connect() as connection:
        found = connection.execute(select(rule_failures.c.case_id, rule_failures.c.error, rule_failures.c.since)).all()
    engine.dispose()
    assert sorted(found) == sorted((row["case_id"], row["error"], row["since"]) for row in rows)


def test_absent_values_stay_absent(database_url: str) -> None:
    rows: Sequence[dict[str, object]] = [
        {"family": f"F{number}", "evaluated_at": 1, "position": number, "next_change": None if number % 2 else number}
        for number in range(WORTH_A_COPY)
    ]
    engine = open_engine(database_url)
    with engine.begin() as connection:
        insert_rows(connection, supervised, rows)
    with engine.connect() as connection:
        found = {str(f): at for f, at in connection.execute(select(supervised.c.family, supervised.c.next_change))}
    engine.dispose()
    assert found == {row["family"]: row["next_change"] for row in rows}


def test_one_of_many_texts(database_url: str) -> None:
    names = [text for _, text in ODD_TEXTS] + [f"C{number}" for number in range(40_000)]
    engine = open_engine(database_url)
    with engine.begin() as connection:
        insert_rows(connection, rule_failures, [failure(1, "it"), failure(50_000, "another")])
        insert_rows(connection, rule_failures, [failure(2, text) | {"rule": text} for _, text in ODD_TEXTS])
    column = rule_failures.c.rule
    with engine.connect() as connection:
        by_rule = set(connection.scalars(select(column).where(one_of(connection, column, names))))
        cases = select(rule_failures.c.case_id).where(one_of(connection, rule_failures.c.case_id, names))
        by_case = set(connection.scalars(cases))
        nothing = connection.scalars(select(column).where(one_of(connection, column, []))).all()
    engine.dispose()
    assert by_rule == {text for _, text in ODD_TEXTS}
    assert by_case == {"C1", "C2"}
    assert nothing == []
