from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.attempt_report import AttemptReport
    from ..models.delivery_report import DeliveryReport


T = TypeVar("T", bound="DeliveryDetail")


@_attrs_define
class DeliveryDetail:
    """A delivery with its tries, at most the last hundred.

    Attributes:
        delivery (DeliveryReport): webhook_id: in `webhook-id`, the same over all tries. feed_number: place in your
            feed, 0 for a test.

                attempts    how often it was tried; next_at: when again, null where it is done with
                outcome     of the last try, the reason where it is dead; status: of HTTP, where there was an answer
        attempts (list[AttemptReport]):
    """

    delivery: DeliveryReport
    attempts: list[AttemptReport]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delivery = self.delivery.to_dict()

        attempts = []
        for attempts_item_data in self.attempts:
            attempts_item = attempts_item_data.to_dict()
            attempts.append(attempts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delivery": delivery,
                "attempts": attempts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attempt_report import AttemptReport  # noqa: PLC0415
        from ..models.delivery_report import DeliveryReport  # noqa: PLC0415

        d = dict(src_dict)
        delivery = DeliveryReport.from_dict(d.pop("delivery"))

        attempts = []
        _attempts = d.pop("attempts")
        for attempts_item_data in _attempts:
            attempts_item = AttemptReport.from_dict(attempts_item_data)

            attempts.append(attempts_item)

        delivery_detail = cls(
            delivery=delivery,
            attempts=attempts,
        )

        delivery_detail.additional_properties = d
        return delivery_detail

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
