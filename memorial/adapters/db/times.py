"""Times as the databases keep them: UTC without a zone; inside the program they carry their zone."""

from __future__ import annotations

from datetime import UTC, datetime


def to_db(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).replace(tzinfo=None)


def from_db(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def maybe_from_db(moment: datetime | None) -> datetime | None:
    return None if moment is None else from_db(moment)
