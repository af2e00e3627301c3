"""The client certificate that a proxy forwards (RFC 8705, RFC 9440), believed only from proxies the operator named.

Not TLS itself: the proxy ends it, and must take the header off whatever else comes in (docs/mutual-tls.md).
"""

from __future__ import annotations

from ipaddress import ip_address

from starlette.requests import Request

from api.state import state_of
from app.access_tokens import thumbprint
from app.serving import peer_of


def certificate_of(request: Request) -> str | None:
    """Thumbprint (x5t#S256) of the client's certificate; None where there is none to be believed."""
    settings = state_of(request).platform.settings
    if not settings.client_certificate_header:
        return None
    forwarded = request.headers.getlist(settings.client_certificate_header)
    if len(forwarded) != 1:  # a second one was not put there by the proxy
        return None
    try:
        peer = ip_address(peer_of(request.scope) or "")
    except ValueError:
        return None
    if not any(peer in network for network in settings.trusted_proxies):
        return None
    return thumbprint(forwarded[0])
