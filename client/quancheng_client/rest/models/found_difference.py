from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="FoundDifference")


@_attrs_define
class FoundDifference:
    """An act on which your walk found the two sides to differ. digest: your own; null: you have no such act.

    Attributes:
        case (str):
        source (str):
        id (str):
        digest (None | str):
    """

    case: str
    source: str
    id: str
    digest: None | str

    def to_dict(self) -> dict[str, Any]:
        case = self.case

        source = self.source

        id = self.id

        digest: None | str
        digest = self.digest

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "case": case,
                "source": source,
                "id": id,
                "digest": digest,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        case = d.pop("case")

        source = d.pop("source")

        id = d.pop("id")

        def _parse_digest(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        digest = _parse_digest(d.pop("digest"))

        found_difference = cls(
            case=case,
            source=source,
            id=id,
            digest=digest,
        )

        return found_difference
