"""An act that says which act of its case it is: taken at that number, or refused with the number there is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.caller import Caller
from app.composition import Platform
from app.post_acts import Accepted, Rejected, post
from domain.errors import Refused, StaleVersion
from domain.wire_event import parse_wire
from tests.platforms import COURT, POLICE, SetClock, accepted, detained, open_for_test, wire

POLICE_CALLER = Caller(POLICE, "t")


@pytest.fixture
def platform(database_url: str, tmp_path: Path) -> Iterator[Platform]:
    with open_for_test(database_url, SetClock("2026-03-05"), tmp_path / "key") as opened:
        yield opened


def summons(act_id: str, expected: object = None, case: str = "A", source: str = POLICE, **data: object) -> Any:
    envelope = {} if expected is None else {"expectedversion": expected}
    return wire(act_id, "SummonsEnded", "2026-03-03", case=case, source=source, envelope=envelope, person="p1", **data)


def told(platform: Platform, *items: Any, caller: Caller = POLICE_CALLER) -> list[object]:
    """Per item the number it got, or (code, the version there is)."""
    return [
        outcome.receipt.version
        if isinstance(outcome, Accepted)
        else (outcome.error.code, getattr(outcome.error, "found", None))
        for outcome in post(platform, items, caller)
    ]


def acts(platform: Platform, case: str = "A") -> int:
    return len(platform.ledger.stream(case))


def test_the_right_number_is_taken_and_a_wrong_one_names_the_version_there_is(platform: Platform) -> None:
    accepted(platform, *detained())
    assert told(platform, summons("s1", 5), summons("s2", 3)) == [("stale-version", 3), ("stale-version", 3)]
    assert acts(platform) == 3, "nothing of it is stored"
    assert told(platform, summons("s1", 4)) == [4]
    [rejected] = post(platform, [summons("s2", "4")], POLICE_CALLER)
    assert isinstance(rejected, Rejected)
    assert isinstance(rejected.error, StaleVersion)
    assert (rejected.error.expected, rejected.error.found, rejected.error.pointer) == (4, 4, "/expectedversion")


def test_in_a_batch_each_counts_after_those_before_it_that_were_taken(platform: Platform) -> None:
    accepted(platform, *detained())
    items = [summons("s1", 4), summons("s2", 6), summons("s3", 5), summons("s4"), summons("s5", 7)]
    assert told(platform, *items) == [4, ("stale-version", 4), 5, 6, 7]
    assert acts(platform) == 7


def test_a_repeat_gets_its_receipt_whatever_has_happened_since(platform: Platform) -> None:
    accepted(platform, *detained())
    assert told(platform, summons("s1", 4), summons("s2"), summons("s1", 4), summons("s1")) == [4, 5, 4, 4]
    [again] = post(platform, [summons("s1", 4)], POLICE_CALLER)
    assert isinstance(again, Accepted)
    assert again.receipt.duplicate
    assert told(platform, summons("s1", 4, signature_refused=True)) == [("id-reused", None)], (
        "the number does not hide it"
    )


def test_one_stale_act_twice_in_a_batch_is_stale_twice(platform: Platform) -> None:
    accepted(platform, *detained())
    assert told(platform, summons("s1", 9), summons("s1", 9)) == [("stale-version", 3)] * 2


def test_of_two_who_saw_the_same_version_one_is_taken(platform: Platform) -> None:
    accepted(platform, *detained())
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda n: told(platform, summons(f"s{n}", 4))[0], range(16)))
    assert sorted(map(str, results)) == sorted(["4", *[str(("stale-version", 4))] * 15])
    assert acts(platform) == 4


def test_a_number_is_a_condition_and_no_part_of_the_act(platform: Platform) -> None:
    accepted(platform, *detained())
    told(platform, summons("s1", 4))
    assert b"expectedversion" not in platform.ledger.stream("A")[-1].payload


def test_an_act_that_links_cases_keeps_to_its_number_too(platform: Platform) -> None:
    accepted(platform, *detained())
    split = wire("x", "CaseSplit", "2026-03-04", envelope={"expectedversion": 9}, new_case="B", persons=["p1"])
    assert told(platform, split) == [("stale-version", 3)]
    with platform.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM case_links").scalar() == 0
    split["expectedversion"] = 4
    assert told(platform, split) == [4]


@pytest.mark.parametrize("expected", [1, 2, 3, 4, 5, 99])
def test_a_strangers_case_cannot_be_measured_by_it(platform: Platform, expected: int) -> None:
    """Another office names versions of a case it has no part in: the same words whether the case exists or not."""
    accepted(platform, *detained())
    stranger = Caller(COURT, "t")
    words = []
    for case in ("A", "no-such-case"):
        [outcome] = post(platform, [wire("z", "CaseFiled", "2026-03-01", case=case, source=COURT,
                                         envelope={"expectedversion": expected})], stranger)  # fmt: skip
        assert isinstance(outcome, Rejected)
        assert isinstance(outcome.error, Refused)
        words.append((outcome.error.code, outcome.error.detail.replace(case, "…"), outcome.error.remedy))
    assert words[0] == words[1]
    assert words[0][0] == "not-your-case"
    assert acts(platform) == 3


def test_an_earlier_act_of_the_same_post_gives_the_office_its_part(platform: Platform) -> None:
    first, *rest = detained(case="N")
    for number, act in enumerate(rest, 2):
        act["expectedversion"] = number
    assert told(platform, first, *rest) == [1, 2, 3]


BAD = [0, -1, True, 1.5, "", "x", "-1", [], {}]


@pytest.mark.parametrize("value", BAD)
def test_what_is_no_number_from_1_is_refused(value: object) -> None:
    with pytest.raises(Refused) as refusal:
        parse_wire(summons("s1") | {"expectedversion": value})
    assert (refusal.value.code, refusal.value.pointer) == ("expected-version-invalid", "/expectedversion")
