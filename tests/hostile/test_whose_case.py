"""Who comes to see a case, and who does not: hand-overs, successors, agencies that ended, clerks, other regions."""

from __future__ import annotations

import pytest

from app.caller import Caller
from app.post_acts import Rejected, post
from tests.api.conftest import COURT, OTHER_POLICE, POLICE, Api, api_on_each_database, detained  # noqa: F401
from tests.web.html_tree import parse
from web.server import create_app

FORMER = "urn:quancheng:cn-520104:police:01"
SIBLING = "urn:quancheng:cn-520102:police:77"
PROCURATORATE = "urn:quancheng:cn-520102:procuratorate:01"


@pytest.fixture
def api(api_on_each_database: Api) -> Api:  # noqa: F811
    """One suite on both databases: on PostgreSQL the row policies stand behind each answer."""
    return api_on_each_database


def issue(api: Api, name: str, agency: str, role: str) -> None:
    from app.tokens import TokenFile

    file = TokenFile(api.platform.settings.token_file)
    api.tokens[name] = file.issue(agency, role, api.platform.clock())  # type: ignore[arg-type]


def filed(api: Api, act_id: str, type_: str, case: str, source: str, **data: object) -> dict[str, object]:
    return detained(act_id, case, type=type_, source=source, time="2026-11-05T10:00:00+08:00", data=data)


def taken(api: Api, *events: dict[str, object]) -> None:
    for event in events:
        source = str(event["source"])
        [outcome] = post(api.platform, [event], Caller(source, "t"))
        assert not isinstance(outcome, Rejected), outcome
    api.platform.drain()


def test_an_indictment_hands_the_case_to_the_court_it_names(api: Api) -> None:
    taken(api, detained("d", "c1"))
    assert api.get("/v1/cases/c1", "court").status_code == 404
    taken(api, filed(api, "i", "IndictmentFiled", "c1", PROCURATORATE, persons=["p1"], court=COURT))
    assert api.get("/v1/cases/c1", "court").status_code == 200
    assert api.get("/v1/duties?case=c1", "court").json()["duties"]
    assert api.get("/v1/cases/c1", "other_police").status_code == 404


def test_a_court_that_is_only_described_is_handed_nothing(api: Api) -> None:
    taken(api, detained("d", "c1"), filed(api, "i", "IndictmentFiled", "c1", PROCURATORATE, court="青岩县人民法院"))
    assert api.get("/v1/cases/c1", "court").status_code == 404


def test_a_correction_hands_nothing_over(api: Api) -> None:
    """It may name anything: an accomplice could be let into any case."""
    taken(api, detained("d", "c1"), filed(api, "i", "IndictmentFiled", "c1", PROCURATORATE))
    data = {"event": {"source": PROCURATORATE, "id": "i"}, "type": "IndictmentFiled", "data": {"court": COURT}}
    taken(api, filed(api, "x", "EventCorrected", "c1", OTHER_POLICE, **data))
    for reader in ("court", "other_police"):
        assert api.get("/v1/cases/c1", reader).status_code == 404


def test_an_agency_that_ended_and_its_successor(api: Api) -> None:
    old = detained("old", "c1", source=FORMER, time="2019-12-31T10:00:00+08:00")
    taken(api, old)
    late = detained("late", "c1", source=FORMER, time="2020-01-01T00:00:00+08:00")
    [refused] = post(api.platform, [late], Caller(FORMER, "t"))
    assert isinstance(refused, Rejected)
    assert (refused.error.code, refused.error.pointer) == ("agency-ended", "/source")  # type: ignore[union-attr]
    assert "2019-12-31" in refused.error.detail
    assert api.get("/v1/cases/c1", "police").json()["events"] == 1
    assert api.get("/v1/cases/c1", "other_police").status_code == 404
    # and it posts nothing in the old name
    assert api.post(detained("new", "c1", source=FORMER), "police").json()["code"] == "not-your-agency"


def test_a_clerk_has_the_desk_of_the_own_agency(api: Api) -> None:
    issue(api, "clerk", POLICE, "clerk")
    issue(api, "sibling", SIBLING, "clerk")
    taken(api, detained("d", "c1"), detained("s", "c2", source=SIBLING))
    assert api.get("/v1/cases/c2", "police").status_code == 200, "an agency sees what its office handles"
    for name, own, foreign in (("clerk", "c1", "c2"), ("sibling", "c2", "c1")):
        assert api.get(f"/v1/cases/{own}", name).status_code == 200
        assert api.get(f"/v1/cases/{foreign}", name).status_code == 404
        duties = api.get("/v1/duties?limit=200", name).json()["duties"]
        assert {duty["case"] for duty in duties} == {own}
        agency = POLICE if name == "clerk" else SIBLING
        assert all(agency in (d["holder"], d["owed_to"]) or d["holder"] == "police" for d in duties)
        everything = api.get(f"/v1/duties?limit=200&case={own}").json()["duties"]
        assert len(duties) <= len(everything)
    refused = api.post(detained("by-clerk", "c1"), "clerk")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_an_auditor_sees_all_and_writes_nothing(api: Api) -> None:
    taken(api, detained("d", "c1"))
    assert api.get("/v1/cases/c1", "auditor").status_code == 200
    before = api.head()
    own = detained("a", "c1", source="urn:quancheng:cn-520000:system:audit")
    assert api.post(own, "auditor").status_code == 403
    finding = api.get("/v1/findings", "auditor").json()["findings"][0]["id"]
    assert api.act(finding, "confirm", {}, "auditor", If_Match='"1"').status_code == 403
    assert api.head() == before


def test_a_supervisor_of_another_region_learns_nothing(api: Api) -> None:
    issue(api, "elsewhere", "urn:quancheng:cn-530000:procuratorate:01", "supervisor")
    issue(api, "county", PROCURATORATE, "supervisor")
    taken(api, detained("d", "c1"), detained("o", "c2", source=OTHER_POLICE))
    finding = api.get("/v1/findings?case=c1").json()["findings"][0]["id"]
    none = "0" * 32
    for path in ("/v1/findings/{}", "/v1/cases/{}"):
        mine, theirs = (finding, none) if "findings" in path else ("c1", "no-such")
        foreign, absent = api.get(path.format(mine), "elsewhere"), api.get(path.format(theirs), "elsewhere")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.json()["title"] == absent.json()["title"]
    acted = [api.act(f, "confirm", {}, "elsewhere", If_Match='"1"') for f in (finding, none)]
    assert [a.status_code for a in acted] == [404, 404]
    assert api.get("/v1/findings", "elsewhere").json() == {"findings": [], "next": None}
    assert api.get("/v1/duties", "elsewhere").json() == {"duties": [], "next": None}
    assert {one["overdue"] for one in api.get("/v1/lists", "elsewhere").json()["lists"]} == {0}
    assert {f["case"] for f in api.get("/v1/findings?limit=200", "county").json()["findings"]} == {"c1"}
    assert {f["case"] for f in api.get("/v1/findings?limit=200").json()["findings"]} == {"c1", "c2"}


def test_proofs_are_of_acts_that_are_ones_own(api: Api) -> None:
    taken(api, detained("d", "c1"), detained("o", "c2", source=OTHER_POLICE))
    own, foreign = (
        api.get(f"/v1/events/{source}/{id_}").json()["position"] for source, id_ in ((OTHER_POLICE, "o"), (POLICE, "d"))
    )
    assert api.get(f"/v1/proofs/{own}", "other_police").status_code == 200
    hidden, beyond = api.get(f"/v1/proofs/{foreign}", "other_police"), api.get("/v1/proofs/99999", "other_police")
    assert hidden.status_code == beyond.status_code == 404
    assert hidden.json()["detail"].replace(str(foreign), "N") == beyond.json()["detail"].replace("99999", "N")
    finding = next(a.position for a in api.platform.ledger.read(0, 100) if a.stream.startswith("finding:"))
    assert api.get(f"/v1/proofs/{finding}", "auditor").status_code == 200


def test_totals_on_the_first_page_count_the_own_region_only(api: Api) -> None:
    from starlette.testclient import TestClient

    issue(api, "elsewhere", "urn:quancheng:cn-530000:procuratorate:01", "supervisor")
    taken(api, detained("d", "c1"))
    for reader, some in (("elsewhere", False), ("supervisor", True)):
        pages = TestClient(create_app(api.platform))
        pages.get(f"/sign-in?token={api.tokens[reader]}")
        lights = parse(pages.get("/").text).one("ul", class_="lights").all("strong")
        assert any(light.text not in ("", "0") for light in lights) is some, reader
        assert ("c1" in pages.get("/findings").text) is some


def test_every_page_of_an_own_case_opens_and_none_of_a_foreign_one(api: Api) -> None:
    """On PostgreSQL a page that reads past what the policies show would be empty, or fail."""
    from starlette.testclient import TestClient

    taken(api, detained("d", "c1"), detained("o", "c2", source=OTHER_POLICE))
    findings = {case: api.get(f"/v1/findings?case={case}").json()["findings"][0]["id"] for case in ("c1", "c2")}
    pages = TestClient(create_app(api.platform))
    pages.get(f"/sign-in?token={api.tokens['police']}")
    for address in ("/", "/cases", "/findings", "/duties", "/custody", "/cases.csv", "/findings.csv", "/duties.csv"):
        text = pages.get(address).text
        assert "c1" in text, address
        assert "/cases/c2" not in text, address
        assert ",c2," not in text, address
    tails = ("", "?view=raw", "?view=duties", "/replay")
    for address in (*(f"/cases/c1{tail}" for tail in tails), f"/findings/{findings['c1']}"):
        assert pages.get(address).status_code == 200, address
        foreign = address.replace("c1", "c2").replace(findings["c1"], findings["c2"])
        assert pages.get(foreign).status_code == 404, foreign
    for path in ("", "/timeline", "/state", "/duties"):
        answer = api.get(f"/v1/cases/c1{path}", "police")
        assert answer.status_code == 200
        assert "p1" in answer.text
    detail = api.get(f"/v1/findings/{findings['c1']}", "police").json()
    assert detail["derivation"]
    assert detail["log"]
