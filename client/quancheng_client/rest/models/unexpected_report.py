from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="UnexpectedReport")


@_attrs_define
class UnexpectedReport:
    """An act that the lifecycle did not expect; it was taken all the same.

    Attributes:
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        person (None | str):
        track (str):
        from_state (str):
        to_state (str):
    """

    event: EventKey
    person: None | str
    track: str
    from_state: str
    to_state: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event = self.event.to_dict()

        person: None | str
        person = self.person

        track = self.track

        from_state = self.from_state

        to_state = self.to_state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "person": person,
                "track": track,
                "from_state": from_state,
                "to_state": to_state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        event = EventKey.from_dict(d.pop("event"))

        def _parse_person(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        person = _parse_person(d.pop("person"))

        track = d.pop("track")

        from_state = d.pop("from_state")

        to_state = d.pop("to_state")

        unexpected_report = cls(
            event=event,
            person=person,
            track=track,
            from_state=from_state,
            to_state=to_state,
        )

        unexpected_report.additional_properties = d
        return unexpected_report

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
