"""Recordings given with remembrances, for tests: given, made ready without ffmpeg, and accepted by who listened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memorial.adapters.files.frames import sealed
from memorial.application import giving, media_work
from memorial.application.ports.recordings import Found, Made, MediaProblem, RecordingRefused
from memorial.domain.media_copy import MediaCopy
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import FileKept, Remembrance
from memorial.domain.sealed_spans import Span
from memorial.domain.staff import StaffMember
from tests.installations import EDITOR, TestInstallation

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 200
"""What is taken for sound by its first bytes. What makes copies in these tests looks no further."""
COPIED = b"what can be heard of it"


@dataclass
class Copier:
    """Makes an Opus copy that is `content`, ninety seconds long, or says what is wrong."""

    here: TestInstallation
    problem: MediaProblem | None = None
    content: bytes = COPIED
    meanwhile: Callable[[], None] = lambda: None

    def probe(self, master: FileKept) -> Found:
        raise NotImplementedError

    def make(
        self,
        master: FileKept,
        *,
        cut: Sequence[Span],
        begin: Callable[[Sequence[str]], None],
        progress: Callable[[int], bool],
    ) -> Made:
        vault_id = self.here.services.new_id()
        begin([vault_id])
        self.here.services.vault.put_back(vault_id, sealed([self.content], context=vault_id, key=bytes(32)))
        self.meanwhile()
        if self.problem is not None:
            raise RecordingRefused(self.problem)
        copy = MediaCopy("opus", "audio/ogg", len(self.content), vault_id, "0" * 64, "", tuple(cut))
        return Made(90_000, (copy,), (10, 90))


def voice(here: TestInstallation, code: str, **answers: str) -> str:
    """A recording in a draft, that visitors may hear unless said otherwise; its id."""
    kept = giving.keep_file(here.services, code, "voice.mp3", [MP3])
    given = {"publish": "yes", "living": "no", "caption": "The song of the nets", **answers}
    giving.save_answers(here.services, code, {f"file:{kept.id}:{key}": text for key, text in given.items()})
    return kept.id


def given_voice(
    here: TestInstallation, memorial: Memorial | None = None, /, *, file: dict[str, str] | None = None, **answers: str
) -> tuple[str, Remembrance]:
    """A remembrance with a recording that was sent; nothing is made of it yet."""
    code = here.offer(memorial, **answers)
    voice(here, code, **(file or {}))
    return code, here.send(code)


def made_ready(here: TestInstallation, problem: MediaProblem | None = None, *, content: bytes = COPIED) -> bool:
    return media_work.do_next(here.services, Copier(here, problem, content))


def accepted(
    here: TestInstallation, given: Remembrance, by: StaffMember = EDITOR, *, no_name_said: bool = False
) -> Remembrance:
    """By somebody who listened to every recording that can be heard."""
    heard = frozenset(kept.id for kept in given.files)
    return here.decide(given, by=by, findings={"heard": heard, "no_name_said": no_name_said})
