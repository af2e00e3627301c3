"""Read models, duties and timers. None of it is evidence: all of it can be computed again from the ledger.

Frozen: a change of schema is a further revision.
"""

from alembic import op

revision = "0002_read_models"
down_revision = "0001_ledger"

TABLES = """
CREATE TABLE projections (
    name        {text} NOT NULL,
    build       {int4} NOT NULL,
    active      {int4} NOT NULL,
    state       {text} NOT NULL,
    position    {int8} NOT NULL,
    cursor      {text},
    target      {int8},
    pack_digest {text},
    CONSTRAINT projections_pkey PRIMARY KEY (name, build)
);
CREATE UNIQUE INDEX projections_active ON projections (name) WHERE active = 1;
INSERT INTO projections (name, build, active, state, position) VALUES
    ('supervision', 1, 1, 'live', 0),
    ('case_view', 1, 1, 'live', 0),
    ('custody_register', 1, 1, 'live', 0),
    ('timeline', 1, 1, 'live', 0),
    ('findings_queue', 1, 1, 'live', 0);
CREATE TABLE parked (
    processor   {text} NOT NULL,
    build       {int4} NOT NULL,
    case_id     {text} NOT NULL,
    position    {int8} NOT NULL,
    error       {text} NOT NULL,
    fingerprint {text} NOT NULL,
    attempts    {int4} NOT NULL,
    first_at    {int8} NOT NULL,
    last_at     {int8} NOT NULL,
    next_at     {int8} NOT NULL,
    CONSTRAINT parked_pkey PRIMARY KEY (processor, build, case_id)
);
CREATE TABLE case_links (
    origin {text} NOT NULL,
    target {text} NOT NULL,
    source {text} NOT NULL,
    id     {text} NOT NULL,
    CONSTRAINT case_links_pkey PRIMARY KEY (origin, target, source, id)
);
CREATE INDEX case_links_target ON case_links (target);
CREATE INDEX case_links_act ON case_links (source, id);
CREATE TABLE case_view (
    build         {int4} NOT NULL,
    case_id       {text} NOT NULL,
    family        {text} NOT NULL,
    stage         {text},
    agency        {text},
    opened        {text},
    closed        {text},
    last_day      {int4} NOT NULL,
    last_recorded {int8},
    last_position {int8} NOT NULL,
    acts          {int4} NOT NULL,
    persons       {text} NOT NULL,
    held          {int4} NOT NULL,
    unexpected    {int4} NOT NULL,
    continued_as  {text},
    CONSTRAINT case_view_pkey PRIMARY KEY (build, case_id)
);
CREATE INDEX case_view_latest ON case_view (build, last_position);
CREATE INDEX case_view_stage ON case_view (build, stage, last_position);
CREATE TABLE custody_register (
    build        {int4} NOT NULL,
    case_id      {text} NOT NULL,
    person       {text} NOT NULL,
    measure      {text} NOT NULL,
    stage        {text} NOT NULL,
    agency       {text},
    since        {text},
    since_at     {int8},
    basis_source {text},
    basis_id     {text},
    basis_type   {text},
    CONSTRAINT custody_register_pkey PRIMARY KEY (build, case_id, person)
);
CREATE TABLE custody_limits (
    case_id      {text} NOT NULL,
    person       {text} NOT NULL,
    duty_id      {text} NOT NULL,
    rule         {text} NOT NULL,
    until        {text},
    overdue_from {int8},
    provisional  {int4} NOT NULL,
    CONSTRAINT custody_limits_pkey PRIMARY KEY (case_id, person)
);
CREATE TABLE timeline (
    build           {int4} NOT NULL,
    source          {text} NOT NULL,
    id              {text} NOT NULL,
    case_id         {text} NOT NULL,
    type            {text} NOT NULL,
    person          {text},
    persons         {text} NOT NULL,
    emitter         {text} NOT NULL,
    occurred_day    {int4} NOT NULL,
    occurred_at     {int8} NOT NULL,
    occurred_latest {int8} NOT NULL,
    occurred_text   {text} NOT NULL,
    sequence        {int8} NOT NULL,
    recorded_at     {int8},
    position        {int8} NOT NULL,
    excerpt         {int4} NOT NULL,
    standing        {text} NOT NULL,
    CONSTRAINT timeline_pkey PRIMARY KEY (build, source, id)
);
CREATE INDEX timeline_case ON timeline (build, case_id, occurred_day, occurred_at, source, sequence, id);
CREATE TABLE duties (
    duty_id             {text} NOT NULL,
    version             {int4} NOT NULL,
    case_id             {text} NOT NULL,
    subject             {text},
    rule                {text} NOT NULL,
    rule_version        {text} NOT NULL,
    kind                {text} NOT NULL,
    severity            {text} NOT NULL,
    consequence         {text} NOT NULL,
    status              {text} NOT NULL,
    trigger_source      {text} NOT NULL,
    trigger_id          {text} NOT NULL,
    trigger_day         {int4} NOT NULL,
    holder              {text} NOT NULL,
    holder_agency       {text},
    owed_to             {text},
    due                 {text},
    overdue_from        {int8},
    violated_at         {int8},
    warn_at             {text} NOT NULL,
    warn_first          {int8},
    warn_last           {int8},
    decided_source      {text},
    decided_id          {text},
    over_value          {int4},
    over_unit           {text},
    evidence            {text} NOT NULL,
    missing             {text} NOT NULL,
    bases               {text} NOT NULL,
    provisional         {int4} NOT NULL,
    known_from          {int8} NOT NULL,
    known_from_position {int8} NOT NULL,
    known_to            {int8},
    known_to_position   {int8},
    because_source      {text},
    because_id          {text},
    CONSTRAINT duties_pkey PRIMARY KEY (duty_id, version)
);
CREATE INDEX duties_case ON duties (case_id) WHERE known_to IS NULL;
CREATE INDEX duties_open ON duties (overdue_from, duty_id)
    WHERE known_to IS NULL AND status IN ('pending', 'overdue');
CREATE INDEX duties_holder ON duties (holder_agency, overdue_from)
    WHERE known_to IS NULL AND status IN ('pending', 'overdue');
CREATE INDEX duties_owed_to ON duties (owed_to, overdue_from)
    WHERE known_to IS NULL AND status IN ('pending', 'overdue');
CREATE TABLE findings_queue (
    build            {int4} NOT NULL,
    finding_id       {text} NOT NULL,
    version          {int4} NOT NULL,
    state            {text} NOT NULL,
    case_id          {text} NOT NULL,
    subject          {text},
    rule             {text} NOT NULL,
    rule_version     {text} NOT NULL,
    kind             {text} NOT NULL,
    severity         {text} NOT NULL,
    severity_rank    {int4} NOT NULL,
    consequence      {text} NOT NULL,
    status           {text} NOT NULL,
    holder           {text} NOT NULL,
    trigger_source   {text} NOT NULL,
    trigger_id       {text} NOT NULL,
    trigger_day      {int4} NOT NULL,
    due              {text},
    overdue_from     {int8},
    over_value       {int4},
    over_unit        {text},
    assignee         {text},
    reply_due        {text},
    dismissal_reason {text},
    raised_at        {int8} NOT NULL,
    changed_at       {int8} NOT NULL,
    CONSTRAINT findings_queue_pkey PRIMARY KEY (build, finding_id)
);
CREATE INDEX findings_queue_order ON findings_queue (build, severity_rank, raised_at, finding_id);
CREATE INDEX findings_queue_state ON findings_queue (build, state, severity_rank, raised_at, finding_id);
CREATE INDEX findings_queue_case ON findings_queue (build, case_id);
CREATE TABLE timers (
    duty_id    {text} NOT NULL,
    generation {int4} NOT NULL,
    rung       {text} NOT NULL,
    case_id    {text} NOT NULL,
    at         {int8} NOT NULL,
    fired_at   {int8},
    CONSTRAINT timers_pkey PRIMARY KEY (duty_id, generation, rung)
);
CREATE INDEX timers_waiting ON timers (at) WHERE fired_at IS NULL;
CREATE TABLE supervised (
    family       {text} NOT NULL,
    evaluated_at {int8} NOT NULL,
    position     {int8} NOT NULL,
    next_change  {int8},
    CONSTRAINT supervised_pkey PRIMARY KEY (family)
);
CREATE INDEX supervised_next ON supervised (next_change);
CREATE TABLE rule_failures (
    case_id {text} NOT NULL,
    rule    {text} NOT NULL,
    subject {text} NOT NULL,
    error   {text} NOT NULL,
    since   {int8} NOT NULL,
    CONSTRAINT rule_failures_pkey PRIMARY KEY (case_id, rule, subject)
)
"""

POSTGRESQL = {"int4": "integer", "int8": "bigint", "text": 'text COLLATE "C"'}
SQLITE = {"int4": "INTEGER", "int8": "BIGINT", "text": "TEXT"}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in TABLES.format(**(POSTGRESQL if on_postgresql else SQLITE)).split(";"):
        if statement.strip():
            op.execute(statement)
