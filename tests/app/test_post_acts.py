"""Intake: what is no well-formed, authentic statement is refused and leaves no trace; everything else is kept."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest

from app.caller import OPERATOR, Caller
from app.composition import Platform
from app.finding_log import SOURCE
from app.import_acts import import_acts
from app.known_persons import KnownPersons
from app.post_acts import Accepted, Rejected, post, receipt
from app.read_case import event
from domain.errors import Conflict, NotFound, Refused
from tests.platforms import COURT, POLICE, SetClock, accepted, detained, wire

AS_POLICE = Caller(POLICE, "token-1")
# 11010519491231002X is the example number of GB 11643
CITIZEN = "11010519491231002X"


def stored(platform: Platform) -> int:
    platform.ledger.sequence()
    return platform.ledger.head()


HOSTILE: list[tuple[str, Any, str]] = [
    ("malformed", b'{"specversion": ', "malformed-json"),
    ("no object", b"[1]", "wrong-type"),
    ("invalid UTF-8", b'{"specversion": "1.0", "id": "\xff"}', "invalid-utf8"),
    ("NaN", b'{"specversion": "1.0", "data": {"days": NaN}}', "number-not-finite"),
    ("duplicate key", b'{"specversion": "1.0", "id": "1", "id": "2"}', "duplicate-key"),
    ("future", wire("x", "CaseFiled", "2026-03-05"), "time-in-future"),
    ("stranger", wire("x", "InterrogationRecordSigned", "2026-03-01", person="nobody"), "unknown-person"),
    ("somebody else's name", wire("x", "CaseFiled", "2026-03-01", source=COURT), "not-your-agency"),
    ("the platform's own name", wire("x", "CaseFiled", "2026-03-01", source=SOURCE), "not-your-agency"),
    ("the stream of a finding", wire("x", "CaseFiled", "2026-03-01", case="finding:00"), "reserved-case-id"),
    ("unknown type", wire("x", "CaseFyled", "2026-03-01"), "unknown-event-type"),
    ("unknown field", wire("x", "CaseFiled", "2026-03-01", nothing_of_the_kind=1), "unknown-field"),
    ("citizen id as a person", wire("x", "SuspectIdentified", "2026-03-01", person=CITIZEN), "citizen-id-misplaced"),
    ("citizen id as a case id", wire("x", "CaseFiled", "2026-03-01", case=f"A-{CITIZEN}"), "citizen-id-misplaced"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "item", "code"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_refused_and_nothing_stored(on_sqlite: Platform, attack: str, item: Any, code: str) -> None:
    [outcome] = post(on_sqlite, [item], AS_POLICE)
    assert isinstance(outcome, Rejected)
    assert isinstance(outcome.error, Refused)
    assert outcome.error.code == code
    assert outcome.error.remedy
    assert stored(on_sqlite) == 0


def test_one_bad_item_does_not_cost_the_others(platform: Platform) -> None:
    good, bad = wire("1", "CaseFiled", "2026-03-01"), wire("2", "CaseFyled", "2026-03-01")
    outcomes = post(platform, [good, bad, wire("3", "CaseFiled", "2026-03-02", case="B")], AS_POLICE)
    assert [isinstance(outcome, Accepted) for outcome in outcomes] == [True, False, True]
    assert stored(platform) == 2


def test_a_repeat_gets_the_first_receipt_and_other_content_a_conflict(platform: Platform) -> None:
    [first] = accepted(platform, wire("1", "CaseFiled", "2026-03-01"))
    [again] = accepted(
        platform, wire("1", "CaseFiled", "2026-03-01", envelope={"recordedtime": "2026-03-02T00:00:00Z"})
    )
    [other] = post(platform, [wire("1", "CaseFiled", "2026-03-02")], OPERATOR)
    assert again.duplicate
    assert (again.hash, again.version) == (first.hash, first.version)
    assert isinstance(other, Rejected)
    assert isinstance(other.error, Conflict)
    assert other.error.code == "id-reused"
    assert receipt(platform, POLICE, "1").hash == first.hash
    with pytest.raises(NotFound):
        receipt(platform, POLICE, "2")


def test_items_of_one_post_may_come_in_any_order(platform: Platform) -> None:
    *_, detention = detained()
    assert len(accepted(platform, detention, *detained()[:2])) == 3


def test_a_child_case_knows_who_was_moved_into_it(platform: Platform) -> None:
    accepted(platform, *detained())
    accepted(platform, wire("split", "CaseSplit", "2026-03-03", new_case="B", persons=["p1"]))
    accepted(platform, wire("q", "InterrogationRecordSigned", "2026-03-03", case="B", person="p1"))
    [outcome] = post(platform, [wire("q2", "InterrogationRecordSigned", "2026-03-03", case="C", person="p1")], OPERATOR)
    assert isinstance(outcome, Rejected)
    fresh = KnownPersons(platform.pack)  # what another process sees
    with platform.engine.connect() as connection:
        assert fresh.of(connection, ["B"])["B"] == {"p1"}


def test_a_citizen_id_is_sealed_before_it_is_stored(platform: Platform, clock: SetClock) -> None:
    item = wire("s", "SuspectIdentified", "2026-03-01", person="p1", citizen_id=CITIZEN)
    accepted(platform, wire("f", "CaseFiled", "2026-03-01"), item)
    [again] = accepted(platform, item)
    assert again.duplicate, "sealed anew, and still the same statement"
    assert CITIZEN.encode() not in event(platform, POLICE, "s").act.payload


def test_only_an_import_says_when_it_was_recorded(platform: Platform) -> None:
    claim = {"recordedtime": "2026-03-01T12:00:00Z"}
    accepted(platform, wire("own", "CaseFiled", "2026-03-01", envelope=claim), caller=AS_POLICE)
    accepted(platform, wire("import", "CaseFiled", "2026-03-01", case="B", envelope=claim), caller=OPERATOR)
    own, imported = event(platform, POLICE, "own"), event(platform, POLICE, "import")
    assert own.event.recorded == own.act.recorded_at == platform.now()
    assert imported.event.recorded is not None
    assert imported.event.recorded < imported.act.recorded_at
    assert msgspec.json.decode(own.act.payload)["claimedrecordedtime"] == claim["recordedtime"]


def test_posts_of_many_threads_are_all_kept_once(platform: Platform) -> None:
    """Each act is posted by two threads at the same time."""
    receipts: dict[str, list[str]] = {}
    lock, start = threading.Lock(), threading.Barrier(8)

    def run(worker: int) -> None:
        start.wait()
        for number in range(20):
            name = f"{worker // 2}-{number}"
            [got] = accepted(platform, wire(name, "CaseFiled", "2026-03-01", case=name), caller=AS_POLICE)
            with lock:
                receipts.setdefault(name, []).append(got.hash)

    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 80
    assert all(len(hashes) == 2 and len(set(hashes)) == 1 for hashes in receipts.values())
    assert stored(platform) == 80


def test_an_import_in_batches_does_not_depend_on_its_order(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.import_acts.BATCH", 1)
    stranger = wire("x", "InterrogationRecordSigned", "2026-03-03", person="nobody")
    backwards = [*reversed(detained()), stranger]
    outcomes = list(import_acts(platform, backwards, lambda item: item, OPERATOR))
    assert {item["id"]: isinstance(outcome, Accepted) for item, outcome in outcomes} == {
        "A-filed": True,
        "A-suspect": True,
        "A-detained": True,
        "x": False,
    }
