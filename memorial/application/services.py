"""What every use case gets: the archive, the vault, the time, limits. Built once, at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from memorial.application.ports.evidence import Attestor
from memorial.application.ports.lists import ListReader
from memorial.application.ports.media import ReadPicture
from memorial.application.ports.passkeys import Passkeys
from memorial.application.ports.passwords import Passwords
from memorial.application.ports.secrets import KeyStore, Vault
from memorial.application.ports.store import UnitOfWork
from memorial.application.ports.transcripts import TranscriptForms
from memorial.domain.language_reading import FamilyText
from memorial.vocabulary import FileKind


class OpenUnitOfWork(Protocol):
    def __call__(self, *, read_only: bool = False) -> UnitOfWork: ...


@dataclass(frozen=True)
class Limits:
    """How much, how long. Times are what the pages tell people."""

    undo: timedelta = timedelta(minutes=10)
    claim: timedelta = timedelta(minutes=30)
    draft: timedelta = timedelta(days=30)
    unseen_draft: timedelta = timedelta(hours=24)
    answer: timedelta = timedelta(days=14)
    """Within which time what came is usually read. Nothing: families are told no day."""
    story_characters: int = 20_000
    paper_forms: int = 200
    """How many sheets may be printed for one memorial within a day. Nothing: any number."""
    max_files: int = 30
    max_file_bytes: int = 25 * 1024 * 1024
    max_recording_bytes: int = 500 * 1024 * 1024
    """Of sound and films; `max_file_bytes` is of all else."""
    max_total_bytes: int = 1000 * 1024 * 1024
    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    step_up: timedelta = timedelta(minutes=5)
    prove_restore_within: timedelta = timedelta(0)
    """How old the last proved restore may be. Nothing: nobody is warned."""

    def most_bytes(self, kind: FileKind) -> int:
        """How large one file of that kind may be."""
        return self.max_recording_bytes if kind in (FileKind.AUDIO, FileKind.VIDEO) else self.max_file_bytes

    def draft_time(self, *, seen: bool) -> timedelta:
        """How long a draft is kept; `seen`: whether its code was shown, so that somebody can come back to it."""
        return self.draft if seen else self.unseen_draft

    @property
    def largest_bytes(self) -> int:
        return max(self.max_recording_bytes, self.max_file_bytes)


@dataclass(frozen=True)
class Services:
    unit_of_work: OpenUnitOfWork
    keys: KeyStore
    vault: Vault
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    read_picture: ReadPicture
    passwords: Passwords
    attestor: Attestor
    passkeys: Passkeys
    lists: ListReader
    transcript_forms: TranscriptForms
    read_date: Callable[[str, str], str]
    """A date in words, and the language of them, as EDTF; '' where it is not certain."""
    family_texts: Callable[[str], tuple[FamilyText, ...]]
    """What families agree to, in that language beside the source; nothing where the program does not speak it."""
    limits: Limits = Limits()
    loopback_only: bool = False
    mail_configured: bool = False
    make_room: Callable[[Exception], bool] = lambda _problem: False
    """True where that failed for want of room on the disk and there is some now: what failed may be tried once more."""
    has_room: Callable[[], bool] = lambda: True
    """Whether something new may be taken without using up what is kept for those who take back."""


def even_without_room(services: Services, take_back: Callable[[], None]) -> None:
    """Takes something back, on a full disk too: with the room that is kept for it."""
    try:
        take_back()
    except Exception as problem:
        if not services.make_room(problem):
            raise
        take_back()
