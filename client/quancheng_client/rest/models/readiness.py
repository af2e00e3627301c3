from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.processor_state import ProcessorState
    from ..models.readiness_exchange_alarms import ReadinessExchangeAlarms


T = TypeVar("T", bound="Readiness")


@_attrs_define
class Readiness:
    """ok: nothing is late, parked or failed; problems names what is.

    head             last position of the ledger; quiet_seconds: since the last act was recorded
    lag_seconds      age of the oldest act that some read model has not seen
    clock_seconds    age of the oldest deadline that has passed unnoticed
    exchange_alarms  hand-overs not acknowledged, not answered or recalled without an answer: the agencies' to mend,
                     so they never make the platform not ok
    parked           cases that could not be processed; rule_failures: rules that crashed on a case

    Attributes:
        ok (bool):
        problems (list[str]):
        head (int):
        unsequenced (int):
        unsequenced_seconds (float):
        quiet_seconds (float | None):
        lag_seconds (float):
        clock_seconds (float):
        projections (list[ProcessorState]):
        parked (int):
        rule_failures (int):
        exchange_alarms (ReadinessExchangeAlarms):
    """

    ok: bool
    problems: list[str]
    head: int
    unsequenced: int
    unsequenced_seconds: float
    quiet_seconds: float | None
    lag_seconds: float
    clock_seconds: float
    projections: list[ProcessorState]
    parked: int
    rule_failures: int
    exchange_alarms: ReadinessExchangeAlarms
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ok = self.ok

        problems = self.problems

        head = self.head

        unsequenced = self.unsequenced

        unsequenced_seconds = self.unsequenced_seconds

        quiet_seconds: float | None
        quiet_seconds = self.quiet_seconds

        lag_seconds = self.lag_seconds

        clock_seconds = self.clock_seconds

        projections = []
        for projections_item_data in self.projections:
            projections_item = projections_item_data.to_dict()
            projections.append(projections_item)

        parked = self.parked

        rule_failures = self.rule_failures

        exchange_alarms = self.exchange_alarms.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ok": ok,
                "problems": problems,
                "head": head,
                "unsequenced": unsequenced,
                "unsequenced_seconds": unsequenced_seconds,
                "quiet_seconds": quiet_seconds,
                "lag_seconds": lag_seconds,
                "clock_seconds": clock_seconds,
                "projections": projections,
                "parked": parked,
                "rule_failures": rule_failures,
                "exchange_alarms": exchange_alarms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.processor_state import ProcessorState  # noqa: PLC0415
        from ..models.readiness_exchange_alarms import ReadinessExchangeAlarms  # noqa: PLC0415

        d = dict(src_dict)
        ok = d.pop("ok")

        problems = cast(list[str], d.pop("problems"))

        head = d.pop("head")

        unsequenced = d.pop("unsequenced")

        unsequenced_seconds = d.pop("unsequenced_seconds")

        def _parse_quiet_seconds(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        quiet_seconds = _parse_quiet_seconds(d.pop("quiet_seconds"))

        lag_seconds = d.pop("lag_seconds")

        clock_seconds = d.pop("clock_seconds")

        projections = []
        _projections = d.pop("projections")
        for projections_item_data in _projections:
            projections_item = ProcessorState.from_dict(projections_item_data)

            projections.append(projections_item)

        parked = d.pop("parked")

        rule_failures = d.pop("rule_failures")

        exchange_alarms = ReadinessExchangeAlarms.from_dict(d.pop("exchange_alarms"))

        readiness = cls(
            ok=ok,
            problems=problems,
            head=head,
            unsequenced=unsequenced,
            unsequenced_seconds=unsequenced_seconds,
            quiet_seconds=quiet_seconds,
            lag_seconds=lag_seconds,
            clock_seconds=clock_seconds,
            projections=projections,
            parked=parked,
            rule_failures=rule_failures,
            exchange_alarms=exchange_alarms,
        )

        readiness.additional_properties = d
        return readiness

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
