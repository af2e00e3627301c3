"""Start although the database is not there yet: wait, try again, and say so in the log.

Not what happens when it goes away later (worker.py, projections/outage.py). Used by `quancheng serve`,
`worker` and `migrate`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

import structlog

from projections.outage import is_outage

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 5.0
T = TypeVar("T")

log = structlog.get_logger()


def once_there(step: Callable[[], T], patience: float, pause: Callable[[float], object] = time.sleep) -> T:
    """What `step` gives, tried again while the database is not reachable, still starts or recovers.

    patience  seconds from its first failure for which it is tried; 0: once. Then the database's own error is raised.
    pause     waits so many seconds; true: wait no longer, raise
    A database that refuses for good, such as a wrong password, is waited for too: drivers do not tell the two apart.
    """
    deadline: float | None = None
    seconds = FIRST_PAUSE
    while True:
        try:
            return step()
        except Exception as error:
            deadline = time.monotonic() + patience if deadline is None else deadline
            left = deadline - time.monotonic()
            if not is_outage(error) or left <= 0:
                raise
            seconds = min(seconds, left)
            log.warning("start.database_away", why=_said(error), again_in=round(seconds, 2), at_most=round(left))
            if pause(seconds):
                raise
        seconds = min(seconds * 2, LONGEST_PAUSE)


def _said(error: Exception) -> str:
    """The first line of what the database, or the way to it, said."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
