"""Who calls: the bearer token of a request becomes a Principal, or a 401.

Not what the caller may see or do (app/access.py).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from api.problems import ApiError
from api.state import state_of
from app.tokens import Principal

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="A token issued by `quancheng token issue`, bound to one agency and one role.",
)


async def authenticated(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """The caller. The log keeps the token's id, never its secret."""
    state = state_of(request)
    if credentials is None:
        raise ApiError(
            "not-authenticated",
            "The request carries no bearer token.",
            remedy="Send `Authorization: Bearer …` with a token from `quancheng token issue`.",
        )
    principal = state.tokens.principal(credentials.credentials, state.platform.clock())
    if principal is None:
        raise ApiError(
            "not-authenticated",
            "The token is unknown, expired or revoked.",
            remedy="Ask the operator of the platform for a new one.",
        )
    request.state.token = principal.token
    return principal


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
