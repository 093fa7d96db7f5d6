"""What only a restore does to rows: finds those without a key, takes them out unopened, begins people anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, select, update

from memorial.adapters.db.edition_tables import published_edition
from memorial.adapters.db.groups import heritage_item, people_group
from memorial.adapters.db.interviews import interview
from memorial.adapters.db.memorials import vault_ids_of_memorials
from memorial.adapters.db.name_lists import list_row, name_list, same_person, vault_ids_of_lists
from memorial.adapters.db.record_entries import record_entry
from memorial.adapters.db.review_drafts import review_draft
from memorial.adapters.db.staff import SqlStaffAccounts
from memorial.adapters.db.tables import (
    dependence,
    draft,
    draft_file,
    due,
    fixity,
    guardian_code,
    hide_code,
    metadata,
    person,
    receipt,
    remembrance,
    submission,
)
from memorial.adapters.db.unit_of_work import Archive, SqlUnitOfWork
from memorial.adapters.db.upload_rows import forget_pieces, forget_uploads, upload, vault_ids_of_uploads
from memorial.adapters.db.work import Work
from memorial.application.ports.restoring import Keyless
from memorial.application.ports.store import UnitOfWork
from memorial.domain.person import Person
from memorial.domain.staff_narrowing import closed, narrow_staff

_SEALED = tuple(table for table in metadata.sorted_tables if "key_id" in table.c)
_HANGING_ON = (dependence, due, submission, receipt, hide_code, guardian_code, fixity, review_draft)
_EDITIONS_AHEAD = 1_000_000


@dataclass(frozen=True)
class SqlMending:
    """Keeps the promises of the `Mending` port."""

    archive: Archive

    def keyless(self) -> Sequence[Keyless]:
        there, found = set(self.archive.keys.key_ids()), list[Keyless]()
        with self.archive.reading.connect() as connection:
            for table in _SEALED:
                for row in connection.execute(select(table)).mappings():
                    if row["key_id"] not in there:
                        found.append(Keyless(table.name, row.get("memorial_id", ""), row["id"]))
        return found

    def discard(self, uow: UnitOfWork, one: Keyless) -> bool:
        work, table = _work(uow), metadata.tables[one.kind]
        at = table.c.id == one.id
        if "memorial_id" in table.c:
            work.lock(one.memorial_id)
            at = and_(at, table.c.memorial_id == one.memorial_id)
        key_id = work.connection.execute(select(table.c.key_id).where(at)).scalar()
        for hanging in _HANGING_ON:
            mine = and_(hanging.c.memorial_id == one.memorial_id, hanging.c.record_id == one.id)
            work.connection.execute(delete(hanging).where(mine))
        for rows in (list_row, same_person) if table is name_list else ():
            mine = and_(rows.c.memorial_id == one.memorial_id, rows.c.list_id == one.id)
            work.connection.execute(delete(rows).where(mine))
        if table is upload:
            forget_pieces(work, one.memorial_id, [one.id])
        work.connection.execute(delete(table).where(at))
        if key_id is not None:
            work.doomed_keys.append(key_id)
        if table is remembrance:
            work.remembrances[(one.memorial_id, one.id)] = None
        if table is person:
            work.people[(one.memorial_id, one.id)] = None
        if table is people_group:
            work.groups[(one.memorial_id, one.id)] = None
        if table is heritage_item:
            work.heritage[(one.memorial_id, one.id)] = None
        if table is interview:
            work.interviews[(one.memorial_id, one.id)] = None
        if table is record_entry:
            work.record[(one.memorial_id, one.id)] = None
        return key_id is not None

    def discard_draft(self, uow: UnitOfWork, memorial_id: str, lookup: str) -> bool:
        work = _work(uow)
        mine = and_(draft_file.c.memorial_id == memorial_id, draft_file.c.lookup == lookup)
        work.doomed_files += work.connection.execute(select(draft_file.c.vault_id).where(mine)).scalars().all()
        work.connection.execute(delete(draft_file).where(mine))
        forget_uploads(work, lookup)
        gone = delete(draft).where(and_(draft.c.memorial_id == memorial_id, draft.c.lookup == lookup))
        return work.connection.execute(gone).rowcount > 0

    def begin_anew(self, uow: UnitOfWork, person_lost: Keyless) -> None:
        work, at = _work(uow), (person_lost.memorial_id, person_lost.id)
        wanted = and_(person.c.memorial_id == at[0], person.c.id == at[1])
        import_id = work.connection.execute(select(person.c.import_id).where(wanted)).scalar_one()
        names = and_(dependence.c.memorial_id == at[0], dependence.c.record_id == at[1])
        work.connection.execute(delete(dependence).where(names))
        work.connection.execute(delete(person).where(wanted))
        key = self.archive.keys.take()
        today: date = self.archive.now().date()
        uow.people.add(Person(at[1], at[0], key.id, names=(), import_id=import_id, added_on=today))
        # Something of them may be published, from before.
        work.new.discard(at)

    def narrow_staff(self, uow: UnitOfWork, staff_id: str, told: Sequence[str]) -> bool:
        accounts = SqlStaffAccounts(_work(uow))
        member = accounts.get(staff_id)
        if member is None:
            return False
        passkeys = [one.id for one in uow.passkeys.of(staff_id)]
        narrower, gone = narrow_staff(member, passkeys, told, accounts.fingerprint_of(staff_id))
        if narrower != member:
            accounts.save(narrower, in_ledger=False)
        uow.passkeys.remove(sorted(gone), now=self.archive.now())
        return narrower != member or bool(gone)

    def close_staff(self, uow: UnitOfWork) -> int:
        members = [one for one in uow.staff.all() if not one.demonstration]
        for member in members:
            uow.staff.save(closed(member), in_ledger=False)
            uow.passkeys.remove([one.id for one in uow.passkeys.of(member.id)], now=self.archive.now())
        return len(members)

    def sweep_files(self, needed: set[str]) -> int:
        gone = [vault_id for vault_id in self.archive.vault.ids() if vault_id not in needed]
        self.archive.vault.delete(gone)
        return len(gone)

    def files_of_drafts(self) -> set[str]:
        with self.archive.reading.connect() as connection:
            drafts = set(connection.execute(select(draft_file.c.vault_id)).scalars())
            others = vault_ids_of_lists(connection) | vault_ids_of_memorials(connection)
            return drafts | vault_ids_of_uploads(connection) | others

    def raise_editions(self) -> None:
        higher = update(published_edition).values(number=published_edition.c.number + _EDITIONS_AHEAD)
        with self.archive.writing.begin() as connection:
            connection.execute(higher)

    def follow_left_over(self) -> int:
        return self.archive.follow_left_over()


def _work(uow: Any) -> Work:
    assert isinstance(uow, SqlUnitOfWork)
    return uow.work
