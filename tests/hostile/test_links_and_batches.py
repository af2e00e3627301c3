"""Acts that join cases, or rest on another act of the same post, used to get at what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest

from app.caller import Caller
from app.composition import Platform
from app.health import health
from app.post_acts import Accepted, Rejected, post
from projections import findings_queue
from tests.app.conftest import clock, platform  # noqa: F401  # fixtures
from tests.platforms import POLICE, SetClock, accepted, detained, take, wire

OTHER = "urn:quancheng:cn-520103:police:01"


def refused(platform: Platform, item: dict[str, Any], agency: str) -> str:  # noqa: F811
    [outcome] = post(platform, [item], Caller(agency, "test"))
    return outcome.error.code if isinstance(outcome, Rejected) else "accepted"


def test_merging_a_foreign_case_into_ones_own(platform: Platform) -> None:  # noqa: F811
    """The merged case once showed its persons to the merging office, and ended under its own id."""
    take(platform, *detained(case="victim"))
    merger = wire("m", "CasesMerged", "2026-03-03", case="mine", source=OTHER, cases=["victim"])
    assert refused(platform, merger, OTHER) == "not-your-case"
    # what does not exist yet answers alike: nothing can be inferred, and nothing drawn in ahead of its time
    ahead = wire("m", "CasesMerged", "2026-03-03", case="mine", source=OTHER, cases=["no-such-case"])
    assert refused(platform, ahead, OTHER) == "not-your-case"
    disguised = wire("c", "EventCorrected", "2026-03-03", case="mine", source=OTHER, type="CasesMerged",
                     event={"source": OTHER, "id": "m"}, data={"cases": ["victim"]})  # fmt: skip
    assert refused(platform, disguised, OTHER) == "not-your-case"
    with platform.engine.connect() as connection:
        assert {row.case for row in findings_queue.findings(connection, platform.now()).rows} <= {"victim"}


def test_merging_cases_of_ones_own(platform: Platform) -> None:  # noqa: F811
    accepted(platform, *detained(case="A"), *detained(case="B", person="p2"))
    merger = wire("m", "CasesMerged", "2026-03-03", case="A", cases=["B"])
    assert refused(platform, merger, POLICE) == "accepted"


@pytest.mark.parametrize(
    ("kind", "data"),
    [("CasesMerged", {"cases": ["finding:1"]}), ("CaseSplit", {"new_case": "finding:1"})],
)
def test_a_link_to_the_record_of_a_finding(platform: Platform, kind: str, data: dict[str, Any]) -> None:  # noqa: F811
    """It once parked the case for good: nobody supervised it any more."""
    take(platform, *detained())
    [outcome] = post(platform, [wire("x", kind, "2026-03-03", **data)], Caller(POLICE, "test"))
    assert isinstance(outcome, Rejected)
    assert outcome.error.code == "reserved-case-id"
    assert health(platform).parked == ()


def test_a_person_brought_in_by_an_act_that_was_not_taken(platform: Platform) -> None:  # noqa: F811
    """Its id names another act already: what rests on it must fall with it."""
    accepted(platform, *detained(case="A"))
    batch = [
        wire("uses", "ArrestRequested", "2026-03-03", case="B", person="p9"),
        wire("A-detained", "Detained", "2026-03-02", case="B", person="p9"),
    ]
    outcomes = post(platform, batch, Caller(POLICE, "test"))
    codes = [one.error.code if isinstance(one, Rejected) else "accepted" for one in outcomes]
    assert codes == ["unknown-person", "id-reused"]
    batch[1] = wire("fresh", "Detained", "2026-03-02", case="B", person="p9")
    assert all(isinstance(one, Accepted) for one in post(platform, batch, Caller(POLICE, "test")))


def test_ids_of_the_greatest_length(platform: Platform, clock: SetClock) -> None:  # noqa: F811
    """Index entries of PostgreSQL end at 2,704 bytes: what is taken must fit, what cannot is refused."""
    clock.set("2026-03-20")
    person = "".join(chr(0x20000 + 37 * n) for n in range(200))
    case = "".join(chr(0x4E00 + 53 * n) for n in range(200))
    child = "".join(chr(0x20000 + 41 * n) for n in range(200))
    act = "".join(chr(0x4E00 + 59 * n) for n in range(200))
    take(
        platform,
        wire(act, "Detained", "2026-03-02", case=case, person=person),
        wire(act[::-1], "CaseSplit", "2026-03-03", case=case, new_case=child, persons=[person]),
    )
    assert health(platform).parked == ()
    too_long = wire("x", "CaseFiled", "2026-03-02", case=child)
    assert refused(platform, too_long, POLICE) == "attribute-too-long"
