from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.case_leaf import CaseLeaf
    from ..models.node import Node


T = TypeVar("T", bound="ToldNode")


@_attrs_define
class ToldNode:
    """A node: its children without the empty ones, or, of a small one, its cases.

    Attributes:
        prefix (str):
        digest (str):
        cases (int):
        children (list[Node]):
        leaves (list[CaseLeaf]):
    """

    prefix: str
    digest: str
    cases: int
    children: list[Node]
    leaves: list[CaseLeaf]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prefix = self.prefix

        digest = self.digest

        cases = self.cases

        children = []
        for children_item_data in self.children:
            children_item = children_item_data.to_dict()
            children.append(children_item)

        leaves = []
        for leaves_item_data in self.leaves:
            leaves_item = leaves_item_data.to_dict()
            leaves.append(leaves_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prefix": prefix,
                "digest": digest,
                "cases": cases,
                "children": children,
                "leaves": leaves,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.case_leaf import CaseLeaf  # noqa: PLC0415
        from ..models.node import Node  # noqa: PLC0415

        d = dict(src_dict)
        prefix = d.pop("prefix")

        digest = d.pop("digest")

        cases = d.pop("cases")

        children = []
        _children = d.pop("children")
        for children_item_data in _children:
            children_item = Node.from_dict(children_item_data)

            children.append(children_item)

        leaves = []
        _leaves = d.pop("leaves")
        for leaves_item_data in _leaves:
            leaves_item = CaseLeaf.from_dict(leaves_item_data)

            leaves.append(leaves_item)

        told_node = cls(
            prefix=prefix,
            digest=digest,
            cases=cases,
            children=children,
            leaves=leaves,
        )

        told_node.additional_properties = d
        return told_node

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
