"""Tables of agencies' own codes, versions they read, and the use of codes by case.

The first two are data of agencies, and rows of them are never changed: acts name the version that was applied. The use
of codes is a read model. Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0009_code_mapping"
down_revision = "0008_webhooks"

TABLES = """
CREATE TABLE code_mappings (
    agency  {text} NOT NULL,
    list    {text} NOT NULL,
    version {int4} NOT NULL,
    put_at  {int8} NOT NULL,
    put_by  {text} NOT NULL,
    entries {text} NOT NULL,
    CONSTRAINT code_mappings_pkey PRIMARY KEY (agency, list, version)
);
CREATE TABLE schema_readings (
    agency  {text} NOT NULL,
    version {int4} NOT NULL,
    put_at  {int8} NOT NULL,
    put_by  {text} NOT NULL,
    reads   {text} NOT NULL,
    CONSTRAINT schema_readings_pkey PRIMARY KEY (agency, version)
);
CREATE TABLE code_use (
    build       {int4} NOT NULL,
    source      {text} NOT NULL,
    id          {text} NOT NULL,
    pointer     {text} NOT NULL,
    case_id     {text} NOT NULL,
    list        {text} NOT NULL,
    code        {text} NOT NULL,
    version     {int4} NOT NULL,
    national    {text},
    recorded_at {int8} NOT NULL,
    position    {int8} NOT NULL,
    CONSTRAINT code_use_pkey PRIMARY KEY (build, source, id, pointer)
);
CREATE INDEX code_use_code ON code_use (build, source, list, code)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"'}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT"}
# as in 0006: everything, or a case in which the caller's reach has a part
SEEN = (
    "(SELECT current_setting('quancheng.everything', true) = 'yes') OR EXISTS "
    "(SELECT 1 FROM case_agencies seen WHERE seen.case_id = code_use.case_id)"
)
OWN = (
    "(SELECT current_setting('quancheng.everything', true) = 'yes') OR agency = "
    "ANY ((SELECT string_to_array(current_setting('quancheng.agencies', true), E'\\n'))::text[])"
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        if statement.strip():
            op.execute(statement)
    # it begins where the timeline stands: no act before this revision says what its codes were read as
    op.execute(
        "INSERT INTO projections (name, build, active, state, position, pack_digest) "
        "SELECT 'code_use', 1, 1, 'live', position, pack_digest FROM projections WHERE name = 'timeline' AND active = 1"
    )
    if on_postgresql:
        for table in ("code_mappings", "schema_readings"):
            op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM quancheng_application")
            # who else may read it is decided before (domain/permission.py), and read for the platform
            policy(table, OWN)
        policy("code_use", SEEN)


def policy(table: str, seen: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_the_caller ON {table} FOR SELECT TO quancheng_application USING ({seen})")
