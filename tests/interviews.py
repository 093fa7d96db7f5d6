"""Interviews for tests: the smallest valid one, and what is recorded of it, each in one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from memorial.domain.interview import (
    About,
    Access,
    Allowed,
    Interview,
    InterviewChange,
    MediaCopy,
    MediaState,
    Narrator,
    Recording,
    ReleaseForm,
    Session,
)
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Seal
from memorial.domain.transcript import Cue, IndexSegment, Transcript
from memorial.vocabulary import FileKind, Rendering
from tests.installations import TestInstallation as Here

_USUAL = (Allowed.RECORDING, Allowed.TRANSCRIPT, Allowed.TRANSLATION, Allowed.PHOTOGRAPHS)
MADE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def release(*allows: Allowed, **given: Any) -> ReleaseForm:
    """A signed form that allows everything but what nobody read, or what is named."""
    said = {"text": {"en": "I allow it."}, "version": "1", "signed_on": "2026-02-01", "signed_by": "The narrator"}
    base = ReleaseForm(**said, allows=allows or _USUAL, how="signed", recorded_by="s1", recorded_at=MADE)
    return replace(base, **given)


def cue(number: int, text: str, speaker: str = "", **given: Any) -> Cue:
    """A line of two seconds; the first one begins at 0."""
    start = (number - 1) * 2000
    return replace(Cue(f"c{number}", start, start + 2000, text, speaker), **given)


def transcript(*cues: Cue, id: str = "t1", language: str = "en", approved: bool = True, **given: Any) -> Transcript:
    made = Transcript(id, given.pop("session", 1), language, cues, **given)
    return replace(made, approved=cues, approved_at=MADE) if approved else made


def segment(number: int, start: int, end: int | None, title: str, **given: Any) -> IndexSegment:
    return IndexSegment(f"s{number}", given.pop("session", 1), start, end, title={"en": title}, **given)


def seal(start: int, end: int, **given: Any) -> Seal:
    base = Seal(given.pop("id", "seal1"), given.pop("session", 1), start, end, "asked", MADE, "s1")
    return replace(base, **given)


def master(here: Here, content: bytes, kind: FileKind = FileKind.AUDIO, mime: str = "audio/wav") -> FileKept:
    """A master that lies in the vault."""
    kept = here.services.vault.store([content], limit=None)
    return FileKept(
        here.services.new_id(), kind, "tape.wav", mime, kept.size, kept.sha256, kept.id, kept.key.hex()
    )  # fmt: skip


def copy_of(here: Here, content: bytes, format: str = "mp3", cut: tuple[tuple[int, int], ...] = ()) -> MediaCopy:
    kept = here.services.vault.store([content], limit=None)
    mime = {"mp3": "audio/mpeg", "opus": "audio/ogg", "mp4": "video/mp4", "jpeg": "image/jpeg"}[format]
    return MediaCopy(format, mime, kept.size, kept.id, kept.key.hex(), kept.sha256, cut)


def recording(here: Here, *copies: MediaCopy, duration: int = 60_000, **given: Any) -> Recording:
    """One that is ready; its copies need not be sound: the gate does not listen."""
    made = copies or (copy_of(here, b"mp3" * 100, "mp3"), copy_of(here, b"opus" * 100, "opus"))
    base = Recording(
        here.services.new_id(),
        master(here, b"RIFF0000WAVE" * 10),
        state=MediaState.READY,
        duration=duration,
        copies=made,
        peaks=tuple(50 for _ in range(60)),
    )
    return replace(base, **given)


def interview(here: Here, **given: Any) -> Interview:
    """Open, released, told by somebody whose name is shown; without a recording or a transcript unless given."""
    base = Interview(
        id=here.services.new_id(),
        memorial_id=here.memorial.id,
        key_id=here.services.keys.take().id,
        about=About({"en": "What the harbour was like"}, languages=("en",)),
        made_at=MADE,
        narrators=(Narrator("n1", "Ada Reed", language="en", shown=Rendering.FULL),),
        sessions=(Session(1, on="2026-02-01"),),
        release=release(),
        access=Access.OPEN,
        history=(InterviewChange(MADE, "s1", "added"),),
    )
    return replace(base, **given)


def kept(here: Here, one: Interview) -> Interview:
    """Put it into the archive, through the gate."""
    with here.services.unit_of_work() as uow:
        uow.interviews.add(one)
        uow.commit()
    return found(here, one)


def found(here: Here, one: Interview) -> Interview:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.interviews.get(one.memorial_id, one.id)


def changed(here: Here, one: Interview, **given: Any) -> Interview:
    """Change what stands in the archive now, through the gate."""
    with here.services.unit_of_work() as uow:
        uow.interviews.save(replace(uow.interviews.get(one.memorial_id, one.id), **given))
        uow.commit()
    return found(here, one)
