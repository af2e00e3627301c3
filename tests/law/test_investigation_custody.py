"""Arrest, its execution and investigation custody (CPL art. 80, 105, 149, 156-160; EXT art. 16): bare acts."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from tests.law.courses import judged

A = "a Arrested 2026-01-10 police p=p1\n"
T = "t TransferredForProsecution {} police\n"
CUSTODY = {  # what is guarded, course, verdicts of CPL-156-1 at 2026-12-31
    "EXT art. 16: two months to the corresponding day": (A + T.format("2026-03-10"), ["met a due 2026-03-10 by t"]),
    "a day late": (A + T.format("2026-03-11"), ["met_late a due 2026-03-10 by t +1 day"]),
    "no 30 February": ("a Arrested 2025-12-30 police p=p1\n" + T.format("2026-03-01"), ["met_late a due 2026-02-28 by t +1 day"]),
    "last day to last day": ("a Arrested 2026-02-28 police p=p1\n" + T.format("2026-04-30"), ["met a due 2026-04-30 by t"]),
    "leap February": ("a Arrested 2023-12-30 police p=p1\n" + T.format("2024-02-29"), ["met a due 2024-02-29 by t"]),
    "art. 105(4): the last day is Labour Day and stays": ("a Arrested 2026-03-01 police p=p1\n" + T.format("2026-05-06"), ["met_late a due 2026-05-01 by t +5 day"]),
    "art. 156: a month more": (A + "x CustodyExtensionApproved 2026-03-10 procuratorate@520100 p=p1 ground_article=156\n" + T.format("2026-04-10"), ["met a due 2026-04-10 by t"]),
    "approved a day after expiry": (A + "x CustodyExtensionApproved 2026-03-11 procuratorate@520100 p=p1 ground_article=156\n" + T.format("2026-04-10"), ["met_late a due 2026-03-10 by t +31 day"]),
    "the month of art. 156 is given once": (A + "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1 ground_article=156\ny CustodyExtensionApproved 2026-04-08 procuratorate@520100 p=p1 ground_article=156\n" + T.format("2026-04-20"), ["met_late a due 2026-04-10 by t +10 day"]),
    "an extension of unnamed ground gives at least its month": (A + "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1\n" + T.format("2026-04-10"), ["met a due 2026-04-10 by t"]),
    "and perhaps more": (A + "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1\n" + T.format("2026-05-10"), ["undecidable a"]),
    "the whole chain 2+1+2+2": (A + "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1 ground_article=156\ny CustodyExtensionApproved 2026-04-08 procuratorate@520000 p=p1 ground_article=158\nz CustodyExtensionApproved 2026-06-08 procuratorate@520000 p=p1 ground_article=159\n" + T.format("2026-08-10"), ["met a due 2026-08-10 by t"]),
    "art. 159 only after art. 158": (A + "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1 ground_article=156\nz CustodyExtensionApproved 2026-04-08 procuratorate@520000 p=p1 ground_article=159\n" + T.format("2026-06-10"), ["met_late a due 2026-04-10 by t +61 day"]),
    "of two chained readings the earlier governs": ("a Arrested 2025-12-30 police p=p1\nx CustodyExtensionApproved 2026-02-20 procuratorate@520100 p=p1 ground_article=156\n" + T.format("2026-03-31"), ["met_late a due 2026-03-30 by t +1 day"]),
    "art. 160(1): afresh from discovery": (A + "c CustodyRecalculated 2026-03-05 police p=p1\n" + T.format("2026-05-05"), ["met a due 2026-05-05 by t"]),
    "recalculated after expiry": (A + "c CustodyRecalculated 2026-03-12 police p=p1\n" + T.format("2026-05-05"), ["met_late a due 2026-03-10 by c +2 day"]),
    "art. 160(2): identity declared unknown before the arrest": ("i IdentityUnknownDeclared 2026-01-03 police p=p1\n" + A + "e IdentityEstablished 2026-03-05 police p=p1\n" + T.format("2026-05-05"), ["met a due 2026-05-05 by t"]),
    "identity known all along changes nothing": (A + "e IdentityEstablished 2026-02-05 police p=p1\n" + T.format("2026-04-05"), ["met_late a due 2026-03-10 by t +26 day"]),
    "art. 149: twenty days of evaluation": (A + "s PsychiatricEvaluationStarted 2026-02-01 police p=p1\ne PsychiatricEvaluationEnded 2026-02-21 police p=p1\n" + T.format("2026-03-30"), ["met a due 2026-03-30 by t"]),
    "evaluation begun in detention goes on after the arrest": ("s PsychiatricEvaluationStarted 2026-01-08 police p=p1\n" + A + "e PsychiatricEvaluationEnded 2026-01-20 police p=p1\n" + T.format("2026-03-20"), ["met a due 2026-03-20 by t"]),
    "evaluation across a recalculation": (A + "s PsychiatricEvaluationStarted 2026-02-20 police p=p1\nc CustodyRecalculated 2026-03-05 police p=p1\ne PsychiatricEvaluationEnded 2026-03-15 police p=p1\n" + T.format("2026-05-15"), ["met a due 2026-05-15 by t"]),
    "evaluation that overlaps the last day": (A + "s PsychiatricEvaluationStarted 2026-03-10 police p=p1\ne PsychiatricEvaluationEnded 2026-03-20 police p=p1\n" + T.format("2026-03-20"), ["met a due 2026-03-20 by t"]),
    "bailed in time": (A + "b BailDecided 2026-03-10 police p=p1", ["moot a due 2026-03-10 by b"]),
    "bailed late": (A + "b BailDecided 2026-03-12 police p=p1", ["overdue a due 2026-03-10 by b +2 day"]),
    "each person's own clock, one transfer of the case": (A + "b Arrested 2026-01-20 police p=p2\n" + T.format("2026-03-15"), ["met_late a due 2026-03-10 by t +5 day", "met b due 2026-03-20 by t"]),
    "a transfer that names one of them": (A + "b Arrested 2026-01-20 police p=p2\nt TransferredForProsecution 2026-03-09 police persons=[p1]\nu TransferredForProsecution 2026-03-20 police persons=[p2]", ["met a due 2026-03-10 by t", "met b due 2026-03-20 by u"]),
    "arrested in review: no investigation custody": ("q ProsecutionCaseAccepted 2026-01-05 procuratorate\n" + A, []),
}  # fmt: skip


@pytest.mark.parametrize("name", CUSTODY)
def test_investigation_custody(name: str) -> None:
    course, expected = CUSTODY[name]
    assert judged("CPL-156-1", course, "2026-12-31") == expected


OTHERS = {  # rule, course, verdicts at 2026-12-31
    "art. 80: approved": ("CPL-080-1", "y ArrestApproved 2026-01-09 procuratorate p=p1\n" + A, ["met a by y"]),
    "the same day": ("CPL-080-1", A + "y ArrestApproved 2026-01-10 procuratorate p=p1", ["met a by y"]),
    "a day too early": ("CPL-080-1", A + "y ArrestApproved 2026-01-11 procuratorate p=p1", ["violated a"]),
    "of the same instant, two sources": ("CPL-080-1", "a Arrested 2026-01-10T10:00:00 police p=p1\ny ArrestApproved 2026-01-10T10:00:00 procuratorate p=p1", ["met a by y"]),
    "an hour before the approval": ("CPL-080-1", "a Arrested 2026-01-10T10:00:00 police p=p1\ny ArrestApproved 2026-01-10T11:00:00 procuratorate p=p1", ["violated a"]),
    "a refusal is no approval": ("CPL-080-1", "y ArrestRefused 2026-01-09 procuratorate p=p1\n" + A, ["violated a"]),
    "approved for somebody else": ("CPL-080-1", "y ArrestApproved 2026-01-09 procuratorate p=p2\n" + A, ["violated a"]),
    "bail used the approval up": ("CPL-080-1", "y ArrestApproved 2026-01-05 procuratorate p=p1\nb BailDecided 2026-01-07 police p=p1\n" + A, ["violated a"]),
    "decided by a court": ("CPL-080-1", "y ArrestDecided 2026-01-09 court p=p1\n" + A, ["met a by y"]),
    "excerpt: the approval may be unmentioned": ("CPL-080-1", "a Arrested 2026-01-10 record p=p1 excerpt=true", ["undecidable a"]),
    "before the first version of the card": ("CPL-080-1", "a Arrested 2016-01-10 police p=p1", ["undecidable a"]),
    "MPS art. 142: three days from the arrest": ("MPS-142-1", "y ArrestApproved 2026-03-11 procuratorate p=p1\na Arrested 2026-03-12 police p=p1\nr ArrestExecutionReceiptReturned 2026-03-16 police p=p1", ["met y due 2026-03-16 by r"]),
    "rolls past Labour Day": ("MPS-142-1", "y ArrestApproved 2026-04-29 procuratorate p=p1\na Arrested 2026-04-29 police p=p1\nr ArrestExecutionReceiptReturned 2026-05-07 police p=p1", ["met_late y due 2026-05-06 by r +1 day"]),
    "not yet carried out": ("MPS-142-1", "y ArrestApproved 2026-04-29 procuratorate p=p1", ["pending y"]),
    "a make-up Saturday is a working day": ("MPS-142-1", "y ArrestApproved 2026-02-11 procuratorate p=p1\na Arrested 2026-02-11 police p=p1\nr ArrestExecutionReceiptReturned 2026-02-24 police p=p1", ["met_late y due 2026-02-14 by r +10 day"]),
    "art. 156: by the next higher procuratorate": ("CPL-156-2", "r CustodyExtensionRequested 2026-03-01 police p=p1 ground_article=156\nx CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1 ground_article=156", ["met x"]),
    "by its own level": ("CPL-156-2", "r CustodyExtensionRequested 2026-03-01 police p=p1 ground_article=156\nx CustodyExtensionApproved 2026-03-08 procuratorate p=p1 ground_article=156", ["violated x"]),
    "art. 158: provincial": ("CPL-156-2", "x CustodyExtensionApproved 2026-03-08 procuratorate@520000 p=p1 ground_article=158", ["met x"]),
    "art. 158 by a city": ("CPL-156-2", "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1 ground_article=158", ["violated x"]),
    "who asked is not on record": ("CPL-156-2", "x CustodyExtensionApproved 2026-03-08 procuratorate@520100 p=p1 ground_article=156", ["undecidable x"]),
    "SPP art. 312: two silent months are a prompt": ("SPP-312-1", A, ["overdue a due 2026-03-10 +296 day"]),
    "MPS art. 174(2): detained before filing": ("MPS-174-2", "d Detained 2026-01-01 police p=p1\nf CaseFiled 2026-01-02 police", ["violated d"]),
    "filed the same day": ("MPS-174-2", "d Detained 2026-01-01 police p=p1\nf CaseFiled 2026-01-01 police", ["met d by f"]),
    "filed an hour later": ("MPS-174-2", "d Detained 2026-01-01T10:00:00 police p=p1\nf CaseFiled 2026-01-01T11:00:00 police", ["violated d"]),
    "seized after withdrawal": ("MPS-174-2", "f CaseFiled 2026-01-01 police\nw CaseClosedByWithdrawal 2026-02-01 police\ns PropertySeized 2026-02-02 police", ["violated s"]),
    "SPP art. 563: fifteen days roll past Labour Day": ("SPP-563-1", "o FilingOrdered 2026-04-16 procuratorate\nf CaseFiled 2026-05-06 police", ["met o due 2026-05-06 by f"]),
    "from receipt where stated": ("SPP-563-1", "o FilingOrdered 2026-03-02 procuratorate received_on=2026-03-04\nf CaseFiled 2026-03-19 police", ["met o due 2026-03-19 by f"]),
    "a day late after the order": ("SPP-563-1", "o FilingOrdered 2026-03-02 procuratorate\nf CaseFiled 2026-03-18 police", ["met_late o due 2026-03-17 by f +1 day"]),
    "nothing was recused: nobody's name is asked for": ("MPS-038-2", "f CaseFiled 2026-01-01 police\ni InterrogationStarted 2026-01-02T10:00:00 police p=p1", []),
    "recused and still at work": ("MPS-038-2", "r RecusalDecided 2026-01-02 police outcome=granted challenged=o1\ni WitnessInterviewed 2026-01-03 police officers=[o2,o1]", ["violated i"]),
    "others at work": ("MPS-038-2", "r RecusalDecided 2026-01-02 police outcome=granted challenged=o1\ni WitnessInterviewed 2026-01-03 police officers=[o2]", ["met i"]),
    "refused": ("MPS-038-2", "r RecusalDecided 2026-01-02 police outcome=refused challenged=o1\ni WitnessInterviewed 2026-01-03 police officers=[o1]", []),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_around_the_arrest(name: str) -> None:
    rule, course, expected = OTHERS[name]
    assert judged(rule, course, "2026-12-31") == expected
