"""Bad input, one attack a row: a clear problem, nothing stored, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from app.finding_log import SOURCE as PLATFORM
from tests.api.conftest import BATCH, OTHER_POLICE, Api, Event, detained

JSON = "application/json"
TWICE = b'"person": "x", "person"'
STRANGER = detained(type="ArrestRequested", data={"person": "nobody"})
CITIZEN = detained(person="11010519491231002X")
GOOD = json.dumps(detained()).encode()


def with_raw(old: bytes, new: bytes) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new)


ATTACKS: list[tuple[str, bytes, str, int, str, str | None]] = [
    # (name of the attack, body, media type, status, code, pointer)
    ("malformed JSON", GOOD[:-1], "application/cloudevents+json", 400, "malformed-json", None),
    ("nothing at all", b"", "application/cloudevents+json", 400, "malformed-json", None),
    ("two values", GOOD + GOOD, "application/cloudevents+json", 400, "malformed-json", None),
    ("invalid UTF-8", with_raw(b'"p1"', b'"\xff\xfe"'), "application/json", 400, "invalid-utf8", None),
    ("NaN", with_raw(b'"p1"', b"NaN"), "application/json", 400, "number-not-finite", "/data/person"),
    ("infinity by exponent", with_raw(b'"p1"', b"1e999"), JSON, 400, "number-out-of-range", "/data/person"),
    ("duplicate key", with_raw(b'"id"', b'"id": "x", "id"'), "application/json", 400, "duplicate-key", "/id"),
    ("duplicate key in data", with_raw(b'"person"', TWICE), JSON, 400, "duplicate-key", "/data/person"),
    ("lone surrogate", with_raw(b'"p1"', rb'"\ud800"'), "application/json", 400, "lone-surrogate", "/data/person"),
    ("a thousand brackets", b"[" * 100_000, "application/json", 400, "too-deep", None),
    ("wrong media type", GOOD, "text/plain", 415, "media-type-unsupported", None),
    ("no media type", GOOD, "", 415, "media-type-unsupported", None),
    ("another charset", GOOD, "application/json; charset=gbk", 415, "media-type-unsupported", None),
    ("not an object", b"42", "application/json", 422, "wrong-type", None),
    ("an object posted as a batch", GOOD, BATCH, 422, "wrong-type", None),
    ("an empty batch", b"[]", BATCH, 422, "batch-empty", None),
    ("too long a batch", b"[" + b",".join([b"1"] * 1001) + b"]", BATCH, 413, "batch-too-long", None),
    ("ten megabytes", b" " * 10_000_000, "application/json", 413, "body-too-large", None),
]  # fmt: skip

STATEMENTS: list[tuple[str, Event, int, str, str | None]] = [
    # (what is wrong with the statement, event, status, code, pointer)
    ("number for a string", detained(subject=5), 422, "wrong-type", "/subject"),
    ("string for an object", detained(data="p1"), 422, "wrong-type", "/data"),
    ("wrong type in the payload", detained(data={"person": 5}), 422, "invalid-field", "/data/person"),
    ("unknown field", detained(data={"persn": "p1"}), 422, "unknown-field", "/data/persn"),
    ("time in the future", detained(time="2026-11-25T00:00:00+08:00"), 422, "time-in-future", "/time"),
    ("date in the future", detained(time=None, occurredon="2026-11-26"), 422, "time-in-future", "/occurredon"),
    ("time without offset", detained(time="2026-11-02T14:30:00"), 422, "time-without-offset", "/time"),
    ("30 February", detained(time="2026-02-30T00:00:00Z"), 422, "time-invalid", "/time"),
    ("no time", detained(time=None), 422, "time-or-occurredon", "/time"),
    ("unknown type", detained(type="Detaind"), 422, "unknown-event-type", "/type"),
    ("another agency's name", detained(source=OTHER_POLICE), 403, "not-your-agency", "/source"),
    ("the platform's own name", detained(source=PLATFORM), 403, "not-your-agency", "/source"),
    ("a person the case does not know", STRANGER, 422, "unknown-person", "/data/person"),
    ("a case id that is a finding's stream", detained(subject="finding:1"), 422, "reserved-case-id", "/subject"),
    ("a citizen id where none belongs", CITIZEN, 422, "citizen-id-misplaced", "/data/person"),
    ("CloudEvents 0.3", detained(specversion="0.3"), 422, "specversion-unsupported", "/specversion"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "body", "media", "status", "code", "pointer"), ATTACKS)
def test_a_bad_body_is_a_clear_problem_and_stores_nothing(
    api: Api, attack: str, body: bytes, media: str, status: int, code: str, pointer: str | None
) -> None:
    refused(api, api.post_bytes(body, media=media), status, code, pointer)


@pytest.mark.parametrize(("wrong", "event", "status", "code", "pointer"), STATEMENTS)
def test_a_bad_statement_is_a_clear_problem_and_stores_nothing(
    api: Api, wrong: str, event: Event, status: int, code: str, pointer: str | None
) -> None:
    answer = api.post(event)
    refused(api, answer, status, code, pointer)
    if code == "unknown-event-type":
        assert answer.json()["nearest"][0] == "Detained"


def refused(api: Api, answer, status: int, code: str, pointer: str | None) -> None:  # type: ignore[no-untyped-def]
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["code"], problem.get("pointer")) == (status, code, pointer)
    assert problem["type"] == f"urn:quancheng:problem:{code}"
    assert problem["title"]
    assert problem["remedy"], "what to do next"
    assert api.head() == 0, "nothing is stored"
    good = api.post(detained())
    assert good.status_code == 202, "and a good statement is taken afterwards"
    assert api.head() == 1


def test_a_body_that_never_ends_is_cut_off_while_it_streams(api: Api) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):  # no Content-Length: only counting can tell
            sent += 65_536
            yield b" " * 65_536

    answer = api.client.post(
        "/v1/events", content=endless(), headers=api.headers("police", {"Content-Type": "application/json"})
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert api.head() == 0


def test_in_a_batch_each_bad_item_is_told_by_itself_and_the_good_ones_are_stored(api: Api) -> None:
    batch: list[Event] = [
        detained("e1"),
        detained("e2", source=OTHER_POLICE),
        detained("e3", time="2027-01-01T00:00:00Z"),
        detained("e1"),
        detained("e1", person="p9"),
        detained("e4", person="p2"),
    ]
    answer = api.post(batch)
    told = answer.json()
    assert answer.status_code == 202
    assert (told["accepted"], told["duplicate"], told["refused"]) == (2, 1, 3)
    outcomes = [(r["outcome"], r.get("problem", {}).get("code")) for r in told["results"]]
    assert outcomes == [
        ("accepted", None),
        ("refused", "not-your-agency"),
        ("refused", "time-in-future"),
        ("duplicate", None),
        ("refused", "id-reused"),
        ("accepted", None),
    ]
    assert told["results"][3]["receipt"]["hash"] == told["results"][0]["receipt"]["hash"]
    assert api.head() == 2


def test_a_batch_of_which_nothing_is_taken_is_a_problem_with_one_problem_for_each(api: Api) -> None:
    answer = api.post([detained("e1", type="Nothing"), detained("e2", time=None)])
    assert (answer.status_code, answer.json()["code"]) == (422, "batch-refused")
    assert [r["problem"]["code"] for r in answer.json()["results"]] == ["unknown-event-type", "time-or-occurredon"]
    assert api.head() == 0


def test_a_defect_of_ours_says_nothing_of_its_inside(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("could not store 11010519491231002X in table secret_table")

    monkeypatch.setattr("app.intake.post_together", broken)
    answer = api.post(detained())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    told = answer.text + capsys.readouterr().out
    assert "secret_table" not in told
    assert "11010519491231002X" not in told
    assert "RuntimeError" in told, "the log names the kind of error, for us"
