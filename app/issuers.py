"""Whose access tokens are taken here, by the settings: the embedded issuer's, or those of one other issuer.

Not the checking (access_tokens.py). Called once, when the API is put together.
"""

from __future__ import annotations

from app.access_tokens import AccessTokens
from app.issuer import Issuer, SigningKeys
from app.issuer_keys import IssuerKeys
from app.settings import Settings
from app.tokens import TokenFile

KEY_FILE = "issuer-keys.json"


def embedded_issuer(settings: Settings, clients: TokenFile) -> Issuer | None:
    """None where the settings name another issuer."""
    if settings.issuer:
        return None
    return Issuer(settings.public_url.rstrip("/"), clients, signing_keys(settings))


def signing_keys(settings: Settings) -> SigningKeys:
    """Of the embedded issuer: they lie beside the token file."""
    return SigningKeys(settings.token_file.with_name(KEY_FILE))


def other_issuer(settings: Settings) -> AccessTokens:
    """What checks the tokens of the issuer that the settings name."""
    keys = IssuerKeys(settings.issuer_jwks_url)
    audience = settings.audience or settings.public_url.rstrip("/")
    return AccessTokens(settings.issuer, audience, keys.key, settings.issuer_algorithms)
