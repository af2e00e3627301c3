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
    "events": 3, "subjects": [SUBJECT], "breaches": 1, "pending": 2, "marks": [],
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
    "withheld": False,
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
_PROCURATORATE: Final = "urn:quancheng:cn-520102:procuratorate:01"
FLOW: Final[Example] = {
    "id": "arrest-request", "title": "Request for approval of arrest", "senders": ["police"],
    "receivers": ["procuratorate"], "sends": ["ArrestRequested"], "receives": [], "accepts": ["ArrestReviewAccepted"],
    "rejects": [], "returns": [], "answers": ["ArrestApproved", "ArrestRefused"], "recalls": [],
    "rules": ["CPL-091-3"], "aliases": [{"standard": "DB37/T 4406.2-2021", "name": "逮捕业务协同流程"}],
    "acknowledge_within_hours": 72,
}  # fmt: skip
EXCHANGE: Final[Example] = {
    "id": DUTY_ID, "flow": "arrest-request", "title": "Request for approval of arrest", "case": "case-2026-017",
    "person": "p1", "state": "sent", "sender": POLICE, "receiver": _PROCURATORATE,
    "receiver_kinds": ["procuratorate"], "named": True, "send": {"source": POLICE, "id": "2026-0117-009"},
    "sent_at": "2026-03-04T02:00:00.000000Z", "acknowledge_by": "2026-03-07T02:00:00.000000Z",
    "answer_expected": True, "acknowledged_at": None, "answered_at": None, "closed_at": None, "recalled_at": None,
    "recall_confirmed_at": None, "on_paper": False, "alarms": ["unacknowledged"], "overdue": [],
}  # fmt: skip
EXCHANGE_DETAIL: Final[Example] = {
    "exchange": EXCHANGE,
    "steps": [{"kind": "send", "event": {"source": POLICE, "id": "2026-0117-009"}, "type": "ArrestRequested",
               "label": "Approval of arrest requested", "agency": POLICE, "on": "2026-03-04T10:00:00+08:00",
               "reason": None, "shows": {}}],
    "duties": [OPEN_DUTY],
    "custody": None,
}  # fmt: skip
HELD: Final[Example] = {
    "case": "case-2026-017", "person": "p1", "measure": "arrested", "stage": "prosecution_review",
    "agency": _PROCURATORATE, "since": "2026-03-10", "basis": {"source": _PROCURATORATE, "id": "2026-0301-114"},
    "basis_type": "ProsecutionCaseAccepted", "article": "cpl-2018:172", "until": "2026-06-02", "provisional": False,
    "rule": "CPL-172-1", "duty": DUTY_ID, "days_left": 12,
    "transfer": {
        "id": DUTY_ID, "flow": "custody-transfer", "case": "case-2026-017", "state": "answered", "sender": POLICE,
        "receiver": "urn:quancheng:cn-520102:detention_centre:01", "sent_at": "2026-05-02T02:00:00.000000Z",
        "on_paper": False, "shows": {"to_stage": "prosecution_review", "new_expiry": "2026-06-02"},
    },
}  # fmt: skip
SILENCE: Final[Example] = {
    "pairs": [{"sender": POLICE, "receiver": _PROCURATORATE, "flow": "arrest-request", "number": 41, "usual_days": 3,
               "last": "2026-01-11T02:00:00.000000Z", "quiet_days": 58}],
    "agencies": [{"agency": "urn:quancheng:cn-520102:detention_centre:01", "last": None, "quiet_days": None,
                  "waiting": 4}],
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
SUBSCRIPTION: Final[Example] = {
    "id": "sub_0c1f2e3d4b5a69788796a5b4", "url": "https://exchange.police.example/webhooks", "label": "case system",
    "types": ["ArrestApproved"], "case": None, "state": "active", "pause_reason": None, "feed_number": 4711,
    "rate": 600, "failing_since": None, "waiting": 0, "dead": 0, "oldest_waiting": None,
    "keys": [{"number": 1, "signature": "v1", "public": None, "created_at": "2026-03-02T08:00:00.000000Z",
              "expires_at": None}],
    "created_at": "2026-03-02T08:00:00.000000Z", "created_by": f"{POLICE}#case-system",
}  # fmt: skip
SUBSCRIPTION_MADE: Final[Example] = {
    "subscription": SUBSCRIPTION | {"state": "unconfirmed", "rate": None, "feed_number": 0},
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}  # fmt: skip
DELIVERY: Final[Example] = {
    "webhook_id": "msg_5f0c2b7e9d3a4c1e8b6f7a2d9c0e1f34", "feed_number": 4711, "type": "ArrestApproved",
    "state": "waiting", "attempts": 1, "outcome": "failed", "status": 503,
    "queued_at": "2026-03-02T08:12:09.500000Z", "next_at": "2026-03-02T08:12:15.300000Z", "finished_at": None,
}  # fmt: skip
