from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.subscription_report import SubscriptionReport


T = TypeVar("T", bound="SubscriptionMade")


@_attrs_define
class SubscriptionMade:
    """secret: what you check signatures with, shown this once: whsec_…, or for v1a the public key whpk_….

    Attributes:
        subscription (SubscriptionReport): state: unconfirmed (asked for permission, not answered), active, paused.

                pause_reason  owner; failing: nothing got through for days; gone: it answered 410; feed: numbered anew;
                              revoked: the token or client it was made with; ended: the agency, its successor subscribes
            anew
                feed_number   up to where your feed is queued; rate: requests a minute that the endpoint allows, null: any
                waiting, dead deliveries; oldest_waiting: since when the oldest waits
        secret (str):
    """

    subscription: SubscriptionReport
    secret: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        subscription = self.subscription.to_dict()

        secret = self.secret

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "subscription": subscription,
                "secret": secret,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.subscription_report import SubscriptionReport  # noqa: PLC0415

        d = dict(src_dict)
        subscription = SubscriptionReport.from_dict(d.pop("subscription"))

        secret = d.pop("secret")

        subscription_made = cls(
            subscription=subscription,
            secret=secret,
        )

        subscription_made.additional_properties = d
        return subscription_made

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
