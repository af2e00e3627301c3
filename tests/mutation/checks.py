"""What can notice a mutant: the examples of each card, and each test of the suites below. One check each.

Left out: what compares a mutant with itself (the compiled fold is made of the same functions), and what takes long
and notices no more than the random histories that the checker goes over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from _pytest.runner import runtestprotocol

from app.packs import shipped_pack
from supervision_rules.examples import Examples, examples_of, run_examples
from supervision_rules.pack import Pack
from tests.mutation.mutants import Source, Statement

RANDOM = "tests/supervision_rules/checker/test_random_histories.py"
SUITES = (
    "tests/engine", "tests/time", "tests/law", "tests/supervision_rules/checker/test_worked_cases.py",
    f"{RANDOM}::test_what_the_engine_derives_holds[0.05]", "--ignore=tests/time/test_kernels_compile.py",
    "--deselect=tests/engine/test_laws.py::test_the_compiled_fold_gives_the_same_verdicts",
    "--deselect=tests/engine/test_explain.py::test_every_verdict_has_a_derivation_that_ends_in_it_and_can_be_said",
)  # fmt: skip
PACKS = ("cn_criminal", "road_fines")


class Check:
    """passes: runs it; by_example: it is the examples of a card; seconds, reaches: of the unmutated code."""

    def __init__(self, name: str, by_example: bool, passes: Callable[[], bool]) -> None:
        self.name = name
        self.by_example = by_example
        self.passes = passes
        self.seconds = 0.0
        self.reaches: frozenset[Statement] = frozenset()


def checks_of(items: Sequence[pytest.Item]) -> list[Check]:
    return [*_examples(), *(Check(item.nodeid, False, partial(_test_passes, item)) for item in items)]


def _examples() -> Iterator[Check]:
    for name in PACKS:
        pack = shipped_pack(name)
        examples = examples_of(pack)
        for card in pack.cards:
            yield Check(card.id, True, partial(_examples_pass, pack.with_cards(card), examples))


def _examples_pass(pack: Pack, examples: Examples) -> bool:
    return all(result.passed for result in run_examples(pack, examples))


def _test_passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def try_unmutated(checks: Sequence[Check], sources: Sequence[Source]) -> list[str]:
    """Runs every check once on the code as it is and notes what it reaches; names of those that fail."""
    reached: set[Statement] = set()
    plain = [source.function.__code__ for source in sources]
    failing = []
    for source in sources:
        source.function.__code__ = source.reporting(reached)
    for check in checks:
        reached.clear()
        start = time.process_time()
        if not check.passes():
            failing.append(check.name)
        check.seconds = time.process_time() - start
        check.reaches = frozenset(reached)
    for source, code in zip(sources, plain, strict=True):
        source.function.__code__ = code
    return failing
