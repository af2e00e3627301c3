from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.subject_report import SubjectReport


T = TypeVar("T", bound="CaseHead")


@_attrs_define
class CaseHead:
    """A case as it is now. breaches: duties broken, prompts left out; pending: duties that run.

    marks  what stands on the cover, e.g. that the case holds information of a sealed record, which is not shown

    Attributes:
        case (str):
        stage (None | str):
        agency (None | str):
        opened (None | str):
        closed (None | str):
        events (int):
        subjects (list[SubjectReport]):
        breaches (int):
        pending (int):
        marks (list[str]):
        timeline (str):
        duties (str):
    """

    case: str
    stage: None | str
    agency: None | str
    opened: None | str
    closed: None | str
    events: int
    subjects: list[SubjectReport]
    breaches: int
    pending: int
    marks: list[str]
    timeline: str
    duties: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        case = self.case

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

        breaches = self.breaches

        pending = self.pending

        marks = self.marks

        timeline = self.timeline

        duties = self.duties

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case": case,
                "stage": stage,
                "agency": agency,
                "opened": opened,
                "closed": closed,
                "events": events,
                "subjects": subjects,
                "breaches": breaches,
                "pending": pending,
                "marks": marks,
                "timeline": timeline,
                "duties": duties,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.subject_report import SubjectReport  # noqa: PLC0415

        d = dict(src_dict)
        case = d.pop("case")

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

        breaches = d.pop("breaches")

        pending = d.pop("pending")

        marks = cast(list[str], d.pop("marks"))

        timeline = d.pop("timeline")

        duties = d.pop("duties")

        case_head = cls(
            case=case,
            stage=stage,
            agency=agency,
            opened=opened,
            closed=closed,
            events=events,
            subjects=subjects,
            breaches=breaches,
            pending=pending,
            marks=marks,
            timeline=timeline,
            duties=duties,
        )

        case_head.additional_properties = d
        return case_head

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
