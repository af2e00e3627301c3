from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DeliveryReport")


@_attrs_define
class DeliveryReport:
    """webhook_id: in `webhook-id`, the same over all tries. feed_number: place in your feed, 0 for a test.

    attempts    how often it was tried; next_at: when again, null where it is done with
    outcome     of the last try, the reason where it is dead; status: of HTTP, where there was an answer

    Attributes:
        webhook_id (str):
        feed_number (int):
        type_ (str):
        state (str):
        attempts (int):
        outcome (None | str):
        status (int | None):
        queued_at (str):
        next_at (None | str):
        finished_at (None | str):
    """

    webhook_id: str
    feed_number: int
    type_: str
    state: str
    attempts: int
    outcome: None | str
    status: int | None
    queued_at: str
    next_at: None | str
    finished_at: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        webhook_id = self.webhook_id

        feed_number = self.feed_number

        type_ = self.type_

        state = self.state

        attempts = self.attempts

        outcome: None | str
        outcome = self.outcome

        status: int | None
        status = self.status

        queued_at = self.queued_at

        next_at: None | str
        next_at = self.next_at

        finished_at: None | str
        finished_at = self.finished_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "webhook_id": webhook_id,
                "feed_number": feed_number,
                "type": type_,
                "state": state,
                "attempts": attempts,
                "outcome": outcome,
                "status": status,
                "queued_at": queued_at,
                "next_at": next_at,
                "finished_at": finished_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        webhook_id = d.pop("webhook_id")

        feed_number = d.pop("feed_number")

        type_ = d.pop("type")

        state = d.pop("state")

        attempts = d.pop("attempts")

        def _parse_outcome(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        outcome = _parse_outcome(d.pop("outcome"))

        def _parse_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status = _parse_status(d.pop("status"))

        queued_at = d.pop("queued_at")

        def _parse_next_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_at = _parse_next_at(d.pop("next_at"))

        def _parse_finished_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        delivery_report = cls(
            webhook_id=webhook_id,
            feed_number=feed_number,
            type_=type_,
            state=state,
            attempts=attempts,
            outcome=outcome,
            status=status,
            queued_at=queued_at,
            next_at=next_at,
            finished_at=finished_at,
        )

        delivery_report.additional_properties = d
        return delivery_report

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
