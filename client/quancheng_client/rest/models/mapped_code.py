from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MappedCode")


@_attrs_define
class MappedCode:
    """What one of your own codes was read as. pointer: within `data`; table: the version of your table.

        national  null: your table did not know it; left_out: the field takes national codes only and is read as not
    stated

        Attributes:
            pointer (str):
            list_ (str):
            stated (str):
            table (int):
            national (None | str):
            left_out (bool):
    """

    pointer: str
    list_: str
    stated: str
    table: int
    national: None | str
    left_out: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pointer = self.pointer

        list_ = self.list_

        stated = self.stated

        table = self.table

        national: None | str
        national = self.national

        left_out = self.left_out

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pointer": pointer,
                "list": list_,
                "stated": stated,
                "table": table,
                "national": national,
                "left_out": left_out,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pointer = d.pop("pointer")

        list_ = d.pop("list")

        stated = d.pop("stated")

        table = d.pop("table")

        def _parse_national(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        national = _parse_national(d.pop("national"))

        left_out = d.pop("left_out")

        mapped_code = cls(
            pointer=pointer,
            list_=list_,
            stated=stated,
            table=table,
            national=national,
            left_out=left_out,
        )

        mapped_code.additional_properties = d
        return mapped_code

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
