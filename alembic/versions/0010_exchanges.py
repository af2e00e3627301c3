"""Hand-overs between agencies, and when each agency was last heard of: two read models, empty until they are built.

They are filled from the ledger by the worker, from position 0. Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0010_exchanges"
down_revision = "0009_code_mapping"

TABLES = """
CREATE TABLE exchanges (
    build           {int4} NOT NULL,
    exchange_id     {text} NOT NULL,
    case_id         {text} NOT NULL,
    person          {text},
    flow            {text} NOT NULL,
    state           {text} NOT NULL,
    sender          {text} NOT NULL,
    receiver        {text},
    receiver_kinds  {text} NOT NULL,
    named           {int4} NOT NULL,
    region          {text} NOT NULL,
    send_source     {text} NOT NULL,
    send_id         {text} NOT NULL,
    taken_source    {text},
    taken_id        {text},
    sent_at         {int8} NOT NULL,
    sent_month      {text} NOT NULL,
    acknowledge_by  {int8},
    answer_by       {int8},
    answer_expected {int4} NOT NULL,
    acknowledged_at {int8},
    answered_at     {int8},
    closed_at       {int8},
    recalled_at     {int8},
    confirmed_at    {int8},
    on_paper        {int4} NOT NULL,
    excerpt         {int4} NOT NULL,
    steps           {text} NOT NULL,
    CONSTRAINT exchanges_pkey PRIMARY KEY (build, exchange_id)
);
CREATE INDEX exchanges_case ON exchanges (build, case_id);
CREATE INDEX exchanges_sent ON exchanges (build, sent_at, exchange_id);
CREATE INDEX exchanges_pair ON exchanges (build, sender, flow);
CREATE INDEX exchanges_unacknowledged ON exchanges (build, acknowledge_by) WHERE state = 'sent';
CREATE TABLE agency_activity (
    build   {int4} NOT NULL,
    agency  {text} NOT NULL,
    last_at {int8} NOT NULL,
    CONSTRAINT agency_activity_pkey PRIMARY KEY (build, agency)
);
INSERT INTO projections (name, build, active, state, position) VALUES
    ('exchanges', 1, 1, 'live', 0),
    ('agency_activity', 1, 1, 'live', 0)
"""

EVERYTHING = "(SELECT current_setting('quancheng.everything', true) = 'yes')"
REGION = "(SELECT current_setting('quancheng.region', true))"


def listed(setting: str) -> str:
    return f"ANY ((SELECT string_to_array(current_setting('quancheng.{setting}', true), E'\\n'))::text[])"


# an agency is known to itself, to its office, and to whoever supervises its region (office and region as in 0006)
OFFICE = r"regexp_replace(agency, '^(urn:quancheng:[^:]+:[^:]+:).*$', '\1')"
POLICIES = {
    "exchanges": "EXISTS (SELECT 1 FROM case_agencies seen WHERE seen.case_id = exchanges.case_id)",
    "agency_activity": f"agency = {listed('agencies')} OR {OFFICE} = {listed('offices')} "
    f"OR ({REGION} <> '' AND starts_with(agency, 'urn:quancheng:' || {REGION}))",
}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    kinds = {
        "text": 'text COLLATE "C"' if on_postgresql else "TEXT",
        "int4": "integer" if on_postgresql else "INTEGER",
        "int8": "bigint" if on_postgresql else "INTEGER",
    }
    for statement in TABLES.format(**kinds).split(";\n"):
        op.execute(statement)
    if not on_postgresql:
        return
    for table, seen in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_the_caller ON {table} FOR SELECT TO quancheng_application USING ({EVERYTHING} OR {seen})")
