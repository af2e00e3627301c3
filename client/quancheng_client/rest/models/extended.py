from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.extended_mode import ExtendedMode
from ..models.extended_step import ExtendedStep

if TYPE_CHECKING:
    from ..models.amount import Amount
    from ..models.event_key import EventKey


T = TypeVar("T", bound="Extended")


@_attrs_define
class Extended:
    """An extension. `applied` False: it counts for nothing, `why` says so.

    amount    by how much (mode `by`), or the new whole length counted from the start (mode `to_total`)
    total     ceiling on the whole length counted from the start, None if there is none
    from_origin / contiguous  the two readings of a chained period (unrolled, before uncounted days);
              the earlier governs
    due       unrolled due after this step, uncounted days included

    Attributes:
        step (ExtendedStep):
        event (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        mode (ExtendedMode):
        amount (Amount): A length of time as the card states it; `value` is a decimal string, only months may be halves.
        total (Amount | None):
        only_before_expiry (bool):
        day (int):
        applied (bool):
        why (str):
        contiguous (int):
        from_origin (int):
        due (int):
    """

    step: ExtendedStep
    event: EventKey
    mode: ExtendedMode
    amount: Amount
    total: Amount | None
    only_before_expiry: bool
    day: int
    applied: bool
    why: str
    contiguous: int
    from_origin: int
    due: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.amount import Amount  # noqa: PLC0415

        step = self.step.value

        event = self.event.to_dict()

        mode = self.mode.value

        amount = self.amount.to_dict()

        total: dict[str, Any] | None
        if isinstance(self.total, Amount):
            total = self.total.to_dict()
        else:
            total = self.total

        only_before_expiry = self.only_before_expiry

        day = self.day

        applied = self.applied

        why = self.why

        contiguous = self.contiguous

        from_origin = self.from_origin

        due = self.due

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "event": event,
                "mode": mode,
                "amount": amount,
                "total": total,
                "only_before_expiry": only_before_expiry,
                "day": day,
                "applied": applied,
                "why": why,
                "contiguous": contiguous,
                "from_origin": from_origin,
                "due": due,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.amount import Amount  # noqa: PLC0415
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        step = ExtendedStep(d.pop("step"))

        event = EventKey.from_dict(d.pop("event"))

        mode = ExtendedMode(d.pop("mode"))

        amount = Amount.from_dict(d.pop("amount"))

        def _parse_total(data: object) -> Amount | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                total_type_0 = Amount.from_dict(data)

                return total_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Amount | None, data)

        total = _parse_total(d.pop("total"))

        only_before_expiry = d.pop("only_before_expiry")

        day = d.pop("day")

        applied = d.pop("applied")

        why = d.pop("why")

        contiguous = d.pop("contiguous")

        from_origin = d.pop("from_origin")

        due = d.pop("due")

        extended = cls(
            step=step,
            event=event,
            mode=mode,
            amount=amount,
            total=total,
            only_before_expiry=only_before_expiry,
            day=day,
            applied=applied,
            why=why,
            contiguous=contiguous,
            from_origin=from_origin,
            due=due,
        )

        extended.additional_properties = d
        return extended

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
