"""Recorders of the eventsourcing library over the ledger's own tables: its events are ledger events like any other.

Not used for acts of agencies (Ledger.append). Built by factory.py; judged by the library's conformance test cases.
A recorder only ever returns events of its own source: the library imports classes by stored topic, and an act
posted from outside must not reach that.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from typing import Any, Literal
from uuid import UUID

import psycopg2
import sqlalchemy.exc
from eventsourcing import persistence as library
from eventsourcing.persistence import Notification, StoredEvent, Subscription, Tracking
from sqlalchemy import Connection, Row, func, insert, select, text

from domain.occurred import from_micros
from ledger import append as appending
from ledger.acts import NewAct, Receipt
from ledger.ledger import Ledger
from ledger.schema import events, positions, snapshots, tracking
from ledger.sequencer_lock import SequencerTaken

IdType = Literal["uuid", "text"]
NUMBERING_SECONDS = 30.0
_MOVE = text(
    "INSERT INTO tracking (application_name, notification_id) VALUES (:name, :id) "
    "ON CONFLICT (application_name) DO UPDATE SET notification_id = excluded.notification_id "
    "WHERE tracking.notification_id < excluded.notification_id RETURNING notification_id"
)


class LedgerRecorder(library.Recorder):
    """What all recorders share.

    source    marks this application's events in the ledger
    id_type   how originator ids are given back: UUID or str
    """

    def __init__(self, ledger: Ledger, source: str, id_type: IdType) -> None:
        self.ledger = ledger
        self.source = source
        self.id_type = id_type

    def originator_id(self, stream: str) -> UUID | str:
        return UUID(stream) if self.id_type == "uuid" else stream

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A writing transaction; errors come out as the library's."""
        try:
            with self.ledger.writing_engine.begin() as connection:
                yield connection
        except appending.IdentityTaken:
            raise library.IntegrityError("an event of this originator and version is already stored") from None
        except (sqlalchemy.exc.IntegrityError, psycopg2.IntegrityError) as error:
            raise library.IntegrityError(str(error)) from error
        except (sqlalchemy.exc.OperationalError, psycopg2.OperationalError) as error:
            raise library.OperationalError(str(error)) from error
        except (sqlalchemy.exc.DBAPIError, psycopg2.Error) as error:
            raise library.DatabaseError(str(error)) from error


class LedgerAggregateRecorder(LedgerRecorder, library.AggregateRecorder):
    """Events of aggregates, in the ledger's events table."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        with self.writing() as connection:
            self._insert(connection, stored_events, **kwargs)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        query = (
            select(events.c.stream, events.c.version, events.c.type, events.c.payload)
            .where(events.c.stream == str(originator_id), events.c.source == self.source)
            .order_by(events.c.version.desc() if desc else events.c.version)
            .limit(limit)
        )
        if gt is not None:
            query = query.where(events.c.version > gt)
        if lte is not None:
            query = query.where(events.c.version <= lte)
        with self.ledger.engine.connect() as connection:
            return [
                StoredEvent(self.originator_id(row.stream), row.version, row.type, bytes(row.payload))
                for row in connection.execute(query)
            ]

    def _insert(self, connection: Connection, stored_events: Sequence[StoredEvent], **_: Any) -> list[Receipt]:
        """Append, each event at the version it states; raises IntegrityError where that is not the next."""
        streams = [str(event.originator_id) for event in stored_events]
        heads = appending.lock_heads(connection, streams)
        first: dict[str, int] = {}
        expected = {name: head.version + 1 for name, head in heads.items() if not head.fresh}
        for stream, event in zip(streams, stored_events, strict=True):
            first.setdefault(stream, event.originator_version)
            if event.originator_version != expected.setdefault(stream, event.originator_version):
                raise library.IntegrityError(
                    f"originator {stream} expects version {expected[stream]}, got {event.originator_version}"
                )
            expected[stream] += 1
        now = self.ledger.clock.micros()
        acts = [self._act(stream, event, now) for stream, event in zip(streams, stored_events, strict=True)]
        return appending.write(connection, acts, heads, now, first)

    def _act(self, stream: str, event: StoredEvent, now: int) -> NewAct:
        """The library's events have no time in law: they occur when they are recorded."""
        return NewAct(
            stream=stream,
            source=self.source,
            id=f"{stream}:{event.originator_version}",
            type=event.topic,
            type_version=1,
            person=None,
            agency=self.source,
            occurred_day=from_micros(now, UTC).date().toordinal(),
            occurred_earliest=now,
            occurred_latest=now,
            payload=event.state,
        )


class LedgerApplicationRecorder(LedgerAggregateRecorder, library.ApplicationRecorder):
    """Aggregates' events, numbered by position before insert_events returns."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        with self.writing() as connection:
            receipts = self._insert(connection, stored_events, **kwargs)
        return self._numbers(receipts)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        query = (
            select(positions.c.position, events.c.stream, events.c.version, events.c.type, events.c.payload)
            .join(events, events.c.insert_id == positions.c.insert_id)
            .where(events.c.source == self.source)
            .order_by(positions.c.position)
            .limit(limit)
        )
        if start is not None:
            query = query.where(positions.c.position >= start if inclusive_of_start else positions.c.position > start)
        if stop is not None:
            query = query.where(positions.c.position <= stop)
        if topics:
            query = query.where(events.c.type.in_(topics))
        with self.ledger.engine.connect() as connection:
            return [self._notification(row) for row in connection.execute(query)]

    def max_notification_id(self) -> int | None:
        query = (
            select(positions.c.position)
            .join(events, events.c.insert_id == positions.c.insert_id)
            .where(events.c.source == self.source)
            .order_by(positions.c.position.desc())
            .limit(1)
        )
        with self.ledger.engine.connect() as connection:
            return connection.scalar(query)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[library.ApplicationRecorder]:
        from ledger.subscription import LedgerSubscription

        return LedgerSubscription(self, gt=gt, topics=topics)

    def _notification(self, row: Row[*tuple[Any, ...]]) -> Notification:
        return Notification(
            originator_id=self.originator_id(row.stream),
            originator_version=row.version,
            topic=row.type,
            state=bytes(row.payload),
            id=row.position,
        )

    def _numbers(self, receipts: Sequence[Receipt]) -> list[int]:
        """Positions of what was just committed: number it, or wait for the sequencer that runs elsewhere."""
        deadline = time.monotonic() + NUMBERING_SECONDS
        while True:
            numbers = self._positions(receipts)
            if len(numbers) == len(receipts):
                return numbers
            try:
                self.ledger.sequence()
            except SequencerTaken:
                self.ledger.wait(self.ledger.head(), 0.1)
            if time.monotonic() > deadline:
                raise library.OperationalError("the events are stored, but no sequencer numbered them in time")

    def _positions(self, receipts: Sequence[Receipt]) -> list[int]:
        spans: dict[str, tuple[int, int]] = {}
        for receipt in receipts:
            low, _ = spans.get(receipt.stream, (receipt.version, 0))
            spans[receipt.stream] = (low, receipt.version)
        found: dict[tuple[str, int], int] = {}
        with self.ledger.engine.connect() as connection:
            for stream, (low, high) in spans.items():
                query = (
                    select(events.c.version, positions.c.position)
                    .join(positions, positions.c.insert_id == events.c.insert_id)
                    .where(events.c.stream == stream, events.c.version.between(low, high))
                )
                found.update({(stream, row.version): row.position for row in connection.execute(query)})
        if len(found) < len(receipts):
            return []
        return [found[receipt.stream, receipt.version] for receipt in receipts]


class LedgerTrackingRecorder(LedgerRecorder, library.TrackingRecorder):
    """Positions of consumers, moved forward by one conditional statement."""

    def insert_tracking(self, tracking: Tracking) -> None:
        with self.writing() as connection:
            self._track(connection, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        query = select(func.max(tracking.c.notification_id)).where(tracking.c.application_name == application_name)
        with self.ledger.engine.connect() as connection:
            latest: int | None = connection.scalar(query)
        return latest

    def _track(self, connection: Connection, position: Tracking) -> None:
        """Two workers cannot both claim a position: the statement moves the row forward, or gives none back."""
        moved = connection.execute(
            _MOVE, {"name": position.application_name, "id": position.notification_id}
        ).one_or_none()
        if moved is None:
            raise library.IntegrityError(
                f"{position.application_name} is already at or beyond {position.notification_id}"
            )


class LedgerProcessRecorder(LedgerTrackingRecorder, LedgerApplicationRecorder, library.ProcessRecorder):
    """Events and the consumer's position in one transaction."""

    def _insert(self, connection: Connection, stored_events: Sequence[StoredEvent], **kwargs: Any) -> list[Receipt]:
        receipts = super()._insert(connection, stored_events)
        position: Tracking | None = kwargs.get("tracking")
        if position is not None:
            self._track(connection, position)
        return receipts


class LedgerSnapshotRecorder(LedgerRecorder, library.AggregateRecorder):
    """Snapshots: a cache in a table of its own, never part of the ledger's evidence."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        rows = [
            {
                "stream": str(event.originator_id),
                "version": event.originator_version,
                "topic": event.topic,
                "state": event.state,
            }
            for event in stored_events
        ]
        if rows:
            with self.writing() as connection:
                connection.execute(insert(snapshots), rows)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        query = (
            select(snapshots)
            .where(snapshots.c.stream == str(originator_id))
            .order_by(snapshots.c.version.desc() if desc else snapshots.c.version)
            .limit(limit)
        )
        if gt is not None:
            query = query.where(snapshots.c.version > gt)
        if lte is not None:
            query = query.where(snapshots.c.version <= lte)
        with self.ledger.engine.connect() as connection:
            return [
                StoredEvent(self.originator_id(row.stream), row.version, row.topic, bytes(row.state))
                for row in connection.execute(query)
            ]
