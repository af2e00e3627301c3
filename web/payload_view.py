"""What an act states beside its type: its payload as label and value. Personal fields are not shown in clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from domain.event import Event
from domain.occurred import to_micros
from domain.payload_types import FieldSpec
from web.visit import Visit

# said elsewhere on the same line
_ELSEWHERE: Final = ("person", "persons")


class Stated(msgspec.Struct, frozen=True):
    label: str
    value: str


def stated(visit: Visit, event: Event) -> tuple[Stated, ...]:
    """Fields that the act carries, in the order in which the pack declares them."""
    declared = visit.platform.pack.vocabulary.types.get(event.type)
    specs: Mapping[str, FieldSpec] = {} if declared is None else declared.fields
    found = []
    for name in event.data.__struct_fields__:
        value = getattr(event.data, name)
        if value in (None, msgspec.UNSET, (), []) or name in _ELSEWHERE:
            continue
        spec = specs.get(name)
        label = visit.labels.of(spec.label) if spec is not None and spec.label is not None else name
        hidden = spec is not None and spec.personal
        shown = visit.words("payload.hidden") if hidden else _Field(visit, event.type, name).text(value)
        found.append(Stated(label, shown))
    return tuple(found)


class _Field(msgspec.Struct, frozen=True):
    """A field of an act, whose codes are said in words."""

    visit: Visit
    act: str
    name: str

    def text(self, value: object) -> str:
        visit = self.visit
        if isinstance(value, bool):
            return visit.words("yes" if value else "no")
        if isinstance(value, datetime):
            return visit.moments.instant(to_micros(value)).text
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, msgspec.Struct):
            parts = (getattr(value, name) for name in value.__struct_fields__)
            return " ".join(self.text(part) for part in parts if part not in (None, msgspec.UNSET))
        if isinstance(value, Mapping):
            return ", ".join(f"{key}: {self.text(part)}" for key, part in value.items())
        if isinstance(value, Sequence) and not isinstance(value, str):
            return visit.words("list_separator").join(self.text(part) for part in value)
        said = str(value)
        if said.startswith("urn:quancheng:"):
            return visit.labels.organ(said)
        return visit.labels.value(said, field=self.name, act=self.act) or said
