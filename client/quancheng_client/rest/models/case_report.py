from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.duty_report import DutyReport
    from ..models.subject_report import SubjectReport
    from ..models.unexpected_report import UnexpectedReport


T = TypeVar("T", bound="CaseReport")


@_attrs_define
class CaseReport:
    """A case as of two times. stage null: the pack knows no stages. events: acts that count.

    Attributes:
        case (str):
        valid_at (str):
        known_at (str):
        stage (None | str):
        agency (None | str):
        opened (None | str):
        closed (None | str):
        events (int):
        subjects (list[SubjectReport]):
        unexpected_moves (list[UnexpectedReport]):
        duties (list[DutyReport]):
    """

    case: str
    valid_at: str
    known_at: str
    stage: None | str
    agency: None | str
    opened: None | str
    closed: None | str
    events: int
    subjects: list[SubjectReport]
    unexpected_moves: list[UnexpectedReport]
    duties: list[DutyReport]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        case = self.case

        valid_at = self.valid_at

        known_at = self.known_at

        stage: None | str
        stage = self.stage

        agency: None | str
        agency = self.agency

        opened: None | str
        opened = self.opened

        closed: None | str
        closed = self.closed

        events = self.events

        subjects = []
        for subjects_item_data in self.subjects:
            subjects_item = subjects_item_data.to_dict()
            subjects.append(subjects_item)

        unexpected_moves = []
        for unexpected_moves_item_data in self.unexpected_moves:
            unexpected_moves_item = unexpected_moves_item_data.to_dict()
            unexpected_moves.append(unexpected_moves_item)

        duties = []
        for duties_item_data in self.duties:
            duties_item = duties_item_data.to_dict()
            duties.append(duties_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case": case,
                "valid_at": valid_at,
                "known_at": known_at,
                "stage": stage,
                "agency": agency,
                "opened": opened,
                "closed": closed,
                "events": events,
                "subjects": subjects,
                "unexpected_moves": unexpected_moves,
                "duties": duties,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.duty_report import DutyReport  # noqa: PLC0415
        from ..models.subject_report import SubjectReport  # noqa: PLC0415
        from ..models.unexpected_report import UnexpectedReport  # noqa: PLC0415

        d = dict(src_dict)
        case = d.pop("case")

        valid_at = d.pop("valid_at")

        known_at = d.pop("known_at")

        def _parse_stage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stage = _parse_stage(d.pop("stage"))

        def _parse_agency(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        agency = _parse_agency(d.pop("agency"))

        def _parse_opened(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        opened = _parse_opened(d.pop("opened"))

        def _parse_closed(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        closed = _parse_closed(d.pop("closed"))

        events = d.pop("events")

        subjects = []
        _subjects = d.pop("subjects")
        for subjects_item_data in _subjects:
            subjects_item = SubjectReport.from_dict(subjects_item_data)

            subjects.append(subjects_item)

        unexpected_moves = []
        _unexpected_moves = d.pop("unexpected_moves")
        for unexpected_moves_item_data in _unexpected_moves:
            unexpected_moves_item = UnexpectedReport.from_dict(unexpected_moves_item_data)

            unexpected_moves.append(unexpected_moves_item)

        duties = []
        _duties = d.pop("duties")
        for duties_item_data in _duties:
            duties_item = DutyReport.from_dict(duties_item_data)

            duties.append(duties_item)

        case_report = cls(
            case=case,
            valid_at=valid_at,
            known_at=known_at,
            stage=stage,
            agency=agency,
            opened=opened,
            closed=closed,
            events=events,
            subjects=subjects,
            unexpected_moves=unexpected_moves,
            duties=duties,
        )

        case_report.additional_properties = d
        return case_report

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
