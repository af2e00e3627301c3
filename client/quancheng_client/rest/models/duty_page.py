from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.open_duty import OpenDuty


T = TypeVar("T", bound="DutyPage")


@_attrs_define
class DutyPage:
    """The earliest due first; go on until `next` is null.

    Attributes:
        duties (list[OpenDuty]):
        next_ (None | str):
    """

    duties: list[OpenDuty]
    next_: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        duties = []
        for duties_item_data in self.duties:
            duties_item = duties_item_data.to_dict()
            duties.append(duties_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "duties": duties,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.open_duty import OpenDuty  # noqa: PLC0415

        d = dict(src_dict)
        duties = []
        _duties = d.pop("duties")
        for duties_item_data in _duties:
            duties_item = OpenDuty.from_dict(duties_item_data)

            duties.append(duties_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        duty_page = cls(
            duties=duties,
            next_=next_,
        )

        duty_page.additional_properties = d
        return duty_page

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
