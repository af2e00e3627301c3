"""Feeds as a read model: who gets what where, rebuilt without another number, never numbered anew in silence."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import update

from app import feed as feeds
from app.composition import Platform
from app.feed_cursor import CursorMaker
from app.rebuild import rebuild
from domain.errors import Conflict, LedgerFault, Refused
from domain.feed_name import WHOLE
from ledger.schema import events
from projections import feed
from projections.runner import progress
from tests.feeds import follow, ids, read
from tests.platforms import CENTRE, COURT, POLICE, PROCURATORATE, SetClock, accepted, detained, take, wire

ELSEWHERE = "urn:quancheng:cn-520103:police:01"


def test_who_comes_late_gets_what_was_before_where_it_came(platform: Platform) -> None:
    accepted(platform, wire("a1", "CaseFiled", "2026-03-01", case="A"))
    accepted(platform, wire("b1", "CaseFiled", "2026-03-01", case="B", source=COURT))
    accepted(platform, wire("a2", "CaseFiled", "2026-03-02", case="A"))
    accepted(platform, wire("a3", "CaseFiled", "2026-03-03", case="A", source=COURT))
    accepted(platform, wire("a4", "CaseFiled", "2026-03-03", case="A"))
    follow(platform, 2)
    assert ids(read(platform, COURT)) == ["b1", "a1", "a2", "a3", "a4"]
    assert ids(read(platform, POLICE)) == ["a1", "a2", "a3", "a4"]
    assert read(platform, PROCURATORATE) == []


def test_the_actor_of_an_act_gets_it_too_and_a_corrector_does_not(platform: Platform) -> None:
    accepted(
        platform,
        wire("a1", "CaseFiled", "2026-03-01", envelope={"actor": CENTRE}),
        wire("c1", "EventCorrected", "2026-03-02", source=ELSEWHERE, event={"source": POLICE, "id": "a1"},
             type="CaseFiled", occurredon="2026-02-28"),
        wire("r1", "EventRetracted", "2026-03-02", source=ELSEWHERE, event={"source": POLICE, "id": "a1"}),
    )  # fmt: skip
    follow(platform)
    assert ids(read(platform, CENTRE)) == ids(read(platform, POLICE)) == ["a1", "c1", "r1"]
    assert read(platform, ELSEWHERE) == []


def test_a_case_split_off_is_another_case_as_for_access(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-12")
    accepted(
        platform,
        *detained(),
        wire("split", "CaseSplit", "2026-03-03", new_case="A2", persons=["p1"]),
        wire("a2", "CaseFiled", "2026-03-04", case="A2", source=COURT),
    )
    follow(platform)
    assert ids(read(platform, COURT)) == ["a2"]
    assert ids(read(platform, POLICE)) == ["A-filed", "A-suspect", "A-detained", "split"]


def test_findings_are_in_the_whole_ledger_and_in_no_agency_s_feed(platform: Platform, clock: SetClock) -> None:
    clock.set("2026-03-12")
    take(platform, *detained("2026-03-02"))
    whole = read(platform, PROCURATORATE, limit=3, role="auditor")
    assert (
        [one.position for one in whole] == [one.number for one in whole] == list(range(1, platform.ledger.head() + 1))
    )
    types = {msgspec.json.decode(one.event)["type"] for one in whole}
    assert "FindingRaised" in types
    raised = next(one for one in whole if b"FindingRaised" in bytes(one.event))
    event = msgspec.json.decode(raised.event)
    assert (event["specversion"], event["subject"].partition(":")[0]) == ("1.0", "finding")
    assert len(read(platform, POLICE)) == 3
    # the platform itself stands as the poster of findings: an agency of its office gets nothing by that
    assert read(platform, "urn:quancheng:cn-000000:system:01") == []


def test_an_item_is_what_was_posted_with_the_receipt_of_its_poster(platform: Platform) -> None:
    posted = wire("a1", "CaseFiled", "2026-03-01", envelope={"noteforus": "kept"})
    [receipt] = accepted(platform, posted)
    follow(platform)
    [one] = read(platform, POLICE)
    event = msgspec.json.decode(one.event)
    assert {name: event[name] for name in posted} == posted
    assert (one.hash, one.version, one.position) == (receipt.hash, receipt.version, 1)


def test_a_citizen_identity_number_leaves_sealed_as_it_is_stored(platform: Platform) -> None:
    number = "11010519491231002X"
    accepted(
        platform,
        wire("a1", "CaseFiled", "2026-03-01"),
        wire("a2", "SuspectIdentified", "2026-03-01", person="p1", citizen_id=number),
    )
    follow(platform)
    event = msgspec.json.decode(read(platform, POLICE)[1].event)
    assert event["data"]["citizen_id"].startswith("cid1.")
    assert number not in str(event)


def test_a_rebuild_that_would_renumber_is_refused_and_renumbering_outdates_cursors(platform: Platform) -> None:
    for number in range(5):
        accepted(platform, wire(f"a{number}", "CaseFiled", "2026-03-01"))
    platform.drain()
    cursors = [one.cursor for one in read(platform, POLICE)]
    with platform.ledger.writing_engine.begin() as connection:  # somebody leaves out the first act
        connection.execute(feed.feed.delete().where(feed.feed.c.number == 1))
        connection.execute(update(feed.feed).values(number=feed.feed.c.number - 1))
    served = [one.cursor for one in read(platform, POLICE)]
    with pytest.raises(Conflict, match="stays") as refused:
        rebuild(platform, "feed")
    assert refused.value.code == "feed-would-renumber"
    assert [one.cursor for one in read(platform, POLICE)] == served, "what was served is served still"
    report = rebuild(platform, "feed", renumber=True)
    assert not report.equal
    assert [one.cursor for one in read(platform, POLICE)] == cursors
    for cursor in served:
        with pytest.raises(Refused) as outdated:
            read(platform, POLICE, cursor=cursor)
        assert outdated.value.code == "feed-cursor-outdated"


def test_an_interrupted_rebuild_goes_on_while_acts_come(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.feed_follower.ACTS_AT_ONCE", 2)
    for agency in (COURT, CENTRE, POLICE):
        read(platform, agency)
    for number in range(6):
        accepted(platform, wire(f"a{number}", "CaseFiled", "2026-03-01", source=POLICE if number % 2 else COURT))
    platform.drain()
    cursors = [one.cursor for one in read(platform, COURT)]

    def stop(done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(platform, "feed", stop)
    accepted(platform, wire("a6", "CaseFiled", "2026-03-01", source=CENTRE))
    platform.drain()
    report = rebuild(platform, "feed")
    assert (report.equal, report.resumed) == (True, True)
    assert [one.cursor for one in read(platform, COURT)][: len(cursors)] == cursors
    assert ids(read(platform, CENTRE)) == [f"a{number}" for number in range(7)]
    take(platform, wire("a7", "CaseFiled", "2026-03-01"))
    assert ids(read(platform, CENTRE))[-1] == "a7", "the new build follows the ledger"


def test_two_followers_cannot_both_move_the_feeds(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    read(platform, POLICE)
    accepted(platform, wire("a1", "CaseFiled", "2026-03-01"))
    platform.ledger.sequence()
    follower = platform.processing.feed
    with platform.engine.connect() as connection:
        [stale] = progress(connection, feed.NAME)
    assert follower.step() == 1
    monkeypatch.setattr(follower, "_stand", lambda: stale)
    with pytest.raises(Conflict):
        follower.step()
    assert ids(read(platform, POLICE)) == ["a1"]


def test_a_stretch_ends_before_it_is_too_large_and_is_full_then(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(platform, *(wire(f"a{n}", "CaseFiled", "2026-03-01", case="A" * (n + 1)) for n in range(4)))
    follow(platform)
    size = max(one.size for one in feeds.stretch(platform, WHOLE, None, 10).entries)
    read(platform, POLICE)
    for name in (WHOLE, f"agency {POLICE}"):
        monkeypatch.setattr(feeds, "MOST_BYTES", 2 * size)
        found = feeds.stretch(platform, name, None, 10)
        assert (len(found.entries), found.full) == (2, True)
        monkeypatch.setattr(feeds, "MOST_BYTES", 1)  # an act larger than all that may be is a page by itself
        found = feeds.stretch(platform, name, found.next, 10)
        assert ([one.number for one in found.entries], found.full) == ([3], True)
        last = feeds.stretch(platform, name, found.next, 10)
        assert ([one.number for one in last.entries], last.full) == ([4], False)
    assert [one.number for one in read(platform, POLICE, limit=10)] == [1, 2, 3, 4]


def test_altered_bytes_are_said_and_not_served(on_sqlite: Platform) -> None:
    accepted(on_sqlite, *detained())
    follow(on_sqlite)
    with on_sqlite.ledger.writing_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_update")
        connection.execute(update(events).where(events.c.id == "A-suspect").values(payload=b'{"p":1}'))
    with pytest.raises(LedgerFault) as fault:
        read(on_sqlite, POLICE)
    assert fault.value.position == 2


@pytest.mark.parametrize("which", ["their_own", "supervisor_s", "altered", "cut", "not_base64", "empty", "beyond"])
def test_a_cursor_that_is_not_of_this_feed_is_refused(on_sqlite: Platform, which: str) -> None:
    accepted(on_sqlite, wire("a1", "CaseFiled", "2026-03-01"))
    accepted(on_sqlite, wire("b1", "CaseFiled", "2026-03-01", case="B", source=COURT))
    follow(on_sqlite)
    good = read(on_sqlite, POLICE)[0].cursor
    court = read(on_sqlite, COURT)[0].cursor
    whole = read(on_sqlite, POLICE, role="auditor")[0].cursor

    bad = {
        "their_own": court,
        "supervisor_s": whole,
        "altered": good[:-8] + ("A" if good[-8] != "A" else "B") + good[-7:],
        "cut": good[:-1],
        "not_base64": "ключ",
        "empty": "",
        "beyond": CursorMaker(f"agency {POLICE}").cursor(2, 2),
    }[which]
    with pytest.raises(Refused) as refused:
        read(on_sqlite, POLICE, cursor=bad)
    assert refused.value.code == ("feed-cursor-outdated" if which == "beyond" else "feed-cursor-invalid")
    assert refused.value.remedy
    assert [one.number for one in read(on_sqlite, POLICE, cursor=good)] == []
