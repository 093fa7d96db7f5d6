"""What a commit decided and others have still to hear: the ledger, the key store, the vault, the folder for visitors.

The rows are committed with the decision itself, so that a crash right after it loses nothing: whoever comes next reads
them, does what they say and forgets them. Doing it twice does no harm.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, insert, select

from memorial.adapters.db.tables import follow_up
from memorial.adapters.db.times import from_db, to_db
from memorial.application.ports.secrets import AccessCopies, KeyStore, LedgerEntry, Vault

log = logging.getLogger(__name__)

LEDGER, KEY, FILE, COPY = "ledger", "key", "file", "copy"
_AT_ONCE = 500


@dataclass
class FollowUps:
    """One batch of them, and the rows by which it is remembered until it is done."""

    entries: list[LedgerEntry] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.keys or self.files or self.copies)

    def write(self, connection: Connection, now: datetime) -> None:
        """Remember them, within the transaction that decided them."""
        if not self:
            return
        rows = [_row(LEDGER, e.at, e.memorial_id, e.record_id, e.action, e.detail) for e in self.entries]
        for kind, subjects in ((KEY, self.keys), (FILE, self.files), (COPY, self.copies)):
            rows += [_row(kind, now, "", subject) for subject in subjects]
        self.rows = [str(row["id"]) for row in rows]
        connection.execute(insert(follow_up), rows)

    def do(self, keys: KeyStore, vault: Vault, copies: AccessCopies) -> None:
        """The ledger and the keys first: what they say must outlive this machine."""
        if self.keys:
            keys.destroy(self.keys, entries=self.entries)
        elif self.entries:
            keys.append(self.entries)
        if self.copies:
            copies.withdraw(self.copies)
        if self.files:
            vault.delete(self.files)

    def forget(self, writing: Engine) -> None:
        with writing.begin() as connection:
            for start in range(0, len(self.rows), _AT_ONCE):
                connection.execute(delete(follow_up).where(follow_up.c.id.in_(self.rows[start : start + _AT_ONCE])))


def _row(
    kind: str, at: datetime, memorial_id: str, subject: str, action: str = "", detail: str = ""
) -> dict[str, object]:
    row = {"id": uuid4().hex, "kind": kind, "at_utc": to_db(at), "memorial_id": memorial_id, "subject": subject}
    return {**row, "action": action, "detail": detail}


def left_over(reading: Engine, *, before: datetime | None = None, limit: int = _AT_ONCE) -> FollowUps:
    """The oldest that nobody has done yet, in the order in which they were decided."""
    wanted = select(follow_up).order_by(follow_up.c.at_utc, follow_up.c.id).limit(limit)
    if before is not None:
        wanted = wanted.where(follow_up.c.at_utc < to_db(before))
    found = FollowUps()
    with reading.connect() as connection:
        for row in connection.execute(wanted):
            found.rows.append(row.id)
            if row.kind == LEDGER:
                at = from_db(row.at_utc)
                found.entries.append(LedgerEntry(at, row.action, row.memorial_id, row.subject, row.detail))
            else:
                {KEY: found.keys, FILE: found.files, COPY: found.copies}[row.kind].append(row.subject)
    return found
