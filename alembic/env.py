"""Runs the migrations on a connection handed over by ledger.migrate, or on `-x url=...`.

On PostgreSQL everything is created as the role quancheng_owner.
"""

from alembic import context
from sqlalchemy import Connection

from ledger.engines import open_engine, writing
from ledger.roles import become_owner


def run(connection: Connection) -> None:
    with connection.begin():
        if connection.dialect.name == "postgresql":
            become_owner(connection)
        context.configure(connection=connection, target_metadata=None)
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    with writing(open_engine(context.get_x_argument(as_dictionary=True)["url"], as_application=False)).connect() as new:
        run(new)
