"""Idempotency-Key: the first answer again, and only to the same request of the same caller."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import idempotency, intake
from app.idempotency import CLAIM_SECONDS
from domain.errors import LedgerFault
from tests.api.conftest import ONE, Api, detained, opened

KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'


def post(api: Api, body: dict[str, object], key: str = KEY, as_: str = "police", **headers: str) -> Any:
    sent = api.headers(as_, {"Content-Type": ONE, "Idempotency-Key": key, **headers})
    return api.client.post("/v1/events", json=body, headers=sent)


def test_the_same_request_gets_the_first_answer_again_word_for_word(api_on_each_database: Api) -> None:
    api = api_on_each_database
    first, again = post(api, detained()), post(api, detained())
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content, "also the outcome: accepted, not duplicate"
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert api.head() == 1


def test_a_refusal_is_an_answer_too(api: Api) -> None:
    unknown = detained(type="Detaned")
    first = post(api, unknown)
    assert first.status_code == 422
    assert post(api, unknown).content == first.content


def test_another_body_under_the_key_is_refused_and_not_stored(api_on_each_database: Api) -> None:
    api = api_on_each_database
    post(api, detained("e1"))
    other = post(api, detained("e2"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert api.head() == 1


def test_attributes_in_headers_are_part_of_the_request(api: Api) -> None:
    event = detained()
    data = event.pop("data")
    for case, status in (("c1", 202), ("c2", 422)):
        attributes = {f"ce-{name}": str(value) for name, value in (event | {"subject": case}).items()}
        sent = api.headers("police", {**attributes, "Content-Type": "application/json", "Idempotency-Key": KEY})
        assert api.client.post("/v1/events", json=data, headers=sent).status_code == status


def test_a_key_is_the_callers_own(api: Api) -> None:
    """What another agency did under the same key, or that it did anything, shows nowhere."""
    post(api, detained())
    theirs = detained(source="urn:quancheng:cn-520103:police:01", subject="c9")
    answer = post(api, theirs, as_="other_police")
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)


def test_while_the_first_is_under_way_a_repeat_is_told_to_come_again(
    api_on_each_database: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = api_on_each_database
    begun, go_on = threading.Event(), threading.Event()
    really = intake.post_together

    def slowly(*arguments: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return really(*arguments)

    monkeypatch.setattr(intake, "post_together", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, api, detained())
        assert begun.wait(20)
        again, other = post(api, detained()), post(api, detained("e2"))
        go_on.set()
        assert first.result().status_code == 202
    assert (again.status_code, again.json()["code"]) == (409, "idempotency-key-in-use")
    assert again.headers["retry-after"] == "1"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert post(api, detained()).content == first.result().content


def test_many_at_once_take_effect_once(api_on_each_database: Api) -> None:
    api = api_on_each_database
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(api, detained()), range(24)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    done = {answer.content for answer in answers if answer.status_code == 202}
    assert len(done) == 1, "one answer, given to all"
    assert api.head() == 1


def test_an_answer_survives_a_restart_and_ends_with_its_time(database_url: str, tmp_path: Path) -> None:
    with closing(opened(database_url, tmp_path)) as running:
        api = next(running)
        first = post(api, detained())
    with closing(opened(database_url, tmp_path)) as running:
        api = next(running)
        assert post(api, detained()).content == first.content
        api.now += timedelta(hours=24, seconds=1)
        late = post(api, detained()).json()
        assert (late["accepted"], late["duplicate"]) == (0, 1), "answered anew: by its id it is still one act"
        assert post(api, detained()).headers["idempotency-replayed"] == "true"


def test_a_claim_whose_process_died_is_taken_over(api_on_each_database: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The act was stored, then the power failed before the answer was kept."""
    api = api_on_each_database
    with monkeypatch.context() as patched:
        patched.setattr("app.idempotency.keep", lambda *_: None)
        post(api, detained())
    assert post(api, detained()).status_code == 409
    api.now += timedelta(seconds=CLAIM_SECONDS)
    repeated = post(api, detained())
    assert (repeated.status_code, repeated.json()["duplicate"]) == (202, 1)
    assert api.head() == 1


def test_our_own_failure_is_not_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise LedgerFault("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(intake, "post_together", fails)
        assert post(api, detained()).status_code == 503
    assert post(api, detained()).json()["accepted"] == 1


MALFORMED = ["8e03978e-40d5", '""', f'"{"x" * 201}"', '"a", "b"', "?1", "12", ":YQ==:", '"é"', ""]


@pytest.mark.parametrize("key", MALFORMED)
def test_what_is_no_string_in_quotes_is_refused(api: Api, key: str) -> None:
    answer = post(api, detained(), key.encode("latin-1"))  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-invalid")
    assert answer.json()["parameter"] == "Idempotency-Key"
    assert api.head() == 0


def test_a_database_that_fails_is_a_503_and_loses_no_act(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The acts are in, and then the answer cannot be kept."""

    class Gone:
        def begin(self) -> Any:
            raise sqlite3.OperationalError("disk I/O error")

    keep = idempotency.keep
    real = api.platform.ledger.writing_engine
    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "keep", lambda _, *rest: keep(Gone(), *rest))  # type: ignore[arg-type]
        assert post(api, detained()).status_code == 503
    api.now += timedelta(seconds=CLAIM_SECONDS)
    assert post(api, detained()).json()["duplicate"] == 1
    with monkeypatch.context() as patched:
        patched.setattr(type(api.platform.ledger), "writing_engine", Gone())
        assert post(api, detained("e2"), '"other"').status_code == 503
    assert api.platform.ledger.writing_engine is real


def test_what_was_kept_long_enough_is_deleted(api_on_each_database: Api) -> None:
    api = api_on_each_database
    for number in range(3):
        post(api, detained(f"e{number}"), f'"k{number}"')
    api.now += timedelta(hours=24, seconds=1)
    post(api, detained("e9"), '"k9"')
    with api.platform.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT key FROM idempotency_keys").scalars().all() == ["k9"]
