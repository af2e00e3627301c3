from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.found_differences_side import FoundDifferencesSide
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.found_difference import FoundDifference


T = TypeVar("T", bound="FoundDifferences")


@_attrs_define
class FoundDifferences:
    """The acts of one published day that differ; of more than a thousand, the rest in further requests.

    Attributes:
        date (str):
        differences (list[FoundDifference]):
        side (FoundDifferencesSide | Unset):  Default: FoundDifferencesSide.SENT.
    """

    date: str
    differences: list[FoundDifference]
    side: FoundDifferencesSide | Unset = FoundDifferencesSide.SENT

    def to_dict(self) -> dict[str, Any]:
        date = self.date

        differences = []
        for differences_item_data in self.differences:
            differences_item = differences_item_data.to_dict()
            differences.append(differences_item)

        side: str | Unset = UNSET
        if not isinstance(self.side, Unset):
            side = self.side.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "differences": differences,
            }
        )
        if side is not UNSET:
            field_dict["side"] = side

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.found_difference import FoundDifference  # noqa: PLC0415

        d = dict(src_dict)
        date = d.pop("date")

        differences = []
        _differences = d.pop("differences")
        for differences_item_data in _differences:
            differences_item = FoundDifference.from_dict(differences_item_data)

            differences.append(differences_item)

        _side = d.pop("side", UNSET)
        side: FoundDifferencesSide | Unset
        if isinstance(_side, Unset):
            side = UNSET
        else:
            side = FoundDifferencesSide(_side)

        found_differences = cls(
            date=date,
            differences=differences,
            side=side,
        )

        return found_differences
