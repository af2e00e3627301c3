from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.made_reconciliation_side import MadeReconciliationSide

if TYPE_CHECKING:
    from ..models.counts import Counts
    from ..models.difference import Difference


T = TypeVar("T", bound="MadeReconciliation")


@_attrs_define
class MadeReconciliation:
    """Causes and repairs; differences that are settled meanwhile are left out.

        lost      the agency has the act and the platform not, and no refusal is on record (`held`: the other way round)
        rejected  the platform refused it: `refusal` says why
        mapped    only the codes differ, by the mapping table of the agency
        altered   same id, other content, case or day
        unknown   an act in the agency's name that it says it never sent: an alarm. `held`: an act that its feed never
    gave

        Attributes:
            id (str):
            agency (str):
            date (str):
            side (MadeReconciliationSide):
            made_at (str):
            made_by (str):
            position (int):
            root (str):
            found_root (str):
            causes (Counts): Differences by cause.
            differences (list[Difference]):
    """

    id: str
    agency: str
    date: str
    side: MadeReconciliationSide
    made_at: str
    made_by: str
    position: int
    root: str
    found_root: str
    causes: Counts
    differences: list[Difference]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        agency = self.agency

        date = self.date

        side = self.side.value

        made_at = self.made_at

        made_by = self.made_by

        position = self.position

        root = self.root

        found_root = self.found_root

        causes = self.causes.to_dict()

        differences = []
        for differences_item_data in self.differences:
            differences_item = differences_item_data.to_dict()
            differences.append(differences_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agency": agency,
                "date": date,
                "side": side,
                "made_at": made_at,
                "made_by": made_by,
                "position": position,
                "root": root,
                "found_root": found_root,
                "causes": causes,
                "differences": differences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counts import Counts  # noqa: PLC0415
        from ..models.difference import Difference  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        agency = d.pop("agency")

        date = d.pop("date")

        side = MadeReconciliationSide(d.pop("side"))

        made_at = d.pop("made_at")

        made_by = d.pop("made_by")

        position = d.pop("position")

        root = d.pop("root")

        found_root = d.pop("found_root")

        causes = Counts.from_dict(d.pop("causes"))

        differences = []
        _differences = d.pop("differences")
        for differences_item_data in _differences:
            differences_item = Difference.from_dict(differences_item_data)

            differences.append(differences_item)

        made_reconciliation = cls(
            id=id,
            agency=agency,
            date=date,
            side=side,
            made_at=made_at,
            made_by=made_by,
            position=position,
            root=root,
            found_root=found_root,
            causes=causes,
            differences=differences,
        )

        made_reconciliation.additional_properties = d
        return made_reconciliation

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
