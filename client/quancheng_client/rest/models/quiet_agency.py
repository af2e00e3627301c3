from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="QuietAgency")


@_attrs_define
class QuietAgency:
    """last null: never heard of. waiting: hand-overs that were sent to it since, and wait.

    Attributes:
        agency (str):
        last (None | str):
        quiet_days (int | None):
        waiting (int):
    """

    agency: str
    last: None | str
    quiet_days: int | None
    waiting: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        last: None | str
        last = self.last

        quiet_days: int | None
        quiet_days = self.quiet_days

        waiting = self.waiting

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "last": last,
                "quiet_days": quiet_days,
                "waiting": waiting,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        def _parse_last(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last = _parse_last(d.pop("last"))

        def _parse_quiet_days(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        quiet_days = _parse_quiet_days(d.pop("quiet_days"))

        waiting = d.pop("waiting")

        quiet_agency = cls(
            agency=agency,
            last=last,
            quiet_days=quiet_days,
            waiting=waiting,
        )

        quiet_agency.additional_properties = d
        return quiet_agency

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
