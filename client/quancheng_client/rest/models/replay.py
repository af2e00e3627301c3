from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Replay")


@_attrs_define
class Replay:
    """One of three: deliveries, by webhook_id; dead: all that are dead; after: everything after a cursor of the feed
    (null: from the beginning).

    Attributes:
        deliveries (list[str] | Unset):
        dead (bool | Unset):  Default: False.
        after (None | str | Unset):
    """

    deliveries: list[str] | Unset = UNSET
    dead: bool | Unset = False
    after: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        deliveries: list[str] | Unset = UNSET
        if not isinstance(self.deliveries, Unset):
            deliveries = self.deliveries

        dead = self.dead

        after: None | str | Unset
        if isinstance(self.after, Unset):
            after = UNSET
        else:
            after = self.after

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if deliveries is not UNSET:
            field_dict["deliveries"] = deliveries
        if dead is not UNSET:
            field_dict["dead"] = dead
        if after is not UNSET:
            field_dict["after"] = after

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        deliveries = cast(list[str], d.pop("deliveries", UNSET))

        dead = d.pop("dead", UNSET)

        def _parse_after(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        after = _parse_after(d.pop("after", UNSET))

        replay = cls(
            deliveries=deliveries,
            dead=dead,
            after=after,
        )

        return replay
