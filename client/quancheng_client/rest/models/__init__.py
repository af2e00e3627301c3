"""Contains all the data models used in inputs/outputs"""

from .act_duties import ActDuties
from .act_duty import ActDuty
from .act_page import ActPage
from .act_report import ActReport
from .act_report_standing import ActReportStanding
from .alive import Alive
from .amount import Amount
from .amount_unit import AmountUnit
from .anchored import Anchored
from .anchored_step import AnchoredStep
from .assign import Assign
from .async_document import AsyncDocument
from .budgeted import Budgeted
from .budgeted_hours_type_0 import BudgetedHoursType0
from .budgeted_start import BudgetedStart
from .budgeted_step import BudgetedStep
from .case_duties_lang_type_0 import CaseDutiesLangType0
from .case_duties_status_type_0 import CaseDutiesStatusType0
from .case_head import CaseHead
from .case_report import CaseReport
from .case_state_lang_type_0 import CaseStateLangType0
from .case_timeline_lang_type_0 import CaseTimelineLangType0
from .cite import Cite
from .close import Close
from .closed import Closed
from .closed_how import ClosedHow
from .closed_step import ClosedStep
from .cloud_event import CloudEvent
from .cloud_event_data import CloudEventData
from .cloud_event_specversion import CloudEventSpecversion
from .confirm import Confirm
from .consistency import Consistency
from .derivation import Derivation
from .derivation_kind import DerivationKind
from .derivation_reading import DerivationReading
from .derivation_scale import DerivationScale
from .dismiss import Dismiss
from .dismiss_reason import DismissReason
from .dismiss_reopen_when import DismissReopenWhen
from .duties_consequence_type_0 import DutiesConsequenceType0
from .duties_lang_type_0 import DutiesLangType0
from .duties_level_type_0 import DutiesLevelType0
from .duty_list import DutyList
from .duty_page import DutyPage
from .duty_report import DutyReport
from .duty_report_kind import DutyReportKind
from .duty_report_severity import DutyReportSeverity
from .duty_report_status import DutyReportStatus
from .event_key import EventKey
from .event_receipt import EventReceipt
from .extended import Extended
from .extended_mode import ExtendedMode
from .extended_step import ExtendedStep
from .feed_item import FeedItem
from .feed_page import FeedPage
from .finding_detail import FindingDetail
from .finding_detail_allowed_item import FindingDetailAllowedItem
from .finding_lang_type_0 import FindingLangType0
from .finding_page import FindingPage
from .finding_report import FindingReport
from .findings_lang_type_0 import FindingsLangType0
from .findings_severity_type_0 import FindingsSeverityType0
from .findings_state_type_0_item import FindingsStateType0Item
from .found import Found
from .found_step import FoundStep
from .full_receipt import FullReceipt
from .inclusion import Inclusion
from .issuer_metadata import IssuerMetadata
from .key_set import KeySet
from .key_set_keys_item import KeySetKeysItem
from .label import Label
from .lateness import Lateness
from .lateness_unit import LatenessUnit
from .list_head import ListHead
from .lists_answer import ListsAnswer
from .lists_lang_type_0 import ListsLangType0
from .log_entry import LogEntry
from .log_entry_details import LogEntryDetails
from .missed import Missed
from .missed_step import MissedStep
from .open_duty import OpenDuty
from .open_duty_level_type_0 import OpenDutyLevelType0
from .opened import Opened
from .opened_step import OpenedStep
from .pack_description import PackDescription
from .pack_list import PackList
from .post_problem import PostProblem
from .post_result import PostResult
from .posted_item import PostedItem
from .posted_item_outcome import PostedItemOutcome
from .problem import Problem
from .processor_state import ProcessorState
from .readiness import Readiness
from .receipt_lang_type_0 import ReceiptLangType0
from .record_rectification import RecordRectification
from .record_reply import RecordReply
from .reopen import Reopen
from .restarted import Restarted
from .restarted_step import RestartedStep
from .result import Result
from .result_status import ResultStatus
from .result_step import ResultStep
from .rolled import Rolled
from .rolled_mode import RolledMode
from .rolled_step import RolledStep
from .schema_document import SchemaDocument
from .schema_entry import SchemaEntry
from .schema_list import SchemaList
from .send_notice import SendNotice
from .send_notice_kind import SendNoticeKind
from .subject_report import SubjectReport
from .suspended import Suspended
from .suspended_step import SuspendedStep
from .tested import Tested
from .tested_step import TestedStep
from .token_answer import TokenAnswer
from .token_error import TokenError
from .token_request import TokenRequest
from .unexpected_report import UnexpectedReport
from .unstated import Unstated
from .unstated_step import UnstatedStep
from .until_act import UntilAct
from .until_act_step import UntilActStep

__all__ = (
    "ActDuties",
    "ActDuty",
    "ActPage",
    "ActReport",
    "ActReportStanding",
    "Alive",
    "Amount",
    "AmountUnit",
    "Anchored",
    "AnchoredStep",
    "Assign",
    "AsyncDocument",
    "Budgeted",
    "BudgetedHoursType0",
    "BudgetedStart",
    "BudgetedStep",
    "CaseDutiesLangType0",
    "CaseDutiesStatusType0",
    "CaseHead",
    "CaseReport",
    "CaseStateLangType0",
    "CaseTimelineLangType0",
    "Cite",
    "Close",
    "Closed",
    "ClosedHow",
    "ClosedStep",
    "CloudEvent",
    "CloudEventData",
    "CloudEventSpecversion",
    "Confirm",
    "Consistency",
    "Derivation",
    "DerivationKind",
    "DerivationReading",
    "DerivationScale",
    "Dismiss",
    "DismissReason",
    "DismissReopenWhen",
    "DutiesConsequenceType0",
    "DutiesLangType0",
    "DutiesLevelType0",
    "DutyList",
    "DutyPage",
    "DutyReport",
    "DutyReportKind",
    "DutyReportSeverity",
    "DutyReportStatus",
    "EventKey",
    "EventReceipt",
    "Extended",
    "ExtendedMode",
    "ExtendedStep",
    "FeedItem",
    "FeedPage",
    "FindingDetail",
    "FindingDetailAllowedItem",
    "FindingLangType0",
    "FindingPage",
    "FindingReport",
    "FindingsLangType0",
    "FindingsSeverityType0",
    "FindingsStateType0Item",
    "Found",
    "FoundStep",
    "FullReceipt",
    "Inclusion",
    "IssuerMetadata",
    "KeySet",
    "KeySetKeysItem",
    "Label",
    "Lateness",
    "LatenessUnit",
    "ListHead",
    "ListsAnswer",
    "ListsLangType0",
    "LogEntry",
    "LogEntryDetails",
    "Missed",
    "MissedStep",
    "OpenDuty",
    "OpenDutyLevelType0",
    "Opened",
    "OpenedStep",
    "PackDescription",
    "PackList",
    "PostedItem",
    "PostedItemOutcome",
    "PostProblem",
    "PostResult",
    "Problem",
    "ProcessorState",
    "Readiness",
    "ReceiptLangType0",
    "RecordRectification",
    "RecordReply",
    "Reopen",
    "Restarted",
    "RestartedStep",
    "Result",
    "ResultStatus",
    "ResultStep",
    "Rolled",
    "RolledMode",
    "RolledStep",
    "SchemaDocument",
    "SchemaEntry",
    "SchemaList",
    "SendNotice",
    "SendNoticeKind",
    "SubjectReport",
    "Suspended",
    "SuspendedStep",
    "Tested",
    "TestedStep",
    "TokenAnswer",
    "TokenError",
    "TokenRequest",
    "UnexpectedReport",
    "Unstated",
    "UnstatedStep",
    "UntilAct",
    "UntilActStep",
)
