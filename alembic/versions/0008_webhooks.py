"""Webhooks: subscriptions, their keys (sealed), deliveries and attempts.

A caller's transaction reads those of its own agency, or of its region; the sealed keys it does not read. Frozen: a change of schema is
a further revision.
"""

from alembic import op

revision = "0008_webhooks"
down_revision = "0007_feed"

TABLES = """
CREATE TABLE webhook_subscriptions (
    id            {text} NOT NULL,
    agency        {text} NOT NULL,
    region        {text} NOT NULL,
    role          {text} NOT NULL,
    url           {text} NOT NULL,
    label         {text} NOT NULL,
    types         {text} NOT NULL,
    case_filter   {text},
    state         {text} NOT NULL,
    pause_reason  {text},
    cursor        {text},
    number        {int8} NOT NULL,
    allowed_rate  {int4},
    handshakes    {int4} NOT NULL,
    handshake_at  {int8},
    failures      {int4} NOT NULL,
    failing_since {int8},
    not_before    {int8} NOT NULL,
    created_at    {int8} NOT NULL,
    created_by    {text} NOT NULL,
    CONSTRAINT webhook_subscriptions_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_subscriptions_agency ON webhook_subscriptions (agency, role, created_at);
CREATE TABLE webhook_keys (
    subscription {text} NOT NULL,
    number       {int4} NOT NULL,
    suite        {text} NOT NULL,
    sealed       {bytes} NOT NULL,
    public       {text},
    created_at   {int8} NOT NULL,
    expires_at   {int8},
    CONSTRAINT webhook_keys_pkey PRIMARY KEY (subscription, number)
);
CREATE TABLE webhook_deliveries (
    id             {text} NOT NULL,
    subscription   {text} NOT NULL,
    number         {int8} NOT NULL,
    place          {text},
    type           {text} NOT NULL,
    state          {text} NOT NULL,
    attempts       {int4} NOT NULL,
    tries          {int4} NOT NULL,
    queued_at      {int8} NOT NULL,
    first_tried_at {int8},
    next_at        {int8} NOT NULL,
    finished_at    {int8},
    outcome        {text},
    status         {int4},
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (subscription, state, number, id);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at);
CREATE TABLE webhook_attempts (
    delivery     {text} NOT NULL,
    number       {int4} NOT NULL,
    at           {int8} NOT NULL,
    outcome      {text} NOT NULL,
    status       {int4},
    milliseconds {int4} NOT NULL,
    CONSTRAINT webhook_attempts_pkey PRIMARY KEY (delivery, number)
);
CREATE TABLE webhook_outcomes (
    outcome  {text} NOT NULL,
    attempts {int8} NOT NULL,
    CONSTRAINT webhook_outcomes_pkey PRIMARY KEY (outcome)
)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"', "bytes": "bytea"}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT", "bytes": "BLOB"}

REGION = "(SELECT current_setting('quancheng.region', true))"
EVERYTHING = "(SELECT current_setting('quancheng.everything', true) = 'yes')"
POLICIES = {
    "webhook_subscriptions": f"{EVERYTHING} "
    "OR agency = ANY ((SELECT string_to_array(current_setting('quancheng.agencies', true), E'\\n'))::text[]) "
    f"OR ({REGION} <> '' AND starts_with(region, {REGION}))",
    "webhook_keys": "EXISTS (SELECT 1 FROM webhook_subscriptions s WHERE s.id = subscription)",
    "webhook_deliveries": "EXISTS (SELECT 1 FROM webhook_subscriptions s WHERE s.id = subscription)",
    "webhook_attempts": "EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.id = delivery)",
    "webhook_outcomes": EVERYTHING,
}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        if statement.strip():
            op.execute(statement)
    if not on_postgresql:
        return
    op.execute("REVOKE SELECT ON webhook_keys FROM quancheng_application")
    op.execute("GRANT SELECT ON webhook_keys TO quancheng_worker")
    shown = "subscription, number, suite, public, created_at, expires_at"
    op.execute(f"GRANT SELECT ({shown}) ON webhook_keys TO quancheng_application")
    for table, seen in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_the_caller ON {table} FOR SELECT TO quancheng_application USING ({seen})")
