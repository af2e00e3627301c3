"""What changes in the law, and on a caseload: added, gone, moved, unchanged."""

from __future__ import annotations

import msgspec
import pytest

from app.compare_packs import compare
from supervision_rules.pack_diff import diff
from tests.engine.library import RETURN_IN_3, card, event, micros, pack

EVENTS = [
    event("lent", "Lent", "2026-03-02"),
    event("back", "Returned", "2026-03-05"),
    event("lent-2", "Lent", "2026-03-02", member="m2"),
    event("back-2", "Returned", "2026-03-07", member="m2"),
    event("lost", "Lost", "2026-03-09", member="m3"),
]
NOW = micros("2026-04-01")
IN_2 = RETURN_IN_3.replace("value: 3", "value: 2")
NEVER_LOST = card("limit", "act: [{event: Lost}]\nmax: 1", id="R2")


def test_a_shorter_limit_is_named_by_its_path() -> None:
    found = diff(pack(RETURN_IN_3), pack(IN_2))
    assert [(c.rule, c.change) for c in found.cards] == [("R1", "changed")]
    assert [(f.path, f.old, f.new) for f in found.cards[0].fields] == [("versions.1.clock.budget.value", '"3"', '"2"')]
    assert found.beside == ()


def test_a_version_in_front_changes_no_other_path() -> None:
    head, _, version = RETURN_IN_3.partition("versions:\n")
    older = version.replace('version: "1"', 'version: "0"').replace(
        "from: 2020-01-01, to: null", "from: 2019-01-01, to: 2019-12-31"
    )
    (changed,) = diff(pack(RETURN_IN_3), pack(f"{head}versions:\n{older}{version}")).cards
    assert [field.path for field in changed.fields] == ["versions.0"]


@pytest.mark.parametrize(
    ("oddity", "old", "new", "counts"),
    [
        ("nothing changed", (RETURN_IN_3,), (RETURN_IN_3,), {("R1", "unchanged"): 2}),
        ("a shorter limit moves both", (RETURN_IN_3,), (IN_2,), {("R1", "moved"): 2}),
        ("a rule added", (RETURN_IN_3,), (RETURN_IN_3, NEVER_LOST), {("R1", "unchanged"): 2, ("R2", "added"): 1}),
        ("a rule repealed", (RETURN_IN_3, NEVER_LOST), (RETURN_IN_3,), {("R1", "unchanged"): 2, ("R2", "gone"): 1}),
        (
            "a rule that only joins another one's omission is no new verdict",
            (RETURN_IN_3,),
            (RETURN_IN_3, RETURN_IN_3.replace("id: R1", "id: R2\nsame_duty_as: [R1]")),
            {("R1", "unchanged"): 2},
        ),
    ],
)
def test_every_verdict_is_counted_once(
    oddity: str, old: tuple[str, ...], new: tuple[str, ...], counts: dict[tuple[str, str], int]
) -> None:
    found = compare(pack(*old), pack(*new), EVENTS, now=NOW)
    assert dict(found.counts) == counts, oddity


def test_an_example_says_what_it_was_and_what_it_is() -> None:
    found = compare(pack(RETURN_IN_3), pack(IN_2), EVENTS, now=NOW)
    first = msgspec.to_builtins(found.examples("moved")[0])
    assert (first["subject"], first["old"]["status"], first["new"]["status"]) == ("m1", "met", "met_late")
    assert (first["old"]["due"], first["new"]["due"]) == ("2026-03-05", "2026-03-04")
