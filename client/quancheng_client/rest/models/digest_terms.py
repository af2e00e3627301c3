from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DigestTerms")


@_attrs_define
class DigestTerms:
    """How your digests are made. Keep `key` as you keep a password; it is yours alone.

    zone   in which the local day of an act is taken
    key    base64url; digest of an act that you sent: HMAC-SHA-256 of its statement's RFC 8785 bytes under this key.
           Digest of an act that you hold from the feed: SHA-256 of the RFC 8785 bytes of its `event`, without key
    small  a node with at most so many cases lists them instead of having children

    Attributes:
        agency (str):
        zone (str):
        key (str):
        small (int):
    """

    agency: str
    zone: str
    key: str
    small: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        zone = self.zone

        key = self.key

        small = self.small

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "zone": zone,
                "key": key,
                "small": small,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        agency = d.pop("agency")

        zone = d.pop("zone")

        key = d.pop("key")

        small = d.pop("small")

        digest_terms = cls(
            agency=agency,
            zone=zone,
            key=key,
            small=small,
        )

        digest_terms.additional_properties = d
        return digest_terms

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
