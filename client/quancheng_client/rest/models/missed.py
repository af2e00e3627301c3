from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.missed_step import MissedStep

T = TypeVar("T", bound="Missed")


@_attrs_define
class Missed:
    """No such act stands where the rule looks for one. `events`: type names that would have done.

    Attributes:
        step (MissedStep):
        role (str):
        events (list[str]):
    """

    step: MissedStep
    role: str
    events: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        role = self.role

        events = self.events

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "role": role,
                "events": events,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        step = MissedStep(d.pop("step"))

        role = d.pop("role")

        events = cast(list[str], d.pop("events"))

        missed = cls(
            step=step,
            role=role,
            events=events,
        )

        missed.additional_properties = d
        return missed

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
