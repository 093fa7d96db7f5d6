"""Aggregates as JSON and back: msgspec reads dataclasses strictly, and in one pass."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import msgspec

from memorial.domain.memorial import Memorial
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance

T = TypeVar("T")


def to_bytes(document: object) -> bytes:
    return msgspec.json.encode(document)


def to_text(document: object) -> str:
    return msgspec.json.encode(document).decode()


def from_bytes(raw: bytes | str, kind: type[T]) -> T:
    """Raises `msgspec.ValidationError` for what does not fit the type."""
    return msgspec.json.decode(raw, type=kind)


def without_revision(record: Remembrance | Person | Memorial) -> Remembrance | Person | Memorial:
    """The revision stands in a column, so it is not sealed a second time."""
    return replace(record, revision=0)
