"""Posting acts and reading their receipts."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.api.conftest import COURT, ONE, POLICE, PROCURATORATE, Api, detained


def test_an_act_is_taken_and_its_receipt_read_back(api: Api) -> None:
    answer = api.post(detained())
    assert answer.status_code == 202
    [item] = answer.json()["results"]
    assert item["outcome"] == "accepted"
    api.platform.drain()
    receipt = api.get(item["receipt"]["href"], "police").json()
    assert receipt["hash"] == item["receipt"]["hash"]
    assert receipt["position"] == 1
    assert receipt["recorded_at"] == "2026-11-24T01:00:00.000000Z"


def test_the_receipt_tells_which_duties_the_act_opened_and_closed_and_whose(api_on_each_database: Api) -> None:
    api = api_on_each_database
    href = api.post(detained(time="2026-11-22T10:00:00+08:00")).json()["results"][0]["receipt"]["href"]
    early = api.get(href, "police").json()
    assert (early["position"], early["duties"], early["checkpoint"]) == (None, None, None)
    api.platform.drain()
    opened = {one["rule"]: one for one in api.get(href, "police").json()["duties"]["opened"]}
    assert (opened["CPL-091-1"]["holder"], opened["CPL-091-1"]["subject"]) == (POLICE, "p1")
    assert opened["CPL-091-1"]["status"] == "pending"
    asked = detained("e2", type="ArrestRequested", time="2026-11-23T10:00:00+08:00", data={"person": "p1"})
    answer = api.get(api.post(asked).json()["results"][0]["receipt"]["href"], "police").json()
    assert answer["duties"] is None
    api.platform.drain()
    answer = api.get(answer["href"], "police").json()
    assert {one["rule"]: one["status"] for one in answer["duties"]["closed"]}["CPL-091-1"] == "met"
    assert "CPL-091-3" in {one["rule"] for one in answer["duties"]["opened"]}
    assert int(answer["checkpoint"].split("\n")[1]) >= answer["position"]
    again = api.get(href, "police").json()
    assert {one["rule"]: one["status"] for one in again["duties"]["opened"]}["CPL-091-1"] == "met"
    assert int(again["checkpoint"].split("\n")[1]) >= again["position"]


def test_a_repeat_gives_the_first_receipt_and_other_words_under_the_same_id_are_refused(api: Api) -> None:
    first = api.post(detained()).json()["results"][0]
    again = api.post(detained()).json()["results"][0]
    assert (again["outcome"], again["receipt"]["hash"]) == ("duplicate", first["receipt"]["hash"])
    other = api.post(detained(data={"person": "p1", "warrant_shown": False}))
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    assert api.head() == 1


FORMS = [
    # (the form, media type, body)
    ("structured", ONE, detained()),
    ("structured, with a charset", f"{ONE}; charset=UTF-8", detained()),
    ("plain JSON", "application/json", detained()),
    ("batch", "application/cloudevents-batch+json", [detained()]),
    ("plain JSON array", "application/json", [detained()]),
]


@pytest.mark.parametrize(("form", "media", "body"), FORMS)
def test_every_form_of_cloudevents_is_the_same_statement(api: Api, form: str, media: str, body: object) -> None:
    answer = api.post_bytes(json.dumps(body).encode(), media=media)
    assert answer.status_code == 202, form
    assert api.post(detained()).json()["duplicate"] == 1, "the very same statement"


def test_binary_mode_is_the_same_statement_too(api: Api) -> None:
    event = detained(subject="案件-1")
    attributes = {f"ce-{name}": quote(str(value), safe=":/+") for name, value in event.items() if name != "data"}
    answer = api.client.post(
        "/v1/events",
        content=json.dumps(event["data"]),
        headers=api.headers("police", attributes | {"Content-Type": "application/json"}),
    )
    assert answer.status_code == 202, answer.text
    assert api.post(event).json()["duplicate"] == 1


def test_source_and_id_with_slashes_are_addressed_by_percent_encoding(api: Api) -> None:
    answer = api.post(detained("2026/117 号%2F3"))
    href = answer.json()["results"][0]["receipt"]["href"]
    assert href.count("/") == 4
    assert api.get(href, "police").json()["id"] == "2026/117 号%2F3"


def test_an_unlawful_act_is_taken_and_flagged_never_refused(api: Api) -> None:
    """Detained on 2 November, no request for arrest until the 24th; and no warrant was shown."""
    unlawful = detained(data={"person": "p1", "warrant_shown": False})
    assert api.post(unlawful).status_code == 202
    beyond_competence = detained("x1", type="ArrestApproved", time="2026-11-23T09:00:00+08:00", data={"person": "p1"})
    assert api.post(beyond_competence).status_code == 202, "police approving an arrest: a fact to be recorded"
    api.platform.drain()
    found = {f["rule"]: f for f in api.get("/v1/findings").json()["findings"]}
    assert found["CPL-085-1"]["status"] == "violated"
    assert found["CPL-091-1"]["status"] in ("overdue", "met_late")
    assert found["CPL-085-1"]["trigger_event"] == {"source": POLICE, "id": "e1"}


def test_the_same_holds_on_each_database(api_on_each_database: Api) -> None:
    api = api_on_each_database
    assert api.post([detained("e1"), detained("e2", person="p2", data={"person": "p2"})]).json()["accepted"] == 2
    assert api.post(detained("e1")).json()["duplicate"] == 1
    api.platform.drain()
    assert len(api.get("/v1/cases/c1/timeline").json()["acts"]) == 2
    assert api.get("/v1/cases/c1").json()["events"] == 2
    assert api.get("/v1/duties").json()["duties"]
    assert api.get("/v1/findings").json()["findings"]
    assert api.get("/v1/proofs/1").json()["size"] >= 2
    # what a database driver might choke on
    for path in ("/v1/cases/%00/timeline", "/v1/cases/%ED%A0%80", "/v1/events/a%00/b", "/v1/duties?case=%00"):
        assert api.get(path).status_code in (404, 422), path
    for cursor in (
        "W10",
        "WzFd",
        "WyJhIiwiYiIsImMiXQ",
        "WzkyMjMzNzIwMzY4NTQ3NzU4MDgsICJhIl0",
        "WzEsMV0",
        "WzEsIlx1MDAwMCJd",
    ):
        for path in ("/v1/duties", "/v1/findings", "/v1/cases/c1/timeline"):
            assert api.get(f"{path}?cursor={cursor}").status_code == 422, (path, cursor)


WITHOUT = [
    # (who calls, path, status, the oddity guarded)
    (None, "/v1/cases/c1", 401, "no token"),
    ("police", "/v1/cases/c1", 200, "who posted"),
    ("court", "/v1/cases/c1", 404, "no part in it: not even its existence"),
    ("other_police", "/v1/cases/c1", 404, "the next district's police"),
    ("supervisor", "/v1/cases/c1", 200, "supervisors see all"),
    ("auditor", "/v1/cases/c1", 200, "auditors see all"),
    ("court", "/v1/cases/c1/timeline", 404, "each part of it"),
    ("court", "/v1/cases/c1/state", 404, "each part of it"),
    ("court", "/v1/cases/c1/duties", 404, "each part of it"),
    ("court", f"/v1/events/{quote(POLICE, safe='')}/e1", 404, "receipts too"),
    ("supervisor", "/v1/cases/finding:1", 404, "a finding's record is no case"),
    ("supervisor", "/v1/cases/c2", 404, "no such case"),
]


@pytest.mark.parametrize(("caller", "path", "status", "why"), WITHOUT)
def test_who_may_read_what(api: Api, caller: str | None, path: str, status: int, why: str) -> None:
    api.post(detained())
    api.platform.drain()
    assert api.get(path, caller).status_code == status, why


def test_lists_hold_only_what_the_caller_may_see(api: Api) -> None:
    api.post(detained())
    api.platform.drain()
    for path, key in (("/v1/duties", "duties"), ("/v1/findings", "findings")):
        assert api.get(path, "police").json()[key], path
        assert api.get(path, "court").json()[key] == [], path


def test_an_organ_sees_the_case_once_it_took_part(api: Api) -> None:
    api.post(detained())
    assert api.get("/v1/cases/c1", "procuratorate").status_code == 404
    act = detained("a1", source=PROCURATORATE, type="ArrestReviewAccepted", time="2026-11-04T09:00:00+08:00")
    assert api.post(act | {"data": {"person": "p1"}}, "procuratorate").status_code == 202
    api.platform.drain()
    assert api.get("/v1/cases/c1", "procuratorate").status_code == 200
    assert api.get("/v1/cases/c1", "court").status_code == 404
    named = detained("n1", actor=COURT, type="ArrestRequested", time="2026-11-05T09:00:00+08:00", data={"person": "p1"})
    assert api.post(named).status_code == 202
    api.platform.drain()
    assert api.get("/v1/cases/c1", "court").status_code == 200, "named as the organ that acted"


@pytest.mark.parametrize("token", ["", "nonsense", "qc_00000000000000000000_" + "A" * 43])
def test_a_bad_token_is_told_how_to_get_a_good_one(api: Api, token: str) -> None:
    answer = api.client.get("/v1/packs", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_act_with_a_stale_number_is_refused_with_the_version_there_is(api_on_each_database: Api) -> None:
    api = api_on_each_database
    api.post([detained("e1"), detained("e2", person="p2")])
    stale = api.post(detained("e3", expectedversion=2))
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert (stale.json()["expected"], stale.json()["found"], stale.json()["pointer"]) == (2, 2, "/expectedversion")
    assert api.head() == 2
    batch = api.post([detained("e3", expectedversion=3), detained("e4", expectedversion=9)]).json()
    assert [item["outcome"] for item in batch["results"]] == ["accepted", "refused"]
    assert batch["results"][1]["problem"]["found"] == 3
