"""What reconciliation and offline intake keep beside the ledger. None of it is evidence.

Not the DDL (alembic/versions/0011_reconciliation.py; a test holds the two together) and not the queries.
Times in microseconds since the epoch, days as date.toordinal(), digests of trees in hex.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

metadata = MetaData()

# stated: keyed digest of the agency's own statement; stored: SHA-256 of the bytes that readers of the ledger get
act_digests = Table(
    "act_digests",
    metadata,
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("stated", LargeBinary, nullable=False),
    Column("stored", LargeBinary, nullable=False),
    PrimaryKeyConstraint("source", "id", name="act_digests_pkey"),
    Index("act_digests_day", "day", "source"),
)

# key_name: under which key `stated` was made; another key makes them anew
digest_progress = Table(
    "digest_progress",
    metadata,
    Column("name", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("key_name", Text, nullable=False),
    PrimaryKeyConstraint("name", name="digest_progress_pkey"),
)

# statement: keyed digest of what was posted; texts that hold an identity number are left empty
refusals = Table(
    "refusals",
    metadata,
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("act_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    PrimaryKeyConstraint("agency", "statement", "code", name="refusals_pkey"),
    Index("refusals_last", "agency", "last_at"),
    Index("refusals_act", "agency", "act_id"),
)

# acts, root: as the agency says; found_*: as the platform had it at `position`. One row a day and side: the latest
published_digests = Table(
    "published_digests",
    metadata,
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("side", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("acts", Integer, nullable=False),
    Column("root", Text, nullable=False),
    Column("signature", Text),
    Column("found_acts", Integer, nullable=False),
    Column("found_root", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("reconciliation", Text),
    PrimaryKeyConstraint("agency", "day", "side", name="published_digests_pkey"),
    Index("published_digests_at", "published_at"),
)

reconciliations = Table(
    "reconciliations",
    metadata,
    Column("id", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("side", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("root", Text, nullable=False),
    Column("found_root", Text, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("mapped", Integer, nullable=False),
    Column("altered", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("differences", Text, nullable=False),
    PrimaryKeyConstraint("id", name="reconciliations_pkey"),
    Index("reconciliations_made", "made_at", "id"),
)

# missing: JSON of spans of sequence numbers that the file skips; done_at, results: once all its acts were judged
offline_files = Table(
    "offline_files",
    metadata,
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("previous", Text),
    Column("first_sequence", BigInteger),
    Column("last_sequence", BigInteger),
    Column("acts", Integer, nullable=False),
    Column("missing", Text, nullable=False),
    Column("kid", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("done_at", BigInteger),
    Column("accepted", Integer, nullable=False),
    Column("duplicate", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("results", LargeBinary),
    PrimaryKeyConstraint("agency", "number", name="offline_files_pkey"),
    Index("offline_files_received", "received_at"),
)
