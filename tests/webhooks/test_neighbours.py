"""One subscriber that hangs, lies or never ends harms no other. Real sockets; each misbehaves in a way of its own."""

from __future__ import annotations

import asyncio
import socket
import ssl
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.webhooks import sending
from domain.webhook_address import Allowed, parsed
from tests.webhooks.conftest import Exchange, detained
from tests.webhooks.subscribers import (
    Behaviour,
    Received,
    Subscriber,
    answer,
    drip,
    endless,
    endless_head,
    hang,
    status,
)

Subscribers = list[Subscriber]
LOOPBACK = ip_network("127.0.0.0/8")


def hang_up(_self: Subscriber, _received: Received, _line: socket.socket) -> None:
    return


RUDE: dict[str, tuple[Behaviour, str]] = {
    # how it misbehaves -> the outcome that its attempts are noted with
    "hangs": (hang, "timeout"),
    "hangs up": (hang_up, "unreachable"),
    "speaks no HTTP": (answer(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "garbage"),
    "sends a head without end": (endless_head, "garbage"),
    "drips a head": (drip, "timeout"),
    "fails": (status(500), "failed"),
    "leads to the metadata of a cloud": (status(302, "Location: http://169.254.169.254/latest/"), "redirected"),
    "leads to itself": (status(307, "Location: /hooks"), "redirected"),
}
OUTCOMES = {name: outcome for name, (_, outcome) in RUDE.items()}


def test_the_well_behaved_are_served_at_once(
    exchange: Exchange, subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 2.0)
    good, *bad = subscribers
    exchange.subscribe(good.url)
    ids = {}
    for subscriber, (name, (behave, _)) in zip(bad, list(RUDE.items())[:7], strict=True):
        subscriber.behave = behave
        ids[name] = exchange.subscribe(subscriber.url, "police")["subscription"]["id"]
    posted = {}
    for number in range(20):
        exchange.api.post(detained(f"e{number}", f"c{number}"))
        posted[f"e{number}"] = time.monotonic()
        time.sleep(0.1)
    got = good.wait(20)
    late = [one.at - posted[one.event["id"]] for one in got]
    assert statistics.median(late) < 1.5, late
    assert [one.event["id"] for one in got] == [f"e{n}" for n in range(20)]
    for name, id_ in ids.items():
        page = exchange.until(
            f"/{id_}/deliveries?limit=200", lambda found: any(one["attempts"] for one in found["deliveries"])
        )
        assert {one["outcome"] for one in page["deliveries"] if one["attempts"]} == {OUTCOMES[name]}, name
        assert all(one["state"] == "waiting" for one in page["deliveries"]), name
    for redirected in (bad[-1],):
        assert {one.target for one in redirected.requests} == {"/hooks"}, "a redirect was followed"


def test_a_body_without_end_is_cut_off(exchange: Exchange, subscribers: Subscribers) -> None:
    """2xx is success, whatever follows: none of it is kept, and the line is closed."""
    [subscriber, *_] = subscribers
    subscriber.behave = endless
    id_ = exchange.subscribe(subscriber.url)["subscription"]["id"]
    exchange.api.post([detained("e1"), detained("e2", "c2")])
    subscriber.wait(2)
    page = exchange.until(
        f"/{id_}/deliveries", lambda found: all(one["state"] == "delivered" for one in found["deliveries"])
    )
    assert len(page["deliveries"]) == 2
    detail = exchange.get(f"/{id_}/deliveries/{subscriber.deliveries[0].id}")
    assert detail["attempts"][0]["milliseconds"] < 3000


def test_what_an_endpoint_says_is_shown_to_nobody(exchange: Exchange, subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    subscriber.behave = answer(b"HTTP/1.1 403 root-password\r\nX-Token: root-password\r\n\r\nroot-password")
    id_ = exchange.subscribe(subscriber.url)["subscription"]["id"]
    exchange.api.post(detained())
    [one] = subscriber.wait(1)
    exchange.until(f"/{id_}/deliveries/{one.id}", lambda found: found["attempts"] != [])
    for path in ("", f"/{id_}", f"/{id_}/deliveries", f"/{id_}/deliveries/{one.id}"):
        assert "root-password" not in exchange.api.get(f"/v1/subscriptions{path}", "police").text


def sent(url: str, allowed: Allowed, names: dict[str, list[str]], vouching: Path | None = None) -> str:
    """How a request to `url` ends where names are as given."""
    asked: list[str] = []

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return names.get(host, [host])

    async def run() -> str:
        request = sending.WebhookRequest("POST", parsed(url, allowed), (("X", "y"),), b"{}")
        with ThreadPoolExecutor(1) as pool:
            found = await sending.Sender(allowed, vouching, look_up).send(request, pool, time.time)
        assert len(asked) == 1, "looked up more than once"
        return found.attempt.outcome

    return asyncio.run(run())


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["203.0.113.9", "10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["::ffff:a9fe:a9fe"],
        ["169.254.169.254"], ["fe80::1%eth0"], ["0.0.0.0"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"], [], ["nonsense"],
    ],
    ids=str,
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_connected_to(subscribers: Subscribers, addresses: list[str]) -> None:
    """A public name whose address is internal: the first time, or since it was subscribed (DNS rebinding)."""
    [subscriber, *_] = subscribers
    url = f"https://hooks.agency.example:{subscriber.port}/"
    assert sent(url, Allowed((subscriber.port,)), {"hooks.agency.example": addresses}) == "address"
    assert subscriber.requests == []


def test_one_bad_address_among_good_ones_spoils_them(subscribers: Subscribers) -> None:
    [subscriber, *_] = subscribers
    allowed = Allowed((subscriber.port,), (LOOPBACK,), ("hooks.agency.example",))
    url = f"http://hooks.agency.example:{subscriber.port}/"
    names = {"hooks.agency.example": ["127.0.0.1", "10.0.0.1"]}
    assert sent(url, allowed, names) == "address"
    assert sent(url, allowed, {"hooks.agency.example": ["127.0.0.1"]}) == "delivered"
    assert subscriber.deliveries[0].headers["host"] == f"hooks.agency.example:{subscriber.port}"


def test_http_is_not_spoken_where_only_https_is_allowed(subscribers: Subscribers) -> None:
    """The name lies in a network to which http may be spoken when it is subscribed, and elsewhere later."""
    [subscriber, *_] = subscribers
    allowed = Allowed((subscriber.port,), (LOOPBACK,), ("10.0.0.0/8",))
    url = f"http://hooks.agency.example:{subscriber.port}/"
    assert sent(url, allowed, {"hooks.agency.example": ["127.0.0.1"]}) == "address"
    assert subscriber.requests == []


def certified(folder: Path, host: str) -> ssl.SSLContext:
    """A server's TLS with a certificate of its own making for `host`; what vouches for it lies in folder/host.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    day = timedelta(days=1)
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{host}.pem").write_bytes(certificate)
    (folder / f"{host}.key").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{host}.pem", folder / f"{host}.key")
    return context


@pytest.mark.parametrize(
    ("spoken_to", "vouched_for", "outcome"),
    [
        ("hooks.agency.example", True, "delivered"),
        ("hooks.agency.example", False, "untrusted"),
        ("other.agency.example", True, "untrusted"),
    ],
    ids=["its own name", "nobody vouches for it", "another's name"],
)
def test_certificates_are_checked(tmp_path: Path, spoken_to: str, vouched_for: bool, outcome: str) -> None:
    """By the name in the address, though it is connected to by number."""
    subscriber = Subscriber(tls=certified(tmp_path, "hooks.agency.example"))
    allowed = Allowed((subscriber.port,), (LOOPBACK,))
    vouching = tmp_path / "hooks.agency.example.pem" if vouched_for else None
    url = f"https://{spoken_to}:{subscriber.port}/"
    assert sent(url, allowed, {spoken_to: ["127.0.0.1"]}, vouching) == outcome
    assert len(subscriber.deliveries) == (outcome == "delivered")
    subscriber.close()
