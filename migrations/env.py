"""Runs the migrations on SQLite or PostgreSQL. It imports nothing of the program, so that old ones keep working."""

import sqlite3
from urllib.parse import quote

from alembic import context
from sqlalchemy import create_engine, make_url, pool
from sqlalchemy.engine import Connection, Engine

try:
    import pysqlite3 as newest_sqlite
except ImportError:
    newest_sqlite = sqlite3


def engine_for(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=pool.NullPool)
    path = f"file:{quote(parsed.database or '')}?mode=rwc"
    return create_engine(
        "sqlite://",
        module=newest_sqlite,
        creator=lambda: newest_sqlite.connect(path, uri=True, isolation_level=None, timeout=30),
        poolclass=pool.NullPool,
    )


def run(connection: Connection) -> None:
    """Altering a parent in batch mode would empty its children while foreign keys are enforced: off, then checked."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    # While a backup is being restored, the usual table says so, and the schema's version stands in another one.
    table = context.config.attributes.get("version_table", "alembic_version")
    context.configure(connection=connection, render_as_batch=on_sqlite, transactional_ddl=True, version_table=table)
    with context.begin_transaction():
        context.run_migrations()
    if on_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"{len(broken)} rows would point nowhere after the migration; nothing was changed")
    connection.commit()


with engine_for(context.config.attributes["url"]).connect() as open_connection:
    run(open_connection)
