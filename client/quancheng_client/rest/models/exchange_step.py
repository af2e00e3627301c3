from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_key import EventKey
    from ..models.exchange_step_shows import ExchangeStepShows


T = TypeVar("T", bound="ExchangeStep")


@_attrs_define
class ExchangeStep:
    """kind: send, receive, accept, reject, return, answer, recall, confirm or paper; on: as the act states it.

    Attributes:
        kind (str):
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        type_ (str):
        label (str):
        agency (str):
        on (str):
        reason (None | str):
        shows (ExchangeStepShows):
    """

    kind: str
    event: EventKey
    type_: str
    label: str
    agency: str
    on: str
    reason: None | str
    shows: ExchangeStepShows
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        event = self.event.to_dict()

        type_ = self.type_

        label = self.label

        agency = self.agency

        on = self.on

        reason: None | str
        reason = self.reason

        shows = self.shows.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "event": event,
                "type": type_,
                "label": label,
                "agency": agency,
                "on": on,
                "reason": reason,
                "shows": shows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.exchange_step_shows import ExchangeStepShows  # noqa: PLC0415

        d = dict(src_dict)
        kind = d.pop("kind")

        event = EventKey.from_dict(d.pop("event"))

        type_ = d.pop("type")

        label = d.pop("label")

        agency = d.pop("agency")

        on = d.pop("on")

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        shows = ExchangeStepShows.from_dict(d.pop("shows"))

        exchange_step = cls(
            kind=kind,
            event=event,
            type_=type_,
            label=label,
            agency=agency,
            on=on,
            reason=reason,
            shows=shows,
        )

        exchange_step.additional_properties = d
        return exchange_step

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
