"""Sign-in by name and password or with a token, by form or by a ready link, and sign-out.

The token is exchanged for a session cookie at once: it stays in no address, no page and no log of ours.
"""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.responses import Response

from app.tokens import TokenFile
from app.users import TooManyAttempts, UserFile
from web.session import COOKIE, LIFETIME, Sessions
from web.visit import Notice, Visit


class SignInView(msgspec.Struct, frozen=True):
    next: str
    notice: Notice | None


class SignOutView(msgspec.Struct, frozen=True):
    pass


_UNUSABLE: Final = 403
_TOO_MANY: Final = 429


class SignIn:
    def __init__(self, tokens: TokenFile, users: UserFile, sessions: Sessions) -> None:
        self._tokens = tokens
        self._users = users
        self._sessions = sessions

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

    def leave_page(self, visit: Visit) -> Response:
        return visit.show("sign_out.html", visit.words("sign_out"), SignOutView())

    def leave(self, visit: Visit) -> Response:
        response = visit.go("/sign-in")
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=visit.secure)
        return response

    def _exchange(self, visit: Visit, token: str) -> Response:
        now = visit.platform.clock()
        principal = self._tokens.principal(token, now)
        if principal is None:
            text, remedy = visit.words("sign_in.wrong"), visit.words("sign_in.wrong.remedy")
            return self._form(visit, Notice("error", text, remedy), _UNUSABLE)
        return self._enter(visit, self._sessions.begin(principal, now))

    def _by_password(self, visit: Visit, name: str) -> Response:
        words, now = visit.words, visit.platform.clock()
        try:
            user = self._users.signed_in(name, visit.form.get("password", ""), visit.peer, now)
        except TooManyAttempts as error:
            remedy = words("sign_in.too_many.remedy", seconds=error.seconds)
            response = self._form(visit, Notice("error", words("sign_in.too_many"), remedy), _TOO_MANY)
            response.headers["Retry-After"] = str(error.seconds)
            return response
        if user is None:
            notice = Notice("error", words("sign_in.wrong_password"), words("sign_in.wrong_password.remedy"))
            return self._form(visit, notice, _UNUSABLE)
        return self._enter(visit, self._sessions.begin_of_user(user, now))

    def _enter(self, visit: Visit, cookie: str) -> Response:
        response = visit.go(_local(visit.form.get("next") or visit.query.get("next", "/")))
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=visit.secure,
        )
        return response

    def _form(self, visit: Visit, notice: Notice | None, status: int = 200) -> Response:
        view = SignInView(_local(visit.form.get("next") or visit.query.get("next", "/")), notice)
        return visit.show("sign_in.html", visit.words("sign_in"), view, status=status)


def _local(address: str) -> str:
    """Only a path of ours: `//host` and `/\\host` lead elsewhere."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and not any(c < " " for c in address) else "/"
