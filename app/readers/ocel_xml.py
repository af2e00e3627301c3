"""The XML form of OCEL 2.0, event by event. Objects stand before events in it, as its schema demands.

Not the meaning of an event: ocel.py.
"""

from __future__ import annotations

from typing import TypeAlias

from app.readers.safe_xml import SafeXml
from domain.errors import Refused

# line, id, type, time, attributes, ids of related objects
RawEvent: TypeAlias = tuple[int, str, str, str, dict[str, str], list[str]]
MAX_ATTRIBUTES = 2_000


class OcelXml:
    """`kinds`: type of every object read so far."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self._xml = SafeXml(self._start, self._end, self._text)
        self._ready: list[RawEvent] = []
        self._event: RawEvent | None = None
        self._attribute = ""
        self._words: list[str] = []

    @property
    def line(self) -> int:
        return self._xml.line

    def feed(self, chunk: bytes, *, last: bool) -> None:
        self._xml.feed(chunk, last=last)

    def taken(self) -> list[RawEvent]:
        ready, self._ready = self._ready, []
        return ready

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if len(self._xml.open) == 1 and element != "log":
            raise Refused(
                "not-ocel",
                f"the root element is <{element[:40]}>, not <log>.",
                remedy="Give an OCEL log.",
            )
        inside = self._xml.open[-2] if len(self._xml.open) > 1 else ""
        if element == "object" and inside == "objects":
            self.kinds[attributes.get("id", "")] = attributes.get("type", "")
        elif element == "event" and inside == "events":
            told = (attributes.get("id", ""), attributes.get("type", ""), attributes.get("time", ""))
            self._event = (self._xml.line, *told, {}, [])
        elif self._event is not None and element == "attribute":
            self._attribute, self._words = attributes.get("name", ""), []
        elif self._event is not None and element == "relationship":
            self._event[5].append(attributes.get("object-id", ""))

    def _text(self, words: str) -> None:
        if self._attribute:
            self._words.append(words)

    def _end(self, element: str) -> None:
        if self._event is None:
            return
        if element == "attribute":
            if len(self._event[4]) >= MAX_ATTRIBUTES:
                raise Refused("too-many-attributes", f"more than {MAX_ATTRIBUTES} attributes.", remedy="Export fewer.")
            self._event[4][self._attribute] = "".join(self._words)
            self._attribute = ""
        elif element == "event":
            self._ready.append(self._event)
            self._event = None
