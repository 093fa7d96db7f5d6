"""Interviews, sealed, with their narrators' codes; and what visitors see of them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SEARCH = "published_interview_search"


def upgrade() -> None:
    make_archive()
    make_edition()
    make_search()
    name_media_by_record("remembrance_id", "record_id")
    # A film may be larger than two gigabytes.
    with op.batch_alter_table("published_media") as media:
        media.alter_column("length", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)


def downgrade() -> None:
    """The interviews go: an older program has nothing that could keep them. Take them out first (`memorial export`)."""
    op.execute("DELETE FROM published_media WHERE record_id IN (SELECT id FROM interview)")
    op.execute("DELETE FROM access_copy WHERE record_id IN (SELECT id FROM interview)")
    op.execute("DELETE FROM due WHERE record_id IN (SELECT id FROM interview)")
    op.execute("DELETE FROM fixity WHERE record_id IN (SELECT id FROM interview)")
    op.execute("DELETE FROM dependence WHERE record_kind = 'interview'")
    with op.batch_alter_table("published_media") as media:
        media.alter_column("length", type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False)
    name_media_by_record("record_id", "remembrance_id")
    op.execute(f"DROP TABLE {SEARCH}")
    for table in ("published_interview_text", "published_interview", "narrator_code", "interview"):
        op.drop_table(table)


def make_archive() -> None:
    op.create_table(
        "interview",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_interview_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_interview")),
        comment="Interviews: each sealed with its transcripts, forms and history",
    )
    op.create_table(
        "narrator_code",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_narrator_code")),
        comment="Directory: the keyed hash of a code with which a narrator reads an interview, agrees or takes it back",
    )
    op.create_index(
        op.f("ix_narrator_code_memorial_id_record_id"), "narrator_code", ["memorial_id", "record_id"], unique=False
    )


def make_edition() -> None:
    op.create_table(
        "published_interview",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_published_interview")),
    )
    op.create_index(
        op.f("ix_published_interview_memorial_id_sort_key_id"),
        "published_interview",
        ["memorial_id", "sort_key", "id"],
        unique=False,
    )
    op.create_table(
        "published_interview_text",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("interview_id", sa.String(length=40), nullable=False),
        sa.Column("transcript_id", sa.String(length=40), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "memorial_id", "interview_id", "transcript_id", "part", name=op.f("pk_published_interview_text")
        ),
        sa.UniqueConstraint("position", name=op.f("uq_published_interview_text_position")),
    )


def make_search() -> None:
    """As the other full-text tables: only spaces part the words that are put in."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TABLE {SEARCH}"
            " (position bigint PRIMARY KEY, memorial varchar(40) NOT NULL, words tsvector NOT NULL)"
        )
        op.execute(f"CREATE INDEX ix_{SEARCH}_words ON {SEARCH} USING gin (words)")
        return
    op.execute(
        f"CREATE VIRTUAL TABLE {SEARCH} USING fts5(memorial, words, detail = column, prefix = '3',"
        " tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co Cn'\")"
    )
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar()
    if tuple(int(part) for part in version.split(".")) >= (3, 42):
        op.execute(f"INSERT INTO {SEARCH} ({SEARCH}, rank) VALUES ('secure-delete', 1)")


def name_media_by_record(before: str, after: str) -> None:
    """A file for visitors belongs to a remembrance or to an interview."""
    op.drop_index(f"ix_published_media_memorial_id_{before}", table_name="published_media")
    op.execute(f"ALTER TABLE published_media RENAME COLUMN {before} TO {after}")
    op.create_index(f"ix_published_media_memorial_id_{after}", "published_media", ["memorial_id", after], unique=False)
