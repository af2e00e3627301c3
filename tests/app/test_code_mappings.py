"""Agencies' own codes: read as national ones on intake, recorded with the act, never changed by a later table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import ProgrammingError

from app import code_mappings
from app.caller import OPERATOR, Caller
from app.code_lists import code_lists
from app.composition import Platform
from app.export_case import export_lines
from app.post_acts import Accepted, Rejected, post, stored_wire
from app.replay import replay
from app.replay_input import ledger_events, read_events_file
from app.signing.key_ring import KeyRing
from app.signing.signed_acts import verify_again
from app.stored_events import event_of
from domain.code_mapping import MappingEntry
from domain.errors import NotFound, Refused, StaleVersion
from domain.event import Event
from ledger.engines import open_engine
from projections import code_use
from tests.app.test_signed_acts import register
from tests.platforms import POLICE, PROCURATORATE, SetClock, accepted, standing_duties, take, wire
from tests.signing.signers import ed25519, signed_act

CALLER = Caller(POLICE, "t")


def entry(code: str, national: str, **dates: Any) -> MappingEntry:
    return msgspec.convert({"code": code, "national": national, **dates}, MappingEntry)


def put(
    platform: Platform, name: str, *entries: MappingEntry, agency: str = POLICE, expected: int | None = None
) -> int:
    with platform.ledger.writing_engine.begin() as connection:
        return code_mappings.put(
            connection, platform.pack, agency, name, entries, by="t", now=platform.now(), expected=expected
        ).version


def suspect(act_id: str = "s", *offences: str, on: str = "2026-03-01", **more: Any) -> dict[str, Any]:
    return wire(act_id, "SuspectIdentified", on, person="p1", suspected_offences=list(offences), **more)


def one(platform: Platform, event: dict[str, Any], caller: Caller = CALLER) -> Accepted:
    [outcome] = post(platform, [event], caller)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def stored(platform: Platform, act_id: str, source: str = POLICE) -> tuple[dict[str, Any], Event]:
    """(what the ledger keeps, what rules and read models see)."""
    act, _ = stored_wire(platform, source, act_id)
    return msgspec.json.decode(act.payload), event_of(act, platform.pack)


def unmapped(platform: Platform, name: str = "charges") -> list[tuple[str, int]]:
    platform.drain()
    with platform.engine.connect() as connection:
        found = code_use.unmapped(connection, name, agency=POLICE, among=None, limit=100)
    return [(row.code, row.count) for row in found]


def test_an_own_code_is_kept_as_stated_and_read_as_the_national_one(platform: Platform) -> None:
    put(platform, "charges", entry("0401", "故意伤害"))
    outcome = one(platform, suspect("s", "0401", "盗窃案", "放火"))
    payload, event = stored(platform, "s")
    assert payload["data"]["suspected_offences"] == ["0401", "盗窃案", "放火"], "the statement is the agency's"
    assert event.data.suspected_offences == ["故意伤害", "盗窃案", "放火"]  # type: ignore[attr-defined]
    record = [(a.pointer, a.stated, a.table, a.national) for a in outcome.mapped]
    assert record == [
        ("/suspected_offences/0", "0401", 1, "故意伤害"),
        ("/suspected_offences/1", "盗窃案", 1, None),
    ], "a national code needs no record"
    assert event.mapped == outcome.mapped
    assert unmapped(platform) == [("盗窃案", 1)]


def test_without_a_table_nothing_is_recorded(platform: Platform) -> None:
    put(platform, "charges", entry("0401", "故意伤害"), agency=PROCURATORATE)
    assert one(platform, suspect("s", "0401")).mapped == ()
    payload, _ = stored(platform, "s")
    assert "mappedcodes" not in payload


def test_a_later_table_changes_nothing_that_was_taken(platform: Platform) -> None:
    put(platform, "charges", entry("0401", "故意伤害"))
    first = one(platform, suspect("s", "0401"))
    assert put(platform, "charges", entry("0401", "故意杀人")) == 2
    again = one(platform, suspect("s", "0401"))
    assert again.receipt.duplicate
    assert again.mapped == first.mapped, "the receipt of then"
    assert stored(platform, "s")[1].data.suspected_offences == ["故意伤害"]  # type: ignore[attr-defined]
    assert one(platform, suspect("s2", "0401")).mapped[0].national == "故意杀人"


def test_entries_count_by_the_day_of_the_act(platform: Platform) -> None:
    put(
        platform, "charges",
        entry("A", "侮辱", valid_to="2026-02-28"), entry("A", "诽谤", valid_from="2026-03-01", valid_to="2026-03-02"),
    )  # fmt: skip
    read = [
        one(platform, suspect(f"s{day}", "A", on=day)).mapped[0].national
        for day in ("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03")
    ]
    assert read == ["侮辱", "诽谤", "诽谤", None]


def test_a_field_of_national_codes_takes_an_own_code_and_leaves_out_an_unknown_one(platform: Platform) -> None:
    accepted(platform, suspect("s"))
    notified = wire("n", "FamilyNotified", "2026-03-02", person="p1", measure="07")
    [refused] = post(platform, [notified], CALLER)
    assert isinstance(refused, Rejected), "without a table it is no code of anybody"
    put(platform, "measures", entry("07", "residential_surveillance"))
    assert one(platform, notified).mapped[0].national == "residential_surveillance"
    unknown = one(platform, wire("m", "FamilyNotified", "2026-03-02", person="p1", measure="99"))
    assert unknown.mapped[0].left_out
    payload, event = stored(platform, "m")
    assert payload["data"]["measure"] == "99"
    assert event.data.measure is None, "read as not stated, so that nothing is held against anybody"  # type: ignore[attr-defined]
    assert unmapped(platform, "measures") == [("99", 1)]


def test_guards_see_the_national_code_live_and_in_a_file(platform: Platform, clock: SetClock, tmp_path: Path) -> None:
    clock.set("2026-03-20")
    put(platform, "measures", entry("07", "residential_surveillance"), entry("04", "bail"))
    put(platform, "charges")

    def course(case: str, code: str) -> Sequence[dict[str, Any]]:
        return (
            suspect(f"{case}s", "地方罪名", case=case),
            wire(f"{case}r", "ResidentialSurveillanceStarted", "2026-03-02", case=case, person="p1",
                 designated=True),
            wire(f"{case}n", "FamilyNotified", "2026-03-02", case=case, person="p1", measure=code),
        )  # fmt: skip

    take(platform, *course("A", "07"), *course("B", "04"))
    status = {case: [d.status for d in standing_duties(platform, "CPL-075-2", case)] for case in "AB"}
    assert status == {"A": ["met"], "B": ["overdue"]}, "of the surveillance the family was told in A only"
    live = list(replay(platform.pack, ledger_events(platform.ledger, platform.pack), now=platform.now(), all_=True))
    path = tmp_path / "exported.ndjson"
    at = platform.clock().isoformat()  # a file has no other witness of when it was recorded
    exported = [msgspec.json.decode(line) for case in "AB" for line in export_lines(platform, case, plain=True)]
    path.write_bytes(b"\n".join(msgspec.json.encode(one | {"recordedtime": at}) for one in exported))
    plan = read_events_file(path, platform.pack, platform.now())
    assert not plan.faults
    replayed = list(replay(platform.pack, [j.event for j in plan.events], now=platform.now(), all_=True))

    def told(lines: list[Any]) -> list[tuple[str, str, str, str]]:
        return sorted((x.case, x.rule, x.trigger_event.id, x.status) for x in lines)

    assert told(replayed) == told(live)


def test_a_signed_act_can_be_verified_again_beside_its_record(platform: Platform) -> None:
    signer = register(platform, ed25519())
    put(platform, "charges", entry("0401", "故意伤害"))
    assert one(platform, signed_act(suspect("s", "0401"), signer)).mapped
    [act] = platform.ledger.stream("A")
    assert b"mappedcodes" in act.payload
    assert verify_again(act, platform.pack.vocabulary, platform.citizen_id_key, KeyRing(platform.engine).find)


def test_what_a_correction_states_is_mapped_too(platform: Platform) -> None:
    put(platform, "charges", entry("0401", "故意伤害"), entry("old", "侮辱", valid_to="2026-03-01"))
    one(platform, suspect("s", "放火"))
    corrected = wire(
        "c", "EventCorrected", "2026-03-03", event={"source": POLICE, "id": "s"}, type="SuspectIdentified",
        data={"person": "p1", "suspected_offences": ["0401", "old"]}, occurredon="2026-03-01",
    )  # fmt: skip
    assert [a.pointer for a in one(platform, corrected).mapped] == [
        "/data/suspected_offences/0", "/data/suspected_offences/1",
    ]  # fmt: skip
    _, event = stored(platform, "c")
    assert event.amends is not None
    assert event.amends.data.suspected_offences == ["故意伤害", "侮辱"]  # type: ignore[union-attr]


def test_only_an_import_brings_a_record_along(platform: Platform, tmp_path: Path) -> None:
    put(platform, "charges", entry("0401", "故意伤害"))
    one(platform, suspect("s", "0401"))
    payload, _ = stored(platform, "s")
    forged = payload | {"id": "s2"}
    [refused] = post(platform, [forged], CALLER)
    assert isinstance(refused, Rejected)
    assert (refused.error.code, getattr(refused.error, "pointer", "")) == ("reserved-attribute", "/mappedcodes")
    put(platform, "charges", entry("0401", "故意杀人"))
    assert one(platform, forged, OPERATOR).mapped[0].national == "故意伤害", "as it was read when it was taken"


RECORDS = [
    # (oddity guarded, the attribute)
    ("no JSON", "{"),
    ("a place that the data do not have", '[{"pointer":"/nowhere/0","list":"charges","stated":"0401","table":1}]'),
    ("an index beyond the list", '[{"pointer":"/suspected_offences/7","list":"charges","stated":"0401","table":1}]'),
    ("another code than is stated", '[{"pointer":"/suspected_offences/0","list":"charges","stated":"X","table":1}]'),
    ("the root", '[{"pointer":"","list":"charges","stated":"0401","table":1}]'),
    ("a table that cannot be", '[{"pointer":"/suspected_offences/0","list":"charges","stated":"0401","table":0}]'),
]


@pytest.mark.parametrize(("oddity", "record"), RECORDS, ids=[oddity for oddity, _ in RECORDS])
def test_a_record_that_does_not_fit_is_refused(platform: Platform, oddity: str, record: str) -> None:
    event = suspect("s", "0401") | {"mappedcodes": record}
    [outcome] = post(platform, [event], OPERATOR)
    assert isinstance(outcome, Rejected), oddity
    assert outcome.error.code == "mapped-codes-invalid"
    assert platform.ledger.stream("A") == []


TABLES = [
    # (oddity guarded, entries, the place named)
    ("a national code that is none", [entry("1", "故意伤害"), entry("2", "故意伤")], "/entries/1/national"),
    ("one code twice", [entry("1", "放火"), entry("1", "爆炸")], "/entries/1/code"),
    ("overlapping by a day", [entry("1", "放火", valid_to="2026-01-02"), entry("1", "爆炸", valid_from="2026-01-02")],
     "/entries/1/code"),
    ("ends before it begins", [entry("1", "放火", valid_from="2026-02-01", valid_to="2026-01-01")],
     "/entries/0/valid_to"),
    ("too many of one code", [entry("1", "放火", valid_from=f"{1900 + n}-01-01", valid_to=f"{1900 + n}-01-02")
                              for n in range(101)], "/entries/100/code"),
    ("too many", [entry(str(n), "放火") for n in range(20_001)], "/entries"),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "entries", "place"), TABLES, ids=[oddity for oddity, _, _ in TABLES])
def test_a_table_that_says_nothing_or_two_things_is_refused(
    on_sqlite: Platform, oddity: str, entries: list[MappingEntry], place: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(on_sqlite, "charges", *entries)
    assert (refused.value.code, refused.value.pointer) == ("code-mapping-invalid", place), oddity
    with pytest.raises(NotFound):
        put(on_sqlite, "chargs")


def test_what_is_too_long_for_a_code_is_text_and_an_act_holds_so_many(platform: Platform) -> None:
    put(platform, "charges")
    assert one(platform, suspect("long", "长" * 20_000)).mapped == ()
    assert len(one(platform, suspect("most", *map(str, range(500)))).mapped) == 500
    [refused] = post(platform, [suspect("more", *map(str, range(501)))], CALLER)
    assert isinstance(refused, Rejected)
    assert (refused.error.code, getattr(refused.error, "pointer", "")) == ("too-many-codes", "/data/suspected_offences")
    assert len(unmapped(platform)) == 100, "the most frequent ones, as many as are asked for"


def test_two_who_change_the_same_table(platform: Platform) -> None:
    assert put(platform, "charges", expected=0) == 1
    with pytest.raises(StaleVersion) as stale:
        put(platform, "charges", entry("1", "放火"), expected=0)
    assert (stale.value.expected, stale.value.found) == (0, 1)


def test_the_application_cannot_change_a_table_that_acts_name(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    for statement in ("DELETE FROM code_mappings", "UPDATE code_mappings SET entries = '[]'"):
        with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_every_coded_field_names_a_list_and_lists_hold_what_they_say(platform: Platform) -> None:
    lists = code_lists(platform.pack)
    texts = platform.pack.texts
    for code in lists["charges"].entries:
        assert code.code in texts[code.source.split(",")[0]], f"{code.code} does not stand in {code.source}"
    assert len(lists["regions"].by_code) > 6000
    assert {code.code for code in lists["measures"].entries} >= {"detention", "bail", "arrest"}
