from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.act_duty import ActDuty


T = TypeVar("T", bound="ActDuties")


@_attrs_define
class ActDuties:
    """Sorted by rule.

    Attributes:
        opened (list[ActDuty]):
        closed (list[ActDuty]):
    """

    opened: list[ActDuty]
    closed: list[ActDuty]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        opened = []
        for opened_item_data in self.opened:
            opened_item = opened_item_data.to_dict()
            opened.append(opened_item)

        closed = []
        for closed_item_data in self.closed:
            closed_item = closed_item_data.to_dict()
            closed.append(closed_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "opened": opened,
                "closed": closed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.act_duty import ActDuty  # noqa: PLC0415

        d = dict(src_dict)
        opened = []
        _opened = d.pop("opened")
        for opened_item_data in _opened:
            opened_item = ActDuty.from_dict(opened_item_data)

            opened.append(opened_item)

        closed = []
        _closed = d.pop("closed")
        for closed_item_data in _closed:
            closed_item = ActDuty.from_dict(closed_item_data)

            closed.append(closed_item)

        act_duties = cls(
            opened=opened,
            closed=closed,
        )

        act_duties.additional_properties = d
        return act_duties

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
