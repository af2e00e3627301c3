"""Deprecation (RFC 9745), Sunset (RFC 8594) and Link (RFC 8288) for versions of event types that are being given up.

Not the refusal after the sunset (app/intake_refusals.py). Sent with schemas and with receipts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from domain.retirement import Retirement
from domain.vocabulary import Vocabulary

NAMES: Final = ("Deprecation", "Sunset", "Link")


def schema_href(name: str, version: int) -> str:
    return f"/v1/schemas/{quote(name, safe='')}/{version}"


def retirement_headers(vocabulary: Vocabulary, zone: ZoneInfo, used: Iterable[tuple[str, int]]) -> dict[str, str]:
    """used: (type, version). Of several that end, the headers tell of the one that ends first, the links of all."""
    ending = sorted({one for pair in used if (one := vocabulary.retirement(*pair)) is not None}, key=_order)
    if not ending:
        return {}
    first = ending[0]
    headers = {"Deprecation": f"@{int(_midnight(first.deprecated, zone).timestamp())}"}
    if first.sunset is not None:
        headers["Sunset"] = format_datetime(_midnight(first.sunset, zone).astimezone(UTC), usegmt=True)
    links = [f'<{schema_href(one.type, one.successor)}>; rel="successor-version"' for one in ending]
    headers["Link"] = ", ".join(['</v1/schemas>; rel="deprecation"; type="application/json"', *links])
    return headers


def _order(one: Retirement) -> tuple[date, date, str, int]:
    return (one.sunset or date.max, one.deprecated, one.type, one.version)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
