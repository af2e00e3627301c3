"""Rows and outcomes may stand anywhere in their buffers: the fold reads and writes its own and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from supervision_rules import judge
from supervision_rules import layout as at
from supervision_rules.evaluate import evaluate
from tests.engine.library import micros, pack
from tests.engine.test_laws import NOW, random_history
from tests.supervision_rules.checker.library_rules import RULES, random_acts

# which argument of each function of the fold is the opener's row, its place, the outcome's buffer, its place
ARGUMENTS = {
    "walk": (3, 4, -3, -2),
    "precedence": (3, 4, -3, -2),
    "prohibition": (3, 4, -3, -2),
    "limited": (3, 4, -3, -2),
    "interval": (3, 4, -3, -2),
    "separation": (3, 4, -3, -2),
    "recorded": (1, 2, -3, -2),
}
BESIDE = 7_777


def moved(function: Callable[..., object], places: tuple[int, int, int, int]) -> Callable[..., object]:
    """The function given the opener as the third of several rows, and the second of three places for its outcome."""
    row, row_place, out, out_place = places

    def call(*given: object) -> object:
        arguments = list(given)
        opener, outcome = given[row], given[out]
        assert isinstance(opener, Sequence)
        assert isinstance(outcome, list)
        arguments[row] = [BESIDE] * (2 * at.ROW) + [*opener] + [BESIDE] * at.ROW
        arguments[row_place] = 2 * at.ROW
        buffer = [BESIDE] * at.OUT + outcome + [BESIDE] * at.OUT
        arguments[out], arguments[out_place] = buffer, at.OUT
        result = function(*arguments)
        outcome[:] = buffer[at.OUT : 2 * at.OUT]
        assert buffer[: at.OUT] == buffer[2 * at.OUT :] == [BESIDE] * at.OUT
        return result

    return call


@pytest.mark.parametrize("seed", range(12))
def test_an_opener_anywhere_among_others_is_judged_alike(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, now = pack(*RULES), micros(NOW)
    histories = [random_acts(100 + seed, (0.0, 0.05)[seed % 2]), random_history(seed, 25)]
    alone = [evaluate(chosen, events, now=now) for events in histories]
    for name, places in ARGUMENTS.items():
        monkeypatch.setattr(judge, name, moved(getattr(judge, name), places))
    assert [evaluate(chosen, events, now=now) for events in histories] == alone
