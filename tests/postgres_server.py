"""A throwaway PostgreSQL server for tests and benchmarks: own directory, own port, stopped by process id.

Not for production. Finds the server in PATH or under /usr/lib/postgresql; run as root it becomes user `postgres`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

START_SECONDS = 60
MEMORY_BYTES = 4 << 30
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests that say nothing about durability."""


def find_binary(name: str) -> str:
    """Path of a server program. The newest under /usr/lib/postgresql where PATH has none."""
    found = shutil.which(name)
    if found:
        return os.path.realpath(found)
    candidates = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if not candidates:
        raise RuntimeError(f"PostgreSQL program {name!r} not found. On Debian: apt-get install postgresql")
    return str(candidates[0])


INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")


class PostgresServer:
    """One server in a temporary directory, superuser `postgres`, trust on the loopback address.

    durable=True keeps fsync on: for the kill test and for benchmarks. folder: where its data lies, but for its log.
    """

    def __init__(self, *, durable: bool = False, settings: tuple[str, ...] = (), folder: Path | None = None) -> None:
        self._settings = (() if durable else FAST) + settings
        self.directory = Path(tempfile.mkdtemp(prefix="quancheng-pg-", dir=None if durable else _memory()))
        self._data = self.directory / "data" if folder is None else folder / "data"
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            account = pwd.getpwnam(self._user)
            for own in {self.directory, self._data.parent}:
                os.chown(own, account.pw_uid, account.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        log = () if folder is None else (f"--waldir={self.directory / 'wal'}", "--wal-segsize=1")
        subprocess.run(
            [find_binary("initdb"), "--pgdata", str(self._data), *INITDB, *log],
            check=True,
            capture_output=True,
            user=self._user,
            cwd=self.directory,
            env=self._environment(),
        )

    def start(self) -> None:
        """Start and wait until it answers."""
        options = (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.directory}",
            "max_connections=60",
            "log_min_messages=fatal",
            *self._settings,
        )
        arguments = [find_binary("postgres"), "-D", str(self._data)]
        for option in options:
            arguments += ["-c", option]
        with (self.directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                arguments,
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self.directory,
                env=self._environment(),
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg2.connect(self._dsn("postgres")).close()
            except psycopg2.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.directory / "log").read_text(errors="replace")) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Immediate shutdown, and the directory is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def kill(self) -> None:
        """SIGKILL the server and every process it started, as a power cut would. It can be started again."""
        assert self._process is not None
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def processes(self) -> list[int]:
        """Ids of the server's process and of those that it started and are alive."""
        assert self._process is not None
        return [self._process.pid, *_children(self._process.pid)]

    def processor_seconds(self) -> float:
        """Used so far by the server and its processes that are alive."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def url(self, database: str, user: str = "postgres") -> str:
        """Over the unix socket, which a client on another machine cannot reach."""
        return f"postgresql+psycopg2://{user}@/{database}?host={self.directory}&port={self.port}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as superuser, outside a transaction."""
        connection = psycopg2.connect(self._dsn(database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def _dsn(self, database: str) -> str:
        return f"host={self.directory} port={self.port} user=postgres dbname={database}"

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _memory() -> str | None:
    """A directory in memory where there is room: a database per test is ten times cheaper there."""
    shared = Path("/dev/shm")
    roomy = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > MEMORY_BYTES
    return str(shared) if roomy else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []
