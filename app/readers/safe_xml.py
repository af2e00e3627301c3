"""XML read piece by piece with expat, and nothing else: no document type, no entities, no external anything.

Knows no format; the readers of XES and OCEL give it their element handlers.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from domain.errors import Refused

MAX_DEPTH = 64


class SafeXml:
    """An expat parser that refuses what logs do not need.

    Raises Refused: xml-doctype, xml-malformed, xml-too-deep, and whatever the handlers raise.
    """

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._start, self._end = start, end
        self.open: list[str] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        if text is not None:
            parser.CharacterDataHandler = text
        # expat expands internal entities by itself; a declaration is the only way to have any
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        parser.ExternalEntityRefHandler = _refuse_doctype
        self._parser = parser

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise Refused(
                "xml-malformed",
                f"not well-formed XML: {expat.errors.messages[error.code]}.",
                remedy="Export the log again; what came before this line was read.",
            ) from None

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise Refused("xml-too-deep", f"nested deeper than {MAX_DEPTH} levels.", remedy="Flatten it.")
        element = tag.rpartition(":")[2]
        self.open.append(element)
        self._start(element, attributes)

    def _closed(self, tag: str) -> None:
        self.open.pop()
        self._end(tag.rpartition(":")[2])


def _refuse_doctype(*_: object) -> int:
    raise Refused(
        "xml-doctype",
        "the file declares a document type or entities.",
        remedy="Logs need neither: remove the <!DOCTYPE …> declaration.",
    )
