"""What people's names and places are found by: sounds, forms and spellings. The program makes them, by and by."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "published_keys_search"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        make_on_sqlite()
    else:
        op.execute(
            f"CREATE TABLE {TABLE}"
            " (position bigint PRIMARY KEY, keys tsvector NOT NULL, names text NOT NULL, places text NOT NULL,"
            " bones text NOT NULL)"
        )
        op.execute(f"CREATE INDEX ix_{TABLE}_keys ON {TABLE} USING gin (keys)")


def make_on_sqlite() -> None:
    """A key is letters and digits of ASCII, and only spaces part them."""
    op.execute(
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(keys, names UNINDEXED, places UNINDEXED, bones UNINDEXED,"
        " detail = column, tokenize = 'unicode61 remove_diacritics 0')"
    )
    # Without it (SQLite before 3.42) deleted keys would stay in the index; an erasure rebuilds it there.
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar()
    if tuple(int(part) for part in version.split(".")) >= (3, 42):
        op.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('secure-delete', 1)")


def downgrade() -> None:
    """Nothing is lost: a later upgrade makes them again."""
    op.execute(f"DROP TABLE {TABLE}")
