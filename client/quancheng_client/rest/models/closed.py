from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.closed_how import ClosedHow
from ..models.closed_step import ClosedStep

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="Closed")


@_attrs_define
class Closed:
    """An act ended the duty: discharged it, or made it pointless (moot).

    Attributes:
        step (ClosedStep):
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        how (ClosedHow):
        day (int):
        earliest (int):
        latest (int):
        in_time (bool):
    """

    step: ClosedStep
    event: EventKey
    how: ClosedHow
    day: int
    earliest: int
    latest: int
    in_time: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        event = self.event.to_dict()

        how = self.how.value

        day = self.day

        earliest = self.earliest

        latest = self.latest

        in_time = self.in_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "event": event,
                "how": how,
                "day": day,
                "earliest": earliest,
                "latest": latest,
                "in_time": in_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        step = ClosedStep(d.pop("step"))

        event = EventKey.from_dict(d.pop("event"))

        how = ClosedHow(d.pop("how"))

        day = d.pop("day")

        earliest = d.pop("earliest")

        latest = d.pop("latest")

        in_time = d.pop("in_time")

        closed = cls(
            step=step,
            event=event,
            how=how,
            day=day,
            earliest=earliest,
            latest=latest,
            in_time=in_time,
        )

        closed.additional_properties = d
        return closed

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
