"""One man's whole case, every act on its last lawful day: all cards together are silent; a day later each speaks.

The acts are in last_lawful_course.yaml.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest

from supervision_rules.evaluate import evaluate
from supervision_rules.example import Example, ExampleEvent
from supervision_rules.examples import example_events, example_now
from supervision_rules.located_yaml import read
from supervision_rules.verdict import Verdict
from tests.cards.shipped import shipped

FILE = Path(__file__).with_name("last_lawful_course.yaml")
COURSE = read(FILE.name, FILE.read_bytes(), tuple[ExampleEvent, ...])
IDS = [act.id for act in COURSE]


def a_day_later(act: ExampleEvent) -> ExampleEvent:
    assert act.on is not None
    return msgspec.structs.replace(act, on=act.on + timedelta(days=1))


@cache
def verdicts(*moved: str) -> tuple[Verdict, ...]:
    """All verdicts on the course, with these acts a day later."""
    assert set(moved) <= set(IDS)
    events = tuple(a_day_later(act) if act.id in moved else act for act in COURSE)
    example = Example(name="course", now="2028-06-01", events=events, expect=())
    pack = shipped()
    found = evaluate(pack, example_events(pack, example), now=example_now(pack, example))
    assert not found.failures
    return tuple(verdict for verdict in found.verdicts if verdict.kind != "integrity")


def test_a_course_on_its_last_lawful_days_breaks_nothing_and_leaves_nothing_open() -> None:
    assert {(verdict.rule, verdict.status) for verdict in verdicts() if verdict.status not in ("met", "moot")} == set()


# one act alone a day later -> rules that then are broken; every act that is not named breaks none (see the next table)
ALONE: dict[str, set[str]] = {
    "report-receipt": {"MPS-171-1"},
    "filed": {"MPS-174-2"},
    # the centre held him a day before the detention, and all that was done on that day precedes it
    "detained": {"CPL-098-1", "CPL-085-2", "CPL-085-3", "CPL-086-1"},
    "taken-1": {"IEE-013-1.entry"},
    "heard-1": {"CPL-122-1"},  # the record of that day stands for no interrogation of the next
    # one paper, two duties: counsel (art. 34) and the rights told at an interrogation (art. 120)
    "told-1": {"CPL-034-2", "CPL-120-2"},
    # custody itself stays covered by what was done in time beside the late act
    "requested": {"CPL-091-1"},
    "questioned-1": {"SPP-280-3"},
    "approved": {"CPL-080-1", "CPL-091-3"},
    "arrested": {"CNR-005-2", "CPL-093-2", "CPL-094-1"},  # notice and interrogation of the day before are none
    "told-2": {"CNR-005-2"},
    # the police owe the receipt (from the arrest); case management of the procuratorate asks whether it came (a prompt)
    "receipt": {"MPS-142-1", "FLM-012-1"},
    "record-2": {"CPL-122-1"},
    "closed": {"MPS-286-1"},
    # told and handed over a day before the case went
    "transferred": {"CPL-162-1", "SPP-616-2"},
    "transfer-told": {"CPL-162-1"},
    # the hand-over of the day before is none: the organ's duty, and the centre's to press for it (a prompt)
    "accepted": {"DCR-015-1", "SPP-615-1"},
    "told-3": {"CPL-034-2B"},
    "returned": {"CPL-172-1", "CPL-098-1"},
    "change-1": {"SPP-614-1"},
    # the month ran out and nobody asked why (a prompt); the centre was told of a new period before there was one, by a
    # hand-over (its form is the second prompt)
    "resubmitted": {"CPL-175-3", "SPP-347-1", "SPP-152-1", "SPP-616-2.return"},
    "accepted-2": {"DCR-015-1", "SPP-615-1"},
    "custody-2": {"SPP-616-2.return"},
    "change-2": {"SPP-614-1"},
    "questioned-2": {"CPL-173-1"},
    "indicted": {"CPL-172-1", "SPP-359-1"},  # a file that the court had before is not the file sent with the indictment
    "court": {"SPC-219-2", "CPL-098-1", "DCR-015-1", "SPP-615-1"},
    "told-4": {"CPL-034-2C"},
    "change-3": {"SPP-614-1"},
    "converted": {"CPL-220-1", "CPL-098-1"},
    "served": {"CPL-187-1"},
    "summoned": {"CPL-187-3"},
    "announced": {"CPL-187-3B"},
    "change-4": {"SPP-614-1"},
    "change-told": {"SPP-617-3"},
    "judged": {"CPL-208-1", "CPL-098-1"},
    # the appeal period runs from the later service: effect comes a day too early for it
    "judgment-served": {"CPL-202-2", "CPL-230-1.effect"},
    "judgment-to-procuratorate": {"CPL-202-2.procuratorate", "CPL-230-1.effect"},
    "hearing-record": {"CPL-207-3.missing"},
    "executed": {"CPL-264-1"},
    "prison-family": {"PRL-037-1"},
    "freed": {"CPL-098-1"},
}
# what then nobody can tell or what waits
OPEN: dict[str, set[tuple[str, str]]] = {
    "reported": {("MPS-171-1", "pending")},  # a receipt of the day before is none of this report
    # 24 hours, and the next day has no hour
    "admitted": {("CPL-085-2", "undecidable")},
    "family": {("CPL-085-3", "undecidable")},
    "heard-1": {("CPL-086-1", "undecidable")},
    "family-2": {("CPL-093-2", "undecidable")},
    "heard-2": {("CPL-094-1", "undecidable")},
}


@pytest.mark.parametrize("act", IDS)
def test_an_act_alone_a_day_later(act: str) -> None:
    found = verdicts(act)
    assert {verdict.rule for verdict in found if verdict.broken} == ALONE.get(act, set())
    undone = {(verdict.rule, verdict.status) for verdict in found if verdict.status in ("pending", "undecidable")}
    assert undone == OPEN.get(act, set())


TRANSFER = ("transferred", "transfer-told", "accepted", "custody-1")
ARREST = ("arrested", "family-2", "taken-2", "heard-2", "told-2", "ended-2")
# (acts that go together a day later, rules that then are broken)
TOGETHER = [
    (("requested", "received"), {"CPL-091-1", "CPL-098-1"}),
    (("approved", *ARREST), {"CPL-091-3", "CPL-098-1"}),
    (TRANSFER, {"CPL-156-1", "CPL-098-1"}),
    # a notice of the centre and a prompt of case management speak for a period that ran out, not for one that did not
    ((*TRANSFER, "warned-1"), {"CPL-156-1", "CPL-098-1"}),
    (("returned", "papers"), {"CPL-172-1", "CPL-098-1"}),
    (("resubmitted", "accepted-2", "custody-2"), {"CPL-175-3", "SPP-347-1", "CPL-098-1"}),
    (("indicted", "file"), {"CPL-172-1", "CPL-098-1"}),
    (("court", "custody-3"), {"SPC-219-2", "CPL-098-1"}),
    # the fifth day after either day of judgment is the same Monday, for a Sunday is no last day
    (("judged", "judgment-served", "judgment-to-procuratorate", "effective"),
     {"CPL-208-1", "CPL-098-1", "CPL-202-2", "CPL-202-2.procuratorate"}),
    (("judgment-served", "effective", "executed"), {"CPL-202-2"}),
    (("executed", "prison", "prison-family"), {"CPL-264-1"}),
]  # fmt: skip


@pytest.mark.parametrize(("acts", "rules"), TOGETHER, ids=["+".join(acts) for acts, _ in TOGETHER])
def test_acts_that_go_together_a_day_later(acts: tuple[str, ...], rules: set[str]) -> None:
    assert {verdict.rule for verdict in verdicts(*acts) if verdict.broken} == rules
