from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.reads_statement_reads import ReadsStatementReads


T = TypeVar("T", bound="ReadsStatement")


@_attrs_define
class ReadsStatement:
    """What an agency says that it reads. version: how often it said so.

    Attributes:
        agency (str):
        version (int):
        put_at (str):
        put_by (str):
        reads (ReadsStatementReads):
    """

    agency: str
    version: int
    put_at: str
    put_by: str
    reads: ReadsStatementReads
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        agency = self.agency

        version = self.version

        put_at = self.put_at

        put_by = self.put_by

        reads = self.reads.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "version": version,
                "put_at": put_at,
                "put_by": put_by,
                "reads": reads,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reads_statement_reads import ReadsStatementReads  # noqa: PLC0415

        d = dict(src_dict)
        agency = d.pop("agency")

        version = d.pop("version")

        put_at = d.pop("put_at")

        put_by = d.pop("put_by")

        reads = ReadsStatementReads.from_dict(d.pop("reads"))

        reads_statement = cls(
            agency=agency,
            version=version,
            put_at=put_at,
            put_by=put_by,
            reads=reads,
        )

        reads_statement.additional_properties = d
        return reads_statement

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
