"""Watch lists over the API: counted among the caller's own cases, their lines behind a filter of the duties."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.api.conftest import Api, detained


def counts(api: Api, as_: str = "supervisor") -> dict[str, int]:
    return {one["name"]: one["overdue"] for one in api.get("/v1/lists", as_).json()["lists"]}


def held_too_long(api: Api) -> None:
    api.now = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    api.post(detained())
    api.platform.drain()
    assert counts(api)["held_without_basis"] == 0
    api.now = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    api.platform.drain()


def test_the_count_and_the_lines_agree(api: Api) -> None:
    held_too_long(api)
    assert counts(api)["held_without_basis"] == 1
    found = api.get("/v1/duties?watch_list=held_without_basis&level=overdue").json()["duties"]
    assert [(duty["rule"], duty["case"], duty["due"]) for duty in found] == [("CPL-098-1", "c1", "2026-11-05")]


def test_the_office_of_another_county_counts_nothing(api: Api) -> None:
    held_too_long(api)
    assert counts(api, "police")["held_without_basis"] == 1
    assert set(counts(api, "other_police").values()) == {0}


def test_an_unknown_list_is_a_wrong_parameter(api: Api) -> None:
    answer = api.get("/v1/duties?watch_list=held")
    assert answer.status_code == 422
    assert "/v1/lists" in answer.json()["remedy"]
