from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.send_notice_kind import SendNoticeKind
from ..types import UNSET, Unset

T = TypeVar("T", bound="SendNotice")


@_attrs_define
class SendNotice:
    """addressee: URN of the organ told; reply_due: by when it is to answer.

    Attributes:
        kind (SendNoticeKind):
        addressee (str):
        expected_version (int | None | Unset):
        number (str | Unset):  Default: ''.
        reply_due (datetime.date | None | Unset):
        text (str | Unset):  Default: ''.
    """

    kind: SendNoticeKind
    addressee: str
    expected_version: int | None | Unset = UNSET
    number: str | Unset = ""
    reply_due: datetime.date | None | Unset = UNSET
    text: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        addressee = self.addressee

        expected_version: int | None | Unset
        if isinstance(self.expected_version, Unset):
            expected_version = UNSET
        else:
            expected_version = self.expected_version

        number = self.number

        reply_due: None | str | Unset
        if isinstance(self.reply_due, Unset):
            reply_due = UNSET
        elif isinstance(self.reply_due, datetime.date):
            reply_due = self.reply_due.isoformat()
        else:
            reply_due = self.reply_due

        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "addressee": addressee,
            }
        )
        if expected_version is not UNSET:
            field_dict["expected_version"] = expected_version
        if number is not UNSET:
            field_dict["number"] = number
        if reply_due is not UNSET:
            field_dict["reply_due"] = reply_due
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = SendNoticeKind(d.pop("kind"))

        addressee = d.pop("addressee")

        def _parse_expected_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expected_version = _parse_expected_version(d.pop("expected_version", UNSET))

        number = d.pop("number", UNSET)

        def _parse_reply_due(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reply_due_type_0 = datetime.date.fromisoformat(data)

                return reply_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        reply_due = _parse_reply_due(d.pop("reply_due", UNSET))

        text = d.pop("text", UNSET)

        send_notice = cls(
            kind=kind,
            addressee=addressee,
            expected_version=expected_version,
            number=number,
            reply_due=reply_due,
            text=text,
        )

        return send_notice
