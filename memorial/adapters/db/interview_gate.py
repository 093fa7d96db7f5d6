"""Interviews at the gate: what is seen of them, which files visitors get, and what work on media follows from that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, insert

from memorial.adapters.db.access_requests import SqlAccessRequests
from memorial.adapters.db.edition_writer import CopyWanted, EditionWriter, of_derivatives, of_recordings
from memorial.adapters.db.interview_edition import Printed, printed, write_interview
from memorial.adapters.db.interviews import INTERVIEW, SqlInterviews
from memorial.adapters.db.media_jobs import SqlMediaJobs
from memorial.adapters.db.memorials import memorial_of
from memorial.adapters.db.people_gate import At, PeopleGate
from memorial.adapters.db.tables import due
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.application.ports.secrets import KeyDestroyed, SealBroken
from memorial.disclosure.interview import InterviewDisclosure, as_if_agreed, disclose_interview
from memorial.domain.interview import Access, Interview
from memorial.domain.interview_answers import of_the_file
from memorial.domain.sealed_spans import Span, joined
from memorial.domain.timers import opens_at

EMBARGO = "embargo"


@dataclass
class InterviewGate:
    work: Work
    edition: EditionWriter
    interviews: SqlInterviews
    jobs: SqlMediaJobs
    people: PeopleGate
    requests: SqlAccessRequests
    trusted_now: Callable[[], datetime | None]

    def publish(self, people: Iterable[At]) -> None:
        """Every interview that was touched, and those in which people tell who are seen otherwise now."""
        for at in people:
            if at not in self.work.new and self.people.is_seen_otherwise(at):
                self._take_along(at)
        for (memorial_id, interview_id), found in list(self.work.interviews.items()):
            self._publish(memorial_id, interview_id, found)

    def _take_along(self, at: At) -> None:
        for interview_id in self.interviews.of_person(*at):
            try:
                self.interviews.touch(at[0], interview_id)
            except (KeyDestroyed, SealBroken):
                # One that cannot be opened keeps nobody from taking back. Visitors see it no more.
                self.work.interviews[(at[0], interview_id)] = None

    def _publish(self, memorial_id: str, interview_id: str, found: Interview | None) -> None:
        disclosed = self._disclose(found) if found is not None else None
        if found is None and not self.interviews.is_kept(memorial_id, interview_id):
            # Gone for good; who asked for one that only cannot be opened now keeps what they wrote.
            self.requests.erase_of(memorial_id, interview_id)
        names = self.edition.copies_for(memorial_id, interview_id, _copies(disclosed) if disclosed else ())
        memorial = memorial_of(self.work, memorial_id)
        shown = printed(disclosed, names, memorial.languages) if disclosed else None
        if write_interview(self.work.connection, memorial_id, interview_id, shown):
            self.edition.changed.add(memorial_id)
        self._plan(memorial_id, interview_id, found)

    def _disclose(self, found: Interview, *, granted: bool = False) -> InterviewDisclosure | None:
        memorial = memorial_of(self.work, found.memorial_id)
        now = self.trusted_now()
        return disclose_interview(found, memorial, now, lambda one: self._shown_as(found, one), granted=granted)

    def _shown_as(self, found: Interview, person_id: str) -> str:
        shown = self.people.disclose(found.memorial_id, person_id)
        return shown.person_id if shown is not None and not shown.kept else ""

    def preview(self, found: Interview, *, media_base: str, granted: bool, agreed: bool) -> Printed | None:
        as_if = as_if_agreed(found, self.work.now()) if agreed else found
        disclosed = self._disclose(as_if, granted=granted)
        if disclosed is None:
            return None
        names = {
            copy.vault_id: f"{media_base}/{recording.id}.{copy.format}"
            for _, recording in found.recordings
            for copy in recording.copies
        }
        for one in disclosed.pictures:
            base = f"{media_base}/{one.file.id}"
            names |= {made.vault_id: f"{base}/{made.size}.{made.format}" for made in one.file.derivatives}
        return printed(disclosed, names, memorial_of(self.work, found.memorial_id).languages)

    # What follows from how it stands now

    def _plan(self, memorial_id: str, interview_id: str, found: Interview | None) -> None:
        self.jobs.wanted(memorial_id, interview_id, INTERVIEW, self._jobs(found), now=self.work.now())
        mine = and_(due.c.memorial_id == memorial_id, due.c.record_id == interview_id, due.c.kind == EMBARGO)
        self.work.connection.execute(delete(due).where(mine))
        opens = self._next_day(found) if found is not None else None
        if opens is not None:
            row = {"memorial_id": memorial_id, "record_id": interview_id, "kind": EMBARGO, "due_at": to_db(opens)}
            self.work.connection.execute(insert(due), row)

    def _jobs(self, found: Interview | None) -> list[tuple[str, tuple[Span, ...]]]:
        """Of every recording whose copies are missing, or cut otherwise than they are to be: its id and the cut.

        One that was set aside stays in the list of jobs, where the desk can have it tried again.
        """
        wanted: list[tuple[str, tuple[Span, ...]]] = []
        if found is None or found.removed:
            return wanted
        memorial, now = memorial_of(self.work, found.memorial_id), self.trusted_now()
        for session, recording in found.recordings:
            cut = of_the_file(found, memorial, now, session, recording)
            if not recording.copies or any(joined(copy.cut) != joined(cut) for copy in recording.copies):
                wanted.append((recording.id, cut))
        return wanted

    def _next_day(self, found: Interview) -> datetime | None:
        """When the gate has to look again by itself: the next day on which something of it opens."""
        zone, now = memorial_of(self.work, found.memorial_id).time_zone, self.trusted_now()
        days = [seal.until for seal in found.seals if seal.lifted_at is None and seal.until is not None]
        if found.access is Access.EMBARGOED and found.opens_on is not None:
            days.append(found.opens_on)
        coming = [at for at in (opens_at(day, zone) for day in days) if now is None or now < at]
        return min(coming, default=None)


def _copies(disclosed: InterviewDisclosure) -> Iterable[CopyWanted]:
    yield from of_recordings(disclosed.copies)
    yield from of_derivatives(made for one in disclosed.pictures for made in one.file.derivatives)
