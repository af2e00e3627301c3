from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Statistic")


@_attrs_define
class Statistic:
    """A statistic in one version. keys, figures: columns of its lines.

    Attributes:
        name (str):
        version (int):
        title (str):
        meaning (str):
        keys (list[str]):
        figures (list[str]):
        href (str):
    """

    name: str
    version: int
    title: str
    meaning: str
    keys: list[str]
    figures: list[str]
    href: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        version = self.version

        title = self.title

        meaning = self.meaning

        keys = self.keys

        figures = self.figures

        href = self.href

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "version": version,
                "title": title,
                "meaning": meaning,
                "keys": keys,
                "figures": figures,
                "href": href,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        version = d.pop("version")

        title = d.pop("title")

        meaning = d.pop("meaning")

        keys = cast(list[str], d.pop("keys"))

        figures = cast(list[str], d.pop("figures"))

        href = d.pop("href")

        statistic = cls(
            name=name,
            version=version,
            title=title,
            meaning=meaning,
            keys=keys,
            figures=figures,
            href=href,
        )

        statistic.additional_properties = d
        return statistic

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
