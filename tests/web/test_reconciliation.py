"""The page of reconciliation: who compared what, the alarm in words, and the same rows as CSV; nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from app.composition import Platform
from app.reconciliation import reconcile
from app.reconciliation.reconcile import Told
from domain.permission import Principal
from tests.web.conftest import ODD_ACTS, ODD_CASE, POLICE, Reader
from tests.web.html_tree import parse

DAY = 739_900
OTHER = "urn:quancheng:cn-520103:police:01"


@pytest.fixture(scope="module")
def compared(platform: Platform) -> int:
    """A day that agrees, a day that differs, and one with an act that the agency never sent. Gives that day."""
    police = Principal("t", POLICE, "agency")
    reconcile.publish(platform, police, "sent", DAY, 0, "0" * 64, None)
    reconcile.publish(platform, Principal("t", OTHER, "agency"), "held", DAY, 3, "ab" * 32, None)
    day = date.fromisoformat(ODD_ACTS[1]["occurredon"]).toordinal()
    reconcile.publish(platform, police, "sent", day, 0, "0" * 64, None)
    told = Told(case=ODD_CASE, source=POLICE, id="odd 1", digest=None)
    [found] = reconcile.reconcile(platform, police, "sent", day, [told]).differences
    assert found.cause == "unknown"
    return day


def rows(reader: Reader, name: str, address: str) -> list[str]:
    body = list(parse(reader(name).get(address).text).all("tbody"))
    return [] if not body else [" ".join(row.text.split()) for row in body[0].all("tr")]


def test_a_supervisor_sees_who_compared_and_the_alarm(reader: Reader, compared: int) -> None:
    shown = rows(reader, "supervisor", "/reconciliation?lang=en")
    assert len(shown) == 3
    assert sum("Acts never sent" in one and "unknown to the agency: 1" in one for one in shown) == 1
    assert len(rows(reader, "supervisor", "/reconciliation?lang=en&only=alarm")) == 1
    assert len(rows(reader, "supervisor", "/reconciliation?lang=en&only=different")) == 2


def test_the_csv_holds_the_rows_shown(reader: Reader, compared: int) -> None:
    for query, count in (("", 3), ("?only=alarm", 1), (f"?agency={OTHER}", 1)):
        text = reader("supervisor").get(f"/reconciliation.csv{query}").content.decode("utf-8-sig")
        assert len(text.strip().splitlines()) == count + 1


def test_others_see_their_own_only(reader: Reader, compared: int) -> None:
    assert len(rows(reader, "clerk", "/reconciliation?lang=en")) == 2
    assert rows(reader, "stranger", "/reconciliation?lang=en") == []
    assert reader("").get("/reconciliation").status_code == 303
