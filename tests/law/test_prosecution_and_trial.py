"""Review for prosecution, returns, the three procedures, appeal, execution, community correction: bare acts."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from tests.law.courses import judged

HELD = "d Detained 2026-01-02 police p=p1\n"
REVIEW = {  # what is guarded: rule, course, verdicts at 2026-12-31
    "art. 172(1): a month, last day to last day": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-02-28 procuratorate\ni IndictmentFiled 2026-03-31 procuratorate", ["met a due 2026-03-31 by i"]),
    "a day late": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-02-28 procuratorate\ni IndictmentFiled 2026-04-01 procuratorate", ["met_late a due 2026-03-31 by i +1 day"]),
    "extended on the last day, fifteen days": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-02-28 procuratorate\nx ReviewPeriodExtended 2026-03-31 procuratorate\ni IndictmentFiled 2026-04-15 procuratorate", ["met a due 2026-04-15 by i"]),
    "extended a day late": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-02-28 procuratorate\nx ReviewPeriodExtended 2026-04-01 procuratorate\ni IndictmentFiled 2026-04-15 procuratorate", ["met_late a due 2026-03-31 by i +15 day"]),
    "extended twice": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-02-28 procuratorate\nx ReviewPeriodExtended 2026-03-31 procuratorate\ny ReviewPeriodExtended 2026-04-10 procuratorate\ni IndictmentFiled 2026-04-16 procuratorate", ["met_late a due 2026-04-15 by i +1 day"]),
    "art. 105(4): at liberty the day moves past the holiday": ("CPL-172-1", "a ProsecutionCaseAccepted 2026-04-02 procuratorate\ni IndictmentFiled 2026-05-06 procuratorate", ["met a due 2026-05-06 by i"]),
    "in custody it does not": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-04-02 procuratorate\ni IndictmentFiled 2026-05-06 procuratorate", ["met_late a due 2026-05-02 by i +4 day"]),
    "one of two held is enough": ("CPL-172-1", HELD + "b BailDecided 2026-01-02 police p=p2\na ProsecutionCaseAccepted 2026-04-02 procuratorate\ni IndictmentFiled 2026-05-06 procuratorate", ["met_late a due 2026-05-02 by i +4 day"]),
    "bailed before the last day": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-04-02 procuratorate\nb BailDecided 2026-04-20 procuratorate p=p1\ni IndictmentFiled 2026-05-06 procuratorate", ["met a due 2026-05-06 by i"]),
    "art. 175(3): a fresh month after resubmission": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-03-02 procuratorate\nr ReturnedForSupplementaryInvestigation 2026-04-02 procuratorate\ns SupplementaryInvestigationResubmitted 2026-04-20 police\ni IndictmentFiled 2026-05-20 procuratorate", ["met a due 2026-04-02 by r", "met s due 2026-05-20 by i"]),
    "fit for the fast track: ten days": ("CPL-172-1B", HELD + "a ProsecutionCaseAccepted 2026-03-02 procuratorate expedited_eligible=true\ni IndictmentFiled 2026-03-13 procuratorate", ["met_late a due 2026-03-12 by i +1 day"]),
    "and no month beside it": ("CPL-172-1", HELD + "a ProsecutionCaseAccepted 2026-03-02 procuratorate expedited_eligible=true\ni IndictmentFiled 2026-03-13 procuratorate", []),
    "art. 175(3): from receipt of the papers": ("CPL-175-3", HELD + "r ReturnedForSupplementaryInvestigation 2026-03-27 procuratorate\na DossierAccepted 2026-03-31 police\ns SupplementaryInvestigationResubmitted 2026-04-30 police", ["met r due 2026-04-30 by s"]),
    "from the receipt stated in the return": ("CPL-175-3", HELD + "r ReturnedForSupplementaryInvestigation 2026-03-27 procuratorate received_on=2026-03-31\ns SupplementaryInvestigationResubmitted 2026-05-01 police", ["met_late r due 2026-04-30 by s +1 day"]),
    "no receipt on record": ("CPL-175-3", HELD + "r ReturnedForSupplementaryInvestigation 2026-03-02 procuratorate\ns SupplementaryInvestigationResubmitted 2026-04-03 police", ["met_late r due 2026-04-02 by s +1 day"]),
    "to the supervisory organ: not the police's month": ("CPL-175-3", HELD + "r ReturnedForSupplementaryInvestigation 2026-03-02 procuratorate return_to=supervisory_organ", []),
    "twice is lawful, three times is not": ("CPL-175-3B", "r ReturnedForSupplementaryInvestigation 2026-03-02 procuratorate\ns ReturnedForSupplementaryInvestigation 2026-05-02 procuratorate\nt ReturnedForSupplementaryInvestigation 2026-07-02 procuratorate", ["met r", "met s", "violated t"]),
    "excerpt: returns may be unmentioned": ("CPL-175-3B", "r ReturnedForSupplementaryInvestigation 2026-03-02 record excerpt=true", ["undecidable r"]),
    "DCR art. 15: no transfer before the case left": ("DCR-015-1", HELD + "a ProsecutionCaseAccepted 2026-03-02 procuratorate\ni IndictmentFiled 2026-03-31 procuratorate", ["overdue a due 2026-03-31 +275 day"]),
    "done on the day it left": ("DCR-015-1", HELD + "a ProsecutionCaseAccepted 2026-03-02 procuratorate\nx CustodyTransferCompleted 2026-03-31 procuratorate p=p1\ni IndictmentFiled 2026-03-31 procuratorate", ["met a due 2026-03-31 by x"]),
    "nobody is held": ("DCR-015-1", "b BailDecided 2026-01-02 police p=p1\na ProsecutionCaseAccepted 2026-03-02 procuratorate\ni IndictmentFiled 2026-03-31 procuratorate", []),
}  # fmt: skip
C = "c CourtCaseAccepted 2026-03-31 court procedure={}\n"
J = "j JudgmentPronounced {} court p=p1"
TRIAL = {
    "art. 208(1): three months at the latest": ("CPL-208-1", HELD + C.format("ordinary") + J.format("2026-06-30"), ["met c due 2026-06-30 by j"]),
    "a day late": ("CPL-208-1", HELD + C.format("ordinary") + J.format("2026-07-01"), ["met_late c due 2026-06-30 by j +1 day"]),
    "three more by the higher court": ("CPL-208-1", HELD + C.format("ordinary") + "x TrialPeriodExtended 2026-06-30 court@520100 ground=death_penalty\n" + J.format("2026-09-30"), ["met c due 2026-09-30 by j"]),
    "granted after expiry": ("CPL-208-1", HELD + C.format("ordinary") + "x TrialPeriodExtended 2026-07-01 court@520100 ground=death_penalty\n" + J.format("2026-09-30"), ["met_late c due 2026-06-30 by j +92 day"]),
    "an extension on unnamed ground": ("CPL-208-1", HELD + C.format("ordinary") + "x TrialPeriodExtended 2026-06-30 court@520100\n" + J.format("2026-09-30"), ["undecidable c"]),
    "art. 206: suspended over the last day": ("CPL-208-1", HELD + C.format("ordinary") + "s TrialSuspended 2026-06-20 court\nu TrialResumed 2026-08-20 court\n" + J.format("2026-08-30"), ["met c due 2026-08-30 by j"]),
    "still suspended": ("CPL-208-1", HELD + C.format("ordinary") + "s TrialSuspended 2026-06-20 court", ["pending c"]),
    "a suspension before a new trial does not outlast it": ("CPL-208-1", HELD + C.format("ordinary") + "s TrialSuspended 2026-04-20 court\nw ProsecutionWithdrawn 2026-05-01 procuratorate\nk CourtCaseAccepted 2026-06-01 court procedure=ordinary\n" + J.format("2026-09-02"), ["moot c due 2026-06-30 by w", "met_late k due 2026-09-01 by j +1 day"]),
    "converted from summary, the target unsaid": ("CPL-208-1", HELD + C.format("summary") + "v TrialProcedureConverted 2026-04-10 court\n" + J.format("2026-07-11"), ["met_late v due 2026-07-10 by j +1 day"]),
    "art. 220: twenty days": ("CPL-220-1", HELD + C.format("summary") + J.format("2026-04-21"), ["met_late c due 2026-04-20 by j +1 day"]),
    "a month and a half": ("CPL-220-1", HELD + "c CourtCaseAccepted 2026-01-31 court procedure=summary\nx TrialPeriodExtended 2026-02-10 court\n" + J.format("2026-03-15"), ["met c due 2026-03-15 by j"]),
    "at liberty the twentieth day moves": ("CPL-220-1", "c CourtCaseAccepted 2026-04-11 court procedure=summary\n" + J.format("2026-05-06"), ["met c due 2026-05-06 by j"]),
    "art. 225: ten days": ("CPL-225-1", HELD + C.format("expedited") + J.format("2026-04-10"), ["met c due 2026-04-10 by j"]),
    "fifteen where extended": ("CPL-225-1", HELD + C.format("expedited") + "x TrialPeriodExtended 2026-04-10 court\n" + J.format("2026-04-16"), ["met_late c due 2026-04-15 by j +1 day"]),
    "art. 187: served ten days before": ("CPL-187-1", "c CourtCaseAccepted 2026-05-31 court procedure=ordinary\ns IndictmentServed 2026-06-05 court p=p1\nh HearingHeld 2026-06-15 court", ["met h due 2026-06-15 by s"]),
    "nine days before": ("CPL-187-1", "c CourtCaseAccepted 2026-05-31 court procedure=ordinary\ns IndictmentServed 2026-06-06 court p=p1\nh HearingHeld 2026-06-15 court", ["violated h due 2026-06-16 by s"]),
    "never served": ("CPL-187-1", "c CourtCaseAccepted 2026-05-31 court procedure=ordinary\nh HearingHeld 2026-06-15 court p=p1", ["violated h due 2026-06-05"]),
    "summary procedure has no such period (art. 219)": ("CPL-187-1", "c CourtCaseAccepted 2026-05-31 court procedure=summary\nh HearingHeld 2026-06-15 court p=p1", []),
    "art. 239: one of the old panel sits again": ("CPL-239-1", "c CourtCaseAccepted 2026-03-01 court procedure=ordinary\na PersonnelAssigned 2026-03-02 court panel=[j1,j2]\nr RemandedForRetrial 2026-06-01 court@520100\nb PersonnelAssigned 2026-06-10 court panel=[j2,j3]", ["violated b"]),
    "a new panel": ("CPL-239-1", "c CourtCaseAccepted 2026-03-01 court procedure=ordinary\na PersonnelAssigned 2026-03-02 court panel=[j1,j2]\nr RemandedForRetrial 2026-06-01 court@520100\nb PersonnelAssigned 2026-06-10 court panel=[j3,j4]", ["met b"]),
    "no remand, nothing to compare": ("CPL-239-1", "c CourtCaseAccepted 2026-03-01 court procedure=ordinary\na PersonnelAssigned 2026-03-02 court panel=[j1,j2]\nh HearingHeld 2026-04-01 court", []),
}  # fmt: skip
E_ = "e AppealPeriodExpired {} court\n"
AFTER = {
    "SPC art. 381: three days after the period": ("SPC-381-1", "a AppealFiled 2026-04-20 party p=p1\n" + E_.format("2026-04-24") + "t AppealFileTransferred 2026-04-27 court", ["met a due 2026-04-27 by t"]),
    "named in the bases of the same finding": ("CPL-231-1", "a AppealFiled 2026-04-20 party p=p1\n" + E_.format("2026-04-24") + "t AppealFileTransferred 2026-04-28 court", ["met_late a due 2026-04-27 by t +1 day"]),
    "rolls past Labour Day": ("SPC-381-1", "a AppealFiled 2026-04-20 party p=p1\n" + E_.format("2026-04-30") + "t AppealFileTransferred 2026-05-06 court", ["met a due 2026-05-06 by t"]),
    "no appeal, no duty": ("SPC-381-1", E_.format("2026-04-24"), []),
    "the period still runs": ("SPC-381-1", "a AppealFiled 2026-04-20 party p=p1", ["pending a"]),
    "withdrawn": ("SPC-381-1", "a AppealFiled 2026-04-20 party p=p1\nw AppealWithdrawn 2026-04-22 party p=p1", ["moot a by w"]),
    "art. 264: ten days from effect": ("CPL-264-1", "e JudgmentEffective 2026-03-20 court p=p1 sentence_kind=fixed_term\ns ExecutionDocumentsServed 2026-03-30 court p=p1", ["met e due 2026-03-30 by s"]),
    "a day late for a life sentence": ("CPL-264-1", "e JudgmentEffective 2026-03-20 court p=p1 sentence_kind=life\ns ExecutionDocumentsServed 2026-03-31 court p=p1", ["met_late e due 2026-03-30 by s +1 day"]),
    "the sentence stands in the judgment pronounced": ("CPL-264-1", "j JudgmentPronounced 2026-03-09 court p=p1 sentence_kind=fixed_term\ne JudgmentEffective 2026-03-20 court p=p1", ["overdue e due 2026-03-30 +276 day"]),
    "suspended, as pronounced": ("CPL-264-1", "j JudgmentPronounced 2026-03-09 court p=p1 sentence_kind=fixed_term suspended=true\ne JudgmentEffective 2026-03-20 court p=p1", []),
    "no sentence on record": ("CPL-264-1", "e JudgmentEffective 2026-03-20 court p=p1", ["undecidable e"]),
    "CCL art. 21: suspended, so to the correction office": ("CCL-021-1", "j JudgmentPronounced 2026-03-09 court p=p1 sentence_kind=fixed_term suspended=true\ne JudgmentEffective 2026-03-20 court p=p1\nr CommunityCorrectionReported 2026-03-31 correction p=p1", ["met_late e due 2026-03-30 by r +1 day"]),
    "control": ("CCL-021-1", "e JudgmentEffective 2026-04-22 court p=p1 sentence_kind=control\nr CommunityCorrectionReported 2026-05-06 correction p=p1", ["met e due 2026-05-06 by r"]),
    "served in prison": ("CCL-021-1", "e JudgmentEffective 2026-04-22 court p=p1 sentence_kind=fixed_term", []),
}  # fmt: skip


@pytest.mark.parametrize("name", REVIEW)
def test_review_for_prosecution(name: str) -> None:
    rule, course, expected = REVIEW[name]
    assert judged(rule, course, "2026-12-31") == expected


@pytest.mark.parametrize("name", TRIAL)
def test_trial(name: str) -> None:
    rule, course, expected = TRIAL[name]
    assert judged(rule, course, "2026-12-31") == expected


@pytest.mark.parametrize("name", AFTER)
def test_after_the_judgment(name: str) -> None:
    rule, course, expected = AFTER[name]
    assert judged(rule, course, "2026-12-31") == expected


EXCERPTS = {  # from old judgments: bare dates, the record says nothing else; DESIGN §5, what holds under every completion
    "arrested, indicted within two months": ("CPL-156-1", "a Arrested 2026-01-10 record p=p1 excerpt=true\ni IndictmentFiled 2026-02-20 record excerpt=true", ["met a due 2026-03-10 by i"]),
    "indicted after them: an extension may be unmentioned": ("CPL-156-1", "a Arrested 2026-01-10 record p=p1 excerpt=true\ni IndictmentFiled 2026-05-20 record excerpt=true", ["undecidable a"]),
    "arrested after the court took the case": ("CPL-156-1", "c CourtCaseAccepted 2026-01-05 court procedure=ordinary\na Arrested 2026-01-10 police p=p1 excerpt=true stage=first_instance", []),
    "ordinary trial within three months": ("CPL-208-1", "c CourtCaseAccepted 2026-02-25 record procedure=ordinary excerpt=true\nj JudgmentPronounced 2026-05-01 record p=p1 excerpt=true", ["met c due 2026-05-25 by j"]),
    "longer: an extension may be unmentioned": ("CPL-208-1", "c CourtCaseAccepted 2026-02-25 record procedure=ordinary excerpt=true\nj JudgmentPronounced 2026-08-01 record p=p1 excerpt=true", ["undecidable c"]),
    "summary trial in time": ("CPL-220-1", "c CourtCaseAccepted 2026-02-25 record procedure=summary excerpt=true\nj JudgmentPronounced 2026-03-17 record p=p1 excerpt=true", ["met c due 2026-03-17 by j"]),
    "a private prosecution is no public one": ("CPL-208-1", "c CourtCaseAccepted 2026-02-25 record procedure=ordinary private=true excerpt=true\nj JudgmentPronounced 2026-05-01 record p=p1 excerpt=true", []),
    "the procedure is not told": ("CPL-208-1", "c CourtCaseAccepted 2026-02-25 record excerpt=true", ["undecidable c"]),
}  # fmt: skip


@pytest.mark.parametrize("name", EXCERPTS)
def test_excerpts(name: str) -> None:
    rule, course, expected = EXCERPTS[name]
    assert judged(rule, course, "2026-12-31") == expected
