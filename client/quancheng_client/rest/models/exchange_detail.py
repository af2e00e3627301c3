from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.custody_report import CustodyReport
    from ..models.exchange_report import ExchangeReport
    from ..models.exchange_step import ExchangeStep
    from ..models.open_duty import OpenDuty


T = TypeVar("T", bound="ExchangeDetail")


@_attrs_define
class ExchangeDetail:
    """A hand-over, its steps, and the open duties of law that run on it.

    custody  the line of the custody register beside which it is the last transfer of the person held, else null

    Attributes:
        exchange (ExchangeReport): One hand-over.

                receiver        URN, or null where only the kinds are known (receiver_kinds); named: the sending act names
            it
                acknowledge_by  agreed; alarms: unacknowledged, recalls; on the list of unanswered ones also unanswered
                on_paper        some step was taken outside the platform
                overdue         on the list of unanswered ones: the duties of law by which the answer is late
        steps (list[ExchangeStep]):
        duties (list[OpenDuty]):
        custody (CustodyReport | None):
    """

    exchange: ExchangeReport
    steps: list[ExchangeStep]
    duties: list[OpenDuty]
    custody: CustodyReport | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.custody_report import CustodyReport  # noqa: PLC0415

        exchange = self.exchange.to_dict()

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        duties = []
        for duties_item_data in self.duties:
            duties_item = duties_item_data.to_dict()
            duties.append(duties_item)

        custody: dict[str, Any] | None
        if isinstance(self.custody, CustodyReport):
            custody = self.custody.to_dict()
        else:
            custody = self.custody

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "exchange": exchange,
                "steps": steps,
                "duties": duties,
                "custody": custody,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.custody_report import CustodyReport  # noqa: PLC0415
        from ..models.exchange_report import ExchangeReport  # noqa: PLC0415
        from ..models.exchange_step import ExchangeStep  # noqa: PLC0415
        from ..models.open_duty import OpenDuty  # noqa: PLC0415

        d = dict(src_dict)
        exchange = ExchangeReport.from_dict(d.pop("exchange"))

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = ExchangeStep.from_dict(steps_item_data)

            steps.append(steps_item)

        duties = []
        _duties = d.pop("duties")
        for duties_item_data in _duties:
            duties_item = OpenDuty.from_dict(duties_item_data)

            duties.append(duties_item)

        def _parse_custody(data: object) -> CustodyReport | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                custody_type_0 = CustodyReport.from_dict(data)

                return custody_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CustodyReport | None, data)

        custody = _parse_custody(d.pop("custody"))

        exchange_detail = cls(
            exchange=exchange,
            steps=steps,
            duties=duties,
            custody=custody,
        )

        exchange_detail.additional_properties = d
        return exchange_detail

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
