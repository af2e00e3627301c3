"""migrate, ingest, case, verify, export, rebuild, token: on a database, and what their exit status says."""

from __future__ import annotations

import base64
import json
import sqlite3
from pathlib import Path

import pytest

from app import refusals
from app.cli import exit_codes
from app.cli.exit_codes import ExitCode
from app.composition import open_platform
from app.finding_log import SOURCE
from app.settings import Settings
from ledger.acts import StoredAct
from ledger.chain import recomputed_hash
from ledger.merkle import inclusion_holds, leaf_hash
from tests.cli.conftest import POLICE, Quancheng, detained


@pytest.fixture
def filled(quancheng: Quancheng, sqlite_url: str, events: Path, monkeypatch: pytest.MonkeyPatch) -> Quancheng:
    """A migrated database holding the two good acts of the file."""
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", sqlite_url)
    done = quancheng("ingest", events)
    assert done.code == ExitCode.REFUSED
    assert "2 accepted, 0 there before, 3 refused" in done.out
    return quancheng


def test_ingest_again_changes_nothing(filled: Quancheng, events: Path) -> None:
    done = filled("ingest", events, "--json")
    assert (done.json["accepted"], done.json["duplicate"], done.json["refused"]) == (0, 2, 3)
    assert [fault["line"] for fault in done.json["faults"]] == [2, 4, 5]


def on_record(agency: str) -> dict[str, tuple[str, int]]:
    """Of an agency: what was refused of it, by code, with the act's id and how often."""
    with open_platform(Settings()) as platform, platform.engine.connect() as connection:
        rows = refusals.listed(connection, agency).rows
    return {row.code: (row.act_id, row.times) for row in rows}


def test_lines_refused_are_on_record_where_their_agency_looks(filled: Quancheng, events: Path) -> None:
    """What names no agency that could be one is on the platform's own record."""
    assert on_record(POLICE) == {"unknown-event-type": ("e4", 1), "time-in-future": ("e5", 1)}
    assert on_record(SOURCE) == {"duplicate-key": ("", 1)}
    filled("ingest", events)
    assert on_record(POLICE)["unknown-event-type"] == ("e4", 2)


def test_a_line_before_the_one_it_builds_on_is_no_refusal(filled: Quancheng, tmp_path: Path) -> None:
    """It is posted once more at the end of the file; on record is what is refused then."""
    early = detained("a1", case="c9", type="ArrestRequested", data={"person": "p9"})
    never = detained("a2", case="c8", type="ArrestRequested", data={"person": "p8"})
    path = tmp_path / "early.ndjson"
    path.write_text("\n".join(json.dumps(one) for one in (early, never, detained("a3", case="c9", person="p9"))))
    assert "2 accepted, 0 there before, 1 refused" in filled("ingest", path).out
    assert on_record(POLICE)["unknown-person"] == ("a2", 1)


def test_no_identity_number_becomes_the_name_of_a_record(filled: Quancheng, tmp_path: Path) -> None:
    named = "urn:quancheng:cn-110105:police:11010519491231002X"
    path = tmp_path / "smuggled.ndjson"
    path.write_text(json.dumps(detained("s1", source=named)))
    assert filled("ingest", path).code == ExitCode.REFUSED
    assert on_record(named) == {}
    assert {act_id for act_id, _ in on_record(SOURCE).values()} == {"", "s1"}


def test_ingest_on_postgresql(
    quancheng: Quancheng, postgres_url: str, events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_bytes(bytes(32))
    monkeypatch.setenv("QUANCHENG_CITIZEN_ID_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("QUANCHENG_EMBEDDED", "true")
    assert quancheng("ingest", events, "--database-url", postgres_url, "--json").json["accepted"] == 2
    assert quancheng("verify", "--database-url", postgres_url).code == ExitCode.OK
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", postgres_url)
    assert set(on_record(POLICE)) == {"unknown-event-type", "time-in-future"}
    assert quancheng("case", "show", "c1", "--database-url", postgres_url, "--json").json["events"] == 1


def test_a_case_shown_at_two_times(filled: Quancheng) -> None:
    now = filled("case", "show", "c1", "--json").json
    assert [subject["person"] for subject in now["subjects"]] == ["p1"]
    assert "violated" in {duty["status"] for duty in now["duties"]}
    before = filled("case", "show", "c1", "--valid-at", "2026-03-01", "--json").json
    assert (before["events"], before["subjects"]) == (0, [])
    unknown = filled("case", "show", "c1", "--known-at", "2026-03-01")
    assert unknown.code == ExitCode.NOT_FOUND
    table = filled("case", "show", "c1").out
    assert "p1" in table
    assert "CPL-085-1" in table


def test_timeline_and_explain_in_both_languages(filled: Quancheng) -> None:
    assert [act["id"] for act in filled("case", "timeline", "c1", "--json").json] == ["e1"]
    assert "Detained" in filled("case", "timeline", "c1").out
    zh, en = (filled("case", "explain", "c1", "--lang", lang).out for lang in ("zh", "en"))
    assert "CPL-085-1" in zh
    assert zh != en
    duty = filled("case", "show", "c1", "--json").json["duties"][0]["id"]
    assert filled("case", "explain", duty).code == ExitCode.OK
    assert filled("case", "explain", "0" * 32).code == ExitCode.NOT_FOUND
    assert filled("case", "timeline", "nobody").code == ExitCode.NOT_FOUND


def test_ingest_beside_a_running_server_leaves_the_numbering_to_it(
    quancheng: Quancheng, sqlite_url: str, events: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANCHENG_DATABASE_URL", sqlite_url)
    with open_platform(Settings()) as server:
        server.ledger.sequence()  # the lock is taken before the command asks for it
        server.start()
        done = quancheng("ingest", events, "--json")
        assert (done.code, done.json["accepted"]) == (ExitCode.REFUSED, 2)
        assert quancheng("case", "show", "c1", "--json").json["events"] == 1, "supervised by the server meanwhile"


def test_replay_of_the_database_equals_replay_of_the_file(filled: Quancheng, events: Path) -> None:
    now = "2026-11-20T00:00:00+08:00"
    assert filled("replay", "--now", now).out == filled("replay", "--now", now, "--events", events).out != ""


def test_verify_passes_then_names_the_first_bad_position(filled: Quancheng, sqlite_url: str) -> None:
    assert filled("verify").code == ExitCode.OK
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE events SET person = 'p9' WHERE id = 'e3'")
    connection.commit()
    connection.close()
    done = filled("verify", "--json")
    assert done.code == ExitCode.CHECK_FAILED
    assert (done.json["ok"], done.json["fault"]["check"], done.json["fault"]["position"]) == (False, "event-hash", 2)
    assert "position 2" in filled("verify").out


def test_verify_with_a_kept_checkpoint_notices_an_older_copy(
    filled: Quancheng, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANCHENG_SIGNING_KEY_FILE", str(tmp_path / "key.pem"))
    last = filled("export", "c1").out.splitlines()[-1]
    kept = tmp_path / "kept.txt"
    kept.write_text(json.loads(last)["note"], encoding="utf-8")
    assert filled("verify", "--kept", kept).code == ExitCode.OK
    kept.write_text(kept.read_text().replace("\n", "\n9", 1), encoding="utf-8")
    assert filled("verify", "--kept", kept).code == ExitCode.CHECK_FAILED


def test_an_export_can_be_checked_without_the_database(
    filled: Quancheng, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANCHENG_SIGNING_KEY_FILE", str(tmp_path / "key.pem"))
    out = tmp_path / "case.ndjson"
    filled("export", "c2", "--out", out)
    *events, checkpoint = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(events) == 1
    [size, root] = checkpoint["note"].split("\n")[1:3]
    for one in events:
        from ledger.canonical import canonical

        stored = StoredAct(
            position=one["position"], insert_id=0, payload=canonical(one["event"]),
            content_digest=None if one["content_digest"] is None else bytes.fromhex(one["content_digest"]),
            prev_hash=bytes.fromhex(one["prev_hash"]), hash=bytes.fromhex(one["hash"]),
            **{name: one[name] for name in (
                "stream", "version", "source", "id", "type", "type_version", "person", "agency", "occurred_day",
                "occurred_earliest", "occurred_latest", "recorded_at", "hash_name",
            )},
        )  # fmt: skip
        assert recomputed_hash(stored) == stored.hash
        proof = one["proof"]
        assert base64.b64encode(bytes.fromhex(proof["root"])).decode() == root
        path = [bytes.fromhex(step) for step in proof["path"]]
        leaf = leaf_hash(stored.hash)
        assert inclusion_holds(leaf, proof["position"] - 1, int(size), path, bytes.fromhex(proof["root"]))
    assert filled("export", "nobody").code == ExitCode.NOT_FOUND


def test_a_plain_export_can_be_ingested_again(filled: Quancheng, tmp_path: Path) -> None:
    path = tmp_path / "plain.ndjson"
    path.write_text(filled("export", "c1", "--plain").out, encoding="utf-8")
    assert filled("ingest", path, "--json").json["duplicate"] == 1


def test_rebuild_compares_and_an_unknown_name_lists_the_known(filled: Quancheng) -> None:
    done = filled("rebuild", "timeline", "--json")
    assert (done.code, done.json["missing"], done.json["surplus"]) == (ExitCode.OK, 0, 0)
    unknown = filled("rebuild", "nothing")
    assert (unknown.code, "case_view" in unknown.err) == (ExitCode.NOT_FOUND, True)


UNUSABLE = [
    # (the database, exit status, what is said)
    ("sqlite:///empty.db", ExitCode.UNUSABLE, "quancheng migrate"),
    ("postgresql+psycopg2://nobody@127.0.0.1:9/nothing", ExitCode.UNUSABLE, "QUANCHENG_DATABASE_URL"),
    ("nonsense", ExitCode.USAGE, "sqlite:///FILE"),
]


@pytest.mark.parametrize(("url", "code", "said"), UNUSABLE)
def test_an_unusable_database_is_told_with_a_remedy(quancheng: Quancheng, url: str, code: ExitCode, said: str) -> None:
    done = quancheng("verify", "--database-url", url)
    assert (done.code, said in done.err) == (code, True), done.err
    assert "Traceback" not in done.err


def test_migrate_makes_the_database_usable_and_is_repeatable(quancheng: Quancheng, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'ledger.db'}"
    for _ in range(2):
        assert quancheng("migrate", "--database-url", url).code == ExitCode.OK
    assert quancheng("verify", "--database-url", url).code == ExitCode.OK


def test_tokens_are_issued_listed_and_revoked(quancheng: Quancheng) -> None:
    issued = quancheng("token", "issue", POLICE, "--role", "agency", "--days", "30", "--note", "integration")
    token = issued.out.strip()
    assert token.startswith("qc_")
    [row] = quancheng("token", "list", "--json").json
    assert (row["agency"], row["role"], row["note"], row["revoked_at"]) == (POLICE, "agency", "integration", None)
    assert token[24:] not in json.dumps(row)
    assert quancheng("token", "revoke", row["token"]).code == ExitCode.OK
    assert quancheng("token", "list", "--json").json[0]["revoked_at"]
    assert quancheng("token", "issue", "somebody").code == ExitCode.REFUSED


def test_a_wrong_setting_is_named(quancheng: Quancheng, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANCHENG_PORT", "http")
    done = quancheng("verify")
    assert (done.code, "QUANCHENG_PORT" in done.err) == (ExitCode.USAGE, True)


def test_every_exit_status_is_explained_in_the_help(quancheng: Quancheng) -> None:
    said = " ".join(quancheng("--help").out.split())
    assert set(exit_codes.MEANING) == set(ExitCode)
    for code, meaning in exit_codes.MEANING.items():
        assert f"{code.value} {meaning}" in said


def test_simulated_cases_replayed_give_what_was_planted(quancheng: Quancheng, tmp_path: Path) -> None:
    done = quancheng("simulate", "--cases", 20, "--seed", 3, "--now", "2026-11-01", "--out", "s.ndjson.gz", "--json")
    assert done.code == ExitCode.OK
    truth = [json.loads(line) for line in Path(done.json["truth"]).read_text().splitlines()]
    replayed = quancheng("replay", "--events", "s.ndjson.gz", "--now", "2026-11-01T00:00:00Z")
    assert replayed.code == ExitCode.OK, replayed.err
    lines = [json.loads(line) for line in replayed.out.splitlines()]
    found = {(line["case"], line["rule"], line["trigger_event"]["id"]) for line in lines}
    assert found == {(one["case"], one["rule"], one["trigger_id"]) for one in truth}


def test_the_demonstration_builds_and_its_tampering_is_found(quancheng: Quancheng, tmp_path: Path) -> None:
    built = quancheng("demo", "--no-serve", "--cases", 12, "--dir", tmp_path / "demo", "--json").json
    assert built["real_acts"] > 300
    fault = built["verify"]["fault"]
    assert (built["verify"]["ok"], fault["check"], fault["position"]) == (
        False,
        "event-hash",
        built["tampered"]["position"],
    )
    again = quancheng("demo", "--no-serve", "--dir", tmp_path / "demo")
    assert (again.code, "not empty" in again.err) == (ExitCode.USAGE, True)
