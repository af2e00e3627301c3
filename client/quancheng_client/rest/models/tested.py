from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tested_step import TestedStep
from ..types import UNSET, Unset

T = TypeVar("T", bound="Tested")


@_attrs_define
class Tested:
    """A condition on the act itself. outcome None: unknown, because `missing` is not stated.

    Attributes:
        step (TestedStep):
        condition (str):
        outcome (bool | None):
        missing (list[str] | Unset):
    """

    step: TestedStep
    condition: str
    outcome: bool | None
    missing: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        condition = self.condition

        outcome: bool | None
        outcome = self.outcome

        missing: list[str] | Unset = UNSET
        if not isinstance(self.missing, Unset):
            missing = self.missing

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "condition": condition,
                "outcome": outcome,
            }
        )
        if missing is not UNSET:
            field_dict["missing"] = missing

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        step = TestedStep(d.pop("step"))

        condition = d.pop("condition")

        def _parse_outcome(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        outcome = _parse_outcome(d.pop("outcome"))

        missing = cast(list[str], d.pop("missing", UNSET))

        tested = cls(
            step=step,
            condition=condition,
            outcome=outcome,
            missing=missing,
        )

        tested.additional_properties = d
        return tested

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
