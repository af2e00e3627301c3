"""The code lists of a pack: codes/lists.yaml says what each is and where its entries come from.

Not the lists' use (domain/code_list.py) and not the regions, which come with a library (app/regions.py). Nothing here
decides a verdict: an act keeps what its codes were read as.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal

import msgspec

from domain.code_list import Code, CodeList
from domain.errors import PackFault
from domain.payload_types import Label
from domain.vocabulary import Vocabulary
from supervision_rules.located_yaml import Document
from supervision_rules.pack_labels import PackLabels

FOLDER: Final = "codes/"
FILE: Final = "codes/lists.yaml"
COLUMNS: Final = ("code", "zh", "en", "valid_from", "valid_to", "successor", "source")


class ListDeclaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One list.

    entries  `<name>.csv` beside lists.yaml; `choices`: those of the fields declared with this list;
             `gb2260`: administrative divisions, read from the library that has them
    """

    label: Label
    coverage: Label
    source: str
    entries: str
    complete: bool = False


def code_lists(
    document: Document,
    declared: Mapping[str, ListDeclaration],
    files: Mapping[str, bytes],
    vocabulary: Vocabulary,
    labels: PackLabels,
) -> tuple[dict[str, CodeList], list[PackFault]]:
    """The lists, and every fault found. A list whose entries a library has is empty here."""
    lists: dict[str, CodeList] = {}
    faults: list[PackFault] = []
    for name, one in declared.items():
        try:
            entries = _entries(name, one, files, vocabulary, labels)
        except PackFault as fault:
            faults.append(fault)
            continue
        if entries is None:
            detail = f"`{one.entries}` is neither a file under {FOLDER} nor `choices` or `gb2260`"
            faults.append(document.fault((name, "entries"), detail, remedy="Add the file, or correct the word."))
            continue
        lists[name] = CodeList(
            name=name, label=one.label, coverage=one.coverage, source=one.source, complete=one.complete, entries=entries
        )
    return lists, faults


def undeclared(vocabulary: Vocabulary, lists: Mapping[str, CodeList]) -> Iterator[tuple[str, str, str]]:
    """(type, field, list) of every field that names a list which the pack does not have."""
    for event_type, version in vocabulary.versions():
        for field in vocabulary.coded_fields(event_type.name, version):
            if field.list not in lists:
                yield event_type.name, field.name, field.list


def _entries(
    name: str, one: ListDeclaration, files: Mapping[str, bytes], vocabulary: Vocabulary, labels: PackLabels
) -> tuple[Code, ...] | None:
    match one.entries:
        case "gb2260":
            return ()
        case "choices":
            return _choices(name, one, vocabulary, labels)
        case _ if f"{FOLDER}{one.entries}" in files:
            return _from_csv(f"{FOLDER}{one.entries}", files[f"{FOLDER}{one.entries}"])
        case _:
            return None


def _choices(name: str, one: ListDeclaration, vocabulary: Vocabulary, labels: PackLabels) -> tuple[Code, ...]:
    found: dict[str, Code] = {}
    for event_type in vocabulary:
        for field, spec in event_type.fields.items():
            if spec.codes == name:
                for code in spec.choices:
                    found.setdefault(code, _labelled(code, labels.choice(code, field=field), one.source))
    return tuple(found.values())


def _labelled(code: str, label: Label | None, source: str) -> Code:
    return Code(code=code, label=label or Label(code, code), source=source)


def _from_csv(file: str, content: bytes) -> tuple[Code, ...]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackFault(file, 1, "$", f"no CSV in UTF-8: {error}", remedy="Save the file as CSV, UTF-8.") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise PackFault(file, 1, "$", "the first line is not the header", remedy=f"Begin with {','.join(COLUMNS)}.")
    entries: list[Code] = []
    for line, row in enumerate(rows[1:], 2):
        if row:
            entries.append(_entry(file, line, row))
    _check_entries(file, entries)
    return tuple(entries)


def _entry(file: str, line: int, row: Sequence[str]) -> Code:
    if len(row) != len(COLUMNS) or not row[0] or not row[1]:
        remedy = f"Give {len(COLUMNS)} cells, code and zh not empty."
        raise PackFault(file, line, "$", f"the line has {len(row)} cells, or no code or name", remedy=remedy)
    code, zh, en, valid_from, valid_to, successor, source = row
    return Code(
        code=code, label=Label(zh, en or zh), valid_from=_day(file, line, "valid_from", valid_from),
        valid_to=_day(file, line, "valid_to", valid_to), successor=successor or None, source=source,
    )  # fmt: skip


def _day(file: str, line: int, column: Literal["valid_from", "valid_to"], text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise PackFault(file, line, column, f"{text!r} is no date", remedy="Write YYYY-MM-DD, or nothing.") from None


def _check_entries(file: str, entries: Sequence[Code]) -> None:
    codes = {entry.code for entry in entries}
    spans: dict[str, list[Code]] = {}
    for line, entry in enumerate(entries, 2):
        if entry.successor is not None and entry.successor not in codes:
            detail = f"the successor {entry.successor!r} is no code of the list"
            raise PackFault(file, line, "successor", detail, remedy="Add it, or leave the cell empty.")
        for other in spans.setdefault(entry.code, []):
            first = max(entry.valid_from or date.min, other.valid_from or date.min)
            if first <= min(entry.valid_to or date.max, other.valid_to or date.max):
                detail = f"{entry.code!r} stands twice for the same days"
                raise PackFault(file, line, "code", detail, remedy="Date the entries one after another.")
        spans[entry.code].append(entry)
