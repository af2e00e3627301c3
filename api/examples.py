"""The example bodies of the API's documentation. A test reads each as the struct it illustrates.

Invented; the ids of a person, a case and an agency here belong to nobody.
"""

from __future__ import annotations

from typing import Final

Example = dict[str, object]

POLICE: Final = "urn:quancheng:cn-520102:police:01"
DUTY_ID: Final = "9b74c9897bac770ffc029102a200c5de"
DETAINED: Final[Example] = {"source": POLICE, "id": "2026-0117-003"}
CHECKPOINT: Final = (
    "quancheng.local/ledger\n4711\nqd8PH0kGDAJtCPUnhqGjVSKB6VC9iQQ0o1JCJpBPqZg=\n\n"
    "— quancheng.local/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz\n"
)

SUBJECT: Final[Example] = {
    "person": "p1", "stage": "investigation", "status": "suspect", "presence": "present",
    "measure": "detained", "measure_since": "2026-03-02T14:30:00+08:00", "custody": True, "sentence": "none",
}  # fmt: skip
DUTY: Final[Example] = {
    "id": DUTY_ID, "rule": "CPL-091-1", "rule_version": "1", "kind": "deadline", "severity": "critical",
    "prompt": False, "case": "case-2026-017", "subject": "p1", "status": "overdue", "trigger_event": DETAINED,
    "trigger_date": "2026-03-02", "holder": POLICE, "due": "2026-03-05",
    "overdue_from": "2026-03-05T16:00:00.000000Z", "decided_by": None, "over_by": {"value": 4, "unit": "day"},
    "evidence": [DETAINED], "missing": [], "provisional": False, "bases": [],
    "says": "Approval of arrest was not requested within the time that runs from the detention.",
}  # fmt: skip
CASE_HEAD: Final[Example] = {
    "case": "case-2026-017", "stage": "investigation", "agency": POLICE, "opened": "2026-03-01", "closed": None,
    "events": 3, "subjects": [SUBJECT], "breaches": 1, "pending": 2,
    "timeline": "/v1/cases/case-2026-017/timeline", "duties": "/v1/cases/case-2026-017/duties",
}  # fmt: skip
CASE_REPORT: Final[Example] = {
    "case": "case-2026-017", "valid_at": "2026-03-09T00:00:00.000000Z", "known_at": "2026-03-09T00:00:00.000000Z",
    "stage": "investigation", "agency": POLICE, "opened": "2026-03-01", "closed": None, "events": 3,
    "subjects": [SUBJECT], "unexpected_moves": [], "duties": [DUTY],
}  # fmt: skip
ACT: Final[Example] = {
    "source": POLICE, "id": "2026-0117-003", "type": "Detained", "label": "Detained", "person": "p1",
    "agency": POLICE, "occurred": "2026-03-02T14:30:00+08:00", "recorded": "2026-03-02T08:12:09.120431Z",
    "position": 4711, "excerpt": False, "standing": "standing",
}  # fmt: skip
FEED_ITEM: Final[Example] = {
    "number": 17, "cursor": "AXYmBJMH_qwhAAAAAAAAABEAAAAAAAASZ35vAVYC", "position": 4711, "version": 3,
    "recorded_at": "2026-03-02T08:12:09.120431Z",
    "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "event": {
        "data": {"measure_id": "m1", "person": "p1"}, "datacontenttype": "application/json",
        "dataschema": "urn:quancheng:schema:Detained:1", "id": "2026-0117-003", "source": POLICE,
        "specversion": "1.0", "subject": "case-2026-017", "time": "2026-03-02T14:30:00+08:00", "type": "Detained",
    },
}  # fmt: skip
OPEN_DUTY: Final[Example] = {
    "id": DUTY_ID, "rule": "CPL-091-1", "rule_version": "1", "title": "Request approval of arrest in time",
    "severity": "critical", "prompt": False, "case": "case-2026-017", "subject": "p1", "status": "pending",
    "level": "near", "due": "2026-03-05", "days_left": 1, "overdue_from": "2026-03-05T16:00:00.000000Z",
    "holder": POLICE, "owed_to": None, "trigger_event": DETAINED, "trigger_date": "2026-03-02",
    "provisional": False, "bases": [],
}  # fmt: skip
FINDING: Final[Example] = {
    "id": DUTY_ID, "version": 1, "state": "raised", "rule": "CPL-091-1", "rule_version": "1",
    "title": "Request approval of arrest in time", "kind": "deadline", "severity": "critical", "prompt": False,
    "case": "case-2026-017", "subject": "p1", "status": "overdue", "holder": POLICE, "trigger_event": DETAINED,
    "trigger_date": "2026-03-02", "due": "2026-03-05", "overdue_from": "2026-03-05T16:00:00.000000Z",
    "over_by": {"value": 4, "unit": "day"}, "assignee": None, "reply_due": None,
    "raised_at": "2026-03-06T00:00:01.000000Z", "changed_at": "2026-03-06T00:00:01.000000Z",
}  # fmt: skip
_LOG_ENTRY: Final[Example] = {
    "version": 1, "action": "FindingRaised", "at": "2026-03-06T00:00:01.000000Z", "by": "re-evaluation", "details": {},
}  # fmt: skip
FINDING_DETAIL: Final[Example] = {
    "finding": FINDING, "allowed": ["assign", "confirm", "dismiss"], "duty": DUTY,
    "derivation": ["The detention of 2 March 2026 opened the duty.", "3 days from 3 March end on 5 March 2026."],
    "steps": {
        "duty": DUTY_ID, "rule": "CPL-091-1", "rule_version": "1", "kind": "deadline", "case": "case-2026-017",
        "subject": "p1", "scale": "day", "reading": "certain", "open_world": False, "articles": ["cpl-2018:91"],
        "calendar": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        "steps": [{"step": "result", "status": "overdue", "due": 739680, "now": 739684, "decided_by": None,
                   "over_by": {"value": 4, "unit": "day"}}],
    },
    "articles": [{"text": "cpl-2018", "article": "91", "paragraph": 1, "quote": "……"}], "log": [_LOG_ENTRY],
}  # fmt: skip
