"""The archive, the edition beside it, and the chains that cannot be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CHAINS = ("consent_event", "audit_entry")
SEARCH_TABLES = ("published_person_search", "published_remembrance_search")


def upgrade() -> None:
    make_tables()
    if op.get_bind().dialect.name == "sqlite":
        make_search_on_sqlite()
        refuse_changes_on_sqlite()
    else:
        make_search_on_postgresql()
        refuse_changes_on_postgresql()


def downgrade() -> None:
    for table in SEARCH_TABLES:
        op.execute(f"DROP TABLE {table}")
    for table in CHAINS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_only_grows ON {table}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
    drop_tables()


def make_search_on_sqlite() -> None:
    """Only spaces part the words that are put in: vowel signs of Indic scripts (M), and letters newer than the library
    (Cn), would otherwise cut a word in two, and a query for it would be refused."""
    for table in SEARCH_TABLES:
        op.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(memorial, words, detail = column, prefix = '3',"
            " tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co Cn'\")"
        )
        # Without it (SQLite before 3.42) deleted words would stay in the index; an erasure rebuilds it there.
        version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar()
        if tuple(int(part) for part in version.split(".")) >= (3, 42):
            op.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")


def refuse_changes_on_sqlite() -> None:
    for table in CHAINS:
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )


def make_search_on_postgresql() -> None:
    for table in SEARCH_TABLES:
        op.execute(
            f"CREATE TABLE {table}"
            " (position bigint PRIMARY KEY, memorial varchar(40) NOT NULL, words tsvector NOT NULL)"
        )
        op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)")


def refuse_changes_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    for table in CHAINS:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def make_tables() -> None:
    op.create_table(
        "access_copy",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("derivative_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "derivative_id", name=op.f("pk_access_copy")),
        sa.UniqueConstraint("name", name=op.f("uq_access_copy_name")),
    )
    op.create_index(
        op.f("ix_access_copy_memorial_id_record_id"), "access_copy", ["memorial_id", "record_id"], unique=False
    )
    op.create_table(
        "audit_entry",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "seq", name=op.f("pk_audit_entry")),
        comment="What staff and jobs did, refused acts too, without names or text; chained like consent",
    )
    op.create_table(
        "chain_head",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("chain", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "chain", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "dependence",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("on_key", sa.String(length=64), nullable=False),
        sa.Column("record_kind", sa.String(length=16), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "on_key", "record_kind", "record_id", name=op.f("pk_dependence")),
        comment="Which records depend on which, by keyed hashes: the link itself is private",
    )
    op.create_index(
        op.f("ix_dependence_memorial_id_record_id"), "dependence", ["memorial_id", "record_id"], unique=False
    )
    op.create_table(
        "draft_file",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("vault_id", sa.String(length=40), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "vault_id", name=op.f("pk_draft_file")),
    )
    op.create_index(op.f("ix_draft_file_memorial_id_lookup"), "draft_file", ["memorial_id", "lookup"], unique=False)
    op.create_table(
        "due",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "record_id", "kind", name=op.f("pk_due")),
    )
    op.create_index(op.f("ix_due_due_at"), "due", ["due_at"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "memorial",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", name=op.f("pk_memorial")),
        sa.UniqueConstraint("slug", name=op.f("uq_memorial_slug")),
    )
    op.create_table(
        "outbox",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("problem", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_outbox")),
        comment="Mail to send. The address stays in the sealed record",
    )
    op.create_index(op.f("ix_outbox_state_next_at"), "outbox", ["state", "next_at"], unique=False)
    op.create_table(
        "published_edition",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", name=op.f("pk_published_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_published_edition_slug")),
    )
    op.create_table(
        "published_media",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("remembrance_id", sa.String(length=40), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "name", name=op.f("pk_published_media")),
    )
    op.create_index(
        op.f("ix_published_media_memorial_id_remembrance_id"),
        "published_media",
        ["memorial_id", "remembrance_id"],
        unique=False,
    )
    op.create_index(op.f("ix_published_media_name"), "published_media", ["name"], unique=False)
    op.create_table(
        "published_memorial",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", name=op.f("pk_published_memorial")),
        sa.UniqueConstraint("slug", name=op.f("uq_published_memorial_slug")),
    )
    op.create_table(
        "published_person",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("script", sa.String(length=24), nullable=False),
        sa.Column("letter", sa.String(length=16), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("years", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_published_person")),
        sa.UniqueConstraint("position", name=op.f("uq_published_person_position")),
    )
    op.create_index(op.f("ix_published_person_id"), "published_person", ["id"], unique=False)
    op.create_index(
        op.f("ix_published_person_memorial_id_sort_key_id"),
        "published_person",
        ["memorial_id", "sort_key", "id"],
        unique=False,
    )
    op.create_table(
        "published_remembrance",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=True),
        sa.Column("person_label", sa.Text(), nullable=False),
        sa.Column("person_language", sa.String(length=12), nullable=False),
        sa.Column("person_direction", sa.String(length=4), nullable=False),
        sa.Column("person_initials", sa.Text(), nullable=False),
        sa.Column("pictures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_published_remembrance")),
        sa.UniqueConstraint("position", name=op.f("uq_published_remembrance_position")),
    )
    op.create_index(
        op.f("ix_published_remembrance_memorial_id_kind_position"),
        "published_remembrance",
        ["memorial_id", "kind", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_published_remembrance_memorial_id_person_id_position"),
        "published_remembrance",
        ["memorial_id", "person_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_published_remembrance_memorial_id_position"),
        "published_remembrance",
        ["memorial_id", "position"],
        unique=False,
    )
    op.create_table(
        "receipt",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_kind", sa.String(length=16), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_receipt")),
        comment="Directory: the keyed hash of a receipt code, and what it opens",
    )
    op.create_index(op.f("ix_receipt_memorial_id_record_id"), "receipt", ["memorial_id", "record_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("email_lookup", sa.String(length=64), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email_lookup", name=op.f("uq_staff_email_lookup")),
        comment="Directory: staff accounts, sealed",
    )
    op.create_table(
        "staff_session",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("id", name=op.f("uq_staff_session_id")),
        comment="Directory: who is signed in, by keyed hash of the cookie's session id",
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "key_hash", name=op.f("pk_submission")),
        comment="Forms already sent, by keyed hashes, so that a form sent twice makes one remembrance",
    )
    op.create_table(
        "trusted_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("highest", sa.DateTime(), nullable=False),
        sa.Column("reading", sa.DateTime(), nullable=False),
        sa.Column("trusted", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_clock")),
    )
    op.create_table(
        "consent_event",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=4), nullable=False),
        sa.Column("use", sa.String(length=24), nullable=False),
        sa.Column("from_audience", sa.String(length=12), nullable=False),
        sa.Column("to_audience", sa.String(length=12), nullable=False),
        sa.Column("rendering", sa.String(length=12), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(length=24), nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("notice_id", sa.String(length=80), nullable=False),
        sa.Column("notice_lang", sa.String(length=12), nullable=False),
        sa.Column("notice_hash", sa.String(length=64), nullable=False),
        sa.Column("controls_hash", sa.String(length=64), nullable=False),
        sa.Column("content_commitment", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_consent_event_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "seq", name=op.f("pk_consent_event")),
        comment="Append-only and chained: updates and deletes are refused by trigger",
    )
    op.create_index(
        op.f("ix_consent_event_memorial_id_record_id"), "consent_event", ["memorial_id", "record_id"], unique=False
    )
    op.create_table(
        "draft",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_draft_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "lookup", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"], unique=False)
    op.create_index(op.f("ix_draft_lookup"), "draft", ["lookup"], unique=False)
    op.create_table(
        "person",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_person_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_memorial_id_import_id"), "person", ["memorial_id", "import_id"], unique=False)
    op.create_table(
        "remembrance",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("flags", sa.String(length=200), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_remembrance_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_remembrance")),
    )
    op.create_index(
        op.f("ix_remembrance_memorial_id_waiting_waiting_since"),
        "remembrance",
        ["memorial_id", "waiting", "waiting_since"],
        unique=False,
    )


def drop_tables() -> None:
    op.drop_index(op.f("ix_remembrance_memorial_id_waiting_waiting_since"), table_name="remembrance")
    op.drop_table("remembrance")
    op.drop_index(op.f("ix_person_memorial_id_import_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_draft_lookup"), table_name="draft")
    op.drop_index(op.f("ix_draft_expires_at"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_consent_event_memorial_id_record_id"), table_name="consent_event")
    op.drop_table("consent_event")
    op.drop_table("trusted_clock")
    op.drop_table("submission")
    op.drop_index(op.f("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_table("staff")
    op.drop_index(op.f("ix_receipt_memorial_id_record_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_published_remembrance_memorial_id_position"), table_name="published_remembrance")
    op.drop_index(op.f("ix_published_remembrance_memorial_id_kind_position"), table_name="published_remembrance")
    op.drop_index(op.f("ix_published_remembrance_memorial_id_person_id_position"), table_name="published_remembrance")
    op.drop_table("published_remembrance")
    op.drop_index(op.f("ix_published_person_memorial_id_sort_key_id"), table_name="published_person")
    op.drop_index(op.f("ix_published_person_id"), table_name="published_person")
    op.drop_table("published_person")
    op.drop_table("published_memorial")
    op.drop_index(op.f("ix_published_media_name"), table_name="published_media")
    op.drop_index(op.f("ix_published_media_memorial_id_remembrance_id"), table_name="published_media")
    op.drop_table("published_media")
    op.drop_table("published_edition")
    op.drop_index(op.f("ix_outbox_state_next_at"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("memorial")
    op.drop_table("import_batch")
    op.drop_index(op.f("ix_due_due_at"), table_name="due")
    op.drop_table("due")
    op.drop_index(op.f("ix_draft_file_memorial_id_lookup"), table_name="draft_file")
    op.drop_table("draft_file")
    op.drop_index(op.f("ix_dependence_memorial_id_record_id"), table_name="dependence")
    op.drop_table("dependence")
    op.drop_table("chain_head")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_access_copy_memorial_id_record_id"), table_name="access_copy")
    op.drop_table("access_copy")
