from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RetiringVersion")


@_attrs_define
class RetiringVersion:
    """An old version. sunset: first day on which acts in it are refused; successor: the version to post instead.

    Attributes:
        version (int):
        deprecated (datetime.date):
        sunset (datetime.date | None):
        successor (int):
        href (str):
    """

    version: int
    deprecated: datetime.date
    sunset: datetime.date | None
    successor: int
    href: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        deprecated = self.deprecated.isoformat()

        sunset: None | str
        if isinstance(self.sunset, datetime.date):
            sunset = self.sunset.isoformat()
        else:
            sunset = self.sunset

        successor = self.successor

        href = self.href

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "deprecated": deprecated,
                "sunset": sunset,
                "successor": successor,
                "href": href,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        version = d.pop("version")

        deprecated = datetime.date.fromisoformat(d.pop("deprecated"))

        def _parse_sunset(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sunset_type_0 = datetime.date.fromisoformat(data)

                return sunset_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        sunset = _parse_sunset(d.pop("sunset"))

        successor = d.pop("successor")

        href = d.pop("href")

        retiring_version = cls(
            version=version,
            deprecated=deprecated,
            sunset=sunset,
            successor=successor,
            href=href,
        )

        retiring_version.additional_properties = d
        return retiring_version

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
