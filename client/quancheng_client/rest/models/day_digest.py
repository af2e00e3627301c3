from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DayDigest")


@_attrs_define
class DayDigest:
    """acts: number of acts in the tree; root: digest of its root; signature: detached JWS over the RFC 8785 bytes of
    {agency, date, side, acts, root}, by a registered key, where you want to be held to it.

    Attributes:
        acts (int):
        root (str): 64 hexadecimal digits
        signature (None | str | Unset):
    """

    acts: int
    root: str
    signature: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        acts = self.acts

        root = self.root

        signature: None | str | Unset
        if isinstance(self.signature, Unset):
            signature = UNSET
        else:
            signature = self.signature

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "acts": acts,
                "root": root,
            }
        )
        if signature is not UNSET:
            field_dict["signature"] = signature

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        acts = d.pop("acts")

        root = d.pop("root")

        def _parse_signature(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        signature = _parse_signature(d.pop("signature", UNSET))

        day_digest = cls(
            acts=acts,
            root=root,
            signature=signature,
        )

        return day_digest
