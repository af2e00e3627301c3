"""quancheng key add | list | revoke, on both databases, and `serve` with a suite that fails its self-test."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from app.signing.es256 import Es256
from tests.cli.conftest import POLICE, Quancheng
from tests.signing.signers import Signer, ed25519, es256, sm2


def written(tmp_path: Path, signer: Signer, **members: object) -> Path:
    path = tmp_path / f"{signer.kid}.jwk.json"
    path.write_text(json.dumps({**msgspec.to_builtins(signer.jwk), **members}))
    return path


def test_a_key_is_added_listed_and_revoked(quancheng: Quancheng, database_url: str, tmp_path: Path) -> None:
    here = ("--database-url", database_url)
    added = quancheng("key", "add", POLICE, written(tmp_path, ed25519(), kid="of-the-jwk"), *here)
    assert (added.code, added.out) == (0, "of-the-jwk\n")
    for make, options in ((es256, ("--kid", "named")), (sm2, ("--from", "2026-01-01", "--to", "2030-01-01T00:00:00Z"))):
        assert quancheng("key", "add", POLICE, written(tmp_path, make()), *options, *here).code == 0
    listed = {key["kid"]: key for key in quancheng("key", "list", "--json", *here).json}
    assert {key["suite"] for key in listed.values()} == {"Ed25519", "ES256", "SM2-SM3"}
    [sm2_key] = [key for key in listed.values() if key["suite"] == "SM2-SM3"]
    assert sm2_key["kid"] == sm2_key["thumbprint"], "no other name was given"
    assert (sm2_key["valid_from"], sm2_key["valid_to"]) == ("2026-01-01T00:00:00+00:00", "2030-01-01T00:00:00+00:00")
    assert quancheng("key", "revoke", POLICE, "named", *here).code == 0
    revoked = {key["kid"]: key["revoked_at"] for key in quancheng("key", "list", "--json", *here).json}
    assert [kid for kid, at in revoked.items() if at] == ["named"]
    assert quancheng("key", "list", "--agency", "urn:quancheng:cn-520102:court:01", "--json", *here).json == []


REFUSED = [
    # (what, members of the JWK replaced, further options, exit status, said)
    ("a private key", {"d": "AAAA"}, (), 3, "private key"),
    ("no key of a suite", {"crv": "X25519"}, (), 3, "No suite"),
    ("an odd id", {}, ("--kid", "a b"), 3, "no key id"),
    ("ends before it begins", {}, ("--from", "2026-02-01", "--to", "2026-01-01"), 3, "end before it begins"),
    ("no date", {}, ("--from", "soon"), 2, "no date"),
]


@pytest.mark.parametrize(("what", "members", "options", "code", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_no_key_is_refused(
    quancheng: Quancheng, sqlite_url: str, tmp_path: Path, what: str, members: dict[str, object],
    options: tuple[str, ...], code: int, said: str,
) -> None:  # fmt: skip
    path = written(tmp_path, ed25519(), **members)
    ran = quancheng("key", "add", POLICE, path, *options, "--database-url", sqlite_url)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert quancheng("key", "list", "--json", "--database-url", sqlite_url).json == []


def test_a_key_id_names_one_key_for_ever(quancheng: Quancheng, database_url: str, tmp_path: Path) -> None:
    here = ("--database-url", database_url)
    path = written(tmp_path, ed25519())
    assert quancheng("key", "add", POLICE, path, "--kid", "k", *here).code == 0
    quancheng("key", "revoke", POLICE, "k", *here)
    again = quancheng("key", "add", POLICE, written(tmp_path, ed25519("other")), "--kid", "k", *here)
    assert (again.code, "has a key 'k' already" in again.err) == (3, True)
    assert quancheng("key", "add", "urn:quancheng:cn-520102:court:01", path, "--kid", "k", *here).code == 0
    assert quancheng("key", "revoke", POLICE, "nobodys", *here).code == 5


def test_no_agency_urn_no_key(quancheng: Quancheng, sqlite_url: str, tmp_path: Path) -> None:
    ran = quancheng("key", "add", "urn:quancheng:police", written(tmp_path, ed25519()), "--database-url", sqlite_url)
    assert ran.code == 3


def test_serve_refuses_to_start_with_a_suite_that_answers_wrongly(
    quancheng: Quancheng, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Es256, "verify", lambda *_: True)
    ran = quancheng("serve", "--port", "0", "--database-url", sqlite_url)
    assert (ran.code, "ES256" in ran.err) == (6, True), ran.err
