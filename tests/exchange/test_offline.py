"""Sealed files: taken once, in the name of whom they are; what is broken, altered or foreign is refused whole."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.caller import OPERATOR
from app.offline.intake import take
from app.offline.sealing import seal
from app.signing import agency_keys
from app.signing.private_keys import PrivateKey, make_private_key, write_private_key
from domain.errors import Refused
from ledger.engines import open_engine
from tests.api.conftest import OTHER_POLICE, POLICE, Api, detained
from tests.exchange.conftest import Client, write_ndjson
from tests.platforms import SetClock, open_for_test

MADE = "2026-11-20T00:00:00Z"
MOST = 32 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


class Sealer:
    """An agency with a key that the platform knows, and a row of sealed files."""

    def __init__(self, api: Api, folder: Path, suite: str = "Ed25519", agency: str = POLICE) -> None:
        self.private = make_private_key(suite, "k1")
        self.key = PrivateKey(self.private)
        self.folder = folder
        self.last: Path | None = None
        self.number = 0
        with api.platform.ledger.writing_engine.begin() as connection:
            agency_keys.add(connection, agency, self.private.public(), api.platform.now(), valid_from=0)

    def seal(self, acts: list[dict[str, Any]], made_at: str = MADE) -> Path:
        self.number += 1
        out = self.folder / f"sealed-{self.number}.ndjson"
        lines = write_ndjson(self.folder / f"acts-{self.number}.ndjson", acts)
        seal([lines], out, self.key, number=self.number, previous=self.last, made_at=made_at, most_bytes=MOST)
        self.last = out
        return out


@pytest.fixture
def sealer(api_on_each_database: Api, tmp_path: Path) -> Sealer:
    return Sealer(api_on_each_database, tmp_path)


def acts(first: int, count: int, **more: object) -> list[dict[str, Any]]:
    return [detained(f"o{n}", case=f"c{n % 7}", sequence=n, **more) for n in range(first, first + count)]


def hand_in(api: Api, content: bytes, caller: str | None = "police", media: str = "application/x-ndjson") -> Any:
    return api.client.post("/v1/offline-files", content=content, headers=api.headers(caller, {"Content-Type": media}))


def test_acts_are_taken_with_their_true_time_and_recorded_now(api_on_each_database: Api, sealer: Sealer) -> None:
    api = api_on_each_database
    file = sealer.seal([*acts(1, 5), detained("bad", type="Detaind", sequence=6)])
    answer = hand_in(api, file.read_bytes())
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["accepted"], body["duplicate"], body["refused"], body["number"]) == (5, 0, 1, 1)
    assert [one["outcome"] for one in body["results"]] == ["accepted"] * 5 + ["refused"]
    assert (body["results"][5]["line"], body["results"][5]["code"]) == (7, "unknown-event-type")
    [stored] = [one for one in api.platform.ledger.stream("c1") if one.id == "o1"]
    assert json.loads(stored.payload)["time"] == "2026-11-02T14:30:00+08:00"
    assert stored.recorded_at == api.platform.now()
    assert stored.hash.hex() == body["results"][0]["hash"]


def test_the_same_file_again_gives_the_same_answer(api_on_each_database: Api, sealer: Sealer) -> None:
    api = api_on_each_database
    content = sealer.seal(acts(1, 5)).read_bytes()
    first, head = hand_in(api, content).json(), api.head()
    assert hand_in(api, content).json() == first
    assert hand_in(api, gzip.compress(content), media="application/gzip").json() == first
    assert api.head() == head


def test_the_kept_answer_holds_no_citizens_number(api: Api, tmp_path: Path) -> None:
    number = "11010519491231002X"
    bad = [detained("b1", type=number), detained(f"b {number}"), detained("b3", data={"person": "p", number: 1})]
    answer = hand_in(api, Sealer(api, tmp_path).seal(bad).read_bytes())
    assert answer.json()["refused"] == 3
    assert number not in answer.text


def test_an_act_that_was_posted_before_is_a_duplicate_and_one_line_twice_is_one_act(
    api_on_each_database: Api, sealer: Sealer
) -> None:
    api = api_on_each_database
    posted, fresh = detained("o1", case="c1"), detained("o2", case="c1")
    api.post(posted)
    api.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    body = hand_in(api, sealer.seal([posted, fresh, fresh]).read_bytes()).json()
    assert [one["outcome"] for one in body["results"]] == ["duplicate", "accepted", "duplicate"]


@pytest.mark.parametrize("suite", ["Ed25519", "ES256", "SM2-SM3"])
def test_every_suite_signs(api_on_each_database: Api, tmp_path: Path, suite: str) -> None:
    content = Sealer(api_on_each_database, tmp_path, suite).seal(acts(1, 2)).read_bytes()
    assert hand_in(api_on_each_database, content).json()["accepted"] == 2
    assert hand_in(api_on_each_database, content.replace(b"c1", b"c9")).json()["code"] == "offline-file-altered"


def lines_of(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


# (attack, what is made of the lines, code)
ATTACKS = [
    ("cut-in-a-line", lambda lines: b"".join(lines)[:-40], "offline-file-broken"),
    ("cut-off-the-trailer", lambda lines: b"".join(lines[:-1]), "offline-file-broken"),
    ("cut-off-the-last-line-feed", lambda lines: b"".join(lines)[:-1], "offline-file-broken"),
    ("remove-an-act", lambda lines: b"".join(lines[:2] + lines[3:]), "offline-file-altered"),
    ("swap-two-acts", lambda lines: b"".join([lines[0], lines[2], lines[1], *lines[3:]]), "offline-file-altered"),
    ("repeat-an-act", lambda lines: b"".join([*lines[:2], lines[1], *lines[2:]]), "offline-file-altered"),
    ("append-after-the-trailer", lambda lines: b"".join([*lines, lines[1]]), "offline-file-broken"),
    (
        "another-header-number",
        lambda lines: b"".join(lines).replace(b'"number":1', b'"number":2', 1),
        "offline-file-broken",
    ),
    ("empty", lambda lines: b"", "offline-file-broken"),
    ("only-line-feeds", lambda lines: b"\n\n\n", "offline-file-broken"),
    ("no-offline-file", lambda lines: lines[1] + lines[2], "offline-file-broken"),
    ("a-line-of-10-MB", lambda lines: lines[0] + b"x" * 10_000_000 + b"\n" + lines[-1], "offline-file-broken"),
    ("not-utf8", lambda lines: b"\xff\xfe" + b"".join(lines), "offline-file-broken"),
    ("bad-base64", lambda lines: b"".join(lines[:-1]) + lines[-1].replace(b"..", b"..!!"), "event-signature-malformed"),
    ("deep-json", lambda lines: b"[" * 100_000 + b"\n" + b"".join(lines[1:]), "offline-file-broken"),
]


@pytest.mark.parametrize(("attack", "made", "code"), ATTACKS, ids=[row[0] for row in ATTACKS])
def test_an_altered_file_is_refused_whole(api: Api, tmp_path: Path, attack: str, made: Any, code: str) -> None:
    content = made(lines_of(Sealer(api, tmp_path).seal(acts(1, 4))))
    answer = hand_in(api, content)
    assert answer.status_code in (413, 422), answer.text
    assert answer.json()["code"] == code
    assert answer.json()["detail"]
    assert api.head() == 0
    assert api.get("/v1/offline-files", "police").json()["files"] == []


def test_gzip_bombs_and_damage(api: Api, tmp_path: Path) -> None:
    file = Sealer(api, tmp_path).seal(acts(1, 3))
    packed = gzip.compress(file.read_bytes())
    bomb = gzip.compress(lines_of(file)[0] + b"\n" * 300_000_000)
    for content in (packed[:-20], packed[:30] + b"\0" * 40 + packed[70:], bomb):
        answer = hand_in(api, content, media="application/gzip")
        assert answer.status_code in (413, 422), answer.text
    assert hand_in(api, b"x" * (MOST + 1)).status_code == 413
    assert hand_in(api, packed, media="application/json").status_code == 415
    assert api.head() == 0


def test_a_file_of_another_agency_or_with_foreign_acts(api: Api, tmp_path: Path) -> None:
    mine = Sealer(api, tmp_path)
    content = mine.seal(acts(1, 2)).read_bytes()
    answer = hand_in(api, content, "other_police")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-agency")
    assert hand_in(api, content, "auditor").status_code == 403
    assert hand_in(api, content, None).status_code == 401
    with pytest.raises(Refused, match="2 sources"):
        mine.seal([detained("a"), detained("b", source=OTHER_POLICE)])
    # who seals by other means can put a foreign act in: it is found, with its line
    forged = forge(mine, [detained("a", sequence=1), detained("b", source=OTHER_POLICE, sequence=2)])
    answer = hand_in(api, forged).json()
    assert (answer["code"], answer["pointer"]) == ("offline-file-foreign", "/3")
    assert api.head() == 0


def forge(by: Sealer, lines: list[dict[str, Any]]) -> bytes:
    from hashlib import sha256

    header = {"format": "quancheng-offline-1", "source": POLICE, "number": 1, "acts": len(lines), "previous": None,
              "made_at": MADE, "kid": "k1"}  # fmt: skip
    body = b"".join(json.dumps(one).encode() + b"\n" for one in (header, *lines))
    trailer = by.key.signed({"format": "quancheng-offline-1", "digest": sha256(body).hexdigest()})
    return body + json.dumps(trailer).encode() + b"\n"


def test_keys_are_judged_at_the_time_of_sealing_and_revocations_at_once(api: Api, tmp_path: Path) -> None:
    by = Sealer(api, tmp_path)
    early, late = by.seal(acts(1, 2)), by.seal(acts(3, 2), "2026-11-23T00:00:00Z")
    future = by.seal(acts(5, 2), "2026-12-23T00:00:00Z")
    assert hand_in(api, future.read_bytes()).json()["code"] == "offline-file-broken"
    engine = api.platform.ledger.writing_engine
    expired = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp() * 1_000_000)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE agency_keys SET valid_to = {expired}")
    assert hand_in(api, late.read_bytes()).json()["code"] == "event-signature-key-unknown"
    assert hand_in(api, early.read_bytes()).json()["accepted"] == 2
    third = Sealer.seal(by, acts(7, 1))
    with engine.begin() as connection:
        agency_keys.revoke(connection, POLICE, "k1", api.platform.now())
    answer = hand_in(api, third.read_bytes()).json()
    assert answer["code"] == "event-signature-key-unknown"
    assert "revoked" in answer["detail"]
    # what was taken before stays, and gives its answer
    assert hand_in(api, early.read_bytes()).json()["accepted"] == 2


def test_gaps_are_told_and_nothing_is_refused_for_them(api_on_each_database: Api, sealer: Sealer) -> None:
    api = api_on_each_database
    one, two = sealer.seal(acts(1, 3)), sealer.seal(acts(4, 3))
    three = sealer.seal([*acts(10, 2), *acts(14, 1)])
    four = sealer.seal(acts(15, 2))
    for file in (four, one, three):  # out of order, and number 2 is missing
        assert hand_in(api, file.read_bytes()).status_code == 200
    files = {one["number"]: one["gaps"] for one in api.get("/v1/offline-files", "police").json()["files"]}
    file = {"kind": "file", "first": 2, "last": 2}
    spans = [{"kind": "sequence", "first": first, "last": last} for first, last in ((4, 9), (12, 13))]
    assert files == {4: [], 1: [], 3: [file, *spans]}
    assert hand_in(api, two.read_bytes()).status_code == 200
    files = {one["number"]: one["gaps"] for one in api.get("/v1/offline-files", "police").json()["files"]}
    assert [(gap["first"], gap["last"]) for gap in files[3]] == [(7, 9), (12, 13)]
    for caller in ("supervisor", "auditor"):
        assert len(api.get("/v1/offline-files", caller).json()["files"]) == 4
    assert api.get("/v1/offline-files", "other_police").json()["files"] == []
    assert api.get("/v1/offline-files", "court").json()["files"] == []


def test_a_number_names_one_file_and_a_broken_chain_is_a_gap(api: Api, tmp_path: Path) -> None:
    mine = Sealer(api, tmp_path)
    hand_in(api, mine.seal(acts(1, 2)).read_bytes())
    second = mine.seal(acts(3, 2)).read_bytes()
    (tmp_path / "again").mkdir()
    other = Sealer.__new__(Sealer)
    other.key, other.folder, other.last, other.number = mine.key, tmp_path / "again", None, 0
    answer = hand_in(api, other.seal(acts(50, 1)).read_bytes())
    assert (answer.status_code, answer.json()["code"]) == (409, "offline-number-reused")
    forked = other.seal(acts(60, 1)).read_bytes()  # number 2, going on from the other number 1
    assert hand_in(api, forked).status_code == 200
    assert hand_in(api, second).json()["code"] == "offline-number-reused"
    files = api.get("/v1/offline-files", "police").json()["files"]
    assert {"kind": "previous", "first": None, "last": None} in files[0]["gaps"]


def test_the_commands_seal_check_and_hand_in(client: Client, api_on_each_database: Api, tmp_path: Path) -> None:
    api = api_on_each_database
    made = make_private_key("SM2-SM3", "sm")
    write_private_key(tmp_path / "key.jwk", made)
    (tmp_path / "public.jwk").write_text(made.public().text())
    with api.platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, POLICE, made.public(), api.platform.now(), valid_from=0)
    api.now = datetime.now(UTC) + timedelta(hours=1)
    file = write_ndjson(tmp_path / "acts.ndjson", acts(1, 3))
    sealed = tmp_path / "one.ndjson"
    ran = client("police", "offline", "post", seal_by_command(tmp_path, file, sealed), "--json")
    assert (ran.code, ran.json["accepted"]) == (0, 3), ran.err
    again = client("police", "offline", "post", sealed, "--json")
    assert again.json == ran.json


def seal_by_command(folder: Path, file: Path, sealed: Path) -> Path:
    command = [sys.executable, "-m", "app.cli", "offline"]
    key = ["--key", str(folder / "key.jwk")]
    subprocess.run([*command, "seal", str(file), "--out", str(sealed), "--number", "1", *key], check=True, cwd=ROOT)
    checked = subprocess.run(
        [*command, "check", str(sealed), "--key", str(folder / "public.jwk")], check=True, cwd=ROOT, capture_output=True
    )
    assert b"The signature holds." in checked.stdout
    refused = subprocess.run([*command, "seal", str(file), "--out", str(sealed), "--number", "2", *key], cwd=ROOT)
    assert refused.returncode == 2  # never overwritten
    altered = folder / "altered.ndjson"
    altered.write_bytes(sealed.read_bytes().replace(b"p1", b"p2"))
    assert subprocess.run([*command, "check", str(altered)], cwd=ROOT).returncode == 3
    return sealed


def test_killed_in_the_middle_and_sent_again(database_url: str, tmp_path: Path) -> None:
    """kill -9 while a file is being taken: the next try goes on, and nothing is there twice or missing."""
    clock = SetClock("2026-11-24T09:00")
    private = make_private_key("Ed25519", "k1")
    count = 6000
    platform = open_for_test(database_url, clock, tmp_path / "key")
    with platform.ledger.writing_engine.begin() as connection:
        agency_keys.add(connection, POLICE, private.public(), platform.now(), valid_from=0)
    file = tmp_path / "sealed.ndjson"
    lines = write_ndjson(tmp_path / "acts.ndjson", acts(1, count))
    seal([lines], file, PrivateKey(private), number=1, previous=None, made_at=MADE, most_bytes=MOST)
    platform.close()
    arguments = [sys.executable, "-m", "tests.exchange.taking", database_url, str(tmp_path / "key"), str(file)]
    taking = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert taking.stdout is not None
    assert taking.stdout.readline() == "begun\n"
    wait_for(database_url, 1)
    os.kill(taking.pid, signal.SIGKILL)
    taking.wait()
    stored = number_stored(database_url)
    assert 0 < stored < count, "it was not killed in the middle"
    with open_for_test(database_url, clock, tmp_path / "key") as again:
        taken = take(again, file, OPERATOR)
        assert (taken.accepted, taken.duplicate, taken.refused) == (count, 0, 0)
        assert take(again, file, OPERATOR) == taken
        again.ledger.sequence()
        assert again.ledger.head() == count
        assert again.ledger.verify().ok


def wait_for(url: str, least: int) -> int:
    deadline = time.monotonic() + 60
    while (found := number_stored(url)) < least and time.monotonic() < deadline:
        time.sleep(0.005)
    return found


def number_stored(url: str) -> int:
    engine = open_engine(url, pooled=False)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM event_identity").scalar_one()
    engine.dispose()
    return int(found)


def test_the_operator_takes_a_file_in_by_ingest_as_the_agencys_own(api: Api, tmp_path: Path) -> None:
    by = Sealer(api, tmp_path)
    file = by.seal([detained("x1", sequence=1, recordedtime="2026-11-03T00:00:00Z")])
    taken = take(api.platform, file, OPERATOR)
    assert taken.accepted == 1
    [stored] = api.platform.ledger.stream("c1")
    # an outage is no licence to say oneself when the platform got to know
    assert "recordedtime" not in json.loads(stored.payload)
    assert json.loads(stored.payload)["claimedrecordedtime"] == "2026-11-03T00:00:00Z"
