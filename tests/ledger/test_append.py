"""Append: receipts, idempotency, expected versions, the caller's own transaction. Both backends."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

import ledger
from domain.errors import Conflict, LedgerFault
from ledger import Ledger, Receipt
from ledger.posting import Posting
from tests.ledger.sample_acts import act, acts, clock, ticking


def keys(receipts: list[Receipt]) -> list[tuple[str, int, bool]]:
    return [(receipt.id, receipt.version, receipt.duplicate) for receipt in receipts]


def test_versions_run_from_one_in_each_stream(opened: Ledger) -> None:
    receipts = opened.append([act(1, "a"), act(2, "b"), act(3, "a")])
    assert keys(receipts) == [("1", 1, False), ("2", 1, False), ("3", 2, False)]
    assert [stored.hash.hex() for stored in opened.stream("a")] == [receipts[0].hash, receipts[2].hash]
    assert opened.stream("a")[1].prev_hash == opened.stream("a")[0].hash
    assert opened.streams(["b", "nothing"]) == {"b": opened.stream("b"), "nothing": []}


def test_what_is_read_is_what_was_appended(opened: Ledger) -> None:
    given = act(1, payload=b'{"text":"\xe6\x8b\x98\xe7\x95\x99\\u0000"}', source="urn:quancheng:cn-520100:\u8b66:01")
    opened.append([given])
    opened.sequence()
    stored = opened.read(0, 10)[0]
    for field in ("stream", "source", "id", "type", "type_version", "person", "agency", "payload"):
        assert getattr(stored, field) == getattr(given, field), field
    for field in ("occurred_day", "occurred_earliest", "occurred_latest"):
        assert getattr(stored, field) == getattr(given, field), field
    assert stored.position == 1
    assert stored.version == 1


def test_nothing_to_append(opened: Ledger) -> None:
    assert opened.append([]) == []
    assert opened.sequence() == 0
    assert opened.head() == 0
    assert opened.read(0, 10) == []
    assert opened.receipt("x", "y") is None


# (what is odd, first post, second post, outcome per item of the second: version or the conflict's code)
REPEATS = [
    ("the same again", [act(1)], [act(1)], [1]),
    ("the same and something new", [act(1)], [act(1), act(2)], [1, 2]),
    ("new, then the same", [act(1)], [act(2), act(1)], [2, 1]),
    ("twice in one batch", [], [act(1), act(1)], [1, 1]),
    ("other content", [act(1)], [act(1, payload=b"{}")], ["id-reused"]),
    ("other content beside something new", [act(1)], [act(2), act(1, payload=b"{}")], [2, "id-reused"]),
    ("other content in one batch", [], [act(1), act(1, payload=b"{}")], [1, "id-reused"]),
    ("same id of another source is another act", [act(1)], [act(1, source="urn:other")], [2]),
    ("same id and payload for another case", [act(1, "a")], [act(1, "b")], ["id-reused"]),
]


@pytest.mark.parametrize(("oddity", "before", "again", "outcome"), REPEATS, ids=[row[0] for row in REPEATS])
def test_repeats(
    opened: Ledger,
    oddity: str,
    before: list[ledger.NewAct],
    again: list[ledger.NewAct],
    outcome: list[int | str],
) -> None:
    originals = {(receipt.source, receipt.id): receipt for receipt in opened.append(before)}
    each = opened.append_each(again)
    found = [item.version if isinstance(item, Receipt) else item.code for item in each]
    assert found == outcome
    for item in each:
        if isinstance(item, Receipt) and (item.source, item.id) in originals:
            original = originals[item.source, item.id]
            assert item.duplicate
            assert (item.hash, item.recorded_at) == (original.hash, original.recorded_at)
    opened.sequence()
    assert opened.verify().ok


def test_a_conflict_keeps_the_whole_batch_out(opened: Ledger) -> None:
    opened.append([act(1)])
    with pytest.raises(Conflict) as refusal:
        opened.append([act(2), act(1, payload=b"{}")])
    assert refusal.value.code == "id-reused"
    assert [stored.id for stored in opened.stream("case-1")] == ["1"]


def test_digest_decides_not_the_stored_bytes(opened: Ledger) -> None:
    """A payload with fresh ciphertext differs each time; the content digest says that it is the same act."""
    from msgspec.structs import replace

    first = replace(act(1, payload=b"ciphertext 1"), content_digest=b"d" * 32)
    opened.append([first])
    again = opened.append([replace(first, payload=b"ciphertext 2")])[0]
    assert again.duplicate
    assert opened.stream("case-1")[0].payload == b"ciphertext 1"


def test_receipt_of_a_repeat_gains_its_position(opened: Ledger) -> None:
    assert opened.append([act(1)])[0].position is None
    opened.sequence()
    assert opened.append([act(1)])[0].position == 1
    found = opened.receipt(act(1).source, "1")
    assert found is not None
    assert found.position == 1


def test_parallel_posts_of_one_act_give_one_event_and_one_receipt(opened: Ledger) -> None:
    """Twenty-five rounds of eight. Weakened below: without the unique identity an act is stored twice."""
    together = threading.Barrier(8)

    def post(number: int) -> list[Receipt]:
        together.wait()
        return opened.append([act(number, f"case-{number % 3}")])

    with ThreadPoolExecutor(8) as pool:
        for number in range(25):
            receipts = [found[0] for found in pool.map(post, [number] * 8)]
            assert len({receipt.hash for receipt in receipts}) == 1
            assert [receipt.duplicate for receipt in receipts].count(False) == 1
    opened.sequence()
    assert opened.head() == 25


def test_parallel_posts_of_one_id_with_two_contents(opened: Ledger) -> None:
    """In different streams no head lock helps: the identity table alone decides who was first."""

    def post(which: int) -> Receipt | Conflict:
        together.wait()
        return opened.append_each([act(7, f"case-{which}", payload=b"content %d" % which)])[0]

    together = threading.Barrier(6)
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(post, range(6)))
    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
    assert sum(len(opened.stream(f"case-{which}")) for which in range(6)) == 1


def test_without_the_identity_table_duplicates_would_be_stored(on_postgres: Ledger) -> None:
    """The protection taken away: the tests above can fail."""
    with on_postgres.engine.connect() as connection:
        connection.execute(text("RESET ROLE"))
        connection.execute(text("ALTER TABLE event_identity DROP CONSTRAINT event_identity_pkey"))
        connection.commit()
    on_postgres.append([act(1)])
    assert not on_postgres.append([act(1)])[0].duplicate
    assert len(on_postgres.stream("case-1")) == 2


# (what is odd, version the caller expects, version there is, accepted)
EXPECTATIONS = [
    ("a new stream", 0, 0, True),
    ("the version seen", 2, 2, True),
    ("someone was faster", 1, 2, False),
    ("a version not reached yet", 3, 2, False),
]


@pytest.mark.parametrize(
    ("oddity", "expected", "present", "accepted"), EXPECTATIONS, ids=[row[0] for row in EXPECTATIONS]
)
def test_expected_version(opened: Ledger, oddity: str, expected: int, present: int, accepted: bool) -> None:
    opened.append([act(f"x{number}") for number in range(present)])
    if accepted:
        assert opened.append([act(9)], expected={"case-1": expected})[0].version == present + 1
    else:
        with pytest.raises(Conflict) as refusal:
            opened.append([act(9)], expected={"case-1": expected})
        assert refusal.value.code == "stale-version"
        assert len(opened.stream("case-1")) == present


def test_parallel_posts_expecting_one_version_let_one_through(opened: Ledger) -> None:
    opened.append([act(0)])
    together = threading.Barrier(8)

    def post(number: int) -> bool:
        together.wait()
        try:
            opened.append([act(number)], expected={"case-1": 1})
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(post, range(1, 9))) == 1


def test_append_in_goes_with_the_callers_transaction(opened: Ledger) -> None:
    with opened.writing_engine.begin() as connection:
        opened.append_in(connection, [act(1)])
    with opened.writing_engine.connect() as connection:
        connection.begin()
        opened.append_in(connection, [act(2)])
        connection.rollback()
    assert [stored.id for stored in opened.stream("case-1")] == ["1"]


def test_append_in_keeps_the_callers_work_when_it_meets_a_repeat(opened: Ledger) -> None:
    opened.append([act(1)])
    with opened.writing_engine.begin() as connection:
        connection.execute(text("INSERT INTO tracking (application_name, notification_id) VALUES ('mine', 5)"))
        receipts = opened.append_in(connection, [act(1), act(2)])
    assert keys(receipts) == [("1", 1, True), ("2", 2, False)]
    with opened.engine.connect() as connection:
        assert connection.scalar(text("SELECT notification_id FROM tracking")) == 5


def test_append_outside_a_transaction_is_refused(on_postgres: Ledger) -> None:
    with on_postgres.engine.connect() as connection, pytest.raises(LedgerFault):
        Posting(on_postgres.engine, on_postgres.clock)._attempt(connection, [act(1)], {}, True, False)


def test_recorded_at_never_runs_back(database_url: str) -> None:
    """The clock jumps back an hour between two appends, and another process has a slower clock still."""
    moments = [datetime(2026, 3, 1, 12, tzinfo=UTC) - timedelta(hours=hour) for hour in range(3)]
    looks = iter(moments)
    with ledger.connect(database_url, clock=lambda: next(looks)) as first:
        times = [first.append([act(number)])[0].recorded_at for number in range(2)]
    with ledger.connect(database_url, clock=lambda: next(looks)) as second:
        times.append(second.append([act(2)])[0].recorded_at)
    assert times == [times[0]] * 3


def test_recorded_at_is_the_clocks(database_url: str) -> None:
    looks = ticking()
    with ledger.connect(database_url, clock=lambda: next(looks)) as opened:
        times = [opened.append([act(number)])[0].recorded_at for number in range(3)]
    assert [later - times[0] for later in times] == [0, 1_000_000, 2_000_000]


def test_a_batch_larger_than_a_block_is_refused(opened: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """More ids than the sequence hands out at once would run into the next block."""
    monkeypatch.setattr("ledger.append.BLOCK", 10)
    assert len(opened.append(acts(10))) == 10
    with pytest.raises(LedgerFault, match="batches"):
        opened.append(acts(11, prefix="more"))


def test_blocks_of_ids_do_not_overlap(opened: Ledger) -> None:
    for batch in range(2):
        opened.append(acts(4200, prefix=f"{'ab'[batch]}"))
    ids = [stored.insert_id for rows in opened.streams([f"case-{n}" for n in range(7)]).values() for stored in rows]
    assert len(set(ids)) == 8400
    assert opened.sequence() == 8400
    assert opened.verify().ok


def test_dates_of_the_clock_must_carry_an_offset(database_url: str) -> None:
    naive = lambda: clock().replace(tzinfo=None)  # noqa: E731
    with ledger.connect(database_url, clock=naive) as opened, pytest.raises(TypeError):
        opened.append([act(1)])
