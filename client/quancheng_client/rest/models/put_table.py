from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.mapping_entry import MappingEntry


T = TypeVar("T", bound="PutTable")


@_attrs_define
class PutTable:
    """The whole table. An empty one says: we state codes of our own; tell us which are not known.

    expected_version  the version it replaces, 0 for the first, where you do not send If-Match

    Attributes:
        entries (list[MappingEntry]):
        expected_version (int | None | Unset):
    """

    entries: list[MappingEntry]
    expected_version: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        expected_version: int | None | Unset
        if isinstance(self.expected_version, Unset):
            expected_version = UNSET
        else:
            expected_version = self.expected_version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "entries": entries,
            }
        )
        if expected_version is not UNSET:
            field_dict["expected_version"] = expected_version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mapping_entry import MappingEntry  # noqa: PLC0415

        d = dict(src_dict)
        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = MappingEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        def _parse_expected_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expected_version = _parse_expected_version(d.pop("expected_version", UNSET))

        put_table = cls(
            entries=entries,
            expected_version=expected_version,
        )

        return put_table
