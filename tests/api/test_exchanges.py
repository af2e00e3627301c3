"""Hand-overs over the API: what one's office took part in and nothing else, alarms, and figures without names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.tokens import TokenFile
from tests.api.conftest import COURT, OTHER_POLICE, POLICE, PROCURATORATE, Api, api, detained  # noqa: F401

SENT = {"hand_over": {"source": POLICE, "id": "sent"}}


@pytest.fixture
def two(api: Api) -> Api:  # noqa: F811
    """A request for arrest of one office, and a detention of another."""
    api.now = datetime(2026, 11, 6, 1, tzinfo=UTC)
    request = detained("sent", "c1") | {
        "type": "ArrestRequested", "time": "2026-11-04T10:00:00+08:00",
        "data": {"person": "p1", "organ": PROCURATORATE},
    }  # fmt: skip
    for event in (detained("d", "c1"), request):
        assert api.post(event).status_code == 202
    assert api.post(detained("o", "c2", "q", source=OTHER_POLICE), "other_police").status_code == 202
    api.now = datetime(2026, 11, 24, 1, tzinfo=UTC)
    api.platform.drain()
    return api


def the_request(api: Api) -> dict[str, object]:  # noqa: F811
    found = api.get("/v1/exchanges?flow=arrest-request").json()["exchanges"]
    assert len(found) == 1
    return dict(found[0])


def test_who_was_named_sees_the_hand_over_and_acknowledges_it(two: Api) -> None:
    row = the_request(two)
    assert (row["state"], row["alarms"]) == ("sent", ["unacknowledged"])
    own = f"/v1/exchanges/unacknowledged?receiver={PROCURATORATE}"
    assert [one["id"] for one in two.get(own, "procuratorate").json()["exchanges"]] == [row["id"]]
    receipt = detained("got", "c1", source=PROCURATORATE) | {
        "type": "HandOverReceived", "time": "2026-11-24T08:00:00+08:00", "data": SENT,
    }  # fmt: skip
    assert two.post(receipt, "procuratorate").status_code == 202
    two.platform.drain()
    assert two.get(own, "procuratorate").json()["exchanges"] == []
    detail = two.get(f"/v1/exchanges/{row['id']}", "police").json()
    assert [step["kind"] for step in detail["steps"]] == ["send", "receive"]
    assert [duty["rule"] for duty in detail["duties"]] == ["CPL-091-3"]


def test_a_foreign_hand_over_looks_like_none_at_all(two: Api) -> None:
    row = the_request(two)
    foreign = two.get(f"/v1/exchanges/{row['id']}", "other_police")
    none = two.get(f"/v1/exchanges/{'0' * 32}", "other_police")
    assert (foreign.status_code, none.status_code) == (404, 404)
    texts = [answer.json()["detail"].replace(str(row["id"]), "X").replace("0" * 32, "X") for answer in (foreign, none)]
    assert texts[0] == texts[1]
    for address in (
        "/v1/exchanges", "/v1/exchanges?case=c1", f"/v1/exchanges?sender={POLICE}", "/v1/exchanges/unacknowledged",
        f"/v1/exchanges?agency={PROCURATORATE}&limit=1", "/v1/exchanges?alarm=unacknowledged",
    ):  # fmt: skip
        text = two.get(address, "other_police").text
        assert "c1" not in text, address
        assert "p1" not in text, address


def test_a_stranger_s_receipt_takes_nothing_off_the_list(two: Api) -> None:
    """An agency that guesses the id of a hand-over acknowledges nothing with it."""
    receipt = detained("got", "c1", source=OTHER_POLICE) | {
        "type": "HandOverReceived", "time": "2026-11-24T08:00:00+08:00", "data": SENT,
    }  # fmt: skip
    two.post(receipt, "other_police")
    two.platform.drain()
    assert the_request(two)["alarms"] == ["unacknowledged"]


def test_silence_names_only_agencies_of_one_s_own(two: Api) -> None:
    two.now = datetime(2026, 12, 20, tzinfo=UTC)
    every = {one["agency"]: one["waiting"] for one in two.get("/v1/exchanges/silent", "auditor").json()["agencies"]}
    assert every == {PROCURATORATE: 1}, "the court was handed nothing: nothing is expected of it"
    own = {one["agency"] for one in two.get("/v1/exchanges/silent", "police").json()["agencies"]}
    assert own <= {POLICE}
    supervised = {one["agency"] for one in two.get("/v1/exchanges/silent").json()["agencies"]}
    assert all(agency.startswith("urn:quancheng:cn-5201") for agency in supervised)
    assert PROCURATORATE in supervised


@pytest.mark.parametrize(
    "address", ["/v1/exchanges?state=lost", "/v1/exchanges?alarm=x", "/v1/exchanges?cursor=x", "/v1/exchanges/x"]
)
def test_bad_input_is_a_problem(two: Api, address: str) -> None:
    assert two.get(address).status_code in (400, 404, 422)


def test_flows_say_what_standards_call_them(two: Api) -> None:
    flows = {one["id"]: one for one in two.get("/v1/flows", "police").json()["flows"]}
    assert flows["custody-transfer"]["aliases"] == [{"standard": "DB37/T 4406.5-2021", "name": "网上换押业务协同流程"}]
    assert flows["custody-transfer"]["acknowledge_within_hours"] == 72
    assert two.get("/v1/flows", None).status_code == 401


def test_metrics_count_what_waits(two: Api) -> None:
    text = two.get("/metrics", None).text
    assert 'quancheng_exchange_alarms{list="unacknowledged"}' in text
    assert 'quancheng_silent{of="agencies"}' in text
    assert POLICE not in text
    assert two.get("/v1/health/ready", None).json()["exchange_alarms"]["unacknowledged"] >= 1


def test_a_clerk_sees_what_its_agency_sent_or_is_to_take(two: Api) -> None:
    tokens = TokenFile(two.platform.settings.token_file)
    two.tokens["clerk"] = tokens.issue(PROCURATORATE, "clerk", two.platform.clock())
    shown = two.get("/v1/exchanges", "clerk").json()["exchanges"]
    assert {one["flow"] for one in shown} == {"arrest-request"}, "not the committal to the detention centre"
