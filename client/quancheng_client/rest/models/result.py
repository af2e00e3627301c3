from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.result_status import ResultStatus
from ..models.result_step import ResultStep

if TYPE_CHECKING:
    from ..models.event_key import EventKey
    from ..models.lateness import Lateness


T = TypeVar("T", bound="Result")


@_attrs_define
class Result:
    """The verdict. `due` and `now` on the derivation's scale; due None while no clock runs.

    Attributes:
        step (ResultStep):
        status (ResultStatus):
        due (int | None):
        now (int):
        over_by (Lateness | None):
        decided_by (EventKey | None):
    """

    step: ResultStep
    status: ResultStatus
    due: int | None
    now: int
    over_by: Lateness | None
    decided_by: EventKey | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.lateness import Lateness  # noqa: PLC0415

        step = self.step.value

        status = self.status.value

        due: int | None
        due = self.due

        now = self.now

        over_by: dict[str, Any] | None
        if isinstance(self.over_by, Lateness):
            over_by = self.over_by.to_dict()
        else:
            over_by = self.over_by

        decided_by: dict[str, Any] | None
        if isinstance(self.decided_by, EventKey):
            decided_by = self.decided_by.to_dict()
        else:
            decided_by = self.decided_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "status": status,
                "due": due,
                "now": now,
                "over_by": over_by,
                "decided_by": decided_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.lateness import Lateness  # noqa: PLC0415

        d = dict(src_dict)
        step = ResultStep(d.pop("step"))

        status = ResultStatus(d.pop("status"))

        def _parse_due(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        due = _parse_due(d.pop("due"))

        now = d.pop("now")

        def _parse_over_by(data: object) -> Lateness | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                over_by_type_0 = Lateness.from_dict(data)

                return over_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Lateness | None, data)

        over_by = _parse_over_by(d.pop("over_by"))

        def _parse_decided_by(data: object) -> EventKey | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                decided_by_type_0 = EventKey.from_dict(data)

                return decided_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EventKey | None, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        result = cls(
            step=step,
            status=status,
            due=due,
            now=now,
            over_by=over_by,
            decided_by=decided_by,
        )

        result.additional_properties = d
        return result

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
