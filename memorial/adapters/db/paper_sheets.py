"""Paper forms that have not come back. Who reads this table learns neither a number nor a code."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Column, DateTime, Index, String, Table, and_, bindparam, delete, func, insert, or_, select

from memorial.adapters.db.contributors import lookup_of
from memorial.adapters.db.tables import memorial_key, metadata, receipt
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.paper import Printed, SheetTaken
from memorial.domain.errors import NotFound

paper_sheet = Table(
    "paper_sheet",
    metadata,
    memorial_key(),
    Column("serial_hash", String(64), primary_key=True),
    Column("lookup", String(64), nullable=False),
    Column("language", String(35), nullable=False),
    Column("notice_hash", String(64), nullable=False),
    Column("controls_hash", String(64), nullable=False),
    Column("printed_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Index(None, "lookup", unique=True),
    comment="Paper forms printed and not entered: keyed hashes of number and code, and the notice on them",
)

_OF = paper_sheet.c
_ONE = and_(_OF.memorial_id == bindparam("of_memorial"), _OF.serial_hash == bindparam("of_serial"))
_OLD = delete(paper_sheet).where(_OF.expires_at <= bindparam("now"))
_TAKEN = select(_OF.lookup).where(or_(_ONE, _OF.lookup == bindparam("of")))
_SINCE = select(func.count()).where(_OF.memorial_id == bindparam("of_memorial"), _OF.printed_at > bindparam("since"))
_LOOKUP = select(_OF.lookup).where(_ONE, _OF.expires_at > bindparam("now"))
_PRINTED = select(_OF.language, _OF.notice_hash, _OF.controls_hash).where(_ONE, _OF.expires_at > bindparam("now"))
_MEMORIAL = select(_OF.memorial_id).where(_OF.lookup == bindparam("of"), _OF.expires_at > bindparam("now"))


class SqlPaperSheets:
    """Keeps the promises of the `PaperSheets` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def _at(self, memorial_id: str, serial: str) -> dict[str, str]:
        return {"of_memorial": memorial_id, "of_serial": self._work.hashed("paper", serial)}

    def _now(self) -> dict[str, datetime]:
        return {"now": to_db(self._work.now())}

    def add(self, memorial_id: str, serial: str, code: str, printed: Printed, *, expires_at: datetime) -> None:
        connection, lookup = self._work.connection, lookup_of(self._work, code)
        if connection.execute(_TAKEN, {**self._at(memorial_id, serial), "of": lookup}).first() is not None:
            raise SheetTaken
        row = {"memorial_id": memorial_id, "serial_hash": self._work.hashed("paper", serial), "lookup": lookup}
        row |= asdict(printed)
        times = {"printed_at": to_db(self._work.now()), "expires_at": to_db(expires_at)}
        connection.execute(insert(paper_sheet), {**row, **times})

    def printed_since(self, memorial_id: str, since: datetime) -> int:
        at = {"of_memorial": memorial_id, "since": to_db(since)}
        return int(self._work.connection.execute(_SINCE, at).scalar_one())

    def forget_old(self) -> int:
        return self._work.connection.execute(_OLD, self._now()).rowcount

    def printed(self, memorial_id: str, serial: str) -> Printed | None:
        at = {**self._at(memorial_id, serial), **self._now()}
        found = self._work.connection.execute(_PRINTED, at).first()
        return Printed(*found) if found is not None else None

    def _lookup(self, memorial_id: str, serial: str) -> str | None:
        at = {**self._at(memorial_id, serial), **self._now()}
        found: str | None = self._work.connection.execute(_LOOKUP, at).scalar()
        return found

    def waits_for(self, code: str) -> str | None:
        at = {"of": lookup_of(self._work, code), **self._now()}
        found: str | None = self._work.connection.execute(_MEMORIAL, at).scalar()
        return found

    def file(self, memorial_id: str, serial: str, record_id: str) -> None:
        lookup = self._lookup(memorial_id, serial)
        gone = self._work.connection.execute(delete(paper_sheet).where(_ONE), self._at(memorial_id, serial)).rowcount
        if lookup is None or gone != 1:
            raise NotFound("no_such_sheet")
        row = {"lookup": lookup, "memorial_id": memorial_id, "record_id": record_id, "record_kind": "remembrance"}
        self._work.connection.execute(insert(receipt), row)
