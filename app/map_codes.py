"""Codes of acts that are being taken in, read by their agencies' tables as these stand now.

Not the tables (code_mappings.py) and not the reading (domain/code_mapping.py). One for each post: a table that is put
meanwhile counts from the next post on. Without coded fields nothing is asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import Engine

from app import code_mappings
from app.code_lists import code_lists
from domain import wire_time
from domain.code_mapping import Applied, CodeTable, map_codes
from domain.vocabulary import CORRECTED
from domain.wire_event import WireEvent
from supervision_rules.pack import Pack

KEPT_TABLES: Final = 500
_Key: TypeAlias = tuple[str, str, int]


class KeptTables:
    """Tables read once: a version never changes. Safe to share between threads."""

    def __init__(self) -> None:
        self._tables: OrderedDict[_Key, CodeTable] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> CodeTable | None:
        with self._lock:
            found = self._tables.get(key)
            if found is not None:
                self._tables.move_to_end(key)
            return found

    def keep(self, key: _Key, table: CodeTable) -> None:
        with self._lock:
            self._tables[key] = table
            while len(self._tables) > KEPT_TABLES:
                self._tables.popitem(last=False)


class CodesOfPost:
    """What one post needs to know of tables, each agency looked up once.

    posting  agencies that post here: looked up together when the first of them is asked for
    """

    def __init__(self, engine: Engine, pack: Pack, kept: KeptTables, posting: Collection[str] = ()) -> None:
        self._engine = engine
        self._pack = pack
        self._kept = kept
        self._posting = frozenset(posting)
        self._of_agency: dict[str, dict[str, CodeTable]] = {}

    def applied(self, wire: WireEvent) -> Applied:
        """The record for an act as its poster stated it; empty where there is nothing to map."""
        vocabulary = self._pack.vocabulary
        name, version, data, under = wire.type, wire.version, wire.data, ""
        if wire.type == CORRECTED:
            replacement, stated = data.get("data"), data.get("version")
            if not isinstance(replacement, dict):
                return ()
            name, data, under = str(data.get("type")), replacement, "/data"
            version = stated if isinstance(stated, int) else None
        event_type = vocabulary.types.get(name)
        if event_type is None:
            return ()
        fields = vocabulary.coded_fields(name, event_type.version if version is None else version)
        if not any(field.name in data for field in fields):
            return ()
        tables = self._tables(wire.source)
        if not tables:
            return ()
        return map_codes(fields, data, tables, code_lists(self._pack), self._day(wire), under=under)

    def _day(self, wire: WireEvent) -> date:
        """On which the act happened; of a correction, as far as it says, the corrected act, else itself."""
        zone = self._pack.zone_info
        if wire.type == CORRECTED and isinstance(wire.data.get("time"), str):
            occurred = wire_time.occurred_at(str(wire.data["time"]), zone, pointer="/data/time")
        elif wire.type == CORRECTED and isinstance(wire.data.get("occurredon"), str):
            occurred = wire_time.occurred_on(str(wire.data["occurredon"]), zone, pointer="/data/occurredon")
        elif wire.date_only:
            occurred = wire_time.occurred_on(wire.occurred, zone)
        else:
            occurred = wire_time.occurred_at(wire.occurred, zone)
        return date.fromordinal(occurred.day)

    def _tables(self, agency: str) -> dict[str, CodeTable]:
        if agency not in self._of_agency:
            self._of_agency |= self._read(self._posting | {agency})
        return self._of_agency[agency]

    def _read(self, agencies: Collection[str]) -> dict[str, dict[str, CodeTable]]:
        found: dict[str, dict[str, CodeTable]] = {agency: {} for agency in agencies}
        with self._engine.connect() as connection:
            for key in code_mappings.standing(connection, agencies):
                table = self._kept.get(key)
                if table is None:
                    table = code_mappings.table(connection, *key)
                    self._kept.keep(key, table)
                if table.list in self._pack.code_lists:  # a list that the pack gave up maps nothing
                    found[key[0]][table.list] = table
        return found
