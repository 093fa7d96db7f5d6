"""Passkeys of staff, sealed and found by keyed hash; challenges that are taken once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from memorial.adapters.db.staff import staff_entry
from memorial.adapters.db.tables import staff, staff_challenge, staff_passkey
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import keyed_hash, open_sealed, seal
from memorial.domain.errors import NotAllowed
from memorial.domain.staff import Passkey, StaffMember
from memorial.domain.staff_narrowing import passkey_removed


class SqlPasskeys:
    def __init__(self, work: Work) -> None:
        self._work = work

    def of(self, staff_id: str) -> Sequence[Passkey]:
        return [self._open(row) for row in self._rows(staff_passkey.c.staff_id == staff_id)]

    def by_credential(self, credential_id: bytes) -> Passkey | None:
        found = self._rows(staff_passkey.c.credential_lookup == self._hashed("credential", credential_id))
        return self._open(found[0]) if found else None

    def _rows(self, where: Any) -> Sequence[Any]:
        wanted = select(staff_passkey, staff.c.key_id).join(staff, staff.c.id == staff_passkey.c.staff_id)
        wanted = wanted.where(where, staff_passkey.c.removed_at.is_(None)).order_by(staff_passkey.c.created_at)
        return self._work.connection.execute(wanted).all()

    def _open(self, row: Any) -> Passkey:
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"passkey:{row.id}")
        kept = from_bytes(opened, Passkey)
        created, used = from_db(row.created_at), maybe_from_db(row.used_at)
        return replace(kept, sign_count=row.sign_count, created_at=created, used_at=used)

    def add(self, member: StaffMember, passkey: Passkey) -> None:
        """Raises `NotAllowed` ('passkey_known') for one that any account has or had."""
        credential = self._hashed("credential", passkey.credential_id)
        public_key = self._hashed("public key", passkey.public_key)
        known = or_(staff_passkey.c.credential_lookup == credential, staff_passkey.c.public_key_lookup == public_key)
        if self._work.connection.execute(select(staff_passkey.c.id).where(known)).first() is not None:
            raise NotAllowed("passkey_known")
        document = to_bytes(replace(passkey, sign_count=0, created_at=None, used_at=None))
        row = {
            "id": passkey.id,
            "staff_id": member.id,
            "credential_lookup": credential,
            "public_key_lookup": public_key,
            "sealed": seal(self._work.key(member.key_id), document, context=f"passkey:{passkey.id}"),
            "sign_count": passkey.sign_count,
            "created_at": to_db(self._work.now()),
        }
        self._work.connection.execute(insert(staff_passkey), row)

    def used(self, passkey_id: str, sign_count: int, *, now: datetime) -> bool:
        """False where a use with this count, or a higher one, came first."""
        # Passkeys that many devices share do not count: theirs is always 0.
        counted = staff_passkey.c.sign_count
        at = and_(staff_passkey.c.id == passkey_id, staff_passkey.c.removed_at.is_(None))
        at = and_(at, counted < sign_count if sign_count else counted == 0)
        changed = update(staff_passkey).where(at).values(sign_count=sign_count, used_at=to_db(now))
        return self._work.connection.execute(changed).rowcount == 1

    def remove(self, passkey_ids: Sequence[str], *, now: datetime) -> None:
        """What it was is gone; that it was stays, as hashes."""
        at = and_(staff_passkey.c.id.in_(passkey_ids), staff_passkey.c.removed_at.is_(None))
        gone = self._work.connection.execute(select(staff_passkey.c.id, staff_passkey.c.staff_id).where(at)).all()
        self._work.ledger += [staff_entry(self._work, row.staff_id, passkey_removed(row.id)) for row in gone]
        self._work.connection.execute(update(staff_passkey).where(at).values(sealed=b"", removed_at=to_db(now)))

    def add_challenge(
        self, challenge: bytes, purpose: str, owner: str, *, now: datetime, until: datetime, most: int
    ) -> None:
        self._work.connection.execute(delete(staff_challenge).where(staff_challenge.c.expires_at <= to_db(now)))
        own = select(staff_challenge.c.lookup).where(staff_challenge.c.owner == owner)
        newest_first = own.order_by(staff_challenge.c.expires_at.desc(), staff_challenge.c.lookup)
        too_many = self._work.connection.execute(newest_first).scalars().all()[most - 1 :]
        self._work.connection.execute(delete(staff_challenge).where(staff_challenge.c.lookup.in_(too_many)))
        row = {"lookup": self._hashed("challenge", challenge), "purpose": purpose, "owner": owner}
        self._work.connection.execute(insert(staff_challenge), {**row, "expires_at": to_db(until)})

    def take_challenge(self, challenge: bytes, purpose: str, owner: str, *, now: datetime) -> bool:
        """Whether it was made for this and for them, and nobody took it yet. It is gone afterwards."""
        table = staff_challenge.c
        at = and_(table.lookup == self._hashed("challenge", challenge), table.purpose == purpose)
        at = and_(at, table.owner == owner, table.expires_at > to_db(now))
        return self._work.connection.execute(delete(staff_challenge).where(at)).rowcount == 1

    def _hashed(self, what: str, value: bytes) -> str:
        return keyed_hash(self._work.peppers.staff, f"{what}:{value.hex()}", length=32).hex()
