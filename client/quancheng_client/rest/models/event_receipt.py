from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.mapped_code import MappedCode


T = TypeVar("T", bound="EventReceipt")


@_attrs_define
class EventReceipt:
    """Keep it: with a checkpoint it proves that the act was posted, when, and in which words.

    version      place among the acts of its case, from 1
    recorded_at  when the ledger took it
    hash         SHA-256, hex, over the act and the one before it in its case
    position     place in the whole ledger; null until it is numbered, which takes well under a second
    duplicate    the act was there before, word for word: this is the receipt of then
    codes        your own codes as they were read when the act was taken; empty where it stated national ones
    sunset       first day on which the version in which the act was posted is refused; null: none is announced

    Attributes:
        source (str):
        id (str):
        case (str):
        version (int):
        recorded_at (str):
        hash_ (str):
        position (int | None):
        duplicate (bool):
        href (str):
        codes (list[MappedCode]):
        sunset (datetime.date | None):
    """

    source: str
    id: str
    case: str
    version: int
    recorded_at: str
    hash_: str
    position: int | None
    duplicate: bool
    href: str
    codes: list[MappedCode]
    sunset: datetime.date | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        id = self.id

        case = self.case

        version = self.version

        recorded_at = self.recorded_at

        hash_ = self.hash_

        position: int | None
        position = self.position

        duplicate = self.duplicate

        href = self.href

        codes = []
        for codes_item_data in self.codes:
            codes_item = codes_item_data.to_dict()
            codes.append(codes_item)

        sunset: None | str
        if isinstance(self.sunset, datetime.date):
            sunset = self.sunset.isoformat()
        else:
            sunset = self.sunset

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "source": source,
                "id": id,
                "case": case,
                "version": version,
                "recorded_at": recorded_at,
                "hash": hash_,
                "position": position,
                "duplicate": duplicate,
                "href": href,
                "codes": codes,
                "sunset": sunset,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mapped_code import MappedCode  # noqa: PLC0415

        d = dict(src_dict)
        source = d.pop("source")

        id = d.pop("id")

        case = d.pop("case")

        version = d.pop("version")

        recorded_at = d.pop("recorded_at")

        hash_ = d.pop("hash")

        def _parse_position(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        position = _parse_position(d.pop("position"))

        duplicate = d.pop("duplicate")

        href = d.pop("href")

        codes = []
        _codes = d.pop("codes")
        for codes_item_data in _codes:
            codes_item = MappedCode.from_dict(codes_item_data)

            codes.append(codes_item)

        def _parse_sunset(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sunset_type_0 = datetime.date.fromisoformat(data)

                return sunset_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        sunset = _parse_sunset(d.pop("sunset"))

        event_receipt = cls(
            source=source,
            id=id,
            case=case,
            version=version,
            recorded_at=recorded_at,
            hash_=hash_,
            position=position,
            duplicate=duplicate,
            href=href,
            codes=codes,
            sunset=sunset,
        )

        event_receipt.additional_properties = d
        return event_receipt

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
