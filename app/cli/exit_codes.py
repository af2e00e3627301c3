"""What `quancheng` says by its exit status. One table, for all commands; docs and tests read it.

A breach of procedure found in a case is a result, not an error: it never changes the exit status.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """Where several apply, the one that stands later in the table wins."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    REFUSED = 3
    CHECK_FAILED = 4
    NOT_FOUND = 5
    UNUSABLE = 6
    RULE_FAILED = 7
    INTERRUPTED = 130


MEANING: Final[dict[ExitCode, str]] = {
    ExitCode.OK: "done; nothing was left out",
    ExitCode.UNEXPECTED: "a defect of the program: please report it",
    ExitCode.USAGE: "the command line is wrong",
    ExitCode.REFUSED: "input was refused: lines left out (the rest was taken), a faulty pack, an unreadable file",
    ExitCode.CHECK_FAILED: "a check did not pass: the ledger was altered, a card's example fails, something is late",
    ExitCode.NOT_FOUND: "there is no such case, duty, rule or projection",
    ExitCode.UNUSABLE: "the database cannot be used: not reachable, wrong revision, or another process holds it",
    ExitCode.RULE_FAILED: "a rule crashed on a case: the other rules and cases were evaluated, this one is unknown",
    ExitCode.INTERRUPTED: "interrupted from the keyboard",
}


def table() -> str:
    """The table as it stands in `quancheng --help`."""
    return "\n\n".join(f"{code.value:>3}  {MEANING[code]}" for code in ExitCode)
