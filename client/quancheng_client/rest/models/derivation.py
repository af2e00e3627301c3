from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.derivation_kind import DerivationKind
from ..models.derivation_reading import DerivationReading
from ..models.derivation_scale import DerivationScale

if TYPE_CHECKING:
    from ..models.anchored import Anchored
    from ..models.budgeted import Budgeted
    from ..models.closed import Closed
    from ..models.extended import Extended
    from ..models.found import Found
    from ..models.missed import Missed
    from ..models.opened import Opened
    from ..models.restarted import Restarted
    from ..models.result import Result
    from ..models.rolled import Rolled
    from ..models.suspended import Suspended
    from ..models.tested import Tested
    from ..models.unstated import Unstated
    from ..models.until_act import UntilAct


T = TypeVar("T", bound="Derivation")


@_attrs_define
class Derivation:
    """The steps of one verdict.

    scale     day: positions are local days (proleptic ordinals); instant: microseconds since the epoch
    reading   certain: one course of events; least / greatest: the shorter or longer of the lawful courses
              where the history leaves something open
    open_world  acts may be unmentioned: an excerpt, or an agency that does not vouch for its silence
    calendar  SHA-256 of the calendar used
    articles  "text:article" of the card's citations, in order

    Attributes:
        duty (str):
        rule (str):
        rule_version (str):
        kind (DerivationKind):
        case (str):
        subject (None | str):
        scale (DerivationScale):
        reading (DerivationReading):
        open_world (bool):
        calendar (str):
        articles (list[str]):
        steps (list[Anchored | Budgeted | Closed | Extended | Found | Missed | Opened | Restarted | Result | Rolled |
            Suspended | Tested | Unstated | UntilAct]):
    """

    duty: str
    rule: str
    rule_version: str
    kind: DerivationKind
    case: str
    subject: None | str
    scale: DerivationScale
    reading: DerivationReading
    open_world: bool
    calendar: str
    articles: list[str]
    steps: list[
        Anchored
        | Budgeted
        | Closed
        | Extended
        | Found
        | Missed
        | Opened
        | Restarted
        | Result
        | Rolled
        | Suspended
        | Tested
        | Unstated
        | UntilAct
    ]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anchored import Anchored  # noqa: PLC0415
        from ..models.budgeted import Budgeted  # noqa: PLC0415
        from ..models.closed import Closed  # noqa: PLC0415
        from ..models.extended import Extended  # noqa: PLC0415
        from ..models.found import Found  # noqa: PLC0415
        from ..models.missed import Missed  # noqa: PLC0415
        from ..models.opened import Opened  # noqa: PLC0415
        from ..models.restarted import Restarted  # noqa: PLC0415
        from ..models.rolled import Rolled  # noqa: PLC0415
        from ..models.suspended import Suspended  # noqa: PLC0415
        from ..models.tested import Tested  # noqa: PLC0415
        from ..models.unstated import Unstated  # noqa: PLC0415
        from ..models.until_act import UntilAct  # noqa: PLC0415

        duty = self.duty

        rule = self.rule

        rule_version = self.rule_version

        kind = self.kind.value

        case = self.case

        subject: None | str
        subject = self.subject

        scale = self.scale.value

        reading = self.reading.value

        open_world = self.open_world

        calendar = self.calendar

        articles = self.articles

        steps = []
        for steps_item_data in self.steps:
            steps_item: dict[str, Any]
            if isinstance(steps_item_data, Opened):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Anchored):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Budgeted):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Extended):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Suspended):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Restarted):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Rolled):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, UntilAct):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Closed):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Found):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Missed):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Tested):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, Unstated):
                steps_item = steps_item_data.to_dict()
            else:
                steps_item = steps_item_data.to_dict()

            steps.append(steps_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "duty": duty,
                "rule": rule,
                "rule_version": rule_version,
                "kind": kind,
                "case": case,
                "subject": subject,
                "scale": scale,
                "reading": reading,
                "open_world": open_world,
                "calendar": calendar,
                "articles": articles,
                "steps": steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anchored import Anchored  # noqa: PLC0415
        from ..models.budgeted import Budgeted  # noqa: PLC0415
        from ..models.closed import Closed  # noqa: PLC0415
        from ..models.extended import Extended  # noqa: PLC0415
        from ..models.found import Found  # noqa: PLC0415
        from ..models.missed import Missed  # noqa: PLC0415
        from ..models.opened import Opened  # noqa: PLC0415
        from ..models.restarted import Restarted  # noqa: PLC0415
        from ..models.result import Result  # noqa: PLC0415
        from ..models.rolled import Rolled  # noqa: PLC0415
        from ..models.suspended import Suspended  # noqa: PLC0415
        from ..models.tested import Tested  # noqa: PLC0415
        from ..models.unstated import Unstated  # noqa: PLC0415
        from ..models.until_act import UntilAct  # noqa: PLC0415

        d = dict(src_dict)
        duty = d.pop("duty")

        rule = d.pop("rule")

        rule_version = d.pop("rule_version")

        kind = DerivationKind(d.pop("kind"))

        case = d.pop("case")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        scale = DerivationScale(d.pop("scale"))

        reading = DerivationReading(d.pop("reading"))

        open_world = d.pop("open_world")

        calendar = d.pop("calendar")

        articles = cast(list[str], d.pop("articles"))

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:

            def _parse_steps_item(
                data: object,
            ) -> (
                Anchored
                | Budgeted
                | Closed
                | Extended
                | Found
                | Missed
                | Opened
                | Restarted
                | Result
                | Rolled
                | Suspended
                | Tested
                | Unstated
                | UntilAct
            ):
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_0 = Opened.from_dict(data)

                    return steps_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_1 = Anchored.from_dict(data)

                    return steps_item_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_2 = Budgeted.from_dict(data)

                    return steps_item_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_3 = Extended.from_dict(data)

                    return steps_item_type_3
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_4 = Suspended.from_dict(data)

                    return steps_item_type_4
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_5 = Restarted.from_dict(data)

                    return steps_item_type_5
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_6 = Rolled.from_dict(data)

                    return steps_item_type_6
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_7 = UntilAct.from_dict(data)

                    return steps_item_type_7
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_8 = Closed.from_dict(data)

                    return steps_item_type_8
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_9 = Found.from_dict(data)

                    return steps_item_type_9
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_10 = Missed.from_dict(data)

                    return steps_item_type_10
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_11 = Tested.from_dict(data)

                    return steps_item_type_11
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    steps_item_type_12 = Unstated.from_dict(data)

                    return steps_item_type_12
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                steps_item_type_13 = Result.from_dict(data)

                return steps_item_type_13

            steps_item = _parse_steps_item(steps_item_data)

            steps.append(steps_item)

        derivation = cls(
            duty=duty,
            rule=rule,
            rule_version=rule_version,
            kind=kind,
            case=case,
            subject=subject,
            scale=scale,
            reading=reading,
            open_world=open_world,
            calendar=calendar,
            articles=articles,
            steps=steps,
        )

        derivation.additional_properties = d
        return derivation

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
