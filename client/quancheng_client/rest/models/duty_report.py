from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.duty_report_kind import DutyReportKind
from ..models.duty_report_severity import DutyReportSeverity
from ..models.duty_report_status import DutyReportStatus

if TYPE_CHECKING:
    from ..models.event_key import EventKey
    from ..models.lateness import Lateness


T = TypeVar("T", bound="DutyReport")


@_attrs_define
class DutyReport:
    """One verdict. due: last lawful day (a date) or instant; overdue_from: the first unlawful instant.

    holder  URN of who owes it, or an agency kind; says: the card's sentence; bases: other rules that state it

    Attributes:
        id (str):
        rule (str):
        rule_version (str):
        kind (DutyReportKind):
        severity (DutyReportSeverity):
        prompt (bool):
        case (str):
        subject (None | str):
        status (DutyReportStatus):
        trigger_event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        trigger_date (str):
        holder (str):
        due (None | str):
        overdue_from (None | str):
        decided_by (EventKey | None):
        over_by (Lateness | None):
        evidence (list[EventKey]):
        missing (list[str]):
        provisional (bool):
        bases (list[str]):
        says (str):
    """

    id: str
    rule: str
    rule_version: str
    kind: DutyReportKind
    severity: DutyReportSeverity
    prompt: bool
    case: str
    subject: None | str
    status: DutyReportStatus
    trigger_event: EventKey
    trigger_date: str
    holder: str
    due: None | str
    overdue_from: None | str
    decided_by: EventKey | None
    over_by: Lateness | None
    evidence: list[EventKey]
    missing: list[str]
    provisional: bool
    bases: list[str]
    says: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.lateness import Lateness  # noqa: PLC0415

        id = self.id

        rule = self.rule

        rule_version = self.rule_version

        kind = self.kind.value

        severity = self.severity.value

        prompt = self.prompt

        case = self.case

        subject: None | str
        subject = self.subject

        status = self.status.value

        trigger_event = self.trigger_event.to_dict()

        trigger_date = self.trigger_date

        holder = self.holder

        due: None | str
        due = self.due

        overdue_from: None | str
        overdue_from = self.overdue_from

        decided_by: dict[str, Any] | None
        if isinstance(self.decided_by, EventKey):
            decided_by = self.decided_by.to_dict()
        else:
            decided_by = self.decided_by

        over_by: dict[str, Any] | None
        if isinstance(self.over_by, Lateness):
            over_by = self.over_by.to_dict()
        else:
            over_by = self.over_by

        evidence = []
        for evidence_item_data in self.evidence:
            evidence_item = evidence_item_data.to_dict()
            evidence.append(evidence_item)

        missing = self.missing

        provisional = self.provisional

        bases = self.bases

        says = self.says

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "rule": rule,
                "rule_version": rule_version,
                "kind": kind,
                "severity": severity,
                "prompt": prompt,
                "case": case,
                "subject": subject,
                "status": status,
                "trigger_event": trigger_event,
                "trigger_date": trigger_date,
                "holder": holder,
                "due": due,
                "overdue_from": overdue_from,
                "decided_by": decided_by,
                "over_by": over_by,
                "evidence": evidence,
                "missing": missing,
                "provisional": provisional,
                "bases": bases,
                "says": says,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.lateness import Lateness  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        rule = d.pop("rule")

        rule_version = d.pop("rule_version")

        kind = DutyReportKind(d.pop("kind"))

        severity = DutyReportSeverity(d.pop("severity"))

        prompt = d.pop("prompt")

        case = d.pop("case")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        status = DutyReportStatus(d.pop("status"))

        trigger_event = EventKey.from_dict(d.pop("trigger_event"))

        trigger_date = d.pop("trigger_date")

        holder = d.pop("holder")

        def _parse_due(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        due = _parse_due(d.pop("due"))

        def _parse_overdue_from(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        overdue_from = _parse_overdue_from(d.pop("overdue_from"))

        def _parse_decided_by(data: object) -> EventKey | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                decided_by_type_0 = EventKey.from_dict(data)

                return decided_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EventKey | None, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        def _parse_over_by(data: object) -> Lateness | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                over_by_type_0 = Lateness.from_dict(data)

                return over_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Lateness | None, data)

        over_by = _parse_over_by(d.pop("over_by"))

        evidence = []
        _evidence = d.pop("evidence")
        for evidence_item_data in _evidence:
            evidence_item = EventKey.from_dict(evidence_item_data)

            evidence.append(evidence_item)

        missing = cast(list[str], d.pop("missing"))

        provisional = d.pop("provisional")

        bases = cast(list[str], d.pop("bases"))

        says = d.pop("says")

        duty_report = cls(
            id=id,
            rule=rule,
            rule_version=rule_version,
            kind=kind,
            severity=severity,
            prompt=prompt,
            case=case,
            subject=subject,
            status=status,
            trigger_event=trigger_event,
            trigger_date=trigger_date,
            holder=holder,
            due=due,
            overdue_from=overdue_from,
            decided_by=decided_by,
            over_by=over_by,
            evidence=evidence,
            missing=missing,
            provisional=provisional,
            bases=bases,
            says=says,
        )

        duty_report.additional_properties = d
        return duty_report

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
