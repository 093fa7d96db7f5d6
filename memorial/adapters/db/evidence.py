"""What proves the consent of one record, read from its chain; nothing of other people's rows is in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, select

from memorial.adapters.db.chains import CONSENT, plain
from memorial.adapters.db.notices import notices_kept
from memorial.adapters.db.tables import consent_event
from memorial.adapters.db.work import Work
from memorial.adapters.sealing import commitment, commitment_key
from memorial.application.ports.evidence import Evidence, PlainRow
from memorial.domain.consent import first_link
from memorial.domain.remembrance import Remembrance


def evidence_of(work: Work, of: Remembrance) -> Evidence:
    """The rows in their order. Raises `KeyDestroyed` for what was erased."""
    mine = (consent_event.c.memorial_id == of.memorial_id) & (consent_event.c.record_id == of.id)
    found = work.connection.execute(select(consent_event).where(mine).order_by(consent_event.c.seq)).mappings()
    rows = [{**plain(dict(row)), "hash": row["hash"]} for row in found]
    # Their own last event, and never the end of the whole chain: it would tell when other families give or take back.
    seq, last = (int(rows[-1]["seq"]), str(rows[-1]["hash"])) if rows else (0, first_link(of.memorial_id, CONSENT))
    key = work.key(of.key_id)
    notices = notices_kept(work, of.memorial_id, {row["notice_hash"] for row in rows})
    return Evidence(
        rows=tuple(rows),
        head_seq=seq,
        head_hash=last,
        notices=notices,
        principal=commitment(key, b"principal")[:32],
        commitment_key=commitment_key(key).hex(),
    )


def rows_differ(reading: Engine, rows: Sequence[PlainRow]) -> list[int]:
    """The numbers of events, taken from a record that somebody kept, that are not the same in the archive now."""
    found = []
    with reading.connect() as connection:
        for row in rows:
            at = (consent_event.c.memorial_id == row["memorial_id"]) & (consent_event.c.seq == row["seq"])
            here = connection.execute(select(consent_event).where(at)).mappings().one_or_none()
            if here is None or {**plain(dict(here)), "hash": here["hash"]} != row:
                found.append(int(row["seq"] or 0))
    return found
