from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AskedCases")


@_attrs_define
class AskedCases:
    """
    Attributes:
        cases (list[str]):
    """

    cases: list[str]

    def to_dict(self) -> dict[str, Any]:
        cases = self.cases

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "cases": cases,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cases = cast(list[str], d.pop("cases"))

        asked_cases = cls(
            cases=cases,
        )

        return asked_cases
