"""Every kernel compiles under numba as it stands, and compiled and plain give the same integers."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import numpy
import pytest

from domain import civil_days, periods, rest_days, sentence_terms
from tests.time.shipped_calendar import shipped_calendar

MODULES: tuple[ModuleType, ...] = (civil_days, rest_days, periods, sentence_terms)
KERNELS: tuple[FunctionType, ...] = tuple(kernel for module in MODULES for kernel in module.KERNELS)
DRAWS = 300

# what an argument of that name can be; every other integer argument is a small count
RANGES = {
    "ordinal": (1, 3_652_059),
    "start": (1, 3_000_000),
    "origin": (700_000, 760_000),
    "day": (720_000, 780_000),
    "after": (720_000, 780_000),
    "through": (720_000, 780_000),
    "anchor": (720_000, 780_000),
    "number": (-400, 60_000),
    "year": (1, 9998),
    "month": (1, 12),
    "denominator": (1, 5),
    "offset": (-14 * periods.HOUR, 14 * periods.HOUR),
}
ARRAYS = ("next_working", "previous_working", "working_before", "working_day_at")


def compiled(kernels: tuple[FunctionType, ...]) -> dict[str, Callable[..., Any]]:
    """The same code objects in one namespace, in which kernels call each other compiled."""
    import numba

    namespace: dict[str, Any] = {"__builtins__": __builtins__}
    for kernel in kernels:
        for name in kernel.__code__.co_names:
            if isinstance(kernel.__globals__.get(name), int):
                namespace[name] = kernel.__globals__[name]
        copy = FunctionType(kernel.__code__, namespace, kernel.__name__, kernel.__defaults__)
        namespace[kernel.__name__] = numba.njit(copy)
    return namespace


@pytest.fixture(scope="module")
def fast() -> dict[str, Callable[..., Any]]:
    return compiled(KERNELS)


def draws(kernel: FunctionType, rng: random.Random) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    calendar = shipped_calendar()
    for _ in range(DRAWS):
        plain: list[Any] = []
        quick: list[Any] = []
        for name in inspect.signature(kernel).parameters:
            if name in ARRAYS:
                view = getattr(calendar, name)
                plain.append(view)
                quick.append(numpy.asarray(view))
                continue
            value = calendar.first_day if name == "first_day" else rng.randint(*RANGES.get(name, (0, 400)))
            if name == "start" and kernel.__name__.startswith("hours"):
                value = rng.randint(-(10**15), 4 * 10**15)
            plain.append(value)
            quick.append(value)
        yield tuple(plain), tuple(quick)


def test_no_function_of_the_modules_is_left_out() -> None:
    for module in MODULES:
        written = [f for f in vars(module).values() if isinstance(f, FunctionType) and f.__module__ == module.__name__]
        assert tuple(written) == module.KERNELS
    names = [kernel.__name__ for kernel in KERNELS]
    assert len(names) == len(set(names)), "kernels of all modules are compiled into one namespace"


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
def test_compiled_equals_plain(kernel: FunctionType, fast: dict[str, Callable[..., Any]]) -> None:
    for plain, quick in draws(kernel, random.Random(kernel.__name__)):
        assert fast[kernel.__name__](*quick) == kernel(*plain)


def test_calendar_arrays_reach_numpy_without_a_copy() -> None:
    calendar = shipped_calendar()
    for name in ARRAYS:
        view = getattr(calendar, name)
        taken = numpy.asarray(view)
        assert taken.dtype == numpy.int64
        assert numpy.shares_memory(taken, numpy.frombuffer(view, dtype=numpy.int64))
        assert not taken.flags.writeable
