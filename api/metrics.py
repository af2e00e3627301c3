"""Numbers for Prometheus: requests, posted acts, how far the read models are behind, and webhooks.

No agency, case or person is a label. One registry per application object, so tests do not share counters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.webhooks.desk import Figures
from projections.exchanges import Alarm

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SUBSCRIPTION_STATES: Final = ("unconfirmed", "active", "paused")


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
        self._attempts = Gauge(
            "quancheng_webhook_attempts", "Attempts to deliver a webhook, ever", ["outcome"], registry=self.registry
        )
        self._deliveries = Gauge(
            "quancheng_webhook_deliveries", "Deliveries not delivered yet", ["state"], registry=self.registry
        )
        self._oldest = Gauge(
            "quancheng_webhook_oldest_waiting_seconds", "Age of the oldest that waits", registry=self.registry
        )
        self._subscriptions = Gauge(
            "quancheng_webhook_subscriptions", "Subscriptions by state", ["state"], registry=self.registry
        )

        self._alarms = Gauge(
            "quancheng_exchange_alarms", "Hand-overs that wait for somebody, by list", ["list"], registry=self.registry
        )
        self._silent = Gauge(
            "quancheng_silent", "Pairs of agencies, and agencies, that are silent", ["of"], registry=self.registry
        )
        self._shed = Counter("quancheng_shed", "Requests turned away, by reason", ["reason"], registry=self.registry)
        self._waiting = Gauge("quancheng_intake_waiting_acts", "Acts that wait to be stored", registry=self.registry)
        self._under_way = Gauge("quancheng_under_way", "Requests under way", ["kind"], registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        # methods are free text on the wire: a stranger must not be able to create series
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def posted(self, counts: Mapping[str, int]) -> None:
        """How many acts of one request were accepted, duplicate, refused."""
        for outcome, count in counts.items():
            self._acts.labels(outcome).inc(count)

    def shed(self, reason: str) -> None:
        self._shed.labels(reason).inc()

    def under_way(self, waiting_acts: int, posts: int, reads: int) -> None:
        self._waiting.set(waiting_acts)
        self._under_way.labels("posts").set(posts)
        self._under_way.labels("reads").set(reads)

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

    def exchanges(self, alarms: Mapping[Alarm, int], silent: Mapping[str, int]) -> None:
        for alarm, number in alarms.items():
            self._alarms.labels(alarm).set(number)
        for of, number in silent.items():
            self._silent.labels(of).set(number)

    def webhooks(self, outcomes: Mapping[str, int], figures: Figures) -> None:
        for outcome, attempts in outcomes.items():
            self._attempts.labels(outcome).set(attempts)
        self._deliveries.labels("waiting").set(figures.waiting)
        self._deliveries.labels("dead").set(figures.dead)
        self._oldest.set(figures.oldest_seconds)
        for state in SUBSCRIPTION_STATES:
            self._subscriptions.labels(state).set(figures.states.get(state, 0))

    def text(self) -> bytes:
        return generate_latest(self.registry)
