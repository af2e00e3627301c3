"""One table from error to RFC 9457 problem, and the handlers that answer with it.

Not the titles and statuses (problem_kinds.py). No body, no token and no stack ever gets into an answer or a log line.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
import psycopg2
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from api.digest_fields import with_digest
from api.languages import Language, language_of
from api.limits import leave, retry_after
from api.problem_kinds import PROBLEM_KINDS
from api.state import state_of
from app.rate_limits import TOLD_AFTER
from domain.errors import (
    Conflict,
    Forbidden,
    LedgerFault,
    NotFound,
    Overloaded,
    PackFault,
    QuanchengError,
    Refused,
    SuiteFault,
)
from ledger.limits import storage_fault
from projections.outage import is_outage

TYPE_PREFIX: Final = "urn:quancheng:problem:"
MEDIA_TYPE: Final = "application/problem+json"
E = TypeVar("E", bound=Exception)
log = structlog.get_logger("quancheng.api")

_BY_STATUS: Final[dict[int, str]] = {
    401: "not-authenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "media-type-unsupported",
    503: "unavailable",
}
# faults of the platform that concern the caller: a record that was altered, a suite that it would have to do without
_SAID_ALOUD: Final = ("record-altered", "signature-suite-missing", "waiting-full", "overloaded", "digests-behind")
# the first row that fits counts
_BY_ERROR: Final[tuple[tuple[type[QuanchengError], str], ...]] = (
    (NotFound, "not-found"),
    (Forbidden, "forbidden"),
    (PackFault, "pack-fault"),
    (LedgerFault, "unavailable"),
    (SuiteFault, "unavailable"),
)


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457. `type` and `code` never change; `title` and `detail` are for people, in zh or en.

    status     HTTP status; inside a batch, the status that the item alone would have had
    pointer    RFC 6901 JSON Pointer to the fault in the body (in a batch: in the item)
    parameter  the path, query or header parameter at fault
    nearest    nearest known names, best first
    component  the part of the signed message, or of the signature's header, at fault
    expected   the version that the caller stated; found: the one there is
    """

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    pointer: str | None = None
    parameter: str | None = None
    nearest: tuple[str, ...] = ()
    component: str | None = None
    expected: int | None = None
    found: int | None = None
    remedy: str | None = None
    request_id: str | None = None


class ApiError(QuanchengError):
    """A problem of HTTP itself that no use case knows: a wrong media type, a parameter, a missing token."""

    def __init__(self, code: str, detail: str, *, remedy: str = "", pointer: str = "", parameter: str = "") -> None:
        super().__init__(detail, remedy=remedy)
        self.code = code
        self.pointer = pointer
        self.parameter = parameter


def problem_of(error: QuanchengError, language: Language) -> Problem:
    """The problem for an error raised on purpose. A fault of the platform keeps its detail to the log."""
    code = _code(error)
    kind = PROBLEM_KINDS[code]
    internal = kind.status >= 500 and code not in _SAID_ALOUD
    return Problem(
        type=TYPE_PREFIX + code,
        title=kind.zh if language == "zh" else kind.en,
        status=kind.status,
        code=code,
        detail=None if internal else error.detail,
        pointer=getattr(error, "pointer", "") or None,
        parameter=getattr(error, "parameter", "") or None,
        nearest=tuple(getattr(error, "nearest", ())),
        component=getattr(error, "component", "") or None,
        expected=getattr(error, "expected", None),
        found=getattr(error, "found", None),
        remedy=None if internal else error.remedy or None,
    )


def answer(problem: Problem, request: Request) -> Response:
    """`problem` as a response, with the headers its status asks for."""
    return respond(msgspec.structs.replace(problem, request_id=request_id_of(request)), problem.status, request)


def respond(body: msgspec.Struct, status: int, request: Request) -> Response:
    """A body that is a problem, or holds one beside further members."""
    headers = {"Content-Language": language_of(request), "Vary": "Accept-Language"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="quancheng"'
    if status in (429, 503):
        headers["Retry-After"] = "5"
    if status == 408:
        headers["Connection"] = "close"  # the rest of the body may still come, and is nobody's
    if getattr(body, "code", None) == "idempotency-key-in-use":
        headers["Retry-After"] = "1"
    return with_digest(Response(msgspec.json.encode(body), status, headers, media_type=MEDIA_TYPE))


def request_id_of(request: Request) -> str | None:
    found: str | None = getattr(request.state, "request_id", None)
    return found


def install(app: FastAPI) -> None:
    """Let every error of `app` that is no defect leave as a problem (defects: request_log.py)."""
    app.add_exception_handler(QuanchengError, _handler(QuanchengError, _on_purpose))
    app.add_exception_handler(RequestValidationError, _handler(RequestValidationError, _invalid_parameter))
    app.add_exception_handler(HTTPException, _handler(HTTPException, _http))
    for kind in (DBAPIError, psycopg2.Error, sqlite3.Error, OSError):
        app.add_exception_handler(kind, _handler(kind, _outage))


def _handler(kind: type[E], handle: Callable[[Request, E], Response]) -> ExceptionHandler:
    # a coroutine: a function would be run by another thread, which costs a request that is turned away more than all
    # the rest of its answer
    async def handler(request: Request, error: Exception) -> Response:
        if not isinstance(error, kind):
            raise error
        response = handle(request, error)
        if response.status_code == 429:
            leave(request)  # it holds no place while it waits to be told
            await asyncio.sleep(TOLD_AFTER)
        return response

    return handler


def _code(error: QuanchengError) -> str:
    if isinstance(error, LedgerFault) and error.position is not None:
        return "record-altered"
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    if isinstance(error, Refused | Conflict | Overloaded | ApiError):
        return error.code if error.code in PROBLEM_KINDS else "request-failed"
    return "internal-error"


def _on_purpose(request: Request, error: QuanchengError) -> Response:
    problem = problem_of(error, language_of(request))
    if problem.status >= 500 and not isinstance(error, Overloaded):
        log.error("platform-fault", code=problem.code, fault=type(error).__name__, detail=error.detail)
    response = answer(problem, request)
    if isinstance(error, Overloaded):
        state_of(request).metrics.shed(problem.code)
        response.headers["Retry-After"] = str(retry_after(error))
    return response


def _outage(request: Request, error: Exception) -> Response:
    """A database or a disk that is away, or full. Anything else that they raise is a defect."""
    if not is_outage(error):
        raise error
    remedy = "Mend the database, or make room on its disk; callers come again by themselves."
    return _on_purpose(request, storage_fault(error, "The request met a fault of the storage", remedy))


def _invalid_parameter(request: Request, error: RequestValidationError) -> Response:
    """The first parameter at fault. The value sent is left out: it may be anybody's number."""
    first = error.errors()[0]
    place = [str(step) for step in first["loc"]]
    raised = ApiError(
        "invalid-parameter",
        f"{' '.join(place[1:2]) or 'The request'}: {first['msg']}.",
        remedy="See /docs for what it may be.",
        parameter=place[1] if len(place) > 1 else "",
    )
    return answer(problem_of(raised, language_of(request)), request)


def _http(request: Request, error: HTTPException) -> Response:
    """What the framework raises: no such route, no such method."""
    code = _BY_STATUS.get(error.status_code, "request-failed")
    words = {
        "not-found": ("There is nothing at this address.", "See /docs for what there is."),
        "method-not-allowed": ("This address does not take that method.", "See /docs for those it takes."),
    }
    detail, remedy = words.get(code, ("The request could not be handled.", "See /docs."))
    problem = problem_of(ApiError(code, detail, remedy=remedy), language_of(request))
    response = answer(problem, request)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def defect(request: Request, error: Exception) -> Response:
    """A defect of ours. The log gets its type and place, not its text: that may quote the body."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = None if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
    log.error("unexpected-error", error=type(error).__name__, place=place)
    return answer(problem_of(ApiError("internal-error", ""), language_of(request)), request)
