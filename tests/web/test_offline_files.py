"""The page of offline files: what came, what did not, and the same rows as CSV; nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.composition import Platform
from app.reconciliation.tables import offline_files
from domain import agency as agencies
from tests.web.conftest import POLICE, Reader
from tests.web.html_tree import parse

OTHER = "urn:quancheng:cn-520103:police:01"


@pytest.fixture(scope="module")
def handed_in(platform: Platform) -> None:
    """Of one agency files 1, 2 and 5: the second does not go on from the first, between the others two are missing,
    and the last was broken off. Of another agency one whole file.
    """

    def row(number: int, agency: str = POLICE, **more: object) -> dict[str, object]:
        return {
            "agency": agency, "region": agencies.region_of(agency), "number": number, "digest": f"{number:064x}",
            "previous": f"{number - 1:064x}" if number > 1 else None, "acts": 3, "kid": "k1",
            "made_at": 1_793_000_000_000_000,
            "received_at": 1_793_000_100_000_000, "done_at": 1_793_000_200_000_000, "accepted": 2, "duplicate": 0,
            "refused": 1, "first_sequence": None, "last_sequence": None, "missing": "[]", **more,
        }  # fmt: skip

    with platform.ledger.writing_engine.begin() as connection:
        for one in (
            row(1), row(2, previous="ab" * 32, missing="[[4,6]]"), row(5, done_at=None, accepted=1, refused=0),
            row(1, OTHER),
        ):  # fmt: skip
            connection.execute(insert(offline_files), one)


def rows(reader: Reader, name: str, address: str) -> list[str]:
    body = list(parse(reader(name).get(address).text).all("tbody"))
    return [] if not body else [" ".join(row.text.split()) for row in body[0].all("tr")]


def test_gaps_are_marked(reader: Reader, handed_in: None) -> None:
    five, two, one = rows(reader, "clerk", "/offline-files?lang=en")
    assert "Broken off" in five
    assert "Files 3 to 4 did not come" in five
    assert "With gaps" in two
    assert "Does not go on from the file before it" in two
    assert "Acts numbered 4 to 6 did not come" in two
    assert "Complete" in one
    assert "未收到第3至4号文件" in rows(reader, "clerk", "/offline-files?lang=zh")[0]


def test_the_csv_holds_the_rows_shown(reader: Reader, handed_in: None) -> None:
    for query, count in (("", 4), (f"?agency={OTHER}", 1)):
        text = reader("supervisor").get(f"/offline-files.csv{query}").content.decode("utf-8-sig")
        assert len(text.strip().splitlines()) == count + 1
        assert len(rows(reader, "supervisor", f"/offline-files{query}")) == count


def test_others_see_their_own_only(reader: Reader, handed_in: None) -> None:
    assert rows(reader, "stranger", "/offline-files") == []
    assert rows(reader, "clerk", f"/offline-files?agency={OTHER}") == []
    assert reader("").get("/offline-files").status_code == 303
