from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.open_duty_level_type_0 import OpenDutyLevelType0

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="OpenDuty")


@_attrs_define
class OpenDuty:
    """A duty that runs or is overdue. due: last lawful day (a date) or instant; days_left: below 0 when overdue.

    holder    who owes the act: URN of the agency where one is known, else the kind of organ
    owed_to   who waits for it, null where the holder's own act opened the duty
    level     the light: overdue, urgent, near, normal

    Attributes:
        id (str):
        rule (str):
        rule_version (str):
        title (str):
        severity (str):
        prompt (bool):
        case (str):
        subject (None | str):
        status (str):
        level (None | OpenDutyLevelType0):
        due (None | str):
        days_left (int | None):
        overdue_from (None | str):
        holder (str):
        owed_to (None | str):
        trigger_event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        trigger_date (str):
        provisional (bool):
        bases (list[str]):
    """

    id: str
    rule: str
    rule_version: str
    title: str
    severity: str
    prompt: bool
    case: str
    subject: None | str
    status: str
    level: None | OpenDutyLevelType0
    due: None | str
    days_left: int | None
    overdue_from: None | str
    holder: str
    owed_to: None | str
    trigger_event: EventKey
    trigger_date: str
    provisional: bool
    bases: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        rule = self.rule

        rule_version = self.rule_version

        title = self.title

        severity = self.severity

        prompt = self.prompt

        case = self.case

        subject: None | str
        subject = self.subject

        status = self.status

        level: None | str
        if isinstance(self.level, OpenDutyLevelType0):
            level = self.level.value
        else:
            level = self.level

        due: None | str
        due = self.due

        days_left: int | None
        days_left = self.days_left

        overdue_from: None | str
        overdue_from = self.overdue_from

        holder = self.holder

        owed_to: None | str
        owed_to = self.owed_to

        trigger_event = self.trigger_event.to_dict()

        trigger_date = self.trigger_date

        provisional = self.provisional

        bases = self.bases

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "rule": rule,
                "rule_version": rule_version,
                "title": title,
                "severity": severity,
                "prompt": prompt,
                "case": case,
                "subject": subject,
                "status": status,
                "level": level,
                "due": due,
                "days_left": days_left,
                "overdue_from": overdue_from,
                "holder": holder,
                "owed_to": owed_to,
                "trigger_event": trigger_event,
                "trigger_date": trigger_date,
                "provisional": provisional,
                "bases": bases,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        rule = d.pop("rule")

        rule_version = d.pop("rule_version")

        title = d.pop("title")

        severity = d.pop("severity")

        prompt = d.pop("prompt")

        case = d.pop("case")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        status = d.pop("status")

        def _parse_level(data: object) -> None | OpenDutyLevelType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                level_type_0 = OpenDutyLevelType0(data)

                return level_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OpenDutyLevelType0, data)

        level = _parse_level(d.pop("level"))

        def _parse_due(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        due = _parse_due(d.pop("due"))

        def _parse_days_left(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        days_left = _parse_days_left(d.pop("days_left"))

        def _parse_overdue_from(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        overdue_from = _parse_overdue_from(d.pop("overdue_from"))

        holder = d.pop("holder")

        def _parse_owed_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        owed_to = _parse_owed_to(d.pop("owed_to"))

        trigger_event = EventKey.from_dict(d.pop("trigger_event"))

        trigger_date = d.pop("trigger_date")

        provisional = d.pop("provisional")

        bases = cast(list[str], d.pop("bases"))

        open_duty = cls(
            id=id,
            rule=rule,
            rule_version=rule_version,
            title=title,
            severity=severity,
            prompt=prompt,
            case=case,
            subject=subject,
            status=status,
            level=level,
            due=due,
            days_left=days_left,
            overdue_from=overdue_from,
            holder=holder,
            owed_to=owed_to,
            trigger_event=trigger_event,
            trigger_date=trigger_date,
            provisional=provisional,
            bases=bases,
        )

        open_duty.additional_properties = d
        return open_duty

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
