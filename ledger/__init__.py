"""The ledger: append-only events, numbered after commit, chained, provable. SQLite or PostgreSQL.

Also a persistence module of the eventsourcing library: PERSISTENCE_MODULE=ledger.
"""

from ledger.acts import NewAct, Receipt, StoredAct
from ledger.ledger import Clock, Ledger, connect

__all__ = ["Clock", "Ledger", "NewAct", "Receipt", "StoredAct", "connect"]
