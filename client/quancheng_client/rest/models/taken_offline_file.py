from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.line_result import LineResult


T = TypeVar("T", bound="TakenOfflineFile")


@_attrs_define
class TakenOfflineFile:
    """What became of a file. The same file again gives the same answer. What is refused is not stored.

    digest  of the file, as its trailer says and the next file's header repeats

    Attributes:
        agency (str):
        number (int):
        digest (str):
        received_at (str):
        accepted (int):
        duplicate (int):
        refused (int):
        results (list[LineResult]):
    """

    agency: str
    number: int
    digest: str
    received_at: str
    accepted: int
    duplicate: int
    refused: int
    results: list[LineResult]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        number = self.number

        digest = self.digest

        received_at = self.received_at

        accepted = self.accepted

        duplicate = self.duplicate

        refused = self.refused

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "number": number,
                "digest": digest,
                "received_at": received_at,
                "accepted": accepted,
                "duplicate": duplicate,
                "refused": refused,
                "results": results,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.line_result import LineResult  # noqa: PLC0415

        d = dict(src_dict)
        agency = d.pop("agency")

        number = d.pop("number")

        digest = d.pop("digest")

        received_at = d.pop("received_at")

        accepted = d.pop("accepted")

        duplicate = d.pop("duplicate")

        refused = d.pop("refused")

        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = LineResult.from_dict(results_item_data)

            results.append(results_item)

        taken_offline_file = cls(
            agency=agency,
            number=number,
            digest=digest,
            received_at=received_at,
            accepted=accepted,
            duplicate=duplicate,
            refused=refused,
            results=results,
        )

        taken_offline_file.additional_properties = d
        return taken_offline_file

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
