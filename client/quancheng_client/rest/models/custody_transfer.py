from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.custody_transfer_state import CustodyTransferState

if TYPE_CHECKING:
    from ..models.custody_transfer_shows import CustodyTransferShows


T = TypeVar("T", bound="CustodyTransfer")


@_attrs_define
class CustodyTransfer:
    """The latest hand-over by which custody went on: GET /exchanges/{id} tells its steps.

    on_paper  some step was taken outside the platform
    shows     what its steps state, e.g. to_stage and new_expiry: the new basis, and the last day of the new period

    Attributes:
        id (str):
        flow (str):
        case (str):
        state (CustodyTransferState):
        sender (str):
        receiver (None | str):
        sent_at (str):
        on_paper (bool):
        shows (CustodyTransferShows):
    """

    id: str
    flow: str
    case: str
    state: CustodyTransferState
    sender: str
    receiver: None | str
    sent_at: str
    on_paper: bool
    shows: CustodyTransferShows
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        flow = self.flow

        case = self.case

        state = self.state.value

        sender = self.sender

        receiver: None | str
        receiver = self.receiver

        sent_at = self.sent_at

        on_paper = self.on_paper

        shows = self.shows.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "flow": flow,
                "case": case,
                "state": state,
                "sender": sender,
                "receiver": receiver,
                "sent_at": sent_at,
                "on_paper": on_paper,
                "shows": shows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.custody_transfer_shows import CustodyTransferShows  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        flow = d.pop("flow")

        case = d.pop("case")

        state = CustodyTransferState(d.pop("state"))

        sender = d.pop("sender")

        def _parse_receiver(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        receiver = _parse_receiver(d.pop("receiver"))

        sent_at = d.pop("sent_at")

        on_paper = d.pop("on_paper")

        shows = CustodyTransferShows.from_dict(d.pop("shows"))

        custody_transfer = cls(
            id=id,
            flow=flow,
            case=case,
            state=state,
            sender=sender,
            receiver=receiver,
            sent_at=sent_at,
            on_paper=on_paper,
            shows=shows,
        )

        custody_transfer.additional_properties = d
        return custody_transfer

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
