from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.code_answer import CodeAnswer
    from ..models.code_list_head import CodeListHead


T = TypeVar("T", bound="CodeListContent")


@_attrs_define
class CodeListContent:
    """on: the day for which it is given; null: every entry, also those that are over.

    Attributes:
        list_ (CodeListHead): A list. coverage: what is in it and what is not; complete: a code that is not in it is no
            national one.
        on (datetime.date | None):
        codes (list[CodeAnswer]):
    """

    list_: CodeListHead
    on: datetime.date | None
    codes: list[CodeAnswer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        list_ = self.list_.to_dict()

        on: None | str
        if isinstance(self.on, datetime.date):
            on = self.on.isoformat()
        else:
            on = self.on

        codes = []
        for codes_item_data in self.codes:
            codes_item = codes_item_data.to_dict()
            codes.append(codes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "list": list_,
                "on": on,
                "codes": codes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.code_answer import CodeAnswer  # noqa: PLC0415
        from ..models.code_list_head import CodeListHead  # noqa: PLC0415

        d = dict(src_dict)
        list_ = CodeListHead.from_dict(d.pop("list"))

        def _parse_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                on_type_0 = datetime.date.fromisoformat(data)

                return on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        on = _parse_on(d.pop("on"))

        codes = []
        _codes = d.pop("codes")
        for codes_item_data in _codes:
            codes_item = CodeAnswer.from_dict(codes_item_data)

            codes.append(codes_item)

        code_list_content = cls(
            list_=list_,
            on=on,
            codes=codes,
        )

        code_list_content.additional_properties = d
        return code_list_content

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
