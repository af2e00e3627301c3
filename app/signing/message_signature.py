"""HTTP Message Signatures (RFC 9421): the signatures that a message carries, and the base each was made over. Pure.

Not who may sign and what must be covered (request_signature.py). Structured fields are read by `http-sf`. Components:
header fields, and the derived ones of §2.2; no component parameter but `name` of @query-param.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, cast
from urllib.parse import parse_qsl, quote

import http_sf
import msgspec

from domain.errors import SignatureFault

MOST_SIGNATURES: Final = 4
MOST_COMPONENTS: Final = 64
_TEXTS: Final = ("keyid", "alg", "nonce", "tag")
_TIMES: Final = ("created", "expires")
_PORTS: Final = {"http": ":80", "https": ":443"}


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature may cover. path and query as they came, percent-encoded; query without its question mark.

    authority  value of Host; fields: header lines in order, names in lower case; status: of a response only
    """

    method: str = ""
    scheme: str = ""
    authority: str = ""
    path: str = ""
    query: str | None = None
    fields: Sequence[tuple[str, str]] = ()
    status: int | None = None


class Component(NamedTuple):
    """name, and its parameters; text: as it stands in the signature base."""

    name: str
    parameters: tuple[tuple[str, object], ...]
    text: str


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """One signature of a message. parameters: the value of @signature-params, as text; created, expires: seconds."""

    label: str
    components: tuple[Component, ...]
    parameters: str
    signature: bytes
    keyid: str | None = None
    alg: str | None = None
    nonce: str | None = None
    tag: str | None = None
    created: int | None = None
    expires: int | None = None

    def covers(self, *names: str) -> bool:
        """Whether any component of these names is covered."""
        return any(component.name in names for component in self.components)


def signatures(message: Message) -> list[Signed]:
    """All signatures of a message, in order. Raises SignatureFault("signature-malformed")."""
    inputs = _dictionary(message, "signature-input")
    values = _dictionary(message, "signature")
    if set(inputs) != set(values):
        odd = min(set(inputs) ^ set(values))
        raise _malformed("signature", f"the label {odd!r} stands in only one of Signature-Input and Signature")
    if len(inputs) > MOST_SIGNATURES:
        raise _malformed("signature-input", f"there are more than {MOST_SIGNATURES} signatures")
    return [_signed(label, value, values[label][0]) for label, value in inputs.items()]


def signature_base(message: Message, signed: Signed) -> bytes:
    """RFC 9421 §2.5. Raises SignatureFault("signature-component") naming what the message does not have."""
    lines: list[str] = []
    for component in signed.components:
        value = _value(message, component)
        if not value.isascii() or not value.replace("\t", " ").isprintable():
            raise _fault(component.name, "its value is not printable ASCII")
        lines.append(f"{component.text}: {value}")
    lines.append(f'"@signature-params": {signed.parameters}')
    return "\n".join(lines).encode("ascii")


def _signed(label: str, value: tuple[Any, Any], signature: object) -> Signed:
    members, parameters = value
    if not isinstance(members, list) or not isinstance(signature, bytes):
        raise _malformed("signature-input", f"{label!r} is no list of components with a byte sequence in Signature")
    if len(members) > MOST_COMPONENTS:
        raise _malformed("signature-input", f"{label!r} covers more than {MOST_COMPONENTS} components")
    for name in (*_TEXTS, *_TIMES):
        wanted = str if name in _TEXTS else int
        if name in parameters and type(parameters[name]) is not wanted:
            raise _malformed("signature-input", f"the parameter {name!r} of {label!r} is no {wanted.__name__}")
    components = tuple(_component(item, label) for item in members)
    twice = [
        c
        for n, c in enumerate(components)
        if (c.name, c.parameters) in {(o.name, o.parameters) for o in components[:n]}
    ]
    if twice:
        raise _fault(twice[0].name, "it is covered twice")
    known = {name: parameters[name] for name in (*_TEXTS, *_TIMES) if name in parameters}
    return Signed(
        label=label,
        components=components,
        parameters=http_sf.ser(cast(Any, [(members, parameters)])),
        signature=signature,
        **known,
    )


def _component(item: tuple[object, Mapping[str, object]], label: str) -> Component:
    name, parameters = item
    if type(name) is not str or name != name.lower() or not name:
        raise _malformed("signature-input", f"{label!r} covers {str(name)[:50]!r}, which is no component name")
    if name == "@signature-params":
        raise _fault(name, "it cannot cover itself")
    allowed = {"name"} if name == "@query-param" else set()
    odd = sorted(set(parameters) - allowed)
    if odd:
        raise _fault(name, f"its parameter {odd[0]!r} is not taken here")
    return Component(name, tuple(sorted(parameters.items())), http_sf.ser(cast(Any, (name, parameters))))


def _value(message: Message, component: Component) -> str:
    name = component.name
    if not name.startswith("@"):
        found = [value.strip(" \t") for field, value in message.fields if field == name]
        if not found:
            raise _fault(name, "the message has no such field")
        return ", ".join(found)
    if name == "@status":
        if message.status is None:
            raise _fault(name, "a request has no status")
        return str(message.status)
    if message.status is not None:
        raise _fault(name, "a response has no such component")
    if name == "@query-param":
        return _query_param(message, dict(component.parameters).get("name"))
    target = (message.path or "/") + ("" if message.query is None else f"?{message.query}")
    authority = message.authority.lower().removesuffix(_PORTS.get(message.scheme, ""))
    derived = {
        "@method": message.method,
        "@scheme": message.scheme,
        "@authority": authority,
        "@target-uri": f"{message.scheme}://{authority}{target}",
        "@request-target": target,
        "@path": message.path or "/",
        "@query": f"?{message.query or ''}",
    }
    if name not in derived:
        raise _fault(name, "there is no such component")
    return derived[name]


def _query_param(message: Message, wanted: object) -> str:
    """§2.2.8: names and values decoded as a form would be, and percent-encoded again."""
    pairs = parse_qsl(message.query or "", keep_blank_values=True)
    found = [value for name, value in pairs if _encoded(name) == wanted]
    if len(found) != 1:
        raise _fault("@query-param", f"the query has {len(found) or 'no'} parameters of that name")
    return _encoded(found[0])


def _encoded(text: str) -> str:
    return quote(text, safe="*-._")


def _dictionary(message: Message, field: str) -> dict[str, tuple[Any, Any]]:
    lines = [value for name, value in message.fields if name == field]
    if not lines:
        raise _malformed(field, "it is missing")

    def twice(key: str, _context: str) -> None:
        raise ValueError(f"{key!r} stands there twice")

    try:
        parsed = http_sf.parse(", ".join(lines).encode("ascii"), tltype="dictionary", on_duplicate_key=twice)
    except (http_sf.StructuredFieldError, ValueError) as error:
        raise _malformed(field, f"it is no dictionary ({error})") from None
    return cast(dict[str, tuple[Any, Any]], parsed)


def _malformed(component: str, why: str) -> SignatureFault:
    return SignatureFault(
        "signature-malformed",
        f"The signature cannot be read: {why}.",
        component=component,
        remedy="Send Signature-Input and Signature as RFC 9421 gives them in section 4.",
    )


def _fault(component: str, why: str) -> SignatureFault:
    return SignatureFault(
        "signature-component",
        f"The component {component!r} does not do: {why}.",
        component=component,
        remedy="Cover components that the request has, each once.",
    )
