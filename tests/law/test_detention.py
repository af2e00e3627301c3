"""Detention and arrest review (CPL art. 85, 91, 98, 105): bare acts, edges of the periods, amendments, excerpts."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import pytest

from tests.law.courses import amended, judged

D = "d Detained 2026-03-02 police p=p1\n"
REQUEST = {  # what is guarded, course, now, verdicts of CPL-091-1
    "art. 91(1), 105(2): the day of detention does not count, the third is in time": (D + "r ArrestRequested 2026-03-05 police p=p1", "2026-04-01", ["met d due 2026-03-05 by r"]),
    "a day late": (D + "r ArrestRequested 2026-03-06 police p=p1", "2026-04-01", ["met_late d due 2026-03-05 by r +1 day"]),
    "last second of the last day": ("d Detained 2026-03-02T23:59:00 police p=p1\nr ArrestRequested 2026-03-05T23:59:59 police p=p1", "2026-04-01", ["met d due 2026-03-05 by r"]),
    "pending to the last microsecond of the last day": (D, "2026-03-05T23:59:59.999999", ["pending d due 2026-03-05"]),
    "overdue with the first instant of the next": (D, "2026-03-06", ["overdue d due 2026-03-05 +1 day"]),
    "the local day counts, not that of Greenwich": ("d Detained 2026-03-03T00:30:00 police p=p1", "2026-03-06T12:00", ["pending d due 2026-03-06"]),
    "art. 105(4): custody is not prolonged by Labour Day": ("d Detained 2026-04-29 police p=p1\nr ArrestRequested 2026-05-06 police p=p1", "2026-06-01", ["met_late d due 2026-05-02 by r +4 day"]),
    "art. 91(1): four days more, stated as days alone": (D + "x DetentionPeriodExtended 2026-03-04 police p=p1 days=4\nr ArrestRequested 2026-03-09 police p=p1", "2026-04-01", ["met d due 2026-03-09 by r"]),
    "an extension granted on the last day is in time": (D + "x DetentionPeriodExtended 2026-03-05 police p=p1 days=4 ground=special\nr ArrestRequested 2026-03-09 police p=p1", "2026-04-01", ["met d due 2026-03-09 by r"]),
    "one granted after it is none": (D + "x DetentionPeriodExtended 2026-03-06 police p=p1 days=4 ground=special\nr ArrestRequested 2026-03-09 police p=p1", "2026-04-01", ["met_late d due 2026-03-05 by r +4 day"]),
    "never beyond seven in all": (D + "x DetentionPeriodExtended 2026-03-04 police p=p1 days=9 ground=special\nr ArrestRequested 2026-03-11 police p=p1", "2026-04-01", ["met_late d due 2026-03-09 by r +2 day"]),
    "art. 91(2): thirty in all, not thirty more": (D + "x DetentionPeriodExtended 2026-03-04 police p=p1 ground=gang\nr ArrestRequested 2026-04-01 police p=p1", "2026-05-01", ["met d due 2026-04-01 by r"]),
    "an extension that says nothing may be either": (D + "x DetentionPeriodExtended 2026-03-04 police p=p1\nr ArrestRequested 2026-03-20 police p=p1", "2026-05-01", ["undecidable d"]),
    "and beyond thirty days nothing helps": (D + "x DetentionPeriodExtended 2026-03-04 police p=p1\nr ArrestRequested 2026-04-02 police p=p1", "2026-05-01", ["met_late d due 2026-04-01 by r +1 day"]),
    "art. 149: evaluation is not counted": (D + "s PsychiatricEvaluationStarted 2026-03-04 police p=p1\ne PsychiatricEvaluationEnded 2026-03-14 police p=p1\nr ArrestRequested 2026-03-15 police p=p1", "2026-05-01", ["met d due 2026-03-15 by r"]),
    "an evaluation that begins after expiry saves nothing": (D + "s PsychiatricEvaluationStarted 2026-03-06 police p=p1\ne PsychiatricEvaluationEnded 2026-03-14 police p=p1\nr ArrestRequested 2026-03-15 police p=p1", "2026-05-01", ["met_late d due 2026-03-05 by r +10 day"]),
    "released in time": (D + "r Released 2026-03-05 police p=p1", "2026-05-01", ["moot d due 2026-03-05 by r"]),
    "released too late does not undo the breach": (D + "r Released 2026-03-07 police p=p1", "2026-05-01", ["overdue d due 2026-03-05 by r +2 day"]),
    "each trigger opens its own duty": (D + "e Detained 2026-03-03 police p=p1\nr ArrestRequested 2026-03-06 police p=p1", "2026-05-01", ["met_late d due 2026-03-05 by r +1 day", "met e due 2026-03-06 by r"]),
    "a request of the same day from the same source, said to be first": ("d Detained 2026-03-02 police p=p1 sequence=2\nr ArrestRequested 2026-03-02 police p=p1 sequence=1", "2026-03-04", ["pending d due 2026-03-05"]),
    "a request of the same day without a sequence is in time": (D + "r ArrestRequested 2026-03-02 police p=p1", "2026-03-04", ["met d due 2026-03-05 by r"]),
    "arrival order is nothing": ("r ArrestRequested 2026-03-05 police p=p1\n" + D, "2026-05-01", ["met d due 2026-03-05 by r"]),
    "somebody else's request": (D + "r ArrestRequested 2026-03-05 police p=p2", "2026-05-01", ["overdue d due 2026-03-05 +57 day"]),
    "the law of 2012 to its last day": ("d Detained 2018-10-25 police p=p1\nr ArrestRequested 2018-10-29 police p=p1", "2019-01-01", ["met_late d due 2018-10-28 by r +1 day"]),
    "before the first version": ("d Detained 2012-10-25 police p=p1", "2019-01-01", ["undecidable d"]),
    "a case filed by a procuratorate has other periods (art. 167)": ("f CaseFiled 2026-03-01 procuratorate\n" + D, "2026-05-01", []),
    "filed on the day of detention by the police": ("f CaseFiled 2026-03-02 police\n" + D, "2026-05-01", ["overdue d due 2026-03-05 +57 day"]),
    "told by a record, done by a police station": ("d Detained 2026-03-02 record p=p1 actor=urn:quancheng:cn-520102:police:77\nr ArrestRequested 2026-03-09 record p=p1 actor=urn:quancheng:cn-520102:police:77", "2026-05-01", ["met_late d due 2026-03-05 by r +4 day"]),
    "excerpt: in time under every completion": ("d Detained 2026-03-02 record p=p1 excerpt=true\na Arrested 2026-03-05 record p=p1 excerpt=true", "2026-05-01", ["met d due 2026-03-05 by a"]),
    "excerpt: an extension may be unmentioned": ("d Detained 2026-03-02 police p=p1 excerpt=true\na Arrested 2026-03-12 police p=p1 excerpt=true", "2026-05-01", ["undecidable d"]),
    "nobody vouches for this source": ("d Detained 2026-03-02 urn:quancheng:xx-1:police:9 p=p1\nr ArrestRequested 2026-03-12 urn:quancheng:xx-1:police:9 p=p1", "2026-05-01", ["undecidable d"]),
    "nor for this one, whose kind is unknown": ("d Detained 2026-03-02 https://police.example/ p=p1", "2026-05-01", ["undecidable d"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUEST)
def test_request_of_arrest(name: str) -> None:
    course, now, expected = REQUEST[name]
    assert judged("CPL-091-1", course, now) == expected


REVIEW = {  # CPL-091-3, art. 91(3)
    "from receipt": (D + "r ArrestRequested 2026-03-05 police p=p1\na ArrestReviewAccepted 2026-03-06 procuratorate p=p1\ny ArrestApproved 2026-03-13 procuratorate p=p1", ["met r due 2026-03-13 by y"]),
    "no receipt on record: from the request": (D + "r ArrestRequested 2026-03-05 police p=p1\ny ArrestApproved 2026-03-13 procuratorate p=p1", ["met_late r due 2026-03-12 by y +1 day"]),
    "never answered": (D + "r ArrestRequested 2026-03-05 police p=p1", ["overdue r due 2026-03-12 +20 day"]),
    "a late receipt governs": (D + "r ArrestRequested 2026-03-05 police p=p1\na ArrestReviewAccepted 2026-03-20 procuratorate p=p1\ny ArrestRefused 2026-03-27 procuratorate p=p1", ["met r due 2026-03-27 by y"]),
    "refused, asked again": (D + "r ArrestRequested 2026-03-05 police p=p1\ny ArrestRefused 2026-03-10 procuratorate p=p1\ns ArrestRequested 2026-03-20 police p=p1\nz ArrestApproved 2026-03-28 procuratorate p=p1", ["met r due 2026-03-12 by y", "met_late s due 2026-03-27 by z +1 day"]),
    "at liberty the seven days do not apply": ("b BailDecided 2026-03-02 police p=p1\nr ArrestRequested 2026-03-05 police p=p1", []),
    "evaluation begun before the request goes on uncounted": (D + "s PsychiatricEvaluationStarted 2026-03-03 police p=p1\nr ArrestRequested 2026-03-05 police p=p1\ne PsychiatricEvaluationEnded 2026-03-15 police p=p1\ny ArrestApproved 2026-03-22 procuratorate p=p1", ["met r due 2026-03-22 by y"]),
    "excerpt: a late receipt may be unmentioned": (D.replace("p=p1", "p=p1 excerpt=true") + "r ArrestRequested 2026-03-05 police p=p1 in_custody=true excerpt=true\ny ArrestApproved 2026-03-20 procuratorate p=p1 excerpt=true", ["undecidable r"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REVIEW)
def test_decision_on_arrest(name: str) -> None:
    course, expected = REVIEW[name]
    assert judged("CPL-091-3", course, "2026-04-01") == expected


T = "d Detained 2026-03-02T14:20:00 police p=p1\n"
HOURS = {  # rule, course, verdicts; art. 85(2): 24 hours, the starting clock hour not counted (art. 105(2))
    "admitted in the twenty-fourth full hour": ("CPL-085-2", T + "a DetentionCentreAdmitted 2026-03-03T15:00:00 centre p=p1", ["met d due 2026-03-03T15:00 by a"]),
    "a second later": ("CPL-085-2", T + "a DetentionCentreAdmitted 2026-03-03T15:00:01 centre p=p1", ["met_late d due 2026-03-03T15:00 by a +1 hour"]),
    "National Day moves no hours": ("CPL-085-2", "d Detained 2026-09-30T09:00:00 police p=p1\na DetentionCentreAdmitted 2026-10-01T10:00:00 centre p=p1", ["met d due 2026-10-01T10:00 by a"]),
    "days only: the next day may be in time or not": ("CPL-085-2", D + "a DetentionCentreAdmitted 2026-03-03 centre p=p1", ["undecidable d"]),
    "days only: the same day is in time": ("CPL-085-2", D + "a DetentionCentreAdmitted 2026-03-02 centre p=p1", ["met d due 2026-03-03T01:00 by a"]),
    "bailed in time": ("CPL-085-2", T + "a BailDecided 2026-03-03T10:00:00 police p=p1", ["moot d due 2026-03-03T15:00 by a"]),
    "a notice that names no measure is one of the detention": ("CPL-085-3", T + "n FamilyNotified 2026-03-03T09:00:00 police p=p1", ["met d due 2026-03-03T15:00 by n"]),
    "a notice of the arrest is not": ("CPL-085-3", T + "n FamilyNotified 2026-03-03T09:00:00 police p=p1 measure=arrest", ["overdue d due 2026-03-03T15:00 +681 hour"]),
    "impossible to tell": ("CPL-085-3", T + "n FamilyNotificationExempted 2026-03-03T09:00:00 police p=p1 reason=impossible", ["met d due 2026-03-03T15:00 by n"]),
    "in the way of the investigation of a theft": ("CPL-085-3", T + "n FamilyNotificationExempted 2026-03-03T09:00:00 police p=p1 reason=impedes_investigation crime_category=other", ["overdue d due 2026-03-03T15:00 +681 hour"]),
    "released before anybody was told": ("CPL-085-3", T + "n Released 2026-03-02T18:00:00 police p=p1", ["overdue d due 2026-03-03T15:00 +681 hour"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOURS)
def test_hours_after_detention(name: str) -> None:
    rule, course, expected = HOURS[name]
    assert judged(rule, course, "2026-04-01") == expected


def test_corrections_move_triggers_and_discharges() -> None:
    late = [D.strip(), "r ArrestRequested 2026-03-06 police p=p1"]
    moved = amended("x EventCorrected 2026-03-10 police", "d", type="Detained", occurredon="2026-03-03")
    assert judged("CPL-091-1", [*late, moved], "2026-04-01") == ["met d due 2026-03-06 by r"]
    asked = [D.strip(), "r ArrestRequested 2026-03-04 police p=p1"]
    gone = amended("x EventRetracted 2026-03-10 police", "r")
    assert judged("CPL-091-1", [*asked, gone], "2026-03-11") == ["overdue d due 2026-03-05 +6 day"]
    back = amended("y EventRetracted 2026-03-11 police", "x")
    assert judged("CPL-091-1", [*asked, gone, back], "2026-03-12") == ["met d due 2026-03-05 by r"]


def test_a_bare_detention_is_covered_by_its_three_days_and_told_once() -> None:
    assert judged("CPL-098-1", D, "2026-03-04") == ["pending d due 2026-03-05"]
    assert judged("CPL-098-1", D, "2026-03-08") == ["overdue d due 2026-03-05 +3 day"]
    # the law of 2012 had the same three days; before its first version nothing is known
    assert judged("CPL-098-1", "d Detained 2018-10-25 police p=p1", "2018-11-01") == ["overdue d due 2018-10-28 +4 day"]
    assert judged("CPL-098-1", "d Detained 2012-12-31 police p=p1", "2018-11-01") == ["undecidable d"]
