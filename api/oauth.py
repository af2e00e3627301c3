"""POST /oauth/token and what clients read to find it: the embedded issuer over HTTP (RFC 6749, RFC 8414, RFC 7517).

Not the issuing (app/issuer.py). Errors here are those of RFC 6749 §5.2, which clients know, and not problems; only what
that knows no word for, such as 429, is a problem.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.client_certificate import certificate_of
from api.described import JSON, answers, content, request_body
from api.json_body import read_body
from api.limits import admit_client, admit_stranger, peer
from api.problems import ApiError
from api.routers import router_of
from api.state import state_of
from app.issuer import LIFETIME_SECONDS, Issuer

router = router_of("access tokens", "")
FORM: Final = "application/x-www-form-urlencoded"
_MOST_BYTES: Final = 16 * 1024
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 6749 §5.1. expires_in: seconds."""

    access_token: str
    token_type: str
    expires_in: int


class TokenError(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 6749 §5.2."""

    error: str
    error_description: str


class TokenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A form. Credentials in an `Authorization: Basic` header, or in the form, never in both."""

    grant_type: str
    client_id: str | None = None
    client_secret: str | None = None
    scope: str | None = None


class IssuerMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 8414 §2."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: tuple[str, ...]
    response_types_supported: tuple[str, ...]
    token_endpoint_auth_methods_supported: tuple[str, ...]
    tls_client_certificate_bound_access_tokens: bool


class KeySet(msgspec.Struct, frozen=True):
    """RFC 7517 §5: public keys."""

    keys: list[dict[str, Any]]


_ANSWER = {
    "access_token": "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln",
    "token_type": "Bearer",
    "expires_in": 600,
}
_METADATA = {
    "issuer": "https://quancheng.example", "token_endpoint": "https://quancheng.example/oauth/token",
    "jwks_uri": "https://quancheng.example/oauth/jwks", "grant_types_supported": ["client_credentials"],
    "response_types_supported": [],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    "tls_client_certificate_bound_access_tokens": True,
}  # fmt: skip
_KEY = {"kty": "EC", "crv": "P-256", "kid": "I4JW", "use": "sig", "alg": "ES256", "x": "1zmf", "y": "O_Iu"}
_CLIENT = {"grant_type": "client_credentials", "client_id": "0123456789abcdef0123", "client_secret": "…"}


def _error(code: str, what: str) -> dict[str, Any]:
    return {"description": what, "content": {JSON: content(TokenError, {"error": code, "error_description": what})}}


class _Refusal(Exception):  # a turn in the flow: RFC 6749 §5.2
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.answer = TokenError(error=error, error_description=description)
        self.status = status


@router.post(
    "/oauth/token",
    responses=answers(200, "An access token", TokenAnswer, _ANSWER,
                      ["not-found", "body-too-large", "too-many-attempts"])
    | {400: _error("invalid_request", "The request is not one of RFC 6749."),
       401: _error("invalid_client", "The client is unknown, or its secret is wrong, expired or revoked.")},
    openapi_extra=request_body("Client credentials (RFC 6749, 4.4)", {FORM: content(TokenRequest, _CLIENT)}),
)  # fmt: skip
async def token(request: Request) -> Response:
    """An access token for a client. Id and secret are those of `quancheng token issue` (qc_ID_SECRET).

    After a few wrong secrets for one client from one address each further attempt must wait, longer and longer (429).
    """
    issuer = _issuer(request)
    body = await read_body(request, _MOST_BYTES)
    try:
        answer = await run_in_threadpool(_given, request, issuer, body)
    except _Refusal as refusal:
        admit_stranger(request)
        headers = dict(_NO_STORE)
        if refusal.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="quancheng", charset="UTF-8"'
        return Response(msgspec.json.encode(refusal.answer), refusal.status, headers, media_type=JSON)
    return Response(msgspec.json.encode(answer), 200, _NO_STORE, media_type=JSON)


@router.get(
    "/.well-known/oauth-authorization-server",
    responses=answers(200, "Where to get a token", IssuerMetadata, _METADATA, ["not-found"]),
)
def metadata(request: Request) -> Response:
    """What the embedded issuer can do (RFC 8414)."""
    name = _issuer(request).name
    found = IssuerMetadata(
        issuer=name,
        token_endpoint=f"{name}/oauth/token",
        jwks_uri=f"{name}/oauth/jwks",
        grant_types_supported=("client_credentials",),
        response_types_supported=(),
        token_endpoint_auth_methods_supported=("client_secret_basic", "client_secret_post"),
        tls_client_certificate_bound_access_tokens=True,
    )
    return Response(msgspec.json.encode(found), media_type=JSON)


@router.get("/oauth/jwks", responses=answers(200, "Its public keys", KeySet, {"keys": [_KEY]}, ["not-found"]))
def keys(request: Request) -> Response:
    """The keys that access tokens are checked with; kept for five minutes."""
    body = msgspec.json.encode(KeySet(_issuer(request).keys.public()))
    return Response(body, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})


def _issuer(request: Request) -> Issuer:
    issuer = state_of(request).issuer
    if issuer is None:
        raise ApiError("not-found", "This platform takes its tokens from another issuer.", remedy="Ask its operator.")
    return issuer


def _given(request: Request, issuer: Issuer, body: bytes) -> TokenAnswer:
    form = _form(request, body)
    client_id, secret = _credentials(request, form)
    grant = form.get("grant_type")
    if grant is None:
        raise _Refusal("invalid_request", "grant_type is missing.")
    state, address = state_of(request), peer(request)
    now = state.platform.clock()
    state.guesses.begin_from(client_id, address, now)
    client = issuer.client(client_id, secret, now)
    if client is None:
        raise _Refusal("invalid_client", "The client is unknown, or its secret is wrong, expired or revoked.", 401)
    state.guesses.right_from(client_id, address)
    admit_client(request, client)
    if grant != "client_credentials":
        raise _Refusal("unsupported_grant_type", "Only client_credentials is supported.")
    if form.get("scope"):
        raise _Refusal("invalid_scope", "There are no scopes: what a client may do follows from its agency and role.")
    signed = issuer.token(client, now, certificate_of(request))
    return TokenAnswer(access_token=signed, token_type="Bearer", expires_in=LIFETIME_SECONDS)  # noqa: S106


def _form(request: Request, body: bytes) -> dict[str, str]:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise _Refusal("invalid_request", f"The body must be {FORM}.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=20)
    except ValueError:
        raise _Refusal("invalid_request", "The body is no form.") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise _Refusal("invalid_request", "A parameter is given twice.")
    return form


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        if "client_id" not in form or "client_secret" not in form:
            raise _Refusal("invalid_client", "The request carries no client credentials.", 401)
        return form["client_id"], form["client_secret"]
    if "client_secret" in form:
        raise _Refusal("invalid_request", "Credentials stand in the header and in the form.")
    try:
        if scheme.lower() != "basic":
            raise ValueError
        name, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        if not colon:
            raise ValueError
    except (ValueError, binascii.Error):
        raise _Refusal("invalid_client", "The Authorization header is not Basic with id and secret.", 401) from None
    # RFC 6749 §2.3.1: both are form-encoded before they are put together
    return unquote_plus(name), unquote_plus(secret)
