"""Times in words: dates stay dates, and the distance to the last lawful moment is counted as the law counts it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.occurred import at_instant, on_date, to_micros
from web.messages_catalog import Language, Words
from web.moments import Moments

SHANGHAI = ZoneInfo("Asia/Shanghai")
# 2026-03-05 00:30 in Shanghai: still 4 March in UTC
NOW = to_micros(datetime(2026, 3, 4, 16, 30, tzinfo=UTC))


def moments(language: Language = "zh") -> Moments:
    return Moments(Words(language), SHANGHAI, NOW)


@pytest.mark.parametrize(
    ("due", "zh", "en"),
    [
        ("2026-03-08", "剩 3 日", "3 days left"),
        ("2026-03-06", "剩 1 日", "1 day left"),
        ("2026-03-05", "今日届满", "due today"),
        ("2026-03-03", "逾期 2 日", "2 days over"),
        (None, "", ""),
        # hour clocks: whole hours left, started hours over
        ("2026-03-05T02:00:00+08:00", "剩 1 小时", "1 hour left"),
        ("2026-03-05T00:30:00+08:00", "剩 0 小时", "0 hours left"),
        ("2026-03-04T23:00:00+08:00", "逾期 2 小时", "2 hours over"),
        ("2026-03-04T15:00:00Z", "逾期 2 小时", "2 hours over"),
    ],
)
def test_distance(due: str | None, zh: str, en: str) -> None:
    assert moments().distance(due) == zh
    assert moments("en").distance(due) == en


def test_a_date_is_not_shown_as_midnight() -> None:
    shown = moments().occurred(on_date(date(2026, 3, 5), SHANGHAI))
    assert shown.text == shown.machine == "2026-03-05"
    assert "时刻不明" in shown.title


def test_an_instant_is_shown_in_the_zone_of_the_pack_with_its_offset_in_the_title() -> None:
    shown = moments().occurred(at_instant(datetime(2026, 3, 4, 16, 30, tzinfo=UTC), SHANGHAI))
    assert shown.text == "2026-03-05 00:30"
    assert shown.title == "2026-03-05T00:30:00+08:00 Asia/Shanghai"
