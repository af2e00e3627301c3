from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="KeyReport")


@_attrs_define
class KeyReport:
    """A signing key; never a secret. public: whpk_… of v1a; expires_at: of a key that was replaced.

    Attributes:
        number (int):
        signature (str):
        public (None | str):
        created_at (str):
        expires_at (None | str):
    """

    number: int
    signature: str
    public: None | str
    created_at: str
    expires_at: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        signature = self.signature

        public: None | str
        public = self.public

        created_at = self.created_at

        expires_at: None | str
        expires_at = self.expires_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "signature": signature,
                "public": public,
                "created_at": created_at,
                "expires_at": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        signature = d.pop("signature")

        def _parse_public(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        public = _parse_public(d.pop("public"))

        created_at = d.pop("created_at")

        def _parse_expires_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        key_report = cls(
            number=number,
            signature=signature,
            public=public,
            created_at=created_at,
            expires_at=expires_at,
        )

        key_report.additional_properties = d
        return key_report

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
