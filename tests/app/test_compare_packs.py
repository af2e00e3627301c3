"""What changes in the law, and on a caseload: added, gone, moved, unchanged."""

from __future__ import annotations

import msgspec
import pytest

from app.compare_packs import compare
from domain.payload_types import Label
from supervision_rules.card import Article
from supervision_rules.pack_diff import diff
from supervision_rules.pack_loader import load_pack
from tests.engine.library import RETURN_IN_3, card, event, files, micros, pack

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


OTHER = RETURN_IN_3.replace("id: R1", "id: R2")
SHARED = OTHER.replace("id: R2", "id: R2\nsame_duty_as: [R1]")
LIST = "lists: {late: {label: {zh: 迟, en: Late}, rules: [R1]}}\n"
LAWS = "house: {name: {zh: 规则, en: Rules}, in_force: {from: 2020-01-01, to: null}}\n"
BESIDE = [
    # (file, old words, new words, what is told)
    ("pack.yaml", "Asia/Shanghai", "Asia/Urumqi", "time zone: Asia/Shanghai → Asia/Urumqi"),
    ("pack.yaml", "locale: en", "locale: zh", "locale: en → zh"),
    ("pack.yaml", 'version: "1"', 'version: "2"', "version: 1 → 2"),
    ("pack.yaml", "person_field: member", "person_field: copy", "person field: member → copy"),
    ("pack.yaml", "facts:", f"{LIST}facts:", "lists: late added"),
    ("pack.yaml", "kind: {scope", "sort: {scope", "facts: kind gone, sort added"),
    ("calendar/calendar.yaml", "2026-05-09", "2026-05-10", "calendar: other days, version 1 as before"),
    ("calendar/calendar.yaml", 'version: "1"', 'version: "2"', "calendar: 1 → 2"),
    ("agencies.yaml", "level: city", "level: province", "agencies"),
    ("events/all.yaml", "name: Told", "name: Said", "event types: Said added, Told gone"),
    ("law/texts/house.md", "# House rules", "# Rules of the house", "texts: house changed"),
    ("law/texts.yaml", "", LAWS, "laws: house added"),
    ("labels.yaml", "", "facts: {barred: {zh: 禁, en: Barred}}\n", "labels of facts: barred added"),
    ("labels.yaml", "", "choices: {map: {zh: 图, en: Map}}\n", "labels of codes: map added"),
    ("agencies.yaml", "agencies:", "# known by name\nagencies:", "other files"),
]


@pytest.mark.parametrize(("file", "words", "others", "told"), BESIDE)
def test_what_lies_beside_the_cards_is_named(file: str, words: str, others: str, told: str) -> None:
    found = files(RETURN_IN_3)
    before = found.get(file, b"").decode()
    assert words in before
    after = {**found, file: before.replace(words, others, 1).encode()}
    compared = diff(load_pack(found), load_pack(after))
    assert compared.beside == (told,)
    assert not compared.equal


def test_an_article_is_named_by_law_and_number() -> None:
    old = pack(RETURN_IN_3)
    article = Article(number="1", text="Books are returned.", means=Label("还书", "Books go back"))
    new = msgspec.structs.replace(old, articles={("house", "1"): article})
    assert diff(old, new).beside == ("articles: house:1 added",)
    assert diff(new, old).beside == ("articles: house:1 gone",)


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
            (RETURN_IN_3, SHARED),
            {("R1", "unchanged"): 2},
        ),
        (
            "a rule that becomes a further basis of another one's omission is not gone",
            (RETURN_IN_3, OTHER),
            (RETURN_IN_3, SHARED),
            {("R1", "unchanged"): 2, ("R2", "unchanged"): 2},
        ),
        (
            "a rule that was a basis and now stands alone is not added",
            (RETURN_IN_3, SHARED),
            (RETURN_IN_3, OTHER),
            {("R1", "unchanged"): 2, ("R2", "unchanged"): 2},
        ),
        (
            "a basis whose own verdict said another day has moved",
            (RETURN_IN_3, OTHER.replace("value: 3", "value: 2")),
            (RETURN_IN_3, SHARED),
            {("R1", "unchanged"): 2, ("R2", "moved"): 2},
        ),
        (
            "a rule repealed together with its being a basis",
            (RETURN_IN_3, SHARED),
            (RETURN_IN_3,),
            {("R1", "unchanged"): 2},
        ),
        (
            "another rule on the same act is no basis: one gone, one added",
            (RETURN_IN_3, OTHER),
            (RETURN_IN_3, OTHER.replace("id: R2", "id: R3")),
            {("R1", "unchanged"): 2, ("R2", "gone"): 2, ("R3", "added"): 2},
        ),
    ],
)
def test_every_verdict_is_counted_once(
    oddity: str, old: tuple[str, ...], new: tuple[str, ...], counts: dict[tuple[str, str], int]
) -> None:
    found = compare(pack(*old), pack(*new), EVENTS, now=NOW)
    assert dict(found.counts) == counts, oddity


def test_a_new_rule_that_nothing_calls_for_was_not_tried() -> None:
    opened = card("limit", "act: [{event: Opened}]\nmax: 1", id="R9")
    found = compare(
        pack(RETURN_IN_3), pack(RETURN_IN_3, SHARED, opened, NEVER_LOST.replace("id: R2", "id: R3")), EVENTS, now=NOW
    )
    assert found.untried == ("R9",)
    assert compare(pack(RETURN_IN_3), pack(IN_2), EVENTS, now=NOW).untried == ()


def test_an_example_says_what_it_was_and_what_it_is() -> None:
    found = compare(pack(RETURN_IN_3), pack(IN_2), EVENTS, now=NOW)
    first = msgspec.to_builtins(found.examples("moved")[0])
    assert (first["subject"], first["old"]["status"], first["new"]["status"]) == ("m1", "met", "met_late")
    assert (first["old"]["due"], first["new"]["due"]) == ("2026-03-05", "2026-03-04")
