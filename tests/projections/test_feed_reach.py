"""What comes to a feed as its reader comes to see more: hand-overs, successors, regions. After its end, once."""

from __future__ import annotations

import pytest

from app import feed as feeds
from app.caller import OPERATOR
from app.composition import Platform
from app.post_acts import post
from app.rebuild import rebuild
from domain.errors import Conflict
from domain.feed_name import feed_of
from domain.permission import Role
from projections import feed
from tests.feeds import follow, ids, principal, read
from tests.platforms import COURT, POLICE, PROCURATORATE, accepted, detained, wire

FORMER = "urn:quancheng:cn-520104:police:01"
"""Ended in 2019; its work came to POLICE (agencies.yaml)."""
COLLEAGUE = "urn:quancheng:cn-520102:police:77"
CITY = "urn:quancheng:cn-520100:procuratorate:01"
OTHER_CITY = "urn:quancheng:cn-520300:procuratorate:01"
NATION = "urn:quancheng:cn-000000:procuratorate:01"


def handed(case: str = "A", to: str = COURT) -> dict[str, object]:
    return wire(f"{case}-indicted", "IndictmentFiled", "2026-03-03", case=case, source=PROCURATORATE, court=to)


def filed(id_: str, case: str = "A", source: str = POLICE, on: str = "2026-03-01") -> dict[str, object]:
    return wire(id_, "CaseFiled", on, case=case, source=source)


def old(id_: str, case: str) -> dict[str, object]:
    return filed(id_, case, FORMER, "2019-03-01")


def one_by_one(platform: Platform, *items: dict[str, object]) -> None:
    """Acts posted together are appended by their posters; here they are to stand as they are given."""
    for item in items:
        accepted(platform, item)


def cursors(platform: Platform, agency: str, role: Role = "agency") -> list[str]:
    return [one.cursor for one in read(platform, agency, role=role)]


def rebuilt_alike(platform: Platform, monkeypatch: pytest.MonkeyPatch, *at_once: int) -> None:
    platform.drain()
    for most in at_once:
        with monkeypatch.context() as patched:
            patched.setattr("app.feed_follower.ACTS_AT_ONCE", most)
            report = rebuild(platform, "feed")
        assert report.equal, report


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_case_handed_over_brings_what_stood_on_it_after_the_present_end(
    platform: Platform, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(platform, COURT)
    one_by_one(platform, filed("a1"), filed("b1", "B", COURT), filed("a2"), filed("b2", "B", COURT))
    follow(platform, at_once)
    before = cursors(platform, COURT)
    page = feeds.stretch(platform, feed_of(principal(COURT)), None, 2)
    assert (len(before), page.full) == (2, True)
    one_by_one(platform, handed(), filed("a3"), filed("b3", "B", COURT))
    follow(platform, at_once)
    assert ids(read(platform, COURT)) == ["b1", "b2", "a1", "a2", "A-indicted", "a3", "b3"]
    assert cursors(platform, COURT)[:2] == before
    assert feeds.stretch(platform, feed_of(principal(COURT)), None, 2) == page, "a page once read never changes"
    for limit in (1, 3, 100):
        got = read(platform, COURT, limit)
        for place, one in enumerate(got):
            assert read(platform, COURT, limit, one.cursor) == got[place + 1 :], "from any cursor, gap and repeat free"
    rebuilt_alike(platform, monkeypatch, 1, 3, 100)
    assert ids(read(platform, COURT)) == ["b1", "b2", "a1", "a2", "A-indicted", "a3", "b3"]


def test_a_court_only_described_or_named_by_a_correction_is_handed_nothing(platform: Platform) -> None:
    read(platform, COURT)
    accepted(platform, filed("a1"), handed(to="青岩县人民法院"))
    correction = {"event": {"source": PROCURATORATE, "id": "A-indicted"}, "type": "IndictmentFiled",
                  "occurredon": "2026-03-03", "data": {"court": COURT}}  # fmt: skip
    accepted(platform, wire("x", "EventCorrected", "2026-03-04", source=PROCURATORATE, **correction))
    follow(platform)
    assert read(platform, COURT) == []


def test_a_successor_reads_its_predecessor_s_cases_and_its_colleagues_do_not(platform: Platform) -> None:
    one_by_one(platform, old("f1", "F"), filed("a1"))
    follow(platform)
    assert ids(read(platform, POLICE)) == ["f1", "a1"]
    assert ids(read(platform, COLLEAGUE)) == ["a1"]
    assert ids(read(platform, POLICE, role="clerk")) == ["f1", "a1"]
    assert read(platform, COLLEAGUE, role="clerk") == [], "a clerk reads what its own agency handled"


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_merger_learnt_later_brings_the_old_cases_after_the_present_end(
    platform: Platform, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before_the_merger:
        before_the_merger.setattr(platform.pack.agencies, "_succeeded", {})
        read(platform, POLICE)
        one_by_one(platform, old("f1", "F"), filed("a1"), old("g1", "G"), old("f2", "F"), filed("h1", "H"))
        accepted(platform, old("h2", "H"))
        follow(platform, at_once)
        served = cursors(platform, POLICE)
        assert ids(read(platform, POLICE)) == ["a1", "h1", "h2"]
    follow(platform, at_once)
    assert ids(read(platform, POLICE)) == ["a1", "h1", "h2", "f1", "g1", "f2"], "H was its own already"
    assert cursors(platform, POLICE)[:3] == served
    follow(platform, at_once)
    one_by_one(platform, filed("a2"), old("f3", "F"), filed("k1", "K"))
    follow(platform, at_once)
    assert ids(read(platform, POLICE))[6:] == ["a2", "f3", "k1"]
    was = cursors(platform, POLICE)
    rebuilt_alike(platform, monkeypatch, 1, 2, 100)
    assert cursors(platform, POLICE) == was


def test_what_is_taken_from_a_reader_again_is_not_served(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one(platform, old("f1", "F"), filed("a1"))
    platform.drain()
    assert ids(read(platform, POLICE)) == ["f1", "a1"]
    monkeypatch.setattr(platform.pack.agencies, "_succeeded", {})
    with pytest.raises(Conflict) as refused:
        read(platform, POLICE)
    assert refused.value.code == "feed-narrowed"
    assert "--renumber" in refused.value.remedy
    rebuild(platform, "feed", renumber=True)
    assert ids(read(platform, POLICE)) == ["a1"]


def test_a_supervisor_reads_its_region_and_no_other(platform: Platform) -> None:
    one_by_one(platform, filed("a1"), filed("z1", "Z", "urn:quancheng:cn-440100:police:01"), filed("a2"), handed())
    follow(platform)
    assert ids(read(platform, CITY, role="supervisor")) == ["a1", "a2", "A-indicted"]
    assert ids(read(platform, NATION, role="supervisor")) == ["a1", "z1", "a2", "A-indicted"]
    assert read(platform, OTHER_CITY, role="supervisor") == []
    assert read(platform, CITY) == [], "the same agency, not as supervisor"


def test_a_case_split_off_without_an_act_of_its_own_comes_to_the_supervisor_with_its_first(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(platform, CITY, role="supervisor")
    accepted(platform, *detained(), wire("split", "CaseSplit", "2026-03-03", new_case="A2", persons=["p1"]))
    follow(platform, 1)
    accepted(platform, filed("far", "A2", "urn:quancheng:cn-440100:police:01"))
    follow(platform, 1)
    assert ids(read(platform, CITY, role="supervisor"))[-2:] == ["split", "far"]
    rebuilt_alike(platform, monkeypatch, 1, 100)


def test_a_link_posted_twice_opens_nothing_anew(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    split = wire("split", "CaseSplit", "2026-03-03", new_case="A2", persons=["p1"])
    read(platform, CITY, role="supervisor")
    accepted(platform, *detained(), split, split)
    follow(platform)
    post(platform, [split], OPERATOR)
    follow(platform)
    assert ids(read(platform, CITY, role="supervisor")).count("split") == 1
    rebuilt_alike(platform, monkeypatch, 2)


def test_who_begins_to_read_late_gets_all_of_before_and_holds_up_nobody(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that begin at different times catch up beside the one that is level, a few acts at a time."""
    read(platform, POLICE)
    course = [filed(f"a{n}", f"case-{n % 4}") for n in range(11)] + [handed("case-1"), filed("a99", "case-1")]
    one_by_one(platform, *course)
    follow(platform)
    monkeypatch.setattr("app.feed_follower.ACTS_AT_ONCE", 2)
    step = platform.processing.feed.step
    begun(platform, COURT)
    step()
    begun(platform, PROCURATORATE)
    accepted(platform, filed("new", "case-1"))
    platform.ledger.sequence()
    step()
    assert ids(read(platform, POLICE))[-1] == "new", "the level feed goes on while others catch up"
    assert platform.processing.feed.lowest() < platform.ledger.head()
    follow(platform, 3)
    assert platform.processing.feed.lowest() == platform.ledger.head()
    expected = ["a1", "a5", "a9", "case-1-indicted", "a99", "new"]
    assert ids(read(platform, COURT)) == ids(read(platform, PROCURATORATE)) == expected
    rebuilt_alike(platform, monkeypatch, 2, 5)


def test_a_feed_asked_for_while_all_is_rebuilt_is_in_the_new_build(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.feed_follower.ACTS_AT_ONCE", 2)
    read(platform, POLICE)
    accepted(platform, *(filed(f"a{n}") for n in range(6)))
    platform.drain()

    def asks(done: int, _total: int) -> None:
        if done == 4:
            begun(platform, COLLEAGUE)

    report = rebuild(platform, "feed", asks)
    assert report.equal
    assert ids(read(platform, COLLEAGUE)) == ids(read(platform, POLICE)) == [f"a{n}" for n in range(6)]


def test_two_processes_that_begin_a_feed_at_once_begin_it_once(platform: Platform) -> None:
    name = feed_of(principal(COURT))
    assert feeds.begin(platform, name)
    platform.feeds_begun.clear()
    assert not feeds.begin(platform, name)
    follow(platform)
    with platform.engine.connect() as connection:
        assert feed.stands(connection, 1) == {name: None}


def begun(platform: Platform, agency: str) -> None:
    assert feeds.begin(platform, feed_of(principal(agency)))
