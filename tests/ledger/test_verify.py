"""The tamper matrix: each attack is detected, and the first bad position is named. Both backends.

An attack runs in a transaction, `verify` looks at that transaction, and it is rolled back: the triggers are off in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

import ledger
from domain.errors import LedgerFault
from ledger import Ledger
from ledger.checkpoint import Checkpoint, Signer, open_checkpoint
from ledger.engines import open_engine, writing
from ledger.merkle import consistency_holds, inclusion_holds, leaf_hash
from ledger.signed_note import sign
from ledger.verify import CHECKS, verify
from tests.ledger import forgery
from tests.ledger.forgery import at, change, flip
from tests.ledger.sample_acts import acts, clock
from tests.ledger.scene import SIZE, STREAMS, Scene, checked


def swap_payloads(connection: Connection) -> None:
    one, other = at(connection, 100), at(connection, 200)
    change(connection, 100, payload=other.payload, content_digest=other.content_digest)
    change(connection, 200, payload=one.payload, content_digest=one.content_digest)


def swap_whole_events_of_a_stream(connection: Connection) -> None:
    """Both rows change places, version included: hashes stay good, the chain does not."""
    forgery.renumber(connection, {100: 100 + STREAMS, 100 + STREAMS: 100}, with_log_hash=False)


def flip_checkpoint_root(connection: Connection) -> None:
    connection.execute(text("UPDATE checkpoints SET root = :root WHERE size = 300"), {"root": bytes(32)})


def forge_checkpoint(connection: Connection) -> None:
    note = sign(Checkpoint("example.org/log", 300, bytes(32)).text(), "example.org/log", Ed25519PrivateKey.generate())
    connection.execute(text("UPDATE checkpoints SET note = :note WHERE size = 300"), {"note": note})


def run(statement: str, **values: object) -> Callable[[Connection], None]:
    def attack(connection: Connection) -> None:
        connection.execute(text(statement), values)

    return attack


HERE = "WHERE insert_id = (SELECT insert_id FROM positions WHERE position = {})"
Attack = Callable[[Connection], None]
# (attack, how, check that finds it, first bad position)
# ruff: noqa: E501  # a row of the table is a line
MATRIX: list[tuple[str, Attack, str, int]] = [
    ("flip-a-byte-of-a-payload", lambda c: change(c, 123, payload=flip(at(c, 123).payload)), "event-hash", 123),
    ("flip-a-byte-of-a-hash", lambda c: change(c, 123, hash=flip(at(c, 123).hash)), "event-hash", 123),
    ("flip-a-byte-of-prev-hash", lambda c: change(c, 123, prev_hash=flip(at(c, 123).prev_hash)), "event-hash", 123),
    ("flip-a-byte-of-the-digest", lambda c: change(c, 9, content_digest=flip(bytes(32))), "event-hash", 9),
    ("digest-of-another-length", lambda c: change(c, 9, content_digest=b"short"), "event-hash", 9),
    ("another-person", lambda c: change(c, 600, person="p9"), "event-hash", 600),
    ("no-person", lambda c: change(c, 1, person="" if at(c, 1).person is None else None), "event-hash", 1),
    ("another-agency", lambda c: change(c, 257, agency="urn:x"), "event-hash", 257),
    ("another-type", lambda c: change(c, 256, type="Released"), "event-hash", 256),
    ("another-type-version", lambda c: change(c, 256, type_version=2), "event-hash", 256),
    ("a-day-earlier", lambda c: change(c, 5, occurred_day=738_999), "event-hash", 5),
    ("an-instant-later", lambda c: change(c, 5, occurred_latest=1), "event-hash", 5),
    ("recorded-earlier", lambda c: change(c, 5, recorded_at=1), "event-hash", 5),
    ("unknown-hash-name", lambda c: change(c, 77, hash_name="md5/1"), "event-hash", 77),
    ("text-moved-between-fields", lambda c: change(c, 8, source="urn:quancheng:cn-520102:police:0", id="17"), "event-hash", 8),
    ("rehashed-but-not-chained", lambda c: _rehash(c, 50), "log-hash", 50),
    ("swap-two-payloads", swap_payloads, "event-hash", 100),
    ("swap-two-events-of-a-stream", swap_whole_events_of_a_stream, "stream-chain", 100),
    (
        "swap-two-events-of-two-streams",
        lambda c: forgery.renumber(c, {590: 591, 591: 590}, with_log_hash=False),
        "log-hash",
        590,
    ),
    ("swap-two-positions", lambda c: forgery.renumber(c, {590: 591, 591: 590}, with_log_hash=True), "log-hash", 590),
    (
        "reorder",
        lambda c: forgery.renumber(c, {401: 402, 402: 403, 403: 404, 404: 401}, with_log_hash=True),
        "log-hash",
        401,
    ),
    ("delete-an-event", run("DELETE FROM events " + HERE.format(500)), "positions", 500),
    ("delete-a-position", run("DELETE FROM positions WHERE position = 500"), "positions", 500),
    ("delete-the-first-position", run("DELETE FROM positions WHERE position = 1"), "positions", 1),
    ("delete-and-close-the-gap", lambda c: forgery.forget(c, 500), "log-hash", 500),
    ("insert-in-the-middle", lambda c: forgery.slip_in(c, 300), "log-hash", 300),
    ("insert-without-a-position", lambda c: forgery.stray(c, 300), "queue", 601),
    ("truncate-the-tail", lambda c: forgery.cut(c, 550, carefully=False), "extent", 551),
    ("truncate-the-tail-with-care", lambda c: forgery.cut(c, 550, carefully=True), "extent", 551),
    ("truncate-the-tail-but-not-the-queue", lambda c: forgery.cut_but_leave_the_queue(c, 550), "extent", 551),
    ("unnumber-the-tail", lambda c: forgery.unnumber(c, 550), "extent", 551),
    ("all-gone", lambda c: forgery.cut(c, 0, carefully=True), "extent", 1),
    ("rewrite-history", lambda c: forgery.rewrite_history(c, 123, b'{"id":"other"}'), "kept-checkpoint", 300),
    ("rewrite-after-one-checkpoint", lambda c: forgery.rewrite_history(c, 301, b"{}"), "kept-checkpoint", 600),
    ("flip-a-log-hash", run("UPDATE positions SET log_hash = :h WHERE position = 45", h=bytes(32)), "log-hash", 45),
    ("flip-a-tile", run("UPDATE tree_tiles SET hashes = :h WHERE tile = 1", h=bytes(8192)), "tree", 512),
    ("flip-the-root-of-a-tile", run("UPDATE tree_tiles SET root = :h WHERE tile = 0", h=bytes(32)), "tree", 256),
    ("delete-a-tile", run("DELETE FROM tree_tiles WHERE tile = 0"), "tree", 256),
    ("a-tile-too-many", run("INSERT INTO tree_tiles VALUES (0, 2, :h, :h)", h=bytes(32)), "extent", 601),
    ("flip-a-stored-checkpoint", flip_checkpoint_root, "checkpoints", 300),
    ("a-checkpoint-signed-by-a-stranger", forge_checkpoint, "checkpoints", 300),
    ("empty-the-queue", run("DELETE FROM unsequenced"), "queue", 601),
    ("queue-an-event-again", run("INSERT INTO unsequenced SELECT insert_id, 1 FROM positions WHERE position = 3"), "queue", 601),
    ("queue-names-no-event", run("INSERT INTO unsequenced VALUES (999999999999, 1)"), "queue", 601),
    ("queue-names-two-billion-events", run("INSERT INTO unsequenced VALUES (999999999999, 2000000000)"), "queue", 601),
    ("queue-a-waiting-event-twice", run("INSERT INTO unsequenced SELECT first_id + 1, size - 1 FROM unsequenced"), "stream-chain", 601),
    ("a-second-event-of-one-insert-id", lambda c: forgery.double(c, 500), "positions", 500),
    (
        "change-a-waiting-event",
        run("UPDATE events SET person = 'p9' WHERE insert_id NOT IN (SELECT insert_id FROM positions)"),
        "event-hash",
        601,
    ),
    ("move-a-head-back", run("UPDATE stream_heads SET version = version - 1 WHERE stream = 'case-3'"), "stream-heads", 601),
    ("delete-a-head", run("DELETE FROM stream_heads WHERE stream = 'case-3'"), "stream-heads", 601),
    ("delete-an-identity", run("DELETE FROM event_identity " + HERE.format(44)), "identity", 601),
    ("change-an-identity", run("UPDATE event_identity SET id = 'free' " + HERE.format(44)), "identity", 601),
]  # fmt: skip


def _rehash(connection: Connection, position: int) -> None:
    from msgspec.structs import replace

    forged = forgery.rehashed(replace(at(connection, position), payload=b"{}"))
    change(connection, position, payload=b"{}", content_digest=forged.content_digest, hash=forged.hash)


def test_the_untouched_ledger_passes_every_check(scene: Scene) -> None:
    looks: list[tuple[int, int]] = []
    with scene.owner.connect() as connection:
        report = verify(connection, scene.key, (scene.at_300, scene.at_600), lambda *look: looks.append(look))
    assert report.ok, report
    assert report.passed == CHECKS
    assert report.not_run == ()
    assert (report.size, report.unnumbered) == (SIZE, 5)
    stated = open_checkpoint(scene.at_600, scene.key)
    assert stated is not None
    assert report.root == stated.root
    assert looks[-1] == (SIZE, SIZE)


@pytest.mark.parametrize(("attack", "how", "check", "position"), MATRIX, ids=[row[0] for row in MATRIX])
def test_tamper_matrix(scene: Scene, attack: str, how: Attack, check: str, position: int) -> None:
    with scene.disarmed() as connection:
        how(connection)
        report = checked(scene, connection)
    assert report.fault is not None, attack
    assert (report.fault.check, report.fault.position) == (check, position), report.fault
    assert report.fault.what
    assert not report.ok
    assert set(report.passed) | set(report.not_run) | {check} == set(CHECKS)


# (attack that a check finds, the check taken out of verify.py, what verify then says)
WITHOUT = [
    ("flip-a-byte-of-a-payload", "recomputed_hash", lambda act: act.hash, None),
    ("swap-two-positions", "log_hash", None, "checkpoints"),
    ("rewrite-history", "_Run.read_kept", lambda run: {}, None),
    ("delete-an-identity", "_Run.identity", lambda run: None, None),
    ("insert-without-a-position", "_Run.queue", lambda run: None, "stream-heads"),
    ("flip-a-tile", "_Run._tile", lambda run, tile, position: None, None),
    ("flip-a-stored-checkpoint", "_Run._checkpoint", lambda run, size, root, note: None, None),
]


@pytest.mark.parametrize(("attack", "name", "weak", "then"), WITHOUT, ids=[row[0] for row in WITHOUT])
def test_without_its_check_the_attack_passes_or_is_found_late(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    attack: str,
    name: str,
    weak: Callable[..., object] | None,
    then: str | None,
) -> None:
    """The protection taken away: the matrix can fail."""
    how = {row[0]: row[1] for row in MATRIX}[attack]
    with scene.disarmed() as connection:
        how(connection)
        if weak is None:  # believe whatever running hash is stored
            stored = {row.position: row.log_hash for row in connection.execute(text("SELECT * FROM positions"))}
            believed = iter(bytes(stored[position]) for position in range(1, SIZE + 1))
            weak = lambda previous, leaf: next(believed)  # noqa: E731
        monkeypatch.setattr(f"ledger.verify.{name}", weak)
        fault = checked(scene, connection).fault
    assert (fault.check if fault else None) == then


def test_only_a_kept_checkpoint_detects_a_patient_owner(scene: Scene) -> None:
    with scene.disarmed() as connection:
        forgery.rewrite_history(connection, 123, b"{}")
        assert verify(connection, scene.key, ()).ok
        assert not checked(scene, connection, scene.at_300).ok


def test_detaching_a_partition_is_noticed(scene: Scene) -> None:
    if scene.owner.dialect.name == "sqlite":
        with scene.disarmed() as connection:  # SQLite's own oddity in its place: a value of another type
            connection.execute(text("UPDATE events SET payload = CAST(payload AS TEXT) " + HERE.format(123)))
            report = checked(scene, connection)
            assert report.fault is not None
            assert (report.fault.check, report.fault.position) == ("event-hash", 123)
        return
    with scene.disarmed() as connection:
        first = connection.scalar(
            text(
                "SELECT min(position) FROM positions JOIN events e USING (insert_id) "
                "WHERE e.tableoid = 'events_3'::regclass"
            )
        )
        if first is None:
            connection.execute(text("ALTER TABLE events DETACH PARTITION events_0"))
            first = connection.scalar(text("SELECT min(position) FROM positions JOIN events_0 USING (insert_id)"))
        else:
            connection.execute(text("ALTER TABLE events DETACH PARTITION events_3"))
        report = checked(scene, connection)
    assert report.fault is not None
    assert (report.fault.check, report.fault.position) == ("positions", first)


def test_rolled_back_to_an_older_copy(database_url: str, signer: Signer, tmp_path: Path) -> None:
    """The older copy is flawless in itself. The kept checkpoint names what is missing, and the signer refuses."""
    with ledger.connect(database_url, clock=clock, signer=signer) as opened:
        opened.append(acts(40))
        opened.sequence()
        older = opened.stream("case-0")[-1].version
        with opened.writing_engine.connect() as connection, connection.begin() as at_40:
            opened.append_in(connection, acts(20, prefix="b"))
            at_40.commit()
        opened.sequence()
        kept = opened.checkpoint()
        assert kept is not None
    owner = writing(open_engine(database_url, as_application=False, pooled=False))
    with owner.begin() as connection:
        forgery.disarm(connection)
        forgery.cut(connection, 40, carefully=True)
    with ledger.connect(database_url, clock=clock, signer=signer) as restored:
        assert restored.stream("case-0")[-1].version == older
        assert restored.verify().ok, "nothing in the database tells"
        fault = restored.verify(kept=[kept]).fault
        assert fault is not None
        assert (fault.check, fault.position) == ("extent", 41)
        with pytest.raises(LedgerFault) as refusal:
            restored.checkpoint()
        assert refusal.value.position == 41
        restored.append(acts(30, prefix="other"))
        restored.sequence()
        with pytest.raises(LedgerFault, match="not a continuation"):
            restored.checkpoint()
        fault = restored.verify(kept=[kept]).fault
        assert fault is not None
        assert (fault.check, fault.position) == ("kept-checkpoint", 60)


# (what is wrong with what was handed in, key given, kept checkpoints)
HOSTILE_KEPT = [
    ("no key, though checkpoints are stored", False, lambda scene: ()),
    ("no key, though one was kept", False, lambda scene: (scene.at_300,)),
    ("kept one signed by a stranger", True, lambda scene: (
        sign(Checkpoint("example.org/log", 300, bytes(32)).text(), "example.org/log", Ed25519PrivateKey.generate()),
    )),
    ("kept one changed", True, lambda scene: (scene.at_300.replace("\n300\n", "\n299\n"),)),
    ("kept one empty", True, lambda scene: ("",)),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "with_key", "kept"), HOSTILE_KEPT, ids=[row[0] for row in HOSTILE_KEPT])
def test_a_check_that_cannot_run_is_a_failure(
    scene: Scene, wrong: str, with_key: bool, kept: Callable[[Scene], tuple[str, ...]]
) -> None:
    with scene.owner.connect() as connection:
        report = verify(connection, scene.key if with_key else None, kept(scene))
    assert not report.ok
    assert report.not_run


def test_proofs_of_the_stored_log_hold(scene: Scene) -> None:
    with ledger.connect(scene.url, clock=clock) as opened:
        first, second = (open_checkpoint(note, scene.key) for note in (scene.at_300, scene.at_600))
        assert first is not None
        assert second is not None
        for size, root in ((300, first.root), (600, second.root)):
            for position in (1, 2, 255, 256, 257, 300):
                proof = opened.inclusion_proof(position, size)
                assert proof.root == root
                assert inclusion_holds(leaf_hash(proof.event_hash), position - 1, size, proof.path, root)
        path = opened.consistency_proof(300, 600)
        assert consistency_holds(300, 600, first.root, second.root, path)


def test_checkpoints_of_a_growing_log(opened: Ledger, signer: Signer) -> None:
    assert opened.checkpoint() is None, "nothing to sign yet"
    sizes = []
    for step in (1, 255, 1, 300, 0):
        opened.append(acts(step, prefix=f"s{len(sizes)}-"))
        opened.sequence()
        note = opened.checkpoint()
        assert note is not None
        stated = open_checkpoint(note, signer.key)
        assert stated is not None
        sizes.append(stated.size)
    assert sizes == [1, 256, 257, 557, 557]
    assert opened.verify(kept=[note]).ok


def test_a_ledger_without_a_key_signs_nothing(database_url: str) -> None:
    with ledger.connect(database_url, clock=clock) as opened, pytest.raises(LedgerFault, match="signing key"):
        opened.checkpoint()
