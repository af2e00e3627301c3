"""A day compared: what was lost, refused, altered or never sent is found, named, and mended by what is proposed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.signing import agency_keys
from app.signing.private_keys import make_private_key, write_private_key
from tests.api.conftest import COURT, OTHER_POLICE, POLICE, Api, detained
from tests.exchange.conftest import Client, write_ndjson

DAY = "2026-11-02"
HEX = "ab" * 32


def sent(api: Api, count: int = 40) -> list[dict[str, Any]]:
    """Detentions of one day, each in a case of its own, posted."""
    acts = [detained(f"e{n}", case=f"c{n}") for n in range(count)]
    assert api.post(acts).json()["accepted"] == count
    api.platform.ledger.sequence()
    return acts


def reconcile(client: Client, acts: list[dict[str, Any]], folder: Path, *more: object, caller: str = "police") -> Any:
    file = write_ndjson(folder / "acts.ndjson", acts)
    return client(caller, "reconcile", "--events", file, "--date", DAY, "--json", *more)


def test_the_same_on_both_sides(client: Client, api_on_each_database: Api, tmp_path: Path) -> None:
    acts = sent(api_on_each_database)
    ran = reconcile(client, acts, tmp_path)
    assert (ran.code, ran.json["same"], ran.json["differences"]) == (0, True, [])
    assert (ran.json["acts"], ran.json["requests"]) == (40, 2)


def test_every_cause_is_named_and_what_is_proposed_mends_it(
    client: Client, api_on_each_database: Api, tmp_path: Path
) -> None:
    api = api_on_each_database
    api.now = datetime.now(UTC) + timedelta(hours=1)  # repairs are acts of the present
    acts = sent(api)
    api.post(refused := detained("r1", case="c1", type="Detaind"))
    lost = detained("e99", case="c99")
    altered = acts[5] | {"data": {"person": "p1", "warrant_shown": False}}
    ours = [one for one in acts if one["id"] not in ("e5", "e7")] + [altered, lost, refused]
    proposed = tmp_path / "repairs.ndjson"
    ran = reconcile(client, ours, tmp_path, "--propose", proposed, "--post")
    assert ran.code == 4, ran.err
    causes = {one["id"]: (one["cause"], one["action"]) for one in ran.json["differences"]}
    assert causes == {
        "e99": ("lost", "post"), "r1": ("rejected", "mend_and_post"), "e5": ("altered", "correct"),
        "e7": ("unknown", "retract"),
    }  # fmt: skip
    [rejected] = [one for one in ran.json["differences"] if one["id"] == "r1"]
    assert rejected["refusal"]["code"] == "unknown-event-type"
    assert [one["outcome"] for one in ran.json["posted"]] == ["accepted"] * 3, ran.json["posted"]
    kinds = [json.loads(line)["type"] for line in proposed.read_text().splitlines()]
    assert sorted(kinds) == ["Detained", "EventCorrected", "EventRetracted"]
    api.platform.ledger.sequence()
    again = reconcile(client, ours, tmp_path)
    assert {one["id"]: one["mended"] for one in again.json["differences"]} == {"r1": False, "e5": True, "e7": True}


def test_an_act_of_another_day_or_case_is_no_act_never_sent(
    client: Client, api_on_each_database: Api, tmp_path: Path
) -> None:
    """Else a wrong date in one's own book would raise the gravest alarm there is."""
    acts = sent(api_on_each_database, 3)
    elsewhere = [acts[0] | {"time": "2026-11-03T09:00:00+08:00"}, acts[1] | {"subject": "another"}, acts[2]]
    ran = reconcile(client, elsewhere, tmp_path)
    assert {one["id"]: one["cause"] for one in ran.json["differences"]} == {"e0": "altered", "e1": "altered"}


def test_what_a_feed_gave_is_compared_too(client: Client, api_on_each_database: Api, tmp_path: Path) -> None:
    api = api_on_each_database
    sent(api, 3)
    api.post(detained("k1", case="c1", source=COURT, type="CaseFiled", data={}), "court")
    api.post(detained("k2", case="x2", source=COURT, type="CaseFiled", data={}), "court")
    api.platform.ledger.sequence()
    api.get("/v1/feed", "court")  # a feed is followed from its first reading on
    api.platform.drain()
    items = api.get("/v1/feed?limit=100", "court").json()["items"]
    of_feed = reconcile(client, items, tmp_path, "--side", "held", caller="court").json
    assert (of_feed["same"], of_feed["acts"]) == (True, 1)
    stored = [json.loads(one.payload) for one in api.platform.ledger.stream("c1") if one.source == POLICE]
    held = reconcile(client, stored, tmp_path, "--side", "held", caller="court")
    assert held.json["same"], held.json
    missing = reconcile(client, [], tmp_path, "--side", "held", caller="court")
    assert [(one["cause"], one["action"]) for one in missing.json["differences"]] == [("lost", "read_feed")]
    # what is not the court's to see is not told apart from what is not there
    foreign = detained("e2", case="c2")
    absent = detained("e2x", case="c2")
    ran = reconcile(client, [*stored, foreign, absent], tmp_path, "--side", "held", caller="court")
    assert {one["id"]: (one["cause"], one["found"]) for one in ran.json["differences"]} == {
        "e2": ("unknown", None), "e2x": ("unknown", None),
    }  # fmt: skip


def test_a_citizen_number_is_in_the_digest_and_nowhere_in_clear(
    client: Client, api_on_each_database: Api, tmp_path: Path
) -> None:
    api = api_on_each_database
    person = {"person": "p1", "name": "某", "citizen_id": "11010519491231002x"}
    act = detained("s1", type="SuspectIdentified", data=person)
    assert api.post(act).status_code == 202, api.post(act).text
    api.platform.ledger.sequence()
    assert reconcile(client, [act], tmp_path).json["same"]
    other = act | {"data": person | {"citizen_id": "110105194912310046"}}
    assert [one["cause"] for one in reconcile(client, [other], tmp_path).json["differences"]] == ["altered"]


def test_a_signed_digest_is_held_to_its_key(client: Client, api_on_each_database: Api, tmp_path: Path) -> None:
    api = api_on_each_database
    acts = sent(api, 2)
    made = make_private_key("Ed25519", "k1")
    write_private_key(tmp_path / "key.jwk", made)
    assert reconcile(client, acts, tmp_path, "--key", tmp_path / "key.jwk").code == 3  # not registered
    with api.platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, POLICE, made.public(), api.platform.now())
    assert reconcile(client, acts, tmp_path, "--key", tmp_path / "key.jwk").json["same"]
    [day] = api.get("/v1/digests", "police").json()["days"]
    assert day["signed"]
    assert day["same"]
    altered = {"acts": 3, "root": day["root"], "signature": "e30..AAAA"}
    assert put(api, altered).json()["code"] == "event-signature-malformed"


def put(api: Api, body: object, caller: str = "police", day: str = DAY) -> Any:
    headers = api.headers(caller, {"Content-Type": "application/json"})
    return api.client.put(f"/v1/digests/{day}", content=json.dumps(body).encode(), headers=headers)


def ask(api: Api, path: str, body: object, caller: str = "police") -> Any:
    headers = api.headers(caller, {"Content-Type": "application/json"})
    return api.client.post(path, content=json.dumps(body).encode(), headers=headers)


def test_who_sees_what(client: Client, api_on_each_database: Api, tmp_path: Path) -> None:
    api = api_on_each_database
    acts = sent(api, 3)
    api.post(detained("r1", type="Nothing"))
    made = reconcile(client, acts[1:], tmp_path).json
    [own] = api.get("/v1/reconciliations", "police").json()["reconciliations"]
    assert [one["id"] for one in own["differences"]] == ["e0"] == [one["id"] for one in made["differences"]]
    assert own["causes"]["unknown"] == 1
    for caller in ("supervisor", "auditor"):
        assert api.get("/v1/digests?alarms=true", caller).json()["days"][0]["causes"]["unknown"] == 1
        assert api.get(f"/v1/reconciliations/{own['id']}", caller).status_code == 200
        assert api.get(f"/v1/refusals?agency={POLICE}", caller).json()["refusals"][0]["id"] == "r1"
    for caller in ("other_police", "court", "procuratorate"):
        assert api.get("/v1/digests", caller).json()["days"] == []
        assert api.get("/v1/reconciliations", caller).json()["reconciliations"] == []
        assert api.get(f"/v1/reconciliations/{own['id']}", caller).status_code == 404
        assert api.get(f"/v1/refusals?agency={POLICE}", caller).status_code == 404
        assert ask(api, f"/v1/digests/{DAY}/nodes", {"prefixes": [""]}, caller).json()["nodes"][0]["cases"] == 0
        assert ask(api, f"/v1/digests/{DAY}/cases", {"cases": ["c1"]}, caller).json()["cases"][0]["acts"] == []
    for path in ("/v1/digests/terms", "/v1/digests"):
        assert api.get(path, None).status_code == 401
    assert put(api, {"acts": 0, "root": HEX}, "auditor").status_code == 403


def test_another_agencys_acts_cannot_be_asked_after(api_on_each_database: Api) -> None:
    """Whoever names another's act as its own `sent` act learns nothing: not whether it is there, not its digest."""
    api = api_on_each_database
    sent(api, 2)
    assert put(api, {"acts": 1, "root": HEX}, "other_police").status_code == 200
    told = [{"case": "c1", "source": POLICE, "id": "e1", "digest": HEX},
            {"case": "c1", "source": POLICE, "id": "none", "digest": HEX}]  # fmt: skip
    answer = ask(api, "/v1/reconciliations", {"date": DAY, "differences": told}, "other_police").json()
    assert answer["code"] == "not-your-agency"
    assert OTHER_POLICE in answer["detail"]


def test_hostile_requests(api_on_each_database: Api) -> None:
    api = api_on_each_database
    sent(api, 2)
    for prefixes in (["g"], ["0" * 65], [], ["0"] * 300, [1], ["\u0000"]):
        answer = ask(api, f"/v1/digests/{DAY}/nodes", {"prefixes": prefixes})
        assert answer.status_code in (400, 422), prefixes
    assert ask(api, f"/v1/digests/{DAY}/nodes", {"prefixes": ["f" * 64]}).json()["nodes"][0]["cases"] == 0
    for day in ("2026-02-30", "0001-01-01", "20261102", "2026-11-02x"):
        assert put(api, {"acts": 1, "root": HEX}, day=day).status_code in (404, 422), day
    for body in ({"acts": -1, "root": HEX}, {"acts": 1, "root": "x"}, {"acts": 1}, [], {"acts": 1e99, "root": HEX}):
        assert put(api, body).status_code in (400, 422), body
    many = [{"case": "c", "source": POLICE, "id": str(n), "digest": HEX} for n in range(1001)]
    assert ask(api, "/v1/reconciliations", {"date": DAY, "differences": many}).status_code == 422
    assert ask(api, "/v1/reconciliations", {"date": DAY, "differences": many[:1]}).json()["code"] == (
        "digest-not-published"
    )


def test_the_same_request_makes_one_reconciliation(api_on_each_database: Api) -> None:
    api = api_on_each_database
    sent(api, 2)
    put(api, {"acts": 3, "root": HEX})
    told = {"case": "c9", "source": POLICE, "id": "e9", "digest": HEX}
    body = {"date": DAY, "differences": [told, told]}
    first, second = (ask(api, "/v1/reconciliations", body) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert len(first.json()["differences"]) == 1


def test_late_acts_change_their_own_day(client: Client, api_on_each_database: Api, tmp_path: Path) -> None:
    api = api_on_each_database
    acts = sent(api, 2)
    assert reconcile(client, acts, tmp_path).json["same"]
    late = detained("late", case="c0", time="2026-11-02T23:59:59+08:00")
    api.post(late)
    api.platform.ledger.sequence()
    assert [one["cause"] for one in reconcile(client, acts, tmp_path).json["differences"]] == ["unknown"]
    assert reconcile(client, [*acts, late], tmp_path).json["same"]


def test_an_act_not_numbered_yet_is_not_lost(api_on_each_database: Api) -> None:
    api = api_on_each_database
    sent(api, 1)
    put(api, {"acts": 2, "root": HEX})
    api.post(detained("fresh", case="c0"))
    told = {"case": "c0", "source": POLICE, "id": "fresh", "digest": HEX}
    answer = ask(api, "/v1/reconciliations", {"date": DAY, "differences": [told]}).json()
    assert [one["cause"] for one in answer["differences"]] == ["altered"]  # the digest was invented, the act is there


def test_national_codes_in_place_of_ones_own_are_mapped_and_not_altered(
    client: Client, api_on_each_database: Api, tmp_path: Path
) -> None:
    """Digests are over the agency's own statement; one that compares the national reading is told so, and no more."""
    api = api_on_each_database
    table = {
        "expected_version": 0,
        "entries": [{"code": "0401", "national": "故意伤害"}, {"code": "0502", "national": "故意杀人"}],
    }
    headers = api.headers("police", {"Content-Type": "application/json"})
    answer = api.client.put("/v1/code-mappings/charges", content=json.dumps(table).encode(), headers=headers)
    assert answer.status_code in (200, 201), answer.text

    def suspected(act_id: str, *offences: str) -> dict[str, Any]:
        number = "11010519491231002X"  # kept sealed: the reading is of what was stated, not of what is stored
        told = {"person": "p1", "citizen_id": number, "suspected_offences": list(offences)}
        return detained(act_id, case=act_id, type="SuspectIdentified", data=told)

    own = [suspected("m1", "0401", "自造"), suspected("m2", "0502"), suspected("m3", "0401"), suspected("m4", "放火")]
    assert api.post(own).json()["accepted"] == 4
    api.platform.ledger.sequence()
    assert reconcile(client, own, tmp_path).json["same"], "the digest is of the agency's own words"
    read = [suspected("m1", "故意伤害", "自造"), suspected("m2", "故意伤害"), own[2], suspected("m4", "故意杀人")]
    ran = reconcile(client, read, tmp_path)
    assert {one["id"]: (one["cause"], one["action"]) for one in ran.json["differences"]} == {
        "m1": ("mapped", "nothing"), "m2": ("altered", "correct"), "m4": ("altered", "correct"),
    }  # fmt: skip
    [made] = api.get("/v1/reconciliations?cause=mapped", "police").json()["reconciliations"]
    assert made["causes"]["mapped"] == 1
    api.post([suspected("m5", "0401")])  # stored, and not numbered yet
    ran = reconcile(client, [*own, suspected("m5", "故意伤害")], tmp_path)
    assert {one["id"]: one["cause"] for one in ran.json["differences"]} == {"m5": "mapped"}
