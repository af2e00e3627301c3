"""The simulator tells the truth: what it plants is found and nothing else is; it is reproducible."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from app.simulation.breaches import BREACHES
from app.simulation.score import keys_of, read_truth, score
from app.simulation.simulate import SimulatedCase, simulate
from app.simulation.write_out import posts_of, write_simulation
from domain.cloudevent import parse_wire, to_event
from domain.event import Event
from supervision_rules.evaluate import evaluate
from supervision_rules.pack import Pack
from supervision_rules.verdict import Verdict
from tests.shipped import cn_criminal

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MICROS = int(NOW.timestamp()) * 1_000_000


def events_of(case: SimulatedCase, pack: Pack) -> list[Event]:
    """The distinct events of a case in order of arrival."""
    known: dict[tuple[object, object], Event] = {}
    for post in posts_of(case, NOW):
        key = (post.wire["source"], post.wire["id"])
        if key not in known:
            wire = parse_wire(msgspec.json.encode(post.wire))
            known[key] = to_event(wire, pack.vocabulary, pack.zone_info, now=MICROS)
    return list(known.values())


@pytest.mark.parametrize("seed", [7, 20261124])
def test_replay_finds_every_planted_breach_and_nothing_else(seed: int) -> None:
    pack = cn_criminal()
    verdicts: list[Verdict] = []
    truth = []
    for case in simulate(1000, seed, NOW):
        result = evaluate(pack, events_of(case, pack), now=MICROS)
        assert result.failures == ()
        verdicts += result.verdicts
        truth += case.truth
    outcome = score(truth, keys_of(verdicts))
    print(f"planted {outcome.planted}, raised {outcome.raised}, ", end="")
    print(f"precision {outcome.precision:.4f}, recall {outcome.recall:.4f}")
    assert (outcome.missed, outcome.unexpected) == ((), ())
    assert outcome.planted > 300


def test_every_card_of_the_pack_is_broken_by_some_planted_breach() -> None:
    planted = {row.rule for case in simulate(900, 7, NOW) for row in case.truth}
    shared = {"SPC-381-1"}  # shown under CPL-231-1: same duty, one finding
    assert planted | shared == {card.id for card in cn_criminal().cards}
    assert set(BREACHES) <= planted


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
    assert read_truth(tmp_path / "a.truth") == [row for case in simulate(20, 5, NOW) for row in case.truth]
    assert set((tmp_path / "a.truth").read_text().splitlines()) <= set((tmp_path / "c.truth").read_text().splitlines())
