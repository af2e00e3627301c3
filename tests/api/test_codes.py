"""Code lists and tables of own codes over HTTP, what receipts tell of them, and who sees whose."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.api.conftest import OTHER_POLICE, POLICE, Api, detained

ENTRIES = [{"code": "0401", "national": "故意伤害"}, {"code": "07", "national": "放火", "valid_to": "2020-12-31"}]


def put(api: Api, body: dict[str, Any], as_: str = "police", name: str = "charges", **headers: str) -> Any:
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return api.client.put(f"/v1/code-mappings/{name}", json=body, headers=api.headers(as_, sent))


def coded(act_id: str, *offences: str) -> dict[str, object]:
    return detained(act_id, data={"person": "p1", "suspected_offences": list(offences)})


def test_lists_say_what_they_cover(api: Api) -> None:
    lists = {one["name"]: one for one in api.get("/v1/code-lists", "court").json()["lists"]}
    assert {"charges", "document_types", "measures", "regions", "agency_kinds"} <= lists.keys()
    assert not lists["charges"]["complete"]
    assert "FYB/T 51203.1" in lists["charges"]["coverage"]["en"]
    assert api.get("/v1/code-lists/chargs").json()["code"] == "not-found"


def test_a_list_on_a_day_as_json_and_csv_and_not_twice(api: Api) -> None:
    def names(on: str) -> list[str]:
        codes = api.get(f"/v1/code-lists/regions?on={on}").json()["codes"]
        return [one["label"]["zh"] for one in codes if one["code"] == "120110"]

    assert (names("1990-06-01"), names("2024-06-01")) == (["东郊区"], ["东丽区"])
    whole = api.get("/v1/code-lists/regions")
    table = api.get("/v1/code-lists/regions?format=csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["code"] for row in rows] == [one["code"] for one in whole.json()["codes"]]
    again = api.get("/v1/code-lists/regions", **{"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert table.headers["etag"] != whole.headers["etag"]
    assert api.get("/v1/code-lists/regions?on=2024-02-30").status_code == 422


def test_a_table_is_put_read_and_followed_by_the_next(api_on_each_database: Api) -> None:
    api = api_on_each_database
    assert put(api, {"entries": ENTRIES}).json()["code"] == "version-required"
    first = put(api, {"entries": ENTRIES, "expected_version": 0})
    assert (first.status_code, first.headers["etag"], first.json()["version"]) == (200, '"1"', 1)
    assert put(api, {"entries": [], "expected_version": 0}).status_code == 412
    second = put(api, {"entries": ENTRIES[:1]}, If_Match='"1"')
    assert second.json()["version"] == 2
    path = "/v1/code-mappings/charges"
    assert api.get(f"{path}?version=1", "police").json()["codes"] == ENTRIES
    assert [one["version"] for one in api.get(f"{path}/history", "police").json()["tables"]] == [2, 1]
    assert api.get(f"{path}?version=3", "police").status_code == 404
    table = api.get(f"{path}?format=csv", "police").content.decode("utf-8-sig").splitlines()
    assert table == ["code,national,valid_from,valid_to,note", "0401,故意伤害,,,"]
    bad = put(api, {"entries": [{"code": "1", "national": "无"}]}, If_Match="*").json()
    assert (bad["code"], bad["pointer"]) == ("code-mapping-invalid", "/entries/0/national")


def test_the_receipt_tells_what_codes_were_read_as_then_and_later(api_on_each_database: Api) -> None:
    api = api_on_each_database
    put(api, {"entries": ENTRIES, "expected_version": 0})
    told = api.post(coded("e1", "0401", "0999")).json()["results"][0]["receipt"]
    assert [(one["stated"], one["national"], one["table"]) for one in told["codes"]] == [
        ("0401", "故意伤害", 1), ("0999", None, 1),
    ]  # fmt: skip
    put(api, {"entries": [{"code": "0401", "national": "爆炸"}, {"code": "0999", "national": "放火"}]}, If_Match='"1"')
    assert api.post(coded("e1", "0401", "0999")).json()["results"][0]["receipt"]["codes"] == told["codes"]
    assert api.get(told["href"], "police").json()["codes"] == told["codes"]
    api.platform.drain()
    [waiting] = api.get("/v1/code-mappings/charges/unmapped", "police").json()["unmapped"]
    assert (waiting["code"], waiting["count"], waiting["mapped_since"]) == ("0999", 1, 2)


def test_nobody_reads_or_puts_another_agencys_table(api_on_each_database: Api) -> None:
    api = api_on_each_database
    put(api, {"entries": ENTRIES, "expected_version": 0})
    api.post(coded("e1", "0999"))
    api.platform.drain()
    for path in ("", "/history", "/unmapped"):
        address = f"/v1/code-mappings/charges{path}?agency="
        answers = [api.get(address + who, "other_police") for who in (POLICE, "urn:quancheng:cn-520102:police:99")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].json()["detail"].replace(POLICE, "") == answers[1].json()["detail"].replace(
            "urn:quancheng:cn-520102:police:99", ""
        ), "a table that is there and one that is not look alike"
        assert api.get(address + POLICE, "supervisor").status_code == 200
        assert api.get(address + POLICE, "auditor").status_code == 200
    assert api.get("/v1/code-mappings", "other_police").json() == {"tables": []}
    assert [one["agency"] for one in api.get("/v1/code-mappings", "supervisor").json()["tables"]] == [POLICE]
    assert api.get("/v1/code-mappings/charges/unmapped", "other_police").json()["unmapped"] == []
    assert put(api, {"entries": [], "expected_version": 0}, "auditor").status_code == 403
    assert put(api, {"entries": [], "expected_version": 0}, "other_police").json()["agency"] == OTHER_POLICE


def test_an_agency_cannot_write_the_record_itself(api: Api) -> None:
    answer = api.post(coded("e1", "0401") | {"mappedcodes": "[]"})
    assert answer.status_code == 202, "an empty record says nothing"
    record = '[{"pointer":"/suspected_offences/0","list":"charges","stated":"0401","table":1,"national":"放火"}]'
    answer = api.post(coded("e2", "0401") | {"mappedcodes": record})
    assert (answer.status_code, answer.json()["code"]) == (422, "reserved-attribute")


@pytest.mark.parametrize("name", ["..", "charges%00", "CHARGES", "x" * 101])
def test_a_name_that_no_list_can_have(api: Api, name: str) -> None:
    assert api.get(f"/v1/code-mappings/{name}", "police").status_code in (404, 422)
