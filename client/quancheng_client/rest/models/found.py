from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.found_step import FoundStep
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="Found")


@_attrs_define
class Found:
    """An act that bears on the one tested.

    role: required | reset | first | state_from | state_to | counted | same_value | basis

    Attributes:
        step (FoundStep):
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        role (str):
        day (int):
        detail (str | Unset):  Default: ''.
    """

    step: FoundStep
    event: EventKey
    role: str
    day: int
    detail: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        event = self.event.to_dict()

        role = self.role

        day = self.day

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "event": event,
                "role": role,
                "day": day,
            }
        )
        if detail is not UNSET:
            field_dict["detail"] = detail

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        step = FoundStep(d.pop("step"))

        event = EventKey.from_dict(d.pop("event"))

        role = d.pop("role")

        day = d.pop("day")

        detail = d.pop("detail", UNSET)

        found = cls(
            step=step,
            event=event,
            role=role,
            day=day,
            detail=detail,
        )

        found.additional_properties = d
        return found

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
