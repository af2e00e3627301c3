from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Unmapped")


@_attrs_define
class Unmapped:
    """A code that the table did not know when acts stated it. mapped_since: the table that knows it now, else null.

    Attributes:
        agency (str):
        code (str):
        count (int):
        first (str):
        last (str):
        mapped_since (int | None):
    """

    agency: str
    code: str
    count: int
    first: str
    last: str
    mapped_since: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        code = self.code

        count = self.count

        first = self.first

        last = self.last

        mapped_since: int | None
        mapped_since = self.mapped_since

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "code": code,
                "count": count,
                "first": first,
                "last": last,
                "mapped_since": mapped_since,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        code = d.pop("code")

        count = d.pop("count")

        first = d.pop("first")

        last = d.pop("last")

        def _parse_mapped_since(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        mapped_since = _parse_mapped_since(d.pop("mapped_since"))

        unmapped = cls(
            agency=agency,
            code=code,
            count=count,
            first=first,
            last=last,
            mapped_since=mapped_since,
        )

        unmapped.additional_properties = d
        return unmapped

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
