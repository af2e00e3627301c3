"""Sealed records of minors and technical investigation (CPL 286, 152): who is shut out learns of nothing, on any way.

One case of an adult and a minor together (`joint`), one of a minor alone (`alone`), one without secrets (`plain`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from domain.permission import Role
from tests.api.conftest import COURT, OTHER_POLICE, POLICE, PROCURATORATE, Api, opened
from tests.platforms import wire
from web.server import create_app

MINOR, ADULT = "minor-7", "adult-8"
CENTRE = "urn:quancheng:cn-520102:detention_centre:01"
CORRECTION = "urn:quancheng:cn-520102:community_correction:01"
LEGAL_AID = "urn:quancheng:cn-520102:legal_aid:01"
Given = dict[str, object]


def acts_of(case: str, *persons: str) -> list[Given]:
    """Detained, arrested, indicted and sentenced to control; the centre and legal aid take part."""
    found = [wire(f"{case}-filed", "CaseFiled", "2026-03-01", case=case)]
    for person in persons:
        who = "m" if person == MINOR else "a"  # an id that is asked for is told back
        found += [
            wire(f"{case}-{who}-s", "SuspectIdentified", "2026-03-01", case=case, person=person),
            wire(f"{case}-{who}-d", "Detained", "2026-03-02", case=case, person=person),
            wire(f"{case}-{who}-c", "DetentionCentreAdmitted", "2026-03-03", case=case, person=person, source=CENTRE),
            wire(
                f"{case}-{who}-l",
                "LegalAidCounselAssigned",
                "2026-03-04",
                case=case,
                person=person,
                source=LEGAL_AID,
            ),
            wire(f"{case}-{who}-a", "ArrestApproved", "2026-03-05", case=case, person=person, source=PROCURATORATE),
            wire(f"{case}-{who}-j", "JudgmentEffective", "2026-06-01", case=case, person=person, source=COURT),
        ]
    together = {"persons": list(persons)} if len(persons) > 1 else {"person": persons[0]}
    found.append(wire(f"{case}-i", "IndictmentFiled", "2026-05-01", case=case, source=PROCURATORATE, court=COURT,
                      note=f"said of all in {case}", **together))  # fmt: skip
    return found


def sealed(case: str, by: str = POLICE, on: str = "2026-06-05", **more: object) -> Given:
    kind = by.split(":")[3]
    return wire(f"{case}-sealed-{kind}", "RecordSealed", on, case=case, source=by, person=MINOR, seal_mark=True, **more)


def noticed(case: str) -> Given:
    return wire(f"{case}-noticed", "RecordSealingNoticed", "2026-06-02", case=case, source=COURT, person=MINOR)


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    for one in opened(database_url, tmp_path):
        one.now = datetime(2026, 7, 1, tzinfo=UTC)
        more: tuple[tuple[str, str, Role], ...] = (
            ("centre", CENTRE, "agency"), ("legal_aid", LEGAL_AID, "agency"), ("correction", CORRECTION, "agency"),
            ("court_supervisor", "urn:quancheng:cn-520100:court:01", "supervisor"), ("desk", LEGAL_AID, "clerk"),
        )  # fmt: skip
        for name, agency, role in more:
            one.tokens[name] = one_token(one, tmp_path, agency, role)
        yield one


def one_token(api: Api, folder: Path, agency: str, role: Role) -> str:
    from app.tokens import TokenFile

    return TokenFile(folder / "tokens.ndjson").issue(agency, role, api.platform.clock())


def take(api: Api, *acts: Given) -> None:
    from app.caller import OPERATOR
    from app.post_acts import Accepted, post

    for outcome in post(api.platform, acts, OPERATOR):
        assert isinstance(outcome, Accepted), outcome
    api.platform.drain()


@pytest.fixture
def closed(api: Api) -> Api:
    take(api, *acts_of("joint", ADULT, MINOR), *acts_of("alone", MINOR), *acts_of("plain", "p3"))
    take(api, noticed("joint"), noticed("alone"), sealed("joint"), sealed("alone"))
    return api


def hand_overs_of(api: Api, case: str) -> list[str]:
    """Ids of all there are, as the city's supervisor sees them."""
    return [one["id"] for one in api.get(f"/v1/exchanges?case={case}&limit=200").json()["exchanges"]]


def answers(api: Api, reader: str, case: str) -> dict[str, str]:
    """Everything that API and pages answer about a case and over all cases, by address."""
    source = quote(POLICE, safe="")
    addresses = [
        f"/v1/cases/{case}", *(f"/v1/cases/{case}/{part}" for part in ("timeline?limit=200", "state", "duties")),
        f"/v1/cases/{case}/timeline?newest_first=true&limit=200", "/v1/duties?limit=200", "/v1/findings?limit=200",
        f"/v1/duties?case={case}&limit=200", f"/v1/findings?case={case}&limit=200", "/v1/lists",
        "/v1/feed?limit=1000", "/v1/feed?limit=7", "/v1/exchanges?limit=200", f"/v1/exchanges?case={case}&limit=200",
        "/v1/exchanges/unacknowledged", "/v1/exchanges/silent", "/v1/statistics/exchanges", "/v1/custody?limit=200",
        "/v1/statistics/hand-over-times", "/v1/reconciliations", "/v1/digests", "/v1/refusals",
        *(f"/v1/exchanges/{one}" for one in hand_overs_of(api, case)),
        *(f"/v1/events/{source}/{case}-m-{end}" for end in "sd"),
    ]  # fmt: skip
    found = {address: api.get(address, reader).text for address in addresses}
    pages = TestClient(create_app(api.platform))
    pages.get(f"/sign-in?token={api.tokens[reader]}")
    views = ["", "?view=raw", "?view=duties", "?view=findings", *(f"/replay?at={n}" for n in (1, 4, 9, 11))]
    for address in (
        "/", "/cases", "/cases.csv", "/findings", "/findings.csv", "/duties", "/duties.csv", "/custody", "/custody.csv",
        *(f"/cases/{case}{view}" for view in views), "/exchanges", "/exchanges.csv", "/exchanges/agencies",
        "/reconciliation", *(f"/exchanges/{one}" for one in hand_overs_of(api, case)),
    ):  # fmt: skip
        found[address] = pages.get(address).text
    return found


def named(found: dict[str, str], *words: str) -> set[str]:
    """Addresses whose answers hold any of the words, other than as part of the address that was asked for."""
    return {
        address
        for address, text in found.items()
        if any(word in text.replace(address, "").replace(quote(address, safe=""), "") for word in words)
    }


SHUT_OUT = ["centre", "legal_aid", "desk", "auditor", "court_supervisor"]
LET_IN = ["police", "court", "procuratorate", "supervisor"]


@pytest.mark.parametrize("reader", SHUT_OUT)
def test_a_sealed_person_is_in_no_answer_about_a_joint_case(closed: Api, reader: str) -> None:
    if reader == "centre":  # it held the minor, who has served the sentence
        take(closed, wire("r", "SentenceServedReleased", "2026-06-20", case="joint", person=MINOR, source=CENTRE),
             wire("r2", "SentenceServedReleased", "2026-06-20", case="alone", person=MINOR, source=CENTRE))  # fmt: skip
    found = answers(closed, reader, "joint")
    assert named(found, MINOR) == set()
    assert ADULT in found["/v1/cases/joint"]
    assert ADULT in found["/v1/cases/joint/timeline?limit=200"]
    assert "joint-i" in found["/v1/cases/joint/timeline?limit=200"], "an act on both is there, for the adult"
    assert named(found, "said of all in joint") == set(), "what it says may be about the minor"


@pytest.mark.parametrize("reader", SHUT_OUT)
def test_a_case_of_a_sealed_person_alone_does_not_exist(closed: Api, reader: str) -> None:
    if reader == "centre":
        take(closed, wire("r", "SentenceServedReleased", "2026-06-20", case="alone", person=MINOR, source=CENTRE),
             wire("r2", "SentenceServedReleased", "2026-06-20", case="joint", person=MINOR, source=CENTRE))  # fmt: skip
    found = answers(closed, reader, "alone")
    assert named(found, MINOR, ">alone<", '"case":"alone"', ",alone,", "\nalone,") == set()
    for part in ("", "/timeline", "/state", "/duties"):
        hidden, none = closed.get(f"/v1/cases/alone{part}", reader), closed.get(f"/v1/cases/never{part}", reader)
        assert hidden.status_code == none.status_code == 404
        assert _anonymous(hidden, "alone") == _anonymous(none, "never")


def _anonymous(answer, case: str) -> object:  # type: ignore[no-untyped-def]
    body = answer.json()
    body.pop("request_id", None)
    body.pop("instance", None)
    return repr(body).replace(case, "CASE")


@pytest.mark.parametrize("reader", LET_IN)
def test_who_keeps_it_must_seal_it_or_supervises_it_sees_it(closed: Api, reader: str) -> None:
    """Else the tests above could not fail."""
    for case in ("joint", "alone"):
        found = answers(closed, reader, case)
        for address in (f"/v1/cases/{case}", f"/v1/cases/{case}/timeline?limit=200", f"/cases/{case}", "/findings.csv"):
            assert MINOR in found[address], address
        if case == "joint":
            assert named(found, "said of all in joint")


def test_the_cover_of_a_joint_case_is_marked(closed: Api) -> None:
    assert closed.get("/v1/cases/joint", "legal_aid").json()["marks"] == ["Holds information of a sealed record"]
    assert "含犯罪记录封存信息" in answers(closed, "legal_aid", "joint")["/cases/joint"]
    assert closed.get("/v1/cases/plain", "legal_aid").json()["marks"] == []


def test_findings_of_a_sealed_person_open_to_nobody_shut_out(closed: Api) -> None:
    some = closed.get("/v1/findings?limit=200").json()["findings"]
    closed_ones = [one["id"] for one in some if one["subject"] == MINOR]
    open_ones = [one["id"] for one in some if one["subject"] == ADULT]
    assert closed_ones
    assert open_ones
    for reader in ("legal_aid", "auditor"):
        assert {closed.get(f"/v1/findings/{one}", reader).status_code for one in closed_ones} == {404}
        assert {closed.get(f"/v1/findings/{one}", reader).status_code for one in open_ones} == {200}
        pages = TestClient(create_app(closed.platform))
        pages.get(f"/sign-in?token={closed.tokens[reader]}")
        assert {pages.get(f"/findings/{one}").status_code for one in closed_ones} == {404}


def test_proofs_of_closed_acts_verify_for_auditors_and_tell_them_nothing(closed: Api) -> None:
    ledger = closed.platform.ledger
    hidden = [act for act in ledger.read(0, 500) if act.person == MINOR]
    assert hidden
    for act in hidden[:3]:
        proof = closed.get(f"/v1/proofs/{act.position}", "auditor")
        assert proof.status_code == 200
        assert proof.json()["event_hash"] == act.hash.hex()
        assert MINOR not in proof.text
        assert closed.get(f"/v1/proofs/{act.position}", "legal_aid").status_code == (
            200 if act.source == LEGAL_AID else 404
        )
        address = f"/v1/events/{quote(act.source, safe='')}/{act.id}"
        assert closed.get(address, "auditor").status_code == 404
    assert ledger.verify().fault is None


def test_a_query_that_is_permitted_opens_the_record_to_who_asked_and_to_nobody_else(closed: Api) -> None:
    asks = wire("q", "SealedRecordQueried", "2026-06-20", case="alone", source=OTHER_POLICE, person=MINOR)
    take(closed, asks)
    assert closed.get("/v1/cases/alone", "other_police").status_code == 404, "to ask is not to be permitted"
    answer = {"answers": {"source": OTHER_POLICE, "id": "q"}, "person": MINOR}
    refused = wire("no", "SealedRecordQueryDecided", "2026-06-21", case="alone", outcome="refused", **answer)
    take(closed, refused)
    assert closed.get("/v1/cases/alone", "other_police").status_code == 404
    self_permitted = wire("me", "SealedRecordQueryDecided", "2026-06-21", case="alone", source=OTHER_POLICE,
                          outcome="permitted", **answer)  # fmt: skip
    in_its_name = wire("fake", "SealedRecordQueryDecided", "2026-06-21", case="alone", source=OTHER_POLICE,
                       outcome="permitted", envelope={"actor": POLICE}, **answer)  # fmt: skip
    take(closed, self_permitted, in_its_name)
    assert closed.get("/v1/cases/alone", "other_police").status_code == 404, "nobody permits it to himself"
    permitted = wire("yes", "SealedRecordQueryDecided", "2026-06-22", case="alone", outcome="permitted", **answer)
    take(closed, permitted)
    assert MINOR in closed.get("/v1/cases/alone", "other_police").text
    assert closed.get("/v1/cases/joint", "other_police").status_code == 404
    assert closed.get("/v1/cases/alone", "legal_aid").status_code == 404
    withdrawn = wire("w", "EventRetracted", "2026-06-23", case="alone", event={"source": POLICE, "id": "yes"})
    take(closed, withdrawn)
    assert closed.get("/v1/cases/alone", "other_police").status_code == 404


def test_who_comes_after_the_sealing_opens_nothing_by_sealing_noticing_or_acting(closed: Api) -> None:
    for number, kind in enumerate(("RecordSealed", "RecordSealingNoticed", "RecordUnsealed", "Detained")):
        take(closed, wire(f"o{number}", kind, "2026-06-21", case="alone", source=OTHER_POLICE, person=MINOR))
        assert closed.get("/v1/cases/alone", "other_police").status_code == 404, kind
        assert closed.get("/v1/cases/alone", "legal_aid").status_code == 404, kind


def test_a_stranger_closes_no_case_of_others(api: Api) -> None:
    """By one act without any part in the case it would be out of the sight of those who handle it."""
    take(api, *acts_of("alone", MINOR), sealed("alone", OTHER_POLICE))
    for reader in ("police", "legal_aid", "centre"):
        assert api.get("/v1/cases/alone", reader).status_code == 200, reader


def test_unsealing_and_retracting_open_it_again(closed: Api) -> None:
    take(closed, wire("u", "RecordUnsealed", "2026-06-20", case="alone", person=MINOR))
    assert MINOR in closed.get("/v1/cases/alone", "legal_aid").text
    assert MINOR not in closed.get("/v1/cases/joint", "legal_aid").text
    take(closed, sealed("alone", COURT, "2026-06-25"))
    assert closed.get("/v1/cases/alone", "legal_aid").status_code == 404
    take(closed, wire("x", "EventRetracted", "2026-06-26", case="alone", source=COURT,
                      event={"source": COURT, "id": "alone-sealed-court"}))  # fmt: skip
    assert closed.get("/v1/cases/alone", "legal_aid").status_code == 200


def test_a_case_split_off_for_the_minor_is_closed_and_not_named(api: Api) -> None:
    take(api, *acts_of("joint", ADULT, MINOR))
    take(api, wire("split", "CaseSplit", "2026-05-02", case="joint", source=PROCURATORATE, persons=[MINOR],
                   new_case="split-off"))  # fmt: skip
    seals = sealed("joint") | {"subject": "split-off", "id": "so"}
    take(
        api,
        wire("sp", "DetentionPeriodExtended", "2026-05-03", case="split-off", person=MINOR),
        noticed("joint"),
        seals,
    )
    found = answers(api, "legal_aid", "joint")
    assert named(found, MINOR, "split-off") == set()
    assert api.get("/v1/cases/split-off", "legal_aid").status_code == 404


def test_technical_investigation_is_for_investigation_prosecution_and_trial_only(api: Api) -> None:
    measure = wire("tech-1", "TechnicalMeasureApproved", "2026-03-02", case="plain", kind="monitoring")
    take(api, *acts_of("plain", "p3"), measure)
    words = ("tech-1", "TechnicalMeasure", "技术侦查")
    for reader in ("legal_aid", "centre", "auditor"):
        about = {a: t for a, t in answers(api, reader, "plain").items() if "plain" in a}
        assert named(about, *words) == set(), reader
        assert "p3" in about["/v1/cases/plain"]
        rules = {one["rule"] for one in api.get("/v1/duties?limit=200", reader).json()["duties"]}
        assert not any(one["trigger_event"]["id"] == "tech-1" for one in
                       api.get("/v1/duties?limit=200", reader).json()["duties"]), rules  # fmt: skip
    for reader in ("police", "procuratorate", "court", "supervisor"):
        assert "tech-1" in api.get("/v1/cases/plain/timeline?limit=200", reader).text
    take(api, wire("fix", "EventRetracted", "2026-03-04", case="plain", event={"source": POLICE, "id": "tech-1"}))
    assert "tech-1" not in api.get("/v1/cases/plain/timeline?limit=200", "legal_aid").text
    assert "fix" not in api.get("/v1/cases/plain/timeline?limit=200", "legal_aid").text


def test_a_closed_act_is_a_blank_place_in_a_feed_and_opens_again(closed: Api) -> None:
    def read(reader: str) -> tuple[list[dict[str, object]], str, str]:
        for _ in range(2):  # a feed begins when it is first asked for
            answer = closed.get("/v1/feed?limit=500", reader)
            closed.platform.drain()
        return answer.json()["items"], answer.headers["ETag"], answer.headers["Cache-Control"]

    keeper, _, _ = read("supervisor")
    assert not any(item["withheld"] for item in keeper)
    for reader in ("legal_aid", "auditor"):
        items, tag, _ = read(reader)
        blank = [item for item in items if item["withheld"]]
        assert blank
        assert all((b["event"], b["hash"], b["version"], b["recorded_at"]) == (None,) * 4 for b in blank)
        assert [item["number"] for item in items] == list(range(1, len(items) + 1))
        full = closed.get(f"/v1/feed?limit=10&after={items[0]['cursor']}", reader)
        assert full.json()["full"]
        blank_there = any(item["withheld"] for item in full.json()["items"])
        assert ("immutable" not in full.headers["Cache-Control"]) is blank_there
        take(closed, wire(f"u-{reader}", "RecordUnsealed", "2026-06-20", case="joint", person=MINOR))
        opened_again, other_tag, _ = read(reader)
        assert sum(bool(item["withheld"]) for item in opened_again) < len(blank)
        assert other_tag != tag
        take(closed, sealed("joint", on="2026-06-22") | {"id": f"again-{reader}"})


def test_a_stream_holds_no_closed_act_either(closed: Api) -> None:
    from app import feed

    name = f"agency {LEGAL_AID}"
    feed.begin(closed.platform, name)
    closed.platform.drain()
    found = feed.stretch(closed.platform, name, None, 500)
    assert found.closed
    assert MINOR.encode() not in b"".join(bytes(item.event) for item in feed.items(closed.platform, found))
