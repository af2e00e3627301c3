from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Counts")


@_attrs_define
class Counts:
    """Differences by cause.

    Attributes:
        lost (int | Unset):  Default: 0.
        rejected (int | Unset):  Default: 0.
        mapped (int | Unset):  Default: 0.
        altered (int | Unset):  Default: 0.
        unknown (int | Unset):  Default: 0.
    """

    lost: int | Unset = 0
    rejected: int | Unset = 0
    mapped: int | Unset = 0
    altered: int | Unset = 0
    unknown: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        lost = self.lost

        rejected = self.rejected

        mapped = self.mapped

        altered = self.altered

        unknown = self.unknown

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if lost is not UNSET:
            field_dict["lost"] = lost
        if rejected is not UNSET:
            field_dict["rejected"] = rejected
        if mapped is not UNSET:
            field_dict["mapped"] = mapped
        if altered is not UNSET:
            field_dict["altered"] = altered
        if unknown is not UNSET:
            field_dict["unknown"] = unknown

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        lost = d.pop("lost", UNSET)

        rejected = d.pop("rejected", UNSET)

        mapped = d.pop("mapped", UNSET)

        altered = d.pop("altered", UNSET)

        unknown = d.pop("unknown", UNSET)

        counts = cls(
            lost=lost,
            rejected=rejected,
            mapped=mapped,
            altered=altered,
            unknown=unknown,
        )

        counts.additional_properties = d
        return counts

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
