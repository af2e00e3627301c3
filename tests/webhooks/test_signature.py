"""Signatures: the published vectors of Standard Webhooks, and its own library reading what we sign."""

from __future__ import annotations

import base64
import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from app.webhooks.sealing import KeySealer
from app.webhooks.signature import key_of, new_key, signed_headers
from domain.errors import LedgerFault

# libraries/python/tests/test_webhooks.py and libraries/javascript/src/webhook.test.ts of standard-webhooks
SECRET, ID, SECONDS, BODY = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}',
)  # fmt: skip
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
# RFC 8032 §7.1, test 3: what v1a signs with
RFC8032_SEED = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
RFC8032_PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
RFC8032_SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_the_published_vector() -> None:
    assert signed_headers(ID, SECONDS, BODY, [key_of(SECRET)]) == {
        "webhook-id": ID, "webhook-timestamp": str(SECONDS), "webhook-signature": SIGNATURE,
    }  # fmt: skip


def test_a_secret_without_prefix_or_padding_is_the_same() -> None:
    assert key_of(SECRET.removeprefix("whsec_")) == key_of(SECRET)


def test_ed25519_as_its_rfc() -> None:
    key = key_of("whsk_" + base64.b64encode(bytes.fromhex(RFC8032_SEED)).decode())
    assert key.shown == "whpk_" + base64.b64encode(bytes.fromhex(RFC8032_PUBLIC)).decode()
    assert key.sign(bytes.fromhex("af82")) == "v1a," + base64.b64encode(bytes.fromhex(RFC8032_SIGNATURE)).decode()


@given(body=st.text(max_size=300), number=st.integers(0, 2**40))
def test_the_library_of_the_standard_reads_it(body: str, number: int) -> None:
    key, older = new_key("v1"), new_key("v1")
    headers = signed_headers(f"msg_{number}", int(time.time()), body.encode(), [key, older, new_key("v1a")])
    for one in (key, older):
        Webhook(one.shown).verify(body, headers, json_parse=False)
    for changed in ({"webhook-id": "msg_other"}, {"webhook-timestamp": str(int(time.time()) + 1)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(key.shown).verify(body, headers | changed, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(key.shown).verify(body + " ", headers, json_parse=False)


def test_v1a_covers_id_time_and_body() -> None:
    key = new_key("v1a")
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.shown.removeprefix("whpk_")))
    signature = base64.b64decode(signed_headers("msg_1", 7, b"{}", [key])["webhook-signature"].removeprefix("v1a,"))
    public.verify(signature, b"msg_1.7.{}")
    for content in (b"msg_1.8.{}", b"msg_2.7.{}", b"msg_1.7.{} "):
        with pytest.raises(InvalidSignature):
            public.verify(signature, content)


def test_an_id_with_a_full_stop_is_not_signed() -> None:
    with pytest.raises(ValueError, match="full stop"):
        signed_headers("msg_1.7", 8, b"{}", [new_key("v1")])


@pytest.mark.parametrize("text", ["whsec_", "whsec_c2hvcnQ=", "whsk_c2hvcnQ=", "whsec_!!!!", "whsec_" + "A" * 100])
def test_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="signing key"):
        key_of(text)


def test_a_kept_key_opens_only_where_it_stands() -> None:
    sealer, key = KeySealer(bytes(range(32))), new_key("v1")
    sealed = sealer.seal(key, "sub_1", 1)
    assert key.raw not in sealed
    assert sealer.open(sealed, "v1", "sub_1", 1) == key
    for other in (
        lambda: sealer.open(sealed, "v1", "sub_2", 1), lambda: sealer.open(sealed, "v1", "sub_1", 2),
        lambda: sealer.open(sealed, "v1a", "sub_1", 1), lambda: sealer.open(sealed[:-1] + b"\0", "v1", "sub_1", 1),
        lambda: KeySealer(bytes(32)).open(sealed, "v1", "sub_1", 1),
    ):  # fmt: skip
        with pytest.raises(LedgerFault):
            other()
    assert "secret" not in repr(key)
    assert key.shown not in repr(key)
