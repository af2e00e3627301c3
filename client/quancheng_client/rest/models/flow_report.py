from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.alias import Alias


T = TypeVar("T", bound="FlowReport")


@_attrs_define
class FlowReport:
    """A kind of hand-over. senders, receivers: agency kinds; the rest: names of event types that make each step.

    aliases                   what published standards call the business it belongs to
    acknowledge_within_hours  agreed, not law; null: nothing is agreed

    Attributes:
        id (str):
        title (str):
        senders (list[str]):
        receivers (list[str]):
        sends (list[str]):
        receives (list[str]):
        accepts (list[str]):
        rejects (list[str]):
        returns (list[str]):
        answers (list[str]):
        recalls (list[str]):
        rules (list[str]):
        aliases (list[Alias]):
        acknowledge_within_hours (int | None):
    """

    id: str
    title: str
    senders: list[str]
    receivers: list[str]
    sends: list[str]
    receives: list[str]
    accepts: list[str]
    rejects: list[str]
    returns: list[str]
    answers: list[str]
    recalls: list[str]
    rules: list[str]
    aliases: list[Alias]
    acknowledge_within_hours: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        title = self.title

        senders = self.senders

        receivers = self.receivers

        sends = self.sends

        receives = self.receives

        accepts = self.accepts

        rejects = self.rejects

        returns = self.returns

        answers = self.answers

        recalls = self.recalls

        rules = self.rules

        aliases = []
        for aliases_item_data in self.aliases:
            aliases_item = aliases_item_data.to_dict()
            aliases.append(aliases_item)

        acknowledge_within_hours: int | None
        acknowledge_within_hours = self.acknowledge_within_hours

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "title": title,
                "senders": senders,
                "receivers": receivers,
                "sends": sends,
                "receives": receives,
                "accepts": accepts,
                "rejects": rejects,
                "returns": returns,
                "answers": answers,
                "recalls": recalls,
                "rules": rules,
                "aliases": aliases,
                "acknowledge_within_hours": acknowledge_within_hours,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.alias import Alias  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        title = d.pop("title")

        senders = cast(list[str], d.pop("senders"))

        receivers = cast(list[str], d.pop("receivers"))

        sends = cast(list[str], d.pop("sends"))

        receives = cast(list[str], d.pop("receives"))

        accepts = cast(list[str], d.pop("accepts"))

        rejects = cast(list[str], d.pop("rejects"))

        returns = cast(list[str], d.pop("returns"))

        answers = cast(list[str], d.pop("answers"))

        recalls = cast(list[str], d.pop("recalls"))

        rules = cast(list[str], d.pop("rules"))

        aliases = []
        _aliases = d.pop("aliases")
        for aliases_item_data in _aliases:
            aliases_item = Alias.from_dict(aliases_item_data)

            aliases.append(aliases_item)

        def _parse_acknowledge_within_hours(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        acknowledge_within_hours = _parse_acknowledge_within_hours(d.pop("acknowledge_within_hours"))

        flow_report = cls(
            id=id,
            title=title,
            senders=senders,
            receivers=receivers,
            sends=sends,
            receives=receives,
            accepts=accepts,
            rejects=rejects,
            returns=returns,
            answers=answers,
            recalls=recalls,
            rules=rules,
            aliases=aliases,
            acknowledge_within_hours=acknowledge_within_hours,
        )

        flow_report.additional_properties = d
        return flow_report

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
