"""The road fine rules again, as SQL over the CSV in DuckDB: no code, card or calendar of ours in between.

Each query gives (case, number of the trigger in its case, status, due). Dates are the first ten characters
of the local timestamp; sums are exact decimals.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

NOW = "DATE '2013-06-18'"  # when the log was drawn

PREPARE = """
CREATE VIEW act AS
SELECT "case" AS c, CAST(seq AS INTEGER) AS n, activity AS a, CAST(left(timestamp, 10) AS DATE) AS d,
       CAST(amount AS DECIMAL(12,2)) AS amount, CAST(expense AS DECIMAL(12,2)) AS expense,
       CAST(paymentAmount AS DECIMAL(12,2)) AS paid, dismissal
FROM read_csv('{path}', all_varchar = true);

-- what is owed after each act: latest amount + latest expense - everything paid (summed here)
CREATE TABLE e AS
SELECT *, coalesce(last_value(amount IGNORE NULLS) OVER so_far, 0)
        + coalesce(last_value(expense IGNORE NULLS) OVER so_far, 0)
        - coalesce(sum(paid) OVER so_far, 0) AS owed
FROM act WINDOW so_far AS (PARTITION BY c ORDER BY n ROWS UNBOUNDED PRECEDING);
"""


def _deadline(opens: str, closes: str, days: int, moot: str, expired: str) -> str:
    """First closing or mooting act at or after the opener decides; `expired`: status when nothing came."""
    return f"""
    SELECT o.c, o.n,
        CASE WHEN x.n IS NULL THEN CASE WHEN o.d + {days} < {NOW} THEN '{expired}' ELSE 'pending' END
             WHEN x.a IN ({closes}) THEN CASE WHEN x.d <= o.d + {days} THEN 'met' ELSE 'met_late' END
             WHEN x.d <= o.d + {days} THEN 'moot' ELSE '{expired}' END,
        CAST(o.d + {days} AS VARCHAR)
    FROM e o LEFT JOIN LATERAL (
        SELECT * FROM e x WHERE x.c = o.c AND x.n > o.n AND (x.a IN ({closes}) OR ({moot}))
        ORDER BY x.n LIMIT 1
    ) x ON true
    WHERE o.a IN ({opens})"""


def _precedence(act: str, requires: str) -> str:
    return f"""
    SELECT o.c, o.n, CASE WHEN EXISTS (SELECT 1 FROM e r WHERE r.c = o.c AND r.a = {requires} AND r.n < o.n)
                          THEN 'met' ELSE 'violated' END, NULL
    FROM e o WHERE o.a = {act}"""


def _prohibition(acts: str, enters: str, leaves: str = "false") -> str:
    """Violated where the last act before it that enters or leaves the state enters it."""
    return f"""
    SELECT o.c, o.n, CASE WHEN (
            SELECT {enters} FROM e x WHERE x.c = o.c AND x.n < o.n AND ({enters} OR {leaves})
            ORDER BY x.n DESC LIMIT 1) THEN 'violated' ELSE 'met' END, NULL
    FROM e o WHERE o.a IN ({acts})"""


FULL = "(x.a = 'Payment' AND x.owed <= 0)"
REOPENED = "(x.a IN ('Send Fine', 'Add penalty') AND x.owed > 0)"
NOTIFIED = "'Insert Fine Notification'"
TO_PREFECT = "'Insert Date Appeal to Prefecture'"

RULES: dict[str, str] = {
    "RTF-SEND-90": _deadline("'Create Fine'", "'Send Fine'", 90, FULL, "overdue"),
    "RTF-APPEAL-60": _deadline(NOTIFIED, TO_PREFECT, 60, "false", "moot"),
    "RTF-JUDGE-60": _deadline(
        f"{NOTIFIED}, 'Notify Result Appeal to Offender'",
        "'Appeal to Judge'", 60, f"x.a = {TO_PREFECT}", "moot",
    ),
    "RTF-PENALTY-BY-60": _deadline(NOTIFIED, "'Add penalty'", 60, FULL, "overdue"),
    "RTF-PENALTY-NOT-BEFORE-60": f"""
        SELECT p.c, p.n, CASE WHEN p.d >= f.d + 60 THEN 'met' ELSE 'violated' END, CAST(f.d + 60 AS VARCHAR)
        FROM e p JOIN e f ON f.c = p.c AND f.a = {NOTIFIED} AND f.n < p.n WHERE p.a = 'Add penalty'""",
    "RTF-PENALTY-ONCE": """
        SELECT c, n, CASE WHEN row_number() OVER (PARTITION BY c ORDER BY n) = 1
                          THEN 'met' ELSE 'violated' END, NULL
        FROM e WHERE a = 'Add penalty'""",
    "RTF-PENALTY-PAID": _prohibition("'Add penalty'", FULL, "(x.a = 'Send Fine' AND x.owed > 0)"),
    "RTF-SEND-PAID": _prohibition("'Send Fine'", FULL),
    "RTF-COLLECT-PAID": _prohibition("'Send for Credit Collection'", FULL, REOPENED),
    "RTF-COLLECT-PENALTY": _precedence("'Send for Credit Collection'", "'Add penalty'"),
    "RTF-COLLECT-APPEAL": _prohibition(
        "'Send for Credit Collection'",
        f"(x.a IN ({TO_PREFECT}, 'Send Appeal to Prefecture'))",
        "(x.a = 'Receive Result Appeal from Prefecture')",
    ),
    "RTF-NOTIFY-SENT": _precedence(NOTIFIED, "'Send Fine'"),
    "RTF-APPEAL-ENTERED": _precedence("'Send Appeal to Prefecture'", TO_PREFECT),
    "RTF-RESULT-SENT": _precedence("'Receive Result Appeal from Prefecture'", "'Send Appeal to Prefecture'"),
    "RTF-NOTIFY-RESULT": _precedence(
        "'Notify Result Appeal to Offender'", "'Receive Result Appeal from Prefecture'"
    ),
    "RTF-RESULT-TOLD": """
        SELECT o.c, o.n,
            CASE WHEN t.n IS NOT NULL AND (l.n IS NULL OR t.n < l.n) THEN 'met'
                 WHEN t.n IS NOT NULL THEN 'met_late'
                 WHEN l.n IS NOT NULL THEN 'overdue' ELSE 'pending' END,
            -- no number of days: the duty falls due with the act that must not come first
            CASE WHEN t.n IS NULL OR l.n < t.n THEN CAST(l.d AS VARCHAR) END
        FROM e o
        LEFT JOIN e t ON t.c = o.c AND t.a = 'Notify Result Appeal to Offender' AND t.n > o.n
        LEFT JOIN e l ON l.c = o.c AND l.a = 'Send for Credit Collection' AND l.n > o.n
        WHERE o.a = 'Receive Result Appeal from Prefecture'""",
    "RTF-DISMISSED": _prohibition(
        "'Add penalty', 'Send for Credit Collection'",
        "((x.a = 'Send Appeal to Prefecture' AND x.dismissal = '#')"
        " OR (x.a = 'Appeal to Judge' AND x.dismissal = 'G'))",
    ),
}  # fmt: skip


def verdicts(path: Path) -> dict[str, set[tuple[str, int, str, str | None]]]:
    """Per rule: (case, trigger number, status, due) of every duty and every act tested."""
    connection = duckdb.connect()
    for statement in PREPARE.format(path=path).split(";"):
        if statement.strip():
            connection.execute(statement)
    return {rule: set(connection.execute(query).fetchall()) for rule, query in RULES.items()}
