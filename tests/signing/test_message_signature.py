"""RFC 9421: the cases of its appendix; what another implementation signs; and what must be refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import HTTPMessageSigner, algorithms
from http_message_signatures.resolvers import HTTPSignatureKeyResolver

from app.signing.jwk import Jwk
from app.signing.message_signature import Message, signature_base, signatures
from app.signing.suites import SUITES
from domain.errors import SignatureFault
from tests.signing.rfc9421_cases import TEXT, VECTORS_KEY, blocks, cases, transformed

ED25519_KEY = Jwk("OKP", "Ed25519", VECTORS_KEY["x"])
P256_KEY = Jwk(
    "EC", "P-256", "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA", "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"
)
CASES = {case.label: case for case in cases()}
# The response of the appendix is printed with another digest than the one its signature base has: an erratum of the
# draft. Its base is therefore compared with the digest of the base.
ERRATUM = "sig-b24"


@pytest.mark.parametrize("label", sorted(set(CASES) - {ERRATUM}))
def test_the_signature_base_is_that_of_the_appendix(label: str) -> None:
    case = CASES[label]
    [signed] = signatures(case.message)
    assert signature_base(case.message, signed).decode() == case.base


def response() -> Message:
    case = CASES[ERRATUM]
    digest = case.base.partition('"content-digest": ')[2].partition("\n")[0]
    fields = tuple((n, digest if n == "content-digest" else v) for n, v in case.message.fields)
    return Message(status=200, fields=fields)


def test_the_signature_of_the_response_fits() -> None:
    [signed] = signatures(response())
    base = signature_base(response(), signed)
    assert base.decode() == CASES[ERRATUM].base
    assert SUITES["ES256"].verify(P256_KEY, base, signed.signature)


def fits(message: Message, suite: str, key: Jwk) -> bool:
    [signed] = signatures(message)
    return SUITES[suite].verify(key, signature_base(message, signed), signed.signature)


def test_the_signatures_of_our_suites_fit_and_not_once_anything_covered_is_changed() -> None:
    for label, suite, key in (("sig-b26", "Ed25519", ED25519_KEY), ("ttrp", "ES256", P256_KEY)):
        message = CASES[label].message
        assert fits(message, suite, key)
        assert not fits(changed(message, method="PUT"), suite, key)
        assert not fits(changed(message, path="/fooo"), suite, key)
        assert not fits(changed(message, authority="example.net"), suite, key)


def test_the_bases_of_other_algorithms_carry_their_signatures_too() -> None:
    """RSA-PSS and HMAC are no suites of ours; that their signatures fit proves the bases once more."""
    pem = blocks(TEXT.partition("### Example RSA PSS Key")[2])[0]
    rsa = load_pem_public_key(pem.partition("\n\n")[0].encode())
    for label in ("sig-b21", "sig-b22", "sig-b23"):
        [signed] = signatures(CASES[label].message)
        rsa.verify(  # type: ignore[union-attr,call-arg]
            signed.signature,
            signature_base(CASES[label].message, signed),
            padding.PSS(padding.MGF1(SHA512()), 64),  # type: ignore[arg-type]
            SHA512(),  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(("message", "right"), transformed())
def test_what_intermediaries_may_change_does_not_matter_and_what_they_may_not_does(
    message: Message, right: bool
) -> None:
    assert fits(message, "Ed25519", ED25519_KEY) is right


def changed(message: Message, **changes: object) -> Message:
    import msgspec

    return msgspec.structs.replace(message, **changes)


def request(signature_input: str, signature: str = "s=:AAAA:", **changes: object) -> Message:
    fields = (("signature-input", signature_input), ("signature", signature), ("a", "1"), ("a", " 2 "), ("empty", ""))
    return changed(
        Message(method="POST", scheme="https", authority="Example.com:443", path="", query="q=a%20b&q=2&p=%E4%B8%AD+x",
                fields=fields),
        **changes,
    )  # fmt: skip


def base_of(message: Message) -> list[str]:
    [signed] = signatures(message)
    return signature_base(message, signed).decode().split("\n")


def test_each_derived_component_is_as_the_rfc_says() -> None:
    lines = base_of(request('s=("@method" "@scheme" "@authority" "@target-uri" "@request-target" "@path" "@query"'
                            ' "@query-param";name="p" "a" "empty");created=1;x="y"'))  # fmt: skip
    assert lines == [
        '"@method": POST', '"@scheme": https', '"@authority": example.com',
        '"@target-uri": https://example.com/?q=a%20b&q=2&p=%E4%B8%AD+x',
        '"@request-target": /?q=a%20b&q=2&p=%E4%B8%AD+x', '"@path": /', '"@query": ?q=a%20b&q=2&p=%E4%B8%AD+x',
        '"@query-param";name="p": %E4%B8%AD%20x', '"a": 1, 2', '"empty": ',
        '"@signature-params": ("@method" "@scheme" "@authority" "@target-uri" "@request-target" "@path" "@query" '
        '"@query-param";name="p" "a" "empty");created=1;x="y"',
    ]  # fmt: skip


REFUSED = [
    # (what, Signature-Input, Signature, code, component)
    ("a field that is not there", 's=("b")', "s=:AAAA:", "signature-component", "b"),
    ("an unknown component", 's=("@host")', "s=:AAAA:", "signature-component", "@host"),
    ("status of a request", 's=("@status")', "s=:AAAA:", "signature-component", "@status"),
    ("itself", 's=("@signature-params")', "s=:AAAA:", "signature-component", "@signature-params"),
    ("twice", 's=("a" "a")', "s=:AAAA:", "signature-component", "a"),
    ("twice, parameters aside", 's=("@query-param";name="p" "@query-param";name="p")', "s=:AAAA:",
     "signature-component", "@query-param"),
    ("a parameter not taken", 's=("a";bs)', "s=:AAAA:", "signature-component", "a"),
    ("of the request, in a request", 's=("a";req)', "s=:AAAA:", "signature-component", "a"),
    ("one of several parameters", 's=("@query-param";name="q")', "s=:AAAA:", "signature-component", "@query-param"),
    ("no such query parameter", 's=("@query-param";name="z")', "s=:AAAA:", "signature-component", "@query-param"),
    ("no name of a query parameter", 's=("@query-param")', "s=:AAAA:", "signature-component", "@query-param"),
    ("capitals", 's=("A")', "s=:AAAA:", "signature-malformed", "signature-input"),
    ("a token as component", "s=(a)", "s=:AAAA:", "signature-malformed", "signature-input"),
    ("no list", 's="a"', "s=:AAAA:", "signature-malformed", "signature-input"),
    ("no dictionary", "(((", "s=:AAAA:", "signature-malformed", "signature-input"),
    ("a label twice", 's=("a"), s=("b")', "s=:AAAA:", "signature-malformed", "signature-input"),
    ("other labels", 's=("a")', "t=:AAAA:", "signature-malformed", "signature"),
    ("one label more", 's=("a")', "s=:AAAA:, t=:AAAA:", "signature-malformed", "signature"),
    ("a signature in quotes", 's=("a")', 's="AAAA"', "signature-malformed", "signature-input"),
    ("created as a decimal", 's=("a");created=1.0', "s=:AAAA:", "signature-malformed", "signature-input"),
    ("created as a truth value", 's=("a");created', "s=:AAAA:", "signature-malformed", "signature-input"),
    ("keyid as a token", 's=("a");keyid=k', "s=:AAAA:", "signature-malformed", "signature-input"),
    ("very many", ", ".join(f's{n}=("a")' for n in range(9)), ", ".join(f"s{n}=:AA==:" for n in range(9)),
     "signature-malformed", "signature-input"),
    ("very much covered", f"s=({' '.join(f'{chr(34)}f{n}{chr(34)}' for n in range(99))})", "s=:AAAA:",
     "signature-malformed", "signature-input"),
    ("not ASCII", 's=("é")', "s=:AAAA:", "signature-malformed", "signature-input"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "signature_input", "signature", "code", "component"), REFUSED, ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_signed_is_refused_by_name(
    what: str, signature_input: str, signature: str, code: str, component: str
) -> None:
    with pytest.raises(SignatureFault) as fault:
        base_of(request(signature_input, signature))
    assert (fault.value.code, fault.value.component) == (code, component)


@pytest.mark.parametrize("value", ['1\n"@method": GET', "1\r", "é", "1\x7f"])
def test_a_covered_value_cannot_add_a_line(value: str) -> None:
    """Header values with line breaks do not reach us over HTTP; a base must not be steered by one all the same."""
    fields = (("signature-input", 's=("a")'), ("signature", "s=:AAAA:"), ("a", value))
    with pytest.raises(SignatureFault) as fault:
        base_of(request("", fields=fields))
    assert fault.value.component == "a"


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: object) -> None:
        self.private = private

    def resolve_private_key(self, key_id: str) -> object:
        return self.private

    def resolve_public_key(self, key_id: str) -> object:
        raise AssertionError("the other side signs here; ours verifies")


class Outgoing:
    """A request as the other implementation wants it."""

    def __init__(self) -> None:
        self.method = "POST"
        self.url = "https://example.com/v1/events?q=%E4%B8%AD&x=1"
        self.headers = {"Host": "example.com", "Content-Type": "application/json", "X-Odd": "  a,  b "}


COVERED = ["@method", "@authority", "@target-uri", "@path", "@query", "content-type", "x-odd", "@request-target"]


@pytest.mark.parametrize("covered", [COVERED, COVERED[:3], list(reversed(COVERED))])
def test_what_another_implementation_signs_is_read_alike(covered: Sequence[str]) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    outgoing = Outgoing()
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Keys(private))
    signer.sign(outgoing, key_id="k", nonce="n", tag="t", covered_component_ids=covered)
    message = Message(
        method="POST", scheme="https", authority="example.com", path="/v1/events", query="q=%E4%B8%AD&x=1",
        fields=tuple((name.lower(), value) for name, value in outgoing.headers.items()),
    )  # fmt: skip
    [signed] = signatures(message)
    private.public_key().verify(signed.signature, signature_base(message, signed))
    assert (signed.keyid, signed.alg, signed.nonce, signed.tag) == ("k", "ed25519", "n", "t")
