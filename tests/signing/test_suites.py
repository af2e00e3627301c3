"""Each suite against published vectors, hostile ones too; the self-test; and a platform without the SM2 library."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.signing import ed25519, sm2_sm3, suites
from app.signing.ed25519 import Ed25519
from app.signing.es256 import Es256
from app.signing.jwk import Jwk, base64url, read_jwk
from app.signing.sm2_sm3 import Sm2Sm3, sm3
from app.signing.suites import SUITES, require_sound, suite_of
from domain.errors import Refused, SuiteFault

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def wycheproof(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(public key, case) of a file of Project Wycheproof."""
    for group in json.loads((VECTORS / "signatures" / name).read_text())["testGroups"]:
        for case in group["tests"]:
            yield group["publicKey"], case


def test_ed25519_accepts_and_refuses_what_wycheproof_says() -> None:
    seen = {"valid": 0, "invalid": 0}
    for key, case in wycheproof("ed25519_test.json"):
        jwk = Jwk("OKP", "Ed25519", base64url(bytes.fromhex(key["pk"])))
        right = Ed25519().verify(jwk, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
        assert right is (case["result"] == "valid"), (case["tcId"], case["comment"])
        seen[case["result"]] += 1
    assert seen == {"valid": 88, "invalid": 63}


def test_es256_accepts_and_refuses_what_wycheproof_says() -> None:
    seen = {"valid": 0, "invalid": 0}
    for key, case in wycheproof("ecdsa_secp256r1_sha256_p1363_test.json"):
        point = bytes.fromhex(key["uncompressed"])
        jwk = Jwk("EC", "P-256", base64url(point[1:33]), base64url(point[33:]))
        right = Es256().verify(jwk, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
        assert right is (case["result"] == "valid"), (case["tcId"], case["comment"])
        seen[case["result"]] += 1
    assert seen == {"valid": 173, "invalid": 89}


def test_sm3_is_that_of_all_139_vectors() -> None:
    text = (VECTORS / "sm" / "sm3.vec").read_text()
    cases = re.findall(r"^In = (\w*)\nOut = (\w+)", text, re.MULTILINE)
    assert len(cases) == 139
    for given, digest in cases:
        assert sm3(bytes.fromhex(given)).hex() == digest.lower()


def test_sm3_of_the_extra_is_that_of_openssl(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [sm3(bytes(range(n))) for n in range(200)]
    monkeypatch.setattr(hashlib, "algorithms_available", set())
    assert [sm3(bytes(range(n))) for n in range(200)] == expected


def sm2_vectors() -> Iterator[tuple[Jwk, bytes, bytes]]:
    for case in json.loads((VECTORS / "sm" / "sm2_default_signer.json").read_text()):
        x, y = (base64url(bytes.fromhex(case[name])) for name in ("x", "y"))
        yield Jwk("EC", "SM2", x, y), bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])


def test_sm2_verifies_what_another_implementation_signed() -> None:
    cases = list(sm2_vectors())
    assert len(cases) == 3
    for key, message, signature in cases:
        assert Sm2Sm3().verify(key, message, signature)


ORDER = sm2_sm3._ORDER
HOSTILE: list[tuple[str, Any]] = [
    ("first bit of r", lambda s: bytes([s[0] ^ 1]) + s[1:]),
    ("last bit of s", lambda s: s[:-1] + bytes([s[-1] ^ 1])),
    ("r and s exchanged", lambda s: s[32:] + s[:32]),
    ("all zero", lambda s: bytes(64)),
    ("r zero", lambda s: bytes(32) + s[32:]),
    ("s zero", lambda s: s[:32] + bytes(32)),
    ("r is the order", lambda s: ORDER.to_bytes(32, "big") + s[32:]),
    ("s is the order", lambda s: s[:32] + ORDER.to_bytes(32, "big")),
    ("s negated", lambda s: s[:32] + (ORDER - int.from_bytes(s[32:], "big")).to_bytes(32, "big")),
    ("cut", lambda s: s[:-1]),
    ("longer", lambda s: s + b"\0"),
    ("empty", lambda s: b""),
]


@pytest.mark.parametrize(("what", "change"), HOSTILE, ids=[what for what, _ in HOSTILE])
def test_sm2_refuses_a_changed_signature(what: str, change: Any) -> None:
    for key, message, signature in sm2_vectors():
        assert not Sm2Sm3().verify(key, message, change(signature))


def test_sm2_is_the_published_signature_and_no_other_signers() -> None:
    """Botan's case on the standard curve stands in sm2_sm3.py as the known answer: the same bytes as in its file."""
    text = (VECTORS / "sm" / "sm2_sig.vec").read_text()
    standard = text.partition("# Using SM2 standard curve")[2].partition("# Using P-256")[0]
    case = dict(re.findall(r"^(\w+) = (\S+)", standard.partition("Hash = SM3")[2].partition("\n\n")[0], re.MULTILINE))
    assert bytes.fromhex(case["Msg"]) == sm2_sm3._MESSAGE
    assert bytes.fromhex(case["Signature"]) == sm2_sm3._SIGNATURE
    assert case["Ident"].encode() == sm2_sm3._IDENTITY
    assert Sm2Sm3().answers_rightly()
    assert not Sm2Sm3().verify(sm2_sm3._KEY, sm2_sm3._MESSAGE, sm2_sm3._SIGNATURE), "another signer id"


def test_every_suite_proves_itself() -> None:
    assert require_sound() == ("Ed25519", "ES256", "SM2-SM3")


@pytest.mark.parametrize("name", list(SUITES))
@pytest.mark.parametrize("answer", [True, False])
def test_a_suite_that_says_always_the_same_is_found_out_by_name(
    name: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(SUITES[name])
    monkeypatch.setattr(kind, "_verify" if name == "SM2-SM3" else "verify", lambda *_: answer)
    with pytest.raises(SuiteFault) as fault:
        require_sound()
    assert fault.value.suite == name
    assert name in fault.value.detail


@pytest.fixture
def without_sm2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    monkeypatch.setattr(sm2_sm3, "LIBRARY", "no_such_library")


@pytest.mark.usefixtures("without_sm2")
def test_without_its_library_sm2_says_so_and_the_others_work() -> None:
    assert require_sound() == ("Ed25519", "ES256")
    key, _, _ = next(sm2_vectors())
    with pytest.raises(Refused) as refusal:
        suite_of(key)
    assert refusal.value.code == "signature-suite-missing"
    assert "SM2-SM3" in refusal.value.detail
    assert "quancheng[sm2]" in refusal.value.remedy


UNUSABLE = [
    # (what, JWK)
    ("RSA", {"kty": "RSA", "n": "AQ", "e": "AQAB"}),
    ("another curve", {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}),
    ("a secret", {"kty": "oct", "k": "AA"}),
    ("private", {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43, "d": "A" * 43}),
    ("cut short", {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
    ("padded", {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43 + "="}),
    ("spare bits", {"kty": "OKP", "crv": "Ed25519", "x": "A" * 42 + "B"}),
    ("off the curve", {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}),
    ("off the curve SM2", {"kty": "EC", "crv": "SM2", "x": "A" * 43, "y": "A" * 43}),
    ("no y", {"kty": "EC", "crv": "SM2", "x": "A" * 43}),
    ("no object", []),
]


@pytest.mark.parametrize(("what", "jwk"), UNUSABLE, ids=[what for what, _ in UNUSABLE])
def test_what_is_no_public_key_of_a_suite_is_refused(what: str, jwk: object) -> None:
    with pytest.raises(Refused) as refusal:
        suite_of(read_jwk(json.dumps(jwk).encode()))
    assert refusal.value.code == "key-invalid"


P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def decompressed(y: int) -> tuple[int, int]:
    """A point of edwards25519 with this y (RFC 8032 §5.1.3)."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0, "no point"
    return x, y % P


def doubled(point: tuple[int, int]) -> tuple[int, int]:
    x, y = point
    t = D * x * x * y * y % P
    return 2 * x * y * pow(1 + t, -1, P) % P, (y * y + x * x) * pow(1 - t, -1, P) % P


def test_keys_under_which_one_signature_fits_many_messages_are_refused() -> None:
    ys = sorted(ed25519._SMALL_ORDER)
    assert len({int.from_bytes(y, "little") % P for y in ys}) == 5, "orders 1, 2, 4, and 8 twice"
    for raw in ys:
        assert doubled(doubled(doubled(decompressed(int.from_bytes(raw, "little"))))) == (0, 1), raw.hex()
        for sign in (0, 0x80):
            key = Jwk("OKP", "Ed25519", base64url(raw[:31] + bytes([raw[31] | sign])))
            with pytest.raises(Refused, match="small order"):
                suite_of(key)


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    """RFC 8037, appendix A.3."""
    key = Jwk("OKP", "Ed25519", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert key.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert suites.suite_of(key).name == "Ed25519"
