"""The table of problems: complete, in two languages, and the same codes as the domain's."""

from __future__ import annotations

import re

import pytest

from api.problem_kinds import PROBLEM_KINDS
from api.problems import TYPE_PREFIX, problem_of
from domain.errors import Conflict, LedgerFault, NotFound, QuanchengError, Refused
from domain.refusal_codes import REFUSAL_CODES


def test_every_code_with_which_an_event_can_be_refused_is_a_problem() -> None:
    assert set(REFUSAL_CODES) <= set(PROBLEM_KINDS)


@pytest.mark.parametrize("code", sorted(PROBLEM_KINDS))
def test_every_problem_has_a_stable_code_a_status_and_both_titles(code: str) -> None:
    kind = PROBLEM_KINDS[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert 400 <= kind.status < 600
    assert re.search(r"[一-鿿]", kind.zh)
    assert kind.en.isascii()


CASES = [
    # (the error, code, status, what must not be said)
    (Refused("time-in-future", "x", pointer="/time"), "time-in-future", 422, None),
    (Conflict("id-reused", "x"), "id-reused", 409, None),
    (NotFound("x"), "not-found", 404, None),
    # faults of the platform are for its operator, not for callers
    (LedgerFault("/var/lib/ledger.db is at revision 3"), "unavailable", 503, "/var/lib"),
    (QuanchengError("host db7 refused"), "internal-error", 500, "db7"),
    # a code nobody declared must not become a 500, nor invent a type
    (Refused("brand-new-code", "x"), "request-failed", 400, None),
]


@pytest.mark.parametrize(("error", "code", "status", "hidden"), CASES)
def test_each_error_becomes_its_problem(error: QuanchengError, code: str, status: int, hidden: str | None) -> None:
    problem = problem_of(error, "en")
    assert (problem.code, problem.status, problem.type) == (code, status, TYPE_PREFIX + code)
    if hidden is not None:
        assert hidden not in f"{problem.detail} {problem.remedy}"


def test_the_title_follows_the_language_and_the_type_does_not() -> None:
    error = Refused("time-in-future", "x")
    zh, en = problem_of(error, "zh"), problem_of(error, "en")
    assert zh.title != en.title
    assert zh.type == en.type
