from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.rolled_mode import RolledMode
from ..models.rolled_step import RolledStep

T = TypeVar("T", bound="Rolled")


@_attrs_define
class Rolled:
    """Rolling over rest days, once, at the end. in_custody None: not asked, or not known.

    Attributes:
        step (RolledStep):
        mode (RolledMode):
        in_custody (bool | None):
        unrolled (int):
        due (int):
        provisional (bool):
    """

    step: RolledStep
    mode: RolledMode
    in_custody: bool | None
    unrolled: int
    due: int
    provisional: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        mode = self.mode.value

        in_custody: bool | None
        in_custody = self.in_custody

        unrolled = self.unrolled

        due = self.due

        provisional = self.provisional

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "mode": mode,
                "in_custody": in_custody,
                "unrolled": unrolled,
                "due": due,
                "provisional": provisional,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        step = RolledStep(d.pop("step"))

        mode = RolledMode(d.pop("mode"))

        def _parse_in_custody(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        in_custody = _parse_in_custody(d.pop("in_custody"))

        unrolled = d.pop("unrolled")

        due = d.pop("due")

        provisional = d.pop("provisional")

        rolled = cls(
            step=step,
            mode=mode,
            in_custody=in_custody,
            unrolled=unrolled,
            due=due,
            provisional=provisional,
        )

        rolled.additional_properties = d
        return rolled

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
