"""What a file of a record says of itself: a draft, made up, or without its graphic matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from memorial.domain.memorial import Memorial
from memorial.domain.record import RecordAbout
from memorial.vocabulary import MemorialKind

STATUS = "status"
VERSION = "schema_version"
"""Older versions kept it with what the record is about."""
LEFT_OUT = "graphic_left_out"
DRAFT, SIGNED = "draft", "signed"


@dataclass(frozen=True)
class Marks:
    """`real`: a review was made or is missing, as only of real events. `graphic_left_out`: things it lacks."""

    fictional: bool = False
    real: bool = False
    graphic_left_out: int = 0


def marks_of(about: RecordAbout | None) -> Marks:
    status = _status(about)
    left_out = status.get(LEFT_OUT)
    fictional = status.get("fictional") is True
    real = "review" in status and not fictional
    return Marks(fictional, real, left_out if isinstance(left_out, int) else 0)


def _status(about: RecordAbout | None) -> Mapping[str, Any]:
    found = about.kept.get(STATUS) if about is not None else None
    return found if isinstance(found, dict) else {}


def marked(about: RecordAbout, memorial: Memorial, left_out: int) -> RecordAbout:
    """With what a reader of the file has to know; whatever else its makers said of its status stays."""
    status = {**_status(about)}
    if memorial.kind is MemorialKind.FICTIONAL:
        status["fictional"] = True
    elif memorial.draft:
        status["review"] = DRAFT
    elif status.get("review") in (None, DRAFT):
        status["review"] = SIGNED
    if left_out:
        status[LEFT_OUT] = left_out
    return replace(about, kept={**about.kept, STATUS: status}) if status else about


def without_left_out(about: RecordAbout) -> RecordAbout:
    """As it is kept: what one file lacks is nothing of the record."""
    status = {key: value for key, value in _status(about).items() if key != LEFT_OUT}
    return replace(about, kept={**about.kept, STATUS: status}) if LEFT_OUT in _status(about) else about


def same_but_marks(one: RecordAbout, other: RecordAbout) -> bool:
    """Whether they differ in nothing but in what the program itself writes into every file."""
    return _bare(one) == _bare(other)


def _bare(about: RecordAbout) -> RecordAbout:
    status = {key: value for key, value in _status(about).items() if key not in ("review", "fictional", LEFT_OUT)}
    kept = {key: value for key, value in about.kept.items() if key not in (STATUS, VERSION)}
    return replace(about, kept={**kept, STATUS: status} if status else kept)
