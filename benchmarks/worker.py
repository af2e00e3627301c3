"""What the worker costs an act: simulated cases posted to a durable PostgreSQL, then worked off from the beginning.

Prints processor time in microseconds an act, part by part: reading and decoding, evaluating, storing what supervision
found, read models, feeds, day digests; of this process and of PostgreSQL. The acts arrive by agency, as in
benchmarks/load.py, so a case is spread over all of them. Wanted: <= 250 without the day digests.

Run: python -m benchmarks.worker [--cases 222] [--profile FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app import processing, supervise
from app.caller import Caller
from app.composition import Platform
from app.histories import Histories
from app.post_acts import Accepted, post
from app.reconciliation.follow import catch_up
from tests.load_run import LoadRun, in_batches, simulated_acts
from tests.postgres_server import PostgresServer

BATCH = 100
LANES = 8
WANTED = 250
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("read and decode acts", Histories, "load"),
    ("evaluate", processing, "evaluate_all"),
    ("store duties and findings", supervise.Supervision, "advance"),
    ("read models", processing, "advance"),
)


def fill(platform: Platform, cases: int) -> int:
    """Post; number of acts taken."""
    taken = 0
    lanes = in_batches(simulated_acts(cases, 4711), LANES, BATCH)
    for turn in range(max(map(len, lanes))):
        for lane in lanes:
            for acts in lane[turn : turn + 1]:
                caller = Caller(agency=str(acts[0]["source"]), name="benchmark")
                taken += sum(isinstance(one, Accepted) for one in post(platform, acts, caller))
    return taken


@contextmanager
def timed(spent: dict[str, float]) -> Iterator[None]:
    """Processor time of the parts goes to `spent`."""

    def wrapped(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            start = time.process_time()
            try:
                return function(*args, **named)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - start

        return call

    originals = [(owner, attribute, getattr(owner, attribute)) for _, owner, attribute in PARTS]
    for (name, owner, attribute), (_, _, function) in zip(PARTS, originals, strict=True):
        setattr(owner, attribute, wrapped(name, function))
    try:
        yield
    finally:
        for owner, attribute, function in originals:
            setattr(owner, attribute, function)


def work_off(platform: Platform, spent: dict[str, float]) -> None:
    """As the worker does; feeds in turn with the rest."""
    while True:
        moved = platform.processing.step()
        start = time.process_time()
        fed = platform.processing.feed.step()
        spent["feeds"] = spent.get("feeds", 0.0) + time.process_time() - start
        if not (moved or fed or platform.ledger.sequence()):
            return


def run(server: PostgresServer, cases: int, profile: str | None) -> None:
    with LoadRun(server, {}) as load, load.platform() as platform:
        acts = fill(platform, cases)
        platform.ledger.sequence()
        platform.adopt_pack()
        gc.collect()
        gc.freeze()
        gc.set_threshold(40_000, 20, 20)
        spent: dict[str, float] = {}
        start, of_server, clock = time.process_time(), server.processor_seconds(), time.perf_counter()
        profiler = cProfile.Profile() if profile is not None else None
        with timed(spent), profiler or contextlib.nullcontext():
            work_off(platform, spent)
        whole = time.process_time() - start
        elapsed, of_server = time.perf_counter() - clock, server.processor_seconds() - of_server
        start = time.process_time()
        catch_up(platform)
        digests = time.process_time() - start
        if profiler is not None and profile is not None:
            profiler.dump_stats(profile)
    print(f"{acts} acts of {cases} cases worked off in {elapsed:.1f} s; microseconds of processor an act:")
    for name, seconds in [*spent.items(), ("the rest", whole - sum(spent.values()))]:
        print(f"  {name:28s} {seconds / acts * 1e6:6.0f}")
    print(f"  {'all of it':28s} {whole / acts * 1e6:6.0f}   wanted: <= {WANTED}")
    print(f"  {'PostgreSQL meanwhile':28s} {of_server / acts * 1e6:6.0f}")
    print(f"  {'day digests, once a minute':28s} {digests / acts * 1e6:6.0f}")


def main(arguments: Sequence[str] = ()) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=222)
    options.add_argument("--profile", metavar="FILE")
    chosen = options.parse_args(arguments)
    server = PostgresServer(durable=True)
    try:
        server.start()
        run(server, chosen.cases, chosen.profile)
    finally:
        server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
