from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.act_report_standing import ActReportStanding

T = TypeVar("T", bound="ActReport")


@_attrs_define
class ActReport:
    """One act on the timeline. occurred: as stated, a date stays a date; standing: whether it still counts.

    Attributes:
        source (str):
        id (str):
        type_ (str):
        label (str):
        person (None | str):
        agency (str):
        occurred (str):
        recorded (None | str):
        position (int):
        excerpt (bool):
        standing (ActReportStanding):
    """

    source: str
    id: str
    type_: str
    label: str
    person: None | str
    agency: str
    occurred: str
    recorded: None | str
    position: int
    excerpt: bool
    standing: ActReportStanding
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        id = self.id

        type_ = self.type_

        label = self.label

        person: None | str
        person = self.person

        agency = self.agency

        occurred = self.occurred

        recorded: None | str
        recorded = self.recorded

        position = self.position

        excerpt = self.excerpt

        standing = self.standing.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "source": source,
                "id": id,
                "type": type_,
                "label": label,
                "person": person,
                "agency": agency,
                "occurred": occurred,
                "recorded": recorded,
                "position": position,
                "excerpt": excerpt,
                "standing": standing,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        source = d.pop("source")

        id = d.pop("id")

        type_ = d.pop("type")

        label = d.pop("label")

        def _parse_person(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        person = _parse_person(d.pop("person"))

        agency = d.pop("agency")

        occurred = d.pop("occurred")

        def _parse_recorded(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recorded = _parse_recorded(d.pop("recorded"))

        position = d.pop("position")

        excerpt = d.pop("excerpt")

        standing = ActReportStanding(d.pop("standing"))

        act_report = cls(
            source=source,
            id=id,
            type_=type_,
            label=label,
            person=person,
            agency=agency,
            occurred=occurred,
            recorded=recorded,
            position=position,
            excerpt=excerpt,
            standing=standing,
        )

        act_report.additional_properties = d
        return act_report

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
