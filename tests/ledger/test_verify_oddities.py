"""Odd databases under `verify`: unsigned tails, values of a wrong type, tables that nobody expects. Both backends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from tests.ledger import forgery
from tests.ledger.scene import Scene, checked

Attack = Callable[[Connection], None]

# (attack on what no checkpoint covers, what verify says without a kept one)
UNSIGNED = [
    ("the tail is cut, the queue left", lambda c: forgery.cut_but_leave_the_queue(c, 550), ("stream-chain", 551)),
    ("the tail is put back into the queue", lambda c: forgery.unnumber(c, 550), None),
]


@pytest.mark.parametrize(("attack", "how", "found"), UNSIGNED, ids=[row[0] for row in UNSIGNED])
def test_a_tail_that_nobody_signed(scene: Scene, attack: str, how: Attack, found: tuple[str, int] | None) -> None:
    """Putting a tail back loses no event: it will be numbered again, maybe otherwise. Only a kept checkpoint tells."""
    with scene.disarmed() as connection:
        how(connection)
        fault = checked(scene, connection, scene.at_300).fault
    assert (fault and (fault.check, fault.position)) == found


# (attack, statement): SQLite takes a value of any type in any column; verify must name it and not fall over it
ODD_TYPES = [
    ("a position that is a word", "UPDATE positions SET position = 'x' WHERE position = 45", "positions", 1),
    ("a log hash that is a word", "UPDATE positions SET log_hash = 'x' WHERE position = 45", "log-hash", 45),
    ("an insert id that is a word", "UPDATE positions SET insert_id = 'x' WHERE position = 45", "positions", 45),
    ("a queue size that is a word", "UPDATE unsequenced SET size = 'x'", "queue", 601),
    ("a tile that is a number", "UPDATE tree_tiles SET hashes = 7 WHERE tile = 1", "tree", 512),
    ("a note that is bytes", "UPDATE checkpoints SET note = x'ff00' WHERE size = 300", "checkpoints", 300),
]


@pytest.mark.parametrize(("attack", "statement", "check", "position"), ODD_TYPES, ids=[row[0] for row in ODD_TYPES])
def test_values_of_a_wrong_type(scene: Scene, attack: str, statement: str, check: str, position: int) -> None:
    if scene.owner.dialect.name == "postgresql":
        return  # its columns hold what they say
    with scene.disarmed() as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(text(statement))
        report = checked(scene, connection)
        connection.execute(text("PRAGMA ignore_check_constraints = OFF"))
    assert report.fault is not None
    assert not report.ok
    assert (report.fault.check, report.fault.position) == (check, position), report.fault


def test_a_table_that_nobody_expects_is_no_fault(scene: Scene) -> None:
    """Read models and an operator's notes live in the same database."""
    with scene.disarmed() as connection:
        connection.execute(text("CREATE TABLE events_9 AS SELECT * FROM events"))
        assert checked(scene, connection).ok


# (owner's trick, statements, check that finds it or None where all the rows are still the same)
TRICKS = [
    ("a child table with a position", ["CREATE TABLE child () INHERITS (positions)",
        "INSERT INTO child SELECT * FROM ONLY positions WHERE position = 45"], "positions"),
    ("a child table with a free identity", ["CREATE TABLE child () INHERITS (event_identity)",
        "INSERT INTO child SELECT source, 'free', insert_id FROM ONLY event_identity LIMIT 1"], "identity"),
    ("a partition split in two, all rows kept", ["ALTER TABLE events DETACH PARTITION events_0",
        "CREATE TABLE events_0a PARTITION OF events FOR VALUES WITH (MODULUS 16, REMAINDER 0)",
        "CREATE TABLE events_0b PARTITION OF events FOR VALUES WITH (MODULUS 16, REMAINDER 8)",
        "INSERT INTO events SELECT * FROM events_0"], None),
    ("a partition split in two, the rows of others added", ["ALTER TABLE events DETACH PARTITION events_0",
        "CREATE TABLE events_0a PARTITION OF events FOR VALUES WITH (MODULUS 16, REMAINDER 0)",
        "CREATE TABLE events_0b PARTITION OF events FOR VALUES WITH (MODULUS 16, REMAINDER 8)",
        "INSERT INTO events SELECT * FROM events_0",
        "INSERT INTO events SELECT - 1 - g, 'x' || g || stream, version, source, 'x' || id, type, type_version, "
        "person, agency, occurred_day, occurred_earliest, occurred_latest, recorded_at, content_digest, payload, "
        "prev_hash, hash, hash_name FROM events, generate_series(1, 9) g WHERE version = 1"], "queue"),
]  # fmt: skip


@pytest.mark.parametrize(("trick", "statements", "check"), TRICKS, ids=[row[0] for row in TRICKS])
def test_tables_that_an_owner_adds(scene: Scene, trick: str, statements: list[str], check: str | None) -> None:
    if scene.owner.dialect.name == "sqlite":
        return  # it has neither partitions nor inheritance
    with scene.disarmed() as connection:
        for statement in statements:
            connection.execute(text(statement))
        fault = checked(scene, connection).fault
    assert (fault.check if fault else None) == check, fault
