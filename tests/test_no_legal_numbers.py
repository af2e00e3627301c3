"""No day count, month count or article number of the law in Python: they stand in cards and dated parameter files.

Three looks at the syntax trees. In the pure middle every whole number is listed here with what it is; in the edges
nothing adds, compares or waits a number of days; and no text but a comment or docstring names an article.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MIDDLE = ("domain", "supervision_rules")
EDGES = ("app", "api", "web", "projections", "ledger")
# what agencies do in simulated cases is no law: its numbers are habits, drawn at random
SIMULATED = "app/simulation/"
PLAIN = frozenset({-1, 0, 1, 2})

# file -> (numbers, what they are)
NUMBERS: dict[str, tuple[frozenset[int], str]] = {
    "domain/agency.py": (
        frozenset({4, 6, 120, 8192}),
        "length of an identifier, digits of a region (GB/T 2260), URNs kept taken apart",
    ),
    "domain/civil_days.py": (
        frozenset({3, 4, 5, 6, 9, 10, 11, 12, 28, 29, 30, 31, 100, 153, 305, 365, 400, 1460, 36524, 146096, 146097}),
        "the Gregorian calendar",
    ),
    "domain/code_mapping.py": (frozenset({100, 200, 500, 20_000}), "lengths of texts and of a table"),
    "domain/retirement.py": (frozenset({3}), "the month after February"),
    "domain/digest_tree.py": (frozenset({4, 16, 32}), "bytes of a length and of a hash, width of the tree"),
    "domain/exchange.py": (frozenset({32, 3_600_000_000}), "length of an id; an hour"),
    "domain/figures/fact.py": (frozenset({10, 360_000_000}), "length of a date, a tenth of an hour"),
    "domain/figures/hand_over_times.py": (
        frozenset({10, 50, 90, 99, 100}),
        "percentiles, rounding",
    ),
    "domain/figures/queries.py": (frozenset({100}), "length of a text"),
    "domain/figures/single_track.py": (frozenset({10, 2000}), "rounding of a share"),
    "domain/fault_place.py": (frozenset({3}), "suggestions shown"),
    "domain/holiday_notice.py": (frozenset({12, 31}), "the last day of a year"),
    "domain/identifiers.py": (frozenset({4, 80}), "parts and length of an identifier"),
    "domain/json_schema.py": (frozenset({200, 500, 1000}), "lengths of texts"),
    "domain/legal_calendar.py": (frozenset({5, 6, 7, 366, 400}), "days of a week and of years"),
    "domain/occurred.py": (frozenset({1970}), "the epoch"),
    "domain/offline_file.py": (
        frozenset({10, 15, 31, 40, 100, 200, 500, 1024, 2000, 50_000}),
        "digits of a sequence number, lengths of texts and lines, acts of a file",
    ),
    "domain/payload_types.py": (frozenset({200, 20000}), "lengths of texts"),
    "domain/periods.py": (frozenset({3_600_000_000}), "microseconds of an hour"),
    "domain/sentence_terms.py": (frozenset({12}), "months of a year"),
    "domain/strict_json.py": (frozenset({17, 40, 53, 64, 100, 200}), "bounds of JSON numbers and depth"),
    "domain/vocabulary.py": (
        frozenset({3, 200, 300, 8192}),
        "suggestions shown, lengths of names, types kept looked up",
    ),
    "domain/webhook_address.py": (frozenset({80, 253, 443, 2000, 8443}), "ports, lengths of names and addresses"),
    "domain/webhook_schedule.py": (
        frozenset({5, 10, 14, 20, 24, 30, 60, 1_000_000}),
        "units of time, and the schedule of Standard Webhooks 1.0",
    ),
    "domain/wire_event.py": (frozenset({100, 200, 500, 600, 1000, 2000}), "lengths of identifiers and of a signature"),
    "domain/wire_time.py": (
        frozenset({6, 60, 1900, 4096, 9990}),
        "digits of a second, minutes, years that can be dates, times kept read",
    ),
    "supervision_rules/agencies.py": (frozenset({3, 5, 7}), "places of a region code"),
    "supervision_rules/calendar_loader.py": (frozenset({12, 31, 1970, 2100}), "bounds of a calendar"),
    "supervision_rules/checked_dates.py": (frozenset({11, 12, 24, 3_600_000_000}), "months, hours of a day"),
    "supervision_rules/checked_duty.py": (frozenset({32}), "digits of a duty's identity"),
    "supervision_rules/fold_time.py": (frozenset({2000}), "a leap year to count months from"),
    "supervision_rules/explain.py": (frozenset({4}), "room for steps"),
    "supervision_rules/checked_term.py": (frozenset({12}), "months of a year"),
    "supervision_rules/act_rows.py": (frozenset({64}), "acts from which on some are passed over"),
    "supervision_rules/judge.py": (frozenset({64}), "acts from which on a fold is shared"),
    "supervision_rules/guard.py": (frozenset({15, 4096}), "outcomes remembered, as they are and as a power of two"),
    "supervision_rules/vouching.py": (
        frozenset({14, 16, 60, 1_000_000, 60_000_000, 86_400_000_000}),
        "outcomes remembered; seconds and microseconds of a day",
    ),
    "supervision_rules/law_text.py": (frozenset({10, 64, 100, 1000}), "Chinese numerals; texts remembered"),
    "supervision_rules/verdict.py": (frozenset({32}), "digits of a duty's identity"),
    "supervision_rules/wording.py": (frozenset({16, 3_600_000_000}), "an instant cut to minutes; an hour"),
    "supervision_rules/located_yaml.py": (frozenset({40}), "depth of a document"),
    "supervision_rules/vocabulary_loader.py": (frozenset({3, 100}), "suggestions shown; length of a name"),
}
# one legal number stands in code, named, with its article: what half a month is (SPC Interpretation 2021 art. 202(1)),
# a unit of time like the month itself
HALF_MONTH = {("domain/civil_days.py", 15), ("supervision_rules/checked_dates.py", 15)}
# (file, what it counts): what no law says
OPERATIONAL = {
    ("web/session.py", "hours=10"): "how long a sign-in lasts",
    ("web/replay_page.py", "days=366"): "how near the ends of the calendar a day may lie",
}
# layouts and positions in flat buffers, bits, suggestions: small numbers that count no days
STRUCTURAL = frozenset(range(3, 12)) | {62, 63}
ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条|\bart(?:\.|icle)\s*\d|§\s*\d", re.IGNORECASE)
DAYS = re.compile(r"(?:^|_)(?:days?|months?|weeks?|hours?|working_days?)(?:$|_)", re.IGNORECASE)


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def whole_numbers(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """(number, line) of every integer literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node.value, node.lineno


@pytest.mark.parametrize("path", sources(*MIDDLE), ids=name_of)
def test_every_number_of_the_pure_middle_is_accounted_for(path: Path) -> None:
    name = name_of(path)
    allowed = NUMBERS.get(name, (frozenset(), ""))[0]
    if name.endswith("layout.py"):
        return  # nothing but places in buffers
    structural = STRUCTURAL if name.startswith("supervision_rules/") else frozenset()
    unknown = [
        f"{name}:{line}: {number}"
        for number, line in whole_numbers(ast.parse(path.read_text(encoding="utf-8")))
        if number not in PLAIN | allowed | structural and (name, number) not in HALF_MONTH
    ]
    assert not unknown, f"say in NUMBERS what these are, or move them into a card: {unknown}"


def counted_days(tree: ast.AST) -> Iterator[str]:
    """A stated number of days, months or hours: timedelta(days=3), days < 30, months=2."""

    def named(side: ast.expr) -> str:
        return side.id if isinstance(side, ast.Name) else side.attr if isinstance(side, ast.Attribute) else ""

    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg and DAYS.search(node.arg):
            if isinstance(node.value, ast.Constant) and type(node.value.value) is int and node.value.value not in PLAIN:
                yield f"{node.arg}={node.value.value}"
        elif isinstance(node, ast.Compare | ast.BinOp):
            sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node.left, node.right]
            numbers = [s.value for s in sides if isinstance(s, ast.Constant) and type(s.value) is int]
            if any(DAYS.search(named(side)) for side in sides) and any(number not in PLAIN for number in numbers):
                yield ast.unparse(node)


@pytest.mark.parametrize("path", sources(*EDGES), ids=name_of)
def test_no_edge_counts_days(path: Path) -> None:
    name = name_of(path)
    if name.startswith(SIMULATED):
        return
    found = counted_days(ast.parse(path.read_text(encoding="utf-8")))
    assert not [what for what in found if (name, what) not in OPERATIONAL]


def texts(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(text, line) of every text literal that is no docstring."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value, node.lineno


@pytest.mark.parametrize("path", sources(*MIDDLE, *EDGES), ids=name_of)
def test_no_text_in_code_names_an_article(path: Path) -> None:
    found = [
        f"{line}: {text}" for text, line in texts(ast.parse(path.read_text(encoding="utf-8"))) if ARTICLE.search(text)
    ]
    assert not found


@pytest.mark.parametrize(
    ("oddity", "code"),
    [
        ("days as a keyword", "wait(days=7)"),
        ("months compared", "late = months > 3"),
        ("an attribute compared", "late = case.custody_days >= 30"),
        ("days added", "due = start_day + 10"),
    ],
)
def test_the_look_for_days_sees(oddity: str, code: str) -> None:
    assert list(counted_days(ast.parse(code))), oddity


@pytest.mark.parametrize("code", ["x = '第九十一条'", "x = 'see art. 91'", "x = f'Article 156 {y}'"])
def test_the_look_for_articles_sees(code: str) -> None:
    assert any(ARTICLE.search(text) for text, _ in texts(ast.parse(code)))
