"""Contains all the data models used in inputs/outputs"""

from .act_duties import ActDuties
from .act_duty import ActDuty
from .act_page import ActPage
from .act_report import ActReport
from .act_report_standing import ActReportStanding
from .alias import Alias
from .alive import Alive
from .amount import Amount
from .amount_unit import AmountUnit
from .anchored import Anchored
from .anchored_step import AnchoredStep
from .asked import Asked
from .asked_cases import AskedCases
from .assign import Assign
from .async_document import AsyncDocument
from .attempt_report import AttemptReport
from .budgeted import Budgeted
from .budgeted_hours_type_0 import BudgetedHoursType0
from .budgeted_start import BudgetedStart
from .budgeted_step import BudgetedStep
from .case_duties_lang_type_0 import CaseDutiesLangType0
from .case_duties_status_type_0 import CaseDutiesStatusType0
from .case_head import CaseHead
from .case_lang_type_0 import CaseLangType0
from .case_leaf import CaseLeaf
from .case_report import CaseReport
from .case_state_lang_type_0 import CaseStateLangType0
from .case_timeline_lang_type_0 import CaseTimelineLangType0
from .cases_side import CasesSide
from .change import Change
from .cite import Cite
from .close import Close
from .closed import Closed
from .closed_how import ClosedHow
from .closed_step import ClosedStep
from .cloud_event import CloudEvent
from .cloud_event_data import CloudEventData
from .cloud_event_specversion import CloudEventSpecversion
from .code_answer import CodeAnswer
from .code_list_content import CodeListContent
from .code_list_head import CodeListHead
from .code_lists import CodeLists
from .codes_format import CodesFormat
from .confirm import Confirm
from .consistency import Consistency
from .counts import Counts
from .custody_page import CustodyPage
from .custody_report import CustodyReport
from .custody_transfer import CustodyTransfer
from .custody_transfer_shows import CustodyTransferShows
from .custody_transfer_state import CustodyTransferState
from .day_digest import DayDigest
from .deliveries_state_type_0 import DeliveriesStateType0
from .delivery_detail import DeliveryDetail
from .delivery_page import DeliveryPage
from .delivery_report import DeliveryReport
from .derivation import Derivation
from .derivation_kind import DerivationKind
from .derivation_reading import DerivationReading
from .derivation_scale import DerivationScale
from .difference import Difference
from .difference_action import DifferenceAction
from .difference_cause import DifferenceCause
from .difference_event_type_0 import DifferenceEventType0
from .difference_refusal_type_0 import DifferenceRefusalType0
from .digest_terms import DigestTerms
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
from .exchange_detail import ExchangeDetail
from .exchange_page import ExchangePage
from .exchange_report import ExchangeReport
from .exchange_report_alarms_item import ExchangeReportAlarmsItem
from .exchange_report_state import ExchangeReportState
from .exchange_step import ExchangeStep
from .exchange_step_shows import ExchangeStepShows
from .exchanges_alarm_type_0 import ExchangesAlarmType0
from .exchanges_lang_type_0 import ExchangesLangType0
from .exchanges_state_type_0 import ExchangesStateType0
from .extended import Extended
from .extended_mode import ExtendedMode
from .extended_step import ExtendedStep
from .feed_item import FeedItem
from .feed_page import FeedPage
from .file_gap import FileGap
from .file_gap_kind import FileGapKind
from .filter_ import Filter
from .finding_detail import FindingDetail
from .finding_detail_allowed_item import FindingDetailAllowedItem
from .finding_lang_type_0 import FindingLangType0
from .finding_page import FindingPage
from .finding_report import FindingReport
from .findings_lang_type_0 import FindingsLangType0
from .findings_severity_type_0 import FindingsSeverityType0
from .findings_state_type_0_item import FindingsStateType0Item
from .flow_list import FlowList
from .flow_report import FlowReport
from .flows_lang_type_0 import FlowsLangType0
from .found import Found
from .found_difference import FoundDifference
from .found_differences import FoundDifferences
from .found_differences_side import FoundDifferencesSide
from .found_step import FoundStep
from .full_receipt import FullReceipt
from .inclusion import Inclusion
from .issuer_metadata import IssuerMetadata
from .key_report import KeyReport
from .key_set import KeySet
from .key_set_keys_item import KeySetKeysItem
from .label import Label
from .lateness import Lateness
from .lateness_unit import LatenessUnit
from .line_result import LineResult
from .line_result_outcome import LineResultOutcome
from .list_head import ListHead
from .listed_cause_type_0 import ListedCauseType0
from .lists_answer import ListsAnswer
from .lists_lang_type_0 import ListsLangType0
from .log_entry import LogEntry
from .log_entry_details import LogEntryDetails
from .made_reconciliation import MadeReconciliation
from .made_reconciliation_side import MadeReconciliationSide
from .made_reconciliations import MadeReconciliations
from .mapped_code import MappedCode
from .mapping_entry import MappingEntry
from .matrix_format import MatrixFormat
from .missed import Missed
from .missed_step import MissedStep
from .node import Node
from .nodes_side import NodesSide
from .offline_file import OfflineFile
from .offline_files import OfflineFiles
from .one_exchange_lang_type_0 import OneExchangeLangType0
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
from .publish_side import PublishSide
from .published_day import PublishedDay
from .published_day_side import PublishedDaySide
from .published_days import PublishedDays
from .put_reads import PutReads
from .put_reads_reads import PutReadsReads
from .put_table import PutTable
from .quiet import Quiet
from .quiet_agency import QuietAgency
from .quiet_pair import QuietPair
from .readiness import Readiness
from .readiness_exchange_alarms import ReadinessExchangeAlarms
from .reads_statement import ReadsStatement
from .reads_statement_reads import ReadsStatementReads
from .receipt_lang_type_0 import ReceiptLangType0
from .record_rectification import RecordRectification
from .record_reply import RecordReply
from .refusal_on_record import RefusalOnRecord
from .refusals_answer import RefusalsAnswer
from .reopen import Reopen
from .replay import Replay
from .replayed import Replayed
from .restarted import Restarted
from .restarted_step import RestartedStep
from .result import Result
from .result_status import ResultStatus
from .result_step import ResultStep
from .retiring_version import RetiringVersion
from .rolled import Rolled
from .rolled_mode import RolledMode
from .rolled_step import RolledStep
from .rotate import Rotate
from .rotate_signature_type_0 import RotateSignatureType0
from .schema_document import SchemaDocument
from .schema_entry import SchemaEntry
from .schema_list import SchemaList
from .send_notice import SendNotice
from .send_notice_kind import SendNoticeKind
from .statistic import Statistic
from .statistic_line import StatisticLine
from .statistic_line_figures import StatisticLineFigures
from .statistic_line_key import StatisticLineKey
from .statistic_list import StatisticList
from .statistic_report import StatisticReport
from .statistics_lang_type_0 import StatisticsLangType0
from .subject_report import SubjectReport
from .subscribe import Subscribe
from .subscribe_signature import SubscribeSignature
from .subscription_made import SubscriptionMade
from .subscription_report import SubscriptionReport
from .subscriptions_answer import SubscriptionsAnswer
from .suspended import Suspended
from .suspended_step import SuspendedStep
from .table import Table
from .table_format import TableFormat
from .table_head import TableHead
from .table_list import TableList
from .taken_offline_file import TakenOfflineFile
from .test_queued import TestQueued
from .tested import Tested
from .tested_step import TestedStep
from .token_answer import TokenAnswer
from .token_error import TokenError
from .token_request import TokenRequest
from .told_act import ToldAct
from .told_case import ToldCase
from .told_cases import ToldCases
from .told_node import ToldNode
from .told_nodes import ToldNodes
from .unacknowledged_lang_type_0 import UnacknowledgedLangType0
from .unexpected_report import UnexpectedReport
from .unmapped import Unmapped
from .unmapped_format import UnmappedFormat
from .unmapped_list import UnmappedList
from .unstated import Unstated
from .unstated_step import UnstatedStep
from .until_act import UntilAct
from .until_act_step import UntilActStep
from .version_matrix import VersionMatrix
from .version_row import VersionRow

__all__ = (
    "ActDuties",
    "ActDuty",
    "ActPage",
    "ActReport",
    "ActReportStanding",
    "Alias",
    "Alive",
    "Amount",
    "AmountUnit",
    "Anchored",
    "AnchoredStep",
    "Asked",
    "AskedCases",
    "Assign",
    "AsyncDocument",
    "AttemptReport",
    "Budgeted",
    "BudgetedHoursType0",
    "BudgetedStart",
    "BudgetedStep",
    "CaseDutiesLangType0",
    "CaseDutiesStatusType0",
    "CaseHead",
    "CaseLangType0",
    "CaseLeaf",
    "CaseReport",
    "CasesSide",
    "CaseStateLangType0",
    "CaseTimelineLangType0",
    "Change",
    "Cite",
    "Close",
    "Closed",
    "ClosedHow",
    "ClosedStep",
    "CloudEvent",
    "CloudEventData",
    "CloudEventSpecversion",
    "CodeAnswer",
    "CodeListContent",
    "CodeListHead",
    "CodeLists",
    "CodesFormat",
    "Confirm",
    "Consistency",
    "Counts",
    "CustodyPage",
    "CustodyReport",
    "CustodyTransfer",
    "CustodyTransferShows",
    "CustodyTransferState",
    "DayDigest",
    "DeliveriesStateType0",
    "DeliveryDetail",
    "DeliveryPage",
    "DeliveryReport",
    "Derivation",
    "DerivationKind",
    "DerivationReading",
    "DerivationScale",
    "Difference",
    "DifferenceAction",
    "DifferenceCause",
    "DifferenceEventType0",
    "DifferenceRefusalType0",
    "DigestTerms",
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
    "ExchangeDetail",
    "ExchangePage",
    "ExchangeReport",
    "ExchangeReportAlarmsItem",
    "ExchangeReportState",
    "ExchangesAlarmType0",
    "ExchangesLangType0",
    "ExchangesStateType0",
    "ExchangeStep",
    "ExchangeStepShows",
    "Extended",
    "ExtendedMode",
    "ExtendedStep",
    "FeedItem",
    "FeedPage",
    "FileGap",
    "FileGapKind",
    "Filter",
    "FindingDetail",
    "FindingDetailAllowedItem",
    "FindingLangType0",
    "FindingPage",
    "FindingReport",
    "FindingsLangType0",
    "FindingsSeverityType0",
    "FindingsStateType0Item",
    "FlowList",
    "FlowReport",
    "FlowsLangType0",
    "Found",
    "FoundDifference",
    "FoundDifferences",
    "FoundDifferencesSide",
    "FoundStep",
    "FullReceipt",
    "Inclusion",
    "IssuerMetadata",
    "KeyReport",
    "KeySet",
    "KeySetKeysItem",
    "Label",
    "Lateness",
    "LatenessUnit",
    "LineResult",
    "LineResultOutcome",
    "ListedCauseType0",
    "ListHead",
    "ListsAnswer",
    "ListsLangType0",
    "LogEntry",
    "LogEntryDetails",
    "MadeReconciliation",
    "MadeReconciliations",
    "MadeReconciliationSide",
    "MappedCode",
    "MappingEntry",
    "MatrixFormat",
    "Missed",
    "MissedStep",
    "Node",
    "NodesSide",
    "OfflineFile",
    "OfflineFiles",
    "OneExchangeLangType0",
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
    "PublishedDay",
    "PublishedDays",
    "PublishedDaySide",
    "PublishSide",
    "PutReads",
    "PutReadsReads",
    "PutTable",
    "Quiet",
    "QuietAgency",
    "QuietPair",
    "Readiness",
    "ReadinessExchangeAlarms",
    "ReadsStatement",
    "ReadsStatementReads",
    "ReceiptLangType0",
    "RecordRectification",
    "RecordReply",
    "RefusalOnRecord",
    "RefusalsAnswer",
    "Reopen",
    "Replay",
    "Replayed",
    "Restarted",
    "RestartedStep",
    "Result",
    "ResultStatus",
    "ResultStep",
    "RetiringVersion",
    "Rolled",
    "RolledMode",
    "RolledStep",
    "Rotate",
    "RotateSignatureType0",
    "SchemaDocument",
    "SchemaEntry",
    "SchemaList",
    "SendNotice",
    "SendNoticeKind",
    "Statistic",
    "StatisticLine",
    "StatisticLineFigures",
    "StatisticLineKey",
    "StatisticList",
    "StatisticReport",
    "StatisticsLangType0",
    "SubjectReport",
    "Subscribe",
    "SubscribeSignature",
    "SubscriptionMade",
    "SubscriptionReport",
    "SubscriptionsAnswer",
    "Suspended",
    "SuspendedStep",
    "Table",
    "TableFormat",
    "TableHead",
    "TableList",
    "TakenOfflineFile",
    "Tested",
    "TestedStep",
    "TestQueued",
    "TokenAnswer",
    "TokenError",
    "TokenRequest",
    "ToldAct",
    "ToldCase",
    "ToldCases",
    "ToldNode",
    "ToldNodes",
    "UnacknowledgedLangType0",
    "UnexpectedReport",
    "Unmapped",
    "UnmappedFormat",
    "UnmappedList",
    "Unstated",
    "UnstatedStep",
    "UntilAct",
    "UntilActStep",
    "VersionMatrix",
    "VersionRow",
)
