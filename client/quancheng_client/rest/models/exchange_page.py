from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.exchange_report import ExchangeReport


T = TypeVar("T", bound="ExchangePage")


@_attrs_define
class ExchangePage:
    """The latest first, on an alarm list the longest waiting first; go on until `next` is null.

    Attributes:
        exchanges (list[ExchangeReport]):
        next_ (None | str):
    """

    exchanges: list[ExchangeReport]
    next_: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        exchanges = []
        for exchanges_item_data in self.exchanges:
            exchanges_item = exchanges_item_data.to_dict()
            exchanges.append(exchanges_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "exchanges": exchanges,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.exchange_report import ExchangeReport  # noqa: PLC0415

        d = dict(src_dict)
        exchanges = []
        _exchanges = d.pop("exchanges")
        for exchanges_item_data in _exchanges:
            exchanges_item = ExchangeReport.from_dict(exchanges_item_data)

            exchanges.append(exchanges_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        exchange_page = cls(
            exchanges=exchanges,
            next_=next_,
        )

        exchange_page.additional_properties = d
        return exchange_page

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
