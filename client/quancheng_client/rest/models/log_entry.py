from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.log_entry_details import LogEntryDetails


T = TypeVar("T", bound="LogEntry")


@_attrs_define
class LogEntry:
    """One thing that happened to a finding. details: every parameter of it, the reopening condition included.

    Attributes:
        version (int):
        action (str):
        at (str):
        by (str):
        details (LogEntryDetails):
    """

    version: int
    action: str
    at: str
    by: str
    details: LogEntryDetails
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        action = self.action

        at = self.at

        by = self.by

        details = self.details.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "action": action,
                "at": at,
                "by": by,
                "details": details,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.log_entry_details import LogEntryDetails  # noqa: PLC0415

        d = dict(src_dict)
        version = d.pop("version")

        action = d.pop("action")

        at = d.pop("at")

        by = d.pop("by")

        details = LogEntryDetails.from_dict(d.pop("details"))

        log_entry = cls(
            version=version,
            action=action,
            at=at,
            by=by,
            details=details,
        )

        log_entry.additional_properties = d
        return log_entry

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
