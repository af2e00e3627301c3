from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="Asked")


@_attrs_define
class Asked:
    """Nodes to look into, by prefix; the root is the empty prefix.

    Attributes:
        prefixes (list[str]):
    """

    prefixes: list[str]

    def to_dict(self) -> dict[str, Any]:
        prefixes = self.prefixes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prefixes": prefixes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prefixes = cast(list[str], d.pop("prefixes"))

        asked = cls(
            prefixes=prefixes,
        )

        return asked
