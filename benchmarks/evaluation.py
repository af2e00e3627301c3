"""How long one case takes to be judged anew with all cards, as live supervision does after each act.

Prints medians; the comparison is with judging the same case one card at a time, which is what a rule engine
without a common fold would do.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from app.packs import shipped_pack
from app.simulation.simulate import simulate
from app.simulation.write_out import posts_of
from domain.cloudevent import parse_wire, to_event
from domain.event import Event
from supervision_rules.evaluate import evaluate
from supervision_rules.pack import Pack

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MICROS = int(NOW.timestamp()) * 1_000_000
WANTED_MS = 10.0


def case_of(size: int, pack: Pack) -> list[Event]:
    """The distinct events of the simulated case whose length is closest to `size`."""
    cases = [(abs(len(case.docket.drafts) - size), number, case) for number, case in enumerate(simulate(400, 7, NOW))]
    chosen = min(cases, key=lambda one: one[:2])[2]
    events: dict[tuple[object, object], Event] = {}
    for post in posts_of(chosen, NOW):
        wire = parse_wire(msgspec.json.encode(post.wire))
        events[wire.source, wire.id] = to_event(wire, pack.vocabulary, pack.zone_info, now=MICROS)
    return list(events.values())


def median_ms(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    pack = shipped_pack("cn_criminal")
    for size in (20, 100, 300):
        events = case_of(size, pack)
        whole = median_ms(lambda events=events: evaluate(pack, events, now=MICROS), 60)  # type: ignore[misc]
        print(f"{len(events):4d} events, {len(pack.cards)} cards: {whole:6.2f} ms (median of 60)", end="")
        print(f"; wanted at 100 events: <= {WANTED_MS:.0f} ms" if size == 100 else "")


if __name__ == "__main__":
    main()
