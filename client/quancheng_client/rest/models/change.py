from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Change")


@_attrs_define
class Change:
    """What is left out stays. Another url is asked for permission before anything is sent to it.

    Attributes:
        url (str | Unset):
        label (str | Unset):
        types (list[str] | Unset):
        case (None | str | Unset):
    """

    url: str | Unset = UNSET
    label: str | Unset = UNSET
    types: list[str] | Unset = UNSET
    case: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        label = self.label

        types: list[str] | Unset = UNSET
        if not isinstance(self.types, Unset):
            types = self.types

        case: None | str | Unset
        if isinstance(self.case, Unset):
            case = UNSET
        else:
            case = self.case

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if url is not UNSET:
            field_dict["url"] = url
        if label is not UNSET:
            field_dict["label"] = label
        if types is not UNSET:
            field_dict["types"] = types
        if case is not UNSET:
            field_dict["case"] = case

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url", UNSET)

        label = d.pop("label", UNSET)

        types = cast(list[str], d.pop("types", UNSET))

        def _parse_case(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        case = _parse_case(d.pop("case", UNSET))

        change = cls(
            url=url,
            label=label,
            types=types,
            case=case,
        )

        return change
