"""Numbers for Prometheus: requests, posted acts, and how far the read models are behind.

No agency, case or person is a label. One registry per application object, so tests do not share counters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from projections.exchanges import Alarm

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The metrics of one API application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        self._requests = Counter("quancheng_requests", "Answered requests", labels, registry=self.registry)
        self._seconds = Histogram(
            "quancheng_request_seconds", "Time to answer", ["method", "route"], registry=self.registry
        )
        self._acts = Counter("quancheng_acts", "Posted acts by outcome", ["outcome"], registry=self.registry)
        self._head = Gauge("quancheng_ledger_position", "Last position of the ledger", registry=self.registry)
        self._lag = Gauge(
            "quancheng_projection_lag", "Positions not yet applied", ["projection"], registry=self.registry
        )

        self._alarms = Gauge(
            "quancheng_exchange_alarms", "Hand-overs that wait for somebody, by list", ["list"], registry=self.registry
        )
        self._silent = Gauge(
            "quancheng_silent", "Pairs of agencies, and agencies, that are silent", ["of"], registry=self.registry
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        # methods are free text on the wire: a stranger must not be able to create series
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def posted(self, outcome: str) -> None:
        self._acts.labels(outcome).inc()

    def ledger(self, head: int, lags: dict[str, int]) -> None:
        self._head.set(head)
        for projection, lag in lags.items():
            self._lag.labels(projection).set(lag)

    def exchanges(self, alarms: Mapping[Alarm, int], silent: Mapping[str, int]) -> None:
        for alarm, number in alarms.items():
            self._alarms.labels(alarm).set(number)
        for of, number in silent.items():
            self._silent.labels(of).set(number)

    def text(self) -> bytes:
        return generate_latest(self.registry)
