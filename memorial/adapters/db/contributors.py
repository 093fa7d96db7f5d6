"""What belongs to a receipt code: drafts, look-ups, and forms already sent. Without the code none of it opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, insert, select, update

from memorial.adapters.db.tables import draft, draft_file, receipt, submission
from memorial.adapters.db.times import to_db
from memorial.adapters.db.upload_rows import forget_uploads
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import derive, keyed_hash, open_sealed, seal
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.ports.store import Sent
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict


def lookup_of(work: Work, code: str) -> str:
    """HMAC of the code's digits under a pepper that lies outside the database, in hex."""
    return keyed_hash(work.peppers.receipt, code, length=32).hex()


_DRAFT = select(draft.c.sealed, draft.c.revision).where(draft.c.lookup == bindparam("of"))
_DRAFT_TO_CHANGE = _DRAFT.with_for_update()
_DRAFT_FILES = select(draft_file.c.vault_id).where(draft_file.c.lookup == bindparam("of"))
_FORGET_DRAFT_FILES = delete(draft_file).where(draft_file.c.lookup == bindparam("of"))
_FORGET_DRAFT = delete(draft).where(draft.c.lookup == bindparam("of"))
_RECEIPT = select(receipt.c.memorial_id, receipt.c.record_id).where(receipt.c.lookup == bindparam("of"))


class SqlDrafts:
    def __init__(self, work: Work) -> None:
        self._work = work

    def _key(self, code: str) -> bytes:
        return derive(self._work.peppers.draft, code)

    def find(self, code: str) -> Draft | None:
        lookup = lookup_of(self._work, code)
        # The same form sent several times at once: the second waits here, and then finds that it was sent.
        wanted = _DRAFT if self._work.read_only else _DRAFT_TO_CHANGE
        row = self._work.connection.execute(wanted, {"of": lookup}).one_or_none()
        if row is None:
            return None
        opened = open_sealed(self._key(code), row.sealed, context=f"draft:{lookup}")
        return replace(from_bytes(opened, Draft), revision=row.revision)

    def save(self, code: str, saved: Draft, *, expires_at: datetime) -> None:
        """A new draft has revision 0. Raises `Conflict` if it was saved elsewhere since it was opened."""
        lookup = lookup_of(self._work, code)
        sealed = seal(self._key(code), to_bytes(replace(saved, revision=0)), context=f"draft:{lookup}")
        values = {"sealed": sealed, "expires_at": to_db(expires_at), "revision": saved.revision + 1}
        at = and_(draft.c.memorial_id == saved.memorial_id, draft.c.lookup == lookup)
        connection = self._work.connection
        if saved.revision == 0:
            connection.execute(insert(draft), {"memorial_id": saved.memorial_id, "lookup": lookup, **values})
        elif (
            connection.execute(update(draft).where(at, draft.c.revision == saved.revision).values(**values)).rowcount
            != 1
        ):
            raise Conflict
        self._set_files(lookup, saved)

    def _set_files(self, lookup: str, saved: Draft) -> None:
        """Which vault files the draft holds, in clear, so that a draft nobody can open leaves no file behind."""
        at = and_(draft_file.c.memorial_id == saved.memorial_id, draft_file.c.lookup == lookup)
        wanted = {vault_id for kept in saved.files for vault_id in kept.vault_ids}
        connection = self._work.connection
        listed = set(connection.execute(select(draft_file.c.vault_id).where(at)).scalars()) if saved.revision else set()
        if gone := listed - wanted:
            connection.execute(delete(draft_file).where(at, draft_file.c.vault_id.in_(gone)))
            self._work.doomed_files += sorted(gone)
        if new := wanted - listed:
            base = {"memorial_id": saved.memorial_id, "lookup": lookup}
            connection.execute(insert(draft_file), [{**base, "vault_id": vault_id} for vault_id in sorted(new)])

    def delete(self, code: str, *, keep_files: Iterable[str] = ()) -> None:
        lookup = lookup_of(self._work, code)
        self._tell_of_discarded(lookup)
        self._delete(lookup, set(keep_files))

    def _tell_of_discarded(self, lookup: str) -> None:
        """A draft that was thrown away must not come back with a backup; one that was sent has its receipt."""
        row = self._work.connection.execute(select(draft.c.memorial_id).where(draft.c.lookup == lookup)).first()
        sent = self._work.connection.execute(_RECEIPT, {"of": lookup}).first()
        if row is not None and sent is None:
            self._work.ledger.append(LedgerEntry(self._work.now(), "erased", row.memorial_id, lookup, "draft"))

    def expired(self, now: datetime, *, limit: int) -> Sequence[tuple[str, str]]:
        wanted = select(draft.c.memorial_id, draft.c.lookup).where(draft.c.expires_at <= to_db(now)).limit(limit)
        return [(row.memorial_id, row.lookup) for row in self._work.connection.execute(wanted)]

    def delete_expired(self, memorial_id: str, lookup: str) -> None:
        self._delete(lookup, set())

    def _delete(self, lookup: str, keep: set[str]) -> None:
        connection = self._work.connection
        listed = connection.execute(_DRAFT_FILES, {"of": lookup}).scalars().all()
        if listed:
            connection.execute(_FORGET_DRAFT_FILES, {"of": lookup})
            self._work.doomed_files += [vault_id for vault_id in listed if vault_id not in keep]
        connection.execute(_FORGET_DRAFT, {"of": lookup})
        forget_uploads(self._work, lookup)


class SqlReceipts:
    def __init__(self, work: Work) -> None:
        self._work = work

    def bind(self, code: str, memorial_id: str, record_id: str) -> None:
        row = {"lookup": lookup_of(self._work, code), "memorial_id": memorial_id, "record_id": record_id}
        self._work.connection.execute(insert(receipt), {**row, "record_kind": "remembrance"})

    def find(self, code: str) -> tuple[str, str] | None:
        row = self._work.connection.execute(_RECEIPT, {"of": lookup_of(self._work, code)}).one_or_none()
        return (row.memorial_id, row.record_id) if row else None

    def sent(self, memorial_id: str, idempotency_key: str) -> Sent | None:
        wanted = select(submission.c.payload_hash, submission.c.record_id)
        at = and_(submission.c.memorial_id == memorial_id, submission.c.key_hash == self._key_hash(idempotency_key))
        row = self._work.connection.execute(wanted.where(at)).one_or_none()
        return Sent(row.payload_hash, row.record_id) if row else None

    def record_sent(self, memorial_id: str, idempotency_key: str, payload: str, record_id: str) -> None:
        row = {"memorial_id": memorial_id, "key_hash": self._key_hash(idempotency_key), "record_id": record_id}
        self._work.connection.execute(insert(submission), {**row, "payload_hash": self.payload_hash(payload)})

    def _key_hash(self, idempotency_key: str) -> str:
        return self._work.hashed("idempotency", idempotency_key)

    def payload_hash(self, payload: str) -> str:
        return self._work.hashed("payload", payload)
