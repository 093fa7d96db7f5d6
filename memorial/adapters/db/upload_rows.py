"""The rows of uploads, and what goes with a draft. Only that a draft has uploads, and how many pieces, is in clear."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    bindparam,
    delete,
    select,
)

from memorial.adapters.db.tables import ID, UTC_TIME, memorial_key, metadata
from memorial.adapters.db.work import Work

upload = Table(
    "upload",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("lookup", String(64), nullable=False),
    Column("key_id", ID, nullable=False),
    Column("expires_at", UTC_TIME, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "lookup"),
    Index(None, "expires_at"),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
    comment="Files on their way into a draft, sealed under its code and a key of their own",
)

upload_piece = Table(
    "upload_piece",
    metadata,
    memorial_key(),
    Column("upload_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("vault_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    comment="Which sealed files hold the bytes that have come, with their keys, sealed",
)

_OF_DRAFT = select(upload.c.memorial_id, upload.c.id, upload.c.key_id).where(upload.c.lookup == bindparam("of"))


def forget_uploads(work: Work, lookup: str) -> None:
    """All of a draft's uploads: rows now, keys and pieces right after the commit."""
    rows = work.connection.execute(_OF_DRAFT, {"of": lookup}).all()
    for memorial_id in {row.memorial_id for row in rows}:
        forget_pieces(work, memorial_id, [row.id for row in rows if row.memorial_id == memorial_id])
    if rows:
        work.connection.execute(delete(upload).where(upload.c.lookup == lookup))
        work.doomed_keys += [row.key_id for row in rows]


def forget_pieces(work: Work, memorial_id: str, upload_ids: Collection[str]) -> None:
    mine = and_(upload_piece.c.memorial_id == memorial_id, upload_piece.c.upload_id.in_(list(upload_ids)))
    work.doomed_files += work.connection.execute(select(upload_piece.c.vault_id).where(mine)).scalars().all()
    work.connection.execute(delete(upload_piece).where(mine))


def vault_ids_of_uploads(connection: Any) -> set[str]:
    """Every sealed file that an upload needs."""
    return set(connection.execute(select(upload_piece.c.vault_id)).scalars())
