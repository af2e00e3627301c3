"""quancheng verify and the signatures of acts: an owner who rewrites everything cannot rewrite those."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, text

from app.composition import Platform
from app.signing import agency_keys
from app.verify import SIGNATURES, verify
from tests.ledger import forgery
from tests.platforms import POLICE, SetClock, accepted, open_for_test, wire
from tests.signing.signers import Signer, ed25519, signed_act


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-03-05")


@pytest.fixture
def platform(database_url: str, tmp_path: Path, clock: SetClock) -> Iterator[Platform]:
    with open_for_test(database_url, clock, tmp_path / "key") as opened:
        yield opened


def signed(platform: Platform) -> Signer:
    """An act without a signature at position 1, signed ones at 2 and 3; the second holds an identity number."""
    signer = ed25519()
    with platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, POLICE, signer.jwk, platform.now(), kid=signer.kid)
    suspect = wire("s", "SuspectIdentified", "2026-03-01", person="p1", citizen_id="11010519491231002X")
    accepted(platform, wire("f", "CaseFiled", "2026-03-01"))
    accepted(platform, signed_act(suspect, signer))
    accepted(platform, signed_act(wire("d", "Detained", "2026-03-02", person="p1"), signer))
    return signer


def as_owner(platform: Platform, act: Callable[..., None], *arguments: object) -> None:
    engine = create_engine(platform.settings.database_url)
    with engine.begin() as connection:
        forgery.disarm(connection)
        act(connection, *arguments)
    engine.dispose()


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "still waiting"])
def test_signatures_that_hold(platform: Platform, clock: SetClock, numbered: bool) -> None:
    signer = signed(platform)
    if numbered:
        platform.ledger.sequence()
    clock.set("2026-03-20")
    with platform.ledger.writing_engine.begin() as connection:
        agency_keys.revoke(connection, POLICE, signer.kid, platform.now())
    report = verify(platform)
    assert report.ok, report
    assert report.passed[-1] == SIGNATURES


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "still waiting"])
def test_an_owner_who_rewrites_a_signed_act_and_all_that_follows(platform: Platform, numbered: bool) -> None:
    """Chain, log, tree and heads fit again; nobody kept a checkpoint. The agency's key is not the owner's."""
    signed(platform)
    platform.ledger.sequence()
    act = platform.ledger.read(2, 1)[0]
    event = msgspec.json.decode(act.payload)
    event["occurredon"] = "2026-03-04"
    as_owner(platform, forgery.rewrite_history, 3, msgspec.json.encode(event, order="deterministic"))
    if not numbered:
        as_owner(platform, forgery.unnumber, 2)
    report = verify(platform)
    assert not report.ok
    assert report.fault is not None
    assert (report.fault.check, report.fault.position) == (SIGNATURES, 3)
    assert "event 'd'" in report.fault.what
    assert "identity" in report.passed, "every other check passes"


def test_an_unsigned_act_under_a_signature_of_nobody(platform: Platform) -> None:
    signed(platform)
    platform.ledger.sequence()
    event = msgspec.json.decode(platform.ledger.read(0, 1)[0].payload)
    event["signature"] = msgspec.json.decode(platform.ledger.read(2, 1)[0].payload)["signature"]
    as_owner(platform, forgery.rewrite_history, 1, msgspec.json.encode(event, order="deterministic"))
    fault = verify(platform).fault
    assert fault is not None
    assert (fault.check, fault.position) == (SIGNATURES, 1)


def test_a_key_that_was_registered_later_signs_nothing_earlier(platform: Platform) -> None:
    signed(platform)
    platform.ledger.sequence()
    later = "UPDATE agency_keys SET valid_from = valid_from + 86400000000"
    as_owner(platform, lambda connection: connection.execute(text(later)))
    fault = verify(platform).fault
    assert fault is not None
    assert (fault.check, fault.position) == (SIGNATURES, 2)


def test_where_a_library_is_missing_the_check_did_not_run(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.signing.signers import sm2

    signer = sm2()
    with platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, POLICE, signer.jwk, platform.now(), kid=signer.kid)
    accepted(platform, signed_act(wire("f", "CaseFiled", "2026-03-01"), signer))
    platform.ledger.sequence()
    assert verify(platform).ok
    monkeypatch.setattr("app.signing.sm2_sm3.LIBRARY", "no_such_library")
    report = verify(platform)
    assert (report.ok, report.fault, report.not_run) == (False, None, (SIGNATURES,))


def test_where_the_ledger_itself_is_broken_nothing_is_decoded(platform: Platform) -> None:
    signed(platform)
    platform.ledger.sequence()
    act = platform.ledger.read(1, 1)[0]
    as_owner(platform, lambda connection: forgery.change(connection, 2, payload=forgery.flip(act.payload)))
    report = verify(platform)
    assert report.fault is not None
    assert report.fault.check == "event-hash"
    assert SIGNATURES in report.not_run
