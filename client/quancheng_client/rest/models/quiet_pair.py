from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="QuietPair")


@_attrs_define
class QuietPair:
    """number, usual_days: hand-overs in the time looked back on, and their mean gap; quiet_days: since the last.

    Attributes:
        sender (str):
        receiver (str):
        flow (str):
        number (int):
        usual_days (int):
        last (str):
        quiet_days (int):
    """

    sender: str
    receiver: str
    flow: str
    number: int
    usual_days: int
    last: str
    quiet_days: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sender = self.sender

        receiver = self.receiver

        flow = self.flow

        number = self.number

        usual_days = self.usual_days

        last = self.last

        quiet_days = self.quiet_days

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sender": sender,
                "receiver": receiver,
                "flow": flow,
                "number": number,
                "usual_days": usual_days,
                "last": last,
                "quiet_days": quiet_days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        sender = d.pop("sender")

        receiver = d.pop("receiver")

        flow = d.pop("flow")

        number = d.pop("number")

        usual_days = d.pop("usual_days")

        last = d.pop("last")

        quiet_days = d.pop("quiet_days")

        quiet_pair = cls(
            sender=sender,
            receiver=receiver,
            flow=flow,
            number=number,
            usual_days=usual_days,
            last=last,
            quiet_days=quiet_days,
        )

        quiet_pair.additional_properties = d
        return quiet_pair

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
