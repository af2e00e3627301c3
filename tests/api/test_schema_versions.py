"""Old versions: announced, refused after their sunset, and who still depends on them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.api.conftest import COURT, POLICE, Api, detained

SOURCE = "urn:quancheng:schema:cn_criminal:FamilyNotified:"


def notified(act_id: str, version: int, **changes: object) -> dict[str, object]:
    data = {"person": "p1", "mode": "电话" if version == 1 else "telephone"}
    return detained(act_id, type="FamilyNotified", data=data, dataschema=f"{SOURCE}{version}", **changes)


def matrix(api: Api, as_: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"/v1/schemas/matrix{query}", as_).json()["rows"]
    return found


def test_an_old_version_says_when_it_ends_and_what_comes_after(api: Api) -> None:
    old, new = api.get("/v1/schemas/FamilyNotified/1"), api.get("/v1/schemas/FamilyNotified/2")
    assert old.headers["deprecation"] == f"@{int(datetime(2026, 11, 30, 16, tzinfo=UTC).timestamp())}"
    assert old.headers["sunset"] == "Fri, 31 Dec 2027 16:00:00 GMT"
    assert '</v1/schemas/FamilyNotified/2>; rel="successor-version"' in old.headers["link"]
    assert 'rel="deprecation"' in old.headers["link"]
    assert not {"deprecation", "sunset", "link"} & {name.lower() for name in new.headers}
    entry = next(e for e in api.get("/v1/schemas").json()["schemas"] if e["type"] == "FamilyNotified")
    assert (entry["version"], entry["retiring"][0]["sunset"]) == (2, "2028-01-01")
    again = api.get("/v1/schemas/FamilyNotified/1", **{"If-None-Match": old.headers["etag"]})
    assert (again.status_code, again.headers["sunset"]) == (304, old.headers["sunset"])


def test_the_receipt_of_an_act_in_it_says_so(api: Api) -> None:
    api.post(detained("d"))
    answer = api.post([notified("n1", 1), notified("n2", 2)])
    assert answer.headers["sunset"] == "Fri, 31 Dec 2027 16:00:00 GMT"
    first, second = (one["receipt"] for one in answer.json()["results"])
    assert (first["sunset"], second["sunset"]) == ("2028-01-01", None)
    assert "sunset" in api.get(first["href"], "police").headers
    assert "sunset" not in api.get(second["href"], "police").headers


def test_after_its_sunset_it_is_refused_but_a_repeat_gets_its_receipt(api: Api) -> None:
    api.post(detained("d"))
    before = api.post(notified("n1", 1)).json()["results"][0]["receipt"]
    api.now = datetime(2027, 12, 31, 15, 59, tzinfo=UTC)
    assert api.post(notified("n2", 1)).status_code == 202
    api.now = datetime(2027, 12, 31, 16, 0, tzinfo=UTC)  # midnight in China
    head = api.head()
    answer = api.post(notified("n3", 1))
    assert (answer.status_code, answer.json()["code"]) == (422, "version-retired")
    assert "/v1/schemas/FamilyNotified/2" in answer.json()["remedy"]
    assert answer.json()["pointer"] == "/dataschema"
    assert api.head() == head
    again = api.post(notified("n1", 1)).json()["results"][0]
    assert (again["outcome"], again["receipt"]["hash"]) == ("duplicate", before["hash"])
    assert api.post(notified("n4", 2)).status_code == 202
    correction = detained("c", type="EventCorrected", data={
        "event": {"source": POLICE, "id": "n4"}, "type": "FamilyNotified", "version": 1,
        "data": {"person": "p1", "mode": "电话"},
    })  # fmt: skip
    assert api.post(correction).json()["pointer"] == "/data/version"


def test_who_depends_on_a_version(api_on_each_database: Api) -> None:
    api = api_on_each_database
    api.post(detained("d"))
    api.post([notified("n1", 1), notified("n2", 1)])
    api.platform.drain()
    api.client.put("/v1/schemas/reads", json={"reads": {"FamilyNotified": [1]}}, headers=api.headers("court"))
    rows = {(r["agency"], r["version"]): r for r in matrix(api, "supervisor", "?type=FamilyNotified")}
    assert (rows[POLICE, 1]["posted"], rows[POLICE, 1]["breaks"], rows[POLICE, 1]["reads"]) == (2, ["posting"], None)
    assert (rows[COURT, 1]["posted"], rows[COURT, 1]["breaks"], rows[COURT, 1]["reads"]) == (0, ["reading"], True)
    api.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    api.post(notified("n3", 2))
    api.platform.drain()
    api.client.put("/v1/schemas/reads", json={"reads": {"FamilyNotified": [2, 1, 1]}}, headers=api.headers("court"))
    assert [row["breaks"] for row in matrix(api, "supervisor", "?type=FamilyNotified&version=1")] == [[], []]
    assert api.get("/v1/schemas/reads", "court").json()["reads"] == {"FamilyNotified": [1, 2]}
    table = api.get("/v1/schemas/matrix?format=csv&type=FamilyNotified", "auditor").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 1 + len(matrix(api, "auditor", "?type=FamilyNotified"))


def test_an_agency_sees_its_own_rows_only(api_on_each_database: Api) -> None:
    api = api_on_each_database
    api.post(detained("d"))
    api.platform.drain()
    assert {row["agency"] for row in matrix(api, "police")} == {POLICE}
    assert matrix(api, "other_police") == []
    assert api.get(f"/v1/schemas/matrix?agency={POLICE}", "other_police").status_code == 404
    assert api.get(f"/v1/schemas/reads?agency={POLICE}", "other_police").status_code == 404
    unknown = api.client.put("/v1/schemas/reads", json={"reads": {"Detaned": [1]}}, headers=api.headers("police"))
    assert unknown.json()["code"] == "unknown-event-type"
    beyond = api.client.put("/v1/schemas/reads", json={"reads": {"Detained": [9]}}, headers=api.headers("police"))
    assert beyond.json()["code"] == "unknown-event-version"
