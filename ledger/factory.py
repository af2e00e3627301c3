"""The ledger as a persistence module of the eventsourcing library: PERSISTENCE_MODULE=ledger.

Not how the platform itself opens the ledger (ledger.connect). The library finds `Factory` in the package `ledger`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar, cast

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from ledger import migrate
from ledger.ledger import connect
from ledger.recorder import (
    IdType,
    LedgerAggregateRecorder,
    LedgerApplicationRecorder,
    LedgerProcessRecorder,
    LedgerRecorder,
    LedgerSnapshotRecorder,
    LedgerTrackingRecorder,
)

T = TypeVar("T", bound=LedgerRecorder)


class Factory(InfrastructureFactory[LedgerTrackingRecorder]):
    """Environment:

    LEDGER_URL           sqlite:///FILE or postgresql+psycopg2://…
    CREATE_TABLE         yes (default): migrate the database first; no: it must be at the code's revision
    ORIGINATOR_ID_TYPE   uuid (default) or text
    """

    LEDGER_URL = "LEDGER_URL"
    CREATE_TABLE = "CREATE_TABLE"
    ORIGINATOR_ID_TYPE = "ORIGINATOR_ID_TYPE"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        url = self.env.get(self.LEDGER_URL)
        if not url:
            raise OSError(f"set {self.LEDGER_URL} to sqlite:///FILE or postgresql+psycopg2://USER@HOST/DATABASE")
        id_type = (self.env.get(self.ORIGINATOR_ID_TYPE) or "uuid").lower()
        if id_type not in ("uuid", "text"):
            raise OSError(f"{self.ORIGINATOR_ID_TYPE} is {id_type!r}, it must be 'uuid' or 'text'")
        self._id_type = cast(IdType, id_type)
        if strtobool(self.env.get(self.CREATE_TABLE) or "yes"):
            migrate.upgrade(url)
        self.ledger = connect(url, clock=lambda: datetime.now(UTC))

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        if purpose == "events":
            return self._recorder(LedgerAggregateRecorder)
        return self._recorder(LedgerSnapshotRecorder)

    def application_recorder(self) -> ApplicationRecorder:
        return self._recorder(self._chosen(self.APPLICATION_RECORDER_TOPIC, LedgerApplicationRecorder))

    def tracking_recorder(
        self, tracking_recorder_class: type[LedgerTrackingRecorder] | None = None
    ) -> LedgerTrackingRecorder:
        return self._recorder(
            tracking_recorder_class or self._chosen(self.TRACKING_RECORDER_TOPIC, LedgerTrackingRecorder)
        )

    def process_recorder(self) -> ProcessRecorder:
        return self._recorder(self._chosen(self.PROCESS_RECORDER_TOPIC, LedgerProcessRecorder))

    def close(self) -> None:
        self.ledger.close()

    def _recorder(self, kind: type[T]) -> T:
        return kind(self.ledger, f"urn:eventsourcing:{self.env.name or 'application'}", self._id_type)

    def _chosen(self, topic_key: str, default: type[T]) -> type[T]:
        """The recorder class named in the environment, which must extend ours."""
        topic = self.env.get(topic_key)
        if not topic:
            return default
        chosen: type[object] = resolve_topic(topic)
        if not issubclass(chosen, default):
            raise OSError(f"{topic_key} names {chosen.__qualname__}, which does not extend {default.__qualname__}")
        return chosen
