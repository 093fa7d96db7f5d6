"""The exact words of each notice, codes that can only hide, when all was last checked, chains closed to REPLACE."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHAINS = ("consent_event", "audit_entry")


def upgrade() -> None:
    make_tables()
    keep_present_notices()
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            refuse_on_sqlite("notice_text", f"no_{event}", event.upper(), "")
        refuse_on_sqlite("notice_text", "no_replace", "INSERT", replaces("notice_text", "hash"))
        for table in CHAINS:
            refuse_on_sqlite(table, "no_replace", "INSERT", replaces(table, "seq"))
    else:
        op.execute(
            "CREATE TRIGGER notice_text_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_text"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """The kept wordings are lost; present ones stand in the memorials and are kept again when it goes up."""
    if op.get_bind().dialect.name == "sqlite":
        for table in CHAINS:
            op.execute(f"DROP TRIGGER {table}_no_replace")
    op.drop_table("last_check")
    op.drop_index(op.f("ix_hide_code_memorial_id_record_id"), table_name="hide_code")
    op.drop_table("hide_code")
    op.drop_table("notice_text")


def replaces(table: str, second: str) -> str:
    """SQLite runs no delete trigger for the row that INSERT OR REPLACE throws out, so the insert itself is refused."""
    return (
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE (memorial_id = NEW.memorial_id AND {second} = NEW.{second})"
        " OR rowid = NEW.rowid)"
    )


def refuse_on_sqlite(table: str, name: str, event: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}{when}"
        f" BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    )


def keep_present_notices() -> None:
    """The wordings under which consent is given now. Those replaced before this version were not kept."""
    connection = op.get_bind()
    memorials = connection.execute(sa.text("SELECT memorial_id, document FROM memorial ORDER BY memorial_id")).all()
    now = datetime.now(UTC).replace(tzinfo=None)
    kept = sa.table(
        "notice_text",
        *(sa.column(name) for name in ("memorial_id", "hash", "language", "text")),
        sa.column("first_used_at", sa.DateTime()),
    )
    for memorial_id, document in memorials:
        rows = {}
        for language, words in json.loads(document).get("notice", {}).items():
            mark = hashlib.sha256(words.encode()).hexdigest()
            row = {"memorial_id": memorial_id, "hash": mark, "language": language, "text": words, "first_used_at": now}
            rows.setdefault(mark, row)
        if rows:
            connection.execute(sa.insert(kept), list(rows.values()))


def make_tables() -> None:
    op.create_table(
        "notice_text",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_notice_text_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "hash", name=op.f("pk_notice_text")),
        comment="Every wording of a notice by its SHA-256; updates and deletes are refused by trigger",
    )
    op.create_table(
        "hide_code",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_hide_code")),
        comment="Directory: the keyed hash of a code that can hide one record and do nothing else",
    )
    op.create_index(op.f("ix_hide_code_memorial_id_record_id"), "hide_code", ["memorial_id", "record_id"], unique=False)
    op.create_table(
        "last_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_check")),
        comment="When the whole was last checked, and how much was wrong, in one row",
    )
