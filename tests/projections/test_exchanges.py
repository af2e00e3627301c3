"""The exchange ledger over both databases: what passes a time without any act shows, and what is foreign does not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.composition import Platform
from app.exchanges import all_alarms, rule_pairs
from app.packs import SHIPPED, read_pack_files
from app.rebuild import rebuild
from app.silence import silence_of_all
from projections import exchanges
from projections.exchanges import ExchangeRow
from supervision_rules.pack_loader import load_pack
from tests.platforms import CENTRE, COURT, POLICE, PROCURATORATE, SetClock, detained, open_for_test, take, wire

SENT = {"hand_over": {"source": POLICE, "id": "sent"}}


def rows(platform: Platform, **asked: object) -> list[ExchangeRow]:
    with platform.engine.connect() as connection:
        found = exchanges.listed(
            connection, platform.now(), rules=rule_pairs(platform), limit=1000, **asked,  # type: ignore[arg-type]
        )  # fmt: skip
    return list(found.rows)


def request(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-04T12:00")
    take(
        platform,
        *detained(),
        wire("sent", "ArrestRequested", "2026-03-04T10:00", person="p1", organ=PROCURATORATE),
    )


def test_time_alone_brings_a_hand_over_onto_the_list(platform: Platform, clock: SetClock) -> None:
    request(platform, clock)
    assert rows(platform, alarm="unacknowledged") == []
    clock.set("2026-03-07T09:59")
    assert rows(platform, flow="arrest-request")[0].alarms == ()
    clock.set("2026-03-07T10:01")
    assert all_alarms(platform)["unacknowledged"] >= 1
    [late] = rows(platform, alarm="unacknowledged", flow="arrest-request")
    assert (late.sender, late.receiver, late.state, late.named) == (POLICE, PROCURATORATE, "sent", True)
    assert late in rows(platform, alarm="unacknowledged", receiver=PROCURATORATE)
    assert rows(platform, alarm="unacknowledged", receiver=COURT) == []
    take(platform, wire("got", "HandOverReceived", "2026-03-07T10:01", source=PROCURATORATE, **SENT))
    assert rows(platform, alarm="unacknowledged", flow="arrest-request") == []


def test_an_answer_that_the_law_wants_is_late_when_its_duty_is(platform: Platform, clock: SetClock) -> None:
    request(platform, clock)
    take(platform, wire("got", "HandOverReceived", "2026-03-04T11:00", source=PROCURATORATE, **SENT))
    clock.set("2026-03-11T12:00")
    platform.drain()
    assert rows(platform, alarm="unanswered") == []
    clock.set("2026-03-12T12:00")
    platform.drain()
    assert [row.flow for row in rows(platform, alarm="unanswered")] == ["arrest-request"]
    take(platform, wire("ok", "ArrestApproved", "2026-03-12T11:00", source=PROCURATORATE, person="p1"))
    assert rows(platform, alarm="unanswered") == []


def test_a_recall_waits_until_it_is_confirmed(platform: Platform, clock: SetClock) -> None:
    request(platform, clock)
    take(platform, wire("back", "HandOverRecalled", "2026-03-04T11:00", reason_text="对象有误", **SENT))
    [open_] = rows(platform, alarm="recalls")
    assert [step.kind for step in open_.steps] == ["send", "recall"]
    # the receiver acts on what was recalled: the recall is still not confirmed
    take(platform, wire("ok", "ArrestApproved", "2026-03-04T11:30", source=PROCURATORATE, person="p1"))
    assert len(rows(platform, alarm="recalls")) == 1
    confirm = wire("c", "HandOverRecallConfirmed", "2026-03-04T11:40", source=PROCURATORATE, outcome="too_late", **SENT)
    take(platform, confirm)
    assert rows(platform, alarm="recalls") == []
    assert rows(platform, state="recall_confirmed")[0].confirmed_at is not None


def test_late_doubled_and_out_of_order_the_ledger_is_the_same(
    platform: Platform, clock: SetClock, sqlite_template: Path, tmp_path: Path
) -> None:
    clock.set("2026-03-20")
    first = detained()
    sent = wire("sent", "ArrestRequested", "2026-03-04T10:00", person="p1", organ=PROCURATORATE)
    got = wire("got", "HandOverReceived", "2026-03-04T11:00", source=PROCURATORATE, **SENT)
    answer = wire("ok", "ArrestApproved", "2026-03-06T11:00", source=PROCURATORATE, person="p1")
    for acts in ((*first, answer), (got, got), (sent,), (got, sent)):
        take(platform, *acts)
    late = rows(platform)
    plain = tmp_path / "plain.db"
    plain.write_bytes(sqlite_template.read_bytes())
    with open_for_test(f"sqlite:///{plain}", clock, tmp_path / "citizen-id-key") as other:
        take(other, *first, sent, got, answer)
        assert rows(other) == late
    assert next(row.state for row in late if row.flow == "arrest-request") == "answered"
    rebuild(platform, "exchanges")
    assert rows(platform) == late


def test_custody_transfer_from_certificate_to_the_centre_s_receipt(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-04-20")
    take(
        platform,
        *detained(),
        wire("held", "DetentionCentreAdmitted", "2026-03-02", source=CENTRE, person="p1"),
        wire("arrested", "Arrested", "2026-03-10", person="p1"),
        wire("closed", "TransferredForProsecution", "2026-04-10", organ=PROCURATORATE),
        wire("issued", "CustodyTransferIssued", "2026-04-10", person="p1", to_stage="prosecution_review"),
        wire("accepted", "ProsecutionCaseAccepted", "2026-04-11", source=PROCURATORATE),
    )
    [open_] = rows(platform, flow="custody-transfer")
    assert (open_.state, open_.receiver) == ("sent", CENTRE)
    to_stage = {"to_stage": "prosecution_review", "new_expiry": "2026-05-11"}
    take(
        platform,
        wire("took", "CustodyTransferCompleted", "2026-04-11", source=PROCURATORATE, person="p1", **to_stage),
        wire("noted", "CustodyTransferCompleted", "2026-04-12", source=CENTRE, person="p1", **to_stage),
    )
    [done] = rows(platform, flow="custody-transfer")
    assert [step.kind for step in done.steps] == ["send", "accept", "answer"]
    assert dict(done.steps[-1].shows) == to_stage
    named = {"hand_over": {"source": POLICE, "id": "issued"}}
    take(platform, wire("paper", "HandOverClosedOnPaper", "2026-04-12", source=CENTRE, reason_text="补换纸质", **named))
    assert rows(platform, flow="custody-transfer")[0].on_paper


def test_a_pair_that_stopped_and_an_agency_that_says_nothing_are_silent(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-20")
    for number in range(7):
        case = f"C{number}"
        take(
            platform,
            *detained("2026-03-02", case=case, person=f"p{number}"),
            wire(f"{case}-sent", "ArrestRequested", f"2026-03-{3 + number:02d}", case=case, person=f"p{number}",
                 organ=PROCURATORATE),
        )  # fmt: skip
    quiet = silence_of_all(platform)
    assert quiet.pairs == ()
    assert quiet.agencies == (), "nothing has waited long, and of who has no part in anything nothing is expected"
    clock.set("2026-05-20")
    quiet = silence_of_all(platform)
    assert {one.agency: (one.quiet_days, one.waiting) for one in quiet.agencies} == {
        POLICE: (61, 0), PROCURATORATE: (None, 7),
    }, "the one stopped, the other was never heard of although seven requests wait with it"  # fmt: skip
    assert quiet.pairs == (), "of an agency that says nothing at all the list speaks once"
    take(platform, wire("other", "CaseFiled", "2026-05-19", case="D"))
    quiet = silence_of_all(platform)
    pairs = [
        (one.sender, one.receiver, one.number, one.usual_days) for one in quiet.pairs if one.flow == "arrest-request"
    ]
    assert pairs == [(POLICE, PROCURATORATE, 7, 1)]
    assert [one.agency for one in quiet.agencies] == [PROCURATORATE]
    clock.set("2027-03-20")
    quiet = silence_of_all(platform)
    assert (quiet.pairs, [one.agency for one in quiet.agencies]) == ((), [PROCURATORATE]), (
        "traffic that ended long ago is expected no more; what waits, waits"
    )


def test_a_pack_without_agreement_raises_no_alarm(sqlite_url: str, clock: SetClock, tmp_path: Path) -> None:
    files = read_pack_files(SHIPPED / "cn_criminal")
    del files["flows/agreed.yaml"]
    with open_for_test(sqlite_url, clock, tmp_path / "citizen-id-key", load_pack(files)) as platform:
        request(platform, clock)
        clock.set("2026-06-01")
        platform.drain()
        assert all_alarms(platform)["unacknowledged"] == 0
        assert silence_of_all(platform).agencies == ()


def test_who_does_not_report_owes_no_receipt(sqlite_url: str, clock: SetClock, tmp_path: Path) -> None:
    """Silence counts only where somebody promised to speak."""
    files = read_pack_files(SHIPPED / "cn_criminal")
    line = b'- {pattern: "urn:quancheng:cn-*:procuratorate:*", from: 2013-01-01}\n'
    assert line in files["agencies.yaml"]
    files["agencies.yaml"] = files["agencies.yaml"].replace(line, b"")
    with open_for_test(sqlite_url, clock, tmp_path / "citizen-id-key", load_pack(files)) as platform:
        request(platform, clock)
        clock.set("2026-06-01")
        platform.drain()
        [row] = rows(platform, flow="arrest-request")
        assert row.acknowledge_by is None
        assert row not in rows(platform, alarm="unacknowledged")


@pytest.mark.parametrize("broken", ["cursor", "ö", "e30"])
def test_a_cursor_of_another_list_is_refused(on_sqlite: Platform, broken: str) -> None:
    from domain.errors import Refused

    with pytest.raises(Refused), on_sqlite.engine.connect() as connection:
        exchanges.listed(connection, on_sqlite.now(), cursor=broken)


def test_pages_hold_every_row_once(on_sqlite: Platform, clock: SetClock) -> None:
    clock.set("2026-03-20")
    for number in range(9):
        take(on_sqlite, *detained(case=f"C{number}", person=f"p{number}"))
    found: list[ExchangeRow] = []
    cursor = None
    with on_sqlite.engine.connect() as connection:
        while True:
            page = exchanges.listed(connection, on_sqlite.now(), cursor=cursor, limit=2)
            found += page.rows
            cursor = page.next
            if cursor is None:
                break
    assert sorted(msgspec.json.encode(one) for one in found) == sorted(
        msgspec.json.encode(one) for one in rows(on_sqlite)
    )
    assert len({one.id for one in found}) == 9
