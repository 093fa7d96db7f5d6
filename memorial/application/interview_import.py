"""An interview that was made elsewhere: its recordings, transcripts and index come in together, and stay closed.

Nothing of it reaches anybody: no release is recorded, access is closed, nobody was asked whether it may be listed, and
no name of a narrator or an interviewer is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import PurePath
from typing import TypeVar

from memorial.application.interview_files import Arriving, Files, read_files, seal
from memorial.application.memorials import Actor
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.ports.transcripts import Finding, Hints
from memorial.application.services import Services
from memorial.domain.errors import Conflict, Invalid
from memorial.domain.interview import (
    About,
    Interview,
    InterviewChange,
    Interviewer,
    Narrator,
    Photograph,
    Recording,
    Session,
    begins,
)
from memorial.domain.languages import UNDETERMINED
from memorial.domain.memorial import Memorial
from memorial.domain.transcript import IndexSegment, Transcript
from memorial.domain.transcript_editing import numbered, shifted, unused_prefixes
from memorial.domain.writing import clean_line

T = TypeVar("T")

IMPORTED = "imported"
"""The word of the history for what this module does."""
SUBJECT = "interview"
ACTION = "import_interview"
MOST_FILES = 60
KEPT_AS = "sha256"
"""Before the digest and the name of each file that came in, in what the interview keeps of its import."""
_SHA256 = re.compile(rf"^{KEPT_AS} ([0-9a-f]{{64}}) ", re.MULTILINE)
_LANGUAGE_IN_NAME = re.compile(r"[._ -]([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")


@dataclass(frozen=True)
class Asked:
    """What is said of the whole. `language`: of what is said, a tag. `machine`: the program that wrote the transcripts,
    or ''. `earlier`: by how many milliseconds all times of transcripts and index are to be earlier."""

    title: str = ""
    language: str = ""
    machine: str = ""
    earlier: int = 0


class ImportedAlready(Conflict):
    """One of the files belongs to an interview of this memorial already: `detail` is its id."""

    code = "imported_already"


@dataclass(frozen=True)
class InterviewImported:
    """What came in, or would. `findings` are by the name of the file. `interview` is None where nothing was kept."""

    id: str
    interview: Interview | None
    title: str
    recordings: int
    photographs: int
    transcripts: tuple[Transcript, ...]
    segments: int
    findings: tuple[tuple[str, tuple[Finding, ...]], ...]


def import_interview(
    services: Services,
    slug: str,
    files: Sequence[Arriving],
    asked: Asked,
    *,
    actor: Actor,
    dry_run: bool = False,
) -> InterviewImported:
    """Bring it in, in one commit with one entry in the log, or only say what would come of it.

    Raises `NotFound` for no such memorial, `FileUnusable`, `ImportedAlready`, `StorageFull`, and `Invalid` for what is
    asked: `files` (no_files, too_many_files, same_file_twice), `by` (before_beginning: more than `earlier` could be).
    """
    if not files:
        raise Invalid("files", "no_files")
    if len(files) > MOST_FILES:
        raise Invalid("files", "too_many_files")
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.by_slug(slug)
    read = read_files(services, files)
    # Every interview is opened for this, which can take a while: not while others wait for the archive.
    with services.unit_of_work(read_only=True) as uow:
        looked_at = _refuse_again(uow, memorial.id, read)
    stored: list[str] = []
    try:
        if not dry_run:
            seal(services, read, stored)
        with services.unit_of_work(read_only=dry_run) as uow:
            _refuse_again(uow, memorial.id, read, looked_at)
            made = _Making(services, memorial, read, asked, actor).interview()
            if not dry_run:
                made = replace(made, key_id=services.keys.take().id)
                uow.interviews.add(made)
                uow.audit.add(AuditEntry(memorial.id, actor.kind, actor.id, ACTION, SUBJECT, made.id, reason=IMPORTED))
                uow.commit()
    except BaseException:
        services.vault.delete(stored)
        raise
    return InterviewImported(
        "" if dry_run else made.id,
        None if dry_run else made,
        next(iter(made.about.title.values())),
        len(read.masters),
        len(read.pictures),
        made.transcripts,
        len(made.index),
        tuple((one.file.name, one.read.findings) for one in read.transcripts if one.read.findings),
    )


def _refuse_again(
    uow: UnitOfWork, memorial_id: str, read: Files, looked_at: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The ids of all interviews that there are; those in `looked_at` are not opened again. Raises `ImportedAlready`."""
    given = set(read.digests)
    ids = frozenset(uow.interviews.ids(memorial_id))
    for interview_id in ids - looked_at:
        there = uow.interviews.find(memorial_id, interview_id)
        if there is None or there.removed:
            continue
        known = set(_SHA256.findall(there.about.imported_from))
        known |= {one.master.sha256 for _, one in there.recordings}
        if known & given:
            raise ImportedAlready(detail=interview_id)
    return ids


# What they make together


@dataclass(frozen=True)
class _Making:
    services: Services
    memorial: Memorial
    read: Files
    asked: Asked
    actor: Actor

    def interview(self) -> Interview:
        now, new_id = self.services.now(), self.services.new_id
        hints = _together([one.read.hints for one in self.read.transcripts])
        language = self.asked.language or next(iter(hints.languages), UNDETERMINED)
        transcripts = self._transcripts(language)
        return Interview(
            id=new_id(),
            memorial_id=self.memorial.id,
            key_id="",
            about=self._about(hints, language, transcripts),
            made_at=now,
            narrators=tuple(Narrator(new_id(), name, language=language) for name in hints.narrators),
            interviewers=tuple(Interviewer(new_id(), name) for name in hints.interviewers),
            sessions=self._sessions(hints),
            transcripts=transcripts,
            index=self._index(language),
            photographs=tuple(Photograph(one.kept) for one in self.read.pictures if one.kept),
            history=(InterviewChange(now, self.actor.id, IMPORTED),),
        )

    def _about(self, hints: Hints, language: str, transcripts: Sequence[Transcript]) -> About:
        title = clean_line(self.asked.title) or hints.title or clean_line(PurePath(self.read.names[0]).stem)
        told = [f"{KEPT_AS} {digest} {clean_line(name)[:200]}" for digest, name in self.read.digests.items()]
        told += [f"{name}: {value.replace(chr(10), chr(10) + '  ')}" for name, value in hints.elsewhere]
        spoken = (language, *hints.languages, *(one.language for one in transcripts if not one.translation))
        written_in = self._language_of_texts(language)
        return About(
            {written_in: title},
            {written_in: hints.summary} if hints.summary else None,
            tuple(dict.fromkeys(code for code in spoken if code != UNDETERMINED)),
            project=hints.project,
            collection=hints.collection,
            accession_number=hints.accession_number,
            rights_statement=hints.rights_statement,
            notes=hints.notes,
            imported_from="\n".join(told),
        )

    def _language_of_texts(self, language: str) -> str:
        """What is said of the interview is edited in the languages of the memorial, and so it comes in as one."""
        return language if language in self.memorial.languages else self.memorial.languages[0]

    def _sessions(self, hints: Hints) -> tuple[Session, ...]:
        """A recording for each sitting, in the order given; recordings of one name (sound and film) share one."""
        recordings: dict[int, list[Recording]] = {1: []}
        for one in self.read.masters:
            number = one.file.session or _sitting_of(one.file.name, self._stems)
            if one.kept:
                there = recordings.setdefault(number, [])
                starts = begins(there, one.kept.name, one.kind)
                there.append(Recording(self.services.new_id(), one.kept, starts))
        for file in self.read.transcripts:
            recordings.setdefault(self._session(file.file), [])
        return tuple(
            Session(number, on=hints.on if number == 1 else "", recordings=tuple(kept))
            for number, kept in sorted(recordings.items())
        )

    @property
    def _stems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(PurePath(one.file.name).stem.casefold() for one in self.read.masters))

    def _session(self, file: Arriving) -> int:
        return file.session or _sitting_of(file.name, self._stems)

    def _transcripts(self, language: str) -> tuple[Transcript, ...]:
        """The original of a sitting first. What says of itself that it is in the same language is no translation."""
        found: list[Transcript] = []
        for one in self.read.transcripts:
            for number, came in enumerate(one.read.transcripts):
                tongue = came.language if came.language != UNDETERMINED or number else language
                if not number:
                    tongue = one.file.language or _language_in(one.file.name, self.services) or tongue
                made = replace(
                    came,
                    id=self.services.new_id(),
                    session=self._session(one.file),
                    language=tongue,
                    translation=came.translation or (one.file.translation and not number),
                    machine=clean_line(self.asked.machine)[:200] or came.machine,
                )
                found.append(made.with_cues(shifted(made.cues, -self.asked.earlier)))
        prefixes = unused_prefixes(None, len(found))
        named = [one.with_cues(numbered(one.cues, prefix)) for one, prefix in zip(found, prefixes, strict=True)]
        return tuple(sorted(named, key=lambda one: (one.session, one.translation)))

    def _index(self, language: str) -> tuple[IndexSegment, ...]:
        numbers = count(1)
        found: list[IndexSegment] = []
        for one in self.read.transcripts:
            for segment in one.read.index:
                start = segment.start - self.asked.earlier
                end = None if segment.end is None else segment.end - self.asked.earlier
                if start < 0:
                    raise Invalid("by", "before_beginning")
                placed = replace(segment, id=f"s{next(numbers)}", session=self._session(one.file), start=start, end=end)
                found.append(_in_language(placed, self._language_of_texts(language)))
        return tuple(sorted(found, key=lambda segment: (segment.session, segment.start)))


def _sitting_of(name: str, stems: Sequence[str]) -> int:
    """`tape2.en.vtt` belongs to the sitting of `tape2.wav`; what belongs to none, to the first."""
    own = PurePath(name).stem.casefold()
    matching = [(len(stem), number) for number, stem in enumerate(stems, start=1) if own.startswith(stem)]
    return max(matching, default=(0, 1))[1]


def _language_in(name: str, services: Services) -> str:
    """`tape.az.vtt` is in Azerbaijani."""
    found = _LANGUAGE_IN_NAME.search(PurePath(PurePath(name).stem).suffix)
    return services.transcript_forms.language_tag(found[1]) if found else ""


def _in_language(segment: IndexSegment, language: str) -> IndexSegment:
    """What the file gives in no language is in that one."""

    def named(said: Mapping[str, T] | None) -> dict[str, T] | None:
        return {(language if tag == UNDETERMINED else tag): words for tag, words in said.items()} if said else None

    return replace(
        segment,
        title=named(segment.title),
        synopsis=named(segment.synopsis),
        partial_transcript=named(segment.partial_transcript),
        keywords=named(segment.keywords),
        subjects=named(segment.subjects),
        place=named(segment.place),
    )


def _together(hints: Sequence[Hints]) -> Hints:
    """What several files say: the first that says something of a thing, and all names and leavings."""
    made = Hints()
    for one in hints:
        said = {
            name: value if not getattr(made, name) else getattr(made, name)
            for name, value in vars(one).items()
            if name not in ("narrators", "interviewers", "elsewhere")
        }
        made = replace(
            made,
            **said,
            narrators=tuple(dict.fromkeys((*made.narrators, *one.narrators))),
            interviewers=tuple(dict.fromkeys((*made.interviewers, *one.interviewers))),
            elsewhere=(*made.elsewhere, *one.elsewhere),
        )
    return made
