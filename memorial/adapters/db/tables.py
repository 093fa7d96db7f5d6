"""Every table of the archive but `found_by` (`found_by.py`). Those of the edition stand in `edition_tables.py`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(40)
UTC_TIME = DateTime(timezone=False)
"""All times are UTC without a zone: the same on both databases, comparable as they stand."""


def memorial_key() -> Column[str]:
    return Column("memorial_id", ID, primary_key=True)


memorial = Table(
    "memorial",
    metadata,
    memorial_key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_on", Date, nullable=False),
)

remembrance = Table(
    "remembrance",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("key_id", ID, nullable=False),
    Column("status", String(24), nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("waiting_since", UTC_TIME, nullable=False),
    Column("unread_since", UTC_TIME),
    Column("language", String(12), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("length", Integer, nullable=False),
    Column("flags", String(200), nullable=False),
    Column("claimed_by", ID),
    Column("claimed_until", UTC_TIME),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "memorial_id", "waiting", "waiting_since"),
    Index(None, "memorial_id", "unread_since"),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
)

person = Table(
    "person",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("key_id", ID, nullable=False),
    Column("import_id", ID, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "memorial_id", "import_id"),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
)

dependence = Table(
    "dependence",
    metadata,
    memorial_key(),
    Column("on_key", String(64), primary_key=True),
    Column("record_kind", String(16), primary_key=True),
    Column("record_id", ID, primary_key=True),
    Index(None, "memorial_id", "record_id"),
    comment="Which records depend on which, by keyed hashes: the link itself is private",
)

consent_event = Table(
    "consent_event",
    metadata,
    memorial_key(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("record_id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("element", String(40), nullable=False),
    Column("scope", String(4), nullable=False),
    Column("use", String(24), nullable=False),
    Column("from_audience", String(12), nullable=False),
    Column("to_audience", String(12), nullable=False),
    Column("rendering", String(12), nullable=False),
    Column("not_before", Date),
    Column("valid_until", Date),
    Column("state", String(32), nullable=False),
    Column("basis", String(24), nullable=False),
    Column("at_utc", UTC_TIME, nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("method", String(24), nullable=False),
    Column("notice_id", String(80), nullable=False),
    Column("notice_lang", String(12), nullable=False),
    Column("notice_hash", String(64), nullable=False),
    Column("controls_hash", String(64), nullable=False),
    Column("content_commitment", String(64), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "memorial_id", "record_id"),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
    comment="Append-only and chained: updates and deletes are refused by trigger",
)

notice_text = Table(
    "notice_text",
    metadata,
    memorial_key(),
    Column("hash", String(64), primary_key=True),
    Column("language", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("first_used_at", UTC_TIME, nullable=False),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
    comment="Every wording of a notice by its SHA-256; updates and deletes are refused by trigger",
)

audit_entry = Table(
    "audit_entry",
    metadata,
    memorial_key(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_utc", UTC_TIME, nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject_kind", String(24), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "action", "at_utc"),
    comment="What staff and jobs did, refused acts too, without names or text; chained like consent",
)

chain_head = Table(
    "chain_head",
    metadata,
    memorial_key(),
    Column("chain", String(16), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

due = Table(
    "due",
    metadata,
    memorial_key(),
    Column("record_id", ID, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("due_at", UTC_TIME, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(None, "due_at"),
)

draft = Table(
    "draft",
    metadata,
    memorial_key(),
    Column("lookup", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", UTC_TIME, nullable=False),
    Column("revision", Integer, nullable=False),
    Index(None, "expires_at"),
    Index(None, "lookup"),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
)

draft_file = Table(
    "draft_file",
    metadata,
    memorial_key(),
    Column("vault_id", ID, primary_key=True),
    Column("lookup", String(64), nullable=False),
    Index(None, "memorial_id", "lookup"),
)

receipt = Table(
    "receipt",
    metadata,
    Column("lookup", String(64), primary_key=True),
    Column("memorial_id", ID, nullable=False),
    Column("record_kind", String(16), nullable=False),
    Column("record_id", ID, nullable=False),
    Index(None, "memorial_id", "record_id"),
    comment="Directory: the keyed hash of a receipt code, and what it opens",
)


def _code_table(name: str, what_it_does: str) -> Table:
    """Codes that somebody other than the sender holds, each for one record."""
    return Table(
        name,
        metadata,
        Column("lookup", String(64), primary_key=True),
        Column("memorial_id", ID, nullable=False),
        Column("record_id", ID, nullable=False),
        Column("id", ID, nullable=False),
        Column("made_on", Date, nullable=False),
        Index(None, "memorial_id", "record_id"),
        comment=f"Directory: the keyed hash of a code {what_it_does}",
    )


hide_code = _code_table("hide_code", "that can hide one record and do nothing else")
guardian_code = _code_table("guardian_code", "with which a guardian agrees, refuses or takes back")
narrator_code = _code_table("narrator_code", "with which a narrator reads an interview, agrees or takes it back")

submission = Table(
    "submission",
    metadata,
    memorial_key(),
    Column("key_hash", String(64), primary_key=True),
    Column("payload_hash", String(64), nullable=False),
    Column("record_id", ID, nullable=False),
    comment="Forms already sent, by keyed hashes, so that a form sent twice makes one remembrance",
)

outbox = Table(
    "outbox",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("record_id", ID, nullable=False),
    Column("template", String(40), nullable=False),
    Column("language", String(12), nullable=False),
    Column("created_at", UTC_TIME, nullable=False),
    Column("next_at", UTC_TIME, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("problem", String(80), nullable=False),
    Index(None, "state", "next_at"),
    comment="Mail to send. The address stays in the sealed record",
)

access_copy = Table(
    "access_copy",
    metadata,
    memorial_key(),
    Column("derivative_id", ID, primary_key=True),
    Column("record_id", ID, nullable=False),
    Column("name", String(48), nullable=False, unique=True),
    Index(None, "memorial_id", "record_id"),
)

objection = Table(
    "objection",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("key_id", ID, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("waiting_since", UTC_TIME, nullable=False),
    Column("at_once", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "memorial_id", "waiting", "waiting_since"),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
)

import_batch = Table(
    "import_batch",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("source_id", String(80), nullable=False),
    Column("at_utc", UTC_TIME, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("undone_at", UTC_TIME),
)

staff = Table(
    "staff",
    metadata,
    Column("id", ID, primary_key=True),
    Column("key_id", ID, nullable=False),
    Column("email_lookup", String(64), nullable=False, unique=True),
    Column("disabled", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    comment="Directory: staff accounts, sealed",
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("lookup", String(64), primary_key=True),
    Column("id", ID, nullable=False, unique=True),
    Column("staff_id", ID, nullable=False),
    Column("created_at", UTC_TIME, nullable=False),
    Column("seen_at", UTC_TIME, nullable=False),
    Column("second_factor_at", UTC_TIME),
    Column("revoked_at", UTC_TIME),
    Column("proved_at", UTC_TIME),
    Column("wrong_proofs", Integer, nullable=False, server_default="0"),
    Index(None, "staff_id"),
    comment="Directory: who is signed in, by keyed hash of the cookie's session id",
)

staff_passkey = Table(
    "staff_passkey",
    metadata,
    Column("id", ID, primary_key=True),
    Column("staff_id", ID, nullable=False),
    Column("credential_lookup", String(64), nullable=False, unique=True),
    Column("public_key_lookup", String(64), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", UTC_TIME, nullable=False),
    Column("used_at", UTC_TIME),
    Column("removed_at", UTC_TIME),
    Index(None, "staff_id"),
    comment="Directory: passkeys, sealed; a removed one stays as its hashes, so that no other account takes it",
)

staff_challenge = Table(
    "staff_challenge",
    metadata,
    Column("lookup", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("expires_at", UTC_TIME, nullable=False),
    Index(None, "expires_at"),
    comment="Directory: what a passkey shall sign, by keyed hash; each is taken once",
)

trusted_clock = Table(
    "trusted_clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("highest", UTC_TIME, nullable=False),
    Column("reading", UTC_TIME, nullable=False),
    Column("trusted", UTC_TIME),
)

last_check = Table(
    "last_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("finished_at", UTC_TIME, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("kinds", String(200), nullable=False),
    comment="When the whole was last checked, and how much was wrong, in one row",
)

fixity = Table(
    "fixity",
    metadata,
    memorial_key(),
    Column("record_id", ID, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("checked_at", UTC_TIME, nullable=False),
    Column("files", Integer, nullable=False),
    Column("damaged", Integer, nullable=False),
    Index(None, "checked_at"),
    comment="When the files of each remembrance were last read whole, and how many were not as they were kept",
)

follow_up = Table(
    "follow_up",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("at_utc", UTC_TIME, nullable=False),
    Column("memorial_id", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("action", String(16), nullable=False),
    Column("detail", String(200), nullable=False),
    comment="Directory: what a commit decided and the key store and the files have still to hear",
)
