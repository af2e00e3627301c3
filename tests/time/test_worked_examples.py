"""Every worked date of the law's time computation, one case each (worked_examples.yaml)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain import civil_days, periods, rest_days, sentence_terms
from domain.occurred import from_micros, to_micros
from tests.time.shipped_calendar import shipped_calendar

HERE = Path(__file__).parent
BEIJING = timezone(timedelta(hours=8))
OFFSET = 8 * periods.HOUR
EXAMPLES: list[dict[str, Any]] = yaml.safe_load((HERE / "worked_examples.yaml").read_text("utf-8"))["examples"]
RATIOS = yaml.safe_load((HERE / "credit_ratios.yaml").read_text("utf-8"))


def rolled(day: int, given: dict[str, Any]) -> date:
    calendar = shipped_calendar()
    if not given["custody"]:
        day = rest_days.roll_next(day, calendar.first_day, calendar.next_working)
    return date.fromordinal(day)


def months_and_halves(value: float) -> tuple[int, int]:
    whole, rest = divmod(Decimal(str(value)), 1)
    return int(whole), int(rest * 2)


def instant(text: str) -> int:
    return to_micros(datetime.fromisoformat(text).replace(tzinfo=BEIJING))


def shown(micros: int) -> str:
    return from_micros(micros, BEIJING).replace(tzinfo=None).isoformat(timespec="minutes")


def days(given: dict[str, Any]) -> date:
    return rolled(periods.add_days(given["start"].toordinal(), given["n"]), given)


def months(given: dict[str, Any]) -> date:
    whole, halves = months_and_halves(given["n"])
    return rolled(periods.period_end(given["start"].toordinal(), whole, halves, 0), given)


def months_then_days(given: dict[str, Any]) -> date:
    return rolled(periods.period_end(given["start"].toordinal(), given["months"], 0, given["days"]), given)


def months_excluding(given: dict[str, Any]) -> dict[str, date]:
    base = periods.period_end(given["start"].toordinal(), given["n"], 0, 0)
    first, last = given["excluded_from"].toordinal(), given["excluded_to"].toordinal()
    due = periods.without_uncounted(base, periods.uncounted_days(first, last, first - 1))
    return {"base": date.fromordinal(base), "due": rolled(due, given)}


def working_days(given: dict[str, Any]) -> date:
    calendar = shipped_calendar()
    return date.fromordinal(
        rest_days.add_working_days(
            given["start"].toordinal(),
            given["n"],
            calendar.first_day,
            calendar.working_before,
            calendar.working_day_at,
        )
    )


def ext16(given: dict[str, Any]) -> date:
    return date.fromordinal(civil_days.custody_months_end(given["arrest"].toordinal(), 2))


def chain(given: dict[str, Any]) -> list[dict[str, date]]:
    origin = previous = given["arrest"].toordinal()
    total, steps = 0, []
    for part in given["parts"]:
        total += part
        previous, from_origin, due = periods.chained_end(origin, previous, part, 0, 0, total, 0, 0)
        assert due == min(previous, from_origin)
        steps.append({"contiguous": date.fromordinal(previous), "from_origin": date.fromordinal(from_origin)})
    return steps


def days_before(given: dict[str, Any]) -> dict[str, date]:
    anchor, count = given["anchor"].toordinal(), given["n"]
    return {
        "latest": date.fromordinal(periods.latest_day_before(anchor, count)),
        "cautious": date.fromordinal(periods.cautious_day_before(anchor, count)),
    }


def hours_proc(given: dict[str, Any]) -> dict[str, str]:
    start = instant(given["start"])
    return {
        "due": shown(periods.hours_proc(start, given["n"], OFFSET)),
        "strict": shown(periods.hours_continuous(start, given["n"])),
    }


def hours_continuous(given: dict[str, Any]) -> str:
    return shown(periods.hours_continuous(instant(given["start"]), given["n"]))


def sentence(given: dict[str, Any]) -> date:
    term = given.get("years", 0) * 12 + given.get("months", 0)
    return date.fromordinal(sentence_terms.term_last_day(given["start"].toordinal(), term))


def credit(given: dict[str, Any]) -> int:
    return sentence_terms.credited_days(given["days"], *RATIOS[given["regime"]][given["sentence"]])


def in_time(given: dict[str, Any]) -> bool:
    posted = given["posted"].toordinal() if "posted" in given else periods.NOT_POSTED
    return bool(periods.in_time(given["due"].toordinal(), posted, given["received"].toordinal()))


COMPUTE = {
    f.__name__: f
    for f in (
        days, months, months_then_days, months_excluding, working_days, ext16, chain, days_before,
        hours_proc, hours_continuous, sentence, credit, in_time,
    )
}  # fmt: skip


def test_no_example_has_fallen_out() -> None:
    assert len(EXAMPLES) == 78
    assert len({example["id"] for example in EXAMPLES}) == 78
    assert {example["fn"] for example in EXAMPLES} == set(COMPUTE)


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e['id']}: {e['what']}" for e in EXAMPLES])
def test_worked_date(example: dict[str, Any]) -> None:
    assert COMPUTE[example["fn"]](example["in"]) == example["out"]
