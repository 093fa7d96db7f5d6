"""Reads interviews from the edition, for the public pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from memorial.adapters.db.edition_tables import published_interview, published_interview_text
from memorial.adapters.db.interview_search import INTERVIEWS, AskedWords, FoundAt
from memorial.adapters.documents import from_bytes
from memorial.published.interview import (
    FoundLine,
    InterviewLine,
    PublishedCue,
    PublishedInterview,
    PublishedSegment,
    PublishedSession,
)

_head, _text = published_interview.c, published_interview_text.c
_CURSOR = 16
MOST_OF_ONE = 3
"""So many lines of one interview stand among what was found in all of them."""
_PARTS_AT_ONCE = 40
MOST_PARTS = 400
"""So many parts that hold every word somewhere are looked through for a line that does."""
_TOP = 1 << 62


class InterviewsAsRead:
    """Keeps the promises of `InterviewReader`."""

    def __init__(self, connection: Connection, memorial_id: str) -> None:
        self._connection, self._memorial_id = connection, memorial_id

    @property
    def _listed(self) -> Any:
        return and_(_head.memorial_id == self._memorial_id, _head.listed.is_(True))

    def any(self) -> bool:
        return self._connection.execute(select(_head.id).where(self._listed).limit(1)).first() is not None

    def listed(self, *, after: str, limit: int) -> tuple[Sequence[InterviewLine], str]:
        """A cursor is the beginning of the id of a page's last interview. One that leads nowhere gives the first."""
        wanted = select(_head.id, _head.line).where(self._listed).order_by(_head.sort_key, _head.id).limit(limit + 1)
        last = self._at_cursor(after) if after else None
        if last is not None:
            beyond = and_(_head.sort_key == last.sort_key, _head.id > last.id)
            wanted = wanted.where(or_(_head.sort_key > last.sort_key, beyond))
        rows = self._connection.execute(wanted).all()
        lines = [from_bytes(row.line, InterviewLine) for row in rows[:limit]]
        return lines, rows[limit - 1].id[:_CURSOR] if len(rows) > limit else ""

    def _at_cursor(self, after: str) -> Any:
        at = and_(self._listed, _head.id.startswith(after, autoescape=True))
        return self._connection.execute(select(_head.id, _head.sort_key).where(at).limit(1)).first()

    def lines_of(self, ids: Sequence[str]) -> Mapping[str, InterviewLine]:
        wanted = select(_head.id, _head.line).where(self._listed, _head.id.in_(list(dict.fromkeys(ids))))
        return {row.id: from_bytes(row.line, InterviewLine) for row in self._connection.execute(wanted)}

    def of_person(self, person_id: str, *, indexable: bool) -> Sequence[InterviewLine]:
        told_by = _head.people.contains(f'"{person_id}"', autoescape=True)
        wanted = select(_head.line).where(self._listed, told_by).order_by(_head.sort_key, _head.id)
        wanted = wanted.where(_head.audience == "public") if indexable else wanted
        return [from_bytes(line, InterviewLine) for line in self._connection.execute(wanted).scalars()]

    def get(self, interview_id: str) -> PublishedInterview | None:
        at = and_(_head.memorial_id == self._memorial_id, _head.id == interview_id)
        document = self._connection.execute(select(_head.document).where(at)).scalar_one_or_none()
        return None if document is None else from_bytes(document, PublishedInterview)

    def indexable(self, last: str, limit: int) -> Sequence[str]:
        wanted = select(_head.id).where(self._listed, _head.audience == "public", _head.id > last)
        return self._connection.execute(wanted.order_by(_head.id).limit(limit)).scalars().all()

    # Lines

    def cues(self, interview_id: str, transcript_id: str) -> Iterator[PublishedCue]:
        wanted = select(_text.document).where(
            _text.memorial_id == self._memorial_id,
            _text.interview_id == interview_id,
            _text.transcript_id == transcript_id,
        )
        documents = self._connection.execute(wanted.order_by(_text.part)).scalars().all()
        return (cue for document in documents for cue in _cues(document))

    # Finding

    def find(self, query: str, *, limit: int) -> Sequence[FoundLine]:
        """The words of a part may stand far from one another: parts are looked through until there are enough lines."""
        asked, before, looked_at = AskedWords(query), _TOP, 0
        found = _FoundLines(self)
        while asked and looked_at < MOST_PARTS and len(found.lines) < limit:
            most = {"before": before, "limit": _PARTS_AT_ONCE}
            positions = INTERVIEWS.find(self._connection, self._memorial_id, query, **most)
            if not positions:
                break
            before, looked_at = positions[-1], looked_at + len(positions)
            for row in self._parts(positions):
                found.add(row, asked.found_in(row.words), of=row.interview_id, most=MOST_OF_ONE)
        return found.lines[:limit]

    def _parts(self, positions: Sequence[int]) -> Sequence[Any]:
        """Those parts, in the order of their interviews and of time; none of an interview that no list names."""
        joined = published_interview_text.join(
            published_interview,
            and_(_head.memorial_id == _text.memorial_id, _head.id == _text.interview_id, _head.listed.is_(True)),
        )
        wanted = select(published_interview_text).select_from(joined).where(_text.memorial_id == self._memorial_id)
        order = (_head.sort_key, _text.interview_id, _text.session, _text.transcript_id, _text.part)
        return self._connection.execute(wanted.where(_text.position.in_(positions)).order_by(*order)).all()

    def find_within(self, interview_id: str, query: str, *, session: int, limit: int) -> Sequence[FoundLine]:
        asked = AskedWords(query)
        if not asked:
            return []
        at = (_text.memorial_id == self._memorial_id, _text.interview_id == interview_id, _text.session == session)
        wanted = select(published_interview_text).where(*at).order_by(_text.transcript_id, _text.part)
        found = _FoundLines(self)
        for row in self._connection.execute(wanted):
            # The earliest of each transcript: after them none of the first `limit` lines can come.
            found.add(row, asked.found_in(row.words), of=row.transcript_id, most=limit)
        return sorted(found.lines, key=lambda one: (one.start, one.transcript_id))[:limit]


class _FoundLines:
    """Collects lines, not more than so many of each interview or transcript."""

    def __init__(self, reader: InterviewsAsRead) -> None:
        self._reader = reader
        self.lines: list[FoundLine] = []
        self._count: dict[str, int] = {}
        self._heads: dict[str, PublishedInterview | None] = {}

    def add(self, row: Any, places: Iterable[FoundAt], *, of: str, most: int) -> None:
        at = list(islice(places, max(0, most - self._count.get(of, 0))))
        if at:
            before = len(self.lines)
            self.lines += self._segments(row, at) if not row.transcript_id else self._cues(row, at)
            self._count[of] = self._count.get(of, 0) + len(self.lines) - before

    def _session(self, row: Any) -> PublishedSession | None:
        if row.interview_id not in self._heads:
            self._heads[row.interview_id] = self._reader.get(row.interview_id)
        head = self._heads[row.interview_id]
        return head.session(row.session) if head else None

    def _cues(self, row: Any, places: Sequence[FoundAt]) -> Iterator[FoundLine]:
        cues, session = _cues(row.document), self._session(row)
        heads = session.transcripts if session else ()
        place = next((place for place, one in enumerate(heads) if one.id == row.transcript_id), 0)
        spoken = heads[place].language if heads else ""
        for found in places:
            some = cues[found.number : found.number + found.lines]
            yield FoundLine(
                interview_id=row.interview_id,
                session=row.session,
                transcript_id=row.transcript_id,
                cue_id=some[0].id,
                start=some[0].start,
                speaker=some[0].speaker,
                text=" ".join(one.text for one in some),
                language=some[0].language or spoken,
                number=place,
            )

    def _segments(self, row: Any, places: Sequence[FoundAt]) -> Iterator[FoundLine]:
        session = self._session(row)
        segments = session.segments if session else ()
        for one in (segments[place.number] for place in places if place.number < len(segments)):
            language, text = _title(one)
            yield FoundLine(row.interview_id, row.session, "", "", one.start, "", text, language, one.number)


def _cues(document: str) -> tuple[PublishedCue, ...]:
    return from_bytes(document, tuple[PublishedCue, ...])


def _title(segment: PublishedSegment) -> tuple[str, str]:
    """What a list of findings says of a segment: its language and its words."""
    for texts in (segment.title, segment.synopsis):
        for language, text in texts.items():
            if text:
                return language, text
    return "und", ""
