"""How long a case of 50,000 acts takes to be judged with all cards, and how much of it the fold takes.

Two streams over twenty persons: the papers of one huge case (interviews, records, documents, few steps of
procedure), and acts of every type at random, which is what no case looks like. Processor seconds. The named
alternative is the same fold asked for each act of the first as it arrives, without the rest of its case (a floor for
whoever evaluates after every post).
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from app.packs import shipped_pack
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from benchmarks.evaluation import MICROS, NOW
from domain.cloudevent import parse_wire, to_event
from domain.event import CaseId, Event, EventKey, PersonId
from domain.occurred import at_instant, from_micros, to_micros
from supervision_rules import judge
from supervision_rules.evaluate import evaluate
from supervision_rules.pack import Pack

ACTS = 50_000
PERSONS = 20
WANTED_SECONDS = 2.0
BEGIN, END = to_micros(datetime(2024, 1, 5, tzinfo=UTC)), to_micros(datetime(2026, 11, 10, tzinfo=UTC))
PAPERS = {
    "DossierDocumentAdded": 200, "WitnessInterviewed": 100, "InterrogationStarted": 80, "InterrogationEnded": 80,
    "InterrogationRecordSigned": 80, "ForensicOpinionIssued": 40, "PropertySeized": 40, "RightsNotified": 30,
    "CustodyTransferIssued": 30, "CustodyTransferCompleted": 30, "SearchExecuted": 20, "FamilyNotified": 20,
    "SuspectQuestionedByProcurator": 20, "CounselOpinionHeard": 20, "PersonnelAssigned": 10, "HearingHeld": 3,
    "Detained": 3, "Arrested": 3, "DetentionPeriodExtended": 2, "CustodyExtensionApproved": 2,
    "ReturnedForSupplementaryInvestigation": 1, "SupplementaryInvestigationResubmitted": 1, "IndictmentFiled": 1,
    "ProsecutionCaseAccepted": 1, "JudgmentPronounced": 1,
}  # fmt: skip
FOLDS = ("walk", "follow", "interval", "precedence", "prohibition", "limited", "separation", "recorded")


def one_of_each_type(pack: Pack) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for case in simulate(300, 7, NOW):
        for post in posts_of(case, NOW):
            event = to_event(parse_wire(msgspec.json.encode(post.wire)), pack.vocabulary, pack.zone_info, now=MICROS)
            if event.amends is None:
                found.setdefault(event.type, event)
    return found


def one_case(pack: Pack, weights: dict[str, int]) -> list[Event]:
    """ACTS acts of these types at random instants, each of one of PERSONS where its type names a person."""
    draw = random.Random(1)
    samples = one_of_each_type(pack)
    types = sorted(samples.keys() & weights)
    acts = []
    for number, name in enumerate(draw.choices(types, [weights[name] for name in types], k=ACTS)):
        event, instant = samples[name], draw.randrange(BEGIN, END)
        if event.person is not None:
            person = PersonId(f"p{draw.randrange(PERSONS)}")
            named = "person" in event.data.__struct_fields__
            data = msgspec.structs.replace(event.data, person=person) if named else event.data
            event = msgspec.structs.replace(event, person=person, data=data)
        acts.append(
            msgspec.structs.replace(
                event,
                key=EventKey(event.key.source, f"a{number}"),
                case=CaseId("LONG"),
                sequence=None,
                occurred=at_instant(from_micros(instant), pack.zone_info),
                recorded=instant + 3_600_000_000,
            )
        )
    return acts


class FoldTimer:
    """Seconds spent in the passes of the fold while it is installed; what measuring costs is in them."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._plain = {name: getattr(judge, name) for name in FOLDS}

    def __enter__(self) -> FoldTimer:
        for name, fold in self._plain.items():
            setattr(judge, name, self._timed(fold))
        return self

    def __exit__(self, *_: object) -> None:
        for name, fold in self._plain.items():
            setattr(judge, name, fold)

    def _timed(self, fold: Callable[..., object]) -> Callable[..., object]:
        def timed(*given: object) -> object:
            start = time.perf_counter()
            result = fold(*given)
            self.seconds += time.perf_counter() - start
            return result

        return timed


def main() -> None:
    pack = shipped_pack("cn_criminal")
    every_type = dict.fromkeys(one_of_each_type(pack), 1)
    for name, weights in (("papers of one huge case", PAPERS), ("acts of every type at random", every_type)):
        acts = one_case(pack, weights)
        evaluate(pack, acts[:200], now=MICROS)
        gc.collect()
        start = time.process_time()
        verdicts = len(evaluate(pack, acts, now=MICROS).verdicts)
        whole = time.process_time() - start
        with FoldTimer() as fold:
            evaluate(pack, acts, now=MICROS)
        one_by_one = time.process_time()
        for act in acts[:2000]:
            evaluate(pack, [act], now=MICROS)
        one_by_one = (time.process_time() - one_by_one) * ACTS / 2000
        print(
            f"{name}: {ACTS:,} acts, {verdicts:,} verdicts: whole {whole:5.2f} s, passes of the fold "
            f"{fold.seconds:4.2f} s (wanted: <= {WANTED_SECONDS:.0f} s); each act alone, 2,000 of them scaled up: "
            f"{one_by_one:6.1f} s, {one_by_one / whole:4.1f} times as long"
        )


if __name__ == "__main__":
    main()
