"""The ledger: events, their identity, stream heads, queue, positions, tree, checkpoints; rights and triggers.

Frozen: a change of schema is a further revision. On PostgreSQL this runs as quancheng_owner (alembic/env.py).
"""

from alembic import op

revision = "0001_ledger"
down_revision = None

PARTITIONS = 8
INSERT_ONLY = ("events", "event_identity", "positions", "tree_tiles", "checkpoints")

EVENT_COLUMNS = """
    insert_id         {int8}  NOT NULL,
    stream            {text}  NOT NULL,
    version           {int8}  NOT NULL,
    source            {text}  NOT NULL,
    id                {text}  NOT NULL,
    type              {text}  NOT NULL,
    type_version      {int4}  NOT NULL,
    person            {text},
    agency            {text}  NOT NULL,
    occurred_day      {int4}  NOT NULL,
    occurred_earliest {int8}  NOT NULL,
    occurred_latest   {int8}  NOT NULL,
    recorded_at       {int8}  NOT NULL,
    content_digest    {bytes},
    payload           {bytes} NOT NULL,
    prev_hash         {bytes} NOT NULL,
    hash              {bytes} NOT NULL,
    hash_name         {text}  NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (stream, version)
"""

OTHER_TABLES = """
CREATE TABLE event_identity (
    source    {text} NOT NULL,
    id        {text} NOT NULL,
    insert_id {int8} NOT NULL,
    CONSTRAINT event_identity_pkey PRIMARY KEY (source, id)
);
CREATE TABLE stream_heads (
    stream      {text} NOT NULL,
    version     {int8} NOT NULL,
    recorded_at {int8} NOT NULL,
    hash        {bytes},
    CONSTRAINT stream_heads_pkey PRIMARY KEY (stream)
);
CREATE TABLE unsequenced (
    first_id {int8} NOT NULL,
    size     {int4} NOT NULL CHECK (size > 0),
    CONSTRAINT unsequenced_pkey PRIMARY KEY (first_id)
);
CREATE TABLE positions (
    position  {int8} NOT NULL CHECK (position > 0),
    insert_id {int8} NOT NULL,
    log_hash  {bytes} NOT NULL,
    CONSTRAINT positions_pkey PRIMARY KEY (position),
    CONSTRAINT positions_insert_id_key UNIQUE (insert_id)
);
CREATE TABLE tree_tiles (
    level  {int2} NOT NULL,
    tile   {int8} NOT NULL,
    root   {bytes} NOT NULL,
    hashes {bytes} NOT NULL,
    CONSTRAINT tree_tiles_pkey PRIMARY KEY (level, tile)
);
CREATE TABLE checkpoints (
    size      {int8} NOT NULL,
    root      {bytes} NOT NULL,
    note      {text} NOT NULL,
    signed_at {int8} NOT NULL,
    CONSTRAINT checkpoints_pkey PRIMARY KEY (size)
);
CREATE TABLE tracking (
    application_name {text} NOT NULL,
    notification_id  {int8} NOT NULL,
    CONSTRAINT tracking_pkey PRIMARY KEY (application_name)
);
CREATE TABLE snapshots (
    stream  {text} NOT NULL,
    version {int8} NOT NULL,
    topic   {text} NOT NULL,
    state   {bytes} NOT NULL,
    CONSTRAINT snapshots_pkey PRIMARY KEY (stream, version)
);
"""

POSTGRESQL = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "text": 'text COLLATE "C"',  # byte order: the same on every server, and much cheaper to compare
    "bytes": "bytea",
}
SQLITE = {"int2": "SMALLINT", "int4": "INTEGER", "int8": "BIGINT", "text": "TEXT", "bytes": "BLOB"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        upgrade_postgresql()
    else:
        upgrade_sqlite()


def upgrade_postgresql() -> None:
    # Tables of later revisions (read models) belong to the application's daily work; the ledger's do not, see below.
    op.execute(
        "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO quancheng_application;"
        "ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO quancheng_application"
    )
    op.execute(f"CREATE TABLE events ({EVENT_COLUMNS.format(**POSTGRESQL)}) PARTITION BY HASH (stream)")
    for number in range(PARTITIONS):
        op.execute(
            f"CREATE TABLE events_{number} PARTITION OF events FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
        )
        # payloads are small and must not be compressed twice (ciphertext) nor toasted early
        op.execute(f"ALTER TABLE events_{number} ALTER COLUMN payload SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX events_insert_id ON events (insert_id)")
    op.execute(OTHER_TABLES.format(**POSTGRESQL))
    op.execute("ALTER TABLE stream_heads SET (fillfactor = 70)")  # heads move at every append: keep updates in the page
    # One block of ids per append. CACHE 1: with a cache, a session may use an old block after a newer one was used,
    # and version 2 of a stream would then precede version 1.
    op.execute("CREATE SEQUENCE event_block AS bigint INCREMENT BY 1048576 MINVALUE 0 START WITH 0 CACHE 1 NO CYCLE")

    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
        BEGIN
            RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    partitions = tuple(f"events_{number}" for number in range(PARTITIONS))
    for table in INSERT_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in INSERT_ONLY + partitions:
        # statement triggers are not cloned to partitions, and a clone does not inherit ENABLE ALWAYS on all versions
        op.execute(
            f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER no_truncate")

    # The queue is emptied through this function only, and only of rows whose every event has its position.
    op.execute(
        """
        CREATE FUNCTION release_sequenced(firsts bigint[]) RETURNS bigint
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            WITH released AS (
                DELETE FROM public.unsequenced q
                WHERE q.first_id = ANY (firsts)
                  AND q.size = (SELECT count(*) FROM public.positions p
                                WHERE p.insert_id >= q.first_id AND p.insert_id < q.first_id + q.size)
                RETURNING 1)
            SELECT count(*) FROM released
        $$;
        REVOKE ALL ON FUNCTION release_sequenced(bigint[]) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION release_sequenced(bigint[]) TO quancheng_application
        """
    )
    for table in INSERT_ONLY:
        op.execute(f"REVOKE ALL ON {table} FROM quancheng_application")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO quancheng_application")
    for table in partitions:  # reached through `events` only
        op.execute(f"REVOKE ALL ON {table} FROM quancheng_application")
    op.execute(
        """
        REVOKE ALL ON unsequenced, stream_heads, alembic_version FROM quancheng_application;
        GRANT SELECT, INSERT ON unsequenced TO quancheng_application;
        GRANT SELECT, INSERT, UPDATE ON stream_heads TO quancheng_application;
        GRANT SELECT ON alembic_version TO quancheng_application
        """
    )


def upgrade_sqlite() -> None:
    op.execute(f"CREATE TABLE events ({EVENT_COLUMNS.format(**SQLITE)})")
    op.execute("CREATE INDEX events_insert_id ON events (insert_id)")
    for statement in OTHER_TABLES.format(**SQLITE).split(";"):
        if statement.strip():
            op.execute(statement)
    taken = {
        "events": "stream = NEW.stream AND version = NEW.version",
        "event_identity": "source = NEW.source AND id = NEW.id",
        "positions": "position = NEW.position OR insert_id = NEW.insert_id",
        "tree_tiles": "level = NEW.level AND tile = NEW.tile",
        "checkpoints": "size = NEW.size",
    }
    for table in INSERT_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'table {table} is append-only: {change} refused'); END"
            )
        # INSERT OR REPLACE deletes without firing DELETE triggers unless the connection asked for that
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken[table]}) BEGIN "
            f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}'); END"
        )
    op.execute(
        "CREATE TRIGGER unsequenced_released BEFORE DELETE ON unsequenced WHEN OLD.size <> "
        "(SELECT count(*) FROM positions WHERE insert_id >= OLD.first_id AND insert_id < OLD.first_id + OLD.size) "
        "BEGIN SELECT RAISE(ABORT, 'table unsequenced: events without position may not leave the queue'); END"
    )
