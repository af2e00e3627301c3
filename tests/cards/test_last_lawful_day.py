"""One man's whole case, every act on its last lawful day: all cards together are silent; a day later each speaks."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from supervision_rules.evaluate import evaluate
from supervision_rules.example import Example
from supervision_rules.examples import example_events, example_now
from supervision_rules.verdict import Verdict
from tests.cards.shipped import shipped

CENTRE = "detention_centre"
# id, type, day, who, about the person, data; dates without hours, month ends and rest days included
COURSE: list[tuple[str, str, str, str, bool, dict[str, object]]] = [
    ("reported", "ReportReceived", "2026-01-28", "police", False, {}),
    ("filed", "CaseFiled", "2026-01-28", "police", False, {}),
    ("detained", "Detained", "2026-01-28", "police", True, {"warrant_shown": "true"}),
    ("admitted", "DetentionCentreAdmitted", "2026-01-28", CENTRE, True, {}),
    ("family", "FamilyNotified", "2026-01-28", "police", True, {"measure": "detention"}),
    ("requested", "ArrestRequested", "2026-01-31", "police", True, {}),
    ("received", "ArrestReviewAccepted", "2026-01-31", "procuratorate", True, {}),
    ("prompt-1", "FlowMonitorPrompted", "2026-02-05", "procuratorate", False, {}),
    ("reply-1", "FlowMonitorReplied", "2026-02-06", "procuratorate", False, {}),
    ("approved", "ArrestApproved", "2026-02-07", "procuratorate", True, {}),
    ("arrested", "Arrested", "2026-02-07", "police", True, {}),
    ("receipt", "ArrestExecutionReceiptReturned", "2026-02-10", "police", True, {}),
    ("heard", "InterrogationStarted", "2026-02-12", "police", True, {"in_detention_centre": "true"}),
    ("warned-1", "CustodyExpiryWarningIssued", "2026-04-03", CENTRE, True, {}),
    ("transferred", "TransferredForProsecution", "2026-04-07", "police", False, {}),
    ("accepted", "ProsecutionCaseAccepted", "2026-04-07", "procuratorate", False, {}),
    ("custody-1", "CustodyTransferCompleted", "2026-04-07", CENTRE, True, {}),
    ("prompt-2", "FlowMonitorPrompted", "2026-05-06", "procuratorate", False, {}),
    ("reply-2", "FlowMonitorReplied", "2026-05-07", "procuratorate", False, {}),
    ("warned-2", "CustodyExpiryWarningIssued", "2026-05-07", CENTRE, True, {}),
    ("returned", "ReturnedForSupplementaryInvestigation", "2026-05-07", "procuratorate", False, {}),
    ("papers", "DossierAccepted", "2026-05-07", "police", False, {}),
    ("warned-3", "CustodyExpiryWarningIssued", "2026-06-05", CENTRE, True, {}),
    ("resubmitted", "SupplementaryInvestigationResubmitted", "2026-06-07", "police", False, {}),
    ("accepted-2", "ProsecutionCaseAccepted", "2026-06-07", "procuratorate", False, {}),
    ("custody-2", "CustodyTransferCompleted", "2026-06-07", CENTRE, True, {}),
    ("prompt-3", "FlowMonitorPrompted", "2026-07-03", "procuratorate", False, {}),
    ("reply-3", "FlowMonitorReplied", "2026-07-06", "procuratorate", False, {}),
    ("warned-4", "CustodyExpiryWarningIssued", "2026-07-06", CENTRE, True, {}),
    ("indicted", "IndictmentFiled", "2026-07-07", "procuratorate", False, {}),
    ("file", "CourtFileReceived", "2026-07-07", "court", False, {}),
    ("court", "CourtCaseAccepted", "2026-07-14", "court", False, {"procedure": "summary"}),
    ("custody-3", "CustodyTransferCompleted", "2026-07-14", CENTRE, True, {}),
    ("converted", "TrialProcedureConverted", "2026-08-03", "court", False, {"to_procedure": "ordinary"}),
    ("served", "IndictmentServed", "2026-08-04", "court", True, {}),
    ("hearing", "HearingHeld", "2026-08-14", "court", False, {}),
    ("judged", "JudgmentPronounced", "2026-11-03", "court", True, {}),
    ("effective", "JudgmentEffective", "2026-11-14", "court", True, {"sentence_kind": "fixed_term"}),
    ("executed", "ExecutionDocumentsServed", "2026-11-24", "court", True, {}),
    ("prison", "PrisonAdmitted", "2026-11-24", "prison:cn-520000", True, {}),
]  # fmt: skip


def verdicts(*moved: str) -> list[Verdict]:
    """All verdicts on the course, with these acts a day later."""
    events = [
        {
            "id": name,
            "type": type_,
            "on": (date.fromisoformat(day) + timedelta(days=1 if name in moved else 0)).isoformat(),
            "source": who,
            "data": data,
            **({"person": "p1"} if personal else {}),
        }
        for name, type_, day, who, personal, data in COURSE
    ]
    plain = {"name": "course", "now": "2026-12-20", "events": events, "expect": []}
    example = msgspec.convert(plain, Example, strict=False)
    pack = shipped()
    found = evaluate(pack, example_events(pack, example), now=example_now(pack, example))
    assert not found.failures
    return [verdict for verdict in found.verdicts if verdict.kind != "integrity"]


def test_a_course_on_its_last_lawful_days_breaks_nothing_and_leaves_nothing_open() -> None:
    assert {verdict.status for verdict in verdicts()} == {"met", "moot"}


# (acts a day later, rules that then are broken)
A_DAY_LATER = [
    (("filed",), {"MPS-174-2"}),
    # a notice of the centre and a prompt of case management speak for a period that ran out, not for one that did not
    (("warned-1",), set()),
    (("transferred", "accepted", "custody-1", "warned-1"), {"CPL-156-1", "CPL-098-1"}),
    # custody itself stays covered by what was done in time beside the late act
    (("requested",), {"CPL-091-1"}),
    (("requested", "received"), {"CPL-091-1", "CPL-098-1"}),
    (("approved",), {"CPL-080-1", "CPL-091-3"}),
    (("approved", "arrested"), {"CPL-091-3", "CPL-098-1"}),
    (("receipt",), {"MPS-142-1"}),
    (("transferred", "accepted", "custody-1"), {"CPL-156-1", "CPL-098-1"}),
    (("returned", "papers"), {"CPL-172-1", "CPL-098-1"}),
    (("resubmitted",), {"CPL-175-3"}),
    (("resubmitted", "accepted-2", "custody-2"), {"CPL-175-3", "CPL-098-1"}),
    (("indicted",), {"CPL-172-1"}),
    (("indicted", "file"), {"CPL-172-1", "CPL-098-1"}),
    (("converted",), {"CPL-220-1", "CPL-098-1"}),
    (("served",), {"CPL-187-1"}),
    (("judged",), {"CPL-208-1", "CPL-098-1"}),
    (("executed",), {"CPL-264-1"}),
]


@pytest.mark.parametrize(("acts", "rules"), A_DAY_LATER, ids=["+".join(acts) for acts, _ in A_DAY_LATER])
def test_a_day_later_is_a_breach(acts: tuple[str, ...], rules: set[str]) -> None:
    assert {verdict.rule for verdict in verdicts(*acts) if verdict.broken} == rules
