"""A reader that follows the ledger by position never skips an event, and never sees a page change.

Eight writing processes with random batches, and the interleavings one by one with transactions held by hand.
Each protection is also taken away, to show that the test would notice.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

import ledger
from ledger import Ledger, StoredAct
from ledger.engines import open_engine
from ledger.schema import BLOCK
from tests.ledger.forked import fork, joined
from tests.ledger.sample_acts import act, acts, clock

WRITERS = 8
SECONDS = 1.2
BARE_SECONDS = 1.0


def write_for_a_while(url: str, writer: int) -> None:
    chance = random.Random(writer)
    deadline = time.monotonic() + SECONDS
    with ledger.connect(url, clock=clock) as opened:
        batch = 0
        while time.monotonic() < deadline:
            size = chance.randint(1, 40)
            stream = f"case-{chance.randrange(12)}"
            opened.append([act(f"w{writer}-{batch}-{number}", stream) for number in range(size)])
            batch += 1


def test_eight_writers_and_a_reader_that_never_skips(database_url: str) -> None:
    """Prefix stability too: what was read while writing is read again afterwards, page by page, unchanged."""
    children = [fork(lambda writer=writer: write_for_a_while(database_url, writer)) for writer in range(WRITERS)]
    read: list[StoredAct] = []
    with ledger.connect(database_url, clock=clock) as opened:
        deadline = time.monotonic() + SECONDS + 1.0
        while time.monotonic() < deadline:
            opened.sequence()
            read += opened.read(len(read), 200)
        assert joined(children) == [0] * WRITERS
        opened.sequence()
        while page := opened.read(len(read), 200):
            read += page
        with opened.engine.connect() as connection:
            stored = connection.scalar(text("SELECT count(*) FROM events"))
        assert stored is not None
        assert len(read) == stored > 500
        assert [one.position for one in read] == list(range(1, stored + 1))
        again = [one for after in range(0, stored, 1000) for one in opened.read(after, 1000)]
        assert again == read
        assert opened.verify().ok


def test_the_same_reader_on_a_bare_sequence_skips(postgres_url: str) -> None:
    """The protection taken away: writers that number their own rows, a reader that follows the number."""
    engine = open_engine(postgres_url, as_application=False)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (position bigserial PRIMARY KEY, name text)"))

    def write(writer: int) -> None:
        chance = random.Random(writer)
        own = open_engine(postgres_url, as_application=False)
        deadline = time.monotonic() + BARE_SECONDS
        while time.monotonic() < deadline:
            with own.begin() as connection:
                for _ in range(chance.randint(1, 40)):
                    connection.execute(text("INSERT INTO bare (name) VALUES ('x')"))

    children = [fork(lambda writer=writer: write(writer)) for writer in range(WRITERS)]
    after, count = 0, 0
    deadline = time.monotonic() + BARE_SECONDS + 1.0
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            page = connection.execute(
                text("SELECT position FROM bare WHERE position > :after ORDER BY position LIMIT 200"),
                {"after": after},
            ).all()
        if page:
            after, count = page[-1].position, count + len(page)
    assert joined(children) == [0] * WRITERS
    with engine.connect() as connection:
        assert count < (connection.scalar(text("SELECT count(*) FROM bare")) or 0)
    engine.dispose()


class Interleaving:
    """Transactions held open by hand on one ledger, and a reader that follows it."""

    def __init__(self, opened: Ledger) -> None:
        self.ledger = opened
        self.read: list[StoredAct] = []
        self._open: dict[str, Connection] = {}

    def begin(self, name: str, act_id: str, stream: str) -> None:
        connection = self._open[name] = self.ledger.writing_engine.connect()
        connection.begin()
        self.ledger.append_in(connection, [act(act_id, stream)])

    def commit(self, name: str) -> None:
        with self._open.pop(name) as connection:
            connection.commit()

    def roll_back(self, name: str) -> None:
        with self._open.pop(name) as connection:
            connection.rollback()

    def append(self, act_id: str, stream: str) -> None:
        self.ledger.append([act(act_id, stream)])

    def follow(self, *expected: str) -> None:
        """Number, read on from where the reader stands, and expect exactly these ids to be new."""
        self.ledger.sequence()
        page = self.ledger.read(len(self.read), 100)
        assert [one.id for one in page] == list(expected)
        self.read += page
        assert self.ledger.read(0, 100) == self.read, "an earlier answer changed"


@pytest.fixture
def hand(on_postgres: Ledger) -> Interleaving:
    return Interleaving(on_postgres)


def slow_writer_first(hand: Interleaving) -> None:
    hand.begin("slow", "a1", "a")
    hand.append("b1", "b")
    hand.follow("b1")
    hand.commit("slow")
    hand.follow("a1")


def several_slow_writers_commit_in_reverse(hand: Interleaving) -> None:
    for name in ("a", "b", "c"):
        hand.begin(name, f"{name}1", name)
    hand.append("d1", "d")
    hand.follow("d1")
    for name in ("c", "b", "a"):
        hand.commit(name)
        hand.follow(f"{name}1")


def slow_writers_commit_together(hand: Interleaving) -> None:
    for name in ("a", "b", "c"):
        hand.begin(name, f"{name}1", name)
    hand.follow()
    for name in ("c", "a", "b"):
        hand.commit(name)
    hand.follow("a1", "b1", "c1")


def rolled_back_leaves_no_hole(hand: Interleaving) -> None:
    hand.append("a1", "a")
    hand.begin("lost", "b1", "b")
    hand.append("c1", "c")
    hand.roll_back("lost")
    hand.append("d1", "d")
    hand.follow("a1", "c1", "d1")


def rolled_back_after_others_were_numbered(hand: Interleaving) -> None:
    hand.begin("lost", "a1", "a")
    hand.append("b1", "b")
    hand.follow("b1")
    hand.roll_back("lost")
    hand.follow()
    hand.append("a1", "a")  # the same act posted again is new: nothing of it had stayed
    hand.follow("a1")


def older_open_transaction_holds_nothing_back(hand: Interleaving) -> None:
    hand.begin("idle", "z1", "z")
    for number in range(3):
        hand.append(f"a{number}", "a")
        hand.follow(f"a{number}")
    hand.roll_back("idle")


def idle_writer_on_an_unrelated_table(hand: Interleaving) -> None:
    """Where readers wait for the oldest transaction id, this one hides committed events."""
    with hand.ledger.engine.connect() as idle:
        idle.execute(text("INSERT INTO tracking (application_name, notification_id) VALUES ('idle', 1)"))
        hand.append("a1", "a")
        hand.follow("a1")


def early_transaction_late_append(hand: Interleaving) -> None:
    """A transaction that began (and has its id) first, but appended to the stream second, comes second."""
    with hand.ledger.writing_engine.connect() as early:
        early.execute(text("INSERT INTO tracking (application_name, notification_id) VALUES ('early', 1)"))
        hand.append("a1", "a")
        hand.ledger.append_in(early, [act("a2", "a")])
        hand.follow("a1")
        early.commit()
    hand.follow("a2")
    assert [one.version for one in hand.read] == [1, 2]


INTERLEAVINGS: list[Callable[[Interleaving], None]] = [
    slow_writer_first,
    several_slow_writers_commit_in_reverse,
    slow_writers_commit_together,
    rolled_back_leaves_no_hole,
    rolled_back_after_others_were_numbered,
    older_open_transaction_holds_nothing_back,
    idle_writer_on_an_unrelated_table,
    early_transaction_late_append,
]


@pytest.mark.parametrize("interleaving", INTERLEAVINGS, ids=lambda case: case.__name__)
def test_interleavings(hand: Interleaving, interleaving: Callable[[Interleaving], None]) -> None:
    interleaving(hand)
    assert hand.ledger.verify().ok


@contextmanager
def following_insert_ids(opened: Ledger) -> Iterator[Callable[[int], list[str]]]:
    with opened.engine.connect() as connection:

        def read(after: int) -> list[str]:
            query = text("SELECT id FROM events WHERE insert_id > :after ORDER BY insert_id")
            found = [row.id for row in connection.execute(query, {"after": after})]
            connection.rollback()
            return found

        yield read


def test_following_insert_ids_would_skip_the_slow_writer(on_postgres: Ledger) -> None:
    """The protection taken away: `slow_writer_first` with a reader that does not wait for positions."""
    hand = Interleaving(on_postgres)
    hand.begin("slow", "a1", "a")
    hand.append("b1", "b")
    with following_insert_ids(on_postgres) as read:
        assert read(-1) == ["b1"]
        seen = on_postgres.stream("b")[0].insert_id
        hand.commit("slow")
        assert read(seen) == [], "a1 is committed, and this reader will never see it"


def test_a_stream_is_numbered_in_the_order_of_its_versions(on_postgres: Ledger) -> None:
    """The head is locked before the ids are drawn: the second writer of a stream draws none while it waits."""
    hand = Interleaving(on_postgres)
    hand.begin("first", "a1", "a")

    def blocks_drawn() -> int:
        with on_postgres.engine.connect() as connection:
            return int(connection.scalar(text("SELECT last_value FROM event_block")) or 0) // BLOCK

    before = blocks_drawn()
    second = threading.Thread(target=hand.append, args=("a2", "a"))
    second.start()
    second.join(0.3)
    assert second.is_alive(), "the second writer waits for the head"
    assert blocks_drawn() == before
    hand.commit("first")
    second.join()
    assert blocks_drawn() == before + 1
    hand.follow("a1", "a2")


def test_sequences_have_cache_one(on_postgres: Ledger) -> None:
    """With CACHE 10 a session uses old ids after another used newer ones: two events of a stream change places."""
    with on_postgres.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT sequencename, cache_size, increment_by FROM pg_sequences WHERE schemaname = 'public'")
        ).all()
    assert {row.cache_size for row in rows} == {1}
    assert ("event_block", 1, BLOCK) in [tuple(row) for row in rows]


def test_a_cached_sequence_would_turn_a_stream_round(on_postgres: Ledger) -> None:
    """The protection taken away, and `verify` says which position is wrong."""
    owner = open_engine(str(on_postgres.engine.url.render_as_string(hide_password=False)), as_application=False)
    with owner.begin() as connection:
        connection.execute(text("ALTER SEQUENCE event_block CACHE 10"))
    owner.dispose()
    with on_postgres.writing_engine.connect() as one, on_postgres.writing_engine.connect() as other:
        on_postgres.append_in(one, [act("x", "other stream")])
        one.commit()  # `one` keeps nine blocks
        on_postgres.append_in(other, [act("a1", "a")])
        other.commit()
        on_postgres.append_in(one, [act("a2", "a")])
        one.commit()
    on_postgres.sequence()
    assert [found.id for found in on_postgres.read(0, 9)] == ["x", "a2", "a1"]
    fault = on_postgres.verify().fault
    assert fault is not None
    assert (fault.check, fault.position) == ("stream-chain", 2)


def test_a_page_has_no_more_than_asked_and_ends_at_the_head(opened: Ledger) -> None:
    opened.append(acts(10))
    assert opened.read(0, 5) == [], "not numbered yet"
    opened.sequence()
    assert [one.position for one in opened.read(0, 3)] == [1, 2, 3]
    assert [one.position for one in opened.read(8, 5)] == [9, 10]
    assert opened.read(10, 5) == []
