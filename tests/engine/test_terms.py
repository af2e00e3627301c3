"""Sentence arithmetic on a judgment: does the last day follow, and is custody before it credited. Worked examples of
SPC Interpretation 2021 art. 202(2), Criminal Law art. 41, 44, 47 and Criminal Procedure Law art. 76.

Each verdict is explained, and the independent checker reckons the same with its own arithmetic.
"""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec
import pytest

from domain.event import Event
from supervision_rules.checker import WrongStep, check
from supervision_rules.evaluate import evaluate
from supervision_rules.explain import explain
from tests.engine.library import card, event, micros, pack, verdicts

FIELDS = "months: months, first_day: first_day, last_day: last_day, credited: credited, sentence: sentence"
END = card("term", f"act: [{{event: Sentenced}}]\nterm: {{check: end, {FIELDS}}}")
CUSTODY = """{state: {from: [{event: Jailed}], to: [{event: Freed}]}, days: {control: "2", detention: "1", fixed_term: "1"}}"""
CONFINEMENT = """{state: {from: [{event: Confined}], to: [{event: Unconfined}]}, days: {control: "1", detention: "1/2", fixed_term: "1/2"}}"""
CREDIT = card(
    "term",
    f"act: [{{event: Sentenced}}]\nterm: {{check: credit, {FIELDS}, credit: [{CUSTODY}, {CONFINEMENT}]}}",
)
NOW = "2026-12-01"


def judged(rule: str, events: list[Event]) -> str:
    """The status of the one verdict, which the checker confirms; "? what is missing" behind what is open."""
    (verdict,) = verdicts(rule, events, NOW)
    chosen = pack(rule)
    derivation = explain(chosen, events, verdict, now=micros(NOW))
    facts = msgspec.to_builtins(dict(chosen.facts.specs))
    check(
        derivation, events, chosen.calendar, msgspec.to_builtins(chosen.cards[0]), facts, links=(), now=micros(NOW)
    )  # fmt: skip
    return verdict.status + (f" ? {', '.join(verdict.missing)}" if verdict.missing else "")


def sentence(data: Mapping[str, object], day: str = "2026-06-01", *, excerpt: bool = False) -> Event:
    return event("s", "Sentenced", day, data, excerpt=excerpt)


ENDS = [
    # id, what, first day, months, last day
    ("S1", "one year", "2026-03-02", 12, "2027-03-01"),
    ("S2", "six months", "2026-03-02", 6, "2026-09-01"),
    ("S3", "one month from 31 January", "2026-01-31", 1, "2026-02-27"),
    ("S4", "one month from 28 February, the last day", "2026-02-28", 1, "2026-03-30"),
    ("S5", "one year from 29 February", "2024-02-29", 12, "2025-02-27"),
    ("S6", "one year from 28 February 2023: years have no limb for the last day", "2023-02-28", 12, "2024-02-27"),
    ("", "one month from 30 January: no such day in February", "2026-01-30", 1, "2026-02-27"),
    ("", "two months from 30 April, the last day: to the last of June", "2026-04-30", 2, "2026-06-29"),
    ("", "a year and a half from 31 August, counted as eighteen months", "2026-08-31", 18, "2028-02-28"),
]


@pytest.mark.parametrize(("number", "what", "first", "months", "last"), ENDS)
def test_the_last_day_of_a_term(number: str, what: str, first: str, months: int, last: str) -> None:
    right = date.fromisoformat(last)
    for wrong_by, status in ((0, "met"), (1, "violated"), (-1, "violated")):
        stated = right + timedelta(days=wrong_by)
        data = {"first_day": first, "months": months, "last_day": stated.isoformat()}
        assert judged(END, [sentence(data)]) == status, f"{number} {what}"


@pytest.mark.parametrize(
    ("what", "change", "status"),
    [
        ("earlier custody moves the last day forward", {"last_day": "2027-01-30", "credited": 30}, "met"),
        ("or stands in a first day that goes back to it", {"credited": 30}, "met"),
        (
            "a first day in the last of several stays has part of it in it",
            {"last_day": "2027-02-20", "credited": 100},
            "met",
        ),
        ("but not more than the days since", {"last_day": "2027-02-20", "credited": 102}, "violated"),
        (
            "and a first day on the day of the sentence none",
            {"first_day": "2026-06-01", "last_day": "2027-05-30", "credited": 2},
            "violated",
        ),
        ("but not a day more than is credited", {"last_day": "2027-01-29", "credited": 30}, "violated"),
        ("credited and not said how much: it moves nothing", {"last_day": "2027-01-30"}, "violated"),
        ("a length beyond the calendar is none", {"months": 120_000}, "undecidable ? months"),
        ("nor is a credit of ten milliard days", {"last_day": "2027-01-30", "credited": 10**10}, "violated"),
        ("no length stated", {"months": None}, "undecidable ? months"),
        ("no first day stated", {"first_day": None}, "undecidable ? first_day"),
        ("no last day stated", {"last_day": None}, "undecidable ? last_day"),
    ],
)
def test_credit_and_what_is_not_stated(what: str, change: Mapping[str, object], status: str) -> None:
    stated = {"first_day": "2026-03-02", "months": 12, "last_day": "2027-03-01", **change}
    data = {name: value for name, value in stated.items() if value is not None}
    assert judged(END, [sentence(data)]) == status, what


def stay(first: str, last: str | None = None, *, confined: bool = False, name: str = "") -> list[Event]:
    """Into custody (or designated surveillance) and out of it."""
    into, out = ("Confined", "Unconfined") if confined else ("Jailed", "Freed")
    found = [event(f"i{first}{name}", into, first)]
    return found if last is None else [*found, event(f"o{last}{name}", out, last)]


THIRTY_DAYS = stay("2026-05-02")  # up to the sentence of 1 June
TWO_STAYS = [*stay("2026-03-01", "2026-03-11"), *stay("2026-05-12")]  # ten nights and twenty
CREDITS: list[tuple[str, str, list[Event], str, int, int]] = [
    # id, what, stays, kind of sentence, least and most days of the term; a stay touches one day more than it has nights
    ("K1", "thirty days in custody, control: two for one", THIRTY_DAYS, "control", 60, 62),
    ("K2", "thirty days in custody, a fixed term: one for one", THIRTY_DAYS, "fixed_term", 30, 31),
    ("K3", "thirty days of designated surveillance, a fixed term: one for two", stay("2026-05-02", confined=True), "fixed_term", 15, 16),
    ("K4", "thirty-one: the odd half day for the convict", stay("2026-05-01", confined=True), "fixed_term", 16, 16),
    ("", "the odd half day of two stays is one day", [*stay("2026-03-01", "2026-03-11", confined=True), *stay("2026-05-11", confined=True)], "fixed_term", 16, 17),
    ("", "custody in two stays", TWO_STAYS, "fixed_term", 30, 32),
    ("", "let out and taken in again on one day: a day of each stay", [*stay("2026-05-02", "2026-05-12"), *stay("2026-05-12", name="b")], "fixed_term", 30, 32),
    ("", "taken in and let out on one day, months before", stay("2026-01-05", "2026-01-05"), "fixed_term", 0, 1),
    ("", "custody and surveillance add up", [*stay("2026-03-01", "2026-03-11"), *stay("2026-05-12", confined=True)], "fixed_term", 20, 22),
    ("", "for a life sentence nothing is credited", THIRTY_DAYS, "life", 0, 0),
    ("", "no custody at all", [], "fixed_term", 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("number", "what", "stays", "kind", "least", "most"), CREDITS)
def test_the_credit_of_earlier_custody(
    number: str, what: str, stays: list[Event], kind: str, least: int, most: int
) -> None:
    """No day short, none too many; whether the first or last day of a stay counts is read for lawfulness."""
    for credited, status in ((least, "met"), (most, "met"), (most + 1, "violated"), (least - 1, "violated")):
        if credited >= 0:
            data = {"credited": credited, "sentence": kind, "first_day": "2026-06-01"}
            assert judged(CREDIT, [*stays, sentence(data)]) == status, f"{number} {what}: {credited}"


@pytest.mark.parametrize(
    ("what", "change", "status"),
    [
        ("a first day that goes back to custody has the days passed in it", {"credited": 0, "first_day": "2026-05-02"}, "met"),
        ("or a part of them, the rest credited", {"credited": 10, "first_day": "2026-05-12"}, "met"),
        ("a part of them, and too little credited", {"credited": 9, "first_day": "2026-05-12"}, "violated"),
        ("too little, and no first day stated that could hold the rest", {"credited": 9, "first_day": None}, "undecidable ? first_day"),
        ("enough, whatever the first day", {"first_day": None}, "met"),
        ("not said how much is credited", {"credited": None}, "undecidable ? credited"),
        ("not said what the sentence is", {"sentence": None}, "undecidable ? sentence"),
    ],
)  # fmt: skip
def test_days_passed_and_what_is_not_stated(what: str, change: Mapping[str, object], status: str) -> None:
    stated = {"credited": 30, "sentence": "fixed_term", "first_day": "2026-06-01", **change}
    data = {name: value for name, value in stated.items() if value is not None}
    assert judged(CREDIT, [*THIRTY_DAYS, sentence(data)]) == status, what


def test_an_excerpt_need_not_tell_of_all_custody() -> None:
    data = {"credited": 0, "sentence": "fixed_term", "first_day": "2026-06-01"}
    assert judged(CREDIT, [sentence(data, excerpt=True)]) == "undecidable ? measures before the sentence"
    # what the judgment says of itself can be reckoned all the same
    data = {"first_day": "2026-03-02", "months": 12, "last_day": "2027-03-02"}
    assert judged(END, [sentence(data, excerpt=True)]) == "violated"


def test_custody_after_the_sentence_is_no_custody_before_it() -> None:
    data = {"credited": 0, "sentence": "fixed_term", "first_day": "2026-06-01"}
    assert judged(CREDIT, [sentence(data), *stay("2026-06-05")]) == "met"


def test_of_several_judgments_each_is_reckoned_alone() -> None:
    data = {"credited": 10, "sentence": "fixed_term", "first_day": "2026-03-11"}
    first = msgspec.structs.replace(sentence(data, "2026-03-11"), key=event("r", "Sentenced", "2026-03-11").key)
    second = sentence({**data, "first_day": "2026-06-01"})
    found = evaluate(pack(CREDIT), [*TWO_STAYS, first, second], now=micros(NOW)).verdicts
    assert [(v.trigger.id, v.status) for v in found] == [("r", "met"), ("s", "violated")]


def test_what_ends_after_the_last_year_cannot_be_checked_and_says_so() -> None:
    with pytest.raises(WrongStep, match="cannot be reckoned"):
        judged(END, [sentence({"first_day": "9990-01-01", "months": 9_999, "last_day": "9999-12-31"})])
