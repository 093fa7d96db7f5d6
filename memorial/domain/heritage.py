"""Places of memory: a cemetery, a monument, a building, an archive; its names, and its condition over time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from memorial.domain.person import NameClaim
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, Basis

MOST_CLAIMS = 200
"""So many names, places and statements of each kind at most about one item."""


class HeritageKind(StrEnum):
    CEMETERY = "cemetery"
    MONUMENT = "monument"
    BUILDING = "building"
    ARCHIVE = "archive"
    OTHER = "other"


class Condition(StrEnum):
    """How a thing was found. `UNKNOWN`: the source looked and could not say."""

    INTACT = "intact"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    RESTORED = "restored"
    MOVED = "moved"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PlaceClaim:
    """Where it stands, in words, as somebody says it. Never coordinates."""

    text: str
    basis: Basis
    source_id: str
    audience: Audience
    language: str = "und"
    id: str = ""


@dataclass(frozen=True)
class ConditionClaim:
    """How it was at a time, as somebody says it. `on` is a date in EDTF, '' where none is given; `words` as written."""

    condition: Condition
    basis: Basis
    source_id: str
    audience: Audience
    on: str = ""
    words: str = ""
    language: str = "und"
    id: str = ""


@dataclass(frozen=True)
class HeritageState:
    """All that can change of an item."""

    kind: HeritageKind
    names: tuple[NameClaim, ...] = ()
    places: tuple[PlaceClaim, ...] = ()
    conditions: tuple[ConditionClaim, ...] = ()
    note: str = ""
    removed: bool = False


@dataclass(frozen=True)
class HeritageChange:
    """One change by the desk: who, when, why, and how all was before it."""

    at: datetime
    by: str
    was: HeritageState
    reason: str = ""


@dataclass(frozen=True)
class HeritageItem:
    """One place or thing that keeps a memory. Statements about it stand side by side, and none wins.

    The `note` in its state is for the desk alone; a removed item is seen by nobody and can be brought back.
    """

    id: str
    memorial_id: str
    key_id: str
    now: HeritageState
    history: tuple[HeritageChange, ...] = ()
    revision: int = 0


def with_state(item: HeritageItem, state: HeritageState, *, at: datetime, by: str, reason: str = "") -> HeritageItem:
    """The item in that state, with how it was before noted in its history. Unchanged where nothing differs."""
    if state == item.now:
        return item
    return replace(item, now=state, history=(*item.history, HeritageChange(at, by, item.now, reason)))


def is_narrower(before: HeritageItem, after: HeritageItem) -> bool:
    """Whether something that visitors may have seen of it is not open to them any more."""
    if before.now.removed:
        return False
    return after.now.removed or not _open_claims(before.now) <= _open_claims(after.now)


def _open_claims(state: HeritageState) -> set[tuple[str, str, str, Audience]]:
    said = [("name", claim.text, "", claim.audience) for claim in state.names]
    said += [("place", claim.text, "", claim.audience) for claim in state.places]
    said += [("condition", f"{claim.condition} {claim.words}", claim.on, claim.audience) for claim in state.conditions]
    return {(what, text, on, at) for what, text, on, most in said for at in SHOWN_TO_VISITORS if at <= most}


_DEGREES = re.compile(r"\d\s*°|°\s*\d|\d\s*º\s*\d")
_PAIR = re.compile(r"-?\d{1,3}[.,]\d{3,}\s*[NSns]?\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}")
_CODE = re.compile(r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b|\bgeo:-?\d", re.IGNORECASE)


def holds_coordinates(text: str) -> bool:
    """Whether an exact spot stands in the text: degrees, a pair of long decimal numbers, a code of a map."""
    return any(found.search(text) is not None for found in (_DEGREES, _PAIR, _CODE))
