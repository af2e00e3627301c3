"""Where webhooks may be sent: the address as it is written, and each network address behind its name. Pure.

Not the look-up of names (app/webhooks/sending.py). Called when a subscription is made and again before each connection:
a name may point elsewhere by then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NoReturn

import msgspec

from domain.errors import Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MOST_CHARACTERS: Final = 2000
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[/?][!$-~]*)?", re.ASCII)
_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?", re.ASCII
)
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
_NUMERIC = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*", re.ASCII)

# IANA special-purpose registries (RFC 6890), multicast, and addresses under which clouds answer themselves
_NOT_PUBLIC_4: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
_PUBLIC_6: Final = ip_network("2000::/3")
# inside 2000::/3: Teredo and other protocol assignments, documentation, 6to4 (which holds an IPv4 address)
_NOT_PUBLIC_6: Final = tuple(ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


class WebhookAddress(msgspec.Struct, frozen=True):
    """A subscriber's address. host: small letters, an IPv6 address without brackets; target: path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """As the Host field says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else f"{host}:{self.port}"


class Allowed(msgspec.Struct, frozen=True):
    """What the operator allows beyond public addresses by https.

    ports       that may be connected to
    internal    networks that are internal and may be sent to all the same
    plain_http  hosts by name, and networks, to which http without TLS may be spoken
    """

    ports: Sequence[int] = (443, 8443)
    internal: Sequence[Network] = ()
    plain_http: Sequence[str] = ()

    def plain_to(self, host: str, address: Address | None) -> bool:
        if host in self.plain_http:
            return True
        networks = [ip_network(one) for one in self.plain_http if "/" in one]
        return address is not None and any(_holds(network, address) for network in networks)


def parsed(url: str, allowed: Allowed) -> WebhookAddress:
    """The address in its parts. Raises Refused("webhook-address") where it is none that anything may be sent to.

    A name is not looked up here; an address that stands in the URL itself is checked.
    """
    if len(url) > MOST_CHARACTERS:
        _refuse(f"it is longer than {MOST_CHARACTERS} characters")
    found = _URL.fullmatch(url)
    if found is None:
        _refuse("it is no https URL in ASCII without blanks, backslashes and fragment")
    authority = found["authority"]
    if "@" in authority:
        _refuse("it holds a user name or password before the host")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        _refuse("its host is no plain name or address")
    scheme = found["scheme"]
    port = int(parts["port"] or (443 if scheme == "https" else 80))
    if port not in allowed.ports:
        _refuse(f"port {port} is none of {', '.join(map(str, allowed.ports))}")
    host = _literal_six(parts["six"]) if parts["six"] else _name(parts["name"])
    literal = _as_address(host)
    if literal is not None:
        refuse_internal(literal, allowed)
    if scheme == "http" and not allowed.plain_to(host, literal) and (literal is not None or not _may_be_plain(allowed)):
        _refuse("it is not https")
    target = found["path"] or "/"
    return WebhookAddress(scheme, host, port, target if target.startswith("/") else f"/{target}")


def refuse_internal(address: Address, allowed: Allowed) -> None:
    """Raises Refused("webhook-address") for an address inside anybody's network that the operator has not named."""
    plain = plain_form(address)
    if any(_holds(network, plain) for network in allowed.internal):
        return
    if isinstance(plain, IPv4Address):
        public = not any(plain in network for network in _NOT_PUBLIC_4)
    else:
        public = plain in _PUBLIC_6 and not any(plain in network for network in _NOT_PUBLIC_6)
    if not public:
        _refuse("it leads to an internal network")


def refuse_plain(found: WebhookAddress, address: Address, allowed: Allowed) -> None:
    """Raises Refused("webhook-address") where http would be spoken to a host that the operator has not named."""
    if found.scheme == "http" and not allowed.plain_to(found.host, plain_form(address)):
        _refuse("it is not https")


def plain_form(address: Address) -> Address:
    """The IPv4 address that stands in an IPv4-mapped one (::ffff:a.b.c.d), for which the system connects by IPv4."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _may_be_plain(allowed: Allowed) -> bool:
    """A name may turn out to lie in a network to which http may be spoken; the connection checks it."""
    return any("/" in one for one in allowed.plain_http)


def _holds(network: Network, address: Address) -> bool:
    return network.version == address.version and address in network


def _literal_six(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except ValueError:
        _refuse("its host is no IPv6 address")


def _name(text: str) -> str:
    """A host name, or an IPv4 address in its one plain form: 0177.0.0.1, 0x7f000001 and 2130706433 are refused."""
    name = text.lower()
    labels = name.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(name))
        except ValueError:
            _refuse("its host is a number that is no dotted IPv4 address")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        _refuse("its host is no plain name or address")
    return name


def _as_address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _refuse(why: str) -> NoReturn:
    raise Refused(
        "webhook-address",
        f"Nothing is sent to this address: {why}.",
        pointer="/url",
        remedy="Give an https address that the platform may reach; the operator names the internal networks, hosts "
        "without TLS and ports that are allowed beside it.",
    )
