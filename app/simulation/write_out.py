"""Writes simulated cases as CloudEvents NDJSON in order of arrival, and the truth beside them.

Called by `quancheng simulate` and by the demo. The order of arrival mixes all cases.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from random import Random
from typing import BinaryIO

import msgspec

from app.simulation.delivery import Delivered, deliver
from app.simulation.draft import Expectation, ScoredOnly
from app.simulation.scenarios import Scenario
from app.simulation.simulate import SimulatedCase, simulate

Progress = Callable[[int, int], None]


class Written(msgspec.Struct, frozen=True):
    """What was written: number of cases, of scenarios, of posts (duplicates included), and of planted breaches."""

    cases: int
    scenarios: int
    posts: int
    breaches: int


def posts_of(case: SimulatedCase, now: datetime) -> list[Delivered]:
    """All posts of one case, in order of arrival; reproducible from the case id."""
    rng = Random(f"delivery/{case.docket.case}")
    return deliver(case.docket.drafts, rng, now)


def write_simulation(
    cases: int,
    seed: int,
    now: datetime,
    events: Path,
    truth: Path,
    progress: Progress | None = None,
    fragments: Iterable[Scenario] = (),
) -> Written:
    """Simulate and write both files (`events` gzipped where its name ends in .gz). fragments: further cases."""
    posts: list[Delivered] = []
    expected: list[Expectation | ScoredOnly] = []
    scored = 0
    for scenario in fragments:
        posts += deliver(scenario.drafts, Random(f"delivery/{scenario.case}"), now)
        expected += [ScoredOnly(scenario.case, scenario.rule), *scenario.truth]
        scored += 1
    for number, case in enumerate(simulate(cases, seed, now), 1):
        posts += posts_of(case, now)
        expected += case.truth
        if progress is not None:
            progress(number, cases)
    posts.sort(key=lambda post: post.at)
    with events.open("wb") as file, _compressed(file) if events.suffix == ".gz" else nullcontext(file) as out:
        _lines(out, (post.wire for post in posts))
    with truth.open("wb") as out:
        _lines(out, expected)
    planted = sum(isinstance(row, Expectation) for row in expected)
    return Written(cases=cases, scenarios=scored, posts=len(posts), breaches=planted)


def _compressed(file: BinaryIO) -> gzip.GzipFile:
    # a name or time stamp in the gzip header would make two equal runs differ
    return gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0)


def _lines(out: BinaryIO | gzip.GzipFile, items: Iterable[object]) -> None:
    for item in items:
        out.write(msgspec.json.encode(item) + b"\n")
