from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.dismiss_reason import DismissReason
from ..models.dismiss_reopen_when import DismissReopenWhen
from ..types import UNSET, Unset

T = TypeVar("T", bound="Dismiss")


@_attrs_define
class Dismiss:
    """reopen_when: what brings the finding back by itself.

    Attributes:
        reason (DismissReason):
        text (str):
        reopen_when (DismissReopenWhen):
        expected_version (int | None | Unset):
    """

    reason: DismissReason
    text: str
    reopen_when: DismissReopenWhen
    expected_version: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason.value

        text = self.text

        reopen_when = self.reopen_when.value

        expected_version: int | None | Unset
        if isinstance(self.expected_version, Unset):
            expected_version = UNSET
        else:
            expected_version = self.expected_version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
                "text": text,
                "reopen_when": reopen_when,
            }
        )
        if expected_version is not UNSET:
            field_dict["expected_version"] = expected_version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = DismissReason(d.pop("reason"))

        text = d.pop("text")

        reopen_when = DismissReopenWhen(d.pop("reopen_when"))

        def _parse_expected_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expected_version = _parse_expected_version(d.pop("expected_version", UNSET))

        dismiss = cls(
            reason=reason,
            text=text,
            reopen_when=reopen_when,
            expected_version=expected_version,
        )

        return dismiss
