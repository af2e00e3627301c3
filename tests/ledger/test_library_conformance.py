"""The test cases that the eventsourcing library ships for recorders, run on ours, on both backends.

Not written here: the cases themselves. They never catch a reader that skips events; test_tailing.py does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.tests import persistence as shipped
from eventsourcing.utils import Environment

import ledger
from ledger.factory import Factory
from ledger.recorder import (
    LedgerAggregateRecorder,
    LedgerApplicationRecorder,
    LedgerProcessRecorder,
    LedgerRecorder,
    LedgerSnapshotRecorder,
    LedgerTrackingRecorder,
)


class OnDatabase:
    """Gives the shipped unittest cases a fresh migrated database; `backend` names the fixture."""

    backend: ClassVar[str]
    url: str

    @pytest.fixture(autouse=True)
    def _database(self, request: pytest.FixtureRequest) -> Iterator[None]:
        self.url = request.getfixturevalue(f"{self.backend}_url")
        self.opened = ledger.connect(self.url, clock=lambda: datetime.now(UTC))
        yield
        self.opened.close()

    def build(self, kind: type[LedgerRecorder]) -> LedgerRecorder:
        return kind(self.opened, "urn:eventsourcing:conformance", "uuid")


class AggregateCases(OnDatabase):
    def create_recorder(self) -> LedgerRecorder:
        return self.build(LedgerAggregateRecorder)


class ApplicationCases(OnDatabase):
    def create_recorder(self) -> LedgerRecorder:
        return self.build(LedgerApplicationRecorder)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()  # type: ignore[attr-defined]


class TrackingCases(OnDatabase):
    def create_recorder(self) -> LedgerRecorder:
        return self.build(LedgerTrackingRecorder)


class ProcessCases(OnDatabase):
    def create_recorder(self) -> LedgerRecorder:
        return self.build(LedgerProcessRecorder)


class TestAggregateOnSQLite(AggregateCases, shipped.AggregateRecorderTestCase):
    backend = "sqlite"


class TestAggregateOnPostgreSQL(AggregateCases, shipped.AggregateRecorderTestCase):
    backend = "postgres"


class SnapshotCases(OnDatabase):
    def create_recorder(self) -> LedgerRecorder:
        return self.build(LedgerSnapshotRecorder)


class TestSnapshotsOnSQLite(SnapshotCases, shipped.AggregateRecorderTestCase):
    backend = "sqlite"


class TestSnapshotsOnPostgreSQL(SnapshotCases, shipped.AggregateRecorderTestCase):
    backend = "postgres"


class TestApplicationOnSQLite(ApplicationCases, shipped.ApplicationRecorderTestCase):
    backend = "sqlite"


class TestApplicationOnPostgreSQL(ApplicationCases, shipped.ApplicationRecorderTestCase):
    backend = "postgres"


class TestNonInterleavingOnSQLite(ApplicationCases, shipped.NonInterleavingNotificationIDsBaseCase):
    backend = "sqlite"
    test_insert_subscribe = None


class TestNonInterleavingOnPostgreSQL(ApplicationCases, shipped.NonInterleavingNotificationIDsBaseCase):
    backend = "postgres"
    test_insert_subscribe = None


class TestTrackingOnSQLite(TrackingCases, shipped.TrackingRecorderTestCase):
    backend = "sqlite"


class TestTrackingOnPostgreSQL(TrackingCases, shipped.TrackingRecorderTestCase):
    backend = "postgres"


class TestProcessOnSQLite(ProcessCases, shipped.ProcessRecorderTestCase):
    backend = "sqlite"


class TestProcessOnPostgreSQL(ProcessCases, shipped.ProcessRecorderTestCase):
    backend = "postgres"


class NamedTrackingRecorder(LedgerTrackingRecorder):
    """A subclass to be chosen by class and by topic."""


class FactoryCases(OnDatabase):
    def setUp(self) -> None:
        self.env = Environment("Conformance")
        self.env["PERSISTENCE_MODULE"] = "ledger"
        self.env[Factory.LEDGER_URL] = self.url
        super().setUp()  # type: ignore[misc]  # the shipped case's

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[LedgerAggregateRecorder]:
        return LedgerAggregateRecorder

    def expected_application_recorder_class(self) -> type[LedgerApplicationRecorder]:
        return LedgerApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[LedgerTrackingRecorder]:
        return LedgerTrackingRecorder

    def tracking_recorder_subclass(self) -> type[NamedTrackingRecorder]:
        return NamedTrackingRecorder

    def expected_process_recorder_class(self) -> type[LedgerProcessRecorder]:
        return LedgerProcessRecorder


class TestFactoryOnSQLite(FactoryCases, shipped.InfrastructureFactoryTestCase[Factory]):
    backend = "sqlite"


class TestFactoryOnPostgreSQL(FactoryCases, shipped.InfrastructureFactoryTestCase[Factory]):
    backend = "postgres"


def test_an_act_posted_from_outside_never_reaches_the_library(database_url: str) -> None:
    """The library imports the class that a stored topic names: an agency must not choose it."""
    with ledger.connect(database_url, clock=lambda: datetime.now(UTC)) as opened:
        recorder = LedgerApplicationRecorder(opened, "urn:eventsourcing:app", "text")
        recorder.insert_events([StoredEvent("stream", 1, "topic", b"state")])
        opened.append(
            [
                ledger.NewAct(
                    stream="stream",
                    source="urn:quancheng:cn-520100:police:01",
                    id="1",
                    type="os:system",
                    type_version=1,
                    person=None,
                    agency="urn:quancheng:cn-520100:police:01",
                    occurred_day=1,
                    occurred_earliest=0,
                    occurred_latest=0,
                    payload=b"{}",
                )
            ]
        )
        opened.sequence()
        assert [event.topic for event in recorder.select_events("stream")] == ["topic"]
        assert [found.topic for found in recorder.select_notifications(None, 10)] == ["topic"]
        assert recorder.max_notification_id() == 1
        assert opened.verify().ok
