from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RefusalOnRecord")


@_attrs_define
class RefusalOnRecord:
    """A statement refused. times: how often it was posted; taken_since: the act with this id is stored by now.

    source, id, type  as far as they could be read; empty where they held an identity number

    Attributes:
        agency (str):
        code (str):
        source (str):
        id (str):
        type_ (str):
        pointer (str):
        first_at (str):
        last_at (str):
        times (int):
        taken_since (bool):
    """

    agency: str
    code: str
    source: str
    id: str
    type_: str
    pointer: str
    first_at: str
    last_at: str
    times: int
    taken_since: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        code = self.code

        source = self.source

        id = self.id

        type_ = self.type_

        pointer = self.pointer

        first_at = self.first_at

        last_at = self.last_at

        times = self.times

        taken_since = self.taken_since

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "code": code,
                "source": source,
                "id": id,
                "type": type_,
                "pointer": pointer,
                "first_at": first_at,
                "last_at": last_at,
                "times": times,
                "taken_since": taken_since,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        code = d.pop("code")

        source = d.pop("source")

        id = d.pop("id")

        type_ = d.pop("type")

        pointer = d.pop("pointer")

        first_at = d.pop("first_at")

        last_at = d.pop("last_at")

        times = d.pop("times")

        taken_since = d.pop("taken_since")

        refusal_on_record = cls(
            agency=agency,
            code=code,
            source=source,
            id=id,
            type_=type_,
            pointer=pointer,
            first_at=first_at,
            last_at=last_at,
            times=times,
            taken_since=taken_since,
        )

        refusal_on_record.additional_properties = d
        return refusal_on_record

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
