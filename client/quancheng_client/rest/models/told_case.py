from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.told_act import ToldAct


T = TypeVar("T", bound="ToldCase")


@_attrs_define
class ToldCase:
    """A case that you have no act in is told as one without acts, whether it exists or not.

    Attributes:
        case (str):
        acts (list[ToldAct]):
    """

    case: str
    acts: list[ToldAct]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        case = self.case

        acts = []
        for acts_item_data in self.acts:
            acts_item = acts_item_data.to_dict()
            acts.append(acts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case": case,
                "acts": acts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.told_act import ToldAct  # noqa: PLC0415

        d = dict(src_dict)
        case = d.pop("case")

        acts = []
        _acts = d.pop("acts")
        for acts_item_data in _acts:
            acts_item = ToldAct.from_dict(acts_item_data)

            acts.append(acts_item)

        told_case = cls(
            case=case,
            acts=acts,
        )

        told_case.additional_properties = d
        return told_case

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
