"""Lists as documents in the database: their records and rows, sealed under each list's own key, and possible pairs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
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
    delete,
    func,
    insert,
    select,
    update,
)

from memorial.adapters.db.tables import ID, UTC_TIME, due, memorial_key, metadata
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.adapters.sealing import open_json, open_sealed, seal, seal_json
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.name_list import KeptList, KeptRow, ListState, Progress, RowState

IMPORT = "import"

name_list = Table(
    "name_list",
    metadata,
    memorial_key(),
    Column("id", ID, primary_key=True),
    Column("key_id", ID, nullable=False),
    Column("state", String(12), nullable=False),
    Column("staged_at", UTC_TIME, nullable=False),
    Column("file_id", ID),
    Column("table_id", ID),
    *(
        Column(name, Integer, nullable=False)
        for name in ("rows", "done", "added", "left_out", "noted", "compared", "erased", "kept", "revision")
    ),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"]),
    comment="Lists of names: how far their import has come in clear, all else sealed",
)

list_row = Table(
    "list_row",
    metadata,
    memorial_key(),
    Column("list_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("person_id", ID, nullable=False),
    Column("state", String(12), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "memorial_id", "person_id"),
    comment="The rows of lists that were brought in, sealed under the list's key, with whom each of them added",
)

same_person = Table(
    "same_person",
    metadata,
    memorial_key(),
    Column("list_id", ID, primary_key=True),
    Column("id", ID, primary_key=True),
    Column("state", String(12), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "memorial_id", "id"),
    comment="Who may be one person with whom, sealed: that two are alike would tell a name that is kept",
)

_PROGRESS = ("done", "added", "left_out", "noted", "compared", "erased", "kept")


class SqlNameLists:
    """Keeps the promises of the `NameLists` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, kept: KeptList, *, work_at: datetime | None = None) -> KeptList:
        self._work.lock(kept.memorial_id)
        self._work.connection.execute(insert(name_list), {**self._columns(kept), "revision": 1})
        self._work_at(kept, work_at)
        return replace(kept, revision=1)

    def get(self, memorial_id: str, list_id: str) -> KeptList:
        self._work.lock(memorial_id)
        at = (name_list.c.memorial_id == memorial_id) & (name_list.c.id == list_id)
        row = self._work.connection.execute(select(name_list).where(at)).one_or_none()
        if row is None:
            raise NotFound("no_such_list")
        return self._open(row)

    def all(self, memorial_id: str) -> Sequence[KeptList]:
        wanted = select(name_list).where(name_list.c.memorial_id == memorial_id)
        rows = self._work.connection.execute(wanted.order_by(name_list.c.staged_at.desc(), name_list.c.id)).all()
        return [self._open(row) for row in rows]

    def _open(self, row: Any) -> KeptList:
        opened = open_sealed(self._work.key(row.key_id), row.sealed, context=f"list:{row.id}")
        progress = Progress(**{name: getattr(row, name) for name in _PROGRESS})
        found = from_bytes(opened, KeptList)
        return replace(found, state=ListState(row.state), rows=row.rows, progress=progress, revision=row.revision)

    def save(self, kept: KeptList, *, work_at: datetime | None = None) -> KeptList:
        self._work.lock(kept.memorial_id)
        at = and_(
            name_list.c.memorial_id == kept.memorial_id,
            name_list.c.id == kept.id,
            name_list.c.revision == kept.revision,
        )
        values = {**self._columns(kept), "revision": kept.revision + 1}
        if self._work.connection.execute(update(name_list).where(at).values(**values)).rowcount != 1:
            raise Conflict
        self._work_at(kept, work_at)
        return replace(kept, revision=kept.revision + 1)

    def _work_at(self, kept: KeptList, at: datetime | None) -> None:
        mine = and_(due.c.memorial_id == kept.memorial_id, due.c.record_id == kept.id, due.c.kind == IMPORT)
        self._work.connection.execute(delete(due).where(mine))
        if at is not None:
            row = {"memorial_id": kept.memorial_id, "record_id": kept.id, "kind": IMPORT, "due_at": to_db(at)}
            self._work.connection.execute(insert(due), row)

    def _columns(self, kept: KeptList) -> dict[str, Any]:
        document = to_bytes(replace(kept, revision=0, progress=Progress(), rows=0))
        return {
            "memorial_id": kept.memorial_id,
            "id": kept.id,
            "key_id": kept.key_id,
            "state": kept.state.value,
            "staged_at": to_db(kept.staged_at),
            "file_id": kept.file.vault_id if kept.file else None,
            "table_id": kept.table.vault_id if kept.table else None,
            "rows": kept.rows,
            **{name: getattr(kept.progress, name) for name in _PROGRESS},
            "sealed": seal(self._work.key(kept.key_id), document, context=f"list:{kept.id}"),
        }

    def erase(self, kept: KeptList) -> None:
        self._without_rows(kept)
        at = (name_list.c.memorial_id == kept.memorial_id) & (name_list.c.id == kept.id)
        self._work.connection.execute(delete(name_list).where(at))
        self._work_at(kept, None)

    def empty(self, kept: KeptList, key_id: str) -> KeptList:
        self._without_rows(kept)
        return self.save(kept.emptied(key_id))

    def _without_rows(self, kept: KeptList) -> None:
        self._work.lock(kept.memorial_id)
        for table in (list_row, same_person):
            mine = (table.c.memorial_id == kept.memorial_id) & (table.c.list_id == kept.id)
            self._work.connection.execute(delete(table).where(mine))
        self.replace_files(kept.vault_ids)
        self._work.doomed_keys.append(kept.key_id)

    def replace_files(self, vault_ids: Collection[str]) -> None:
        self._work.doomed_files += vault_ids

    def add_rows(self, kept: KeptList, rows: Sequence[KeptRow]) -> None:
        if not rows:
            return
        key = self._work.key(kept.key_id)
        made = [
            {
                "memorial_id": kept.memorial_id,
                "list_id": kept.id,
                "number": row.number,
                "person_id": row.person_id,
                "state": row.state.value,
                "sealed": seal_json(key, [row.cells, row.corrected], context=_row_context(kept, row.number)),
            }
            for row in rows
        ]
        self._work.connection.execute(insert(list_row), made)

    def rows(self, kept: KeptList, *, after: int = 0, limit: int) -> Sequence[KeptRow]:
        wanted = select(list_row).where(self._mine(kept), list_row.c.number > after)
        rows = self._work.connection.execute(wanted.order_by(list_row.c.number).limit(limit)).all()
        return [self._row(kept, row) for row in rows]

    def rows_numbered(self, kept: KeptList, numbers: Collection[int]) -> Mapping[int, KeptRow]:
        wanted = select(list_row).where(self._mine(kept), list_row.c.number.in_(list(numbers)))
        return {row.number: self._row(kept, row) for row in self._work.connection.execute(wanted).all()}

    def people_numbered(self, kept: KeptList, numbers: Collection[int]) -> Mapping[int, str]:
        wanted = select(list_row.c.number, list_row.c.person_id).where(
            self._mine(kept), list_row.c.number.in_(list(numbers)), list_row.c.person_id != ""
        )
        return {row.number: row.person_id for row in self._work.connection.execute(wanted)}

    def _row(self, kept: KeptList, row: Any) -> KeptRow:
        key = self._work.key(kept.key_id)
        cells, corrected = open_json(key, row.sealed, context=_row_context(kept, row.number))
        return KeptRow(row.number, tuple(cells), row.person_id, RowState(row.state), corrected)

    @staticmethod
    def _mine(kept: KeptList) -> Any:
        return (list_row.c.memorial_id == kept.memorial_id) & (list_row.c.list_id == kept.id)


def _row_context(kept: KeptList, number: int) -> str:
    return f"list_row:{kept.id}:{number}"


def vault_ids_of_lists(connection: Any) -> set[str]:
    """Every sealed file that a list needs."""
    rows = connection.execute(select(name_list.c.file_id, name_list.c.table_id)).all()
    return {vault_id for row in rows for vault_id in row if vault_id}


def count_rows(connection: Any, memorial_id: str, list_id: str) -> int:
    mine = (list_row.c.memorial_id == memorial_id) & (list_row.c.list_id == list_id)
    return int(connection.execute(select(func.count()).select_from(list_row).where(mine)).scalar_one())
