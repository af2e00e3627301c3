from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Alias")


@_attrs_define
class Alias:
    """What a published standard calls the business that the flow belongs to.

    Attributes:
        standard (str):
        name (str):
    """

    standard: str
    name: str

    def to_dict(self) -> dict[str, Any]:
        standard = self.standard

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "standard": standard,
                "name": name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        standard = d.pop("standard")

        name = d.pop("name")

        alias = cls(
            standard=standard,
            name=name,
        )

        return alias
