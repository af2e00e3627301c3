"""What reconciliation and offline intake keep: digests of acts, refusals, published digests, differences, files.

None of it is evidence: the ledger is. Policies as in revision 0006. Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0011_reconciliation"
down_revision = "0010_exchanges"

TABLES = """
CREATE TABLE act_digests (
    source   {text} NOT NULL,
    id       {text} NOT NULL,
    day      {int4} NOT NULL,
    case_id  {text} NOT NULL,
    position {int8} NOT NULL,
    stated   {bytes} NOT NULL,
    stored   {bytes} NOT NULL,
    CONSTRAINT act_digests_pkey PRIMARY KEY (source, id)
);
CREATE INDEX act_digests_day ON act_digests (day, source);
CREATE TABLE digest_progress (
    name     {text} NOT NULL,
    position {int8} NOT NULL,
    key_name {text} NOT NULL,
    CONSTRAINT digest_progress_pkey PRIMARY KEY (name)
);
INSERT INTO digest_progress (name, position, key_name) VALUES ('act_digests', 0, '');
CREATE TABLE refusals (
    agency     {text} NOT NULL,
    region     {text} NOT NULL,
    statement  {text} NOT NULL,
    code       {text} NOT NULL,
    source     {text} NOT NULL,
    act_id     {text} NOT NULL,
    type       {text} NOT NULL,
    pointer    {text} NOT NULL,
    first_at   {int8} NOT NULL,
    last_at    {int8} NOT NULL,
    times      {int4} NOT NULL,
    CONSTRAINT refusals_pkey PRIMARY KEY (agency, statement, code)
);
CREATE INDEX refusals_last ON refusals (agency, last_at);
CREATE INDEX refusals_act ON refusals (agency, act_id);
CREATE TABLE published_digests (
    agency         {text} NOT NULL,
    region         {text} NOT NULL,
    day            {int4} NOT NULL,
    side           {text} NOT NULL,
    published_at   {int8} NOT NULL,
    acts           {int4} NOT NULL,
    root           {text} NOT NULL,
    signature      {text},
    found_acts     {int4} NOT NULL,
    found_root     {text} NOT NULL,
    position       {int8} NOT NULL,
    reconciliation {text},
    CONSTRAINT published_digests_pkey PRIMARY KEY (agency, day, side)
);
CREATE INDEX published_digests_at ON published_digests (published_at);
CREATE TABLE reconciliations (
    id          {text} NOT NULL,
    agency      {text} NOT NULL,
    region      {text} NOT NULL,
    day         {int4} NOT NULL,
    side        {text} NOT NULL,
    made_at     {int8} NOT NULL,
    made_by     {text} NOT NULL,
    position    {int8} NOT NULL,
    root        {text} NOT NULL,
    found_root  {text} NOT NULL,
    lost        {int4} NOT NULL,
    rejected    {int4} NOT NULL,
    mapped      {int4} NOT NULL,
    altered     {int4} NOT NULL,
    unknown     {int4} NOT NULL,
    differences {text} NOT NULL,
    CONSTRAINT reconciliations_pkey PRIMARY KEY (id)
);
CREATE INDEX reconciliations_made ON reconciliations (made_at, id);
CREATE TABLE offline_files (
    agency         {text} NOT NULL,
    region         {text} NOT NULL,
    number         {int4} NOT NULL,
    digest         {text} NOT NULL,
    previous       {text},
    first_sequence {int8},
    last_sequence  {int8},
    acts           {int4} NOT NULL,
    missing        {text} NOT NULL,
    kid            {text} NOT NULL,
    made_at        {int8} NOT NULL,
    received_at    {int8} NOT NULL,
    done_at        {int8},
    accepted       {int4} NOT NULL,
    duplicate      {int4} NOT NULL,
    refused        {int4} NOT NULL,
    results        {bytes},
    CONSTRAINT offline_files_pkey PRIMARY KEY (agency, number)
);
CREATE INDEX offline_files_received ON offline_files (received_at)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"', "bytes": "bytea"}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT", "bytes": "BLOB"}

EVERYTHING = "(SELECT current_setting('quancheng.everything', true) = 'yes')"
AGENCIES = "ANY ((SELECT string_to_array(current_setting('quancheng.agencies', true), E'\\n'))::text[])"
REGION = "(SELECT current_setting('quancheng.region', true))"
# what stands between one agency and the platform: its own, and those who supervise it
OWN = f"{EVERYTHING} OR agency = {AGENCIES} OR ({REGION} <> '' AND starts_with(region, {REGION}))"
POLICIES = {
    "act_digests": f"{EVERYTHING} OR source = {AGENCIES} OR EXISTS "
    "(SELECT 1 FROM case_agencies seen WHERE seen.case_id = act_digests.case_id)",
    "refusals": OWN,
    "published_digests": OWN,
    "reconciliations": OWN,
    "offline_files": OWN,
}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        if statement.strip():
            op.execute(statement)
    if not on_postgresql:
        return
    for table, seen in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_the_caller ON {table} FOR SELECT TO quancheng_application USING ({seen})")
