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
        self._days = Counter("quancheng_digests", "Published digests", ["outcome"], registry=self.registry)
        self._differences = Counter(
            "quancheng_differences", "Differences found in reconciliations", ["cause"], registry=self.registry
        )
        self._offline = Counter(
            "quancheng_offline_acts", "Acts of offline files by outcome", ["outcome"], registry=self.registry
        )
        self._head = Gauge("quancheng_ledger_position", "Last position of the ledger", registry=self.registry)
        self._lag = Gauge(
            "quancheng_projection_lag", "Positions not yet applied", ["projection"], registry=self.registry
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        # methods are free text on the wire: a stranger must not be able to create series
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def posted(self, outcome: str) -> None:
        self._acts.labels(outcome).inc()

    def digest_published(self, same: bool) -> None:
        self._days.labels("same" if same else "different").inc()

    def difference_found(self, cause: str) -> None:
        """unknown: an act in an agency's name that it says it never sent; alarm on it."""
        self._differences.labels(cause).inc()

    def offline(self, outcome: str, acts: int) -> None:
        self._offline.labels(outcome).inc(acts)

    def ledger(self, head: int, lags: dict[str, int]) -> None:
        self._head.set(head)
        for projection, lag in lags.items():
            self._lag.labels(projection).set(lag)

    def text(self) -> bytes:
        return generate_latest(self.registry)
