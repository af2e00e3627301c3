from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.file_gap import FileGap


T = TypeVar("T", bound="OfflineFile")


@_attrs_define
class OfflineFile:
    """A file received. done_at null: it was broken off, and should be sent again. gaps: before it and in it.

    Attributes:
        agency (str):
        number (int):
        digest (str):
        acts (int):
        kid (str):
        made_at (str):
        received_at (str):
        done_at (None | str):
        accepted (int):
        duplicate (int):
        refused (int):
        gaps (list[FileGap]):
    """

    agency: str
    number: int
    digest: str
    acts: int
    kid: str
    made_at: str
    received_at: str
    done_at: None | str
    accepted: int
    duplicate: int
    refused: int
    gaps: list[FileGap]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        number = self.number

        digest = self.digest

        acts = self.acts

        kid = self.kid

        made_at = self.made_at

        received_at = self.received_at

        done_at: None | str
        done_at = self.done_at

        accepted = self.accepted

        duplicate = self.duplicate

        refused = self.refused

        gaps = []
        for gaps_item_data in self.gaps:
            gaps_item = gaps_item_data.to_dict()
            gaps.append(gaps_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "number": number,
                "digest": digest,
                "acts": acts,
                "kid": kid,
                "made_at": made_at,
                "received_at": received_at,
                "done_at": done_at,
                "accepted": accepted,
                "duplicate": duplicate,
                "refused": refused,
                "gaps": gaps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_gap import FileGap  # noqa: PLC0415

        d = dict(src_dict)
        agency = d.pop("agency")

        number = d.pop("number")

        digest = d.pop("digest")

        acts = d.pop("acts")

        kid = d.pop("kid")

        made_at = d.pop("made_at")

        received_at = d.pop("received_at")

        def _parse_done_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        done_at = _parse_done_at(d.pop("done_at"))

        accepted = d.pop("accepted")

        duplicate = d.pop("duplicate")

        refused = d.pop("refused")

        gaps = []
        _gaps = d.pop("gaps")
        for gaps_item_data in _gaps:
            gaps_item = FileGap.from_dict(gaps_item_data)

            gaps.append(gaps_item)

        offline_file = cls(
            agency=agency,
            number=number,
            digest=digest,
            acts=acts,
            kid=kid,
            made_at=made_at,
            received_at=received_at,
            done_at=done_at,
            accepted=accepted,
            duplicate=duplicate,
            refused=refused,
            gaps=gaps,
        )

        offline_file.additional_properties = d
        return offline_file

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
