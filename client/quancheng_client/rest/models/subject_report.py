from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SubjectReport")


@_attrs_define
class SubjectReport:
    """One person: states by the ids of the pack's lifecycle. measure_since: as stated on the wire.

    Attributes:
        person (str):
        stage (str):
        status (str):
        presence (str):
        measure (str):
        measure_since (None | str):
        custody (bool):
        sentence (str):
    """

    person: str
    stage: str
    status: str
    presence: str
    measure: str
    measure_since: None | str
    custody: bool
    sentence: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        person = self.person

        stage = self.stage

        status = self.status

        presence = self.presence

        measure = self.measure

        measure_since: None | str
        measure_since = self.measure_since

        custody = self.custody

        sentence = self.sentence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "person": person,
                "stage": stage,
                "status": status,
                "presence": presence,
                "measure": measure,
                "measure_since": measure_since,
                "custody": custody,
                "sentence": sentence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        person = d.pop("person")

        stage = d.pop("stage")

        status = d.pop("status")

        presence = d.pop("presence")

        measure = d.pop("measure")

        def _parse_measure_since(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        measure_since = _parse_measure_since(d.pop("measure_since"))

        custody = d.pop("custody")

        sentence = d.pop("sentence")

        subject_report = cls(
            person=person,
            stage=stage,
            status=status,
            presence=presence,
            measure=measure,
            measure_since=measure_since,
            custody=custody,
            sentence=sentence,
        )

        subject_report.additional_properties = d
        return subject_report

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
