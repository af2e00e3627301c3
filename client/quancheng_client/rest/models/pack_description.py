from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PackDescription")


@_attrs_define
class PackDescription:
    """A pack in force. digest: SHA-256 over all its files; the same digest gives the same verdicts.

    Attributes:
        id (str):
        version (str):
        digest (str):
        locale (str):
        time_zone (str):
        calendar_version (str):
        calendar_digest (str):
        event_types (int):
        rules (int):
    """

    id: str
    version: str
    digest: str
    locale: str
    time_zone: str
    calendar_version: str
    calendar_digest: str
    event_types: int
    rules: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        version = self.version

        digest = self.digest

        locale = self.locale

        time_zone = self.time_zone

        calendar_version = self.calendar_version

        calendar_digest = self.calendar_digest

        event_types = self.event_types

        rules = self.rules

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "version": version,
                "digest": digest,
                "locale": locale,
                "time_zone": time_zone,
                "calendar_version": calendar_version,
                "calendar_digest": calendar_digest,
                "event_types": event_types,
                "rules": rules,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        version = d.pop("version")

        digest = d.pop("digest")

        locale = d.pop("locale")

        time_zone = d.pop("time_zone")

        calendar_version = d.pop("calendar_version")

        calendar_digest = d.pop("calendar_digest")

        event_types = d.pop("event_types")

        rules = d.pop("rules")

        pack_description = cls(
            id=id,
            version=version,
            digest=digest,
            locale=locale,
            time_zone=time_zone,
            calendar_version=calendar_version,
            calendar_digest=calendar_digest,
            event_types=event_types,
            rules=rules,
        )

        pack_description.additional_properties = d
        return pack_description

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
