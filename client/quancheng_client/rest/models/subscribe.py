from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.subscribe_signature import SubscribeSignature
from ..types import UNSET, Unset

T = TypeVar("T", bound="Subscribe")


@_attrs_define
class Subscribe:
    """url: https; types: event types, empty for all; case: of one case only.

    signature  v1 (HMAC-SHA-256) or v1a (Ed25519)
    after      a cursor of GET /v1/feed to go on from; left out: from the beginning of your feed

    Attributes:
        url (str):
        label (str | Unset):  Default: ''.
        types (list[str] | Unset):
        case (None | str | Unset):
        signature (SubscribeSignature | Unset):  Default: SubscribeSignature.V1.
        after (None | str | Unset):
    """

    url: str
    label: str | Unset = ""
    types: list[str] | Unset = UNSET
    case: None | str | Unset = UNSET
    signature: SubscribeSignature | Unset = SubscribeSignature.V1
    after: None | str | Unset = UNSET

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

        signature: str | Unset = UNSET
        if not isinstance(self.signature, Unset):
            signature = self.signature.value

        after: None | str | Unset
        if isinstance(self.after, Unset):
            after = UNSET
        else:
            after = self.after

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
            }
        )
        if label is not UNSET:
            field_dict["label"] = label
        if types is not UNSET:
            field_dict["types"] = types
        if case is not UNSET:
            field_dict["case"] = case
        if signature is not UNSET:
            field_dict["signature"] = signature
        if after is not UNSET:
            field_dict["after"] = after

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        label = d.pop("label", UNSET)

        types = cast(list[str], d.pop("types", UNSET))

        def _parse_case(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        case = _parse_case(d.pop("case", UNSET))

        _signature = d.pop("signature", UNSET)
        signature: SubscribeSignature | Unset
        if isinstance(_signature, Unset):
            signature = UNSET
        else:
            signature = SubscribeSignature(_signature)

        def _parse_after(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        after = _parse_after(d.pop("after", UNSET))

        subscribe = cls(
            url=url,
            label=label,
            types=types,
            case=case,
            signature=signature,
            after=after,
        )

        return subscribe
