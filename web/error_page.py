"""What went wrong, in words, and what to do next. One page for all errors.

Not the errors shown at a form (triage.py).
"""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.responses import Response

from app.rate_limits import RateExceeded
from domain.errors import Conflict, Forbidden, LedgerFault, NotFound, QuanchengError, Refused
from web.messages_catalog import Words
from web.visit import Visit

# the first row that fits counts
_STATUS: Final[tuple[tuple[type[QuanchengError], int], ...]] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Refused, 400),
    (LedgerFault, 503),
)
_WORDED: Final = (400, 401, 403, 404, 405, 409, 413, 500, 503)


class ErrorView(msgspec.Struct, frozen=True):
    """technical: what the platform said, in its own words; empty where it said nothing."""

    title: str
    text: str
    remedy: str
    technical: str


def plain(visit: Visit, status: int) -> Response:
    return _page(visit, status, "")


def too_many(visit: Visit, error: RateExceeded) -> Response:
    """The reader asked for more pages than one may in a time."""
    words = visit.words
    remedy = words("error.429.remedy", seconds=error.seconds)
    view = ErrorView(words("error.429"), words("error.429.text"), remedy, "")
    response = visit.show("error.html", view.title, view, status=429)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def form_refused(visit: Visit) -> Response:
    """The form did not come from our own page, or from an older session."""
    words = visit.words
    view = ErrorView(words("error.form"), words("error.form.text"), words("error.form.remedy"), "")
    return visit.show("error.html", view.title, view, status=403)


def problem(visit: Visit, error: QuanchengError) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return _page(visit, status, f"{error.detail} {error.remedy}".strip())


def in_words(words: Words, error: QuanchengError) -> tuple[str, str]:
    """(what, remedy) of an error in the reader's language, by its code; the error's own words where it has none."""
    code = error.code if isinstance(error, Refused | Conflict) else ""
    known = words.known(f"problem.{code}", "")
    if known:
        return known, words.known(f"problem.{code}.remedy", "")
    return error.detail, error.remedy


def _page(visit: Visit, status: int, technical: str) -> Response:
    words, kind = visit.words, status if status in _WORDED else 500
    view = ErrorView(words(f"error.{kind}"), words(f"error.{kind}.text"), words(f"error.{kind}.remedy"), technical)
    response = visit.show("error.html", view.title, view, status=status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
