"""The appendix of RFC 9421 as data: its messages, signature bases, signatures and keys, read from the vendored text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from app.signing.message_signature import Message

FOLDER = Path(__file__).resolve().parent.parent / "vectors" / "rfc9421"
TEXT = (FOLDER / "test_cases.md").read_text(encoding="utf-8")
VECTORS_KEY: dict[str, str] = json.loads((FOLDER / "test-key-ed25519.jwk.json").read_text())


class Case(NamedTuple):
    """label, the message with its signature fields, and the base that the appendix gives."""

    label: str
    message: Message
    base: str


def blocks(text: str) -> list[str]:
    """Code blocks, their RFC 8792 line wrapping undone."""
    found = re.findall(r"^~~~[^\n]*\n(.*?)^~~~", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\\\n *", "", block.partition("per RFC 8792\n\n")[2] or block).rstrip("\n") for block in found]


def message(block: str, *also: str) -> Message:
    """A message as the appendix prints it; further header fields as it prints them."""
    head = block.partition("\n\n")[0].split("\n")
    lines = [line for part in also for line in part.split("\n")]
    fields = tuple((name.lower(), value) for name, _, value in (line.partition(": ") for line in (*head[1:], *lines)))
    if head[0].startswith("HTTP/"):
        return Message(status=int(head[0].split()[1]), fields=fields)
    method, target, _ = head[0].split()
    path, mark, query = target.partition("?")
    authority = dict(fields)["host"]
    return Message(
        method=method, scheme="https", authority=authority, path=path, query=query if mark else None, fields=fields
    )


def section(title: str) -> list[str]:
    return blocks(TEXT.partition(title)[2])


REQUEST, RESPONSE = section("## Test Cases")[:2]
TITLES = [
    "### Minimal Signature Using rsa-pss-sha512", "### Selective Covered Components using rsa-pss-sha512",
    "### Full Coverage using rsa-pss-sha512", "### Signing a Response using ecdsa-p256-sha256",
    "### Signing a Request using hmac-sha256", "### Signing a Request using ed25519",
]  # fmt: skip


def cases() -> list[Case]:
    """sig-b21 … sig-b26, and the proxy's ttrp."""
    found = []
    for title in TITLES:
        base, fields = section(title)[:2]
        label = fields.removeprefix("Signature-Input: ").partition("=")[0]
        found.append(Case(label, message(RESPONSE if "Response" in title else REQUEST, fields), base))
    _, _, base, _, signed = section("## TLS-Terminating Proxies")[:5]
    found.append(Case("ttrp", message(signed), base))
    return found


def transformed() -> list[tuple[Message, bool]]:
    """The request of "HTTP Message Transformations" as signed and as changed on the way, and whether it still fits."""
    signed, _, *changed = section("## HTTP Message Transformations")[:7]
    return [(message(block), right) for block, right in zip([signed, *changed], [True] * 4 + [False] * 2, strict=True)]
