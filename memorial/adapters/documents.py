"""Aggregates as JSON and back: msgspec reads dataclasses strictly, and in one pass."""

from __future__ import annotations

import gc
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar

import msgspec

from memorial.application.ports.review_drafts import ReviewDraft
from memorial.domain.access_request import AccessRequest
from memorial.domain.draft import Draft
from memorial.domain.exposure import Reading
from memorial.domain.group import Group
from memorial.domain.heritage import HeritageItem
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import KeptList, SamePair
from memorial.domain.objection import Objection
from memorial.domain.person import Person
from memorial.domain.record import STATES
from memorial.domain.record_entry import Entry
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import Passkey, StaffMember
from memorial.domain.upload import Upload
from memorial.published.groups import PublishedCondition, PublishedPlace
from memorial.published.interview import InterviewLine, PublishedCue, PublishedInterview
from memorial.published.record import (
    PublishedAbout,
    PublishedChange,
    PublishedEvent,
    PublishedFigure,
    PublishedMatter,
    PublishedNameOfEvent,
    PublishedObservance,
    PublishedQuestion,
    PublishedRecordPlace,
    PublishedRecordSource,
    PublishedReply,
    PublishedStatement,
)
from memorial.published.sound import PublishedVoice
from memorial.published.types import PublishedFact, PublishedMemorial, PublishedName, PublishedPicture

T = TypeVar("T")
DoesNotFit = msgspec.ValidationError
"""What `from_bytes` raises for what does not fit the type; its words say where and why."""


OF_THE_EDITION: tuple[Any, ...] = (
    PublishedMemorial,
    tuple[PublishedName, ...],
    tuple[PublishedFact, ...],
    tuple[PublishedPicture, ...],
    PublishedPicture,
    tuple[PublishedVoice, ...],
    tuple[PublishedPlace, ...],
    tuple[PublishedCondition, ...],
    tuple[str, ...],
    *(PublishedAbout, PublishedRecordSource, PublishedFigure, PublishedQuestion, PublishedEvent, PublishedRecordPlace),
    *(PublishedInterview, InterviewLine, tuple[PublishedCue, ...]),
    *(PublishedNameOfEvent, PublishedObservance, PublishedStatement, PublishedMatter, PublishedReply, PublishedChange),
)
OF_THE_ARCHIVE: tuple[Any, ...] = (
    *(Remembrance, Person, Memorial, StaffMember, Passkey, Draft, Upload, Objection),
    *(KeptList, SamePair, Reading, ReviewDraft),
    *(Group, HeritageItem, Interview, AccessRequest),
    *(Entry[state] for state in STATES.values()),  # type: ignore[valid-type]
    *STATES.values(),
)
"""Every kind that is read anywhere: a new one belongs here, and a test looks for it."""


def warm(kinds: tuple[Any, ...] = OF_THE_EDITION + OF_THE_ARCHIVE) -> None:
    """Learn to read these kinds, once, before the program divides into threads."""
    for kind in kinds:
        if kind not in _DECODERS:
            _made_decoder(kind)


def to_bytes(document: object) -> bytes:
    return msgspec.json.encode(document)


def to_text(document: object) -> str:
    return msgspec.json.encode(document).decode()


def from_bytes(raw: bytes | str, kind: type[T]) -> T:
    """Raises `DoesNotFit`."""
    found: T = (_DECODERS.get(kind) or _made_decoder(kind)).decode(raw)
    return found


_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_MAKING = Lock()


def _made_decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Made once, by one thread, and with no garbage collection meanwhile.

    While msgspec 0.22 learns a dataclass, another thread or a collection can come upon its half-made description, and
    that ends the process.
    """
    with _MAKING:
        if kind not in _DECODERS:
            collects = gc.isenabled()
            gc.disable()
            try:
                _DECODERS[kind] = msgspec.json.Decoder(kind)
            finally:
                if collects:
                    gc.enable()
        return _DECODERS[kind]


def without_revision(record: Remembrance | Person | Memorial) -> Remembrance | Person | Memorial:
    """The revision stands in a column, so it is not sealed a second time."""
    return replace(record, revision=0)
