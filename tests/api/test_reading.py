"""Cases at two times, findings with their reasons, triage, schemas, proofs, health."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from ledger.merkle import inclusion_holds, leaf_hash
from tests.api.conftest import POLICE, Api, Event, detained

NOTICE: Event = {"kind": "correction_notice", "addressee": POLICE, "reply_due": "2026-12-04"}
SEEN = {"If_Match": '"1"'}
UNKNOWN_REASON: Event = {"reason": "tired", "text": "x", "reopen_when": "gets_worse"}


@pytest.fixture
def finding(api: Api) -> str:
    """A detention without warrant, posted and supervised; the id of its finding."""
    api.post(detained(data={"person": "p1", "warrant_shown": False}))
    api.platform.drain()
    rows = api.get("/v1/findings?rule=CPL-085-1").json()["findings"]
    return str(rows[0]["id"])


def test_a_case_now_and_at_two_times(api: Api) -> None:
    api.post(detained())
    api.platform.drain()
    [subject] = api.get("/v1/cases/c1").json()["subjects"]
    assert (subject["person"], subject["custody"]) == ("p1", True)
    before = api.get("/v1/cases/c1/state?valid_at=2026-11-02T00:00:00%2B08:00").json()
    assert (before["events"], before["subjects"]) == (0, [])
    posted = api.now
    api.now = posted + timedelta(days=2)
    late = detained("r1", type="Released", time="2026-11-03T10:00:00+08:00", data={"person": "p1"})
    api.post(late)
    api.platform.drain()
    then = f"known_at={posted.isoformat().replace('+00:00', 'Z')}&valid_at=2026-11-04T00:00:00Z"
    assert api.get(f"/v1/cases/c1/state?{then}").json()["subjects"][0]["custody"] is True, "not yet known"
    assert api.get("/v1/cases/c1/state?valid_at=2026-11-04T00:00:00Z").json()["subjects"][0]["custody"] is False


def test_the_timeline_pages_without_gap_or_repeat(api: Api) -> None:
    acts = [detained(f"e{n}", data={"person": f"p{n}"}, time=f"2026-11-02T14:3{n}:00+08:00") for n in range(7)]
    api.post(acts)
    api.platform.drain()
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.get(f"/v1/cases/c1/timeline?limit=3{cursor}").json()
        seen += [act["id"] for act in page["acts"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [f"e{n}" for n in range(7)]


def test_a_duty_says_by_when_and_in_both_languages(api: Api) -> None:
    api.now = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    api.post(detained())
    api.platform.drain()
    rows = api.get("/v1/duties?rule=CPL-091-1").json()["duties"]
    assert [(d["status"], d["due"], d["holder"]) for d in rows] == [
        ("pending", "2026-11-05", "urn:quancheng:cn-520102:police:01")
    ]
    zh = api.get("/v1/duties?rule=CPL-091-1&lang=zh").json()["duties"]
    assert zh[0]["title"] != rows[0]["title"]
    own = api.get("/v1/cases/c1/duties?status=pending").json()["duties"]
    assert "CPL-091-1" in {d["rule"] for d in own}


def test_a_finding_tells_why_in_the_language_asked_for(api: Api, finding: str) -> None:
    english, chinese = (api.get(f"/v1/findings/{finding}?lang={lang}").json() for lang in ("en", "zh"))
    assert english["derivation"]
    assert english["derivation"] != chinese["derivation"]
    assert english["articles"][0]["quote"] == "公安机关拘留人的时候，必须出示拘留证。"
    assert english["duty"]["status"] == "violated"
    assert [entry["action"] for entry in english["log"]] == ["FindingRaised"]
    header = api.get(f"/v1/findings/{finding}", **{"Accept-Language": "zh-CN"})
    assert header.json()["derivation"] == chinese["derivation"]


def test_triage_from_raised_to_closed_each_step_on_the_version_seen(api: Api, finding: str) -> None:
    steps: list[tuple[str, Event, str]] = [
        ("assign", {"to": "procurator-7"}, "assigned"),
        ("confirm", {"text": "checked"}, "confirmed"),
        ("send-notice", NOTICE, "notice_sent"),
        ("record-reply", {"text": "accepted"}, "replied"),
        ("record-rectification", {"text": "put right"}, "rectified"),
        ("close", {}, "closed"),
        ("reopen", {"text": "again"}, "reopened"),
        ("dismiss", {"reason": "lawful_ground", "text": "shown after all", "reopen_when": "gets_worse"}, "dismissed"),
    ]  # fmt: skip
    tag = api.get(f"/v1/findings/{finding}").headers["etag"]
    for action, body, state in steps:
        answer = api.act(finding, action, body, If_Match=tag)
        assert answer.status_code == 200, answer.text
        assert answer.json()["finding"]["state"] == state
        assert answer.headers["etag"] != tag
        tag = answer.headers["etag"]
    last = api.get(f"/v1/findings/{finding}").json()["log"][-1]
    assert last["details"] == {"reason": "lawful_ground", "text": "shown after all", "reopen_when": "gets_worse"}
    assert last["by"].startswith("urn:quancheng:cn-520100:procuratorate:01#")


REFUSED: list[tuple[str, str, Event, str, dict[str, str], int, str]] = [
    # (what is wrong, action, body, caller, headers, status, code)
    ("an agency triages", "confirm", {}, "police", SEEN, 403, "forbidden"),
    ("an auditor triages", "confirm", {}, "auditor", SEEN, 403, "forbidden"),
    ("no version said", "confirm", {}, "supervisor", {}, 428, "version-required"),
    ("somebody was faster", "confirm", {}, "supervisor", {"If_Match": '"9"'}, 412, "stale-version"),
    ("two versions said", "confirm", {"expected_version": 2}, "supervisor", SEEN, 422, "invalid-parameter"),
    ("not in this state", "close", {}, "supervisor", SEEN, 409, "transition-not-allowed"),
    ("no reason", "dismiss", {"text": "x", "reopen_when": "gets_worse"}, "supervisor", SEEN, 422, "missing-field"),
    ("an unknown reason", "dismiss", UNKNOWN_REASON, "supervisor", SEEN, 422, "invalid-field"),
    ("an unknown field", "assign", {"too": "x"}, "supervisor", SEEN, 422, "unknown-field"),
    ("a blank reason", "reopen", {"text": "  "}, "supervisor", SEEN, 422, "missing-field"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "action", "body", "caller", "headers", "status", "code"), REFUSED)
def test_triage_refused_changes_nothing(
    api: Api,
    finding: str,
    wrong: str,
    action: str,
    body: Event,
    caller: str,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = api.act(finding, action, body, caller, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), wrong
    assert api.get(f"/v1/findings/{finding}").json()["finding"]["version"] == 1


def test_triage_by_expected_version_or_by_star(api: Api, finding: str) -> None:
    assert api.act(finding, "confirm", {"expected_version": 1}).status_code == 200
    assert api.act(finding, "assign", {"to": "x"}, If_Match="*").status_code == 200


def test_filters_of_the_queue(api: Api, finding: str) -> None:
    rows = "/v1/findings?state=raised&state=assigned&severity=critical&case=c1"
    assert finding in {f["id"] for f in api.get(rows).json()["findings"]}
    assert api.get("/v1/findings?state=closed").json()["findings"] == []
    assert api.get("/v1/findings?state=nonsense").json()["code"] == "invalid-parameter"
    assert api.get("/v1/findings?limit=1").json()["next"]


def test_a_withdrawn_finding_stays_readable(api: Api, finding: str) -> None:
    back: Event = {"event": {"source": "urn:quancheng:cn-520102:police:01", "id": "e1"}, "reason": "posted in error"}
    assert api.post(detained("x1", type="EventRetracted", data=back)).status_code == 202
    api.platform.drain()
    shown = api.get(f"/v1/findings/{finding}").json()
    assert (shown["finding"]["state"], shown["duty"], shown["derivation"]) == ("withdrawn", None, [])


def test_every_schema_of_the_list_is_there_and_the_documented_event_fits_its_own(api: Api) -> None:
    listed = api.get("/v1/schemas").json()["schemas"]
    assert len(listed) == len(api.platform.pack.vocabulary)
    for entry in listed[:10] + [e for e in listed if e["type"] == "Detained"]:
        document = api.get(entry["href"]).json()
        jsonschema.Draft202012Validator.check_schema(document)
    jsonschema.validate(detained(), document)
    unknown = api.get("/v1/schemas/cn_criminal/Detaind/1")
    assert (unknown.status_code, "Detained" in unknown.json()["remedy"]) == (404, True)


def test_a_receipt_can_be_proved_against_the_checkpoint(api: Api) -> None:
    receipt = api.post(detained()).json()["results"][0]["receipt"]
    api.post(detained("e2", data={"person": "p2"}))
    api.platform.drain()
    note = api.get("/v1/checkpoint", "police").text
    _, size, root = note.split("\n")[:3]
    proof = api.get(f"/v1/proofs/1?size={size}", "police").json()
    assert proof["event_hash"] == receipt["hash"]
    assert base64.b64encode(bytes.fromhex(proof["root"])).decode() == root
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert inclusion_holds(leaf_hash(bytes.fromhex(receipt["hash"])), 0, int(size), path, bytes.fromhex(proof["root"]))
    assert hashlib.sha256(b"\0" + bytes.fromhex(receipt["hash"])).digest() == leaf_hash(bytes.fromhex(receipt["hash"]))
    assert api.get(f"/v1/proofs/consistency/1/{size}", "police").json()["first"] == 1
    assert api.get("/v1/proofs/99", "police").status_code == 404
    assert api.get("/v1/proofs/consistency/2/1", "police").status_code == 404


def test_health_tells_lag_and_age(api: Api) -> None:
    api.post(detained())
    api.platform.drain()
    ready = api.get("/v1/health/ready", None)
    assert (ready.status_code, ready.json()["ok"]) == (200, True)
    api.post(detained("e2", data={"person": "p2"}))
    api.now += timedelta(minutes=1)
    late = api.get("/v1/health/ready", None)
    assert late.status_code == 503
    assert "sequencer-late" in late.json()["problems"], "a stopped sequencer is seen by age, not by lag"


def test_metrics_count_acts_and_name_nobody(api: Api) -> None:
    api.post(detained())
    api.get("/v1/cases/c1")
    text = api.get("/metrics", None).text
    assert 'quancheng_acts_total{outcome="accepted"} 1.0' in text
    assert 'route="/v1/cases/{case:path}"' in text
    assert "urn:quancheng" not in text
    assert "c1" not in text


def test_a_case_whose_record_was_altered_says_so(api: Api) -> None:
    api.post(detained())
    with api.platform.ledger.writing_engine.begin() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
        for (name,) in connection.exec_driver_sql(triggers).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(
            "UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), 'p1', 'p7') AS BLOB)"
        )
    api.platform.drain()
    answer = api.get("/v1/cases/c1")
    assert (answer.status_code, answer.json()["code"]) == (500, "record-altered")
    assert "quancheng verify" in answer.json()["remedy"]
