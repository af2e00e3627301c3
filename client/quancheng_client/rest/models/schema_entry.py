from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.label import Label
    from ..models.retiring_version import RetiringVersion


T = TypeVar("T", bound="SchemaEntry")


@_attrs_define
class SchemaEntry:
    """An event type. emitters: agency kinds, the usual one first; empty: anyone; retiring: versions being given up.

    Attributes:
        type_ (str):
        version (int):
        label (Label): What people read, in the two languages of the product.
        stage (str):
        emitters (list[str]):
        dataschema (str):
        href (str):
        retiring (list[RetiringVersion]):
    """

    type_: str
    version: int
    label: Label
    stage: str
    emitters: list[str]
    dataschema: str
    href: str
    retiring: list[RetiringVersion]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        version = self.version

        label = self.label.to_dict()

        stage = self.stage

        emitters = self.emitters

        dataschema = self.dataschema

        href = self.href

        retiring = []
        for retiring_item_data in self.retiring:
            retiring_item = retiring_item_data.to_dict()
            retiring.append(retiring_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "version": version,
                "label": label,
                "stage": stage,
                "emitters": emitters,
                "dataschema": dataschema,
                "href": href,
                "retiring": retiring,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.label import Label  # noqa: PLC0415
        from ..models.retiring_version import RetiringVersion  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("type")

        version = d.pop("version")

        label = Label.from_dict(d.pop("label"))

        stage = d.pop("stage")

        emitters = cast(list[str], d.pop("emitters"))

        dataschema = d.pop("dataschema")

        href = d.pop("href")

        retiring = []
        _retiring = d.pop("retiring")
        for retiring_item_data in _retiring:
            retiring_item = RetiringVersion.from_dict(retiring_item_data)

            retiring.append(retiring_item)

        schema_entry = cls(
            type_=type_,
            version=version,
            label=label,
            stage=stage,
            emitters=emitters,
            dataschema=dataschema,
            href=href,
            retiring=retiring,
        )

        schema_entry.additional_properties = d
        return schema_entry

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
