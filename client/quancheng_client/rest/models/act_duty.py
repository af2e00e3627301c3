from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ActDuty")


@_attrs_define
class ActDuty:
    """A duty that an act opened or closed, as it stands now.

    holder    who owes the act: URN of the agency where one is known, else the kind of organ
    owed_to   who waits for it, null where the holder's own act opened the duty
    due       last lawful day (a date) or instant; null where it has none

    Attributes:
        id (str):
        rule (str):
        title (str):
        subject (None | str):
        status (str):
        due (None | str):
        holder (str):
        owed_to (None | str):
    """

    id: str
    rule: str
    title: str
    subject: None | str
    status: str
    due: None | str
    holder: str
    owed_to: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        rule = self.rule

        title = self.title

        subject: None | str
        subject = self.subject

        status = self.status

        due: None | str
        due = self.due

        holder = self.holder

        owed_to: None | str
        owed_to = self.owed_to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "rule": rule,
                "title": title,
                "subject": subject,
                "status": status,
                "due": due,
                "holder": holder,
                "owed_to": owed_to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        rule = d.pop("rule")

        title = d.pop("title")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        status = d.pop("status")

        def _parse_due(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        due = _parse_due(d.pop("due"))

        holder = d.pop("holder")

        def _parse_owed_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        owed_to = _parse_owed_to(d.pop("owed_to"))

        act_duty = cls(
            id=id,
            rule=rule,
            title=title,
            subject=subject,
            status=status,
            due=due,
            holder=holder,
            owed_to=owed_to,
        )

        act_duty.additional_properties = d
        return act_duty

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
