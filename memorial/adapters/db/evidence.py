"""What proves the consent of one record, read from its chain; nothing of other people's rows is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, select

from memorial.adapters.db.chains import plain
from memorial.adapters.db.notices import notices_kept
from memorial.adapters.db.tables import consent_event
from memorial.adapters.db.work import Work
from memorial.adapters.sealing import commitment, commitment_key
from memorial.application.ports.evidence import Evidence, PlainRow
from memorial.domain.consent import chain_hash
from memorial.domain.remembrance import Remembrance


def evidence_of(work: Work, of: Remembrance) -> Evidence:
    """The rows in their order. Raises `KeyDestroyed` for what was erased."""
    mine = (consent_event.c.memorial_id == of.memorial_id) & (consent_event.c.record_id == of.id)
    found = work.connection.execute(select(consent_event).where(mine).order_by(consent_event.c.seq)).mappings()
    rows = [{**plain(dict(row)), "hash": row["hash"]} for row in found]
    key = work.key(of.key_id)
    notices = notices_kept(work, of.memorial_id, {row["notice_hash"] for row in rows})
    return Evidence(
        rows=tuple(rows),
        notices=notices,
        principal=commitment(key, b"principal")[:32],
        commitment_key=commitment_key(key).hex(),
    )


def events_differ(
    reading: Engine,
    memorial_id: str,
    record_id: str,
    events: Sequence[Mapping[str, Any]],
    shown: Callable[[PlainRow], Mapping[str, Any]],
) -> list[int]:
    """Which of the events in a record that somebody kept, counted from 1, are not what the archive holds of it now.

    `shown` is what a record shows of a row of the chain, the mark of its hash included: the same only for the same row.
    """
    mine = (consent_event.c.memorial_id == memorial_id) & (consent_event.c.record_id == record_id)
    with reading.connect() as connection:
        found = connection.execute(select(consent_event).where(mine).order_by(consent_event.c.seq)).mappings()
        rows = [{**plain(dict(row)), "hash": row["hash"]} for row in found]
    return [
        number
        for number, event in enumerate(events, start=1)
        if number > len(rows) or not _is_whole(rows[number - 1]) or shown(rows[number - 1]) != event
    ]


def _is_whole(row: PlainRow) -> bool:
    said = {name: value for name, value in row.items() if name != "hash"}
    return chain_hash(str(row["prev_hash"]), said) == row["hash"]


def rows_differ(reading: Engine, rows: Sequence[PlainRow]) -> list[int]:
    """The same for a record of the first form, which holds whole rows: the numbers that they have in the chain."""
    found = []
    with reading.connect() as connection:
        for row in rows:
            at = (consent_event.c.memorial_id == row["memorial_id"]) & (consent_event.c.seq == row["seq"])
            here = connection.execute(select(consent_event).where(at)).mappings().one_or_none()
            if here is None or {**plain(dict(here)), "hash": here["hash"]} != row:
                found.append(int(row["seq"] or 0))
    return found
