from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.key_report import KeyReport


T = TypeVar("T", bound="SubscriptionReport")


@_attrs_define
class SubscriptionReport:
    """state: unconfirmed (asked for permission, not answered), active, paused.

    pause_reason  owner; failing: nothing got through for days; gone: it answered 410; feed: numbered anew;
                  revoked: the token or client it was made with; ended: the agency, its successor subscribes anew
    feed_number   up to where your feed is queued; rate: requests a minute that the endpoint allows, null: any
    waiting, dead deliveries; oldest_waiting: since when the oldest waits

    Attributes:
        id (str):
        url (str):
        label (str):
        types (list[str]):
        case (None | str):
        state (str):
        pause_reason (None | str):
        feed_number (int):
        rate (int | None):
        failing_since (None | str):
        keys (list[KeyReport]):
        waiting (int):
        dead (int):
        oldest_waiting (None | str):
        created_at (str):
        created_by (str):
    """

    id: str
    url: str
    label: str
    types: list[str]
    case: None | str
    state: str
    pause_reason: None | str
    feed_number: int
    rate: int | None
    failing_since: None | str
    keys: list[KeyReport]
    waiting: int
    dead: int
    oldest_waiting: None | str
    created_at: str
    created_by: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        url = self.url

        label = self.label

        types = self.types

        case: None | str
        case = self.case

        state = self.state

        pause_reason: None | str
        pause_reason = self.pause_reason

        feed_number = self.feed_number

        rate: int | None
        rate = self.rate

        failing_since: None | str
        failing_since = self.failing_since

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        waiting = self.waiting

        dead = self.dead

        oldest_waiting: None | str
        oldest_waiting = self.oldest_waiting

        created_at = self.created_at

        created_by = self.created_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "url": url,
                "label": label,
                "types": types,
                "case": case,
                "state": state,
                "pause_reason": pause_reason,
                "feed_number": feed_number,
                "rate": rate,
                "failing_since": failing_since,
                "keys": keys,
                "waiting": waiting,
                "dead": dead,
                "oldest_waiting": oldest_waiting,
                "created_at": created_at,
                "created_by": created_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.key_report import KeyReport  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        url = d.pop("url")

        label = d.pop("label")

        types = cast(list[str], d.pop("types"))

        def _parse_case(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        case = _parse_case(d.pop("case"))

        state = d.pop("state")

        def _parse_pause_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        pause_reason = _parse_pause_reason(d.pop("pause_reason"))

        feed_number = d.pop("feed_number")

        def _parse_rate(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        rate = _parse_rate(d.pop("rate"))

        def _parse_failing_since(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        failing_since = _parse_failing_since(d.pop("failing_since"))

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = KeyReport.from_dict(keys_item_data)

            keys.append(keys_item)

        waiting = d.pop("waiting")

        dead = d.pop("dead")

        def _parse_oldest_waiting(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        oldest_waiting = _parse_oldest_waiting(d.pop("oldest_waiting"))

        created_at = d.pop("created_at")

        created_by = d.pop("created_by")

        subscription_report = cls(
            id=id,
            url=url,
            label=label,
            types=types,
            case=case,
            state=state,
            pause_reason=pause_reason,
            feed_number=feed_number,
            rate=rate,
            failing_since=failing_since,
            keys=keys,
            waiting=waiting,
            dead=dead,
            oldest_waiting=oldest_waiting,
            created_at=created_at,
            created_by=created_by,
        )

        subscription_report.additional_properties = d
        return subscription_report

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
