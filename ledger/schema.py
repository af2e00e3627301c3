"""The ledger's tables as SQLAlchemy Core sees them.

Not the DDL: alembic/versions writes that, frozen (partitions, triggers, rights); a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

EVENT_PARTITIONS = 8
"""Hash partitions of `events` on PostgreSQL: `events_0` … `events_7`."""

BLOCK = 1 << 20
"""Insert ids one append may use; the sequence `event_block` steps by it, so that one call gets a whole block."""

events = Table(
    "events",
    metadata,
    Column("insert_id", BigInteger, nullable=False),
    Column("stream", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("type_version", Integer, nullable=False),
    Column("person", Text),
    Column("agency", Text, nullable=False),
    Column("occurred_day", Integer, nullable=False),
    Column("occurred_earliest", BigInteger, nullable=False),
    Column("occurred_latest", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("content_digest", LargeBinary),
    Column("payload", LargeBinary, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("hash_name", Text, nullable=False),
    PrimaryKeyConstraint("stream", "version", name="events_pkey"),
    Index("events_insert_id", "insert_id"),
)

# (source, id) cannot be unique on `events`: a unique key of a partitioned table must hold the partition key.
event_identity = Table(
    "event_identity",
    metadata,
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("insert_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "id", name="event_identity_pkey"),
)

stream_heads = Table(
    "stream_heads",
    metadata,
    Column("stream", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("hash", LargeBinary),  # None: locked by an append that has not written yet
    PrimaryKeyConstraint("stream", name="stream_heads_pkey"),
)

# One row per run of consecutive insert ids that no position names yet.
unsequenced = Table(
    "unsequenced",
    metadata,
    Column("first_id", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    PrimaryKeyConstraint("first_id", name="unsequenced_pkey"),
)

positions = Table(
    "positions",
    metadata,
    Column("position", BigInteger, nullable=False, autoincrement=False),
    Column("insert_id", BigInteger, nullable=False),
    Column("log_hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("position", name="positions_pkey"),
    UniqueConstraint("insert_id", name="positions_insert_id_key"),
)

tree_tiles = Table(
    "tree_tiles",
    metadata,
    Column("level", SmallInteger, nullable=False, autoincrement=False),
    Column("tile", BigInteger, nullable=False, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "tile", name="tree_tiles_pkey"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, nullable=False, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("signed_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("size", name="checkpoints_pkey"),
)

# What the eventsourcing library keeps beside events: positions of consumers, and snapshots (a cache).
tracking = Table(
    "tracking",
    metadata,
    Column("application_name", Text, nullable=False),
    Column("notification_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("application_name", name="tracking_pkey"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("stream", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    PrimaryKeyConstraint("stream", "version", name="snapshots_pkey"),
)

INSERT_ONLY = ("events", "event_identity", "positions", "tree_tiles", "checkpoints")
"""Tables that nobody may update, delete from or truncate."""
