"""What waits for the media worker, who works on it until when, and which files an attempt has begun."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from memorial.adapters.db.tables import ID, UTC_TIME, memorial_key, metadata
from memorial.adapters.db.times import from_db, maybe_from_db, to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.interviews import MediaJob
from memorial.domain.sealed_spans import Span

media_job = Table(
    "media_job",
    metadata,
    memorial_key(),
    Column("record_id", ID, primary_key=True),
    Column("file_id", ID, primary_key=True),
    Column("record_kind", String(16), nullable=False),
    Column("cut", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("problem", String(24), nullable=False),
    Column("made_at_utc", UTC_TIME, nullable=False),
    Column("again_at_utc", UTC_TIME, nullable=False),
    Column("lease", ID, nullable=False),
    Column("leased_until_utc", UTC_TIME, nullable=True),
    comment="Recordings whose copies are to be made: ids and numbers only",
)

media_begun = Table(
    "media_begun",
    metadata,
    memorial_key(),
    Column("vault_id", ID, primary_key=True),
    Column("lease", ID, nullable=False),
    Column("loose_since_utc", UTC_TIME, nullable=True),
    comment="Sealed files that an attempt may have written, noted before, so that none is left over",
)

WAITING, WORKING, FAILED, QUARANTINED = "waiting", "working", "failed", "quarantined"
LOOSE_FOR = timedelta(minutes=10)
"""Whoever lost a lease hears of it well within this time, and writes nothing afterwards."""

_JOB, _BEGUN = media_job.c, media_begun.c


class SqlMediaJobs:
    """Keeps the promises of the `MediaJobs` port."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def wanted(
        self,
        memorial_id: str,
        record_id: str,
        record_kind: str,
        jobs: Sequence[tuple[str, tuple[Span, ...]]],
        *,
        now: datetime,
    ) -> None:
        of_record = and_(_JOB.memorial_id == memorial_id, _JOB.record_id == record_id)
        rows = self._work.connection.execute(select(_JOB.file_id, _JOB.cut).where(of_record))
        there, want = {row.file_id: row.cut for row in rows}, {file_id: _cut_text(cut) for file_id, cut in jobs}
        gone = [file_id for file_id, cut in there.items() if want.get(file_id) != cut]
        if gone:
            self._work.connection.execute(delete(media_job).where(of_record, _JOB.file_id.in_(gone)))
        new = [
            {
                "memorial_id": memorial_id,
                "record_id": record_id,
                "file_id": file_id,
                "record_kind": record_kind,
                "cut": cut,
                "state": WAITING,
                "tries": 0,
                "progress": 0,
                "problem": "",
                "made_at_utc": to_db(now),
                "again_at_utc": to_db(now),
                "lease": "",
            }
            for file_id, cut in want.items()
            if there.get(file_id) != cut
        ]
        if new:
            self._work.connection.execute(insert(media_job), new)

    def waits(self, *, now: datetime) -> bool:
        free = select(_JOB.file_id).where(_free(now)).limit(1)
        return self._work.connection.execute(free).first() is not None

    def take(self, lease: str, *, now: datetime, until: datetime) -> MediaJob | None:
        oldest = select(media_job).where(_free(now)).order_by(_JOB.again_at_utc, _JOB.file_id).limit(1)
        # Two workers that ask at once get two jobs; SQLite has one writer anyway.
        row = self._work.connection.execute(oldest.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        taken = {"state": WORKING, "lease": lease, "leased_until_utc": to_db(until), "progress": 0}
        taken["tries"] = row.tries + 1
        self._work.connection.execute(update(media_job).where(_same(row)).values(**taken))
        return _job({**row._mapping, **taken})

    def renew(self, job: MediaJob, *, until: datetime, progress: int) -> bool:
        changed = update(media_job).where(_held(job)).values(leased_until_utc=to_db(until), progress=progress)
        return bool(self._work.connection.execute(changed).rowcount)

    def begin(self, job: MediaJob, vault_ids: Iterable[str]) -> None:
        rows = [{"memorial_id": job.memorial_id, "vault_id": one, "lease": job.lease} for one in vault_ids]
        self._work.connection.execute(insert(media_begun), rows)

    def done(self, job: MediaJob, *, kept: Collection[str] = ()) -> bool:
        if not self._work.connection.execute(delete(media_job).where(_held(job))).rowcount:
            return False
        self._remove_begun(job, kept)
        return True

    def failed(self, job: MediaJob, problem: str, *, again_at: datetime | None) -> bool:
        state = QUARANTINED if again_at is None else FAILED
        changes: dict[str, Any] = {"state": state, "problem": problem, "lease": "", "leased_until_utc": None}
        if again_at is not None:
            changes["again_at_utc"] = to_db(again_at)
        if not self._work.connection.execute(update(media_job).where(_held(job)).values(**changes)).rowcount:
            return False
        self._remove_begun(job, ())
        return True

    def give_back(self, job: MediaJob) -> bool:
        freed = {"state": WAITING, "lease": "", "leased_until_utc": None, "tries": job.tries - 1, "progress": 0}
        if not self._work.connection.execute(update(media_job).where(_held(job)).values(**freed)).rowcount:
            return False
        self._remove_begun(job, ())
        return True

    def sweep(self, *, now: datetime) -> int:
        held = exists().where(_JOB.state == WORKING, _JOB.lease == _BEGUN.lease)
        execute = self._work.connection.execute
        execute(update(media_begun).where(_BEGUN.loose_since_utc.is_(None), ~held).values(loose_since_utc=to_db(now)))
        old = and_(_BEGUN.loose_since_utc < to_db(now - LOOSE_FOR), ~held)
        found = list(execute(select(_BEGUN.vault_id).where(old)).scalars())
        if found:
            execute(delete(media_begun).where(_BEGUN.vault_id.in_(found)))
            self._work.doomed_files += found
        return len(found)

    def listed(self, memorial_id: str, *, limit: int) -> Sequence[MediaJob]:
        wanted = select(media_job).where(_JOB.memorial_id == memorial_id).order_by(_JOB.made_at_utc, _JOB.file_id)
        return [_job(row._mapping) for row in self._work.connection.execute(wanted.limit(limit))]

    def again(self, memorial_id: str, record_id: str, file_id: str) -> bool:
        one = and_(_JOB.memorial_id == memorial_id, _JOB.record_id == record_id, _JOB.file_id == file_id)
        anew = {"state": WAITING, "tries": 0, "problem": "", "progress": 0, "again_at_utc": to_db(self._work.now())}
        changed = update(media_job).where(one, _JOB.state == QUARANTINED).values(**anew)
        return bool(self._work.connection.execute(changed).rowcount)

    def _remove_begun(self, job: MediaJob, kept: Collection[str]) -> None:
        """What the attempt wrote and nothing names goes with the commit; from now on the kept ones are named."""
        of_job = _BEGUN.lease == job.lease
        begun = list(self._work.connection.execute(select(_BEGUN.vault_id).where(of_job)).scalars())
        self._work.connection.execute(delete(media_begun).where(of_job))
        self._work.doomed_files += [one for one in begun if one not in kept]


def vault_ids_begun() -> Select[str]:
    """Selects every sealed file that some attempt may be writing."""
    return select(_BEGUN.vault_id)


def _free(now: datetime) -> ColumnElement[bool]:
    """What anybody may take: it waits and its time has come, or whoever had it has died."""
    at = to_db(now)
    return or_(
        and_(_JOB.state.in_((WAITING, FAILED)), _JOB.again_at_utc <= at),
        and_(_JOB.state == WORKING, _JOB.leased_until_utc < at),
    )


def _same(row: Any) -> ColumnElement[bool]:
    return and_(_JOB.memorial_id == row.memorial_id, _JOB.record_id == row.record_id, _JOB.file_id == row.file_id)


def _held(job: MediaJob) -> ColumnElement[bool]:
    """The very job that was taken: by the same lease, and with the same cut still wanted."""
    return and_(_same(job), _JOB.state == WORKING, _JOB.lease == job.lease, _JOB.cut == _cut_text(job.cut))


def _cut_text(cut: Iterable[Span]) -> str:
    return json.dumps([[start, end] for start, end in cut])


def _job(row: Any) -> MediaJob:
    return MediaJob(
        memorial_id=row["memorial_id"],
        record_id=row["record_id"],
        record_kind=row["record_kind"],
        file_id=row["file_id"],
        cut=tuple((start, end) for start, end in json.loads(row["cut"])),
        state=row["state"],
        tries=row["tries"],
        progress=row["progress"],
        problem=row["problem"],
        made_at=from_db(row["made_at_utc"]),
        leased_until=maybe_from_db(row["leased_until_utc"]),
        lease=row["lease"],
    )
