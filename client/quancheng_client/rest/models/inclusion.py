from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Inclusion")


@_attrs_define
class Inclusion:
    """That the event with hash `event_hash` stands at `position` in the log of `size` positions.

    Hex. To check (RFC 9162 §2.1.3.2): leaf index is position - 1, leaf hash SHA-256(0x00 || event_hash).

    Attributes:
        position (int):
        size (int):
        root (str):
        event_hash (str):
        path (list[str]):
    """

    position: int
    size: int
    root: str
    event_hash: str
    path: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        position = self.position

        size = self.size

        root = self.root

        event_hash = self.event_hash

        path = self.path

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "position": position,
                "size": size,
                "root": root,
                "event_hash": event_hash,
                "path": path,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        position = d.pop("position")

        size = d.pop("size")

        root = d.pop("root")

        event_hash = d.pop("event_hash")

        path = cast(list[str], d.pop("path"))

        inclusion = cls(
            position=position,
            size=size,
            root=root,
            event_hash=event_hash,
            path=path,
        )

        inclusion.additional_properties = d
        return inclusion

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
