"""Mutation testing of the fold and of legal time: `make mutation`. Every mutant must be noticed, or be explained.

Each mutant is put into the running process (forked, so that nothing leaks): first the examples of all cards are run,
then the test tables of the engine and of legal time. Survivors are compared with explained.yaml; an unexplained one,
or an explanation that no mutant needs, fails the run. Unmutated code has to pass first: else every mutant would seem
to be noticed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from app.packs import shipped_pack
from domain import civil_days, periods, rest_days, sentence_terms
from supervision_rules import compiled_fold, fold, fold_clock, fold_lookback, fold_time
from supervision_rules.examples import Examples, examples_of, run_examples
from supervision_rules.pack import Pack
from tests.mutation.mutants import Mutant, mutants_of

EXPLAINED = Path(__file__).with_name("explained.yaml")
SECONDS = 180
# tables only: drawn examples and whole explanations take longer than they notice
SUITE = (
    "tests/engine", "tests/time", "--ignore=tests/engine/test_laws.py", "--ignore=tests/engine/test_explain.py",
    "--ignore=tests/engine/test_pack_faults.py", "--ignore=tests/time/test_kernels_compile.py",
)  # fmt: skip
NOTICED, SURVIVED = 1, 0


def subjects() -> list[tuple[ModuleType, tuple[str, ...]]]:
    """Functions of the fold as compiled_fold lists them, and of legal time."""
    listed = dict(compiled_fold._ORDER)
    own = {module: listed[module] for module in (fold, fold_clock, fold_lookback, fold_time)}
    time_ = {module: tuple(f.__name__ for f in module.KERNELS) for module in (civil_days, periods, rest_days)}
    terms = {sentence_terms: tuple(n for n, f in vars(sentence_terms).items() if _defined(f, sentence_terms))}
    return [*own.items(), *time_.items(), *terms.items()]


def _defined(value: object, module: ModuleType) -> bool:
    return getattr(value, "__module__", None) == module.__name__ and hasattr(value, "__code__")


@cache
def packs() -> tuple[tuple[Pack, Examples], ...]:
    return tuple((shipped_pack(name), examples_of(shipped_pack(name))) for name in ("cn_criminal", "road_fines"))


def noticed(mutant: Mutant | None) -> bool:
    """In a child process: does anything fail with this mutant? One that never ends is noticed by that."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)  # a mutant that never ends kills itself
        if mutant is not None:
            mutant.function.__code__ = mutant.code
        try:
            os._exit(_fails())
        except BaseException:  # noqa: BLE001 (whatever it is, the mutant was noticed)
            os._exit(NOTICED)
    _, status = os.waitpid(child, 0)
    return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED)


def _fails() -> int:
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    for pack, examples in packs():
        for card in pack.cards:
            if not all(result.passed for result in run_examples(pack.with_cards(card), examples)):
                return NOTICED
    return NOTICED if pytest.main(["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *SUITE]) else SURVIVED


def main() -> int:
    wanted = sys.argv[1:]
    explained: dict[str, str] = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")) or {}
    packs()
    if noticed(None):
        print("The code fails its tests as it is; mend that first.")
        return 1
    counts: Counter[str] = Counter()
    survivors: list[str] = []
    start = time.monotonic()
    for module, names in subjects():
        if wanted and module.__name__.rpartition(".")[2] not in wanted:
            continue
        for mutant in mutants_of(module, names):
            counts["mutants"] += 1
            if not noticed(mutant):
                survivors.append(mutant.name)
                print(f"{'explained' if mutant.name in explained else 'SURVIVES'}: {mutant.name}", flush=True)
    unexplained = [name for name in survivors if name not in explained]
    stale = [] if wanted else [name for name in explained if name not in survivors]
    for name in stale:
        print(f"needs no explanation any more: {name}")
    minutes = (time.monotonic() - start) / 60
    print(
        f"{counts['mutants']} mutants, {counts['mutants'] - len(survivors)} noticed, "
        f"{len(survivors) - len(unexplained)} explained, {len(unexplained)} unexplained; {minutes:.1f} min"
    )
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
