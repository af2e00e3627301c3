from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.custody_transfer import CustodyTransfer
    from ..models.event_key import EventKey


T = TypeVar("T", bound="CustodyReport")


@_attrs_define
class CustodyReport:
    """A person held in a case.

    measure, stage  state ids of the lifecycle; agency: URN of the organ in charge; since: as stated
    basis           the act that custody rests on, its type, and the article as text:number
    until           last lawful day (a date) or instant of this basis; null: until an act, or no rule limits it
    days_left       0 on the last lawful day, below 0 beyond it
    transfer        null: none, or none that the caller sees

    Attributes:
        case (str):
        person (str):
        measure (str):
        stage (str):
        agency (None | str):
        since (None | str):
        basis (EventKey | None):
        basis_type (None | str):
        article (None | str):
        until (None | str):
        provisional (bool):
        rule (None | str):
        duty (None | str):
        days_left (int | None):
        transfer (CustodyTransfer | None):
    """

    case: str
    person: str
    measure: str
    stage: str
    agency: None | str
    since: None | str
    basis: EventKey | None
    basis_type: None | str
    article: None | str
    until: None | str
    provisional: bool
    rule: None | str
    duty: None | str
    days_left: int | None
    transfer: CustodyTransfer | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.custody_transfer import CustodyTransfer  # noqa: PLC0415
        from ..models.event_key import EventKey  # noqa: PLC0415

        case = self.case

        person = self.person

        measure = self.measure

        stage = self.stage

        agency: None | str
        agency = self.agency

        since: None | str
        since = self.since

        basis: dict[str, Any] | None
        if isinstance(self.basis, EventKey):
            basis = self.basis.to_dict()
        else:
            basis = self.basis

        basis_type: None | str
        basis_type = self.basis_type

        article: None | str
        article = self.article

        until: None | str
        until = self.until

        provisional = self.provisional

        rule: None | str
        rule = self.rule

        duty: None | str
        duty = self.duty

        days_left: int | None
        days_left = self.days_left

        transfer: dict[str, Any] | None
        if isinstance(self.transfer, CustodyTransfer):
            transfer = self.transfer.to_dict()
        else:
            transfer = self.transfer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case": case,
                "person": person,
                "measure": measure,
                "stage": stage,
                "agency": agency,
                "since": since,
                "basis": basis,
                "basis_type": basis_type,
                "article": article,
                "until": until,
                "provisional": provisional,
                "rule": rule,
                "duty": duty,
                "days_left": days_left,
                "transfer": transfer,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.custody_transfer import CustodyTransfer  # noqa: PLC0415
        from ..models.event_key import EventKey  # noqa: PLC0415

        d = dict(src_dict)
        case = d.pop("case")

        person = d.pop("person")

        measure = d.pop("measure")

        stage = d.pop("stage")

        def _parse_agency(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        agency = _parse_agency(d.pop("agency"))

        def _parse_since(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        since = _parse_since(d.pop("since"))

        def _parse_basis(data: object) -> EventKey | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                basis_type_0 = EventKey.from_dict(data)

                return basis_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EventKey | None, data)

        basis = _parse_basis(d.pop("basis"))

        def _parse_basis_type(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        basis_type = _parse_basis_type(d.pop("basis_type"))

        def _parse_article(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        article = _parse_article(d.pop("article"))

        def _parse_until(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        until = _parse_until(d.pop("until"))

        provisional = d.pop("provisional")

        def _parse_rule(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        rule = _parse_rule(d.pop("rule"))

        def _parse_duty(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        duty = _parse_duty(d.pop("duty"))

        def _parse_days_left(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        days_left = _parse_days_left(d.pop("days_left"))

        def _parse_transfer(data: object) -> CustodyTransfer | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                transfer_type_0 = CustodyTransfer.from_dict(data)

                return transfer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CustodyTransfer | None, data)

        transfer = _parse_transfer(d.pop("transfer"))

        custody_report = cls(
            case=case,
            person=person,
            measure=measure,
            stage=stage,
            agency=agency,
            since=since,
            basis=basis,
            basis_type=basis_type,
            article=article,
            until=until,
            provisional=provisional,
            rule=rule,
            duty=duty,
            days_left=days_left,
            transfer=transfer,
        )

        custody_report.additional_properties = d
        return custody_report

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
