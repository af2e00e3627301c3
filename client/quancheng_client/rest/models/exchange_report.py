from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.exchange_report_alarms_item import ExchangeReportAlarmsItem
from ..models.exchange_report_state import ExchangeReportState

if TYPE_CHECKING:
    from ..models.event_key import EventKey
    from ..models.open_duty import OpenDuty


T = TypeVar("T", bound="ExchangeReport")


@_attrs_define
class ExchangeReport:
    """One hand-over.

    receiver        URN, or null where only the kinds are known (receiver_kinds); named: the sending act names it
    acknowledge_by  agreed; alarms: unacknowledged, recalls; on the list of unanswered ones also unanswered
    on_paper        some step was taken outside the platform
    overdue         on the list of unanswered ones: the duties of law by which the answer is late

    Attributes:
        id (str):
        flow (str):
        title (str):
        case (str):
        person (None | str):
        state (ExchangeReportState):
        sender (str):
        receiver (None | str):
        receiver_kinds (list[str]):
        named (bool):
        send (EventKey): Identity of an event for ever: who posted it, and that poster's id for it.
        sent_at (str):
        acknowledge_by (None | str):
        answer_expected (bool):
        acknowledged_at (None | str):
        answered_at (None | str):
        closed_at (None | str):
        recalled_at (None | str):
        recall_confirmed_at (None | str):
        on_paper (bool):
        alarms (list[ExchangeReportAlarmsItem]):
        overdue (list[OpenDuty]):
    """

    id: str
    flow: str
    title: str
    case: str
    person: None | str
    state: ExchangeReportState
    sender: str
    receiver: None | str
    receiver_kinds: list[str]
    named: bool
    send: EventKey
    sent_at: str
    acknowledge_by: None | str
    answer_expected: bool
    acknowledged_at: None | str
    answered_at: None | str
    closed_at: None | str
    recalled_at: None | str
    recall_confirmed_at: None | str
    on_paper: bool
    alarms: list[ExchangeReportAlarmsItem]
    overdue: list[OpenDuty]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        flow = self.flow

        title = self.title

        case = self.case

        person: None | str
        person = self.person

        state = self.state.value

        sender = self.sender

        receiver: None | str
        receiver = self.receiver

        receiver_kinds = self.receiver_kinds

        named = self.named

        send = self.send.to_dict()

        sent_at = self.sent_at

        acknowledge_by: None | str
        acknowledge_by = self.acknowledge_by

        answer_expected = self.answer_expected

        acknowledged_at: None | str
        acknowledged_at = self.acknowledged_at

        answered_at: None | str
        answered_at = self.answered_at

        closed_at: None | str
        closed_at = self.closed_at

        recalled_at: None | str
        recalled_at = self.recalled_at

        recall_confirmed_at: None | str
        recall_confirmed_at = self.recall_confirmed_at

        on_paper = self.on_paper

        alarms = []
        for alarms_item_data in self.alarms:
            alarms_item = alarms_item_data.value
            alarms.append(alarms_item)

        overdue = []
        for overdue_item_data in self.overdue:
            overdue_item = overdue_item_data.to_dict()
            overdue.append(overdue_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "flow": flow,
                "title": title,
                "case": case,
                "person": person,
                "state": state,
                "sender": sender,
                "receiver": receiver,
                "receiver_kinds": receiver_kinds,
                "named": named,
                "send": send,
                "sent_at": sent_at,
                "acknowledge_by": acknowledge_by,
                "answer_expected": answer_expected,
                "acknowledged_at": acknowledged_at,
                "answered_at": answered_at,
                "closed_at": closed_at,
                "recalled_at": recalled_at,
                "recall_confirmed_at": recall_confirmed_at,
                "on_paper": on_paper,
                "alarms": alarms,
                "overdue": overdue,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_key import EventKey  # noqa: PLC0415
        from ..models.open_duty import OpenDuty  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        flow = d.pop("flow")

        title = d.pop("title")

        case = d.pop("case")

        def _parse_person(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        person = _parse_person(d.pop("person"))

        state = ExchangeReportState(d.pop("state"))

        sender = d.pop("sender")

        def _parse_receiver(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        receiver = _parse_receiver(d.pop("receiver"))

        receiver_kinds = cast(list[str], d.pop("receiver_kinds"))

        named = d.pop("named")

        send = EventKey.from_dict(d.pop("send"))

        sent_at = d.pop("sent_at")

        def _parse_acknowledge_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        acknowledge_by = _parse_acknowledge_by(d.pop("acknowledge_by"))

        answer_expected = d.pop("answer_expected")

        def _parse_acknowledged_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        acknowledged_at = _parse_acknowledged_at(d.pop("acknowledged_at"))

        def _parse_answered_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        answered_at = _parse_answered_at(d.pop("answered_at"))

        def _parse_closed_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        def _parse_recalled_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recalled_at = _parse_recalled_at(d.pop("recalled_at"))

        def _parse_recall_confirmed_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recall_confirmed_at = _parse_recall_confirmed_at(d.pop("recall_confirmed_at"))

        on_paper = d.pop("on_paper")

        alarms = []
        _alarms = d.pop("alarms")
        for alarms_item_data in _alarms:
            alarms_item = ExchangeReportAlarmsItem(alarms_item_data)

            alarms.append(alarms_item)

        overdue = []
        _overdue = d.pop("overdue")
        for overdue_item_data in _overdue:
            overdue_item = OpenDuty.from_dict(overdue_item_data)

            overdue.append(overdue_item)

        exchange_report = cls(
            id=id,
            flow=flow,
            title=title,
            case=case,
            person=person,
            state=state,
            sender=sender,
            receiver=receiver,
            receiver_kinds=receiver_kinds,
            named=named,
            send=send,
            sent_at=sent_at,
            acknowledge_by=acknowledge_by,
            answer_expected=answer_expected,
            acknowledged_at=acknowledged_at,
            answered_at=answered_at,
            closed_at=closed_at,
            recalled_at=recalled_at,
            recall_confirmed_at=recall_confirmed_at,
            on_paper=on_paper,
            alarms=alarms,
            overdue=overdue,
        )

        exchange_report.additional_properties = d
        return exchange_report

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
