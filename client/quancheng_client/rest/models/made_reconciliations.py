from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.made_reconciliation import MadeReconciliation


T = TypeVar("T", bound="MadeReconciliations")


@_attrs_define
class MadeReconciliations:
    """The latest first; go on until `next` is null.

    Attributes:
        reconciliations (list[MadeReconciliation]):
        next_ (None | str):
    """

    reconciliations: list[MadeReconciliation]
    next_: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reconciliations = []
        for reconciliations_item_data in self.reconciliations:
            reconciliations_item = reconciliations_item_data.to_dict()
            reconciliations.append(reconciliations_item)

        next_: None | str
        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reconciliations": reconciliations,
                "next": next_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.made_reconciliation import MadeReconciliation  # noqa: PLC0415

        d = dict(src_dict)
        reconciliations = []
        _reconciliations = d.pop("reconciliations")
        for reconciliations_item_data in _reconciliations:
            reconciliations_item = MadeReconciliation.from_dict(reconciliations_item_data)

            reconciliations.append(reconciliations_item)

        def _parse_next_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_ = _parse_next_(d.pop("next"))

        made_reconciliations = cls(
            reconciliations=reconciliations,
            next_=next_,
        )

        made_reconciliations.additional_properties = d
        return made_reconciliations

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
