from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.restarted_step import RestartedStep

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="Restarted")


@_attrs_define
class Restarted:
    """A fresh base period runs from this event; the old one ended lawfully.

    keeps_extensions  `renew`: extension counts go on; `reset`: they start again

    Attributes:
        step (RestartedStep):
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        keeps_extensions (bool):
        day (int):
        earliest (int):
        latest (int):
    """

    step: RestartedStep
    event: EventKey
    keeps_extensions: bool
    day: int
    earliest: int
    latest: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        event = self.event.to_dict()

        keeps_extensions = self.keeps_extensions

        day = self.day

        earliest = self.earliest

        latest = self.latest

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "event": event,
                "keeps_extensions": keeps_extensions,
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
        step = RestartedStep(d.pop("step"))

        event = EventKey.from_dict(d.pop("event"))

        keeps_extensions = d.pop("keeps_extensions")

        day = d.pop("day")

        earliest = d.pop("earliest")

        latest = d.pop("latest")

        restarted = cls(
            step=step,
            event=event,
            keeps_extensions=keeps_extensions,
            day=day,
            earliest=earliest,
            latest=latest,
        )

        restarted.additional_properties = d
        return restarted

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
