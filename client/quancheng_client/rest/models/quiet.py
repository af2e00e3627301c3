from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.quiet_agency import QuietAgency
    from ..models.quiet_pair import QuietPair


T = TypeVar("T", bound="Quiet")


@_attrs_define
class Quiet:
    """
    Attributes:
        pairs (list[QuietPair]):
        agencies (list[QuietAgency]):
    """

    pairs: list[QuietPair]
    agencies: list[QuietAgency]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pairs = []
        for pairs_item_data in self.pairs:
            pairs_item = pairs_item_data.to_dict()
            pairs.append(pairs_item)

        agencies = []
        for agencies_item_data in self.agencies:
            agencies_item = agencies_item_data.to_dict()
            agencies.append(agencies_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pairs": pairs,
                "agencies": agencies,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.quiet_agency import QuietAgency  # noqa: PLC0415
        from ..models.quiet_pair import QuietPair  # noqa: PLC0415

        d = dict(src_dict)
        pairs = []
        _pairs = d.pop("pairs")
        for pairs_item_data in _pairs:
            pairs_item = QuietPair.from_dict(pairs_item_data)

            pairs.append(pairs_item)

        agencies = []
        _agencies = d.pop("agencies")
        for agencies_item_data in _agencies:
            agencies_item = QuietAgency.from_dict(agencies_item_data)

            agencies.append(agencies_item)

        quiet = cls(
            pairs=pairs,
            agencies=agencies,
        )

        quiet.additional_properties = d
        return quiet

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
