"""A platform under load as it runs in production: a durable PostgreSQL, a server process, a worker process, and clients
and a subscriber in processes of their own; or SQLite and one server. What must hold afterwards: tests/load_checks.py.

Not a test and not a benchmark: those in tests/hostile and benchmarks/ that need the whole of it start it here. Each of
the processes can be killed and started again while clients are at work.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import select, text

from app.composition import Platform, open_platform
from app.settings import Settings
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from app.tokens import TokenFile
from ledger import migrate
from ledger.schema import event_identity, events
from tests.load_client import Given, Plan, Report
from tests.load_subscriber import Delivered
from tests.postgres_server import PostgresServer
from tests.shipped import cn_criminal

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
Act = dict[str, object]


class LoadRun:
    """Server and worker over one database of its own. `settings` are QUANCHENG_ variables of both, in lower case.

    postgres  None: a SQLite file, which the server works on alone; folder: where all files lie
    disk      where the SQLite file and the key of the log lie, if not in the folder
    """

    def __init__(
        self,
        postgres: PostgresServer | None,
        settings: Mapping[str, str] | None = None,
        folder: Path | None = None,
        disk: Path | None = None,
    ) -> None:
        self._postgres = postgres
        self.folder = Path(tempfile.mkdtemp(prefix="quancheng-load-", dir=folder))
        self.database = f"load_{os.getpid()}_{time.monotonic_ns()}"
        if postgres is None:
            self.url = f"sqlite:///{(disk or self.folder) / self.database}.db"
        else:
            postgres.execute(f"CREATE DATABASE {self.database}")
            self.url = postgres.url(self.database)
        migrate.upgrade(self.url)
        self._subscriber_port = _free_port()
        (self.folder / "key").write_bytes(bytes(range(32)))
        self._signing_key = (disk or self.folder) / "signing.pem"
        self.port = _free_port()
        files = {
            "database_url": self.url,
            "token_file": str(self.folder / "tokens.ndjson"),
            "citizen_id_key_file": str(self.folder / "key"),
            "signing_key_file": str(self._signing_key),
            "port": str(self.port),
            "log_level": "warning",
            "webhook_ports": f"[{self._subscriber_port}]",
            "webhook_internal_ranges": '["127.0.0.0/8"]',
            "webhook_plain_http": '["127.0.0.0/8"]',
        }
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith("QUANCHENG_")}
        self._environment |= {
            f"QUANCHENG_{name.upper()}": value for name, value in (files | dict(settings or {})).items()
        }
        self._environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path[1:]])
        self.tokens = TokenFile(self.folder / "tokens.ndjson")
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ports = [self.port]
        self._of_agency: dict[str, str] = {}

    @property
    def postgres(self) -> PostgresServer:
        assert self._postgres is not None, "this run is on SQLite"
        return self._postgres

    # -- processes

    def start(self, name: str) -> None:
        """`serve`, `worker` or `postgres`. A server answers when this returns."""
        if name == "postgres":
            self.postgres.start()
            return
        self._run(name, ["-m", "app.cli", name])
        if name == "serve":
            self._until_it_answers(name, self.port)

    def start_another_server(self) -> None:
        """Beside `serve`, over the same database; the clients' connections go to all of them in turn."""
        name, port = f"serve-{len(self._ports) + 1}", _free_port()
        self._run(name, ["-m", "app.cli", "serve", "--port", str(port)])
        self._until_it_answers(name, port)
        self._ports.append(port)

    def start_bare(self, how: str) -> None:
        """The server of benchmarks/load_bare.py in place of ours, over the same PostgreSQL."""
        dsn = f"host={self.postgres.directory} port={self.postgres.port} user=postgres dbname={self.database}"
        self._run("serve", ["-m", "benchmarks.load_bare", str(self.port), dsn, how])
        self._until_it_answers("serve", self.port)

    def _run(self, name: str, arguments: Sequence[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            command = [sys.executable, *arguments]
            self._processes[name] = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`quancheng …` beside them, as an operator calls it."""
        command = [sys.executable, "-m", "app.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self._environment, text=True, capture_output=True, check=False)

    def pid(self, name: str) -> int:
        return self._processes[name].pid

    def alive(self, name: str) -> bool:
        """Whether the process that was started last under this name has not ended."""
        return self._processes[name].poll() is None

    def kill(self, name: str) -> None:
        """SIGKILL, of PostgreSQL with all that it started."""
        if name == "postgres":
            self.postgres.kill()
            return
        self._processes[name].kill()
        self._processes[name].wait()

    def processor_seconds(self) -> dict[str, float]:
        """What the server, the worker and PostgreSQL with its sessions that are open have used so far."""
        used = {name: _processor_seconds(process.pid) for name, process in self._processes.items()}
        return used if self._postgres is None else used | {"postgres": self._postgres.processor_seconds()}

    def _until_it_answers(self, name: str, port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=5).close()
            except (urllib.error.URLError, OSError):
                if not self.alive(name) or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / f"{name}.log").read_text(errors="replace")) from None
                time.sleep(0.05)
            else:
                return

    # -- load

    def token(self, agency: str) -> str:
        if agency not in self._of_agency:
            self._of_agency[agency] = self.tokens.issue(agency, "agency", datetime.now(UTC) - timedelta(minutes=1))
        return self._of_agency[agency]

    def plan(self, lanes: Iterable[Sequence[Sequence[Act]]], name: str = "clients", **how: object) -> Path:
        """A file for the clients: per connection its posts, one after the other; a post of one act is sent alone."""
        plan = Plan(
            ports=self._ports,
            report=str(self.folder / f"{name}.report"),
            lanes=[[(self.token(str(post[0]["source"])), _body(post)) for post in lane] for lane in lanes],
            **how,  # type: ignore[arg-type]
        )
        file = self.folder / f"{name}.plan"
        file.write_bytes(msgspec.msgpack.encode(plan))
        return file

    def clients(self, plan: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.load_client", str(plan)]
        log = (self.folder / f"{plan.stem}.log").open("ab")
        process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=log)
        log.close()
        return process

    def report(self, plan: Path) -> Report:
        return msgspec.msgpack.decode(plan.with_suffix(".report").read_bytes(), type=Report)

    def subscribe(self, agency: str, seconds: float = 30.0) -> str:
        """A subscriber in a process of its own to all that this agency may see; id of the subscription, confirmed."""
        self._run("subscriber", ["-m", "tests.load_subscriber", str(self._subscriber_port), str(self._delivered)])
        made = self.ask("/v1/subscriptions", agency, {"url": f"http://127.0.0.1:{self._subscriber_port}/hooks"})
        id_ = str(made["subscription"]["id"])  # type: ignore[index]
        deadline = time.monotonic() + seconds
        while self.ask(f"/v1/subscriptions/{id_}", agency)["state"] != "active":
            assert time.monotonic() < deadline, "the subscriber did not answer the hand-shake"
            time.sleep(0.1)
        return id_

    def deliveries(self) -> list[Delivered]:
        """What the subscriber has on record, in order of arrival."""
        lines = self._delivered.read_bytes().splitlines() if self._delivered.exists() else []
        return [msgspec.json.decode(line, type=Delivered) for line in lines]

    def ask(self, path: str, agency: str, body: object = None) -> dict[str, object]:
        """One request of an agency to the server. Raises urllib.error.URLError."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else msgspec.json.encode(body),
            headers={"Authorization": f"Bearer {self.token(agency)}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, object] = msgspec.json.decode(answer.read())
            return found

    # -- afterwards

    @property
    def _delivered(self) -> Path:
        return self.folder / "delivered.ndjson"

    def platform(self) -> Platform:
        """Of this process, over the same database; the caller closes it."""
        settings = Settings(
            database_url=self.url,
            token_file=self.folder / "tokens.ndjson",
            citizen_id_key_file=self.folder / "key",
            signing_key_file=self._signing_key,
            embedded=False,
        )
        return open_platform(settings, pack=cn_criminal())

    def lag(self, platform: Platform) -> int:
        """Acts between what is committed and the processor that is furthest behind."""
        with platform.engine.connect() as connection:
            waiting = connection.scalar(text("SELECT coalesce(sum(size), 0) FROM unsequenced")) or 0
        return int(waiting) + max(0, platform.ledger.head() - platform.processing.behind())

    def seconds_until_caught_up(self, platform: Platform, most: float) -> float:
        """Raises TimeoutError where the lag is not zero after `most` seconds."""
        start = time.monotonic()
        while lag := self.lag(platform):
            if time.monotonic() - start > most:
                raise TimeoutError(f"still {lag} acts behind after {most:.0f} s")
            time.sleep(0.1)
        return time.monotonic() - start

    def stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def missing(platform: Platform, given: Sequence[Given]) -> list[Given]:
    """Those receipts that the ledger does not hold with that very hash."""
    lost: list[Given] = []
    stored = event_identity.join(events, events.c.insert_id == event_identity.c.insert_id)
    query = select(event_identity.c.source, event_identity.c.id, events.c.hash).select_from(stored)
    with platform.engine.connect() as connection:
        for start in range(0, len(given), 5000):
            some = given[start : start + 5000]
            rows = connection.execute(query.where(event_identity.c.id.in_([one.id for one in some])))
            held = {(row.source, row.id): bytes(row.hash).hex() for row in rows}
            lost += [one for one in some if held.get((one.source, one.id)) != one.hash]
    return lost


def simulated_acts(cases: int, seed: int) -> list[list[Act]]:
    """Acts of simulated cases as their agencies would post them today, a list per case, in order of arrival."""
    now = datetime.now(UTC)
    return [[dict(one.wire) for one in posts_of(case, now)] for case in simulate(cases, seed, now)]


def one_by_one(cases: Sequence[Sequence[Act]], connections: int) -> list[list[list[Act]]]:
    """Lanes of single posts: a case stays on its connection, so that its acts arrive in order."""
    lanes: list[list[list[Act]]] = [[] for _ in range(connections)]
    for number, case in enumerate(cases):
        lanes[number % connections] += [[act] for act in case]
    return lanes


def in_batches(
    cases: Sequence[Sequence[Act]], connections: int, size: int
) -> tuple[list[list[list[Act]]], list[list[list[Act]]]]:
    """Lanes of batches, each of one agency: those that bring persons into their cases, and then the others, of exactly
    `size` acts; of these what makes no full batch is left out.
    """
    vocabulary = cn_criminal().vocabulary
    opening: list[list[list[Act]]] = []
    following: list[list[list[Act]]] = []
    for lane in range(connections):
        first: dict[str, list[Act]] = {}
        rest: dict[str, list[Act]] = {}
        for case in cases[lane::connections]:
            for act in case:
                kind = first if vocabulary.type_named(str(act["type"])).introduces_person else rest
                kind.setdefault(str(act["source"]), []).append(act)
        opening.append(_cut(first, size))
        following.append([batch for batch in _cut(rest, size) if len(batch) == size])
    return opening, following


def _cut(by_agency: Mapping[str, Sequence[Act]], size: int) -> list[list[Act]]:
    return [list(acts[at : at + size]) for acts in by_agency.values() for at in range(0, len(acts), size)]


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _body(post: Sequence[Act]) -> bytes:
    return msgspec.json.encode(post[0] if len(post) == 1 else post)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
