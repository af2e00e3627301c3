from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.difference_action import DifferenceAction
from ..models.difference_cause import DifferenceCause
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.difference_event_type_0 import DifferenceEventType0
    from ..models.difference_refusal_type_0 import DifferenceRefusalType0


T = TypeVar("T", bound="Difference")


@_attrs_define
class Difference:
    """A difference with its cause.

    digest, found  the agency's digest and the platform's, hex; null where that side has no such act
    found_case, found_on  where the platform has it, if that is another case or day
    refusal        code, pointer and time of the refusal on record, of what was rejected
    mended         the repair proposed for it (its id is repair_id) is stored; it counts no more
    event          the repair as a CloudEvent to be signed and posted, where the platform can write it: a retraction

    Attributes:
        case (str):
        source (str):
        id (str):
        cause (DifferenceCause):
        action (DifferenceAction):
        digest (None | str | Unset):
        found (None | str | Unset):
        found_case (None | str | Unset):
        found_on (None | str | Unset):
        refusal (DifferenceRefusalType0 | None | Unset):
        mended (bool | Unset):  Default: False.
        event (DifferenceEventType0 | None | Unset):
    """

    case: str
    source: str
    id: str
    cause: DifferenceCause
    action: DifferenceAction
    digest: None | str | Unset = UNSET
    found: None | str | Unset = UNSET
    found_case: None | str | Unset = UNSET
    found_on: None | str | Unset = UNSET
    refusal: DifferenceRefusalType0 | None | Unset = UNSET
    mended: bool | Unset = False
    event: DifferenceEventType0 | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.difference_event_type_0 import DifferenceEventType0  # noqa: PLC0415
        from ..models.difference_refusal_type_0 import DifferenceRefusalType0  # noqa: PLC0415

        case = self.case

        source = self.source

        id = self.id

        cause = self.cause.value

        action = self.action.value

        digest: None | str | Unset
        if isinstance(self.digest, Unset):
            digest = UNSET
        else:
            digest = self.digest

        found: None | str | Unset
        if isinstance(self.found, Unset):
            found = UNSET
        else:
            found = self.found

        found_case: None | str | Unset
        if isinstance(self.found_case, Unset):
            found_case = UNSET
        else:
            found_case = self.found_case

        found_on: None | str | Unset
        if isinstance(self.found_on, Unset):
            found_on = UNSET
        else:
            found_on = self.found_on

        refusal: dict[str, Any] | None | Unset
        if isinstance(self.refusal, Unset):
            refusal = UNSET
        elif isinstance(self.refusal, DifferenceRefusalType0):
            refusal = self.refusal.to_dict()
        else:
            refusal = self.refusal

        mended = self.mended

        event: dict[str, Any] | None | Unset
        if isinstance(self.event, Unset):
            event = UNSET
        elif isinstance(self.event, DifferenceEventType0):
            event = self.event.to_dict()
        else:
            event = self.event

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case": case,
                "source": source,
                "id": id,
                "cause": cause,
                "action": action,
            }
        )
        if digest is not UNSET:
            field_dict["digest"] = digest
        if found is not UNSET:
            field_dict["found"] = found
        if found_case is not UNSET:
            field_dict["found_case"] = found_case
        if found_on is not UNSET:
            field_dict["found_on"] = found_on
        if refusal is not UNSET:
            field_dict["refusal"] = refusal
        if mended is not UNSET:
            field_dict["mended"] = mended
        if event is not UNSET:
            field_dict["event"] = event

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.difference_event_type_0 import DifferenceEventType0  # noqa: PLC0415
        from ..models.difference_refusal_type_0 import DifferenceRefusalType0  # noqa: PLC0415

        d = dict(src_dict)
        case = d.pop("case")

        source = d.pop("source")

        id = d.pop("id")

        cause = DifferenceCause(d.pop("cause"))

        action = DifferenceAction(d.pop("action"))

        def _parse_digest(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        digest = _parse_digest(d.pop("digest", UNSET))

        def _parse_found(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        found = _parse_found(d.pop("found", UNSET))

        def _parse_found_case(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        found_case = _parse_found_case(d.pop("found_case", UNSET))

        def _parse_found_on(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        found_on = _parse_found_on(d.pop("found_on", UNSET))

        def _parse_refusal(data: object) -> DifferenceRefusalType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                refusal_type_0 = DifferenceRefusalType0.from_dict(data)

                return refusal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DifferenceRefusalType0 | None | Unset, data)

        refusal = _parse_refusal(d.pop("refusal", UNSET))

        mended = d.pop("mended", UNSET)

        def _parse_event(data: object) -> DifferenceEventType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                event_type_0 = DifferenceEventType0.from_dict(data)

                return event_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DifferenceEventType0 | None | Unset, data)

        event = _parse_event(d.pop("event", UNSET))

        difference = cls(
            case=case,
            source=source,
            id=id,
            cause=cause,
            action=action,
            digest=digest,
            found=found,
            found_case=found_case,
            found_on=found_on,
            refusal=refusal,
            mended=mended,
            event=event,
        )

        difference.additional_properties = d
        return difference

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
