"""A mapping file: which cell of a row becomes which part of an event. Data, never an expression language.

Not the reading of rows (csv_rows.py, xes.py) nor the making of events (row_events.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from domain.errors import PackFault
from supervision_rules.located_yaml import Document, parse

Text: TypeAlias = Annotated[str, Meta(min_length=1)]
# a {placeholder} names a column or a value under `defines`
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class RowTest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """True of a row where every stated operator holds of the cell."""

    column: Text
    is_: str | None = msgspec.field(default=None, name="is")
    in_: tuple[str, ...] | None = msgspec.field(default=None, name="in")
    contains: Text | None = None
    lacks: Text | None = None
    present: bool | None = None


class Containing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """First match wins: where the cell contains `text`, the value is `value`."""

    text: Text
    value: str


class Defined(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value looked up from one cell. `otherwise` where nothing matches; absent: the cell itself."""

    column: Text
    values: dict[str, str] = {}
    containing: tuple[Containing, ...] = ()
    otherwise: str | None = None


class Running(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An account of the case so far: latest non-empty value of each column, added and taken away.

    Exact decimals. Rows of a case must stand together and start at `sequence.starts_at`.
    """

    plus: tuple[Text, ...] = ()
    minus: tuple[Text, ...] = ()


class Sequence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The column with the number of the act in its case."""

    column: Text
    starts_at: int | None = None


class Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When: a column with an instant or a date.

    midnight_is_date  an instant at exactly local midnight is a date of which no time is known
    local             instants without offset are local times of the mapping's zone; else they are refused
    """

    column: Text
    local: bool = False
    midnight_is_date: bool = False


Form = Literal["text", "texts", "integer", "number", "money", "boolean", "date", "instant"]


class DataField(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One payload field: from a cell, a constant, or a running account. Empty cell: field left out.

    at_most  true or false: is the running account at most this sum?
    """

    column: Text | None = None
    value: str | None = None
    running: Text | None = None
    at_most: str | None = None
    as_: Form = msgspec.field(default="text", name="as")
    values: dict[str, str] = {}
    separator: Text = ";"


class Each(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One event per part of a cell that lists several, e.g. dates of bail."""

    column: Text
    separator: Text


class EventRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One event of a row.

    type  a name, or {column, values} where the row names it
    once  case: acts on the case that several rows repeat (one row per suspect) are stated once
    """

    type: Text | Defined
    time: Time
    when: tuple[RowTest, ...] = ()
    each: Each | None = None
    once: Literal["row", "case"] = "row"
    id: Text | None = None
    person: str | None = None
    actor: str | None = None
    data: dict[str, DataField] = {}


class LeaveOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows that are left out on purpose; the reason is shown with each."""

    when: tuple[RowTest, ...]
    because: Text


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole mapping file. Templates are texts with {column} or {defined} placeholders.

    excerpt  every event vouches for nothing but itself (DESIGN §5)
    zone     IANA zone: where local midnight is
    ignore   columns that are known and not carried; any other column nobody names is a fault
    """

    id: Text
    describes: str = ""
    source: Text
    case: Text
    zone: Text
    excerpt: bool = False
    person: str | None = None
    sequence: Sequence | None = None
    defines: dict[str, Defined] = {}
    running: dict[str, Running] = {}
    data: dict[str, DataField] = {}
    events: tuple[EventRule, ...]
    leave_out: tuple[LeaveOut, ...] = ()
    ignore: tuple[str, ...] = ()

    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        return frozenset(_columns(self)) - frozenset(self.defines)


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping file. Raises PackFault with file, line and remedy."""
    return checked(parse(path.name, path.read_bytes()))


def checked(document: Document) -> Mapping:
    """The document as a mapping, with every name that it uses resolved."""
    mapping = document.convert(Mapping)
    for number, rule in enumerate(mapping.events):
        for name, field in {**mapping.data, **rule.data}.items():
            path = ("events", number, "data", name) if name in rule.data else ("data", name)
            _check_field(document, path, field, mapping)
    if mapping.running and (mapping.sequence is None or mapping.sequence.starts_at is None):
        raise document.fault(
            ("running",),
            "a running account needs to see each case from its first row",
            remedy="State sequence: {column: …, starts_at: …}.",
        )
    return mapping


def _check_field(document: Document, path: tuple[str | int, ...], field: DataField, mapping: Mapping) -> None:
    origins = [origin for origin in (field.column, field.value, field.running) if origin is not None]
    if len(origins) != 1:
        raise _fault(document, path, "one of column, value, running is needed", "State exactly one.")
    if field.running is not None and field.running not in mapping.running:
        known = ", ".join(mapping.running) or "none"
        raise _fault(document, path, f"no running account {field.running!r}", f"Known accounts: {known}.")
    if field.at_most is not None and field.running is None:
        raise _fault(document, path, "at_most is only for a running account", "Name the account.")


def _fault(document: Document, path: tuple[str | int, ...], detail: str, remedy: str) -> PackFault:
    return document.fault(path, detail, remedy=remedy)


def _columns(mapping: Mapping) -> Iterator[str]:
    for template in (mapping.source, mapping.case, mapping.person):
        yield from PLACEHOLDER.findall(template or "")
    if mapping.sequence is not None:
        yield mapping.sequence.column
    for defined in mapping.defines.values():
        yield defined.column
    for running in mapping.running.values():
        yield from (*running.plus, *running.minus)
    for left_out in mapping.leave_out:
        yield from (test.column for test in left_out.when)
    yield from (field.column for field in mapping.data.values() if field.column is not None)
    for rule in mapping.events:
        yield from _rule_columns(rule)


def _rule_columns(rule: EventRule) -> Iterator[str]:
    yield rule.time.column
    yield from (test.column for test in rule.when)
    if isinstance(rule.type, Defined):
        yield rule.type.column
    if rule.each is not None:
        yield rule.each.column
    for template in (rule.id, rule.person, rule.actor):
        yield from (name for name in PLACEHOLDER.findall(template or "") if name not in _OWN_NAMES)
    yield from (field.column for field in rule.data.values() if field.column is not None)


# placeholders of an id that are no columns: the event's type, and its number within a listing cell
_OWN_NAMES = frozenset({"type", "part"})
