"""Which agencies are concerned with a case, and row policies that show a caller its own cases only.

Policies bind quancheng_application; quancheng_worker passes them (ledger/roles.py). A transaction says for whom it
reads with SET LOCAL quancheng.agencies, .offices (lists, a line each), .region (a beginning) or .everything = 'yes';
one that says nothing sees nothing. Frozen: a change of schema is a further revision.
"""

from alembic import op
from sqlalchemy import text

from domain.agency import office_of, region_of

revision = "0006_who_sees_a_case"
down_revision = "0005_posting"

TABLE = """
CREATE TABLE case_agencies (
    case_id {text} NOT NULL,
    agency  {text} NOT NULL,
    office  {text} NOT NULL,
    region  {text} NOT NULL,
    CONSTRAINT case_agencies_pkey PRIMARY KEY (case_id, agency)
);
CREATE INDEX case_agencies_agency ON case_agencies (agency, case_id);
CREATE INDEX case_agencies_office ON case_agencies (office, case_id);
CREATE INDEX case_agencies_region ON case_agencies (region, case_id)
"""

EVERYTHING = "(SELECT current_setting('quancheng.everything', true) = 'yes')"


def listed(setting: str) -> str:
    return f"ANY ((SELECT string_to_array(current_setting('quancheng.{setting}', true), E'\\n'))::text[])"


REGION = "(SELECT current_setting('quancheng.region', true))"
# the policy of case_agencies says whose rows these are; all others ask whether any row of the case shows
CONCERNED = (
    f"{EVERYTHING} OR agency = {listed('agencies')} OR office = {listed('offices')} "
    f"OR ({REGION} <> '' AND starts_with(region, {REGION}))"
)


def of_case(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM case_agencies seen WHERE seen.case_id = {column})"


def of_stream(table: str) -> str:
    """A stream is a case, or the record of a finding on one."""
    return (
        f"CASE WHEN starts_with({table}.stream, 'finding:') THEN EXISTS (SELECT 1 FROM findings_queue found "
        f"WHERE found.finding_id = substr({table}.stream, 9)) ELSE {of_case(f'{table}.stream')} END"
    )


POLICIES = {
    # what an agency posted itself it may read, wherever it stands: a correction of another's act is no part in its case
    "events": f"source = {listed('agencies')} OR {of_stream('events')}",
    "event_identity": f"source = {listed('agencies')} OR EXISTS "
    "(SELECT 1 FROM events e WHERE e.insert_id = event_identity.insert_id)",
    "stream_heads": of_stream("stream_heads"),
    "snapshots": of_stream("snapshots"),
    "case_links": f"{of_case('case_links.origin')} OR {of_case('case_links.target')}",
    "case_view": of_case("case_view.case_id"),
    "custody_register": of_case("custody_register.case_id"),
    "custody_limits": of_case("custody_limits.case_id"),
    "timeline": of_case("timeline.case_id"),
    "duties": of_case("duties.case_id"),
    "findings_queue": of_case("findings_queue.case_id"),
    "timers": of_case("timers.case_id"),
    "supervised": of_case("supervised.family"),
    "rule_failures": of_case("rule_failures.case_id"),
    "parked": "CASE WHEN starts_with(parked.case_id, 'finding:') THEN EXISTS (SELECT 1 FROM findings_queue found "
    f"WHERE found.finding_id = substr(parked.case_id, 9)) ELSE {of_case('parked.case_id')} END",
}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    kind = 'text COLLATE "C"' if on_postgresql else "TEXT"
    for statement in TABLE.format(text=kind).split(";"):
        op.execute(statement)
    fill()
    if not on_postgresql:
        return
    policy("case_agencies", CONCERNED)
    for table, seen in POLICIES.items():
        policy(table, f"{EVERYTHING} OR {seen}")


def policy(table: str, seen: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_the_caller ON {table} FOR SELECT TO quancheng_application USING ({seen})")


def fill() -> None:
    """From the acts that are there. Whom they were handed to only their payloads say: those cases open as acts follow."""
    connection = op.get_bind()
    acts = connection.execute(
        text(
            "SELECT DISTINCT stream, source, agency FROM events "
            "WHERE type NOT IN ('EventCorrected', 'EventRetracted') AND stream NOT LIKE 'finding:%'"
        )
    )
    pairs = sorted({(stream, one) for stream, source, agency in acts for one in (source, agency)})
    rows = [{"c": case, "a": one, "o": office_of(one), "r": region_of(one)} for case, one in pairs]
    if rows:
        connection.execute(text("INSERT INTO case_agencies VALUES (:c, :a, :o, :r)"), rows)
    # a case that came of another and has no act of its own is supervised where that one was
    connection.execute(
        text(
            "INSERT INTO case_agencies SELECT DISTINCT l.target, 'urn:quancheng:' || c.region || 'lineage:carried', "
            "'urn:quancheng:' || c.region || 'lineage:', c.region FROM case_links l "
            "JOIN case_agencies c ON c.case_id = l.origin WHERE c.region <> '' AND NOT EXISTS "
            "(SELECT 1 FROM case_agencies own WHERE own.case_id = l.target)"
        )
    )
