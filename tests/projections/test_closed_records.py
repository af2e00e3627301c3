"""The conditions of lists and the pure function say the same, for every reader; a rebuild brings back the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text, select

from app.composition import Platform
from app.rebuild import rebuild
from domain import sight
from domain.event import EventKey
from projections import closed_records
from projections.closed_records import Shown
from tests.domain.test_sight import CENTRE, CORRECTION, HELD, JUDGED, NOTICED, SEALED, SUSPECT, act
from tests.platforms import COURT, POLICE, SetClock, open_for_test, take

AGENCIES = (POLICE, COURT, CENTRE, CORRECTION, POLICE.lower().replace("01", "001"))
RULES = ("sealed_juvenile_record", "technical_investigation")
ROWS = Table("rows_of_any_list", MetaData(), *(Column(name, Text) for name in ("case_id", "person", "source", "id")))


@pytest.fixture
def platform(database_url: str, tmp_path: Path) -> Iterator[Platform]:
    with open_for_test(database_url, SetClock("2026-03-10"), tmp_path / "key") as opened:
        take(opened, SUSPECT, act("o", "SuspectIdentified", person="o"), JUDGED, HELD, NOTICED, SEALED,
             act("t", "TechnicalMeasureApproved", person=None),
             *({**one, "subject": "B", "id": f"B{one['id']}"} for one in (SUSPECT, HELD, SEALED)))  # fmt: skip
        with opened.ledger.writing_engine.begin() as connection:
            ROWS.create(connection)
            acts = [
                (e.stream, e.person, e.source, e.id) for e in opened.ledger.read(0, 100) if "finding" not in e.stream
            ]
            rows = [dict(zip(("case_id", "person", "source", "id"), row, strict=True)) for row in acts]
            connection.execute(ROWS.insert(), rows)
        yield opened


def shows(seen: sight.Sight, row: tuple[str, str | None, str, str]) -> bool:
    case, person, source, id_ = row
    return case not in seen.cases and person not in seen.persons and EventKey(source, id_) not in seen.acts


def test_conditions_and_function_agree(platform: Platform) -> None:
    c = ROWS.c
    shown_to_some = hidden_from_some = False
    for bound, agency in product((frozenset(), {RULES[0]}, {RULES[1]}, set(RULES)), AGENCIES):
        shown = Shown(bound, [agency])
        with platform.ledger.writing_engine.connect() as connection:
            listed = {
                tuple(row)
                for row in connection.execute(select(ROWS).where(shown.rows(c.case_id, c.person, (c.source, c.id))))
            }
            everything = {tuple(row) for row in connection.execute(select(ROWS))}
            found = {case: closed_records.of_cases(connection, [case]) for case in ("A", "B")}
        seen = {case: sight.sight(some, frozenset(bound), frozenset({agency})) for case, some in found.items()}
        expected = {row for row in everything if shows(seen[row[0]], row)}
        assert listed == expected, (bound, agency)
        hidden_from_some |= listed != everything
        shown_to_some |= bool(bound) and listed == everything
    assert hidden_from_some
    assert shown_to_some


def test_rebuilt_rows_are_the_same(platform: Platform) -> None:
    report = rebuild(platform, closed_records.NAME)
    assert (report.missing, report.surplus) == (0, 0)
    assert report.rows > 0
