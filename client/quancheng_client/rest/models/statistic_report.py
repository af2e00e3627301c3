from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.filter_ import Filter
    from ..models.statistic_line import StatisticLine


T = TypeVar("T", bound="StatisticReport")


@_attrs_define
class StatisticReport:
    """A statistic over all acts up to a position of the ledger: whoever has them computes the same figures.

        position    of the last act that counts; checkpoint: signed note over a log that contains it, or null
        pack_digest SHA-256 of the pack whose flows were counted
        closed      rules that close records to the caller: these records do not count
        seen        "all", or what the figures are limited to: agencies, offices, a region's beginning
        incomplete  families of cases that could not be worked through, and are missing: of those asked for; in version
    1 of
                    all cases
        recompute   the command that computes the same from the acts

        Attributes:
            query (str):
            version (int):
            pack (str):
            pack_digest (str):
            position (int):
            checkpoint (None | str):
            seen (list[str]):
            closed (list[str]):
            filter_ (Filter): None: all. agency: a URN, of the sender or the receiver; month: YYYY-MM of sending.
            incomplete (int):
            recompute (str):
            lines (list[StatisticLine]):
    """

    query: str
    version: int
    pack: str
    pack_digest: str
    position: int
    checkpoint: None | str
    seen: list[str]
    closed: list[str]
    filter_: Filter
    incomplete: int
    recompute: str
    lines: list[StatisticLine]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        query = self.query

        version = self.version

        pack = self.pack

        pack_digest = self.pack_digest

        position = self.position

        checkpoint: None | str
        checkpoint = self.checkpoint

        seen = self.seen

        closed = self.closed

        filter_ = self.filter_.to_dict()

        incomplete = self.incomplete

        recompute = self.recompute

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "query": query,
                "version": version,
                "pack": pack,
                "pack_digest": pack_digest,
                "position": position,
                "checkpoint": checkpoint,
                "seen": seen,
                "closed": closed,
                "filter": filter_,
                "incomplete": incomplete,
                "recompute": recompute,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filter_ import Filter  # noqa: PLC0415
        from ..models.statistic_line import StatisticLine  # noqa: PLC0415

        d = dict(src_dict)
        query = d.pop("query")

        version = d.pop("version")

        pack = d.pop("pack")

        pack_digest = d.pop("pack_digest")

        position = d.pop("position")

        def _parse_checkpoint(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        checkpoint = _parse_checkpoint(d.pop("checkpoint"))

        seen = cast(list[str], d.pop("seen"))

        closed = cast(list[str], d.pop("closed"))

        filter_ = Filter.from_dict(d.pop("filter"))

        incomplete = d.pop("incomplete")

        recompute = d.pop("recompute")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = StatisticLine.from_dict(lines_item_data)

            lines.append(lines_item)

        statistic_report = cls(
            query=query,
            version=version,
            pack=pack,
            pack_digest=pack_digest,
            position=position,
            checkpoint=checkpoint,
            seen=seen,
            closed=closed,
            filter_=filter_,
            incomplete=incomplete,
            recompute=recompute,
            lines=lines,
        )

        statistic_report.additional_properties = d
        return statistic_report

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
