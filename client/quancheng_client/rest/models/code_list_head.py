from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.label import Label


T = TypeVar("T", bound="CodeListHead")


@_attrs_define
class CodeListHead:
    """A list. coverage: what is in it and what is not; complete: a code that is not in it is no national one.

    Attributes:
        name (str):
        label (Label): What people read, in the two languages of the product.
        coverage (Label): What people read, in the two languages of the product.
        source (str):
        complete (bool):
        codes (int):
        href (str):
    """

    name: str
    label: Label
    coverage: Label
    source: str
    complete: bool
    codes: int
    href: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        label = self.label.to_dict()

        coverage = self.coverage.to_dict()

        source = self.source

        complete = self.complete

        codes = self.codes

        href = self.href

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "label": label,
                "coverage": coverage,
                "source": source,
                "complete": complete,
                "codes": codes,
                "href": href,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.label import Label  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        label = Label.from_dict(d.pop("label"))

        coverage = Label.from_dict(d.pop("coverage"))

        source = d.pop("source")

        complete = d.pop("complete")

        codes = d.pop("codes")

        href = d.pop("href")

        code_list_head = cls(
            name=name,
            label=label,
            coverage=coverage,
            source=source,
            complete=complete,
            codes=codes,
            href=href,
        )

        code_list_head.additional_properties = d
        return code_list_head

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
