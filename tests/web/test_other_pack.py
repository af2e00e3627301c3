"""A pack without stages, persons in custody or Chinese: the same pages, with what it declares and no more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.caller import OPERATOR
from app.composition import Platform, open_platform
from app.post_acts import Rejected, post
from app.settings import Settings
from app.tokens import TokenFile
from projections import findings_queue
from tests.web.html_tree import parse
from web.server import create_app

NOW = datetime(2013, 6, 17, 22, tzinfo=UTC)
OFFICE = "urn:quancheng:it-local:police:road-fines-office"
CASE = "A1 / 2012"
ACTS = (("Create Fine", "2012-01-10"), ("Send Fine", "2012-08-01"), ("Insert Fine Notification", "2012-08-09"))


@pytest.fixture(scope="module")
def fines(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("fines")
    shutil.copyfile(sqlite_template, folder / "fines.db")
    settings = Settings(
        database_url=f"sqlite:///{folder}/fines.db", token_file=folder / "tokens.ndjson", pack="road_fines"
    )
    with open_platform(settings, clock=lambda: NOW) as platform:
        wires = [
            {
                "specversion": "1.0",
                "source": OFFICE,
                "id": f"{n}",
                "type": name,
                "subject": CASE,
                "occurredon": day,
                "data": {},
            }
            for n, (name, day) in enumerate(ACTS)
        ]
        refused = [one for one in post(platform, wires, OPERATOR) if isinstance(one, Rejected)]
        assert not refused, refused[0]
        platform.drain()
        yield platform


@pytest.fixture
def client(fines: Platform) -> TestClient:
    client = TestClient(create_app(fines), follow_redirects=False)
    token = TokenFile(fines.settings.token_file).issue(OFFICE, "supervisor", NOW)
    client.get("/sign-in", params={"token": token, "lang": "en"})
    return client


@pytest.mark.parametrize(
    "address", ["/", "/findings", "/duties", "/custody", "/cases", "/cases.csv", "/custody.csv", "/exchanges"]
)
def test_every_list(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_case_and_its_replay(client: TestClient) -> None:
    link = parse(client.get("/cases").text).one("a", class_="open")
    assert link.text == CASE
    address = link.attributes["href"]
    for view in ("timeline", "duties", "findings", "raw"):
        assert client.get(f"{address}?view={view}").status_code == 200
    acts = parse(client.get(address).text).all("li", class_="act")
    assert [li.one("a", class_="open").text for li in acts] == [
        "Fine created",
        "Fine sent",
        "Notification of the fine entered",
    ]
    step = parse(client.get(f"{address}/replay?at=2").text)
    assert "Step 2 of 3" in step.text
    assert "The state did not change" in step.text


def test_a_finding_cites_what_the_pack_cites(client: TestClient, fines: Platform) -> None:
    with fines.engine.connect() as connection:
        row = next(r for r in findings_queue.findings(connection, fines.now()).rows if r.rule == "RTF-SEND-90")
    page = parse(client.get(f"/findings/{row.id}").text)
    card = fines.pack.card(row.rule)
    assert card is not None
    assert card.cites[0].quote.split()[0] in page.all("blockquote")[0].text
    assert page.one("p", class_="sentence").text
