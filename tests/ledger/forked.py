"""Run work in child processes of the test, each with connections of its own, and kill them where a test needs that."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType


def fork(work: Callable[[], None]) -> int:
    """Start `work` in a child; its process id. The child's exit status is 0 only if `work` returned."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001  # a child must not go on with the parent's test
        traceback.print_exc()
    finally:
        os._exit(status)


def joined(pids: list[int]) -> list[int]:
    """Wait for children; their exit codes, negative for a signal."""
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def kill_before(filenames: tuple[str, ...], line: tuple[str, int], work: Callable[[], None]) -> None:
    """Run `work`, and SIGKILL this process just before (file, line) is executed for the first time."""

    def trace(frame: FrameType, event: str, _argument: object) -> object:
        if not frame.f_code.co_filename.endswith(filenames):
            return None
        if event == "line" and (os.path.basename(frame.f_code.co_filename), frame.f_lineno) == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(None)


def lines_run(filenames: tuple[str, ...], work: Callable[[], None]) -> list[tuple[str, int]]:
    """The (file, line) pairs that `work` executes in these files, in order of first execution."""
    seen: dict[tuple[str, int], None] = {}

    def trace(frame: FrameType, event: str, _argument: object) -> object:
        if not frame.f_code.co_filename.endswith(filenames):
            return None
        if event == "line":
            seen.setdefault((os.path.basename(frame.f_code.co_filename), frame.f_lineno))
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(None)
    return list(seen)
