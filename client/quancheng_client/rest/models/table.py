from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.mapping_entry import MappingEntry


T = TypeVar("T", bound="Table")


@_attrs_define
class Table:
    """
    Attributes:
        agency (str):
        list_ (str):
        version (int):
        put_at (str):
        put_by (str):
        entries (int):
        codes (list[MappingEntry]):
    """

    agency: str
    list_: str
    version: int
    put_at: str
    put_by: str
    entries: int
    codes: list[MappingEntry]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        list_ = self.list_

        version = self.version

        put_at = self.put_at

        put_by = self.put_by

        entries = self.entries

        codes = []
        for codes_item_data in self.codes:
            codes_item = codes_item_data.to_dict()
            codes.append(codes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "list": list_,
                "version": version,
                "put_at": put_at,
                "put_by": put_by,
                "entries": entries,
                "codes": codes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mapping_entry import MappingEntry  # noqa: PLC0415

        d = dict(src_dict)
        agency = d.pop("agency")

        list_ = d.pop("list")

        version = d.pop("version")

        put_at = d.pop("put_at")

        put_by = d.pop("put_by")

        entries = d.pop("entries")

        codes = []
        _codes = d.pop("codes")
        for codes_item_data in _codes:
            codes_item = MappingEntry.from_dict(codes_item_data)

            codes.append(codes_item)

        table = cls(
            agency=agency,
            list_=list_,
            version=version,
            put_at=put_at,
            put_by=put_by,
            entries=entries,
            codes=codes,
        )

        table.additional_properties = d
        return table

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
