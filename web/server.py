"""The pages as one application: routes, sign-in wall, forms, error pages. No page is built here.

Not the API (api/server.py): app/serving.py puts the two under one address.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Final
from urllib.parse import quote, urlsplit

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.access import enter_scope
from app.composition import Platform
from app.oidc import CALLBACK, identity_provider
from app.rate_limits import TOLD_AFTER, RateExceeded, RateLimits
from app.tokens import TokenFile
from app.users import FILE as USERS
from app.users import UserFile
from domain.errors import QuanchengError
from ledger import reading_scope
from projections.outage import is_outage
from web import (
    case_page,
    cases_list,
    custody_page,
    dead_letters,
    duties_page,
    error_page,
    exchange_figures,
    exchange_page,
    exchanges_list,
    finding_page,
    findings_list,
    offline_files_page,
    overview,
    reconciliation_page,
    replay_page,
    statistics_page,
    triage,
    webhooks_page,
)
from web.messages_catalog import LANGUAGES, Language, Words
from web.security_headers import SecurityHeaders
from web.session import COOKIE, UNDER_WAY_COOKIE, Sessions, session_key
from web.sign_in import SignIn
from web.visit import Visit

log = structlog.get_logger("quancheng.web")
PageFunction = Callable[[Visit], Response]
STATIC: Final = Path(__file__).resolve().parent / "static"
LANGUAGE_COOKIE: Final = "quancheng_language"
_FORM_BYTES: Final = 64 * 1024
_YEAR: Final = 365 * 24 * 3600


def create_app(platform: Platform) -> Starlette:
    """The application of all pages, at /. Sessions last beyond a restart: their key lies beside the token file."""
    settings = platform.settings
    tokens = TokenFile(settings.token_file)
    users = UserFile(settings.token_file.with_name(USERS))
    sessions = Sessions(tokens, session_key(settings.token_file.with_name("pages.key")), users)
    door = SignIn(tokens, users, sessions, identity_provider(settings))
    wall = _Wall(platform, sessions, RateLimits(settings.rate_strategy, settings.rates, settings.rates_of))
    return Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=STATIC)),
            wall.route("/sign-in", door.show, door.enter, open_to_all=True),
            wall.route("/sign-in/provider", door.to_provider, open_to_all=True),
            wall.route(CALLBACK, door.from_provider, open_to_all=True),
            wall.route("/sign-out", door.leave_page, door.leave, open_to_all=True),
            wall.route("/", overview.show),
            wall.route("/findings", findings_list.show),
            wall.route("/findings.csv", findings_list.export),
            wall.route("/findings/{finding}", finding_page.show, triage.act),
            wall.route("/cases", cases_list.show),
            wall.route("/cases.csv", cases_list.export),
            wall.route("/cases/{case:path}/replay", replay_page.show),
            wall.route("/cases/{case:path}", case_page.show),
            wall.route("/duties", duties_page.show),
            wall.route("/duties.csv", duties_page.export),
            wall.route("/exchanges", exchanges_list.show),
            wall.route("/exchanges.csv", exchanges_list.export),
            wall.route("/exchanges/agencies", exchange_figures.agencies),
            wall.route("/exchanges/agencies.csv", exchange_figures.export_agencies),
            wall.route("/exchanges/silent", exchange_figures.silent),
            wall.route("/exchanges/silent.csv", exchange_figures.export_silent),
            wall.route("/exchanges/{exchange}", exchange_page.show),
            wall.route("/statistics", statistics_page.show),
            wall.route("/statistics/{name}.csv", statistics_page.export),
            wall.route("/statistics/{name}", statistics_page.show),
            wall.route("/custody", custody_page.show),
            wall.route("/custody.csv", custody_page.export),
            wall.route("/webhooks", webhooks_page.show),
            wall.route("/webhooks.csv", webhooks_page.export),
            wall.route("/webhooks/dead", dead_letters.show, dead_letters.act),
            wall.route("/webhooks/dead.csv", dead_letters.export),
            wall.route("/reconciliation", reconciliation_page.show),
            wall.route("/reconciliation.csv", reconciliation_page.export),
            wall.route("/offline-files", offline_files_page.show),
            wall.route("/offline-files.csv", offline_files_page.export),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: wall.on_http_error},
    )


class _Wall:
    """Turns page functions into endpoints: who asks, in which language, and is this our own form."""

    def __init__(self, platform: Platform, sessions: Sessions, rates: RateLimits) -> None:
        self._platform = platform
        self._sessions = sessions
        self._rates = rates

    def route(
        self, path: str, show: PageFunction, act: PageFunction | None = None, *, open_to_all: bool = False
    ) -> BaseRoute:
        async def endpoint(request: Request) -> Response:
            reading = request.method in ("GET", "HEAD")
            function = show if reading or act is None else act
            start = time.perf_counter()
            response = await self._answer(request, function, reading, open_to_all)
            # the route as declared, never the address: case ids and tokens stay out of the logs
            milliseconds = round((time.perf_counter() - start) * 1000, 1)
            log.info("page", method=request.method, route=path, status=response.status_code, milliseconds=milliseconds)
            return response

        methods = ["GET"] if act is None else ["GET", "POST"]
        return Route(path, endpoint, methods=methods)

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        """No such page, or a method that the page does not know."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return error_page.plain(self._visit(request, {}), status)

    async def _answer(self, request: Request, function: PageFunction, reading: bool, open_to_all: bool) -> Response:
        form: Mapping[str, str] = {}
        visit = self._visit(request, form)
        try:
            self._count(visit)
        except RateExceeded as error:
            await asyncio.sleep(TOLD_AFTER)
            return error_page.too_many(visit, error)
        if _holds_null(visit.path, visit.query.items()):
            return error_page.plain(visit, 404)
        if visit.session is None and not open_to_all:
            return self._to_sign_in(request, visit) if reading else error_page.plain(visit, 401)
        if not reading:
            if not 0 < _length(request) <= _FORM_BYTES:
                return error_page.plain(visit, 413)
            fields = await request.form(max_files=0, max_fields=50)
            form = {name: value for name, value in fields.items() if isinstance(value, str)}
            if _holds_null("", form.items()):
                return error_page.plain(visit, 400)
            visit = self._visit(request, form)
            if visit.from_elsewhere or not _carries_mark(visit):
                return error_page.form_refused(visit)
        if visit.session is None:
            reading_scope.enter_nobodys()
        else:
            enter_scope(self._platform, visit.session.principal)
        response = await run_in_threadpool(_run, function, visit)
        asked = request.query_params.get("lang")
        if asked in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE, asked, max_age=_YEAR, httponly=True, samesite="strict", secure=visit.secure
            )
        return response

    def _count(self, visit: Visit) -> None:
        """By person, or by credential where it names none; by address before sign-in. Raises RateExceeded."""
        if visit.session is None:
            self._rates.require("strangers", visit.peer)
        else:
            reader = visit.principal
            self._rates.require("pages", f"{reader.agency} {reader.person or reader.token}", agency=reader.agency)

    def _visit(self, request: Request, form: Mapping[str, str]) -> Visit:
        now = self._platform.clock()
        return Visit(
            platform=self._platform,
            session=self._sessions.read(request.cookies.get(COOKIE, ""), now),
            words=Words(_language(request)),
            path=quote(request.scope["path"]),
            query=dict(request.query_params),
            form=form,
            parameters={name: str(value) for name, value in request.path_params.items()},
            now=self._platform.now(),
            secure=request.url.scheme == "https",
            from_elsewhere=_from_elsewhere(request),
            under_way=request.cookies.get(UNDER_WAY_COOKIE, ""),
            peer="" if request.client is None else request.client.host,
        )

    def _to_sign_in(self, request: Request, visit: Visit) -> Response:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return visit.go(f"/sign-in?next={quote(wanted, safe='')}" if wanted != "/" else "/sign-in")


def _run(function: PageFunction, visit: Visit) -> Response:
    try:
        return function(visit)
    except QuanchengError as error:
        return error_page.problem(visit, error)
    except Exception as error:  # noqa: BLE001 - the edge: a defect becomes a page that says so
        # where, not what: the message and the variables may hold a token or particulars of a person
        frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
        log.error("page failed", page=function.__module__, error=type(error).__name__, frames=frames[-8:])
        return error_page.plain(visit, 503 if is_outage(error) else 500)


def _language(request: Request) -> Language:
    """The address first, else what the reader chose last, else Chinese."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        for language in LANGUAGES:
            if asked == language:
                return language
    return "zh"


def _holds_null(path: str, given: Iterable[tuple[str, str]]) -> bool:
    """U+0000 stands in no name and no text that is stored, and PostgreSQL refuses to be asked for it."""
    return "%00" in path or any("\0" in name or "\0" in value for name, value in given)


def _length(request: Request) -> int:
    stated = request.headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _from_elsewhere(request: Request) -> bool:
    """Whether another site made the browser send this (Fetch Metadata; Origin where a browser lacks it)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _carries_mark(visit: Visit) -> bool:
    """Before sign-in there is nothing that a forged form could use."""
    if visit.session is None:
        return True
    return hmac.compare_digest(visit.form.get("form_mark", "").encode(), visit.session.form_mark.encode())
