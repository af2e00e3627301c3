"""The fold compiled by numba: the same functions, source and all, over int64 arrays. For batch replay and tests.

Not a second implementation: each function's own code is compiled against compiled callees. numba is loaded here
and nowhere else, on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from domain import civil_days, periods, rest_days
from supervision_rules import fold, fold_clock, fold_lookback, fold_time

# callees before callers
_ORDER: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (civil_days, tuple(f.__name__ for f in civil_days.KERNELS)),
    (periods, tuple(f.__name__ for f in periods.KERNELS)),
    (rest_days, tuple(f.__name__ for f in rest_days.KERNELS)),
    (fold_time, ("advance", "latest_start", "rolled_day")),
    (
        fold_clock,
        (
            "note", "cite", "in_custody", "roll", "base_due", "ceiling_of", "whole_length", "greatest_due",
            "restart", "from_origin", "extend", "suspend", "resume",
        ),
    ),
    (
        fold,
        (
            "before", "first_of_day", "carries_on", "last_of_moment", "begin", "toggle", "standing", "counts",
            "expired", "spent", "restarts", "ended_by", "move", "still_open", "base_of", "read_out", "follow", "walk",
        ),
    ),
    (
        fold_lookback,
        (
            "sure_enough", "precedence", "prohibition", "limited", "interval", "separation", "recorded",
        ),
    ),
)  # fmt: skip


@cache
def compiled() -> SimpleNamespace:
    """Compiled `walk`, `precedence`, ...: called like the originals, with int64 arrays for buffers.

    Takes tens of seconds the first time in a process: every function is compiled on its first call.
    """
    import numba

    done: dict[str, Any] = {}
    for module, names in _ORDER:
        for name in names:
            done[name] = numba.njit(_bound(getattr(module, name), done))
    return SimpleNamespace(**done)


def _bound(function: Callable[..., object], callees: dict[str, Any]) -> FunctionType:
    """The same code whose global names lead to the compiled callees."""
    if not isinstance(function, FunctionType):
        raise TypeError(f"{function!r} is no plain function")
    namespace = {**function.__globals__, **callees}
    bound = FunctionType(function.__code__, namespace, function.__name__, function.__defaults__, function.__closure__)
    bound.__module__ = function.__module__
    return bound
