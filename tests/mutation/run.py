"""Mutation testing of the fold and of legal time: `make mutation`. Every mutant must be noticed, or be explained.

The checks (checks.py) are collected once. For each mutant a child is forked, so that nothing leaks, and runs those
that reach the changed statement, the likely and the cheap ones first, until one fails. Survivors are compared with
explained.yaml; an unexplained one, or an explanation that no mutant needs, fails the run. Unmutated code has to pass
first: else every mutant would seem to be noticed.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from multiprocessing import Array
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
import yaml

from domain import civil_days, periods, rest_days, sentence_terms
from supervision_rules import compiled_fold, fold, fold_clock, fold_lookback, fold_time
from tests.mutation.checks import SUITES, Check, checks_of, try_unmutated
from tests.mutation.mutants import Mutant, Source, mutants_of

EXPLAINED = Path(__file__).with_name("explained.yaml")
CHILDREN = int(os.environ.get("JOBS", "2"))
# of processor time; a mutant that takes longer than this and so many times what the check took never ends
SECONDS, TIMES = 3.0, 20
NOBODY = -1


def subjects(wanted: list[str]) -> list[Source]:
    """Functions of the fold as compiled_fold lists them, and of legal time."""
    listed = dict(compiled_fold._ORDER)
    own: dict[ModuleType, tuple[str, ...]] = {m: listed[m] for m in (fold, fold_clock, fold_lookback, fold_time)}
    for module in (civil_days, rest_days, periods, sentence_terms):
        own[module] = tuple(f.__name__ for f in module.KERNELS)
    return [
        Source(module, name)
        for module, names in own.items()
        if not wanted or module.__name__.rpartition(".")[2] in wanted
        for name in names
    ]


class Run:
    """noticed_by: number of the check that noticed a mutant, or that the mutant's child is at."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = wanted
        self.survivors: list[str] = []
        self.counts: Counter[str] = Counter()
        self.failed = True

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        checks = checks_of(session.items)
        sources = subjects(self.wanted)
        failing = try_unmutated(checks, sources)
        if failing:
            print("The code fails its tests as it is; mend that first:", *failing, sep="\n")
            return True
        mutants = [mutant for source in sources for mutant in mutants_of(source)]
        self.judge(mutants, checks)
        self.failed = False
        return True

    def judge(self, mutants: list[Mutant], checks: list[Check]) -> None:
        noticed_by = Array("i", len(mutants), lock=False)
        noticed: defaultdict[str, Counter[int]] = defaultdict(Counter)
        children: dict[int, int] = {}
        gc.collect()
        gc.freeze()
        for number, mutant in enumerate((*mutants, *[None] * CHILDREN)):
            if mutant is None or len(children) == CHILDREN:
                if not children:
                    break
                ended = children.pop(os.wait()[0])
                self._count(mutants[ended], noticed_by[ended], checks)
                noticed[mutants[ended].statement.function][noticed_by[ended]] += 1
            if mutant is not None:
                likely = noticed[mutant.statement.function]
                tried = sorted(
                    (n for n, check in enumerate(checks) if mutant.statement in check.reaches),
                    key=lambda n: (likely[n] + 0.1) / (checks[n].seconds + 0.001),
                    reverse=True,
                )
                children[_forked(mutant, number, tried, checks, noticed_by)] = number

    def _count(self, mutant: Mutant, by: int, checks: list[Check]) -> None:
        if by == NOBODY:
            self.survivors.append(mutant.name)
            print(f"survives: {mutant.name}", flush=True)
        self.counts["survive" if by == NOBODY else "examples" if checks[by].by_example else "tests"] += 1


def _forked(mutant: Mutant, number: int, tried: list[int], checks: list[Check], noticed_by: object) -> int:
    """Process id of a child that runs these checks upon the mutant and dies with the first that fails."""
    sys.stdout.flush()
    child = os.fork()
    if child != 0:
        return child
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    mutant.function.__code__ = mutant.code
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    try:
        for n in tried:
            noticed_by[number] = n  # type: ignore[index]
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS + TIMES * checks[n].seconds)
            if not checks[n].passes():
                os._exit(0)
        noticed_by[number] = NOBODY  # type: ignore[index]
    finally:  # whatever was raised, the mutant was noticed
        os._exit(0)


def main() -> int:
    start = time.monotonic()
    hypothesis.settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutation")
    run = Run(sys.argv[1:])
    options = ("-qq", "-s", "--assert=plain", "--tb=native", "--no-summary", "-p", "no:xdist", "-p", "no:cacheprovider")
    pytest.main([*options, *SUITES], plugins=[run])
    if run.failed:
        return 1
    groups = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")) or []
    explained = {name for group in groups for name in group["mutants"]}
    unexplained = [name for name in run.survivors if name not in explained]
    stale = [] if run.wanted else sorted(explained.difference(run.survivors))
    for name in unexplained:
        print(f"SURVIVES: {name}")
    for name in stale:
        print(f"needs no explanation any more: {name}")
    total = run.counts.total()
    print(
        f"{total} mutants: {run.counts['examples']} noticed by examples, {run.counts['tests']} by tests, "
        f"{len(run.survivors) - len(unexplained)} explained, {len(unexplained)} unexplained; "
        f"{(time.monotonic() - start) / 60:.1f} min"
    )
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
