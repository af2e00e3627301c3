"""Acts that carry their agency's signature: verified on intake, kept so that they can be verified again for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.caller import OPERATOR, Caller
from app.composition import Platform
from app.export_case import export_lines
from app.post_acts import Accepted, Rejected, post
from app.signing import agency_keys
from app.signing.jwk import base64url
from app.signing.key_ring import KeyRing
from app.signing.signed_acts import verify_again
from domain.errors import SignatureFault
from ledger.acts import StoredAct
from tests.platforms import COURT, POLICE, SetClock, accepted, found, open_for_test, wire
from tests.signing.signers import Signer, ed25519, es256, signed_act, sm2

POLICE_CALLER = Caller(POLICE, "t")


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-03-05")


@pytest.fixture
def platform(database_url: str, tmp_path: Path, clock: SetClock) -> Iterator[Platform]:
    with open_for_test(database_url, clock, tmp_path / "key") as opened:
        yield opened


def register(platform: Platform, signer: Signer, agency: str = POLICE) -> Signer:
    with platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, agency, signer.jwk, platform.now(), kid=signer.kid)
    return signer


def suspect(act_id: str = "s1", **changes: Any) -> dict[str, Any]:
    return wire(act_id, "SuspectIdentified", "2026-03-01", person="p1") | changes


def refusal(platform: Platform, event: Mapping[str, Any], caller: Caller = POLICE_CALLER) -> tuple[str, str]:
    """(code, component) of the refusal, of which nothing is stored."""
    [outcome] = post(platform, [event], caller)
    assert isinstance(outcome, Rejected), outcome
    assert platform.ledger.stream(str(event["subject"])) == []
    assert getattr(outcome.error, "pointer", "") == "/signature"
    return outcome.error.code, getattr(outcome.error, "component", "")


def again(platform: Platform, act: StoredAct) -> bool:
    """Verified anew, from what is stored."""
    return verify_again(act, platform.pack.vocabulary, platform.citizen_id_key, KeyRing(platform.engine).find)


@pytest.mark.parametrize("make", [ed25519, es256, sm2])
def test_a_signed_act_is_taken_supervised_and_verified_again_once_its_key_is_gone(
    platform: Platform, clock: SetClock, make: Any
) -> None:
    signer = register(platform, make())
    first, detention = suspect(), wire("d", "Detained", "2026-03-02", person="p1")
    accepted(platform, signed_act(first, signer), signed_act(detention, signer), caller=POLICE_CALLER)
    clock.set("2026-03-20")
    with platform.ledger.writing_engine.begin() as connection:
        agency_keys.revoke(connection, POLICE, signer.kid, platform.now())
    assert [again(platform, act) for act in platform.ledger.stream("A")] == [True, True]
    platform.drain()
    assert found(platform, "CPL-091-1"), "it is an act like any other"
    assert refusal(platform, signed_act(suspect(subject="B"), signer)) == ("event-signature-key-unknown", "kid")


FORMS = [
    # (what the poster wrote that is stored in another spelling where nothing is signed, changes)
    ("plain", {}),
    ("a schema of its own", {"dataschema": "https://agency.example/schemas/SuspectIdentified/1"}),
    ("another media type", {"datacontenttype": "application/json; charset=utf-8"}),
    ("a sequence in digits", {"sequence": "007"}),
    ("no excerpt, said", {"excerpt": False}),
    ("no actor, said", {"actor": None}),
    ("a recording time", {"recordedtime": "2026-03-02T09:00:00+08:00"}),
    ("a number it shall have", {"expectedversion": "2"}),
    ("an extension", {"traceparent": "00-4bf92f3577b34da6"}),
    ("an identity number", {"data": {"person": "p1", "citizen_id": "11010519491231002X", "name": "张三"}}),
    ("numbers", {"sequence": 10**15}),
]


@pytest.mark.parametrize(("what", "changes"), FORMS, ids=[what for what, _ in FORMS])
@pytest.mark.parametrize("caller", [POLICE_CALLER, OPERATOR], ids=["agency", "operator"])
def test_however_it_is_written_it_can_be_verified_again(
    platform: Platform, what: str, changes: dict[str, Any], caller: Caller
) -> None:
    signer = register(platform, ed25519())
    accepted(platform, wire("c", "CaseFiled", "2026-03-01"))
    accepted(platform, signed_act(suspect(**changes), signer), caller=caller)
    stored = platform.ledger.stream("A")[-1]
    assert again(platform, stored)
    assert b"11010519491231002X" not in stored.payload
    altered = msgspec.structs.replace(stored, payload=stored.payload.replace(b'"p1"', b'"p2"'))
    with pytest.raises(SignatureFault) as fault:
        again(platform, altered)
    assert fault.value.code == "event-signature-invalid"


def test_an_act_without_data_is_kept_without(platform: Platform) -> None:
    event = wire("c", "CaseFiled", "2026-03-01")
    del event["data"]
    accepted(platform, signed_act(event, register(platform, ed25519())), caller=POLICE_CALLER)
    [stored] = platform.ledger.stream("A")
    assert again(platform, stored)
    assert b'"data":' not in stored.payload


def test_an_identity_number_inside_a_correction_is_opened_too(platform: Platform) -> None:
    signer = register(platform, ed25519())
    replaced = {"person": "p1", "citizen_id": "11010519491231002X"}
    correction = wire(
        "x",
        "EventCorrected",
        "2026-03-04",
        event={"source": POLICE, "id": "s1"},
        type="SuspectIdentified",
        data=replaced,
    )
    accepted(platform, suspect(), signed_act(correction, signer), caller=POLICE_CALLER)
    stored = platform.ledger.stream("A")[-1]
    assert b"11010519491231002X" not in stored.payload
    assert again(platform, stored)


def test_an_unsigned_act_says_that_it_is_none(platform: Platform) -> None:
    accepted(platform, suspect())
    assert not again(platform, platform.ledger.stream("A")[0])


def test_the_signature_leaves_with_the_export(platform: Platform) -> None:
    event = signed_act(suspect(), register(platform, ed25519()))
    accepted(platform, event, caller=POLICE_CALLER)
    platform.drain()
    assert [json.loads(line)["signature"] for line in export_lines(platform, "A", plain=True)] == [event["signature"]]


def test_a_repeat_signed_anew_or_not_at_all_is_the_same_act(platform: Platform) -> None:
    signer = register(platform, es256())
    first, second = signed_act(suspect(), signer), signed_act(suspect(), signer)
    assert first["signature"] != second["signature"], "ECDSA"
    receipts = accepted(platform, first, second, suspect(), caller=POLICE_CALLER)
    assert [receipt.duplicate for receipt in receipts] == [False, True, True]
    assert len({receipt.hash for receipt in receipts}) == 1
    spelled = signed_act(suspect(sequence="7", subject="B", id="s2"), signer)
    other = signed_act(suspect(sequence=7, subject="B", id="s2", excerpt=False), signer)
    assert [r.duplicate for r in accepted(platform, spelled, other, caller=POLICE_CALLER)] == [False, True]


def test_bytes_and_parsed_events_are_signed_alike(platform: Platform) -> None:
    event = signed_act(suspect(), register(platform, ed25519()))
    accepted(platform, json.dumps(event, indent=3, ensure_ascii=True).encode(), caller=POLICE_CALLER)


def test_the_older_name_of_the_algorithm_is_taken_too(platform: Platform) -> None:
    accepted(platform, signed_act(suspect(), register(platform, ed25519()), alg="EdDSA"), caller=POLICE_CALLER)


def test_of_a_batch_only_the_forged_one_is_refused(platform: Platform) -> None:
    signer = register(platform, ed25519())
    forged = signed_act(suspect("s2"), signer) | {"time": "2026-03-01T08:00:00+08:00"}
    forged.pop("occurredon")
    outcomes = post(platform, [signed_act(suspect(), signer), forged, suspect("s3")], POLICE_CALLER)
    assert [isinstance(outcome, Accepted) for outcome in outcomes] == [True, False, True]


CHANGED = [
    # (what was changed after signing, changes)
    ("a field", {"data": {"person": "p2"}}),
    ("the case", {"subject": "B"}),
    ("the day", {"occurredon": "2026-02-28"}),
    ("an attribute more", {"excerpt": True}),
    ("an attribute more that says nothing", {"actor": None}),
    ("another spelling", {"sequence": "7"}),
]


@pytest.mark.parametrize(("what", "changes"), CHANGED, ids=[what for what, _ in CHANGED])
def test_what_was_changed_after_signing_is_refused(platform: Platform, what: str, changes: dict[str, Any]) -> None:
    event = signed_act(suspect(), register(platform, ed25519())) | changes
    assert refusal(platform, event) == ("event-signature-invalid", "")


HEADERS: list[tuple[str, dict[str, object], str]] = [
    # (what the header says, members, component)
    ("alg none", {"alg": "none"}, "alg"),
    ("alg of another suite", {"alg": "ES256"}, "alg"),
    ("HMAC with the public key", {"alg": "HS256"}, "alg"),
    ("payload in base64", {"b64": True}, "crit"),
    ("b64 not critical", {"crit": None}, "protected"),
    ("nothing critical", {"crit": []}, "crit"),
    ("something else critical", {"crit": ["b64", "exp"], "exp": 1}, "crit"),
    ("no kid", {"kid": None}, "protected"),
    ("no alg", {"alg": None}, "protected"),
    ("kid is a number", {"kid": 7}, "protected"),
]


@pytest.mark.parametrize(("what", "header", "component"), HEADERS, ids=[row[0] for row in HEADERS])
def test_headers_that_say_too_little_or_something_else(
    platform: Platform, what: str, header: dict[str, object], component: str
) -> None:
    event = signed_act(suspect(), register(platform, ed25519()), **header)
    assert refusal(platform, event) == ("event-signature-malformed", component)


def _of(header: bytes) -> Any:
    return lambda text: f"{base64url(header)}..{text.rpartition('.')[2]}"


TEXTS: list[tuple[str, Any, str, str]] = [
    # (what stands in `signature`, the change, code, component)
    ("payload enclosed", lambda text: text.replace("..", ".e30."), "event-signature-malformed", "payload"),
    ("padding", lambda text: text + "==", "event-signature-malformed", "protected"),
    ("four parts", lambda text: text + ".AA", "event-signature-malformed", "protected"),
    ("no parts", lambda text: "AAAA", "event-signature-malformed", "protected"),
    ("no header", lambda text: ".." + text.rpartition(".")[2], "event-signature-malformed", "protected"),
    ("no signature", lambda text: text.rpartition(".")[0] + ".", "event-signature-invalid", ""),
    ("no JSON", _of(b"{"), "event-signature-malformed", "protected"),
    ("a list", _of(b"[]"), "event-signature-malformed", "protected"),
    ("alg twice", _of(b'{"alg":"none","alg":"Ed25519","kid":"ed-1","b64":false,"crit":["b64"]}'),
     "event-signature-malformed", "protected"),
    ("too long", lambda text: text + "A" * 2000, "attribute-too-long", ""),
    ("blank", lambda text: "", "attribute-invalid", ""),
    ("an object", lambda text: {}, "wrong-type", ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "change", "code", "component"), TEXTS, ids=[row[0] for row in TEXTS])
def test_what_is_no_detached_jws(platform: Platform, what: str, change: Any, code: str, component: str) -> None:
    event = signed_act(suspect(), register(platform, ed25519()))
    assert refusal(platform, {**event, "signature": change(event["signature"])}) == (code, component)


def test_a_key_inside_the_header_counts_for_nothing(platform: Platform) -> None:
    """The attacker brings his own key along, as JWS allows."""
    register(platform, ed25519())
    attacker = ed25519()
    event = signed_act(suspect(), attacker, jwk=msgspec.to_builtins(attacker.jwk), jku="https://evil.example/keys")
    assert refusal(platform, event) == ("event-signature-invalid", "")


def test_only_the_agency_in_source_signs_for_itself(platform: Platform) -> None:
    courts = register(platform, ed25519("court-1"), COURT)
    assert refusal(platform, signed_act(suspect(), courts)) == ("event-signature-key-unknown", "kid")
    assert refusal(platform, signed_act(suspect(), courts), OPERATOR) == ("event-signature-key-unknown", "kid")


UNKEEPABLE = [
    ("a small check character", {"data": {"person": "p1", "citizen_id": "11010519491231002x"}}),
    ("the name under which ours is kept", {"claimedrecordedtime": "2026-03-02T09:00:00+08:00"}),
]


@pytest.mark.parametrize(("what", "changes"), UNKEEPABLE, ids=[what for what, _ in UNKEEPABLE])
def test_what_could_not_be_verified_again_is_not_taken(platform: Platform, what: str, changes: dict[str, Any]) -> None:
    event = signed_act(suspect(**changes), register(platform, ed25519()))
    assert refusal(platform, event)[0] == "event-signature-not-keepable"
    accepted(platform, suspect(**changes), caller=POLICE_CALLER)


def test_without_the_library_a_signature_by_sm2_is_refused_by_name(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = signed_act(suspect(), register(platform, sm2()))
    with monkeypatch.context() as patched:
        patched.setattr("app.signing.sm2_sm3.LIBRARY", "no_such_library")
        [outcome] = post(platform, [event], POLICE_CALLER)
    assert isinstance(outcome, Rejected)
    assert outcome.error.code == "signature-suite-missing"
    assert "SM2-SM3" in outcome.error.detail
    accepted(platform, event, caller=POLICE_CALLER)
