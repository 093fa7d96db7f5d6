"""Reads the JSON that describes the interviews of a demonstration memorial into what the archive keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from memorial.application.kept_files import store_file
from memorial.application.services import Services
from memorial.domain.interview import (
    About,
    Access,
    Allowed,
    DeedOfGift,
    InformedConsent,
    Interview,
    InterviewChange,
    Interviewer,
    Narrator,
    Photograph,
    Recording,
    ReleaseForm,
    Session,
)
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Seal
from memorial.domain.transcript import Cue, IndexSegment, Transcript
from memorial.vocabulary import Living, Rendering

Lines = Sequence[Mapping[str, Any]]


def interviews_from(
    services: Services, memorial: Memorial, described: Lines, folder: Path, by: str, stored: list[str]
) -> list[Interview]:
    """Each with its sound sealed in the vault; `stored` gathers the vault ids, for a caller that has to give up.

    Copies for visitors are made by the background worker, as of any other recording.
    """
    return [_interview(services, memorial, one, folder, by, stored) for one in described]


def _interview(
    services: Services, memorial: Memorial, one: Mapping[str, Any], folder: Path, by: str, stored: list[str]
) -> Interview:
    now, new_id = services.now(), services.new_id

    def kept(name: str) -> FileKept:
        path = folder / name
        return store_file(services, path.name, [path.read_bytes()], services.limits.max_file_bytes, stored)

    recordings = (Recording(new_id(), kept(one["sound"])),) if one["sound"] else ()
    pictures = tuple(
        Photograph(kept(given["file"]), given["caption"], Living.NO, publish=True) for given in one["photographs"]
    )
    return Interview(
        id=new_id(),
        memorial_id=memorial.id,
        key_id=services.keys.take().id,
        about=_about(one),
        made_at=now,
        narrators=tuple(_narrator(new_id(), given) for given in one["narrators"]),
        interviewers=tuple(Interviewer(new_id(), given["name"], given["shown"]) for given in one["interviewers"]),
        sessions=(Session(1, one["on"], one["place"], one["place_shown"], recordings),),
        transcripts=tuple(_transcript(new_id(), given, one["lines"], now) for given in one["transcripts"]),
        index=tuple(_segment(new_id(), given, one["lines"]) for given in one["index"]),
        photographs=pictures,
        seals=tuple(_seal(new_id(), given, one["lines"], by, now) for given in one["seals"]),
        release=_release(one, by, now),
        consent=InformedConsent(**one["consent"]) if one["consent"] else None,
        gift=DeedOfGift(**one["gift"]) if one["gift"] else None,
        access=Access(one["access"]),
        listed=one["listed"],
        history=(InterviewChange(now, by, "added", "demonstration"),),
    )


def _about(one: Mapping[str, Any]) -> About:
    return About(
        title=one["title"],
        summary=one["summary"],
        languages=tuple(one["languages"]),
        project=one["project"],
        collection=one["collection"],
        accession_number=one["accession_number"],
        copyright_holder=one["copyright_holder"],
        rights_statement=one["rights_statement"],
    )


def _narrator(narrator_id: str, given: Mapping[str, Any]) -> Narrator:
    shown = Rendering(given["shown"])
    return Narrator(narrator_id, given["name"], given.get("name_other", ""), given["language"], shown=shown)


def _transcript(transcript_id: str, given: Mapping[str, Any], lines: Lines, now: datetime) -> Transcript:
    said = "translation" if given["translation"] else "text"
    cues = tuple(
        Cue(f"c{number}", line["start"], line["end"], line[said], line["speaker"])
        for number, line in enumerate(lines, 1)
        if line.get(said)
    )
    return Transcript(
        transcript_id,
        1,
        given["language"],
        cues,
        given["translation"],
        given["by"],
        given["machine"],
        approved=cues if given["approved"] else None,
        approved_at=now if given["approved"] else None,
    )


def _segment(segment_id: str, given: Mapping[str, Any], lines: Lines) -> IndexSegment:
    return IndexSegment(
        segment_id,
        1,
        lines[given["from"]]["start"],
        title=given["title"],
        synopsis=given["synopsis"],
        keywords={language: tuple(some) for language, some in given["keywords"].items()},
        content_note=given.get("content_note"),
    )


def _seal(seal_id: str, given: Mapping[str, Any], lines: Lines, by: str, now: datetime) -> Seal:
    """Around the lines that are marked in the description."""
    marked = [line for line in lines if line.get("seal")]
    return Seal(seal_id, 1, marked[0]["start"], marked[-1]["end"], given["reason"], now, by, said=given["said"])


def _release(one: Mapping[str, Any], by: str, now: datetime) -> ReleaseForm | None:
    given = one["release"]
    if given is None:
        return None
    allows = tuple(Allowed(word) for word in given["allows"])
    signed_by = one["narrators"][0]["name"]
    return ReleaseForm(given["text"], given["version"], allows, given["signed_on"], signed_by, given["how"], by, now)
