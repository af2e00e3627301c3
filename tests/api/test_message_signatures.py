"""Signed requests (RFC 9421): taken from the agency whose key it is, and from nobody else, fresh and whole."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from api.server import create_app
from app.signing import agency_keys
from app.signing.es256 import Es256
from domain.errors import SuiteFault
from domain.occurred import to_micros
from tests.api.conftest import ONE, OTHER_POLICE, POLICE, Api, detained
from tests.signing.signers import Signer, ed25519, es256, signed_act, signed_headers, sm2

BODY = json.dumps(detained()).encode()
DAY = timedelta(days=1)


def register(api: Api, signer: Signer, agency: str = POLICE, **dates: Any) -> None:
    with api.platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, agency, signer.jwk, api.platform.now(), kid=signer.kid, **dates)


def created(api: Api, ago: int = 0) -> int:
    return int(api.now.timestamp()) - ago


def send(api: Api, headers: dict[str, str], body: bytes = BODY, as_: str = "police") -> Any:
    return api.client.post("/v1/events", content=body, headers=api.headers(as_, {"Content-Type": ONE, **headers}))


@pytest.mark.parametrize("make", [ed25519, es256, sm2])
def test_a_request_signed_with_a_registered_key_is_taken(api_on_each_database: Api, make: Any) -> None:
    api, signer = api_on_each_database, make()
    register(api, signer)
    answer = send(api, signed_headers(signer, BODY, created(api)))
    assert answer.status_code == 202, answer.text
    with_alg = {"Ed25519": "ed25519", "ES256": "ecdsa-p256-sha256", "SM2-SM3": "sm2-sm3"}[signer.suite]
    again = signed_headers(signer, BODY, created(api), parameters=f';alg="{with_alg}";tag="quancheng"')
    assert send(api, again).status_code == 202


REFUSED = [
    # (the attack, keywords of signed_headers, code, component)
    ("another path signed", {"values": {"@path": "/v1/other"}}, "signature-invalid", "@signature-params"),
    ("another host signed", {"values": {"@authority": "elsewhere"}}, "signature-invalid", "@signature-params"),
    ("method not covered", {"covered": ("@path", "content-digest")}, "signature-component", "@method"),
    ("target not covered", {"covered": ("@method", "content-digest")}, "signature-component", "@path"),
    ("body not covered", {"covered": ("@method", "@path")}, "signature-component", "content-digest"),
    ("nothing covered", {"covered": ()}, "signature-component", "@method"),
    ("covers what is not sent", {"covered": ("@method", "@path", "content-digest", "date"), "values": {"date": "x"}},
     "signature-component", "date"),
    ("nobody's key", {"keyid": "k9"}, "signature-key-unknown", "keyid"),
    ("expired", {"parameters": ";expires=1"}, "signature-stale", "expires"),
    ("another algorithm", {"parameters": ';alg="hmac-sha256"'}, "signature-component", "alg"),
    ("an empty nonce", {"parameters": ';nonce=""'}, "signature-malformed", "nonce"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "how", "code", "component"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_wrong_with_a_signature_is_named_and_nothing_stored(
    api: Api, attack: str, how: dict[str, Any], code: str, component: str
) -> None:
    signer = ed25519()
    register(api, signer)
    answer = send(api, signed_headers(signer, BODY, created(api), **how))
    assert (answer.status_code, answer.json()["code"], answer.json()["component"]) == (401, code, component)
    assert api.head() == 0


@pytest.mark.parametrize(("ago", "status"), [(0, 202), (299, 202), (301, 401), (-59, 202), (-61, 401)])
def test_a_signature_is_fresh_for_five_minutes_and_a_clock_may_be_a_minute_ahead(
    api: Api, ago: int, status: int
) -> None:
    signer = ed25519()
    register(api, signer)
    answer = send(api, signed_headers(signer, BODY, created(api, ago)))
    assert answer.status_code == status
    if status == 401:
        assert (answer.json()["code"], answer.json()["component"]) == ("signature-stale", "created")


def test_without_created_it_is_not_fresh(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    headers = signed_headers(signer, BODY, created(api))
    headers["Signature-Input"] = headers["Signature-Input"].replace(f";created={created(api)}", "")
    assert send(api, headers).json()["component"] == "created"


def test_another_body_under_a_signature_is_refused_by_its_digest(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    other = json.dumps(detained("e2")).encode()
    answer = send(api, signed_headers(signer, BODY, created(api)), other)
    assert (answer.status_code, answer.json()["code"]) == (400, "digest-mismatch")
    mended = {
        **signed_headers(signer, BODY, created(api)),
        "Content-Digest": signed_headers(signer, other, 1)["Content-Digest"],
    }
    assert send(api, mended, other).json()["code"] == "signature-invalid"
    assert api.head() == 0


def test_an_unknown_digest_algorithm_is_no_way_around_the_body(api: Api) -> None:
    """Covered is a content-digest that nobody compares: then the body would be anybody's."""
    signer = ed25519()
    register(api, signer)
    headers = signed_headers(signer, BODY, created(api), values={"content-digest": "md5=:AAAA:"})
    answer = send(api, {**headers, "Content-Digest": "md5=:AAAA:"})
    assert (answer.status_code, answer.json()["component"]) == (401, "content-digest")
    assert api.head() == 0


def test_attributes_in_headers_must_be_covered(api: Api) -> None:
    """Binary mode: the act stands in `ce-` fields, and a signature that leaves one out signs half an act."""
    signer = ed25519()
    register(api, signer)
    event = detained()
    data = json.dumps(event.pop("data")).encode()
    attributes = {f"ce-{name}": str(value) for name, value in event.items()}
    covered = ("@method", "@path", "content-digest", *attributes)
    headers = signed_headers(signer, data, created(api), covered=covered[:-1], values=attributes)
    sent = api.headers("police", {"Content-Type": "application/json", **attributes, **headers})
    answer = api.client.post("/v1/events", content=data, headers=sent)
    assert (answer.status_code, answer.json()["component"]) == (401, covered[-1])
    headers = signed_headers(signer, data, created(api), covered=covered, values=attributes)
    sent = api.headers("police", {"Content-Type": "application/json", **attributes, **headers})
    assert api.client.post("/v1/events", content=data, headers=sent).status_code == 202


def test_a_nonce_is_good_once_until_it_could_not_be_fresh_any_more(api_on_each_database: Api) -> None:
    api, signer = api_on_each_database, ed25519()
    register(api, signer)
    headers = signed_headers(signer, BODY, created(api), parameters=';nonce="n1"')
    assert send(api, headers).status_code == 202
    again = send(api, headers)
    assert (again.status_code, again.json()["code"]) == (401, "signature-replayed")
    api.now += timedelta(minutes=8)
    assert send(api, headers).json()["code"] == "signature-stale"
    fresh = signed_headers(signer, BODY, created(api), parameters=';nonce="n1"')
    assert send(api, fresh).status_code == 202, "forgotten by then"
    with api.platform.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM signature_nonces").scalar() == 1


def test_a_signature_that_does_not_fit_uses_up_no_nonce(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    good = signed_headers(signer, BODY, created(api), parameters=';nonce="n1"')
    forged = {**good, "Signature": signed_headers(ed25519(), BODY, created(api))["Signature"]}
    assert send(api, forged).json()["code"] == "signature-invalid"
    assert send(api, good).status_code == 202


def test_a_key_serves_its_own_agency_only(api: Api) -> None:
    signer = ed25519()
    register(api, signer, OTHER_POLICE)
    answer = send(api, signed_headers(signer, BODY, created(api)))
    assert answer.json()["code"] == "signature-key-unknown"


def test_a_key_stands_from_its_first_day_to_its_last_and_not_once_revoked(api_on_each_database: Api) -> None:
    api, signer = api_on_each_database, ed25519()
    now = api.now
    register(api, signer, valid_from=to_micros(now + DAY), valid_to=to_micros(now + 3 * DAY))
    told = []
    for days in (0, 1, 2, 3):
        api.now = now + days * DAY
        if days == 2:
            with api.platform.ledger.writing_engine.begin() as connection:
                agency_keys.revoke(connection, POLICE, signer.kid, api.platform.now())
        answer = send(api, signed_headers(signer, BODY, created(api)))
        told.append((answer.status_code, (answer.json().get("detail") or "").rpartition(" is ")[2]))
    assert told == [(401, "not valid yet."), (202, ""), (401, "revoked."), (401, "not valid any more.")]


def test_a_proxys_signature_beside_it_is_passed_over(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    mine, proxy = signed_headers(signer, BODY, created(api)), signed_headers(ed25519("proxy"), BODY, created(api))
    both = {name: f"{proxy[name].replace('sig1', 'ttrp')}, {mine[name]}" for name in ("Signature-Input", "Signature")}
    assert send(api, mine | both).status_code == 202


def test_of_two_signatures_of_the_agency_both_must_fit(api: Api) -> None:
    one, other = ed25519("k1"), ed25519("k2")
    register(api, one)
    register(api, other)
    first, second = signed_headers(one, BODY, created(api)), signed_headers(ed25519("k2"), BODY, created(api))
    both = {name: f"{first[name]}, {second[name].replace('sig1', 's2')}" for name in ("Signature-Input", "Signature")}
    assert send(api, first | both).json()["code"] == "signature-invalid"


def test_a_signature_without_its_input_is_not_passed_over(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    headers = signed_headers(signer, BODY, created(api))
    for left_out in ("Signature-Input", "Signature"):
        answer = send(api, {name: value for name, value in headers.items() if name != left_out})
        assert (answer.status_code, answer.json()["code"]) == (401, "signature-malformed")


def test_reading_may_be_signed_too_and_is_checked_then(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    api.post(detained())
    headers = signed_headers(signer, b"", created(api), covered=("@method", "@path"), values={"@path": "/v1/cases/c1"})
    assert api.get("/v1/cases/c1", "police", **headers).json()["code"] == "signature-invalid", "it says POST"
    headers = signed_headers(
        signer, b"", created(api), covered=("@method", "@path"), values={"@path": "/v1/cases/c1", "@method": "GET"}
    )
    api.platform.drain()
    assert api.get("/v1/cases/c1", "police", **headers).status_code == 200


POLICIES = [
    # (setting, has a key, status of an unsigned post)
    ("optional", True, 202),
    ("registered", False, 202),
    ("registered", True, 401),
    ("required", False, 401),
    ("required", True, 401),
]


@pytest.mark.parametrize(("setting", "has_key", "status"), POLICIES)
def test_whether_a_signature_is_asked_for_is_the_operators_choice(
    api: Api, monkeypatch: pytest.MonkeyPatch, setting: str, has_key: bool, status: int
) -> None:
    monkeypatch.setattr(api.platform.settings, "message_signatures", setting)
    signer = ed25519()
    if has_key:
        register(api, signer)
        with api.platform.ledger.writing_engine.begin() as connection:
            agency_keys.revoke(connection, POLICE, signer.kid, api.platform.now() - 1)
    answer = send(api, {})
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["code"] == "signature-required", "also once its last key is revoked"
    assert api.get("/v1/duties", "police").status_code == 200, "reading is not posting"


def test_the_problem_helps_who_signed_to_find_the_difference(api: Api) -> None:
    signer = ed25519()
    register(api, signer)
    answer = send(api, signed_headers(signer, BODY, created(api), values={"@authority": "gateway.example"}))
    assert '"@authority": testserver' in msgspec.json.decode(answer.content)["remedy"]


def test_an_act_in_binary_mode_is_signed_as_its_headers_say(api: Api) -> None:
    """Headers know text only: what is signed is the event with the attributes as text, and application/json."""
    signer = ed25519()
    register(api, signer)
    event = signed_act(detained(sequence="3", datacontenttype="application/json"), signer)
    data = event.pop("data")
    del event["datacontenttype"]
    sent = api.headers("police", {f"ce-{name}": str(value) for name, value in event.items()})
    answer = api.client.post("/v1/events", json=data, headers=sent)
    assert answer.status_code == 202, answer.text


def test_a_forged_act_in_an_unsigned_request_is_the_acts_fault(api: Api) -> None:
    event = signed_act(detained(), ed25519())
    answer = api.post(event)
    assert (answer.status_code, answer.json()["code"]) == (422, "event-signature-key-unknown")
    assert (answer.json()["pointer"], answer.json()["component"]) == ("/signature", "kid")


def test_an_application_whose_suite_fails_its_self_test_is_not_made(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Es256, "verify", lambda *_: True)
    with pytest.raises(SuiteFault, match="ES256"):
        create_app(api.platform)
