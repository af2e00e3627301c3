from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="FeedItem")


@_attrs_define
class FeedItem:
    """One act as it was posted, and where it stands.

    number       place in this feed, from 1, no gaps
    cursor       to go on after this item
    position     place in the whole ledger; version: place among the acts of its case
    recorded_at  when the ledger took it
    hash         SHA-256, hex, as in the poster's receipt
    event        the CloudEvent; a citizen identity number stands in it sealed
    withheld     the law closes the act to this reader: all but its place is null

    Attributes:
        number (int):
        cursor (str):
        position (int):
        version (int | None):
        recorded_at (None | str):
        hash_ (None | str):
        event (Any):
        withheld (bool | Unset):  Default: False.
    """

    number: int
    cursor: str
    position: int
    version: int | None
    recorded_at: None | str
    hash_: None | str
    event: Any
    withheld: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        cursor = self.cursor

        position = self.position

        version: int | None
        version = self.version

        recorded_at: None | str
        recorded_at = self.recorded_at

        hash_: None | str
        hash_ = self.hash_

        event = self.event

        withheld = self.withheld

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "cursor": cursor,
                "position": position,
                "version": version,
                "recorded_at": recorded_at,
                "hash": hash_,
                "event": event,
            }
        )
        if withheld is not UNSET:
            field_dict["withheld"] = withheld

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        cursor = d.pop("cursor")

        position = d.pop("position")

        def _parse_version(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        version = _parse_version(d.pop("version"))

        def _parse_recorded_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recorded_at = _parse_recorded_at(d.pop("recorded_at"))

        def _parse_hash_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        hash_ = _parse_hash_(d.pop("hash"))

        event = d.pop("event")

        withheld = d.pop("withheld", UNSET)

        feed_item = cls(
            number=number,
            cursor=cursor,
            position=position,
            version=version,
            recorded_at=recorded_at,
            hash_=hash_,
            event=event,
            withheld=withheld,
        )

        feed_item.additional_properties = d
        return feed_item

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
