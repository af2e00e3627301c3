"""POST /v1/events under load: one server process and one worker process over a durable PostgreSQL on this machine.

No test, no time limit. Acts of simulated cases of some 28 agencies, posted by clients in a process of their own: one
act a request on 32 connections, then batches of 100, in cases that were opened before. Supervision, read models and
feeds run beside it; afterwards it is measured how long they take to the head, and every receipt given is looked for in
the ledger. The named
alternatives are bare FastAPI and psycopg2 inserts of the same acts (benchmarks/load_bare.py): with micro-batching,
and with a transaction a request.

Run: python -m benchmarks.load [--seconds 10] [--rounds 3] [--only singles|batches|bare] [--servers 2]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.load_client import Report
from tests.load_run import LoadRun, in_batches, missing, one_by_one, simulated_acts
from tests.postgres_server import PostgresServer

CLIENTS = 32
BATCH = 100
BATCH_CLIENTS = 8
CATCH_UP_SECONDS = 600.0


def load_average() -> str:
    return Path("/proc/loadavg").read_text().rsplit(" ", 2)[0]


def figures(report: Report) -> str:
    ordered = sorted(report.milliseconds)
    p99 = ordered[int(len(ordered) * 0.99)]
    return (
        f"{len(report.given) / report.seconds:8.0f} acts/s over {report.seconds:.1f} s; a request: median "
        f"{statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, worst {ordered[-1]:.0f} ms; statuses {report.statuses}"
    )


def run(
    postgres: PostgresServer,
    kind: str,
    seconds: float,
    seed: int,
    settings: dict[str, str],
    worker: bool = True,
    servers: int = 1,
) -> float:
    """Acts a second, of one run on a fresh database."""
    with LoadRun(postgres, settings) as load:
        load.start("serve")
        for _ in range(servers - 1):
            load.start_another_server()
        if worker:
            load.start("worker")
        rate = 1500 if kind == "singles" else 24_000
        cases = simulated_acts(int(rate * seconds / 90) + 64, seed)
        if kind == "singles":
            lanes = one_by_one(cases, CLIENTS)
        else:
            opening, lanes = in_batches(cases, BATCH_CLIENTS, BATCH)
            load.clients(load.plan(opening, "opening")).wait()
            if worker:
                with load.platform() as platform:
                    load.seconds_until_caught_up(platform, CATCH_UP_SECONDS)
        plan = load.plan(lanes, seconds=seconds)
        before = load.processor_seconds()
        load.clients(plan).wait()
        spent = {name: used - before.get(name, 0.0) for name, used in load.processor_seconds().items()}
        report = load.report(plan)
        print(f"  {kind}: {figures(report)}", flush=True)
        codes = Counter(report.refused)
        each = ", ".join(f"{name} {used / max(1, len(report.given)) * 1e6:.0f}" for name, used in spent.items())
        print(f"    processor time until then, microseconds an act: {each}", flush=True)
        with load.platform() as platform:
            behind = load.lag(platform)
            if worker:
                took = load.seconds_until_caught_up(platform, CATCH_UP_SECONDS)
                print(f"    {behind} acts behind at the end, at the head after {took:.1f} s", flush=True)
            lost = missing(platform, report.given)
            sound = platform.ledger.verify().fault is None
        print(
            f"    {len(report.given)} receipts, {len(lost)} not in the ledger, chain and tree "
            f"{'verify' if sound else 'DO NOT VERIFY'}; refused {dict(codes)}; load average {load_average()}",
            flush=True,
        )
        return len(report.given) / report.seconds


def bare(postgres: PostgresServer, how: str, seconds: float, seed: int) -> float:
    """Acts a second of the named alternative, by the same clients with the same acts."""
    with LoadRun(postgres, {}) as load:
        load.start_bare(how)
        plan = load.plan(one_by_one(simulated_acts(int(2500 * seconds / 90) + 64, seed), CLIENTS), seconds=seconds)
        load.clients(plan).wait()
        report = load.report(plan)
        print(f"  bare, {how}: {figures(report)}; load average {load_average()}", flush=True)
        return len(report.given) / report.seconds


def main(arguments: Sequence[str] = ()) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", choices=["singles", "batches", "bare"])
    options.add_argument("--without-worker", action="store_true")
    options.add_argument("--servers", type=int, default=1)
    options.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    chosen = options.parse_args(arguments)
    settings = dict(item.split("=", 1) for item in chosen.set)
    server = PostgresServer(durable=True)
    try:
        server.start()
        print(f"load average before: {load_average()}", flush=True)
        for how in ("shared", "alone"):
            if chosen.only in (None, "bare"):
                rates = [bare(server, how, chosen.seconds, 4711 + round_) for round_ in range(chosen.rounds)]
                print(f"bare FastAPI and psycopg2, commits {how}: median {statistics.median(rates):.0f} acts/s")
        for kind in ("singles", "batches"):
            if chosen.only in (None, kind):
                rates = [
                    run(
                        server, kind, chosen.seconds, 4711 + round_, settings, not chosen.without_worker, chosen.servers
                    )
                    for round_ in range(chosen.rounds)
                ]
                print(f"{kind}: median {statistics.median(rates):.0f} acts/s", flush=True)
    finally:
        server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
