"""A hand-over corrected to the right receiver: the case comes at the end of its feed, once, and leaves the wrong one's
where it stood.
"""

from __future__ import annotations

import pytest

from app.composition import Platform
from app.rebuild import rebuild
from domain.feed_order import Moment, Span, by_act, by_correction, opening
from ledger import corrected_parts
from tests.feeds import follow, ids, read
from tests.platforms import COURT, POLICE, PROCURATORATE, accepted, take, wire

WRONG = "urn:quancheng:cn-520103:court:01"
RIGHT = COURT
COLLEAGUE = "urn:quancheng:cn-520102:court:77"
"""Of the right court's office."""


def filed(id_: str, case: str = "A", source: str = POLICE) -> dict[str, object]:
    return wire(id_, "CaseFiled", "2026-03-01", case=case, source=source)


def indicted(court: str = WRONG, case: str = "A") -> dict[str, object]:
    return wire(f"{case}-i", "IndictmentFiled", "2026-03-02", case=case, source=PROCURATORATE, court=court)


def corrected(id_: str, court: str, of: str = "A-i", case: str = "A") -> dict[str, object]:
    event = {"source": PROCURATORATE, "id": of}
    return wire(
        id_, "EventCorrected", "2026-03-03", case=case, source=PROCURATORATE, event=event, type="IndictmentFiled",
        data={"court": court},
    )  # fmt: skip


def cursors(platform: Platform, agency: str) -> list[str]:
    return [one.cursor for one in read(platform, agency)]


def rebuilt_alike(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    platform.drain()
    for most in (1, 2, 100):
        with monkeypatch.context() as patched:
            patched.setattr("app.feed_follower.ACTS_AT_ONCE", most)
            report = rebuild(platform, "feed")
        assert report.equal, report


def test_the_right_receiver_gets_the_earlier_acts_at_its_end_and_the_wrong_one_no_more(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for agency in (RIGHT, COLLEAGUE, WRONG, POLICE):
        read(platform, agency)
    take(platform, filed("a1"), filed("b1", "B", RIGHT), indicted())
    take(platform, filed("b2", "B", RIGHT))
    right, wrong = cursors(platform, RIGHT), cursors(platform, WRONG)
    take(platform, corrected("c", RIGHT))
    assert ids(read(platform, RIGHT)) == ids(read(platform, COLLEAGUE)) == ["b1", "b2", "a1", "A-i", "c"]
    assert cursors(platform, RIGHT)[: len(right)] == right, "what was served stands where it stood"
    take(platform, filed("a2"), filed("b3", "B", RIGHT))
    assert ids(read(platform, RIGHT))[5:] == ["a2", "b3"]
    assert ids(read(platform, WRONG))[:2] == ["a1", "A-i"]
    assert cursors(platform, WRONG)[: len(wrong)] == wrong
    assert "a2" not in ids(read(platform, WRONG))
    assert ids(read(platform, POLICE)) == ["a1", "A-i", "c", "a2"], "who saw it all along gets nothing twice"
    was = {agency: cursors(platform, agency) for agency in (RIGHT, COLLEAGUE, WRONG, POLICE)}
    rebuilt_alike(platform, monkeypatch)
    assert {agency: cursors(platform, agency) for agency in was} == was


def test_corrected_back_and_forth_nothing_is_given_twice(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    for agency in (RIGHT, WRONG):
        read(platform, agency)
    take(platform, filed("a1"), indicted())
    take(platform, corrected("c1", RIGHT))
    take(platform, filed("a2"))
    take(
        platform,
        wire("c2", "EventRetracted", "2026-03-03", source=PROCURATORATE, event={"source": PROCURATORATE, "id": "c1"}),
    )
    take(platform, filed("a3"))
    for agency in (RIGHT, WRONG):
        got = ids(read(platform, agency))
        assert len(got) == len(set(got)), got
    got = ids(read(platform, WRONG))
    assert got[:2] == ["a1", "A-i"]
    assert set(got) == {"a1", "A-i", "c1", "a2", "c2", "a3"}, "with what it missed in between"
    assert "a3" not in ids(read(platform, RIGHT))
    was = cursors(platform, WRONG)
    rebuilt_alike(platform, monkeypatch)
    assert cursors(platform, WRONG) == was


def test_a_wrong_receiver_that_first_asks_afterwards_gets_nothing(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(platform, filed("a1"), indicted())
    take(platform, corrected("c", RIGHT))
    take(platform, filed("a2"))
    assert read(platform, WRONG) == []
    assert sorted(ids(read(platform, RIGHT))) == ["A-i", "a1", "a2", "c"]
    rebuilt_alike(platform, monkeypatch)
    assert read(platform, WRONG) == []


def test_a_wrong_receiver_that_acts_itself_later_comes_to_the_case_by_that(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(platform, WRONG)
    take(platform, filed("a1"), indicted())
    take(platform, corrected("c", RIGHT))
    take(platform, filed("a2"))
    take(platform, wire("w", "CourtCaseAccepted", "2026-03-03", source=WRONG))
    got = ids(read(platform, WRONG))
    assert (got[:2], got[-1], len(got), len(set(got))) == (["a1", "A-i"], "w", 5, 5)
    rebuilt_alike(platform, monkeypatch)
    assert ids(read(platform, WRONG)) == got


def test_several_corrections_without_an_act_between_them_keep_their_order(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settled one after the other while the feeds stand still at the head: each comes behind the one before."""
    read(platform, RIGHT)
    accepted(platform, filed("z1", "Z"), indicted(case="Z"), filed("a1"), indicted())
    accepted(platform, corrected("cz", RIGHT, "Z-i", "Z"))
    accepted(platform, corrected("ca", RIGHT))
    follow(platform)
    assert read(platform, RIGHT) == []
    seen: list[list[str]] = []
    step = platform.processing.step
    while step(1):  # one act of the ledger a time: the first settled is Z, the second A
        follow(platform)
        seen.append(ids(read(platform, RIGHT)))
    assert seen[-1] == ["z1", "Z-i", "cz", "a1", "A-i", "ca"]
    assert ["z1", "Z-i", "cz"] in seen
    was = cursors(platform, RIGHT)
    rebuilt_alike(platform, monkeypatch)
    assert cursors(platform, RIGHT) == was


def test_a_feed_that_is_ahead_waits_for_the_correction_to_be_settled(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(platform, RIGHT)
    accepted(platform, filed("a1"), indicted())
    accepted(platform, corrected("c", RIGHT))
    accepted(platform, filed("a2"))
    follow(platform)
    assert read(platform, RIGHT) == [], "nothing of it before, so that nothing of it can stand out of order"
    while platform.processing.step():  # settled, and the feeds do not run
        pass
    with platform.engine.connect() as connection:
        assert corrected_parts.waiting(connection)
    follow(platform)
    assert ids(read(platform, RIGHT)) == ["a1", "A-i", "c", "a2"]
    rebuilt_alike(platform, monkeypatch)


def test_numbered_for_the_present_parts_alone_where_it_is_asked_for(platform: Platform) -> None:
    for agency in (RIGHT, WRONG):
        read(platform, agency)
    take(platform, filed("a1"), indicted())
    take(platform, corrected("c", RIGHT))
    rebuild(platform, "feed", renumber=True)
    assert read(platform, WRONG) == []
    assert ids(read(platform, RIGHT)) == ["a1", "A-i", "c"]


OPENINGS = [
    # (the case, spans, since, what is seen after it: from when on, and given up to)
    ("never", [], by_act(1), None),
    ("from an act on", [Span(by_act(3), None)], by_act(1), (by_act(3), 0)),
    ("taken away", [Span(by_act(3), by_correction(5, 1))], by_correction(5, 2), None),
    ("given again", [Span(by_act(3), by_correction(5, 1)), Span(by_correction(7, 2), None)], Moment(6),
     (by_correction(7, 2), 5)),
    ("by two, of whom one loses it", [Span(by_act(3), by_correction(5, 1)), Span(by_act(4), None)], Moment(6),
     (by_act(3), 0)),
    ("one follows the other at once", [Span(by_correction(5, 1), None), Span(by_act(3), by_correction(5, 1))],
     Moment(6), (by_act(3), 0)),
    ("one within the other", [Span(by_act(1), by_correction(9, 2)), Span(by_act(2), by_correction(5, 1))], Moment(6),
     (by_act(1), 0)),
]  # fmt: skip


@pytest.mark.parametrize(("case", "spans", "since", "expected"), OPENINGS, ids=[row[0] for row in OPENINGS])
def test_when_a_case_is_seen(case: str, spans: list[Span], since: Moment, expected: tuple[Moment, int] | None) -> None:
    assert opening(spans, since) == expected
