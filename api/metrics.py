"""Numbers for Prometheus: requests, posted acts, and how far the read models are behind.

No agency, case or person is a label. One registry per application object, so tests do not share counters.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

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
        self._shed = Counter("quancheng_shed", "Requests turned away, by reason", ["reason"], registry=self.registry)
        self._waiting = Gauge("quancheng_intake_waiting_acts", "Acts that wait to be stored", registry=self.registry)
        self._under_way = Gauge("quancheng_under_way", "Requests under way", ["kind"], registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        # methods are free text on the wire: a stranger must not be able to create series
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def posted(self, outcome: str) -> None:
        self._acts.labels(outcome).inc()

    def shed(self, reason: str) -> None:
        self._shed.labels(reason).inc()

    def under_way(self, waiting_acts: int, posts: int, reads: int) -> None:
        self._waiting.set(waiting_acts)
        self._under_way.labels("posts").set(posts)
        self._under_way.labels("reads").set(reads)

    def ledger(self, head: int, lags: dict[str, int]) -> None:
        self._head.set(head)
        for projection, lag in lags.items():
            self._lag.labels(projection).set(lag)

    def text(self) -> bytes:
        return generate_latest(self.registry)
