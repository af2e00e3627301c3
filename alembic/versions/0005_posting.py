"""Posting: answers kept by Idempotency-Key, public keys of agencies, nonces of signed requests.

None of it is evidence of a case. Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0005_posting"
down_revision = "0003_basis_of_custody"

TABLES = """
CREATE TABLE idempotency_keys (
    caller      {text} NOT NULL,
    key         {text} NOT NULL,
    fingerprint {bytes} NOT NULL,
    claimed_at  {int8} NOT NULL,
    expires_at  {int8} NOT NULL,
    status      {int4},
    media_type  {text},
    body        {bytes},
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
CREATE TABLE agency_keys (
    agency     {text} NOT NULL,
    kid        {text} NOT NULL,
    suite      {text} NOT NULL,
    jwk        {text} NOT NULL,
    valid_from {int8} NOT NULL,
    valid_to   {int8},
    added_at   {int8} NOT NULL,
    revoked_at {int8},
    note       {text} NOT NULL,
    CONSTRAINT agency_keys_pkey PRIMARY KEY (agency, kid)
);
CREATE TABLE signature_nonces (
    agency     {text} NOT NULL,
    kid        {text} NOT NULL,
    nonce      {text} NOT NULL,
    expires_at {int8} NOT NULL,
    CONSTRAINT signature_nonces_pkey PRIMARY KEY (agency, kid, nonce)
);
CREATE INDEX signature_nonces_expiry ON signature_nonces (expires_at)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"', "bytes": "bytea"}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT", "bytes": "BLOB"}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        if statement.strip():
            op.execute(statement)
    if on_postgresql:
        # a key once registered is never forgotten: a signature of then must still be checkable
        op.execute("REVOKE DELETE ON agency_keys FROM quancheng_application")
