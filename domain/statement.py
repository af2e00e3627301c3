"""What an agency states in an act, as one text on both sides: the agency's own words, without what the way adds.

Not the stored bytes (there identity numbers are sealed) and not the hash. Left out: specversion, datacontenttype,
dataschema, recordedtime, expectedversion and signature, which say how and when it was sent, not what happened.
"""

from __future__ import annotations

import re
from typing import Final

from domain.wire_event import WireEvent

# written in capitals by GB 11643, and kept so
_SMALL_CHECK_CHARACTER: Final = re.compile(r"[0-9]{17}x", re.ASCII)
_NOT_STATED: Final = frozenset({"claimedrecordedtime"})


def statement_of(wire: WireEvent) -> dict[str, object]:
    """The act as a JSON object whose RFC 8785 bytes are compared.

    `sequence` is a number, `excerpt` stands only where true, and 17 digits with a small x end in X.
    """
    stated: dict[str, object] = {
        "source": wire.source,
        "id": wire.id,
        "type": wire.type,
        "subject": wire.case,
        ("occurredon" if wire.date_only else "time"): wire.occurred,
        "data": _plain(wire.data),
    }
    stated |= {name: value for name, value in wire.extensions.items() if name not in _NOT_STATED}
    if wire.actor is not None:
        stated["actor"] = wire.actor
    if wire.sequence is not None:
        stated["sequence"] = wire.sequence
    if wire.excerpt:
        stated["excerpt"] = True
    return stated


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and _SMALL_CHECK_CHARACTER.fullmatch(value):
        return value.upper()
    return value
