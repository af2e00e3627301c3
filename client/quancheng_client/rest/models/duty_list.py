from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.duty_report import DutyReport


T = TypeVar("T", bound="DutyList")


@_attrs_define
class DutyList:
    """All duties of one case.

    Attributes:
        case (str):
        duties (list[DutyReport]):
    """

    case: str
    duties: list[DutyReport]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        case = self.case

        duties = []
        for duties_item_data in self.duties:
            duties_item = duties_item_data.to_dict()
            duties.append(duties_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case": case,
                "duties": duties,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.duty_report import DutyReport  # noqa: PLC0415

        d = dict(src_dict)
        case = d.pop("case")

        duties = []
        _duties = d.pop("duties")
        for duties_item_data in _duties:
            duties_item = DutyReport.from_dict(duties_item_data)

            duties.append(duties_item)

        duty_list = cls(
            case=case,
            duties=duties,
        )

        duty_list.additional_properties = d
        return duty_list

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
