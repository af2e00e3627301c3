from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.budgeted_hours_type_0 import BudgetedHoursType0
from ..models.budgeted_start import BudgetedStart
from ..models.budgeted_step import BudgetedStep

if TYPE_CHECKING:
    from ..models.amount import Amount


T = TypeVar("T", bound="Budgeted")


@_attrs_define
class Budgeted:
    """The base period. `due` is unrolled: last day counted, or last instant, on the derivation's scale.

    since  position the period is counted from (a day, or an instant)

    Attributes:
        step (BudgetedStep):
        amount (Amount): A length of time as the card states it; `value` is a decimal string, only months may be halves.
        start (BudgetedStart):
        hours (BudgetedHoursType0 | None):
        since (int):
        due (int):
    """

    step: BudgetedStep
    amount: Amount
    start: BudgetedStart
    hours: BudgetedHoursType0 | None
    since: int
    due: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        step = self.step.value

        amount = self.amount.to_dict()

        start = self.start.value

        hours: None | str
        if isinstance(self.hours, BudgetedHoursType0):
            hours = self.hours.value
        else:
            hours = self.hours

        since = self.since

        due = self.due

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "step": step,
                "amount": amount,
                "start": start,
                "hours": hours,
                "since": since,
                "due": due,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.amount import Amount  # noqa: PLC0415

        d = dict(src_dict)
        step = BudgetedStep(d.pop("step"))

        amount = Amount.from_dict(d.pop("amount"))

        start = BudgetedStart(d.pop("start"))

        def _parse_hours(data: object) -> BudgetedHoursType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                hours_type_0 = BudgetedHoursType0(data)

                return hours_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BudgetedHoursType0 | None, data)

        hours = _parse_hours(d.pop("hours"))

        since = d.pop("since")

        due = d.pop("due")

        budgeted = cls(
            step=step,
            amount=amount,
            start=start,
            hours=hours,
            since=since,
            due=due,
        )

        budgeted.additional_properties = d
        return budgeted

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
