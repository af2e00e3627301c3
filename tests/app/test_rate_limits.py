"""Counting starts no threads, and what is over is forgotten, whichever way the window moves."""

from __future__ import annotations

import threading
import time

import pytest

from app import rate_limits
from app.rate_limits import RateExceeded, RateLimits, Strategy

STRATEGIES: list[Strategy] = ["sliding-window", "moving-window", "fixed-window"]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_counting_starts_no_thread(strategy: Strategy, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = RateLimits(strategy, {"reads": "1000/minute"}, {})
    started: list[str] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: started.append(thread.name))
    for number in range(100):
        rates.require("reads", f"caller-{number % 3}")
    assert started == []


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_what_is_over_is_forgotten(strategy: Strategy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "SWEEP_SECONDS", 0.0)
    rates = RateLimits(strategy, {"strangers": "1/second"}, {})
    for number in range(50):
        rates.require("strangers", f"192.0.2.{number}")
    with pytest.raises(RateExceeded):
        rates.require("strangers", "192.0.2.49")
    assert rates.kept() >= 50
    time.sleep(2.1)  # a sliding window looks back on the one before
    rates.require("strangers", "198.51.100.1")
    assert rates.kept() <= 2
