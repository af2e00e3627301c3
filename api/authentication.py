"""Who calls: the bearer token of a request becomes a Principal, or a 401.

Not what the caller may see or do (app/access.py).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.client_certificate import certificate_of
from api.message_signatures import require_signature
from api.problems import ApiError
from api.state import state_of
from app.access import enter_scope
from app.access_tokens import IssuerUnreachable, TokenRefused
from app.tokens import PREFIX
from domain.permission import Principal

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="An access token of the issuer (`POST /oauth/token`, or the operator's own), or a token as "
    "`quancheng token issue` prints it. Both stand for one agency in one role.",
)


async def authenticated(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """The caller, by its token and, where the request is signed or must be, by its signature. The log keeps the
    token's id, never its secret.
    """
    state = state_of(request)
    if credentials is None:
        raise ApiError(
            "not-authenticated",
            "The request carries no bearer token.",
            remedy="Send `Authorization: Bearer …` with a token from `quancheng token issue`.",
        )
    presented = credentials.credentials
    if presented.startswith(PREFIX):
        principal = state.tokens.principal(presented, state.platform.clock())
    else:  # may wait for the issuer's keys
        principal = await run_in_threadpool(_of_access_token, request, presented)
    if principal is None:
        raise ApiError(
            "not-authenticated",
            "The token is unknown, expired or revoked.",
            remedy="Ask the operator of the platform for a new one.",
        )
    request.state.token = principal.token
    enter_scope(state.platform, principal)
    await require_signature(request, principal)
    return principal


def _of_access_token(request: Request, presented: str) -> Principal:
    state = state_of(request)
    try:
        return state.access_tokens(presented, state.platform.clock(), certificate_of(request))
    except IssuerUnreachable as error:
        raise ApiError("unavailable", error.detail, remedy=error.remedy) from None
    except TokenRefused as error:
        raise ApiError("not-authenticated", error.detail, remedy=error.remedy) from None


async def still_authenticated(request: Request) -> bool:
    """Whether the token of a request under way is good yet: for answers that last."""
    try:
        await authenticated(request, await _bearer(request))
    except ApiError:
        return False
    return True


Authenticated = Annotated[Principal, Depends(authenticated)]
ANY_CALLER: Final = [Depends(authenticated)]
"""For routes that want a token and do not ask whose."""
