from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.statistic_line_figures import StatisticLineFigures
    from ..models.statistic_line_key import StatisticLineKey


T = TypeVar("T", bound="StatisticLine")


@_attrs_define
class StatisticLine:
    """One line: column -> value. A figure is an integer, a decimal as text, or null where nothing tells it.

    Attributes:
        key (StatisticLineKey):
        figures (StatisticLineFigures):
    """

    key: StatisticLineKey
    figures: StatisticLineFigures
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key.to_dict()

        figures = self.figures.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "figures": figures,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statistic_line_figures import StatisticLineFigures  # noqa: PLC0415
        from ..models.statistic_line_key import StatisticLineKey  # noqa: PLC0415

        d = dict(src_dict)
        key = StatisticLineKey.from_dict(d.pop("key"))

        figures = StatisticLineFigures.from_dict(d.pop("figures"))

        statistic_line = cls(
            key=key,
            figures=figures,
        )

        statistic_line.additional_properties = d
        return statistic_line

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
