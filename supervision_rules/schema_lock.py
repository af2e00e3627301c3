"""The record of what a pack has published: schemas.lock.json, and the faults of a pack that would break it.

Not the comparison (domain/schema_change.py). Nothing here decides a verdict. Written by `quancheng schemas lock`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from domain.errors import PackFault
from domain.schema_change import Change, changes
from domain.schema_shape import VersionShape, digest_of, shapes
from domain.vocabulary import Vocabulary

FILE: Final = "schemas.lock.json"


class SchemaLock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """types: by name, version 1 first; person_field: the payload field that names the person concerned."""

    pack: str
    person_field: str
    types: dict[str, tuple[VersionShape, ...]]


def lock_of(vocabulary: Vocabulary) -> SchemaLock:
    return SchemaLock(vocabulary.pack, vocabulary.person_field, shapes(vocabulary))


def lock_bytes(lock: SchemaLock) -> bytes:
    """One line a version, so that a change shows as a line."""
    lines = [
        f"  {_text(name)}: [\n    " + ",\n    ".join(_text(version) for version in versions) + "\n  ]"
        for name, versions in sorted(lock.types.items())
    ]
    head = f'{{"pack": {_text(lock.pack)}, "person_field": {_text(lock.person_field)}, "types": {{\n'
    return (head + ",\n".join(lines) + "\n}}\n").encode()


def read_lock(content: bytes) -> SchemaLock:
    """Raises PackFault where the record cannot be read, or a digest in it does not fit its fields."""
    try:
        lock = msgspec.json.decode(content, type=SchemaLock)
    except msgspec.DecodeError as error:
        raise PackFault(FILE, 1, "$", f"not readable: {error}", remedy=_RESTORE) from None
    for name, versions in lock.types.items():
        for number, version in enumerate(versions, 1):
            if digest_of(version.fields) != version.digest:
                detail = f"the digest of {name} version {number} does not fit its fields"
                raise PackFault(FILE, 1, f"types.{name}[{number - 1}]", detail, remedy=_RESTORE)
    return lock


def schema_changes(content: bytes | None, vocabulary: Vocabulary) -> list[Change]:
    """What differs between the record and the vocabulary; all is new where there is no record (None).

    Raises PackFault for an unreadable record.
    """
    published = {} if content is None else read_lock(content).types
    return list(changes(published, shapes(vocabulary)))


def schema_faults(content: bytes, vocabulary: Vocabulary, files: Mapping[str, bytes]) -> Iterator[PackFault]:
    """A fault for every change that would break acts of before, at the line of the type in events/*.yaml."""
    try:
        lock = read_lock(content)
    except PackFault as fault:
        yield fault
        return
    if lock.person_field != vocabulary.person_field:
        detail = f"person_field was published as {lock.person_field!r} and is {vocabulary.person_field!r}"
        yield PackFault("pack.yaml", 1, "person_field", detail, remedy="Put it back: stored acts name persons there.")
    for change in changes(lock.types, shapes(vocabulary)):
        if not change.compatible:
            file, line = place_of(change.type, files)
            version = f".version {change.version}" if change.version else ""
            yield PackFault(
                file, line, f"{change.type}{version}{f'.{change.field}' if change.field else ''}",
                f"published, and changed so that acts of before would not be valid or would say something else: "
                f"{change.detail}",
                remedy=change.remedy,
            )  # fmt: skip


def place_of(name: str, files: Mapping[str, bytes]) -> tuple[str, int]:
    """(file, line) at which the type is declared; the record itself where it is declared nowhere."""
    pattern = re.compile(rb"-?\s*name:\s*['\"]?" + re.escape(name.encode()) + rb"['\"]?\s*(#.*)?")
    for file in sorted(files):
        if file.startswith("events/"):
            for number, text in enumerate(files[file].splitlines(), 1):
                if pattern.fullmatch(text.strip()):
                    return file, number
    return FILE, 1


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


_RESTORE = "Restore the file as it was published; never write it by hand."
