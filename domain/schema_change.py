"""What a change of a published shape does to acts that were valid before: nothing, or it is refused.

Compatible means: every act valid under the old shape is valid under the new one, and says the same. Pure; the record of
what is published is read by supervision_rules/schema_lock.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from domain.schema_shape import FieldShape, Shapes, VersionShape

Kind = Literal[
    "type-added", "type-removed", "version-added", "version-removed", "field-added", "required-field-added",
    "field-removed", "type-changed", "now-required", "now-optional", "choice-added", "choice-removed",
    "unit-changed", "unit-stated", "codes-changed", "codes-stated", "no-longer-personal", "now-personal",
    "upcast-changed",
]  # fmt: skip
COMPATIBLE: frozenset[Kind] = frozenset({
    "type-added", "version-added", "field-added", "now-optional", "choice-added", "unit-stated", "codes-stated",
})  # fmt: skip
_NEW_VERSION = "Leave version {version} of {type} as it is published, and add version {next} with an upcast."
_REMEDIES: Mapping[Kind, str] = {
    "type-removed": "Keep the type: acts of it are stored, and must be read for ever.",
    "version-removed": "List it under `previous` with its upcast: acts in it are stored.",
    "upcast-changed": "Put the published steps back: they say what stored acts mean; correct acts one by one.",
    "no-longer-personal": "Keep the field personal: what is stored was promised protection.",
    "now-personal": "Add a new version: acts that are stored hold the field in clear.",
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. field "": of the whole version; version 0: of the whole type."""

    type: str
    version: int
    field: str
    kind: Kind
    detail: str

    @property
    def compatible(self) -> bool:
        return self.kind in COMPATIBLE

    @property
    def remedy(self) -> str:
        """What to do about it; "" where it is compatible."""
        if self.compatible:
            return ""
        text = _REMEDIES.get(self.kind, _NEW_VERSION)
        return text.format(type=self.type, version=self.version, next=self.version + 1)


def changes(published: Shapes, now: Shapes) -> Iterator[Change]:
    """Every difference, by type and version."""
    for name in sorted(published.keys() | now.keys()):
        old, new = published.get(name), now.get(name)
        if old is None:
            yield Change(type=name, version=0, field="", kind="type-added", detail=f"the type {name} is new")
        elif new is None:
            detail = f"the published type {name} is gone"
            yield Change(type=name, version=0, field="", kind="type-removed", detail=detail)
        else:
            yield from _of_type(name, old, new)


def _of_type(name: str, old: tuple[VersionShape, ...], new: tuple[VersionShape, ...]) -> Iterator[Change]:
    for version, (before, after) in enumerate(zip(old, new, strict=False), 1):
        yield from _of_version(name, version, before, after)
        # the newest published version had no steps yet; a further version gives it some
        if version < min(len(old), len(new)) and before.upcast != after.upcast:
            detail = f"the steps from version {version} of {name} to the next are others than published"
            yield Change(type=name, version=version, field="", kind="upcast-changed", detail=detail)
    for version in range(len(new) + 1, len(old) + 1):
        detail = f"the published version {version} of {name} is gone"
        yield Change(type=name, version=version, field="", kind="version-removed", detail=detail)
    for version in range(len(old) + 1, len(new) + 1):
        detail = f"version {version} of {name} is new"
        yield Change(type=name, version=version, field="", kind="version-added", detail=detail)


def _of_version(name: str, version: int, old: VersionShape, new: VersionShape) -> Iterator[Change]:
    def change(field: str, kind: Kind, detail: str) -> Change:
        return Change(type=name, version=version, field=field, kind=kind, detail=detail)

    for field in sorted(old.fields.keys() | new.fields.keys()):
        before, after = old.fields.get(field), new.fields.get(field)
        if before is None and after is not None:
            kind: Kind = "required-field-added" if after.required else "field-added"
            yield change(field, kind, f"{field} is new{', and required' if after.required else ''}")
        elif after is None:
            yield change(field, "field-removed", f"{field} is gone")
        elif before is not None:
            for found, detail in _of_field(before, after):
                yield change(field, found, f"{field}: {detail}")


def _of_field(old: FieldShape, new: FieldShape) -> Iterator[tuple[Kind, str]]:
    if old.type != new.type:
        yield "type-changed", f"{old.type} has become {new.type}"
    if old.required != new.required:
        yield ("now-required", "it is required now") if new.required else ("now-optional", "it is optional now")
    for gone in sorted(set(old.choices) - set(new.choices)):
        yield "choice-removed", f"{gone!r} is no choice any more"
    for added in sorted(set(new.choices) - set(old.choices)):
        yield "choice-added", f"{added!r} is a further choice"
    if old.unit != new.unit:
        yield ("unit-changed" if old.unit else "unit-stated"), f"the unit was {old.unit!r} and is {new.unit!r}"
    if old.codes != new.codes:
        yield ("codes-changed" if old.codes else "codes-stated"), f"the code list was {old.codes!r}, is {new.codes!r}"
    if old.personal != new.personal:
        yield ("now-personal", "it is personal now") if new.personal else ("no-longer-personal", "not personal now")
