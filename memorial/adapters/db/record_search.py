"""Finds entries of the record by their words, and places by any spelling of their names."""

from __future__ import annotations

from collections.abc import Sequence

from memorial.published.record import FoundInRecord, PublishedRecord


def find_in(record: PublishedRecord, query: str, limit: int) -> Sequence[FoundInRecord]:
    return [FoundInRecord("place", one.id) for one in record.places if query and query in one.label][:limit]
