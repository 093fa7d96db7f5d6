"""The repository of interviews: each one sealed document; found by its narrator's code, and by the people who tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, insert, select

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.records import of_record
from memorial.adapters.db.sealed_records import SealedRecords, sealed_table
from memorial.adapters.db.tables import dependence, due, fixity, narrator_code
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes
from memorial.application.ports.secrets import LedgerEntry
from memorial.domain.interview import Interview
from memorial.domain.interview_narrowing import CODE

interview = sealed_table("interview", "Interviews: each sealed with its transcripts, forms and history")

INTERVIEW = "interview"
"""What its rows among the dependences are called."""


class SqlInterviews(SealedRecords[Interview]):
    """Keeps the promises of the `Interviews` port."""

    table = interview

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.interviews, work.interviews_before)

    def _read(self, opened: bytes, row: Any) -> Interview:
        return from_bytes(opened, Interview)

    def save(self, changed: Interview) -> None:
        before = self.find(changed.memorial_id, changed.id)
        super().save(changed)
        if before is not None:
            kept = set(changed.vault_ids)
            self._work.doomed_files += [vault_id for vault_id in before.vault_ids if vault_id not in kept]

    def erase(self, gone: Interview) -> None:
        for table in (due, narrator_code, fixity):
            mine = and_(table.c.memorial_id == gone.memorial_id, table.c.record_id == gone.id)
            self._work.connection.execute(delete(table).where(mine))
        self._work.doomed_files += gone.vault_ids
        super().erase(gone)

    def is_kept(self, memorial_id: str, interview_id: str) -> bool:
        """Whether its row is there, though perhaps it cannot be opened."""
        wanted = select(interview.c.id).where(of_record(interview, memorial_id, interview_id))
        return self._work.connection.execute(wanted).first() is not None

    # Who tells in it: by a keyed hash, since that may be private

    def _index(self, record: Interview) -> None:
        mine = and_(dependence.c.memorial_id == record.memorial_id, dependence.c.record_id == record.id)
        self._work.connection.execute(delete(dependence).where(mine))
        base = {"memorial_id": record.memorial_id, "record_kind": INTERVIEW, "record_id": record.id}
        people = sorted({one.person_id for one in record.narrators if one.person_id})
        if people:
            rows = [{**base, "on_key": self._work.hashed("person", person_id)} for person_id in people]
            self._work.connection.execute(insert(dependence), rows)

    def of_person(self, memorial_id: str, person_id: str) -> Sequence[str]:
        """The ids of the interviews in which that person tells."""
        where = and_(
            dependence.c.memorial_id == memorial_id,
            dependence.c.on_key == self._work.hashed("person", person_id),
            dependence.c.record_kind == INTERVIEW,
        )
        return list(self._work.connection.execute(select(dependence.c.record_id).where(where)).scalars())

    # The narrator's code

    def bind(self, code: str, memorial_id: str, interview_id: str) -> None:
        if self.has_code(memorial_id, interview_id):
            self.forget_code(memorial_id, interview_id)
            self._work.ledger.append(LedgerEntry(self._work.now(), "narrowed", memorial_id, interview_id, CODE))
        row = {"lookup": lookup_of(self._work, code), "memorial_id": memorial_id, "record_id": interview_id}
        made_on = self._work.now().date()
        self._work.connection.execute(insert(narrator_code), {**row, "id": interview_id, "made_on": made_on})

    def forget_code(self, memorial_id: str, interview_id: str) -> None:
        mine = and_(narrator_code.c.memorial_id == memorial_id, narrator_code.c.record_id == interview_id)
        self._work.connection.execute(delete(narrator_code).where(mine))

    def has_code(self, memorial_id: str, interview_id: str) -> bool:
        mine = and_(narrator_code.c.memorial_id == memorial_id, narrator_code.c.record_id == interview_id)
        return self._work.connection.execute(select(narrator_code.c.lookup).where(mine).limit(1)).first() is not None

    def of_code(self, code: str) -> tuple[str, str] | None:
        wanted = select(narrator_code.c.memorial_id, narrator_code.c.record_id)
        at = narrator_code.c.lookup == lookup_of(self._work, code)
        row = self._work.connection.execute(wanted.where(at)).one_or_none()
        return (row.memorial_id, row.record_id) if row else None
