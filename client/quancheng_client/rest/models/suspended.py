from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.suspended_step import SuspendedStep

if TYPE_CHECKING:
    from ..models.event_key import EventKey


T = TypeVar("T", bound="Suspended")


@_attrs_define
class Suspended:
    """Time that is not counted: whole days first..last, or microseconds on the instant scale.

    ended   None while it goes on
    uncounted  added by this step (days already uncounted by another suspension are not added twice)

    Attributes:
        step (SuspendedStep):
        began (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        ended (EventKey | None):
        first (int):
        last (int | None):
        uncounted (int):
        due (int):
    """

    step: SuspendedStep
    began: EventKey
    ended: EventKey | None
    first: int
    last: int | None
    uncounted: int
    due: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.event_key import EventKey  # noqa: PLC0415

        step = self.step.value

        began = self.began.to_dict()

        ended: dict[str, Any] | None
        if isinstance(self.ended, EventKey):
            ended = self.ended.to_dict()
        else:
            ended = self.ended

        first = self.first

        last: int | None
        last = self.last

        uncounted = self.uncounted

        due = self.due

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "began": began,
                "ended": ended,
                "first": first,
                "last": last,
                "uncounted": uncounted,
                "due": due,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        step = SuspendedStep(d.pop("step"))

        began = EventKey.from_dict(d.pop("began"))

        def _parse_ended(data: object) -> EventKey | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                ended_type_0 = EventKey.from_dict(data)

                return ended_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EventKey | None, data)

        ended = _parse_ended(d.pop("ended"))

        first = d.pop("first")

        def _parse_last(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        last = _parse_last(d.pop("last"))

        uncounted = d.pop("uncounted")

        due = d.pop("due")

        suspended = cls(
            step=step,
            began=began,
            ended=ended,
            first=first,
            last=last,
            uncounted=uncounted,
            due=due,
        )

        suspended.additional_properties = d
        return suspended

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
