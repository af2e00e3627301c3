"""A disk that is full when a test says so, for SQLite's files or those of a PostgreSQL server.

Where this process may mount one: a file system in memory, made as small as what lies on it. Where it may not:
a folder in which no file of those processes may grow (RLIMIT_FSIZE), refused by the kernel as a full disk is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DISK_BYTES = 400 << 20
LOG_FILE = 1 << 20
"""Bytes of a file of PostgreSQL's log in these tests: these are made and used again whether there is room or not."""


class SmallDisk:
    """folder: on the disk. `processes`: ids of those that write there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, left: int, processes: Callable[[], Sequence[int]]) -> None:
        """Leave so many bytes: of the disk, or to the largest of its files."""
        largest = max(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        _limit(str(max(LOG_FILE, largest + left)), processes)

    def make_room(self, processes: Callable[[], Sequence[int]]) -> None:
        _limit("unlimited", processes)


class MountedDisk(SmallDisk):
    def fill(self, left: int, processes: Callable[[], Sequence[int]]) -> None:
        """Others write meanwhile: a size that they are beyond by now is refused."""
        for _ in range(100):
            now = os.statvfs(self.folder)
            if self._mount(f"remount,size={(now.f_blocks - now.f_bfree) * now.f_frsize + left}"):
                return
        raise RuntimeError(f"{self.folder} cannot be made small")

    def make_room(self, processes: Callable[[], Sequence[int]]) -> None:
        assert self._mount(f"remount,size={DISK_BYTES}")

    def mount(self) -> bool:
        """False where this process may not."""
        return os.geteuid() == 0 and self._mount(f"size={DISK_BYTES}")

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def small_disk() -> Iterator[SmallDisk]:
    folder = Path(tempfile.mkdtemp(prefix="quancheng-disk-"))
    disk = MountedDisk(folder)
    mounted = disk.mount()
    folder.chmod(0o755)  # a PostgreSQL server started by root runs as somebody else
    try:
        yield disk if mounted else SmallDisk(folder)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def _limit(most: str, processes: Callable[[], Sequence[int]]) -> None:
    """The soft limit alone, so that it can be raised again; as whom they run, who needs no right for it."""
    for pid in processes():
        _limit_one(most, pid)
    for pid in processes():  # one that was being started got the limit of before
        _limit_one(most, pid)


def _limit_one(most: str, pid: int) -> None:
    entry = Path(f"/proc/{pid}")
    try:
        owner = entry.stat()
    except FileNotFoundError:  # a session of PostgreSQL that has ended
        return
    as_owner = {} if owner.st_uid == os.geteuid() else {"user": owner.st_uid, "group": owner.st_gid}
    command = ["prlimit", f"--pid={pid}", f"--fsize={most}:"]
    done = subprocess.run(command, check=False, capture_output=True, **as_owner)  # type: ignore[call-overload]
    assert done.returncode == 0 or not entry.exists(), done.stderr
