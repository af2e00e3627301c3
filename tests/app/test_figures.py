"""Statistics: what the exchange ledger shows is what the acts give at the same position, and a plain count agrees."""

from __future__ import annotations

from collections import Counter

import pytest
from typer.testing import CliRunner

from app.cli.program import program
from app.composition import Platform
from app.figures import Figures, Filter, command, current, reach_named, recomputed
from domain.errors import LedgerFault, NotFound
from domain.event import CaseId
from domain.figures.queries import QUERIES
from domain.permission import Principal
from projections import exchange_facts, exchanges, parked
from tests.platforms import CENTRE, COURT, POLICE, PROCURATORATE, SetClock, detained, take, wire

ALL = Filter()
AUDITOR = Principal("t", PROCURATORATE, "auditor")
NAMES = sorted({one.name for one in QUERIES})


@pytest.fixture
def busy(platform: Platform, clock: SetClock) -> Platform:
    """Hand-overs of three cases in two months: answered, returned, on paper, still open; by day and by instant."""
    clock.set("2026-05-20T12:00")
    for number, day in enumerate(("2026-03-04", "2026-03-05", "2026-04-02")):
        case = f"C{number}"
        take(
            platform,
            *detained(case=case),
            wire(f"sent{number}", "ArrestRequested", f"{day}T10:00", case=case, person="p1", organ=PROCURATORATE),
        )
    named = [{"hand_over": {"source": POLICE, "id": f"sent{number}"}} for number in range(3)]
    take(
        platform,
        wire("got0", "HandOverReceived", "2026-03-04T13:00", case="C0", source=PROCURATORATE, **named[0]),
        wire("yes0", "ArrestApproved", "2026-03-06", case="C0", source=PROCURATORATE, person="p1"),
        wire("paper1", "HandOverClosedOnPaper", "2026-03-06", case="C1", source=PROCURATORATE, reason_text="停电",
             **named[1]),
        wire("issued", "CustodyTransferIssued", "2026-04-10", case="C0", person="p1", to_stage="prosecution_review"),
        wire("noted", "CustodyTransferCompleted", "2026-04-12", case="C0", source=CENTRE, person="p1",
             to_stage="prosecution_review"),
    )  # fmt: skip
    return platform


def line(found: Figures, *key: str) -> tuple[object, ...]:
    return next(one.figures for one in found.lines if one.key == key)


@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_of_exchanges_and_the_acts_give_the_same(busy: Platform, name: str) -> None:
    shown = current(busy, AUDITOR, name, ALL)
    assert shown.lines
    assert recomputed(busy, name, ALL, at=shown.position, closed=shown.closed) == shown


@pytest.mark.parametrize("name", NAMES)
def test_what_was_quoted_stays_although_more_has_come(busy: Platform, name: str) -> None:
    quoted = current(busy, AUDITOR, name, ALL)
    late = {"hand_over": {"source": POLICE, "id": "sent2"}}
    take(busy, wire("got2", "HandOverReceived", "2026-04-02T11:00", case="C2", source=PROCURATORATE, **late))
    newer = current(busy, AUDITOR, name, ALL)
    assert newer.position > quoted.position
    assert recomputed(busy, name, ALL, at=quoted.position).lines == quoted.lines
    assert recomputed(busy, name, ALL).lines == newer.lines
    if name != "single-track":  # one that awaits its answer is on neither track yet
        assert newer.lines != quoted.lines


def test_times_of_a_day_only_act_lie_between_two_bounds(busy: Platform) -> None:
    found = current(busy, AUDITOR, "hand-over-times", Filter(flow="arrest-request"))
    # receipt after 3 hours, to the minute; the answer on 6 March: 38 to 62 hours after 4 March, 10:00
    assert line(found, "arrest-request", "2026-03")[5:] == (1, "38.0", "62.0", "38.0", "62.0")
    assert line(found, "arrest-request", "2026-03")[1] == "3.0"
    assert line(found, "arrest-request", "2026-04") == (0, None, None, None, None) * 2


def test_the_single_track_share_tells_paper_from_electronic(busy: Platform) -> None:
    found = current(busy, AUDITOR, "single-track", Filter(flow="custody-transfer"))
    assert line(found, "custody-transfer", "cn-520102", "2026-04") == (1, 0, "100.0")
    named = {"hand_over": {"source": POLICE, "id": "issued"}}
    take(busy, wire("fallback", "HandOverClosedOnPaper", "2026-04-12", case="C0", source=CENTRE, reason_text="补换",
                    **named))  # fmt: skip
    found = current(busy, AUDITOR, "single-track", Filter(flow="custody-transfer"))
    assert line(found, "custody-transfer", "cn-520102", "2026-04") == (0, 1, "0.0")


def test_a_plain_count_agrees(busy: Platform) -> None:
    with busy.engine.connect() as connection:
        rows = exchanges.listed(connection, busy.now(), limit=1000).rows
    expected = Counter((row.flow, row.sender, row.steps[0].on[:7]) for row in rows)
    found = current(busy, AUDITOR, "exchanges", ALL)
    told = {(key[0], key[1], key[3]): figures[0] for key, figures in
            ((one.key, one.figures) for one in found.lines) if key[2] == "sent"}  # fmt: skip
    assert told == dict(expected)
    assert [one.key for one in found.lines] == sorted(one.key for one in found.lines), "by name, by no figure"


def test_a_reader_gets_the_figures_of_what_it_sees(busy: Platform) -> None:
    court = current(busy, Principal("t", COURT, "agency"), "exchanges", ALL)
    assert court.lines == ()
    police = current(busy, Principal("t", POLICE, "agency"), "exchanges", ALL)
    assert {key[1] for key in (one.key for one in police.lines)} == {POLICE}
    assert (
        recomputed(
            busy, "exchanges", ALL, at=police.position, reach=reach_named(police.seen), closed=police.closed
        ).lines
        == police.lines
    )
    elsewhere = Principal("t", "urn:quancheng:cn-530100:procuratorate:01", "supervisor")
    assert current(busy, elsewhere, "exchanges", ALL).lines == ()
    above = current(busy, Principal("t", "urn:quancheng:cn-520100:procuratorate:01", "supervisor"), "exchanges", ALL)
    assert {POLICE, PROCURATORATE} <= {one.key[1] for one in above.lines}


def test_the_quoted_command_gives_the_quoted_figures(busy: Platform) -> None:
    found = current(busy, Principal("t", POLICE, "agency"), "exchanges", Filter(flow="arrest-request"))
    words = command(found).split()[1:]
    url = busy.settings.database_url
    answer = CliRunner().invoke(program, [*words, "--database-url", url])
    assert answer.exit_code == 0, answer.output
    lines = [row.split("\t") for row in answer.stdout.splitlines()[1:]]
    assert [row for row in lines if len(row) > 1] == [
        [*one.key, *("" if figure is None else str(figure) for figure in one.figures)] for one in found.lines
    ]


def test_an_excerpt_and_an_unknown_name_or_position_count_for_nothing(busy: Platform) -> None:
    before = current(busy, AUDITOR, "exchanges", ALL).lines
    old = wire("old", "ArrestRequested", "2026-03-09T10:00", case="C9", person="p1", organ=PROCURATORATE)
    excerpts = [one | {"excerpt": True} for one in (*detained(case="C9"), old)]
    take(busy, *excerpts)
    assert current(busy, AUDITOR, "exchanges", ALL).lines == before == recomputed(busy, "exchanges", ALL).lines
    with pytest.raises(NotFound):
        current(busy, AUDITOR, "ranking", ALL)
    with pytest.raises(NotFound):
        recomputed(busy, "exchanges", ALL, at=busy.ledger.head() + 1)


def parked_family(platform: Platform, case: str) -> None:
    with platform.ledger.writing_engine.begin() as connection:
        parked.park(connection, "exchanges", 1, CaseId(case), LedgerFault("unreadable", remedy="-"), 1, platform.now())


MISSING = [
    # (what is asked for, by whom, missing of it)
    (Filter(), AUDITOR, 1),
    (Filter(flow="arrest-request"), AUDITOR, 1),
    (Filter(flow="indictment"), AUDITOR, 0),
    (Filter(month="2026-03"), AUDITOR, 1),
    (Filter(month="2026-04"), AUDITOR, 0),
    (Filter(month="2026-13"), AUDITOR, 0),
    (Filter(month="9999-12"), AUDITOR, 0),
    (Filter(month="May"), AUDITOR, 0),
    (Filter(agency=PROCURATORATE), AUDITOR, 1),
    (Filter(agency=COURT), AUDITOR, 0),
    (Filter(), Principal("t", POLICE, "agency"), 1),
    (Filter(), Principal("t", COURT, "agency"), 0),
    (Filter(), Principal("t", "urn:quancheng:cn-520100:procuratorate:01", "supervisor"), 1),
    (Filter(), Principal("t", "urn:quancheng:cn-530100:procuratorate:01", "supervisor"), 0),
]


@pytest.mark.parametrize(("wanted", "reader", "number"), MISSING)
def test_a_family_is_missing_where_it_belongs_to_what_is_asked_for(
    busy: Platform, wanted: Filter, reader: Principal, number: int
) -> None:
    """C1: a request for arrest in March, by the police to the procuratorate."""
    parked_family(busy, "C1")
    assert current(busy, reader, "exchanges", wanted).incomplete == number
    assert current(busy, reader, "exchanges", wanted, version=1).incomplete == 1, "as it was told then"


@pytest.mark.parametrize("name", NAMES)
def test_a_new_version_beside_the_old_counts_the_same_hand_overs(busy: Platform, name: str) -> None:
    old, new = (current(busy, AUDITOR, name, ALL, version) for version in (1, 2))
    assert (old.version, new.version, old.lines) == (1, 2, new.lines)
    assert current(busy, AUDITOR, name, ALL).version == 2


def test_hand_overs_alike_are_one_fact_with_their_number(busy: Platform) -> None:
    with busy.engine.connect() as connection:
        found = list(exchange_facts.facts(connection, of_times=False, flow="arrest-request"))
        apart = list(exchange_facts.facts(connection, of_times=True, flow="arrest-request"))
    assert sum(number for _, number in found) == sum(number for _, number in apart) == 3
    assert all(fact.received_after is None for fact, _ in found)
    assert any(fact.received_after is not None for fact, _ in apart)
