"""The road fine pack on the public log: every verdict of every card against SQL written apart from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.ingest import Judged, plan_ingest
from app.packs import read_pack_files
from app.readers.item import Item
from app.readers.mapping import load_mapping
from app.readers.reading import read_items
from domain.occurred import to_micros
from supervision_rules.evaluate import evaluate
from supervision_rules.examples import example_gaps, examples_of, run_examples
from supervision_rules.pack import Pack
from supervision_rules.pack_loader import load_pack
from supervision_rules.verdict import Verdict
from tests.road_fines.oracle import RULES, verdicts

ROOT = Path(__file__).parents[2]
PACK = ROOT / "supervision_rules/packs/road_fines"
SAMPLE = ROOT / "data/samples/road_traffic"
CSV = SAMPLE / "road_traffic_sample.csv"
XES = SAMPLE / "road_traffic_sample.xes.gz"
NOW = to_micros(datetime(2013, 6, 17, 22, tzinfo=UTC))  # 18 June 2013, 00:00 in Rome

# what the log shows, counted by the SQL and read by a person; who changes a number must say why
COUNTS = {
    "RTF-SEND-90": {"met": 257, "met_late": 205, "moot": 157, "overdue": 1},
    "RTF-APPEAL-60": {"met": 103, "met_late": 21, "moot": 252},
    "RTF-JUDGE-60": {"met": 14, "moot": 387},
    "RTF-PENALTY-BY-60": {"met": 376},  # every penalty stands on the very 60th day
    "RTF-PENALTY-NOT-BEFORE-60": {"met": 376},
    "RTF-PENALTY-ONCE": {"met": 376},
    "RTF-PENALTY-PAID": {"met": 376},
    "RTF-SEND-PAID": {"met": 462, "violated": 2},  # C12884, P3788
    "RTF-COLLECT-PAID": {"met": 202, "violated": 1},  # S66168
    "RTF-COLLECT-PENALTY": {"met": 203},
    "RTF-COLLECT-APPEAL": {"met": 203},
    "RTF-NOTIFY-SENT": {"met": 376},
    "RTF-APPEAL-ENTERED": {"met": 123},
    "RTF-RESULT-SENT": {"met": 25, "violated": 7},
    "RTF-NOTIFY-RESULT": {"met": 25},
    "RTF-RESULT-TOLD": {"met": 25, "pending": 7},
    "RTF-DISMISSED": {"met": 579},
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(read_pack_files(PACK))


@pytest.fixture(scope="module")
def replayed(pack: Pack) -> dict[str, list[Verdict]]:
    return {"csv": _replay(pack, CSV, "csv"), "xes": _replay(pack, XES, "xes")}


def _replay(pack: Pack, path: Path, form: str) -> list[Verdict]:
    mapping = load_mapping(ROOT / f"data/mappings/road_traffic_fines.{form}.yaml")
    return _verdicts(pack, read_items(path, mapping))


def _verdicts(pack: Pack, items: Iterable[Item]) -> list[Verdict]:
    cases: dict[str, list[Judged]] = {}
    plan = plan_ingest(items, pack, NOW)
    assert (plan.faults, plan.repeated, plan.left_out) == ((), (), ())
    for judged in plan.events:
        cases.setdefault(judged.event.case, []).append(judged)
    assert (len(plan.events), len(cases)) == (2650, 620)
    found: list[Verdict] = []
    for case in cases.values():
        evaluation = evaluate(pack, [judged.event for judged in case], now=NOW)
        assert not evaluation.failures
        found.extend(evaluation.verdicts)
    return found


def _by_rule(verdicts_of_log: list[Verdict]) -> Mapping[str, set[tuple[str, int, str, str | None]]]:
    table: dict[str, set[tuple[str, int, str, str | None]]] = {rule: set() for rule in RULES}
    for v in verdicts_of_log:
        table[v.rule].add((v.case, int(v.trigger.id.rpartition("/")[2]), v.status, v.due))
    return table


def test_every_card_has_its_sql_and_every_sql_its_card(pack: Pack) -> None:
    assert {card.id for card in pack.cards} == set(RULES) == set(COUNTS)


@pytest.mark.parametrize("rule", RULES)
def test_each_verdict_is_the_one_sql_gives(rule: str, replayed: dict[str, list[Verdict]]) -> None:
    independent = verdicts(CSV)[rule]
    assert Counter(status for _, _, status, _ in independent) == COUNTS[rule]
    ours = _by_rule(replayed["csv"])[rule]
    assert len(ours) == sum(COUNTS[rule].values())
    assert ours ^ independent == set()


def test_xes_and_csv_give_identical_verdicts(replayed: dict[str, list[Verdict]]) -> None:
    def order(v: Verdict) -> tuple[str, str, str]:
        return v.rule, v.case, v.trigger.id

    assert sorted(replayed["csv"], key=order) == sorted(replayed["xes"], key=order)


def test_timestamps_kept_as_instants_give_the_same_verdicts(pack: Pack, replayed: dict[str, list[Verdict]]) -> None:
    # 60 local days across a change of the clocks are 1,439 or 1,441 hours: days are counted on local dates
    hours = Counter(_hours_from_notification_to_penalty())
    assert hours == {1439.0: 32, 1440.0: 263, 1441.0: 81}
    mapping = load_mapping(ROOT / "data/mappings/road_traffic_fines.csv.yaml")
    (rule,) = mapping.events
    as_instants = replace(mapping, events=(replace(rule, time=replace(rule.time, midnight_is_date=False)),))
    assert _by_rule(_verdicts(pack, read_items(CSV, as_instants))) == _by_rule(replayed["csv"])


def _hours_from_notification_to_penalty() -> list[float]:
    text = CSV.read_text(encoding="utf-8")
    notified = dict(re.findall(r"^(\w+),\d+,Insert Fine Notification,([^,]+),", text, re.M))
    added = dict(re.findall(r"^(\w+),\d+,Add penalty,([^,]+),", text, re.M))
    return [
        (datetime.fromisoformat(added[case]) - datetime.fromisoformat(notified[case])).total_seconds() / 3600
        for case in added
    ]


def test_every_quotation_stands_in_the_text_under_its_number(pack: Pack) -> None:
    text = (PACK / "law/texts/road-fines-process.md").read_text(encoding="utf-8")
    sentences = dict(re.findall(r"^(\d+)\. (.+)$", text, re.M))
    for card in pack.cards:
        assert card.cites
        for cite in card.cites:
            assert cite.text == "road-fines-process"
            assert cite.quote in sentences[cite.article], (card.id, cite.article)


def test_every_example_on_the_cards_holds(pack: Pack) -> None:
    examples = examples_of(pack)
    assert [result for result in run_examples(pack, examples) if not result.passed] == []
    assert {rule: gaps for rule, given in examples.items() if (gaps := example_gaps(given))} == {}


def test_a_right_that_lapsed_is_not_final_for_a_late_appeal_may_come(
    replayed: dict[str, list[Verdict]],
) -> None:
    lapsed = [v for v in replayed["csv"] if v.rule == "RTF-APPEAL-60" and v.status == "moot"]
    assert len(lapsed) == 252
    assert not any(v.final or v.broken for v in lapsed)
