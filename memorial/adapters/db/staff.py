"""Staff accounts, sealed, and their sessions, which the server can revoke at any time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from memorial.adapters.db.tables import staff, staff_session
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import keyed_hash, open_sealed, seal
from memorial.application.ports.secrets import KeyDestroyed, LedgerEntry, SealBroken
from memorial.application.ports.store import StaffSession
from memorial.domain.errors import Conflict
from memorial.domain.narrowing import Narrowing
from memorial.domain.staff import EVERYWHERE, StaffMember
from memorial.domain.staff_narrowing import Fingerprint, narrowings_of_staff


class SqlStaffAccounts:
    def __init__(self, work: Work) -> None:
        self._work = work

    def by_email(self, email: str) -> StaffMember | None:
        return self._one(staff.c.email_lookup == self._email_lookup(email))

    def get(self, staff_id: str) -> StaffMember | None:
        return self._one(staff.c.id == staff_id)

    def all(self) -> Sequence[StaffMember]:
        return sorted((member for _, member in self._each() if member is not None), key=lambda member: member.email)

    def unopened(self) -> Sequence[str]:
        return [staff_id for staff_id, member in self._each() if member is None]

    def _each(self) -> Iterator[tuple[str, StaffMember | None]]:
        for row in self._work.connection.execute(select(staff).order_by(staff.c.id)).all():
            try:
                yield row.id, self._open(row)
            except (KeyDestroyed, SealBroken):
                # Nobody can enter with it. One such account must not keep the server from starting.
                yield row.id, None

    def add(self, member: StaffMember) -> None:
        self._work.connection.execute(insert(staff), {**self._columns(member), "revision": 1})

    def save(self, member: StaffMember, *, in_ledger: bool = True) -> None:
        at = (staff.c.id == member.id) & (staff.c.revision == member.revision)
        before = self._one(at)
        if before is None:
            raise Conflict
        if in_ledger:
            narrower = narrowings_of_staff(before, member, self.fingerprint_of(member.id))
            self._work.ledger += [staff_entry(self._work, member.id, one) for one in narrower]
        values = {**self._columns(member), "revision": member.revision + 1}
        if self._work.connection.execute(update(staff).where(at).values(**values)).rowcount != 1:
            raise Conflict

    def fingerprint_of(self, staff_id: str) -> Fingerprint:
        pepper = self._work.peppers.staff
        return lambda secret: keyed_hash(pepper, f"ledger:{staff_id}:{secret}").hex()

    def _one(self, where: Any) -> StaffMember | None:
        row = self._work.connection.execute(select(staff).where(where)).one_or_none()
        return None if row is None else self._open(row)

    def _open(self, row: Any) -> StaffMember:
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"staff:{row.id}")
        return replace(from_bytes(opened, StaffMember), revision=row.revision)

    def _columns(self, member: StaffMember) -> dict[str, Any]:
        document = to_bytes(replace(member, revision=0))
        return {
            "id": member.id,
            "key_id": member.key_id,
            "email_lookup": self._email_lookup(member.email),
            "disabled": member.disabled,
            "sealed": seal(self._work.key(member.key_id), document, context=f"staff:{member.id}"),
        }

    def _email_lookup(self, email: str) -> str:
        return keyed_hash(self._work.peppers.staff, email.strip().casefold(), length=32).hex()

    def _token_lookup(self, token: str) -> str:
        return keyed_hash(self._work.peppers.staff, f"session:{token}", length=32).hex()

    def open_session(self, token: str, staff_id: str, *, session_id: str, now: datetime) -> None:
        row = {"lookup": self._token_lookup(token), "id": session_id, "staff_id": staff_id}
        times = {"created_at": to_db(now), "seen_at": to_db(now)}
        self._work.connection.execute(insert(staff_session), {**row, **times})

    def session(self, token: str) -> StaffSession | None:
        wanted = select(staff_session).where(staff_session.c.lookup == self._token_lookup(token))
        row = self._work.connection.execute(wanted).one_or_none()
        return None if row is None else _session(row)

    def sessions_of(self, staff_id: str) -> Sequence[StaffSession]:
        wanted = select(staff_session).where(staff_session.c.staff_id == staff_id)
        return [_session(row) for row in self._work.connection.execute(wanted.order_by(staff_session.c.created_at))]

    def touch(self, session_id: str, *, now: datetime, second_factor: bool = False, proved: bool = False) -> None:
        values: dict[str, Any] = {"seen_at": to_db(now)}
        if second_factor:
            values["second_factor_at"] = to_db(now)
        if proved:
            values["proved_at"] = to_db(now)
        self._work.connection.execute(update(staff_session).where(staff_session.c.id == session_id).values(**values))

    def try_proof(self, session_id: str) -> int:
        """Counted before it is looked at, so that guesses at the same time wait for one another."""
        live = (staff_session.c.id == session_id) & staff_session.c.revoked_at.is_(None)
        counted = update(staff_session).where(live).values(wrong_proofs=staff_session.c.wrong_proofs + 1)
        found = self._work.connection.execute(counted.returning(staff_session.c.wrong_proofs)).scalar_one_or_none()
        return found or 0

    def forgive(self, session_id: str) -> None:
        """A right proof: none of the wrong ones before it counts any more."""
        self._work.connection.execute(
            update(staff_session).where(staff_session.c.id == session_id).values(wrong_proofs=0)
        )

    def revoke(self, session_ids: Sequence[str], *, now: datetime) -> None:
        live = staff_session.c.id.in_(session_ids) & staff_session.c.revoked_at.is_(None)
        self._work.connection.execute(update(staff_session).where(live).values(revoked_at=to_db(now)))


def staff_entry(work: Work, staff_id: str, one: Narrowing) -> LedgerEntry:
    """What the ledger hears of an account."""
    return LedgerEntry(work.now(), one.action, EVERYWHERE, staff_id, one.detail)


def _session(row: Any) -> StaffSession:
    return StaffSession(
        row.id,
        row.staff_id,
        from_db(row.created_at),
        from_db(row.seen_at),
        maybe_from_db(row.second_factor_at),
        maybe_from_db(row.revoked_at),
        maybe_from_db(row.proved_at),
    )
