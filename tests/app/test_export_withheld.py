"""An exported case without what the law closes to who gets it: chain and proofs of what is left still verify."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.composition import Platform
from app.export_case import export_lines
from domain.errors import NotFound
from domain.permission import Principal
from ledger.chain import GENESIS
from tests.platforms import POLICE, SetClock, open_for_test, take, wire

AUDITOR = Principal("t", "urn:quancheng:cn-000000:system:export", "auditor")


@pytest.fixture
def platform(database_url: str, tmp_path: Path) -> Iterator[Platform]:
    with open_for_test(database_url, SetClock("2026-03-10"), tmp_path / "key") as opened:
        for case, persons in (("A", ("minor", "adult")), ("B", ("minor",))):
            take(opened, wire(f"{case}f", "CaseFiled", "2026-03-01", case=case), *(
                wire(f"{case}{person}", "SuspectIdentified", "2026-03-01", case=case, person=person)
                for person in persons
            ), wire(f"{case}x", "RecordSealed", "2026-03-02", case=case, person="minor"))  # fmt: skip
        yield opened


def test_withheld_lines_hold_the_chain_and_tell_nothing(platform: Platform) -> None:
    lines = list(export_lines(platform, "A", plain=False, reader=AUDITOR))
    assert b"minor" not in b"".join(lines)
    assert b"adult" in b"".join(lines)
    read = [json.loads(line) for line in lines]
    assert [one["line"] for one in read] == ["event", "withheld", "event", "withheld"]
    before = GENESIS.hex()
    for one in read:
        assert one["prev_hash"] == before
        before = one["hash"]
        position, size = one["proof"]["position"], one["proof"]["size"]
        root = _root(bytes.fromhex(one["hash"]), position - 1, size, [bytes.fromhex(p) for p in one["proof"]["path"]])
        assert root.hex() == one["proof"]["root"]


def test_the_whole_case_of_a_sealed_person_is_not_exported(platform: Platform) -> None:
    with pytest.raises(NotFound):
        list(export_lines(platform, "B", plain=False, reader=AUDITOR))
    keeper = Principal("t", POLICE, "agency")
    assert len(list(export_lines(platform, "B", plain=True, reader=keeper))) == 3
    assert len(list(export_lines(platform, "B", plain=True))) == 3


def _root(event_hash: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162 2.1.3.2, written here anew."""
    found, last = hashlib.sha256(b"\0" + event_hash).digest(), size - 1
    for step in path:
        if index % 2 or index == last:
            found = hashlib.sha256(b"\1" + step + found).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            found = hashlib.sha256(b"\1" + found + step).digest()
        index, last = index // 2, last // 2
    return found
