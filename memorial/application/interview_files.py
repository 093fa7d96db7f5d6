"""Files that arrive for an interview: what each of them is, read as a transcript, or sealed whole as a master."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from memorial.application.kept_files import ENOUGH_TO_TELL, store_file
from memorial.application.ports.media import FileRefused
from memorial.application.ports.secrets import StorageFull
from memorial.application.ports.transcripts import LARGEST_TRANSCRIPT, NotATranscript, ReadTranscript
from memorial.application.services import Services
from memorial.domain.errors import Invalid
from memorial.domain.remembrance import FileKept
from memorial.vocabulary import FileKind


@dataclass(frozen=True)
class Arriving:
    """One file. `pieces` opens it once more, from its beginning. `language` (a tag) and `translation` are said of a
    transcript where somebody knows better than its file; `session` is 0 where the names of the files decide."""

    name: str
    pieces: Callable[[], Iterator[bytes]]
    language: str = ""
    translation: bool = False
    session: int = 0


class FileUnusable(Invalid):
    """One of the files is neither a recording, nor a picture, nor a transcript. Nothing was brought in.

    `field` is the name of the file, `detail` the reason as a sentence in English.
    """


@dataclass
class Master:
    file: Arriving
    kind: FileKind
    mime: str
    sha256: str
    kept: FileKept | None = None


@dataclass(frozen=True)
class ReadFile:
    file: Arriving
    read: ReadTranscript
    sha256: str


@dataclass
class Files:
    masters: list[Master] = field(default_factory=list)
    pictures: list[Master] = field(default_factory=list)
    transcripts: list[ReadFile] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """Recordings first, then transcripts, then pictures."""
        return tuple(
            [one.file.name for one in self.masters]
            + [one.file.name for one in self.transcripts]
            + [one.file.name for one in self.pictures]
        )

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 to the file's name."""
        found = {one.sha256: one.file.name for one in (*self.masters, *self.pictures)}
        return found | {one.sha256: one.file.name for one in self.transcripts}


def read_files(services: Services, files: Sequence[Arriving]) -> Files:
    """Each file by what it is. Raises `FileUnusable`."""
    found = Files()
    for file in files:
        first = _first_bytes(file)
        if not first:
            raise FileUnusable(file.name, "empty", "it is empty.")
        kind = services.read_picture.kind_of(first, file.name)
        if kind is None:
            found.transcripts.append(_transcript(services, file))
        elif kind[0] is FileKind.DOCUMENT:
            raise FileUnusable(file.name, "document", "it is a document: bring the transcript in as text or WebVTT.")
        else:
            into = found.pictures if kind[0] is FileKind.PHOTO else found.masters
            into.append(Master(file, *kind, _digest(file)))
    if len(found.digests) < len(files):
        raise Invalid("files", "same_file_twice")
    return found


def _first_bytes(file: Arriving) -> bytes:
    first = b""
    for piece in file.pieces():
        first += piece
        if len(first) >= ENOUGH_TO_TELL:
            break
    return first


def _digest(file: Arriving) -> str:
    digest = hashlib.sha256()
    for piece in file.pieces():
        digest.update(piece)
    return digest.hexdigest()


def _transcript(services: Services, file: Arriving) -> ReadFile:
    content = bytearray()
    for piece in file.pieces():
        content += piece
        if len(content) > LARGEST_TRANSCRIPT:
            raise FileUnusable(file.name, "too_large", NotATranscript("too_large").detail)
    try:
        read = services.transcript_forms.read(bytes(content), file.name)
    except NotATranscript as problem:
        raise FileUnusable(file.name, problem.code, problem.detail) from None
    return ReadFile(file, read, hashlib.sha256(content).hexdigest())


def seal(services: Services, read: Files, stored: list[str]) -> None:
    """Masters into the vault, whole. A recording may be as large as the disk allows: whoever brings it in chose it."""
    for one in read.pictures:
        try:
            one.kept = store_file(services, one.file.name, one.file.pieces(), services.limits.max_total_bytes, stored)
        except FileRefused as refused:
            if refused.code == "storage_full":
                raise StorageFull from None
            raise FileUnusable(one.file.name, refused.code, "it cannot be kept as a picture.") from None
    for one in read.masters:
        kept = services.vault.store(one.file.pieces(), limit=None)
        stored.append(kept.id)
        one.kept = FileKept(
            services.new_id(), one.kind, one.file.name[:200], one.mime, kept.size, kept.sha256, kept.id, kept.key.hex()
        )
