"""Findings as aggregates of the eventsourcing library, over the ledger: save, load, optimistic concurrency.

Not what may be done to a finding (supervision_rules/finding.py). Stored names are NAME and VERSION from an
allow-list; the library's own mapper would import classes by a stored path.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Mapper,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import Environment
from sqlalchemy import Connection

from domain.errors import Conflict, LedgerFault, NotFound
from ledger.acts import NewAct
from ledger.canonical import canonical
from ledger.factory import Factory
from ledger.ledger import Ledger
from ledger.recorder import LedgerApplicationRecorder
from supervision_rules.finding import Finding, fold, stream_of
from supervision_rules.finding_events import FINDING_EVENTS, FindingEvent

SOURCE: Final = "urn:quancheng:cn-000000:system:supervision"
"""Under which source the events of findings stand in the ledger."""


class FindingRecorder(LedgerApplicationRecorder):
    """Appends in the caller's transaction where one is given, and does not wait for positions."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        connection: Connection | None = kwargs.get("connection")
        if connection is not None:
            self._insert(connection, stored_events)
        else:
            with self.writing() as own:
                self._insert(own, stored_events)
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
        found = [
            StoredEvent(act.stream, act.version, f"{act.type}/{act.type_version}", act.payload)
            for act in self.ledger.stream(str(originator_id))
            if act.source == self.source and act.version > (gt or 0) and (lte is None or act.version <= lte)
        ]
        return (found[::-1] if desc else found)[:limit]

    def _act(self, stream: str, event: StoredEvent, now: int) -> NewAct:
        name, _, version = event.topic.rpartition("/")
        act = super()._act(stream, event, now)
        return msgspec.structs.replace(act, type=name, type_version=int(version))


class FindingMapper(Mapper[str]):
    """Finding events as canonical JSON under `Name/version`."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        event = cast(FindingEvent, domain_event)
        state = msgspec.json.decode(msgspec.json.encode(event))  # lists where the event has tuples
        del state["originator_id"], state["originator_version"]
        topic = f"{event.NAME}/{event.VERSION}"
        return StoredEvent(event.originator_id, event.originator_version, topic, canonical(state))

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        name, _, version = stored_event.topic.rpartition("/")
        event = decode(
            str(stored_event.originator_id), stored_event.originator_version, name, int(version), stored_event.state
        )
        return cast(DomainEventProtocol[str], event)


def decode(stream: str, version: int, name: str, type_version: int, payload: bytes) -> FindingEvent:
    """One stored event of a finding. Raises LedgerFault for a name and version that are not on the list."""
    kind = FINDING_EVENTS.get((name, type_version))
    if kind is None:
        raise LedgerFault(
            f"{stream} holds {name} version {type_version}, which is no event of a finding.",
            remedy="Start the version of the code that wrote it; run `quancheng verify`.",
        )
    state = msgspec.json.decode(payload, type=dict[str, object])
    return msgspec.convert(state | {"originator_id": stream, "originator_version": version}, kind)


class _OpenLedger(Factory):
    """The ledger's factory over a ledger that is open already."""

    def __init__(self, env: Environment, ledger: Ledger) -> None:
        InfrastructureFactory.__init__(self, env)
        self.ledger = ledger

    def application_recorder(self) -> ApplicationRecorder:
        return FindingRecorder(self.ledger, SOURCE, "text")

    def close(self) -> None:
        """The ledger belongs to the platform, which closes it."""


class FindingLog(Application[str]):
    """All findings of a platform."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        super().__init__()

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return _OpenLedger(env, self._ledger)

    def construct_transcoder(self) -> Transcoder:
        return self.factory.transcoder()

    def construct_mapper(self) -> Mapper[str]:
        return FindingMapper(self.construct_transcoder())

    def finding(self, finding_id: str) -> Finding:
        """Raises NotFound."""
        try:
            found: Finding = self.repository.get(stream_of(finding_id), projector_func=_project)
            return found
        except AggregateNotFoundError:
            raise NotFound(
                f"There is no finding {finding_id[:64]!r}.", remedy="Take the id from the findings list."
            ) from None

    def findings(self, finding_ids: Iterable[str]) -> dict[str, Finding]:
        """Several findings at once; ids without a finding are absent."""
        streams = self._ledger.streams([stream_of(finding_id) for finding_id in finding_ids])
        found: dict[str, Finding] = {}
        for stream, acts in streams.items():
            finding = fold(
                decode(stream, act.version, act.type, act.type_version, act.payload)
                for act in acts
                if act.source == SOURCE
            )
            if finding is not None:
                found[finding.id] = finding
        return found

    def record(self, events: Sequence[FindingEvent], connection: Connection | None = None) -> None:
        """Append events, each at the version it states; in the caller's transaction where one is given.

        Raises Conflict("stale-version") where a finding moved on since it was read.
        """
        try:
            # not `save`: it asks of each event whether it is one, which costs more than storing it
            self.events.put(cast(Sequence[DomainEventProtocol[str]], events), connection=connection)
        except IntegrityError:
            raise Conflict(
                "stale-version",
                "Somebody else changed the finding since you read it.",
                remedy="Read it again, look at what was done, and decide anew.",
            ) from None


def _project(finding: Finding | None, history: Iterable[DomainEventProtocol[str]]) -> Finding | None:
    if finding is not None:
        raise TypeError("findings are not cached, so there is nothing to go on from")
    return fold(cast(Iterable[FindingEvent], history))
