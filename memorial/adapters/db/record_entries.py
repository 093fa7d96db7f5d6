"""The repository of the record: its entries, each sealed under its own key; only of what kind it is stands in clear."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Column, String, and_, delete, insert, select

from memorial.adapters.db.sealed_records import SealedRecords, sealed_table
from memorial.adapters.db.tables import dependence
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes
from memorial.application.ports.secrets import KeyDestroyed, SealBroken
from memorial.domain.record import STATES, EntryKind
from memorial.domain.record_entry import AnyEntry, Entry
from memorial.domain.record_forgetting import cited_ever, forgotten, sources_ever_named

record_entry = sealed_table(
    "record_entry",
    "What sources say of what happened: each entry sealed with all of its earlier states",
    Column("kind", String(16), nullable=False),
)

RECORD = "record"
"""What its rows among the dependences are called: an entry that cites a remembrance."""

ENTRY_KINDS: dict[EntryKind, Any] = {kind: Entry[state] for kind, state in STATES.items()}  # type: ignore[valid-type]
_ORDER = {kind: number for number, kind in enumerate(EntryKind)}


class SqlRecord(SealedRecords[AnyEntry]):
    """Keeps the promises of the `Record` port."""

    table = record_entry

    def __init__(self, work: Work) -> None:
        super().__init__(work, work.record, work.record_before)

    def _read(self, opened: bytes, row: Any) -> AnyEntry:
        found: AnyEntry = from_bytes(opened, ENTRY_KINDS[EntryKind(row.kind)])
        return found

    def _columns(self, record: AnyEntry) -> dict[str, Any]:
        return {**super()._columns(record), "kind": record.kind.value}

    def all(self, memorial_id: str) -> Sequence[AnyEntry]:
        self._work.lock(memorial_id)
        wanted = select(record_entry).where(record_entry.c.memorial_id == memorial_id)
        rows = self._work.connection.execute(wanted).all()
        unopened = [row for row in rows if (memorial_id, row.id) not in self._before]
        self._work.fetch_keys([row.key_id for row in unopened])
        for row in unopened:
            # One that cannot be opened keeps nobody from taking back, and is seen by nobody; the check tells of it.
            with suppress(KeyDestroyed, SealBroken):
                self._before[(memorial_id, row.id)] = self._open(row)
        found = {row.id: self._before[(memorial_id, row.id)] for row in rows if (memorial_id, row.id) in self._before}
        found |= {at[1]: one for at, one in self._touched.items() if at[0] == memorial_id and one is not None}
        return sorted(found.values(), key=lambda one: (_ORDER[one.kind], one.number, one.name))

    def named(self, memorial_id: str, kind: EntryKind, name: str) -> AnyEntry | None:
        return next((one for one in self.all(memorial_id) if one.kind is kind and one.name == name), None)

    def one_id(self, memorial_id: str) -> Sequence[str]:
        wanted = select(record_entry.c.id).where(record_entry.c.memorial_id == memorial_id)
        return list(self._work.connection.execute(wanted.order_by(record_entry.c.id).limit(1)).scalars())

    # Remembrances that are cited: found again by a keyed hash, since which of them is cited may be private.

    def _index(self, record: AnyEntry) -> None:
        mine = and_(dependence.c.memorial_id == record.memorial_id, dependence.c.record_id == record.id)
        self._work.connection.execute(delete(dependence).where(mine))
        # What an earlier state cites too: when that is erased, it goes from the history as well.
        base = {"memorial_id": record.memorial_id, "record_kind": RECORD, "record_id": record.id}
        rows = [{**base, "on_key": self._hash(cited)} for cited in sorted(cited_ever(record))]
        if rows:
            self._work.connection.execute(insert(dependence), rows)

    def _hash(self, remembrance_id: str) -> str:
        return self._work.hashed("cited", remembrance_id)

    def forget(self, memorial_id: str, remembrance_id: str) -> None:
        """Everything that rests on a remembrance which is erased goes too, with keys, and out of every history."""
        if not self.cites(memorial_id, remembrance_id):
            return
        for one in self.all(memorial_id):
            if remembrance_id in cited_ever(one):
                self.erase(one)

    def forget_what_rests_on_nothing(self, memorial_id: str) -> None:
        """Where sources were erased, everything that they say goes as well, from what others quote of them too.

        Which they were is not asked: after a restore their keys are gone, and what they said is still there.
        """
        entries = self.all(memorial_id)
        gone = sources_ever_named(entries) - {one.name for one in entries if one.kind is EntryKind.SOURCE}
        for one in entries if gone else ():
            left = forgotten(one, gone)
            if left is None:
                self.erase(one)
            elif left != one:
                self.save(left)

    def cites(self, memorial_id: str, remembrance_id: str) -> bool:
        """Whether some entry rests on that remembrance."""
        where = and_(
            dependence.c.memorial_id == memorial_id,
            dependence.c.on_key == self._hash(remembrance_id),
            dependence.c.record_kind == RECORD,
        )
        return self._work.connection.execute(select(dependence.c.record_id).where(where).limit(1)).first() is not None
