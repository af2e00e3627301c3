"""The plain kinds of rule twice: as cards of the lending library, and as SQL written from their descriptions.

The SQL knows nothing of the engine: days are dates, months and rest days are reckoned by DuckDB and a table of its own.
Each query gives (case, trigger, status, due). `act` holds case c, id, type a, day d, number n in legal order.
"""

# ruff: noqa: E501  a rule and its query stay together
from __future__ import annotations

from typing import Final

from tests.engine.library import card

NOW: Final = "2026-06-01"
TODAY: Final = f"DATE '{NOW}'"

PREPARE: Final = """
-- rest days of the library: weekends and 1, 4 and 5 May 2026, less 9 May
CREATE TABLE day AS SELECT CAST(range AS DATE) AS d FROM range(DATE '2026-01-01', DATE '2026-12-31', INTERVAL 1 DAY);
CREATE TABLE working AS SELECT d FROM day
WHERE (isodow(d) < 6 OR d = DATE '2026-05-09') AND d NOT IN (DATE '2026-05-01', DATE '2026-05-04', DATE '2026-05-05');
-- a month runs to the same day, from the last day of a month to the last day of the next
CREATE MACRO month_later(d) AS CASE WHEN d = last_day(d) THEN last_day(CAST(d + INTERVAL 1 MONTH AS DATE))
                                    ELSE CAST(d + INTERVAL 1 MONTH AS DATE) END;
CREATE MACRO rolled(x) AS (SELECT min(w.d) FROM working w WHERE w.d >= x);
"""


def _closed(due: str, *, extra: str = "") -> str:
    """First Returned or Lost not before the opener; unordered acts of one day in their legal order."""
    return f"""
    SELECT o.c, o.id,
        CASE WHEN x.id IS NULL THEN CASE WHEN {TODAY} <= {due} THEN 'pending' ELSE 'overdue' END
             WHEN x.a = 'Returned' THEN CASE WHEN x.d <= {due} THEN 'met' ELSE 'met_late' END
             WHEN x.d <= {due} THEN 'moot' ELSE 'overdue' END,
        CAST({due} AS VARCHAR)
    FROM act o LEFT JOIN LATERAL (
        SELECT * FROM act x WHERE x.c = o.c AND x.d >= o.d AND x.a IN ('Returned', 'Lost') ORDER BY x.d, x.n LIMIT 1
    ) x ON true {extra}
    WHERE o.a = 'Lent'"""


_OPENS = "opens: [{event: Lent}]\ncloses: [{event: Returned}]\n"

# kind and what is odd about it -> (card, query)
RULES: Final[dict[str, tuple[str, str]]] = {
    "deadline in days": (
        card("deadline", _OPENS + "clock: {budget: {value: 7, unit: day}, start: next_day, roll: none, moot_on: [{event: Lost}]}"),
        _closed("(o.d + 7)"),
    ),
    "deadline of a month that rolls": (
        card("deadline", _OPENS + "clock: {budget: {value: 1, unit: month}, start: next_day, roll: next, moot_on: [{event: Lost}]}"),
        _closed("rolled(month_later(o.d))"),
    ),
    "deadline extended once before it expires": (
        card(
            "deadline",
            _OPENS + "clock: {budget: {value: 7, unit: day}, start: next_day, roll: none, moot_on: [{event: Lost}], "
            "extend: [{event: Extended, by: {value: 5, unit: day}, times: 1, only_before_expiry: true}]}",
        ),
        # an act that ends the duty on the day of the extension comes after it
        _closed(
            "(o.d + 7 + CASE WHEN g.c IS NULL THEN 0 ELSE 5 END)",
            extra="""LEFT JOIN LATERAL (
                SELECT y.c FROM act y WHERE y.c = o.c AND y.a = 'Extended' AND y.d >= o.d AND y.d <= o.d + 7
                    AND (x.d IS NULL OR y.d <= x.d) LIMIT 1) g ON true""",
        ),
    ),
    "reply that runs from receipt": (
        card("reply", _OPENS + "anchor: {event: Arrived}\nclock: {budget: {value: 3, unit: day}, start: receipt, roll: none}"),
        f"""
        SELECT o.c, o.id,
            CASE WHEN x.id IS NULL THEN CASE WHEN r.d IS NULL OR {TODAY} <= r.d + 3 THEN 'pending' ELSE 'overdue' END
                 WHEN r.d IS NULL OR r.d > x.d OR x.d <= r.d + 3 THEN 'met' ELSE 'met_late' END,
            CASE WHEN r.d IS NULL OR r.d > x.d THEN NULL ELSE CAST(r.d + 3 AS VARCHAR) END
        FROM act o
        LEFT JOIN LATERAL (SELECT * FROM act x WHERE x.c = o.c AND x.d >= o.d AND x.a = 'Returned'
                           ORDER BY x.d, x.n LIMIT 1) x ON true
        LEFT JOIN LATERAL (SELECT min(y.d) AS d FROM act y WHERE y.c = o.c AND y.d >= o.d AND y.a = 'Arrived') r ON true
        WHERE o.a = 'Lent'""",
    ),
    "working days": (
        card("deadline", _OPENS + "clock: {budget: {value: 5, unit: working_day}, start: next_day, roll: none, moot_on: [{event: Lost}]}"),
        _closed("(SELECT w.d FROM working w WHERE w.d > o.d ORDER BY w.d LIMIT 1 OFFSET 4)"),
    ),
    "minimum interval": (
        card("minimum_interval", "first: [{event: Announced}]\nthen: [{event: Opened}]\nclock: {budget: {value: 10, unit: day}, start: next_day, roll: none}"),
        """
        SELECT o.c, o.id, CASE WHEN o.d >= f.d + 10 THEN 'met' ELSE 'violated' END, CAST(f.d + 10 AS VARCHAR)
        FROM act o JOIN LATERAL (SELECT max(x.d) AS d FROM act x WHERE x.c = o.c AND x.a = 'Announced' AND x.d < o.d) f ON f.d IS NOT NULL
        WHERE o.a = 'Opened'""",
    ),
    "order of acts": (
        card("precedence", "act: [{event: Opened}]\nrequires: [{event: Approved}]\nsince: [{event: Withdrawn}]"),
        """
        SELECT o.c, o.id, CASE WHEN EXISTS (
            SELECT 1 FROM act r WHERE r.c = o.c AND r.a = 'Approved' AND r.d <= o.d AND r.d >= coalesce(
                (SELECT max(w.d) FROM act w WHERE w.c = o.c AND w.a = 'Withdrawn' AND w.d < o.d), DATE '1970-01-01')
        ) THEN 'met' ELSE 'violated' END, NULL
        FROM act o WHERE o.a = 'Opened'""",
    ),
    "prohibition while a state holds": (
        card("prohibition", "act: [{event: Lent}]\nwhile: {from: [{event: Barred}], to: [{event: Unbarred}]}"),
        """
        SELECT o.c, o.id, CASE WHEN b.d IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM act u WHERE u.c = o.c AND u.a = 'Unbarred' AND u.d >= b.d AND u.d <= o.d
        ) THEN 'violated' ELSE 'met' END, NULL
        FROM act o JOIN LATERAL (SELECT max(x.d) AS d FROM act x WHERE x.c = o.c AND x.a = 'Barred' AND x.d < o.d) b ON true
        WHERE o.a = 'Lent'""",
    ),
    "at most two since a reset": (
        card("limit", "act: [{event: Renewed}]\nmax: 2\nsince: [{event: Returned}]"),
        """
        SELECT o.c, o.id, CASE WHEN 1 + (
            SELECT count(*) FROM act x WHERE x.c = o.c AND x.a = 'Renewed' AND x.n < o.n AND x.n > coalesce(
                (SELECT max(r.n) FROM act r WHERE r.c = o.c AND r.a = 'Returned' AND r.d <= o.d), 0)
        ) > 2 THEN 'violated' ELSE 'met' END, NULL
        FROM act o WHERE o.a = 'Renewed'""",
    ),
    "two roles, two persons": (
        card("separation", "first: [{event: Inspected, field: clerk}]\nthen: [{event: Approved, field: clerk}]\nsince: [{event: Restarted}]"),
        """
        SELECT o.c, o.id, CASE WHEN EXISTS (
            SELECT 1 FROM act i WHERE i.c = o.c AND i.a = 'Inspected' AND i.clerk = o.clerk AND i.d < o.d AND i.d >= coalesce(
                (SELECT max(s.d) FROM act s WHERE s.c = o.c AND s.a = 'Restarted' AND s.d < o.d), DATE '1970-01-01')
        ) THEN 'violated' ELSE 'met' END, NULL
        FROM act o WHERE o.a = 'Approved'""",
    ),
    "required content": (
        card("required_content", "act: [{event: Opened}]\nfields: [{field: days, at_least: \"5\"}]"),
        "SELECT c, id, CASE WHEN days IS NULL THEN 'undecidable' WHEN days >= 5 THEN 'met' ELSE 'violated' END, NULL FROM act WHERE a = 'Opened'",
    ),
    "competence": (
        card("competence", "act: [{event: Approved}]\nallowed: [{emitter: kind, is: court}]"),
        "SELECT c, id, CASE WHEN kind = 'court' THEN 'met' ELSE 'violated' END, NULL FROM act WHERE a = 'Approved'",
    ),
    "prompt record": (
        card("integrity", "act: [{event: Opened}]\nclock: {budget: {value: 2, unit: day}, start: next_day, roll: none}"),
        "SELECT c, id, CASE WHEN recorded <= d + 2 THEN 'met' ELSE 'met_late' END, CAST(d + 2 AS VARCHAR) FROM act WHERE a = 'Opened'",
    ),
}  # fmt: skip
