"""Addresses that nothing may be sent to, as they are written and as they are: one row a trick."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from domain.errors import Refused
from domain.webhook_address import Allowed, parsed, refuse_internal, refuse_plain

PUBLIC = Allowed()
INSIDE = Allowed((443, 8443, 9000), (ip_network("10.52.0.0/16"), ip_network("127.0.0.0/8")), ("plain.agency.example",))

REFUSED = [
    # (trick, url)
    ("http", "http://agency.example/hooks"),
    ("another scheme", "ftp://agency.example/"),
    ("a file", "file:///etc/passwd"),
    ("gopher", "gopher://agency.example/"),
    ("a user name", "https://user@agency.example/"),
    ("a public name as user", "https://agency.example:443@10.0.0.1/"),
    ("a backslash", "https://agency.example\\@10.0.0.1/"),
    ("a blank", "https://agency.example /"),
    ("a line feed", "https://agency.example/\nHost: evil"),
    ("a tab in the host", "https://agency\t.example/"),
    ("a fragment", "https://agency.example/#x"),
    ("no host", "https:///hooks"),
    ("no host but a port", "https://:443/"),
    ("loopback", "https://127.0.0.1/"),
    ("all of loopback", "https://127.8.8.8/"),
    ("octal", "https://0177.0.0.1/"),
    ("hexadecimal", "https://0x7f.0.0.1/"),
    ("one hexadecimal number", "https://0x7f000001/"),
    ("one number", "https://2130706433/"),
    ("fewer parts", "https://127.1/"),
    ("nought", "https://0/"),
    ("0.0.0.0", "https://0.0.0.0/"),
    ("a part too large", "https://127.0.0.256/"),
    ("private 10", "https://10.1.2.3/"),
    ("private 172", "https://172.31.255.254/"),
    ("private 192", "https://192.168.0.1/"),
    ("carrier's", "https://100.64.0.1/"),
    ("metadata", "https://169.254.169.254/latest/meta-data/"),
    ("metadata of another cloud", "https://100.100.100.200/"),
    ("metadata at a public number", "https://168.63.129.16/"),
    ("multicast", "https://224.0.0.1/"),
    ("broadcast", "https://255.255.255.255/"),
    ("documentation", "https://203.0.113.7/"),
    ("IPv6 loopback", "https://[::1]/"),
    ("IPv6 nothing", "https://[::]/"),
    ("IPv4-mapped", "https://[::ffff:127.0.0.1]/"),
    ("IPv4-mapped in hexadecimal", "https://[::ffff:7f00:1]/"),
    ("IPv4-compatible", "https://[::127.0.0.1]/"),
    ("6to4", "https://[2002:7f00:1::]/"),
    ("NAT64", "https://[64:ff9b::7f00:1]/"),
    ("local NAT64", "https://[64:ff9b:1::7f00:1]/"),
    ("Teredo", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"),
    ("link-local", "https://[fe80::1]/"),
    ("with a zone", "https://[fe80::1%25eth0]/"),
    ("unique local", "https://[fd00:ec2::254]/"),
    ("IPv6 multicast", "https://[ff02::1]/"),
    ("IPv6 documentation", "https://[2001:db8::1]/"),
    ("half an IPv6 address", "https://[::1/"),
    ("another port", "https://agency.example:22/"),
    ("no such port", "https://agency.example:99999/"),
    ("an empty port", "https://agency.example:/"),
    ("escaped host", "https://%31%32%37.0.0.1/"),
    ("full-width digits", "https://１２７.0.0.1/"),
    ("ideographic full stop", "https://127。0。0。1/"),
    ("a trailing dot", "https://127.0.0.1./"),
    ("an empty label", "https://agency..example/"),
    ("too long", "https://agency.example/" + "x" * 2000),
    ("a name too long", "https://" + "a." * 130 + "example/"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("trick", "url"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(trick: str, url: str) -> None:
    with pytest.raises(Refused) as refusal:
        parsed(url, PUBLIC)
    assert refusal.value.code == "webhook-address"
    assert refusal.value.pointer == "/url"
    assert refusal.value.remedy


TAKEN = [
    ("a name", "https://agency.example/hooks?a=b", ("agency.example", 443, "/hooks?a=b")),
    ("capitals", "https://Agency.EXAMPLE", ("agency.example", 443, "/")),
    ("a query alone", "https://agency.example?a", ("agency.example", 443, "/?a")),
    ("another port", "https://agency.example:8443/", ("agency.example", 8443, "/")),
    ("a public address", "https://198.41.0.4/", ("198.41.0.4", 443, "/")),
    ("a public IPv6 address", "https://[2620:fe::fe]/", ("2620:fe::fe", 443, "/")),
    ("an international name as it goes over the wire", "https://xn--fiqs8s.example/", ("xn--fiqs8s.example", 443, "/")),
]


@pytest.mark.parametrize(("oddity", "url", "parts"), TAKEN, ids=[row[0] for row in TAKEN])
def test_taken(oddity: str, url: str, parts: tuple[str, int, str]) -> None:
    found = parsed(url, PUBLIC)
    assert (found.host, found.port, found.target) == parts


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://10.52.3.4/", True), ("https://10.53.0.1/", False), ("https://127.0.0.1:9000/", True),
        ("https://[::ffff:10.52.0.1]/", True), ("https://[::ffff:10.53.0.1]/", False), ("https://[::1]/", False),
        ("http://plain.agency.example:9000/", True), ("http://agency.example:9000/", False),
        ("http://10.52.3.4:9000/", False),
    ],
)  # fmt: skip
def test_what_the_operator_allows_and_no_more(url: str, allowed: bool) -> None:
    if allowed:
        parsed(url, INSIDE)
        return
    with pytest.raises(Refused):
        parsed(url, INSIDE)


def test_a_network_without_tls_is_checked_again_by_the_address_that_a_name_has() -> None:
    allowed = Allowed((80,), (ip_network("10.52.0.0/16"),), ("10.52.0.0/16",))
    found = parsed("http://agency.example/", allowed)
    refuse_plain(found, ip_address("10.52.0.1"), allowed)
    with pytest.raises(Refused):
        refuse_plain(found, ip_address("198.41.0.4"), allowed)


def test_an_allowed_network_does_not_reach_into_tunnels() -> None:
    """6to4 and NAT64 of an allowed IPv4 address go elsewhere than it."""
    for text in ("2002:a34:1::", "64:ff9b::a34:1"):
        with pytest.raises(Refused):
            refuse_internal(ip_address(text), INSIDE)
