"""The repository of uploads: who has the code of their draft opens them, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.tables import draft
from memorial.adapters.db.times import maybe_from_db, to_db
from memorial.adapters.db.upload_rows import forget_pieces, upload, upload_piece
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import derive, open_json, open_sealed, seal, seal_json
from memorial.application.ports.secrets import KeyDestroyed
from memorial.domain.errors import Conflict
from memorial.domain.upload import Piece, Upload


class SqlUploads:
    """Keeps the promises of the `Uploads` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def draft_ends(self, code: str) -> datetime | None:
        wanted = select(draft.c.expires_at).where(draft.c.lookup == lookup_of(self._work, code))
        return maybe_from_db(self._work.connection.execute(wanted).scalar())

    def add(self, code: str, upload_: Upload) -> Upload:
        added = replace(upload_, revision=1)
        columns = {"memorial_id": added.memorial_id, "id": added.id, "lookup": lookup_of(self._work, code)}
        self._work.connection.execute(insert(upload), {**columns, "key_id": added.key_id, **self._sealed(code, added)})
        return added

    def find(self, code: str, upload_id: str) -> Upload | None:
        mine = and_(upload.c.lookup == lookup_of(self._work, code), upload.c.id == upload_id)
        row = self._work.connection.execute(select(upload).where(mine)).one_or_none()
        return self._open(code, row) if row is not None else None

    def of_draft(self, code: str) -> Sequence[Upload]:
        wanted = select(upload).where(upload.c.lookup == lookup_of(self._work, code))
        rows = self._work.connection.execute(wanted).all()
        return [found for row in rows if (found := self._open(code, row)) is not None]

    def _open(self, code: str, row: Any) -> Upload | None:
        try:
            key = self._key(code, row.key_id)
        except KeyDestroyed:
            return None
        opened = open_sealed(key, row.sealed, context=_of_upload(row.id))
        return replace(from_bytes(opened, Upload), revision=row.revision)

    def _key(self, code: str, key_id: str) -> bytes:
        """Of the record key, which goes when it goes, and of the code, which no archive holds."""
        return derive(self._work.key(key_id), f"upload:{code}")

    def _sealed(self, code: str, one: Upload) -> dict[str, Any]:
        key = self._key(code, one.key_id)
        sealed = seal(key, to_bytes(replace(one, revision=0)), context=_of_upload(one.id))
        return {"sealed": sealed, "expires_at": to_db(one.expires_at), "revision": one.revision}

    def pieces(self, code: str, upload_: Upload) -> Sequence[Piece]:
        key = self._key(code, upload_.key_id)
        mine = and_(upload_piece.c.memorial_id == upload_.memorial_id, upload_piece.c.upload_id == upload_.id)
        rows = self._work.connection.execute(select(upload_piece).where(mine).order_by(upload_piece.c.number)).all()
        return [
            Piece(row.vault_id, *open_json(key, row.sealed, context=_of_piece(upload_.id, row.number))) for row in rows
        ]

    def save(self, code: str, upload_: Upload, added: Sequence[Piece] = ()) -> Upload:
        saved = self._save(code, replace(upload_, pieces=upload_.pieces + len(added)))
        key = self._key(code, saved.key_id)
        rows = [
            {
                "memorial_id": saved.memorial_id,
                "upload_id": saved.id,
                "number": number,
                "vault_id": piece.vault_id,
                "sealed": seal_json(key, [piece.vault_key, piece.length], context=_of_piece(saved.id, number)),
            }
            for number, piece in enumerate(added, upload_.pieces + 1)
        ]
        if rows:
            self._work.connection.execute(insert(upload_piece), rows)
        return saved

    def _save(self, code: str, upload_: Upload) -> Upload:
        at = and_(upload.c.memorial_id == upload_.memorial_id, upload.c.id == upload_.id)
        saved = replace(upload_, revision=upload_.revision + 1)
        wanted = update(upload).where(at, upload.c.revision == upload_.revision).values(**self._sealed(code, saved))
        if self._work.connection.execute(wanted).rowcount != 1:
            raise Conflict
        return saved

    def finish(self, code: str, upload_: Upload, unsaved: Sequence[Piece] = ()) -> Upload:
        saved = self._save(code, replace(upload_, pieces=0))
        forget_pieces(self._work, saved.memorial_id, [saved.id])
        self._work.doomed_files += [piece.vault_id for piece in unsaved]
        return saved

    def remove(self, upload_: Upload) -> None:
        self._remove(upload_.memorial_id, upload_.id)

    def _remove(self, memorial_id: str, upload_id: str) -> None:
        at = and_(upload.c.memorial_id == memorial_id, upload.c.id == upload_id)
        key_id = self._work.connection.execute(select(upload.c.key_id).where(at)).scalar()
        if key_id is None:
            return
        forget_pieces(self._work, memorial_id, [upload_id])
        self._work.connection.execute(delete(upload).where(at))
        self._work.doomed_keys.append(key_id)

    def expired(self, now: datetime, *, limit: int) -> Sequence[tuple[str, str]]:
        wanted = select(upload.c.memorial_id, upload.c.id).where(upload.c.expires_at <= to_db(now)).limit(limit)
        return [(row.memorial_id, row.id) for row in self._work.connection.execute(wanted)]

    def remove_expired(self, memorial_id: str, upload_id: str, now: datetime) -> bool:
        at = and_(upload.c.memorial_id == memorial_id, upload.c.id == upload_id, upload.c.expires_at <= to_db(now))
        # One that goes on at this moment is waited for, and then it is expired no more.
        if self._work.connection.execute(select(upload.c.id).where(at).with_for_update()).first() is None:
            return False
        self._remove(memorial_id, upload_id)
        return True


def _of_upload(upload_id: str) -> str:
    return f"upload:{upload_id}"


def _of_piece(upload_id: str, number: int) -> str:
    return f"upload:{upload_id}:{number}"
