"""Signed notes, checkpoints, and a signer that cannot be led to sign two histories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.errors import LedgerFault
from ledger.checkpoint import Checkpoint, Signer, load_signer, open_checkpoint, parse_checkpoint
from ledger.merkle import consistency_path, leaf_hash, range_hash, root_of
from ledger.signed_note import VerifierKey, opened, parse_verifier_key, sign, verifier_key
from tests.ledger.forked import fork, joined

ORIGIN = "example.org/log"
VECTORS = json.loads((Path(__file__).parent / "data" / "signature_vectors" / "ed25519_test.json").read_text())
CASES = [(group["publicKey"]["pk"], case) for group in VECTORS["testGroups"] for case in group["tests"]]


@pytest.mark.parametrize(("public", "case"), CASES, ids=[f"{case['tcId']} {case['comment']}" for _, case in CASES])
def test_published_signatures(public: str, case: dict[str, str]) -> None:
    key = VerifierKey("any", bytes.fromhex(public))
    accepted = key.accepts(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
    assert accepted is (case["result"] == "valid")


def test_verifier_key_of_the_specification() -> None:
    """The example key of C2SP signed-note is read and written back unchanged."""
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert str(parse_verifier_key(text)) == text
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert opened(note, parse_verifier_key(text)) == note.split("\n\n")[0] + "\n"


def hostile_notes(note: str, private: Ed25519PrivateKey) -> dict[str, str]:
    text, _, signature = note.partition("\n\n")
    stranger = sign(f"{text}\n", ORIGIN, Ed25519PrivateKey.generate())
    return {
        "size-changed": note.replace("\n3\n", "\n4\n"),
        "signature-of-a-stranger": stranger,
        "no-signature": f"{text}\n\n",
        "no-newline-at-the-end": note.rstrip("\n"),
        "signature-cut": note[:-8] + "\n",
        "other-name": note.replace(f"— {ORIGIN}", "— example.org/other"),
        "no-dash": f"{text}\n\n{signature.removeprefix('— ')}",
        "text-appended": note.replace("\n\n", "\nextension\n\n"),
        "empty": "",
        "signed-text-is-no-checkpoint": sign("hello\n", ORIGIN, private),
        "origin-of-another-log": sign(Checkpoint("example.org/other", 3, bytes(32)).text(), ORIGIN, private),
        "leading-zero": sign(f"{ORIGIN}\n03\n{'A' * 43}=\n", ORIGIN, private),
        "short-root": sign(f"{ORIGIN}\n3\nAAAA\n", ORIGIN, private),
    }


def test_hostile_notes_are_refused() -> None:
    private = Ed25519PrivateKey.generate()
    key = verifier_key(ORIGIN, private)
    good = Checkpoint(ORIGIN, 3, bytes(range(32)))
    note = sign(good.text(), ORIGIN, private)
    assert open_checkpoint(note, key) == good
    cosigned = note + sign(good.text(), "witness.example", Ed25519PrivateKey.generate()).split("\n\n")[1]
    assert open_checkpoint(cosigned, key) == good, "signatures of others are passed over"
    for attack, hostile in hostile_notes(note, private).items():
        assert open_checkpoint(hostile, key) is None, attack


def test_extension_lines_are_kept_by_the_signature_and_ignored_by_the_reader() -> None:
    assert parse_checkpoint(f"{ORIGIN}\n3\n{'A' * 43}=\nextension\n").size == 3


def leaves(count: int, name: str = "event") -> list[bytes]:
    return [leaf_hash(f"{name} {number}".encode()) for number in range(count)]


def root(hashes: list[bytes]) -> bytes:
    return root_of((1, leaf) for leaf in hashes)


def proofs(hashes: list[bytes]):  # type: ignore[no-untyped-def]
    def node(level: int, index: int) -> bytes:
        return root(hashes[index << level : (index + 1) << level])

    return lambda first: consistency_path(first, len(hashes), node)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return load_signer(ORIGIN, tmp_path / "log.key", tmp_path / "last-checkpoint")


def test_signer_goes_on_from_what_it_signed(signer: Signer, tmp_path: Path) -> None:
    assert signer.last().size == 0
    for size in (3, 3, 7, 300):
        note = signer.sign(size, root(leaves(size)), proofs(leaves(size)))
        assert open_checkpoint(note, signer.key) == Checkpoint(ORIGIN, size, root(leaves(size)))
    again = load_signer(ORIGIN, tmp_path / "log.key", tmp_path / "last-checkpoint")
    assert again.last().size == 300
    assert again.key == signer.key
    assert range_hash(0, 0, lambda level, index: b"") == root([])


@pytest.mark.parametrize(
    ("attack", "size", "history"),
    [
        ("rollback", 5, "event"),  # an older copy of the database was put back
        ("same-size-other-history", 7, "forged"),
        ("longer-but-other-history", 9, "forged"),
    ],
)
def test_signer_refuses_a_second_history(signer: Signer, attack: str, size: int, history: str) -> None:
    signer.sign(7, root(leaves(7)), proofs(leaves(7)))
    hashes = leaves(size, history)
    with pytest.raises(LedgerFault) as refusal:
        signer.sign(size, root(hashes), proofs(hashes))
    assert refusal.value.remedy
    assert signer.last().size == 7, "nothing was signed"
    assert (refusal.value.position == 6) is (attack == "rollback")


@pytest.mark.parametrize("size", [7, 9])
def test_a_signer_that_believed_any_proof_would_sign_a_second_history(
    signer: Signer, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """The protection taken away: the two forged cases above are signed."""
    signer.sign(7, root(leaves(7)), proofs(leaves(7)))
    monkeypatch.setattr("ledger.checkpoint.consistency_holds", lambda *_: True)
    forged = leaves(size, "forged")
    note = signer.sign(size, root(forged), proofs(forged))
    assert open_checkpoint(note, signer.key) == Checkpoint(ORIGIN, size, root(forged))


def test_signer_whose_memory_was_forged_signs_nothing(signer: Signer, tmp_path: Path) -> None:
    signer.sign(7, root(leaves(7)), proofs(leaves(7)))
    forged = sign(Checkpoint(ORIGIN, 2, root(leaves(2))).text(), ORIGIN, Ed25519PrivateKey.generate())
    (tmp_path / "last-checkpoint").write_text(forged)
    with pytest.raises(LedgerFault, match="memory"):
        signer.sign(9, root(leaves(9)), proofs(leaves(9)))


# (what happened to the memory file, what it holds then; None = it is gone)
LOST_MEMORIES = [
    ("deleted, so that an older copy may be signed", None),
    ("emptied", b""),
    ("cut in the middle", b"example.org/log\n7\n"),
    ("no text", b"\xff\xfe\x00"),
]


@pytest.mark.parametrize(("attack", "left"), LOST_MEMORIES, ids=[row[0] for row in LOST_MEMORIES])
def test_signer_without_its_memory_signs_nothing(
    signer: Signer, tmp_path: Path, attack: str, left: bytes | None
) -> None:
    signer.sign(7, root(leaves(7)), proofs(leaves(7)))
    memory = tmp_path / "last-checkpoint"
    memory.unlink()
    if left is not None:
        memory.write_bytes(left)
    for one in (signer, load_signer(ORIGIN, tmp_path / "log.key", memory)):
        with pytest.raises(LedgerFault, match="memory") as refusal:
            one.sign(5, root(leaves(5)), proofs(leaves(5)))
        assert "Put back" in refusal.value.remedy
    memory.write_text(sign(Checkpoint(ORIGIN, 7, root(leaves(7))).text(), ORIGIN, signer._private))
    assert signer.sign(9, root(leaves(9)), proofs(leaves(9))), "put back, and it goes on"


def test_a_draft_left_by_a_crash_is_not_the_memory(signer: Signer, tmp_path: Path) -> None:
    """Died between writing the draft and giving it the name: nothing was given out, the last one counts."""
    signer.sign(7, root(leaves(7)), proofs(leaves(7)))
    (tmp_path / "last-checkpoint.new").write_text("half a no")
    assert signer.last().size == 7
    assert signer.sign(9, root(leaves(9)), proofs(leaves(9)))


def test_a_lost_or_spoilt_key_is_named(signer: Signer, tmp_path: Path) -> None:
    signer.sign(7, root(leaves(7)), proofs(leaves(7)))
    key_file, memory = tmp_path / "log.key", tmp_path / "last-checkpoint"
    key_file.write_bytes(key_file.read_bytes()[:40])
    with pytest.raises(LedgerFault, match="not an Ed25519 key"):
        load_signer(ORIGIN, key_file, memory)
    key_file.unlink()
    with pytest.raises(LedgerFault, match="gone"):
        load_signer(ORIGIN, key_file, memory)
    assert not key_file.exists(), "no new key was made in its place"


def test_processes_that_sign_at_once_leave_one_memory(signer: Signer, tmp_path: Path) -> None:
    """Four processes sign ever larger sizes of one log; whoever is behind is refused, the memory never goes back."""
    hashes = leaves(60)

    def work() -> None:
        for size in range(1, 60):
            try:
                signer.sign(size, root(hashes[:size]), proofs(hashes[:size]))
            except LedgerFault as fault:
                assert fault.position == size + 1  # noqa: PT017  # another one is further

    assert joined([fork(work) for _ in range(4)]) == [0] * 4
    assert signer.last().size == 59
