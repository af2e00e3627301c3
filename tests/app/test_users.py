"""People with passwords: hashed at rest, slow to guess, one answer for every wrong try, ended at once when disabled."""

from __future__ import annotations

import stat
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.throttle import KEPT_NAMES, Throttle, TooManyAttempts
from app.users import AT_ONCE, UserFile
from domain.errors import Conflict, NotFound, QuanchengError, Refused

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
POLICE = "urn:quancheng:cn-520102:police:01"
PASSWORD = "correct horse battery"
FAST = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "users.ndjson", FAST)


def test_who_signs_in_acts_for_an_agency_in_a_role(users: UserFile) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    found = users.signed_in("  Li.Na ", PASSWORD, "peer", NOW)
    assert found is not None
    principal = found.principal
    assert (principal.agency, principal.role, principal.person) == (POLICE, "clerk", "li.na")
    assert principal.signature == f"{POLICE}#li.na"


def test_the_file_holds_argon2id_and_is_for_its_owner_only(tmp_path: Path) -> None:
    users = UserFile(tmp_path / "users.ndjson")  # the hasher of production
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    kept = users.path.read_text()
    assert PASSWORD not in kept
    assert "$argon2id$v=19$m=65536" in kept
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert users.signed_in("li.na", PASSWORD, "peer", NOW) is not None


WRONG = [
    ("another password", "li.na", PASSWORD + "x"),
    ("nothing", "li.na", ""),
    ("nobody", "wang.wu", PASSWORD),
    ("a password that is too long to hash", "li.na", "x" * 100_000),
    ("half a character", "li.na", "\ud800" * 12),
    ("disabled", "old.hand", PASSWORD),
]


@pytest.mark.parametrize(("wrong", "name", "password"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_try_is_nobody(users: UserFile, wrong: str, name: str, password: str) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    users.add("old.hand", PASSWORD, POLICE, "clerk", NOW)
    users.disable("old.hand", NOW)
    assert users.signed_in(name, password, "peer", NOW) is None, wrong


REFUSED = [
    ("a short password", {"password": "short"}, "password-unusable"),
    ("an endless one", {"password": "x" * 2000}, "password-unusable"),
    ("capitals", {"name": "Li Na"}, "user-name-invalid"),
    ("a line feed", {"name": "li\n"}, "user-name-invalid"),
    ("no agency", {"agency": "police"}, "agency-urn-invalid"),
]


@pytest.mark.parametrize(("oddity", "changes", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_at_adding(users: UserFile, oddity: str, changes: dict[str, str], code: str) -> None:
    given = {"name": "li.na", "password": PASSWORD, "agency": POLICE} | changes
    with pytest.raises(Refused) as refusal:
        users.add(given["name"], given["password"], given["agency"], "clerk", NOW)
    assert refusal.value.code == code
    assert users.users() == {}


def test_a_name_is_given_once(users: UserFile) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    with pytest.raises(Conflict):
        users.add("li.na", PASSWORD, POLICE, "auditor", NOW)
    for missing in (lambda: users.disable("nobody", NOW), lambda: users.set_password("nobody", PASSWORD, NOW)):
        with pytest.raises(NotFound):
            missing()


def test_another_process_disables_and_changes(users: UserFile) -> None:
    mark = users.add("li.na", PASSWORD, POLICE, "clerk", NOW).mark
    UserFile(users.path, FAST).set_password("li.na", "another long password", NOW)
    changed = users.standing("li.na")
    assert changed is not None
    assert changed.mark != mark
    assert users.signed_in("li.na", PASSWORD, "peer", NOW) is None
    UserFile(users.path, FAST).disable("li.na", NOW)
    assert users.standing("li.na") is None


@pytest.mark.parametrize("name", ["li.na", "nobody"])
def test_guessing_at_one_name_is_slowed_down_whether_it_exists_or_not(users: UserFile, name: str) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    tried = 0
    for second in range(3600):
        with suppress(TooManyAttempts):
            users.signed_in(name, "wrong password", "peer", NOW + timedelta(seconds=second))
            tried += 1
    assert 12 <= tried <= 25, "five at once, then 2, 4, 8 … 300 seconds apart"


def test_after_the_pause_the_right_password_is_taken_and_all_is_forgotten(users: UserFile) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    for _ in range(5):
        users.signed_in("li.na", "wrong password", "peer", NOW)
    with pytest.raises(TooManyAttempts):
        users.signed_in("li.na", PASSWORD, "peer", NOW)
    later = NOW + timedelta(seconds=3)
    for _ in range(20):
        assert users.signed_in("li.na", PASSWORD, "peer", later) is not None


def test_one_peer_does_not_try_one_password_at_every_name(users: UserFile) -> None:
    for number in range(50):
        users.signed_in(f"name{number}", PASSWORD, "peer", NOW)
    with pytest.raises(TooManyAttempts) as told:
        users.signed_in("name50", PASSWORD, "peer", NOW)
    assert 0 < told.value.seconds <= 301
    assert users.signed_in("name1", "x", "another peer", NOW) is None


def test_an_office_behind_one_address_signs_in_all_day(users: UserFile) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    for minute in range(200):
        assert users.signed_in("li.na", PASSWORD, "office", NOW + timedelta(minutes=minute)) is not None


def test_attempts_of_this_morning_do_not_count_in_the_afternoon() -> None:
    throttle = Throttle()
    assert [throttle.attempt("li.na", NOW) for _ in range(6)][-1] > 0
    later = NOW + timedelta(hours=4)
    assert [throttle.attempt("li.na", later) for _ in range(5)] == [0] * 5
    assert throttle.attempt("li.na", later) > 0


def test_many_at_once_gain_nothing() -> None:
    throttle, allowed = Throttle(), []

    def attempt() -> None:
        allowed.append(throttle.attempt("li.na", NOW) == 0)

    threads = [threading.Thread(target=attempt) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 5


def test_made_up_names_do_not_fill_the_memory() -> None:
    throttle = Throttle()
    for number in range(KEPT_NAMES + 100):
        throttle.attempt(str(number), NOW)
    assert len(throttle._tried) == KEPT_NAMES


def test_guessing_does_not_take_the_machine(tmp_path: Path) -> None:
    at_once: list[int] = []
    running = threading.Semaphore(0)

    class Slow(PasswordHasher):
        count = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            Slow.count += 1
            at_once.append(Slow.count)
            running.acquire(timeout=0.05)
            Slow.count -= 1
            return super().verify(hash, password)

    users = UserFile(tmp_path / "u", Slow(time_cost=1, memory_cost=64, parallelism=1))
    threads = [
        threading.Thread(target=lambda n=n: users.signed_in(f"n{n}", "x" * 12, "p", NOW)) for n in range(12)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(at_once) <= AT_ONCE


def test_a_spoilt_file_is_named_with_its_line(users: UserFile) -> None:
    users.add("li.na", PASSWORD, POLICE, "clerk", NOW)
    with users.path.open("a") as file:
        file.write("{}\n")
    with pytest.raises(QuanchengError, match=r"users.ndjson:2"):
        users.users()
