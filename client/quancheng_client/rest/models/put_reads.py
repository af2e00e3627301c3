from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.put_reads_reads import PutReadsReads


T = TypeVar("T", bound="PutReads")


@_attrs_define
class PutReads:
    """All that you read, by event type; it takes the place of what you said before.

    Attributes:
        reads (PutReadsReads):
    """

    reads: PutReadsReads

    def to_dict(self) -> dict[str, Any]:
        reads = self.reads.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reads": reads,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.put_reads_reads import PutReadsReads  # noqa: PLC0415

        d = dict(src_dict)
        reads = PutReadsReads.from_dict(d.pop("reads"))

        put_reads = cls(
            reads=reads,
        )

        return put_reads
