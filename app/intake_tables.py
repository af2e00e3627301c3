"""What posting keeps beside the ledger: answers by Idempotency-Key, keys of agencies, nonces, tables of codes, what
versions agencies read. None of it is evidence.

Not the DDL (alembic/versions, 0005 and 0009; a test holds the two together) and not the queries.
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
    Table,
    Text,
)

metadata = MetaData()

# status, media_type, body: the answer; null while the first request is under way. Times in microseconds.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("caller", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("status", Integer),
    Column("media_type", Text),
    Column("body", LargeBinary),
    PrimaryKeyConstraint("caller", "key", name="idempotency_keys_pkey"),
    Index("idempotency_keys_expiry", "expires_at"),
)

# Rows are added and revoked, never deleted: a signature of then must still be checkable. valid_to is exclusive.
agency_keys = Table(
    "agency_keys",
    metadata,
    Column("agency", Text, nullable=False),
    Column("kid", Text, nullable=False),
    Column("suite", Text, nullable=False),
    Column("jwk", Text, nullable=False),
    Column("valid_from", BigInteger, nullable=False),
    Column("valid_to", BigInteger),
    Column("added_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("agency", "kid", name="agency_keys_pkey"),
)

signature_nonces = Table(
    "signature_nonces",
    metadata,
    Column("agency", Text, nullable=False),
    Column("kid", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("agency", "kid", "nonce", name="signature_nonces_pkey"),
    Index("signature_nonces_expiry", "expires_at"),
)

# A row is one whole version of an agency's table for a list (entries: JSON). Added, never changed or deleted: acts name
# the version that was applied to them.
code_mappings = Table(
    "code_mappings",
    metadata,
    Column("agency", Text, nullable=False),
    Column("list", Text, nullable=False),
    Column("version", Integer, nullable=False, autoincrement=False),
    Column("put_at", BigInteger, nullable=False),
    Column("put_by", Text, nullable=False),
    Column("entries", Text, nullable=False),
    PrimaryKeyConstraint("agency", "list", "version", name="code_mappings_pkey"),
)

# Which versions of which event types an agency says that it reads (reads: JSON). The newest row counts.
schema_readings = Table(
    "schema_readings",
    metadata,
    Column("agency", Text, nullable=False),
    Column("version", Integer, nullable=False, autoincrement=False),
    Column("put_at", BigInteger, nullable=False),
    Column("put_by", Text, nullable=False),
    Column("reads", Text, nullable=False),
    PrimaryKeyConstraint("agency", "version", name="schema_readings_pkey"),
)
