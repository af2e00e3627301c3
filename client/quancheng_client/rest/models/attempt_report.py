from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AttemptReport")


@_attrs_define
class AttemptReport:
    """One try and how it ended.

    Attributes:
        number (int):
        at (str):
        outcome (str):
        status (int | None):
        milliseconds (int):
    """

    number: int
    at: str
    outcome: str
    status: int | None
    milliseconds: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        at = self.at

        outcome = self.outcome

        status: int | None
        status = self.status

        milliseconds = self.milliseconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "at": at,
                "outcome": outcome,
                "status": status,
                "milliseconds": milliseconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        at = d.pop("at")

        outcome = d.pop("outcome")

        def _parse_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status = _parse_status(d.pop("status"))

        milliseconds = d.pop("milliseconds")

        attempt_report = cls(
            number=number,
            at=at,
            outcome=outcome,
            status=status,
            milliseconds=milliseconds,
        )

        attempt_report.additional_properties = d
        return attempt_report

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
