"""The simulator tells the truth: what it plants is found and nothing else is; it is reproducible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import msgspec
import pytest

from app.evaluation import evaluate_family
from app.simulation.breaches import BREACHES
from app.simulation.delivery import Delivered, deliver
from app.simulation.draft import Expectation, ScoredOnly
from app.simulation.scenarios import Scenario, scenarios
from app.simulation.score import Score, raised_by, read_truth, score, truth_of
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of, write_simulation
from domain.cloudevent import parse_wire, to_event
from domain.event import Event
from domain.occurred import to_micros
from supervision_rules.examples import examples_of
from supervision_rules.hand_overs import hand_overs
from supervision_rules.pack import Pack
from supervision_rules.verdict import Verdict
from tests.shipped import cn_criminal

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


# examples of cards lie on both sides of the day on which the law of this pack was written down
LATER = datetime(2027, 12, 30, 9, tzinfo=UTC)


def events_of(posts: list[Delivered], pack: Pack, now: datetime) -> list[Event]:
    """The distinct events of a case in order of arrival."""
    known: dict[tuple[object, object], Event] = {}
    for post in posts:
        key = (post.wire["source"], post.wire["id"])
        if key not in known:
            wire = parse_wire(msgspec.json.encode(post.wire))
            known[key] = to_event(wire, pack.vocabulary, pack.zone_info, now=to_micros(now))
    return list(known.values())


@cache
def fragments(seed: int) -> tuple[Scenario, ...]:
    pack = cn_criminal()
    return tuple(scenarios(pack, examples_of(pack), seed, LATER))


def outcome_of(posts: Iterable[list[Delivered]], truth: list[Expectation | ScoredOnly], now: datetime) -> Score:
    pack = cn_criminal()
    verdicts: list[Verdict] = []
    for one in posts:
        result = evaluate_family(pack, events_of(one, pack, now), now=to_micros(now))
        assert result.failures == ()
        verdicts += result.verdicts
    return score(truth_of(truth), raised_by(verdicts))


@pytest.mark.parametrize("seed", [7, 20261124])
def test_replay_finds_every_planted_breach_and_nothing_else(seed: int) -> None:
    cases = list(simulate(1000, seed, NOW))
    outcome = outcome_of((posts_of(case, NOW) for case in cases), [row for case in cases for row in case.truth], NOW)
    assert (outcome.missed, outcome.unexpected) == ((), ())
    assert outcome.planted > 300


def test_replay_finds_what_each_card_says_of_its_examples_however_they_are_delivered() -> None:
    posts = [deliver(one.drafts, Random(f"delivery/{one.case}"), LATER) for one in fragments(7)]
    truth = [row for one in fragments(7) for row in (ScoredOnly(one.case, one.rule), *one.truth)]
    outcome = outcome_of(posts, truth, LATER)
    assert (outcome.missed, outcome.unexpected) == ((), ())


def test_every_card_is_kept_and_broken_somewhere_in_the_simulation() -> None:
    planted = {row.rule for case in simulate(900, 7, NOW) for row in case.truth}
    assert set(BREACHES) <= planted
    broken = {one.rule for one in fragments(7) if one.truth}
    kept = {one.rule for one in fragments(7) if not one.truth}
    assert broken | planted >= {card.id for card in cn_criminal().cards if not card.versions[-1].lapses}
    assert kept == {card.id for card in cn_criminal().cards}


def test_what_nobody_acknowledges_is_what_was_planned() -> None:
    """Every alarm of the exchange ledger over the simulation is one that the simulator left open on purpose."""
    pack, now = cn_criminal(), to_micros(NOW)
    alarms: set[tuple[str, str]] = set()
    planned: set[tuple[str, str]] = set()
    on_paper = 0
    for case in simulate(400, 7, NOW):
        planned |= {(one.source, one.id) for one in case.forgotten}
        for one in hand_overs(pack, events_of(posts_of(case, NOW), pack, NOW)):
            on_paper += one.on_paper
            if one.state == "sent" and one.acknowledge_by is not None and one.acknowledge_by < now:
                alarms.add((one.steps[0].event.source, one.steps[0].event.id))
            assert one.state not in ("recalled", "rejected"), one
    assert alarms <= planned
    # what was forgotten of one of two hand-overs may be made good by the receipt of the other
    assert len(alarms) >= 5
    assert on_paper > 5


def test_cases_are_realistic() -> None:
    cases = list(simulate(1000, 7, NOW))
    sizes = [len(case.docket.drafts) for case in cases]
    assert 60 <= sum(sizes) / len(sizes) <= 95, "mean events a case"
    assert max(sizes) > 200, "some cases are large"
    types = Counter(draft.type for case in cases for draft in case.docket.drafts)
    for needed in ("ReturnedForSupplementaryInvestigation", "CustodyExtensionApproved", "AppealFiled",
                   "CustodyTransferCompleted", "PrisonAdmitted", "CommunityCorrectionReported",
                   "TrialProcedureConverted", "PsychiatricEvaluationStarted",
                   "RemandedForRetrial"):  # fmt: skip
        assert types[needed] > 0, needed
    assert any(len(case.docket.suspects) > 1 for case in cases)


def test_delivery_is_late_doubled_corrected_and_out_of_order() -> None:
    posts = [post.wire for case in simulate(400, 7, NOW) for post in posts_of(case, NOW)]
    kinds = Counter(str(wire["type"]) for wire in posts)
    assert kinds["EventCorrected"] > 10
    assert kinds["EventRetracted"] > 5
    doubled = Counter((wire["source"], wire["id"]) for wire in posts)
    assert sum(1 for count in doubled.values() if count > 1) > 50
    inverted = 0
    for case in islice(simulate(400, 7, NOW), 400):
        times = [str(post.wire.get("time", "")) for post in posts_of(case, NOW)]
        inverted += times != sorted(times)
    assert inverted > 100


def test_the_same_seed_writes_the_same_bytes_and_more_cases_keep_the_earlier_ones(tmp_path: Path) -> None:
    for name, count in (("a", 20), ("b", 20), ("c", 30)):
        write_simulation(count, 5, NOW, tmp_path / f"{name}.ndjson.gz", tmp_path / f"{name}.truth")
    assert (tmp_path / "a.ndjson.gz").read_bytes() == (tmp_path / "b.ndjson.gz").read_bytes()
    assert read_truth(tmp_path / "a.truth").planted == [row for case in simulate(20, 5, NOW) for row in case.truth]
    assert set((tmp_path / "a.truth").read_text().splitlines()) <= set((tmp_path / "c.truth").read_text().splitlines())
