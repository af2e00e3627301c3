"""Content-Digest and Repr-Digest (RFC 9530): a body that is not what its sender hashed is not taken."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from tests.api.conftest import BATCH, ONE, Api, detained

BODY = json.dumps(detained()).encode()


def stated(algorithm: str, body: bytes = BODY) -> str:
    digest = hashlib.new(algorithm.replace("-", ""), body).digest()
    return f"{algorithm}=:{base64.b64encode(digest).decode()}:"


RIGHT, WRONG = stated("sha-256"), stated("sha-256", BODY + b" ")
CASES = [
    # (what, fields, status, code)
    ("right", {"Content-Digest": RIGHT}, 202, None),
    ("right, of the representation", {"Repr-Digest": stated("sha-512")}, 202, None),
    ("one of a longer body", {"Content-Digest": WRONG}, 400, "digest-mismatch"),
    ("sha-512", {"Content-Digest": stated("sha-512", b"")}, 400, "digest-mismatch"),
    ("sm3", {"Content-Digest": stated("sm3")}, 202, None),
    ("another sm3", {"Content-Digest": stated("sm3", b"")}, 400, "digest-mismatch"),
    ("of the representation", {"Repr-Digest": WRONG}, 400, "digest-mismatch"),
    ("one right, one wrong", {"Content-Digest": f"{RIGHT}, {stated('sha-512', b'')}"}, 400, "digest-mismatch"),
    ("cut short", {"Content-Digest": "sha-256=:AAAA:"}, 400, "digest-mismatch"),
    ("unknown algorithms are passed over", {"Content-Digest": "md5=:AAAA:, crc32c=:AAAA:"}, 202, None),
    ("an unknown one hides no wrong one", {"Content-Digest": f"md5=:AAAA:, {WRONG}"}, 400, "digest-mismatch"),
    ("a name in capitals", {"Content-Digest": RIGHT.replace("sha", "SHA")}, 400, "digest-malformed"),
    ("of RFC 3230", {"Content-Digest": "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf8="}, 400, "digest-malformed"),
    ("hex in quotes", {"Content-Digest": 'sha-256="00ff"'}, 400, "digest-malformed"),
    ("no base64", {"Content-Digest": "sha-256=:&&&:"}, 400, "digest-malformed"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "fields", "status", "code"), CASES)
def test_a_digest_is_compared_with_the_bytes_that_came(
    api: Api, what: str, fields: dict[str, str], status: int, code: str | None
) -> None:
    sent = api.headers("police", {"Content-Type": ONE, **fields})
    answer = api.client.post("/v1/events", content=BODY, headers=sent)
    assert (answer.status_code, answer.json().get("code")) == (status, code), what
    if code:
        assert answer.json()["parameter"].lower() in {name.lower() for name in fields}
    assert api.head() == (status == 202), what


def test_nothing_of_a_batch_is_stored_on_either_database(api_on_each_database: Api) -> None:
    api = api_on_each_database
    sent = api.headers("police", {"Content-Type": BATCH, "Content-Digest": RIGHT})
    answer = api.client.post("/v1/events", json=[detained("e1"), detained("e2")], headers=sent)
    assert (answer.status_code, api.head()) == (400, 0)


@pytest.mark.parametrize("path", ["/v1/events/x/y", "/v1/duties", "/v1/nowhere"])
def test_answers_carry_the_digest_of_their_body(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.headers["content-digest"] == stated("sha-256", answer.content)


def test_the_receipt_carries_it(api: Api) -> None:
    answer = api.post(detained())
    assert answer.headers["content-digest"] == stated("sha-256", answer.content)


def test_actions_on_findings_compare_it_too(api: Api) -> None:
    wrong = api.act("0" * 32, "confirm", {"text": "x", "expected_version": 1}, Content_Digest=WRONG)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "digest-mismatch")
