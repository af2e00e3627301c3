"""A citizen identity number, smuggled in where it would be stored in clear."""

from __future__ import annotations

from typing import Any

import pytest

from app import findings
from app.caller import Caller
from app.composition import Platform
from app.post_acts import Rejected, post
from domain.errors import Refused
from tests.app.conftest import clock, on_sqlite  # noqa: F401  # fixtures
from tests.platforms import POLICE, SetClock, detained, found, take, wire

NUMBER = "11010519491231002X"
SPELLINGS = {
    "plain": NUMBER,
    "within text": f"身份证{NUMBER}。",
    "small x": NUMBER.lower(),
    "full width": NUMBER.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "in groups": "110105 19491231 002X",
    "hyphens": "110105-19491231-002X",
    "zero width": "\u200b".join(NUMBER),
    "one letter more": NUMBER + "X",
}


def code(platform: Platform, item: dict[str, Any]) -> str:
    [outcome] = post(platform, [item], Caller(POLICE, "test"))
    return outcome.error.code if isinstance(outcome, Rejected) else "accepted"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_in_a_note(on_sqlite: Platform, spelling: str) -> None:  # noqa: F811
    item = wire("1", "CaseFiled", "2026-03-01", note=f"suspect {SPELLINGS[spelling]}!")
    assert code(on_sqlite, item) == "citizen-id-misplaced"


@pytest.mark.parametrize("place", ["id", "subject", "extension", "extension name", "person", "actor"])
def test_in_the_envelope(on_sqlite: Platform, place: str) -> None:  # noqa: F811
    digits = "110101199003070070"
    digits = next(d for d in (digits[:-1] + c for c in "0123456789") if _valid(d))
    item = wire("1", "Detained", "2026-03-01", person="p1")
    changed: dict[str, Any] = {
        "id": item | {"id": f"x-{digits}"},
        "subject": item | {"subject": digits},
        "extension": item | {"traceid": digits},
        "extension name": item | {digits: "x"},
        "person": item | {"data": {"person": digits}},
        "actor": item | {"actor": f"mailto:{digits}"},
    }[place]
    assert code(on_sqlite, changed) == "citizen-id-misplaced"


def test_in_what_a_supervisor_writes(on_sqlite: Platform, clock: SetClock) -> None:  # noqa: F811
    clock.set("2026-03-20")
    take(on_sqlite, *detained())
    finding = found(on_sqlite, "CPL-091-1")[0].id
    with pytest.raises(Refused) as refusal:
        findings.assign(on_sqlite, finding, to="me", by="me", text=f"see {NUMBER}")
    assert refusal.value.code == "citizen-id-misplaced"
    assert NUMBER not in str(refusal.value)


def test_other_long_numbers_pass(on_sqlite: Platform) -> None:  # noqa: F811
    note = "call 0851-85861234 or 13985000000; file 2026 0101 0001 0002 0003; 110105194912310021"
    assert code(on_sqlite, wire("1", "CaseFiled", "2026-03-01", note=note)) == "accepted"


def _valid(digits: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(digits))
