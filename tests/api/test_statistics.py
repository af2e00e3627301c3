"""Statistics over the API: every figure says what it takes to compute it again, and whose it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from app.cli.program import program
from tests.api.conftest import POLICE, PROCURATORATE, Api, api, detained  # noqa: F401


@pytest.fixture
def asked(api: Api) -> Api:  # noqa: F811
    api.now = datetime(2026, 11, 6, 1, tzinfo=UTC)
    request = detained("sent", "c1") | {
        "type": "ArrestRequested", "time": "2026-11-04T10:00:00+08:00",
        "data": {"person": "p1", "organ": PROCURATORATE},
    }  # fmt: skip
    for event in (detained("d", "c1"), request):
        assert api.post(event).status_code == 202
    api.platform.drain()
    return api


def test_a_figure_quotes_its_source_and_the_command_gives_it_again(asked: Api) -> None:
    answer = asked.get("/v1/statistics/exchanges?flow=arrest-request", "auditor").json()
    assert (answer["version"], answer["position"], answer["seen"]) == (2, asked.platform.ledger.head(), ["all"])
    assert answer["pack_digest"] == asked.platform.pack.digest
    zeros = dict.fromkeys(("received", "answered", "returned", "rejected", "recalled", "on_paper"), 0)
    key = {"flow": "arrest-request", "month": "2026-11"}
    assert answer["lines"] == [
        {"key": key | {"agency": agency, "side": side}, "figures": {"number": 1} | zeros}
        for agency, side in ((POLICE, "sent"), (PROCURATORATE, "taken"))
    ]
    words = answer["recompute"].split()[1:]
    again = CliRunner().invoke(program, [*words, "--database-url", asked.platform.settings.database_url])
    assert again.exit_code == 0, again.output
    assert POLICE in again.stdout


def test_another_office_gets_figures_of_its_own_only(asked: Api) -> None:
    assert asked.get("/v1/statistics/exchanges", "other_police").json()["lines"] == []
    assert asked.get(f"/v1/statistics/exchanges?agency={POLICE}", "other_police").json()["lines"] == []


def test_what_there_is_and_what_there_is_not(asked: Api) -> None:
    listed = asked.get("/v1/statistics", "police").json()["statistics"]
    assert {one["name"] for one in listed} == {"exchanges", "hand-over-times", "single-track"}
    assert all(asked.get(one["href"], "police").status_code == 200 for one in listed)
    assert asked.get("/v1/statistics/ranking", "police").status_code == 404
    assert asked.get("/v1/statistics/exchanges?version=3", "police").status_code == 404
    problem = asked.get("/v1/statistics/exchanges?flow=no-such", "police")
    assert (problem.status_code, problem.json()["code"]) == (422, "invalid-parameter")
