from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_key import EventKey
    from ..models.lateness import Lateness


T = TypeVar("T", bound="FindingReport")


@_attrs_define
class FindingReport:
    """A finding. version: send it back in If-Match when you act on it. due, over_by: of the breach as last stated.

    Attributes:
        id (str):
        version (int):
        state (str):
        rule (str):
        rule_version (str):
        title (str):
        kind (str):
        severity (str):
        prompt (bool):
        case (str):
        subject (None | str):
        status (str):
        holder (str):
        trigger_event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        trigger_date (str):
        due (None | str):
        overdue_from (None | str):
        over_by (Lateness | None):
        assignee (None | str):
        reply_due (None | str):
        raised_at (str):
        changed_at (str):
    """

    id: str
    version: int
    state: str
    rule: str
    rule_version: str
    title: str
    kind: str
    severity: str
    prompt: bool
    case: str
    subject: None | str
    status: str
    holder: str
    trigger_event: EventKey
    trigger_date: str
    due: None | str
    overdue_from: None | str
    over_by: Lateness | None
    assignee: None | str
    reply_due: None | str
    raised_at: str
    changed_at: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.lateness import Lateness  # noqa: PLC0415

        id = self.id

        version = self.version

        state = self.state

        rule = self.rule

        rule_version = self.rule_version

        title = self.title

        kind = self.kind

        severity = self.severity

        prompt = self.prompt

        case = self.case

        subject: None | str
        subject = self.subject

        status = self.status

        holder = self.holder

        trigger_event = self.trigger_event.to_dict()

        trigger_date = self.trigger_date

        due: None | str
        due = self.due

        overdue_from: None | str
        overdue_from = self.overdue_from

        over_by: dict[str, Any] | None
        if isinstance(self.over_by, Lateness):
            over_by = self.over_by.to_dict()
        else:
            over_by = self.over_by

        assignee: None | str
        assignee = self.assignee

        reply_due: None | str
        reply_due = self.reply_due

        raised_at = self.raised_at

        changed_at = self.changed_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "version": version,
                "state": state,
                "rule": rule,
                "rule_version": rule_version,
                "title": title,
                "kind": kind,
                "severity": severity,
                "prompt": prompt,
                "case": case,
                "subject": subject,
                "status": status,
                "holder": holder,
                "trigger_event": trigger_event,
                "trigger_date": trigger_date,
                "due": due,
                "overdue_from": overdue_from,
                "over_by": over_by,
                "assignee": assignee,
                "reply_due": reply_due,
                "raised_at": raised_at,
                "changed_at": changed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.lateness import Lateness  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        version = d.pop("version")

        state = d.pop("state")

        rule = d.pop("rule")

        rule_version = d.pop("rule_version")

        title = d.pop("title")

        kind = d.pop("kind")

        severity = d.pop("severity")

        prompt = d.pop("prompt")

        case = d.pop("case")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        status = d.pop("status")

        holder = d.pop("holder")

        trigger_event = EventKey.from_dict(d.pop("trigger_event"))

        trigger_date = d.pop("trigger_date")

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

        def _parse_assignee(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        assignee = _parse_assignee(d.pop("assignee"))

        def _parse_reply_due(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reply_due = _parse_reply_due(d.pop("reply_due"))

        raised_at = d.pop("raised_at")

        changed_at = d.pop("changed_at")

        finding_report = cls(
            id=id,
            version=version,
            state=state,
            rule=rule,
            rule_version=rule_version,
            title=title,
            kind=kind,
            severity=severity,
            prompt=prompt,
            case=case,
            subject=subject,
            status=status,
            holder=holder,
            trigger_event=trigger_event,
            trigger_date=trigger_date,
            due=due,
            overdue_from=overdue_from,
            over_by=over_by,
            assignee=assignee,
            reply_due=reply_due,
            raised_at=raised_at,
            changed_at=changed_at,
        )

        finding_report.additional_properties = d
        return finding_report

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
