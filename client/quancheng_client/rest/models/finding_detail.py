from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finding_detail_allowed_item import FindingDetailAllowedItem

if TYPE_CHECKING:
    from ..models.cite import Cite
    from ..models.derivation import Derivation
    from ..models.duty_report import DutyReport
    from ..models.finding_report import FindingReport
    from ..models.log_entry import LogEntry


T = TypeVar("T", bound="FindingDetail")


@_attrs_define
class FindingDetail:
    """A finding and why.

    duty        the verdict as it is now; null where re-evaluation found that there is none any more
    derivation  the steps in sentences; steps: the same as data, for the independent checker
    articles    what the rule cites, word for word
    allowed     what may be done in this state

    Attributes:
        finding (FindingReport): A finding. version: send it back in If-Match when you act on it. due, over_by: of the
            breach as last stated.
        allowed (list[FindingDetailAllowedItem]):
        duty (DutyReport | None):
        derivation (list[str]):
        steps (Derivation | None):
        articles (list[Cite]):
        log (list[LogEntry]):
    """

    finding: FindingReport
    allowed: list[FindingDetailAllowedItem]
    duty: DutyReport | None
    derivation: list[str]
    steps: Derivation | None
    articles: list[Cite]
    log: list[LogEntry]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.derivation import Derivation  # noqa: PLC0415
        from ..models.duty_report import DutyReport  # noqa: PLC0415

        finding = self.finding.to_dict()

        allowed = []
        for allowed_item_data in self.allowed:
            allowed_item = allowed_item_data.value
            allowed.append(allowed_item)

        duty: dict[str, Any] | None
        if isinstance(self.duty, DutyReport):
            duty = self.duty.to_dict()
        else:
            duty = self.duty

        derivation = self.derivation

        steps: dict[str, Any] | None
        if isinstance(self.steps, Derivation):
            steps = self.steps.to_dict()
        else:
            steps = self.steps

        articles = []
        for articles_item_data in self.articles:
            articles_item = articles_item_data.to_dict()
            articles.append(articles_item)

        log = []
        for log_item_data in self.log:
            log_item = log_item_data.to_dict()
            log.append(log_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "finding": finding,
                "allowed": allowed,
                "duty": duty,
                "derivation": derivation,
                "steps": steps,
                "articles": articles,
                "log": log,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cite import Cite  # noqa: PLC0415
        from ..models.derivation import Derivation  # noqa: PLC0415
        from ..models.duty_report import DutyReport  # noqa: PLC0415
        from ..models.finding_report import FindingReport  # noqa: PLC0415
        from ..models.log_entry import LogEntry  # noqa: PLC0415

        d = dict(src_dict)
        finding = FindingReport.from_dict(d.pop("finding"))

        allowed = []
        _allowed = d.pop("allowed")
        for allowed_item_data in _allowed:
            allowed_item = FindingDetailAllowedItem(allowed_item_data)

            allowed.append(allowed_item)

        def _parse_duty(data: object) -> DutyReport | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                duty_type_0 = DutyReport.from_dict(data)

                return duty_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DutyReport | None, data)

        duty = _parse_duty(d.pop("duty"))

        derivation = cast(list[str], d.pop("derivation"))

        def _parse_steps(data: object) -> Derivation | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                steps_type_0 = Derivation.from_dict(data)

                return steps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Derivation | None, data)

        steps = _parse_steps(d.pop("steps"))

        articles = []
        _articles = d.pop("articles")
        for articles_item_data in _articles:
            articles_item = Cite.from_dict(articles_item_data)

            articles.append(articles_item)

        log = []
        _log = d.pop("log")
        for log_item_data in _log:
            log_item = LogEntry.from_dict(log_item_data)

            log.append(log_item)

        finding_detail = cls(
            finding=finding,
            allowed=allowed,
            duty=duty,
            derivation=derivation,
            steps=steps,
            articles=articles,
            log=log,
        )

        finding_detail.additional_properties = d
        return finding_detail

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
