from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="VersionRow")


@_attrs_define
class VersionRow:
    """One version of one type at one agency.

    posted, last_posted  acts in it, and when the last one was recorded
    reads                whether the agency says that it reads it; null: it says nothing of versions
    breaks               what would break there if this version were given up: `posting` (it posted nothing newer
                         since), `reading` (it says of no newer version that it reads it)
    sunset               first day on which the version is refused; null: none is announced

    Attributes:
        agency (str):
        type_ (str):
        version (int):
        posted (int):
        last_posted (None | str):
        reads (bool | None):
        breaks (list[str]):
        sunset (None | str):
    """

    agency: str
    type_: str
    version: int
    posted: int
    last_posted: None | str
    reads: bool | None
    breaks: list[str]
    sunset: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        type_ = self.type_

        version = self.version

        posted = self.posted

        last_posted: None | str
        last_posted = self.last_posted

        reads: bool | None
        reads = self.reads

        breaks = self.breaks

        sunset: None | str
        sunset = self.sunset

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "type": type_,
                "version": version,
                "posted": posted,
                "last_posted": last_posted,
                "reads": reads,
                "breaks": breaks,
                "sunset": sunset,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        type_ = d.pop("type")

        version = d.pop("version")

        posted = d.pop("posted")

        def _parse_last_posted(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_posted = _parse_last_posted(d.pop("last_posted"))

        def _parse_reads(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        reads = _parse_reads(d.pop("reads"))

        breaks = cast(list[str], d.pop("breaks"))

        def _parse_sunset(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sunset = _parse_sunset(d.pop("sunset"))

        version_row = cls(
            agency=agency,
            type_=type_,
            version=version,
            posted=posted,
            last_posted=last_posted,
            reads=reads,
            breaks=breaks,
            sunset=sunset,
        )

        version_row.additional_properties = d
        return version_row

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
