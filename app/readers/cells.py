"""One cell of text as one typed value of an event, exactly: decimals stay decimal, dates stay dates.

Not the mapping that says which cell and which type (mapping.py). Raises Refused naming what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from zoneinfo import ZoneInfo

from app.readers.mapping import Form
from domain import wire_time
from domain.errors import Refused

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAIVE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,9})?")
_TRUTH = MappingProxyType({"true": True, "1": True, "false": False, "0": False})


def decimal(cell: str) -> Decimal:
    """A plain decimal number; no exponent, no NaN, no thousands separator."""
    if not _DECIMAL.fullmatch(cell):
        raise _expected(cell, "a decimal number such as 38.50")
    try:
        return Decimal(cell)
    except InvalidOperation:
        raise _expected(cell, "a decimal number such as 38.50") from None


def decimal_text(number: Decimal) -> str:
    """Shortest exact text: 38.0 and 38.00 are the same sum, 38."""
    if number == number.to_integral_value():
        return format(number.quantize(Decimal(1)), "f")
    return format(number.normalize(), "f")


def when(cell: str, zone: ZoneInfo, *, midnight_is_date: bool, local: bool = False) -> tuple[str, str]:
    """("occurredon", date) or ("time", RFC 3339 instant with its own offset)."""
    if _DATE.fullmatch(cell):
        return "occurredon", wire_time.day(cell, pointer="").isoformat()
    moment = _local_instant(cell, zone) if local and _NAIVE.fullmatch(cell) else wire_time.instant(cell, pointer="")
    if midnight_is_date:
        here = moment.astimezone(zone)
        if here.time() == time(0):
            return "occurredon", here.date().isoformat()
    return "time", moment.isoformat()


def value(cell: str, form: Form, separator: str) -> object:
    """The cell as a JSON value of that form."""
    if form == "texts":
        return [part.strip() for part in cell.split(separator) if part.strip()]
    return _FORMS[form](cell)


def _local_instant(cell: str, zone: ZoneInfo) -> datetime:
    """A local time as an instant; the hour that the clocks repeat or skip names none."""
    naive = wire_time.instant(f"{cell}Z", pointer="").replace(tzinfo=None)
    early, late = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        raise Refused(
            "time-ambiguous",
            f"{cell!r} is an hour that the clocks repeat or skip in {zone.key}.",
            remedy="State its offset from UTC.",
        )
    return early


def integer(cell: str) -> int:
    """A whole number of at most 15 digits."""
    if not re.fullmatch(r"[+-]?\d{1,15}", cell):
        raise _expected(cell, "a whole number")
    return int(cell)


def _boolean(cell: str) -> bool:
    try:
        return _TRUTH[cell.lower()]
    except KeyError:
        raise _expected(cell, "true or false") from None


def _expected(cell: str, wanted: str) -> Refused:
    return Refused("cell-invalid", f"{cell[:60]!r} is not {wanted}.", remedy="Correct the cell.")


_FORMS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "text": str,
        "integer": integer,
        "number": lambda cell: decimal_text(decimal(cell)),
        "money": lambda cell: decimal_text(decimal(cell)),
        "boolean": _boolean,
        "date": lambda cell: wire_time.day(cell, pointer="").isoformat(),
        "instant": lambda cell: wire_time.instant(cell, pointer="").isoformat(),
    }
)
