"""Input that is odd or meant to hurt, and posts of the same acts by several processes at once. Both backends."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

import ledger
from domain.errors import Conflict, LedgerFault, Refused
from ledger import Ledger, NewAct
from ledger.limits import LONGEST_ID, LONGEST_TEXT
from tests.ledger.forked import fork, joined
from tests.ledger.sample_acts import act, acts, clock

PROCESSES = 4
NAMES = 120


def post_everything(url: str, worker: int) -> None:
    """Every act, in batches and an order of its own; each post is answered with the one receipt there is."""
    chance = random.Random(worker)
    names = list(range(NAMES))
    chance.shuffle(names)
    with ledger.connect(url, clock=clock) as opened:
        while names:
            batch = [act(names.pop(), f"case-{chance.randrange(3)}") for _ in range(min(len(names), 9))]
            batch = [replace(one, stream=f"case-{int(one.id) % 5}") for one in batch]
            assert len(opened.append(batch)) == len(batch)


def test_the_same_acts_from_several_processes_are_stored_once(database_url: str) -> None:
    assert joined([fork(lambda one=one: post_everything(database_url, one)) for one in range(PROCESSES)]) == [0] * 4
    with ledger.connect(database_url, clock=clock) as opened:
        assert opened.sequence() == NAMES
        stored = opened.read(0, 1000)
        assert sorted(int(one.id) for one in stored) == list(range(NAMES))
        again = opened.append([act(number, f"case-{number % 5}") for number in range(NAMES)])
        assert all(receipt.duplicate for receipt in again)
        assert {receipt.hash for receipt in again} == {one.hash.hex() for one in stored}
        assert opened.verify().ok


def test_one_id_with_another_content_from_each_process(database_url: str) -> None:
    """One process wins; the others exit with the status of a refusal."""

    def post(worker: int) -> None:
        with ledger.connect(database_url, clock=clock) as opened:
            try:
                opened.append([act(7, f"case-{worker}", payload=b"content %d" % worker)])
            except Conflict as refusal:
                assert refusal.code == "id-reused"  # noqa: PT017  # in a child
                os._exit(7)

    assert sorted(joined([fork(lambda one=one: post(one)) for one in range(PROCESSES)])) == [0, 7, 7, 7]
    with ledger.connect(database_url, clock=clock) as opened:
        assert opened.sequence() == 1
        assert opened.verify().ok


def test_a_batch_that_holds_an_act_twice(opened: Ledger) -> None:
    receipts = opened.append([act(1), act(2), act(1)])
    assert [(one.version, one.duplicate) for one in receipts] == [(1, False), (2, False), (1, True)]
    assert receipts[0].hash == receipts[2].hash
    with pytest.raises(Conflict, match="already used"):
        opened.append([act(3), act(4), act(3, payload=b"other")])
    with pytest.raises(Conflict, match="already used"):
        opened.append([act(5, "a"), act(5, "b")])
    assert opened.sequence() == 2, "nothing of the refused batches stayed"
    assert opened.verify().ok


def incompressible(length: int) -> str:
    return "".join(chr(random.Random(length).choice(range(0x4E00, 0x9FFF))) for _ in range(length // 3))


SURROGATE = "\ud800"
# (what is odd, the act, code of the refusal)
UNSTORABLE: list[tuple[str, NewAct, str]] = [
    *[
        (f"{odd} in {field}", replace(act(1), **{field: value}), code)  # type: ignore[arg-type]
        for field in ("stream", "source", "id", "type", "person", "agency")
        for odd, value, code in (
            ("NUL", "a\0b", "control-character"),
            ("half a character", f"a{SURROGATE}", "lone-surrogate"),
            ("too much", "x" * (1 + (LONGEST_ID if field == "id" else LONGEST_TEXT)), "attribute-too-long"),
        )
    ],
    ("a day beyond four bytes", replace(act(1), occurred_day=1 << 31), "number-out-of-range"),
    ("a time beyond eight bytes", replace(act(1), occurred_latest=1 << 63), "number-out-of-range"),
    ("a version beyond four bytes", replace(act(1), type_version=1 << 40), "number-out-of-range"),
]


@pytest.mark.parametrize(("oddity", "odd", "code"), UNSTORABLE, ids=[row[0] for row in UNSTORABLE])
def test_what_cannot_be_stored_is_refused_alike(opened: Ledger, oddity: str, odd: NewAct, code: str) -> None:
    for batch in ([odd], [act("good"), odd, act("better")]):
        with pytest.raises(Refused) as refusal:
            opened.append(batch)
        assert refusal.value.code == code
        with pytest.raises(Refused):
            opened.append_each(batch)
    assert opened.append([act("good")])[0].version == 1, "nothing of the refused batch stayed"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_digest_of_another_length_is_refused(opened: Ledger, length: int) -> None:
    """It would put the fields that follow it out of step in COPY, and never pass `verify` on SQLite."""
    with pytest.raises(LedgerFault, match="32"):
        opened.append([replace(act(1), content_digest=bytes(length))])


def test_the_longest_names_are_stored(opened: Ledger) -> None:
    """Texts that no compression shortens: the keys of PostgreSQL's indexes hold them just so."""
    text = incompressible(LONGEST_TEXT)
    longest = replace(act(incompressible(LONGEST_ID)), stream=text, source=text, type=text, person=text, agency=text)
    opened.append([longest])
    assert opened.append([longest])[0].duplicate
    opened.sequence()
    assert opened.read(0, 1)[0].id == longest.id
    assert opened.verify().ok


def test_huge_and_empty_payloads(opened: Ledger) -> None:
    huge = os.urandom(24 << 20)
    opened.append([act(1, payload=huge), act(2, payload=b""), act(3, payload=b"\0" * 1000)])
    opened.sequence()
    assert [one.payload for one in opened.read(0, 9)] == [huge, b"", b"\0" * 1000]
    assert opened.verify().ok


def test_ten_thousand_acts_in_one_batch(opened: Ledger) -> None:
    receipts = opened.append(acts(10_000, streams=136))
    assert len({receipt.hash for receipt in receipts}) == 10_000
    assert opened.sequence() == 10_000
    assert opened.verify().ok
    assert all(receipt.duplicate for receipt in opened.append(acts(10_000, streams=136)))


def test_a_clock_that_goes_backwards(database_url: str) -> None:
    """A day back between appends of one process, and another process a year behind: no stream runs back."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    looks = iter([start, start - timedelta(days=1), start - timedelta(days=366), start - timedelta(days=366)])
    with ledger.connect(database_url, clock=lambda: next(looks)) as first:
        first.append([act(1, "a")])
        first.append([act(2, "a"), act(3, "b")])
    with ledger.connect(database_url, clock=lambda: next(looks)) as slow:
        slow.append([act(4, "a"), act(5, "c")])
        slow.append([act(6, "c")])
        slow.sequence()
        times = {one.id: one.recorded_at for one in slow.read(0, 9)}
        assert times["1"] == times["2"] == times["4"]
        assert times["5"] == times["6"] < times["1"]
        assert slow.verify().ok
