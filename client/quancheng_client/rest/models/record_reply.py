from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RecordReply")


@_attrs_define
class RecordReply:
    """
    Attributes:
        text (str):
        expected_version (int | None | Unset):
        number (str | Unset):  Default: ''.
    """

    text: str
    expected_version: int | None | Unset = UNSET
    number: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        expected_version: int | None | Unset
        if isinstance(self.expected_version, Unset):
            expected_version = UNSET
        else:
            expected_version = self.expected_version

        number = self.number

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
            }
        )
        if expected_version is not UNSET:
            field_dict["expected_version"] = expected_version
        if number is not UNSET:
            field_dict["number"] = number

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        def _parse_expected_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expected_version = _parse_expected_version(d.pop("expected_version", UNSET))

        number = d.pop("number", UNSET)

        record_reply = cls(
            text=text,
            expected_version=expected_version,
            number=number,
        )

        return record_reply
