"""The ledger: append-only events, numbered after commit, chained, provable. SQLite or PostgreSQL.

Also a persistence module of the eventsourcing library: PERSISTENCE_MODULE=ledger.
"""

from ledger.acts import NewAct, Receipt, StoredAct
from ledger.factory import Factory
from ledger.ledger import Ledger, connect
from ledger.posting import Clock

__all__ = ["Clock", "Factory", "Ledger", "NewAct", "Receipt", "StoredAct", "connect"]
