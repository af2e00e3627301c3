"""Bearer tokens: hashed at rest, bound to one agency, revocable, seen by other processes."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.tokens import TokenFile
from domain.errors import NotFound, Refused

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
POLICE = "urn:quancheng:cn-520102:police:01"


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "tokens.ndjson")


def test_an_issued_token_names_its_agency_and_role(tokens: TokenFile) -> None:
    token = tokens.issue(POLICE, "agency", NOW)
    principal = tokens.principal(token, NOW)
    assert principal is not None
    assert (principal.agency, principal.role, principal.kind) == (POLICE, "agency", "police")


def test_the_file_holds_no_secret_and_is_for_its_owner_only(tokens: TokenFile) -> None:
    token = tokens.issue(POLICE, "agency", NOW)
    secret = token.rsplit("_", 1)[0] if token.count("_") == 2 else token[24:]
    assert token[24:] not in tokens.path.read_text()
    assert secret not in tokens.path.read_text()
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600


ATTACKS = [
    ("no token", ""),
    ("another scheme's token", "eyJhbGciOiJub25lIn0.e30."),
    ("id without secret", "qc_{id}_"),
    ("right id, other secret", "qc_{id}_" + "A" * 43),
    ("right secret, other id", "qc_00000000000000000000_{secret}"),
    ("trailing newline", "{token}\n"),
    ("secret cut", "{token:.60}"),
]


@pytest.mark.parametrize(("attack", "forged"), ATTACKS)
def test_a_forged_token_is_nobody(tokens: TokenFile, attack: str, forged: str) -> None:
    token = tokens.issue(POLICE, "agency", NOW)
    presented = forged.format(id=token[3:23], secret=token[24:], token=token)
    assert tokens.principal(presented, NOW) is None, attack


def test_a_token_ends_with_its_days(tokens: TokenFile) -> None:
    token = tokens.issue(POLICE, "agency", NOW, valid_for=timedelta(days=1))
    assert tokens.principal(token, NOW + timedelta(hours=23)) is not None
    assert tokens.principal(token, NOW + timedelta(days=1)) is None


def test_what_another_process_issues_and_revokes_is_seen(tokens: TokenFile) -> None:
    elsewhere = TokenFile(tokens.path)
    token = elsewhere.issue(POLICE, "agency", NOW)
    assert tokens.principal(token, NOW) is not None
    elsewhere.revoke(token[3:23], NOW)
    assert tokens.principal(token, NOW) is None


def test_revoking_what_is_not_there_says_so(tokens: TokenFile) -> None:
    with pytest.raises(NotFound):
        tokens.revoke("nothing", NOW)


@pytest.mark.parametrize("agency", ["police", "urn:quancheng:cn-520102:polcie:01", "http://a b"])
def test_a_token_for_what_is_no_agency_is_refused(tokens: TokenFile, agency: str) -> None:
    with pytest.raises(Refused):
        tokens.issue(agency, "agency", NOW)
