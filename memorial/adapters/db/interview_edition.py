"""What visitors see of an interview, as rows of the edition; written only where they change."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select

from memorial.adapters.collation import collation_key
from memorial.adapters.db.edition_rows import in_words, picture
from memorial.adapters.db.edition_tables import published_interview, published_interview_text
from memorial.adapters.db.interview_search import CUES_IN_A_PART, add, forget, words_of_cues, words_of_segments
from memorial.adapters.documents import to_text
from memorial.disclosure.gate import PictureDisclosure
from memorial.disclosure.interview import InterviewDisclosure
from memorial.disclosure.interview_names import WITHHELD
from memorial.published.interview import (
    InterviewLine,
    PublishedCue,
    PublishedInterview,
    PublishedSegment,
    PublishedSession,
    PublishedSound,
)

OF_THE_INDEX = ""
"""Stands in the place of a transcript's id where a part holds the index of a session."""

Printed = tuple[PublishedInterview, dict[str, tuple[PublishedCue, ...]]]


def printed(disclosed: InterviewDisclosure, names: Mapping[str, str], languages: Sequence[str]) -> Printed:
    """The published form: `names` gives the address or file name of each copy by its vault id.

    `languages`: the memorial's own, for texts that say not what they are in.
    """
    first = languages[0] if languages else "en"
    shown, language_of = disclosed.shown, dict[str, str]()
    for session in shown.sessions:
        language_of |= {head.id: head.language for head in session.transcripts}
    pictures = tuple(
        picture(PictureDisclosure(one.file.id, one.caption, one.file.derivatives), dict(names), first)
        for one in disclosed.pictures
    )
    cues = {tid: tuple(_cue(one, language_of.get(tid, first)) for one in some) for tid, some in disclosed.cues.items()}
    return (
        replace(
            shown,
            project=_said(shown.project, first),
            collection=_said(shown.collection, first),
            copyright_holder=_said(shown.copyright_holder, first),
            rights_statement=_said(shown.rights_statement, first),
            title=_texts(shown.title),
            summary=_texts(shown.summary),
            sessions=tuple(_session(one, names, first) for one in shown.sessions),
            pictures=pictures,
        ),
        cues,
    )


def _session(session: PublishedSession, names: Mapping[str, str], first: str) -> PublishedSession:
    recordings = tuple(
        replace(
            one,
            sources=tuple(_named(sound, names) for sound in one.sources),
            poster=_named(one.poster, names) if one.poster else None,
        )
        for one in session.recordings
    )
    return replace(
        session,
        place=_said(session.place, first),
        recordings=recordings,
        segments=tuple(_segment(one, first) for one in session.segments),
        silences=tuple(replace(one, said=_texts(one.said)) for one in session.silences),
    )


def _named(sound: PublishedSound, names: Mapping[str, str]) -> PublishedSound:
    return replace(sound, name=names[sound.name])


def _segment(one: PublishedSegment, first: str) -> PublishedSegment:
    return replace(
        one,
        title=_texts(one.title),
        synopsis=_texts(one.synopsis),
        partial_transcript=_texts(one.partial_transcript),
        keywords=_lists(one.keywords),
        subjects=_lists(one.subjects),
        content_note=_texts(one.content_note),
        place=_texts(one.place),
        links=tuple(replace(link, description=_said(link.description, first)) for link in one.links),
    )


def _cue(one: PublishedCue, language: str) -> PublishedCue:
    if WITHHELD not in one.text and WITHHELD not in one.speaker:
        return one
    spoken = one.language or language
    return replace(one, text=_said(one.text, spoken), speaker="" if WITHHELD in one.speaker else one.speaker)


def _said(text: str, language: str) -> str:
    return in_words(text, language) if WITHHELD in text else text


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: _said(text, language) for language, text in texts.items()}


def _lists(lists: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(_said(text, language) for text in some) for language, some in lists.items()}


# Rows


def write_interview(connection: Connection, memorial_id: str, interview_id: str, shown: Printed | None) -> bool:
    """True if what visitors may see of it changed."""
    at = and_(published_interview.c.memorial_id == memorial_id, published_interview.c.id == interview_id)
    before = connection.execute(select(published_interview).where(at)).mappings().one_or_none()
    after = _row(memorial_id, shown[0]) if shown else None
    changed = (dict(before) if before else None) != after
    if changed:
        connection.execute(delete(published_interview).where(at))
        if after is not None:
            connection.execute(insert(published_interview), after)
    return _write_texts(connection, memorial_id, interview_id, shown) or changed


def _row(memorial_id: str, shown: PublishedInterview) -> dict[str, Any]:
    people = sorted({one.person_id for one in shown.narrators if one.person_id})
    title = next(iter(shown.title.values()), "")
    return {
        "memorial_id": memorial_id,
        "id": shown.id,
        "sort_key": collation_key(title),
        "audience": shown.audience,
        "listed": shown.access != "unlisted" and not shown.unlisted,
        "people": to_text(people),
        "line": to_text(_line(shown)),
        "document": to_text(shown),
    }


def _line(shown: PublishedInterview) -> InterviewLine:
    return InterviewLine(
        id=shown.id,
        title=shown.title,
        narrators=shown.narrators,
        languages=shown.languages,
        on=next((one.on for one in shown.sessions if one.on), ""),
        duration=shown.duration,
        video=any(recording.video for one in shown.sessions for recording in one.recordings),
        has_transcript=any(one.transcripts for one in shown.sessions),
        access=shown.access,
    )


Part = tuple[str, str]
"""The document of a part, and its folded words."""


def _write_texts(connection: Connection, memorial_id: str, interview_id: str, shown: Printed | None) -> bool:
    table = published_interview_text
    mine = and_(table.c.memorial_id == memorial_id, table.c.interview_id == interview_id)
    rows = connection.execute(select(table).where(mine)).mappings().all()
    before = {(row["session"], row["transcript_id"], row["part"]): row for row in rows}
    after = dict(_parts(*shown)) if shown else {}
    gone = [at for at, row in before.items() if at not in after or (row["document"], row["words"]) != after[at]]
    for at in gone:
        forget(connection, before[at]["position"])
        here = and_(mine, table.c.transcript_id == at[1], table.c.part == at[2])
        connection.execute(delete(table).where(here))
    new = [at for at in after if at not in before or at in gone]
    for session, transcript_id, part in new:
        document, words = after[(session, transcript_id, part)]
        position = secrets.randbits(61) + 1
        row = {"memorial_id": memorial_id, "interview_id": interview_id, "transcript_id": transcript_id, "part": part}
        row |= {"session": session, "position": position, "document": document, "words": words}
        connection.execute(insert(table), row)
        add(connection, memorial_id, position, words)
    return bool(gone or new)


def _parts(
    shown: PublishedInterview, cues: Mapping[str, tuple[PublishedCue, ...]]
) -> Iterator[tuple[tuple[int, str, int], Part]]:
    """(number of the session, transcript's id, number of the part) and what stands there."""
    for session in shown.sessions:
        for head in session.transcripts:
            lines = cues[head.id]
            for number, start in enumerate(range(0, len(lines), CUES_IN_A_PART)):
                some = lines[start : start + CUES_IN_A_PART]
                yield (session.number, head.id, number), (to_text(some), words_of_cues(some))
        if session.segments:
            at = (session.number, OF_THE_INDEX, session.number)
            yield at, ("", words_of_segments(session.segments))
