from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.until_act_step import UntilActStep

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="UntilAct")


@_attrs_define
class UntilAct:
    """The law names no number: the duty fell due when this act happened.

    Attributes:
        step (UntilActStep):
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        day (int):
        earliest (int):
        latest (int):
    """

    step: UntilActStep
    event: EventKey
    day: int
    earliest: int
    latest: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        event = self.event.to_dict()

        day = self.day

        earliest = self.earliest

        latest = self.latest

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "event": event,
                "day": day,
                "earliest": earliest,
                "latest": latest,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        step = UntilActStep(d.pop("step"))

        event = EventKey.from_dict(d.pop("event"))

        day = d.pop("day")

        earliest = d.pop("earliest")

        latest = d.pop("latest")

        until_act = cls(
            step=step,
            event=event,
            day=day,
            earliest=earliest,
            latest=latest,
        )

        until_act.additional_properties = d
        return until_act

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
