"""Whole lawful courses posted bare: what nobody posted is missed by exactly the rules that ask for it."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from tests.law.courses import verdicts

DETENTION = (
    "f CaseFiled 2026-03-01 police\n"
    "d Detained 2026-03-02T14:20:00 police p=p1\n"
    "a DetentionCentreAdmitted 2026-03-02T18:00:00 centre p=p1\n"
    "n FamilyNotified 2026-03-02T19:00:00 police p=p1\nr ArrestRequested 2026-03-05 police p=p1\n"
    "y ArrestApproved 2026-03-12 procuratorate p=p1\nz Arrested 2026-03-12T10:00:00 police p=p1\n"
    "w ArrestExecutionReceiptReturned 2026-03-15 police p=p1"
)
IN_DETENTION = {  # rule -> the act it asks for, which the bare course leaves out
    "CPL-034-2": "r1 RightsNotified 2026-03-02T20:30:00 police p=p1",
    "CPL-086-1": (
        "i1 InterrogationStarted 2026-03-02T20:00:00 police p=p1\ns1 InterrogationRecordSigned 2026-03-02T21:30:00 police p=p1\n"
        "e1 InterrogationEnded 2026-03-02T22:00:00 police p=p1"
    ),
    "SPP-280-3": "q SuspectQuestionedByProcurator 2026-03-10 procuratorate p=p1",
    "CPL-093-2": "g FamilyNotified 2026-03-12T12:00:00 police p=p1 measure=arrest",
    "CPL-094-1": (
        "i2 InterrogationStarted 2026-03-12T14:00:00 police p=p1 first_time=false\nr2 RightsNotified 2026-03-12T14:10:00 police p=p1\n"
        "e2 InterrogationEnded 2026-03-12T15:00:00 police p=p1"
    ),
}
TO_PRISON = """
f CaseFiled 2026-03-01 police
d Detained 2026-03-02T09:00:00 police p=p1
a DetentionCentreAdmitted 2026-03-02T15:00:00 centre p=p1
n FamilyNotified 2026-03-02T16:00:00 police p=p1
r ArrestRequested 2026-03-05 police p=p1
y ArrestApproved 2026-03-12 procuratorate p=p1
z Arrested 2026-03-12 police p=p1
b ArrestExecutionReceiptReturned 2026-03-13 police p=p1
t TransferredForProsecution 2026-05-12 police
q ProsecutionCaseAccepted 2026-05-12 procuratorate
x CustodyTransferCompleted 2026-05-13 procuratorate p=p1
i IndictmentFiled 2026-06-12 procuratorate
c CourtCaseAccepted 2026-06-15 court procedure=ordinary
o CustodyTransferCompleted 2026-06-16 court p=p1
s IndictmentServed 2026-06-17 court p=p1
h HearingHeld 2026-07-10 court
j JudgmentPronounced 2026-09-15 court p=p1 sentence_kind=fixed_term
e JudgmentEffective 2026-09-26 court p=p1
w ExecutionDocumentsServed 2026-10-08 court p=p1
"""
UP_TO_PRISON = {  # rule -> the act that it asks for and that the bare course leaves out
    "CPL-034-2": "m1 RightsNotified 2026-03-02T20:30:00 police p=p1",
    "CPL-086-1": """k1 InterrogationStarted 2026-03-02T20:00:00 police p=p1
k2 InterrogationRecordSigned 2026-03-02T21:30:00 police p=p1
k3 InterrogationEnded 2026-03-02T22:00:00 police p=p1""",
    "SPP-280-3": "m2 SuspectQuestionedByProcurator 2026-03-10 procuratorate p=p1",
    "CPL-093-2": "m3 FamilyNotified 2026-03-12 police p=p1 measure=arrest",
    "CPL-094-1": """k4 InterrogationStarted 2026-03-12 police p=p1
k5 InterrogationRecordSigned 2026-03-12 police p=p1""",
    "CNR-005-2": "m4 RightsNotified 2026-03-12 police p=p1 rights=[measure_change,necessity_review]",
    "MPS-286-1": "m5 InvestigationClosed 2026-05-12 police",
    "CPL-162-1": "m6 TransferOutcomeNotified 2026-05-12 police p=p1",
    "CPL-034-2B": "m7 RightsNotified 2026-05-13 procuratorate p=p1",
    "CPL-173-1": "m8 SuspectQuestionedByProcurator 2026-06-01 procuratorate p=p1",
    "SPP-359-1": "m9 CourtFileReceived 2026-06-12 court",
    "CPL-034-2C": "n1 RightsNotified 2026-06-18 court p=p1",
    "CPL-187-3": "n2 HearingNoticeServed 2026-07-05 court p=p1",
    "CPL-202-2": "n3 JudgmentServed 2026-09-15 court p=p1 recipient_kind=accused",
    "CPL-202-2.procuratorate": "n4 JudgmentServed 2026-09-15 court recipient_kind=procuratorate",
    "CPL-207-3.missing": "n5 HearingRecordSigned 2026-07-10 court p=p1",
}
COURSES = {  # bare course, what it leaves out, now
    "a plain lawful detention": (DETENTION, IN_DETENTION, "2026-03-20"),
    "a lawful course from filing to prison": (TO_PRISON, UP_TO_PRISON, "2026-10-20"),
}


def broken(acts: list[str], now: str) -> set[str]:
    return {verdict.rule for verdict in verdicts("\n".join(acts), now) if verdict.broken}


@pytest.mark.parametrize("name", COURSES)
def test_lacks_only_the_acts_that_were_not_posted(name: str) -> None:
    bare, unposted, now = COURSES[name]
    assert broken([bare], now) == set(unposted)
    assert broken([bare, *unposted.values()], now) == set()


@pytest.mark.parametrize(
    ("name", "rule"), [(name, rule) for name, (_, unposted, _) in COURSES.items() for rule in unposted]
)
def test_each_act_that_is_not_posted_is_missed_by_its_rule(name: str, rule: str) -> None:
    bare, unposted, now = COURSES[name]
    # one paper tells of counsel (art. 34) and, once he is interrogated, of the rights there (art. 120)
    too = {"CPL-120-2"} if rule == "CPL-034-2" else set()
    rest = [act for other, act in unposted.items() if other != rule]
    assert broken([bare, *rest], now) == {rule} | too
