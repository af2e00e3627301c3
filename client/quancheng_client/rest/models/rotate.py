from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.rotate_signature_type_0 import RotateSignatureType0
from ..types import UNSET, Unset

T = TypeVar("T", bound="Rotate")


@_attrs_define
class Rotate:
    """old_key_hours: so long the old key signs beside the new one; signature: another kind of key.

    Attributes:
        old_key_hours (int | Unset):  Default: 24.
        signature (None | RotateSignatureType0 | Unset):
    """

    old_key_hours: int | Unset = 24
    signature: None | RotateSignatureType0 | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        old_key_hours = self.old_key_hours

        signature: None | str | Unset
        if isinstance(self.signature, Unset):
            signature = UNSET
        elif isinstance(self.signature, RotateSignatureType0):
            signature = self.signature.value
        else:
            signature = self.signature

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if old_key_hours is not UNSET:
            field_dict["old_key_hours"] = old_key_hours
        if signature is not UNSET:
            field_dict["signature"] = signature

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        old_key_hours = d.pop("old_key_hours", UNSET)

        def _parse_signature(data: object) -> None | RotateSignatureType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signature_type_0 = RotateSignatureType0(data)

                return signature_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RotateSignatureType0 | Unset, data)

        signature = _parse_signature(d.pop("signature", UNSET))

        rotate = cls(
            old_key_hours=old_key_hours,
            signature=signature,
        )

        return rotate
