"""One request as a page function sees it: who reads, in which language, as of when, and the answers it can give.

Not routing (server.py). A page function takes a Visit and gives a Response; it never sees the framework's request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.composition import Platform
from domain.permission import Principal, may
from web.labels import Labels
from web.links import Link
from web.messages_catalog import LANGUAGES, Words
from web.moments import Moment, Moments
from web.session import SignedIn
from web.templates_environment import environment

_SECTIONS: Final = (
    ("overview", "/"),
    ("findings", "/findings"),
    ("duties", "/duties"),
    ("exchange", "/exchanges"),
    ("cases", "/cases"),
    ("custody", "/custody"),
)
_OF_EXCHANGE: Final = (
    ("exchanges", "/exchanges"),
    ("statistics", "/statistics"),
    ("webhooks", "/webhooks"),
    ("reconciliation", "/reconciliation"),
    ("offline_files", "/offline-files"),
)
"""Pages under `exchange`, as tabs below the menu."""


class Notice(msgspec.Struct, frozen=True):
    """What just happened, or what went wrong. kind: done | error."""

    kind: str
    text: str
    remedy: str = ""


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around every page. form_mark and reader are empty before sign-in."""

    language: str
    title: str
    sections: tuple[Link, ...]
    tabs: tuple[Link, ...]
    other_language: Link
    reader: str
    role: str
    form_mark: str
    printed: Moment
    sandbox: bool


class Visit(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """path and query: of the address asked for; form: fields of a POST, empty otherwise.

    parameters      parts of the path; now: microseconds since the epoch
    under_way       cookie of a sign-in that is under way at the identity provider
    peer            address of the reader, or of the last proxy that does not tell
    secure          the reader came by https; from_elsewhere: another site made the browser come here
    """

    platform: Platform
    session: SignedIn | None
    words: Words
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    parameters: Mapping[str, str]
    now: int
    secure: bool = False
    from_elsewhere: bool = False
    peer: str = ""
    under_way: str = ""

    @property
    def principal(self) -> Principal:
        """The reader. Only for pages behind sign-in (server.py sees to that)."""
        if self.session is None:
            raise TypeError("this page is not behind sign-in")
        return self.session.principal

    @property
    def moments(self) -> Moments:
        return Moments(self.words, self.platform.pack.zone_info, self.now)

    @property
    def labels(self) -> Labels:
        return Labels(self.platform.pack, self.words)

    def with_query(self, **changes: str | None) -> str:
        """This address with some parameters changed; None takes one out."""
        merged = {**self.query, **changes}
        kept = {name: value for name, value in merged.items() if value}
        return self.path + (f"?{urlencode(kept)}" if kept else "")

    def show(
        self, template: str, title: str, view: msgspec.Struct, *, status: int = 200, section: str = ""
    ) -> Response:
        """The page. `view` is the frozen view model that the template lays out."""
        body = environment().get_template(template).render(
            page=self._shell(title, section), view=view, t=self.words
        )  # fmt: skip
        headers = {"content-language": "zh-CN" if self.words.language == "zh" else "en"}
        return HTMLResponse(body, status_code=status, headers=headers)

    def go(self, address: str) -> Response:
        """See other: after a form, so that reloading repeats nothing."""
        return RedirectResponse(address, status_code=303)

    def _shell(self, title: str, section: str) -> Shell:
        other = next(language for language in LANGUAGES if language != self.words.language)
        session = self.session
        looks_on = session is not None and may(session.principal, "read_deliveries")
        inside = section in dict(_OF_EXCHANGE)
        tabs = self._links(_OF_EXCHANGE if inside else (), section)
        sections = self._links(_SECTIONS, "exchange" if inside else section)
        return Shell(
            language="zh-CN" if self.words.language == "zh" else "en",
            title=title,
            sections=sections if session else (),
            tabs=tuple(tab for tab in tabs if looks_on or tab.address != "/webhooks") if session else (),
            other_language=Link(self.words("other_language"), self.with_query(lang=other), False),
            reader=_reader(session.principal, self.labels) if session else "",
            role=self.words(f"role.{session.principal.role}") if session else "",
            form_mark=session.form_mark if session else "",
            printed=self.moments.instant(self.now),
            sandbox=self.platform.settings.sandbox,
        )

    def _links(self, named: Sequence[tuple[str, str]], current: str) -> tuple[Link, ...]:
        return tuple(Link(self.words(f"section.{name}"), address, name == current) for name, address in named)


def _reader(principal: Principal, labels: Labels) -> str:
    organ = labels.organ(principal.agency)
    return organ if principal.person is None else f"{principal.person} · {organ}"
