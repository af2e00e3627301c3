"""Rows of cells become wire events by a mapping; what a row needs from earlier rows of its case is kept here.

Not the reading of rows: csv_rows.py and xes.py. Memory: one case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from app.readers import cells
from app.readers.item import Item, LeftOut, Place, ReadFault, WireStatement, fault_at
from app.readers.mapping import PLACEHOLDER, DataField, Defined, EventRule, Mapping, RowTest
from domain.errors import Refused


class Row(msgspec.Struct, frozen=True):
    """Cells by column name; an empty cell and a missing one are the same: nothing stated."""

    place: Place
    cells: Dictionary[str, str]


class RowEvents:
    """The mapping at work on the rows of one file, in file order."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._zone = ZoneInfo(mapping.zone)
        self._case = ""
        self._expected: int | None = None
        self._latest: dict[str, Decimal] = {}
        self._stated: dict[str, bytes] = {}

    def of(self, row: Row) -> Iterator[Item]:
        """The events of one row, or why a part of it gives none."""
        for left_out in self._mapping.leave_out:
            if _all_hold(left_out.when, row):
                yield LeftOut(row.place, left_out.because)
                return
        try:
            names = self._names(row)
            case = _filled(self._mapping.case, names)
            if case is None:
                raise Refused("case-missing", "the row names no case.", remedy="Fill the case column.")
            sequence = self._enter(case, row)
        except Refused as refusal:
            yield fault_at(row.place, refusal)
            return
        for rule in self._mapping.events:
            if _all_hold(rule.when, row):
                yield from self._stated_by(rule, row, names, case, sequence)

    def _names(self, row: Row) -> dict[str, str]:
        names = dict(row.cells)
        names.update({name: _looked_up(defined, row) for name, defined in self._mapping.defines.items()})
        return names

    def _enter(self, case: str, row: Row) -> int | None:
        """Take the row's place in its case: its sequence number and its sums."""
        if case != self._case:
            self._case, self._latest, self._stated, self._expected = case, {}, {}, None
        mapping = self._mapping
        if mapping.sequence is None:
            return None
        cell = row.cells.get(mapping.sequence.column, "")
        if not cell:
            raise Refused(
                "sequence-missing",
                f"column {mapping.sequence.column} is empty.",
                remedy="Number the acts of each case.",
            )
        number = cells.integer(cell)
        if mapping.running:
            expected = mapping.sequence.starts_at if self._expected is None else self._expected
            if number != expected:
                raise Refused(
                    "case-rows-apart",
                    f"row {number} of case {case} stands where row {expected} was due.",
                    remedy="Sort the file by case and number: sums over a case need all its rows in order.",
                )
            self._expected = number + 1
            for column in {c for r in mapping.running.values() for c in (*r.plus, *r.minus)}:
                if row.cells.get(column, ""):
                    self._latest[column] = cells.decimal(row.cells[column])
        return number

    def _stated_by(
        self, rule: EventRule, row: Row, names: dict[str, str], case: str, sequence: int | None
    ) -> Iterator[Item]:
        for part, cells_of_part in _parts(rule, row):
            named = {**names, **cells_of_part, "part": str(part)}
            try:
                content = self._event(rule, Row(row.place, named), named, case, sequence)
            except Refused as refusal:
                yield fault_at(row.place, refusal)
                continue
            if content is None:
                continue
            if rule.once == "case":
                key = named["type"]
                if self._stated.get(key) == content:
                    continue
                if key in self._stated:
                    yield _disagreement(row.place, key, case)
                    continue
                self._stated[key] = content
            yield WireStatement(row.place, content)

    def _event(self, rule: EventRule, row: Row, names: dict[str, str], case: str, sequence: int | None) -> bytes | None:
        """The event as JSON; None where the row gives no time for it: the act is not stated."""
        mapping = self._mapping
        type_ = rule.type if isinstance(rule.type, str) else _looked_up(rule.type, row)
        names["type"] = type_
        time_cell = row.cells.get(rule.time.column, "")
        if not type_:
            raise Refused("type-missing", "the row names no event type.", remedy="Fill the type column.")
        if not time_cell:
            if isinstance(rule.type, str):
                return None
            raise Refused("time-missing", f"column {rule.time.column} is empty.", remedy="Give the date.")
        try:
            key, moment = cells.when(
                time_cell, self._zone, midnight_is_date=rule.time.midnight_is_date, local=rule.time.local
            )
        except Refused as refusal:
            refusal.pointer = rule.time.column
            raise
        event: dict[str, object] = {
            "specversion": "1.0",
            "source": _filled(mapping.source, names),
            "type": type_,
            "subject": case,
            key: moment,
        }
        actor = _filled(rule.actor, names)
        if actor is not None:
            event["actor"] = actor
        if sequence is not None:
            event["sequence"] = sequence
        if mapping.excerpt:
            event["excerpt"] = True
        event["data"] = self._data(rule, row, names)
        event["id"] = _event_id(rule, event, names, case, sequence)
        return msgspec.json.encode(event)

    def _data(self, rule: EventRule, row: Row, names: dict[str, str]) -> dict[str, object]:
        data: dict[str, object] = {}
        person = _filled(self._mapping.person if rule.person is None else rule.person, names)
        if person is not None and rule.once == "row":
            data["person"] = person
        for name, field in {**self._mapping.data, **rule.data}.items():
            found = self._field(field, row)
            if found is not None:
                data[name] = found
        return data

    def _field(self, field: DataField, row: Row) -> object | None:
        if field.running is not None:
            return self._account(field, row)
        cell = field.value if field.value is not None else row.cells.get(field.column or "", "")
        cell = field.values.get(cell, cell)
        if not cell:
            return None
        try:
            return cells.value(cell, field.as_, field.separator)
        except Refused as refusal:
            refusal.pointer = field.column or ""
            raise

    def _account(self, field: DataField, row: Row) -> object | None:
        """The running account where this row moves it, else nothing: other acts say nothing of it."""
        account = self._mapping.running[field.running or ""]
        if not any(row.cells.get(column, "") for column in (*account.plus, *account.minus)):
            return None
        zero = Decimal(0)
        balance = sum((self._latest.get(column, zero) for column in account.plus), zero)
        balance -= sum((self._latest.get(column, zero) for column in account.minus), zero)
        if field.at_most is not None:
            return balance <= cells.decimal(field.at_most)
        return cells.decimal_text(balance)


def _all_hold(tests: tuple[RowTest, ...], row: Row) -> bool:
    return all(_holds(test, row.cells.get(test.column, "")) for test in tests)


def _holds(test: RowTest, cell: str) -> bool:
    return (
        (test.is_ is None or cell == test.is_)
        and (test.in_ is None or cell in test.in_)
        and (test.contains is None or test.contains in cell)
        and (test.lacks is None or test.lacks not in cell)
        and (test.present is None or bool(cell) == test.present)
    )


def _looked_up(defined: Defined, row: Row) -> str:
    cell = row.cells.get(defined.column, "")
    if cell in defined.values:
        return defined.values[cell]
    for entry in defined.containing:
        if entry.text in cell:
            return entry.value
    return cell if defined.otherwise is None else defined.otherwise


def _filled(template: str | None, names: Dictionary[str, str]) -> str | None:
    """The template with its placeholders filled; None where one of them is empty."""
    if template is None:
        return None
    if any(not names.get(name, "") for name in PLACEHOLDER.findall(template)):
        return None
    return PLACEHOLDER.sub(lambda match: names[match[1]], template)


def _parts(rule: EventRule, row: Row) -> Iterator[tuple[int, dict[str, str]]]:
    if rule.each is None:
        yield 1, {}
        return
    listed = [part.strip() for part in row.cells.get(rule.each.column, "").split(rule.each.separator)]
    for number, part in enumerate(filter(None, listed), start=1):
        yield number, {rule.each.column: part}


def _event_id(
    rule: EventRule, event: dict[str, object], names: Dictionary[str, str], case: str, sequence: int | None
) -> str:
    """Stable, so that the same file read again gives the same events: as stated, numbered, or a digest."""
    stated = _filled(rule.id, names)
    if stated is not None:
        return stated
    if sequence is not None:
        return f"{case}/{sequence}"
    return hashlib.sha256(msgspec.json.encode(event, order="deterministic")).hexdigest()[:32]


def _disagreement(place: Place, type_: str, case: str) -> ReadFault:
    return ReadFault(
        place,
        "rows-disagree",
        f"an earlier row of case {case} states {type_} otherwise.",
        "Make the rows of one case agree, or state the act once per row in the mapping.",
    )
