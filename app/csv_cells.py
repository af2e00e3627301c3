"""Cells of CSV that spreadsheets open: none may run as a formula. Used by pages and the API."""

from __future__ import annotations

from typing import Final

# a cell that begins so is computed by spreadsheets (CWE-1236)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
