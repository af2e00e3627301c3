from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cloud_event_specversion import CloudEventSpecversion
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.cloud_event_data import CloudEventData


T = TypeVar("T", bound="CloudEvent")


@_attrs_define
class CloudEvent:
    """CloudEvents 1.0. The schema of `data` by type: GET /v1/schemas. Exactly one of time and occurredon.

        expectedversion  taken only as act number so-and-so of its case (`version` of receipts), else refused as
                         stale-version with the version that the case has; not with the first act of your office on a
    case
        signature        detached JWS (RFC 7515 appendix F, RFC 7797) over the RFC 8785 form of the event without it

        Attributes:
            specversion (CloudEventSpecversion):
            id (str):
            source (str):
            type_ (str):
            subject (str):
            time (None | str | Unset):
            occurredon (None | str | Unset):
            dataschema (None | str | Unset):
            datacontenttype (None | str | Unset):
            data (CloudEventData | Unset):
            actor (None | str | Unset):
            sequence (int | None | str | Unset):
            excerpt (bool | None | Unset):
            recordedtime (None | str | Unset):
            expectedversion (int | None | str | Unset):
            signature (None | str | Unset):
    """

    specversion: CloudEventSpecversion
    id: str
    source: str
    type_: str
    subject: str
    time: None | str | Unset = UNSET
    occurredon: None | str | Unset = UNSET
    dataschema: None | str | Unset = UNSET
    datacontenttype: None | str | Unset = UNSET
    data: CloudEventData | Unset = UNSET
    actor: None | str | Unset = UNSET
    sequence: int | None | str | Unset = UNSET
    excerpt: bool | None | Unset = UNSET
    recordedtime: None | str | Unset = UNSET
    expectedversion: int | None | str | Unset = UNSET
    signature: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        specversion = self.specversion.value

        id = self.id

        source = self.source

        type_ = self.type_

        subject = self.subject

        time: None | str | Unset
        if isinstance(self.time, Unset):
            time = UNSET
        else:
            time = self.time

        occurredon: None | str | Unset
        if isinstance(self.occurredon, Unset):
            occurredon = UNSET
        else:
            occurredon = self.occurredon

        dataschema: None | str | Unset
        if isinstance(self.dataschema, Unset):
            dataschema = UNSET
        else:
            dataschema = self.dataschema

        datacontenttype: None | str | Unset
        if isinstance(self.datacontenttype, Unset):
            datacontenttype = UNSET
        else:
            datacontenttype = self.datacontenttype

        data: dict[str, Any] | Unset = UNSET
        if not isinstance(self.data, Unset):
            data = self.data.to_dict()

        actor: None | str | Unset
        if isinstance(self.actor, Unset):
            actor = UNSET
        else:
            actor = self.actor

        sequence: int | None | str | Unset
        if isinstance(self.sequence, Unset):
            sequence = UNSET
        else:
            sequence = self.sequence

        excerpt: bool | None | Unset
        if isinstance(self.excerpt, Unset):
            excerpt = UNSET
        else:
            excerpt = self.excerpt

        recordedtime: None | str | Unset
        if isinstance(self.recordedtime, Unset):
            recordedtime = UNSET
        else:
            recordedtime = self.recordedtime

        expectedversion: int | None | str | Unset
        if isinstance(self.expectedversion, Unset):
            expectedversion = UNSET
        else:
            expectedversion = self.expectedversion

        signature: None | str | Unset
        if isinstance(self.signature, Unset):
            signature = UNSET
        else:
            signature = self.signature

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "specversion": specversion,
                "id": id,
                "source": source,
                "type": type_,
                "subject": subject,
            }
        )
        if time is not UNSET:
            field_dict["time"] = time
        if occurredon is not UNSET:
            field_dict["occurredon"] = occurredon
        if dataschema is not UNSET:
            field_dict["dataschema"] = dataschema
        if datacontenttype is not UNSET:
            field_dict["datacontenttype"] = datacontenttype
        if data is not UNSET:
            field_dict["data"] = data
        if actor is not UNSET:
            field_dict["actor"] = actor
        if sequence is not UNSET:
            field_dict["sequence"] = sequence
        if excerpt is not UNSET:
            field_dict["excerpt"] = excerpt
        if recordedtime is not UNSET:
            field_dict["recordedtime"] = recordedtime
        if expectedversion is not UNSET:
            field_dict["expectedversion"] = expectedversion
        if signature is not UNSET:
            field_dict["signature"] = signature

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cloud_event_data import CloudEventData  # noqa: PLC0415

        d = dict(src_dict)
        specversion = CloudEventSpecversion(d.pop("specversion"))

        id = d.pop("id")

        source = d.pop("source")

        type_ = d.pop("type")

        subject = d.pop("subject")

        def _parse_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        time = _parse_time(d.pop("time", UNSET))

        def _parse_occurredon(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        occurredon = _parse_occurredon(d.pop("occurredon", UNSET))

        def _parse_dataschema(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dataschema = _parse_dataschema(d.pop("dataschema", UNSET))

        def _parse_datacontenttype(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        datacontenttype = _parse_datacontenttype(d.pop("datacontenttype", UNSET))

        _data = d.pop("data", UNSET)
        data: CloudEventData | Unset
        if isinstance(_data, Unset):
            data = UNSET
        else:
            data = CloudEventData.from_dict(_data)

        def _parse_actor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        actor = _parse_actor(d.pop("actor", UNSET))

        def _parse_sequence(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        sequence = _parse_sequence(d.pop("sequence", UNSET))

        def _parse_excerpt(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        excerpt = _parse_excerpt(d.pop("excerpt", UNSET))

        def _parse_recordedtime(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        recordedtime = _parse_recordedtime(d.pop("recordedtime", UNSET))

        def _parse_expectedversion(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        expectedversion = _parse_expectedversion(d.pop("expectedversion", UNSET))

        def _parse_signature(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        signature = _parse_signature(d.pop("signature", UNSET))

        cloud_event = cls(
            specversion=specversion,
            id=id,
            source=source,
            type_=type_,
            subject=subject,
            time=time,
            occurredon=occurredon,
            dataschema=dataschema,
            datacontenttype=datacontenttype,
            data=data,
            actor=actor,
            sequence=sequence,
            excerpt=excerpt,
            recordedtime=recordedtime,
            expectedversion=expectedversion,
            signature=signature,
        )

        cloud_event.additional_properties = d
        return cloud_event

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
