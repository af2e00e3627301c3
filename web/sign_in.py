"""Sign-in by name and password or with a token, by form or by a ready link, and sign-out.

The token is exchanged for a session cookie at once: it stays in no address, no page and no log of ours.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import msgspec
import structlog
from starlette.responses import Response

from app.oidc import CALLBACK, IdentityProvider, SignInRefused
from app.throttle import Guesses, TooManyAttempts
from app.tokens import TokenFile, id_in
from app.users import UserFile
from domain.errors import NotFound
from web.session import COOKIE, LIFETIME, UNDER_WAY, UNDER_WAY_COOKIE, Sessions
from web.visit import Notice, Visit


class SignInView(msgspec.Struct, frozen=True):
    """provider: address at which sign-in at the identity provider begins; empty where there is none."""

    next: str
    provider: str
    notice: Notice | None


class SignedInView(msgspec.Struct, frozen=True):
    next: str


class SignOutView(msgspec.Struct, frozen=True):
    pass


log = structlog.get_logger("quancheng.web")
_UNUSABLE: Final = 403
_TOO_MANY: Final = 429


class SignIn:
    def __init__(
        self, tokens: TokenFile, users: UserFile, sessions: Sessions, provider: IdentityProvider | None
    ) -> None:
        self._provider = provider
        self._tokens = tokens
        self._users = users
        self._sessions = sessions
        self._guesses = Guesses()

    def show(self, visit: Visit) -> Response:
        """The form. With ?token= (the ready link of the demo) the exchange at once, and on to the page."""
        token = visit.query.get("token")
        # another site may not sign a reader in under a token of its choice
        if token is not None and not visit.from_elsewhere:
            return self._exchange(visit, token)
        return self._form(visit, None)

    def enter(self, visit: Visit) -> Response:
        name, token = visit.form.get("user", "").strip(), visit.form.get("token", "").strip()
        return self._exchange(visit, token) if token or not name else self._by_password(visit, name)

    def to_provider(self, visit: Visit) -> Response:
        """Off to the identity provider, with what only this browser knows in a cookie."""
        if self._provider is None:
            raise NotFound("There is no identity provider here.", remedy="Sign in by name and password.")
        try:
            address, begun = self._provider.begin(_local(visit.query.get("next", "/")))
        except SignInRefused as error:
            return self._not_believed(visit, error)
        response = visit.go(address)
        response.set_cookie(
            UNDER_WAY_COOKIE,
            self._sessions.keep(begun, visit.platform.clock()),
            max_age=int(UNDER_WAY.total_seconds()),
            path=CALLBACK,
            httponly=True,
            samesite="lax",  # it must come along when the provider sends the browser back
            secure=visit.secure,
        )
        return response

    def from_provider(self, visit: Visit) -> Response:
        """Back from the identity provider: with a code, or with an error of its."""
        if self._provider is None:
            raise NotFound("There is no identity provider here.", remedy="Sign in by name and password.")
        now = visit.platform.clock()
        begun = self._sessions.kept(visit.under_way, now)
        try:
            if begun is None or "code" not in visit.query:
                raise SignInRefused("The sign-in was not begun here, or took too long.", remedy="Begin again.")
            principal = self._provider.finish(visit.query["code"], visit.query.get("state", ""), begun, now)
        except SignInRefused as error:
            return self._not_believed(visit, error)
        # a page of ours that goes on by itself: the session's cookie does not travel on a way that began elsewhere
        response = visit.show("signed_in.html", visit.words("sign_in"), SignedInView(_local(begun.next)))
        self._set_cookie(response, visit, self._sessions.begin_of_provider(principal, now))
        response.delete_cookie(UNDER_WAY_COOKIE, path=CALLBACK)
        return response

    def _not_believed(self, visit: Visit, error: SignInRefused) -> Response:
        log.warning("sign-in refused", why=error.detail)
        notice = Notice("error", visit.words("sign_in.provider_failed"), visit.words("sign_in.provider_failed.remedy"))
        return self._form(visit, notice, _UNUSABLE)

    def leave_page(self, visit: Visit) -> Response:
        return visit.show("sign_out.html", visit.words("sign_out"), SignOutView())

    def leave(self, visit: Visit) -> Response:
        response = visit.go("/sign-in")
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=visit.secure)
        return response

    def _exchange(self, visit: Visit, token: str) -> Response:
        now = visit.platform.clock()
        try:
            self._guesses.begin_from(id_in(token), visit.peer, now)
        except TooManyAttempts as error:
            return self._too_many(visit, error)
        principal = self._tokens.principal(token, now)
        if principal is None:
            text, remedy = visit.words("sign_in.wrong"), visit.words("sign_in.wrong.remedy")
            return self._form(visit, Notice("error", text, remedy), _UNUSABLE)
        self._guesses.right_from(principal.token, visit.peer)
        return self._enter(visit, self._sessions.begin(principal, now))

    def _by_password(self, visit: Visit, name: str) -> Response:
        words, now = visit.words, visit.platform.clock()
        try:
            user = self._users.signed_in(name, visit.form.get("password", ""), visit.peer, now)
        except TooManyAttempts as error:
            return self._too_many(visit, error)
        if user is None:
            notice = Notice("error", words("sign_in.wrong_password"), words("sign_in.wrong_password.remedy"))
            return self._form(visit, notice, _UNUSABLE)
        return self._enter(visit, self._sessions.begin_of_user(user, now))

    def _too_many(self, visit: Visit, error: TooManyAttempts) -> Response:
        remedy = visit.words("sign_in.too_many.remedy", seconds=error.seconds)
        response = self._form(visit, Notice("error", visit.words("sign_in.too_many"), remedy), _TOO_MANY)
        response.headers["Retry-After"] = str(error.seconds)
        return response

    def _enter(self, visit: Visit, cookie: str) -> Response:
        response = visit.go(_local(visit.form.get("next") or visit.query.get("next", "/")))
        self._set_cookie(response, visit, cookie)
        return response

    def _set_cookie(self, response: Response, visit: Visit, cookie: str) -> None:
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=visit.secure,
        )

    def _form(self, visit: Visit, notice: Notice | None, status: int = 200) -> Response:
        following = _local(visit.form.get("next") or visit.query.get("next", "/"))
        provider = "" if self._provider is None else f"/sign-in/provider?{urlencode({'next': following})}"
        view = SignInView(following, provider, notice)
        return visit.show("sign_in.html", visit.words("sign_in"), view, status=status)


def _local(address: str) -> str:
    """Only a path of ours: `//host` and `/\\host` lead elsewhere."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and not any(c < " " for c in address) else "/"
