"""Tables of webhooks as the code sees them: who subscribed, with which keys, and what became of each delivery.

Not the DDL (alembic/versions/0008_webhooks.py; a test holds the two together) and not the queries. None of it is
evidence of a case, and none a read model: a rebuild does not touch it, so that it delivers nothing again.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

metadata = MetaData()

# types: event types, a line each, empty for all; case_filter: one case only. cursor, number: up to where the feed is
# queued. allowed_rate: requests a minute. Times in microseconds.
webhook_subscriptions = Table(
    "webhook_subscriptions",
    metadata,
    Column("id", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("types", Text, nullable=False),
    Column("case_filter", Text),
    Column("state", Text, nullable=False),
    Column("pause_reason", Text),
    Column("cursor", Text),
    Column("number", BigInteger, nullable=False),
    Column("allowed_rate", Integer),
    Column("handshakes", Integer, nullable=False),
    Column("handshake_at", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("failing_since", BigInteger),
    Column("not_before", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    PrimaryKeyConstraint("id", name="webhook_subscriptions_pkey"),
    Index("webhook_subscriptions_agency", "agency", "role", "created_at"),
)

# sealed: see sealing.py; expires_at: until then an old key still signs beside the new one
webhook_keys = Table(
    "webhook_keys",
    metadata,
    Column("subscription", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("suite", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("public", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    PrimaryKeyConstraint("subscription", "number", name="webhook_keys_pkey"),
)

# number, place: where the act stands in the feed, and the cursor before it; 0 and null for a test. attempts: all there
# were; tries: failed ones since it was queued or replayed. outcome, status: of the last attempt.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", Text, nullable=False),
    Column("subscription", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("place", Text),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("first_tried_at", BigInteger),
    Column("next_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("outcome", Text),
    Column("status", Integer),
    PrimaryKeyConstraint("id", name="webhook_deliveries_pkey"),
    Index("webhook_deliveries_order", "subscription", "state", "number", "id"),
    Index("webhook_deliveries_finished", "finished_at"),
)

webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    Column("delivery", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("milliseconds", Integer, nullable=False),
    PrimaryKeyConstraint("delivery", "number", name="webhook_attempts_pkey"),
)

# for Prometheus: how many attempts ended so, ever
webhook_outcomes = Table(
    "webhook_outcomes",
    metadata,
    Column("outcome", Text, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    PrimaryKeyConstraint("outcome", name="webhook_outcomes_pkey"),
)
