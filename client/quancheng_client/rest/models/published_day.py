from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.published_day_side import PublishedDaySide
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.counts import Counts


T = TypeVar("T", bound="PublishedDay")


@_attrs_define
class PublishedDay:
    """What an agency published for a day, and what the platform had at that position of the ledger.

    same     nothing differs: the day is reconciled
    causes   differences by cause, of the latest reconciliation; null where there was none

    Attributes:
        agency (str):
        date (str):
        side (PublishedDaySide):
        same (bool):
        published_at (str):
        signed (bool):
        acts (int):
        root (str):
        found_acts (int):
        found_root (str):
        position (int):
        reconciliation (None | str | Unset):
        causes (Counts | None | Unset):
    """

    agency: str
    date: str
    side: PublishedDaySide
    same: bool
    published_at: str
    signed: bool
    acts: int
    root: str
    found_acts: int
    found_root: str
    position: int
    reconciliation: None | str | Unset = UNSET
    causes: Counts | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.counts import Counts  # noqa: PLC0415

        agency = self.agency

        date = self.date

        side = self.side.value

        same = self.same

        published_at = self.published_at

        signed = self.signed

        acts = self.acts

        root = self.root

        found_acts = self.found_acts

        found_root = self.found_root

        position = self.position

        reconciliation: None | str | Unset
        if isinstance(self.reconciliation, Unset):
            reconciliation = UNSET
        else:
            reconciliation = self.reconciliation

        causes: dict[str, Any] | None | Unset
        if isinstance(self.causes, Unset):
            causes = UNSET
        elif isinstance(self.causes, Counts):
            causes = self.causes.to_dict()
        else:
            causes = self.causes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agency": agency,
                "date": date,
                "side": side,
                "same": same,
                "published_at": published_at,
                "signed": signed,
                "acts": acts,
                "root": root,
                "found_acts": found_acts,
                "found_root": found_root,
                "position": position,
            }
        )
        if reconciliation is not UNSET:
            field_dict["reconciliation"] = reconciliation
        if causes is not UNSET:
            field_dict["causes"] = causes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counts import Counts  # noqa: PLC0415

        d = dict(src_dict)
        agency = d.pop("agency")

        date = d.pop("date")

        side = PublishedDaySide(d.pop("side"))

        same = d.pop("same")

        published_at = d.pop("published_at")

        signed = d.pop("signed")

        acts = d.pop("acts")

        root = d.pop("root")

        found_acts = d.pop("found_acts")

        found_root = d.pop("found_root")

        position = d.pop("position")

        def _parse_reconciliation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reconciliation = _parse_reconciliation(d.pop("reconciliation", UNSET))

        def _parse_causes(data: object) -> Counts | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                causes_type_0 = Counts.from_dict(data)

                return causes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Counts | None | Unset, data)

        causes = _parse_causes(d.pop("causes", UNSET))

        published_day = cls(
            agency=agency,
            date=date,
            side=side,
            same=same,
            published_at=published_at,
            signed=signed,
            acts=acts,
            root=root,
            found_acts=found_acts,
            found_root=found_root,
            position=position,
            reconciliation=reconciliation,
            causes=causes,
        )

        published_day.additional_properties = d
        return published_day

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
