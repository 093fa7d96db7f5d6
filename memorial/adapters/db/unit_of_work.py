"""The unit of work: one transaction, at whose end everything touched passes the gate."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, delete, select

from memorial.adapters.db.access_requests import SqlAccessRequests
from memorial.adapters.db.background import SqlClockReadings, SqlDues, SqlImports, SqlOutbox
from memorial.adapters.db.chains import SqlAudit
from memorial.adapters.db.concerns import SqlObjections
from memorial.adapters.db.contributors import SqlDrafts, SqlReceipts
from memorial.adapters.db.edition_rows import picture, published_person, render, voice
from memorial.adapters.db.edition_writer import EditionWriter
from memorial.adapters.db.follow_ups import FollowUps, left_over
from memorial.adapters.db.found_by import SqlFoundBy
from memorial.adapters.db.groups import SqlGroups, SqlHeritage
from memorial.adapters.db.groups_gate import GroupsGate
from memorial.adapters.db.guardian_codes import SqlGuardianCodes
from memorial.adapters.db.hide_codes import SqlHideCodes
from memorial.adapters.db.interview_edition import Printed
from memorial.adapters.db.interview_gate import InterviewGate
from memorial.adapters.db.interviews import SqlInterviews
from memorial.adapters.db.log import SqlLog
from memorial.adapters.db.media_jobs import SqlMediaJobs
from memorial.adapters.db.memorials import RECOMPUTE, SqlMemorials, memorial_of
from memorial.adapters.db.name_lists import SqlNameLists
from memorial.adapters.db.narrowings import all_narrowings
from memorial.adapters.db.paper_sheets import SqlPaperSheets
from memorial.adapters.db.passkeys import SqlPasskeys
from memorial.adapters.db.people_gate import PeopleGate
from memorial.adapters.db.people_records import SqlPeople
from memorial.adapters.db.readings import SqlReadings
from memorial.adapters.db.record_entries import SqlRecord
from memorial.adapters.db.record_gate import RecordGate
from memorial.adapters.db.records import SqlRemembrances
from memorial.adapters.db.remembrance_sounds import plan_copies
from memorial.adapters.db.review_drafts import SqlReviewDrafts
from memorial.adapters.db.same_people import SqlSamePairs
from memorial.adapters.db.sqlite import checkpoint
from memorial.adapters.db.staff import SqlStaffAccounts
from memorial.adapters.db.standing_together import SqlStandingTogether, order_again
from memorial.adapters.db.tables import due
from memorial.adapters.db.uploads import SqlUploads
from memorial.adapters.db.wall_places import SqlWallPlaces, end_places
from memorial.adapters.db.work import Peppers, Work
from memorial.adapters.family_dates import year_in
from memorial.application.ports.heads import NotedHeads
from memorial.application.ports.secrets import AccessCopies, KeyStore, LedgerEntry, Vault
from memorial.disclosure.gate import Surroundings, claims_granted, disclose, preview
from memorial.disclosure.kin import kin_granted
from memorial.disclosure.person import PersonDisclosure, disclose_person
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview
from memorial.domain.person import Person
from memorial.domain.record_entry import AnyEntry
from memorial.domain.remembrance import Remembrance, Version
from memorial.published.record import PublishedRecord
from memorial.published.types import PublishedPerson, PublishedRemembrance

log = logging.getLogger(__name__)


class Turn:
    """Who writes next in this process. SQLite has one writer, and lets those who wait sleep for longer and longer."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def take(self) -> bool:
        """False after a long wait: then SQLite itself says what stands in the way."""
        return self._lock.acquire(timeout=LONGEST_TURN_SECONDS)

    def give_back(self) -> None:
        self._lock.release()


LONGEST_TURN_SECONDS = 10.0


@dataclass(frozen=True)
class Archive:
    """What a unit of work needs from outside: engines, keys, files, peppers, the time."""

    writing: Engine
    reading: Engine
    keys: KeyStore
    vault: Vault
    copies: AccessCopies
    peppers: Peppers
    now: Callable[[], datetime]
    turn: Turn = field(default_factory=lambda: Turn())
    noted_heads: NotedHeads | None = None
    """How far the chains had grown, kept apart; None while an older archive is being brought back."""

    def unit_of_work(self, *, read_only: bool = False) -> SqlUnitOfWork:
        return SqlUnitOfWork(self, read_only=read_only)

    def follow(self, follow: FollowUps) -> None:
        """Do what a commit decided, then forget that it was still to do."""
        follow.do(self.keys, self.vault, self.copies)
        waits = self.writing.dialect.name == "sqlite" and self.turn.take()
        try:
            follow.forget(self.writing)
        finally:
            if waits:
                self.turn.give_back()

    def follow_left_over(self, *, before: datetime | None = None) -> int:
        """Do what a crash left undone; the number of things done."""
        done = 0
        while found := left_over(self.reading, before=before):
            self.follow(found)
            done += len(found.rows)
        return done


class SqlUnitOfWork:
    """Keeps the promises of the `UnitOfWork` port on SQLite and PostgreSQL."""

    def __init__(self, archive: Archive, *, read_only: bool) -> None:
        self._archive, self._read_only = archive, read_only

    def __enter__(self) -> Self:
        archive = self._archive
        engine = archive.reading if self._read_only else archive.writing
        waits = not self._read_only and engine.dialect.name == "sqlite"
        self._has_turn = waits and archive.turn.take()
        try:
            self._connection = engine.connect()
        except BaseException:
            self._end_turn()
            raise
        self._work = Work(
            self._connection, archive.keys, archive.vault, archive.peppers, archive.now, read_only=self._read_only
        )
        self._committed = False
        self._edition = EditionWriter(self._connection, archive.vault, archive.copies)
        self._trusted: tuple[datetime | None] | None = None
        self.memorials = SqlMemorials(self._work)
        self.remembrances = SqlRemembrances(self._work)
        self.people = SqlPeople(self._work)
        self._people_gate = PeopleGate(self._work, self._edition, self.people, self.remembrances)
        self.groups = SqlGroups(self._work)
        self.heritage = SqlHeritage(self._work)
        self._groups_gate = GroupsGate(self._work, self._edition, self.groups, self.heritage, self._people_gate)
        self.record = SqlRecord(self._work)
        self._record_gate = RecordGate(self._work, self._edition, self.record, self._edition.shows_to_everyone)
        self.media_jobs = SqlMediaJobs(self._work)
        self.interviews = SqlInterviews(self._work)
        self.access_requests = SqlAccessRequests(self._work)
        self._interview_gate = InterviewGate(
            self._work,
            self._edition,
            self.interviews,
            self.media_jobs,
            self._people_gate,
            self.access_requests,
            self._trusted_now,
        )
        self.found_by = SqlFoundBy(self._work)
        self.objections = SqlObjections(self._work)
        self.drafts = SqlDrafts(self._work)
        self.review_drafts = SqlReviewDrafts(self._work)
        self.uploads = SqlUploads(self._work)
        self.receipts = SqlReceipts(self._work)
        self.hide_codes = SqlHideCodes(self._work)
        self.guardian_codes = SqlGuardianCodes(self._work)
        self.paper = SqlPaperSheets(self._work)
        self.staff = SqlStaffAccounts(self._work)
        self.passkeys = SqlPasskeys(self._work)
        self.readings = SqlReadings(self._work)
        self.audit = SqlAudit(self._work)
        self.log = SqlLog(self._work)
        self.outbox = SqlOutbox(self._work)
        self.dues = SqlDues(self._work)
        self.imports = SqlImports(self._work)
        self.lists = SqlNameLists(self._work)
        self.same_people = SqlSamePairs(self._work)
        self.clock_readings = SqlClockReadings(self._work)
        self.wall_places = SqlWallPlaces(self._work, self.people)
        self.standing_together = SqlStandingTogether(self._work, self._edition)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._connection.close()
        finally:
            self._end_turn()
            if not self._committed and self._edition.copies_made:
                self._archive.copies.withdraw(self._edition.copies_made)

    def commit(self) -> None:
        """Pass the gate, commit, then do what may only be done once it is durable: keys, files and copies go."""
        if self._read_only:
            raise RuntimeError("a read-only unit of work does not commit")
        self._pass_the_gate()
        self.found_by.write_touched()
        follow = self._follow_ups()
        follow.write(self._connection, self._archive.now())
        self._connection.commit()
        self._committed = True
        self._end_turn()
        self._after_commit(follow)

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._archive.turn.give_back()

    def _follow_ups(self) -> FollowUps:
        """What others have to hear of this: every narrowing, and which keys, files and copies are to go."""
        work = self._work
        told = list(all_narrowings(work))
        known = {(one.memorial_id, one.record_id) for one in told}
        told += [e for e in work.ledger if e.action == "erased" or (e.memorial_id, e.record_id) not in known]
        copies = list(self._edition.copies_to_withdraw)
        return FollowUps(told, list(dict.fromkeys(work.doomed_keys)), list(work.doomed_files), copies)

    def _after_commit(self, follow: FollowUps) -> None:
        if follow:
            try:
                self._archive.follow(follow)
                if follow.keys:
                    self._clean_the_log()
            except Exception:
                # It is decided and it is remembered: the worker does the rest as soon as it can be done.
                log.exception("what follows a commit failed, and the worker tries it again")
        for act in self._work.after:
            act()

    def _clean_the_log(self) -> None:
        """After an erasure no older page may stay in SQLite's log; what a reader delays, the worker does."""
        if self._archive.writing.dialect.name == "sqlite":
            checkpoint(self._archive.writing, within_seconds=0.5)

    @property
    def work(self) -> Work:
        """For what belongs to the database alone, such as a restore."""
        return self._work

    def after_commit(self, act: Callable[[], None]) -> None:
        self._work.after.append(act)

    def ledger(self, entries: Sequence[LedgerEntry]) -> None:
        self._work.ledger.extend(entries)

    # The gate

    def _pass_the_gate(self) -> None:
        work = self._work
        self._record_gate.forget_erased()
        self._record_gate.note_sources()
        for memorial in list(work.memorials.values()):
            self._edition.write_memorial(memorial, closed=self._is_recomputing(memorial.id))
        for at, remembrance in list(work.remembrances.items()):
            self._give_claims(at, remembrance)
            end_places(work, self.people, at, remembrance, self._trusted_now)
            plan_copies(self.media_jobs, *at, remembrance, now=work.now())
        affected: dict[tuple[str, str], None] = dict.fromkeys(work.remembrances)
        affected |= dict.fromkeys(self._people_gate.publish())
        self._groups_gate.publish(self._people_gate.passed())
        self._interview_gate.publish(self._people_gate.passed())
        for memorial_id, record_id in affected:
            self._publish_remembrance(memorial_id, record_id)
        self._edition.write_waiting()
        self._record_gate.publish(affected)
        self._people_gate.publish_portraits(list(affected), lambda one: disclose(one, self.surroundings(one)))
        self._edition.finish()
        order_again(work, self._edition)

    def drifts(self) -> bool:
        """Whether the gate would now change what is published, for a unit that ends without a commit."""
        self._pass_the_gate()
        return bool(self._edition.changed)

    def _give_claims(self, at: tuple[str, str], remembrance: Remembrance | None) -> None:
        """What this remembrance grants of the person it is about becomes the person's claims, and only that."""
        person = self._person_of(remembrance) if remembrance else None
        if remembrance is None or person is None:
            return
        # Of its own record, not of all that is joined with it: what is parted again takes nothing of the other along.
        around = replace(self._around(remembrance, person), person=person)
        names, facts = claims_granted(remembrance, around, year_in)
        changed = person.with_claims(remembrance.id, names, facts, kin_granted(remembrance, around))
        if (changed.names, changed.facts, changed.kin) == (person.names, person.facts, person.kin):
            return
        self.people.save(changed)

    def _publish_remembrance(self, memorial_id: str, record_id: str) -> None:
        remembrance = self._work.remembrances.get((memorial_id, record_id))
        if remembrance is None and (memorial_id, record_id) not in self._work.remembrances:
            remembrance = self.remembrances.get(memorial_id, record_id)
        # What was never published needs no surroundings to stay unseen.
        published = remembrance is not None and remembrance.published is not None
        shown = disclose(remembrance, self.surroundings(remembrance)) if remembrance and published else None
        new = (memorial_id, record_id) in self._work.new
        self._edition.write_remembrance(memorial_id, record_id, shown, new=new)

    def surroundings(self, remembrance: Remembrance) -> Surroundings:
        return self._around(remembrance, self._person_of(remembrance))

    def _around(self, remembrance: Remembrance, person: Person | None) -> Surroundings:
        memorial = memorial_of(self._work, remembrance.memorial_id)
        if person is None:
            return Surroundings(memorial, self._trusted_now())
        whole = self._people_gate.leading(person.memorial_id, person.id)
        shown = self._people_gate.disclose(person.memorial_id, person.id)
        return Surroundings(memorial, self._trusted_now(), whole, shown)

    def _person_of(self, remembrance: Remembrance) -> Person | None:
        if remembrance.person_id is None:
            return None
        return self.people.find(remembrance.memorial_id, remembrance.person_id)

    def _trusted_now(self) -> datetime | None:
        if self._trusted is None:
            self._trusted = (self.clock_readings.trusted(),)
        return self._trusted[0]

    def preview(
        self, remembrance: Remembrance, version: Version, *, media_base: str, if_agreed: bool = False
    ) -> PublishedRemembrance | None:
        """Pictures in a preview have addresses below `media_base`: file id, then size and format."""
        around = self.surroundings(remembrance)
        if not around.memorial.public:
            around = replace(around, memorial=replace(around.memorial, public=True))
        if around.person is not None and around.person_shown is None:
            around = replace(around, person_shown=disclose_person(around.person, around.memorial))
        shown = preview(remembrance, version, around, if_agreed=if_agreed).shown
        if shown is None:
            return None
        pictures, sounds = [], []
        for one in shown.pictures:
            names = {d.vault_id: f"{media_base}/{one.file_id}/{d.size}.{d.format}" for d in one.derivatives}
            pictures.append(picture(one, names, shown.language))
        for heard in shown.sounds:
            names = {made.vault_id: f"{media_base}/{heard.file_id}.{made.format}" for made in heard.copies}
            sounds.append(voice(heard, names, shown.language))
        return render(shown, tuple(pictures), tuple(sounds))

    def shown_person(self, memorial_id: str, person_id: str) -> PersonDisclosure | None:
        return self._people_gate.disclose(memorial_id, person_id)

    def preview_person(self, person: Person) -> PublishedPerson | None:
        memorial = memorial_of(self._work, person.memorial_id)
        shown = disclose_person(person, memorial if memorial.public else replace(memorial, public=True))
        return published_person(memorial.id, shown) if shown is not None else None

    def preview_interview(
        self, interview: Interview, *, media_base: str, granted: bool = False, as_if_agreed: bool = False
    ) -> Printed | None:
        return self._interview_gate.preview(interview, media_base=media_base, granted=granted, agreed=as_if_agreed)

    def preview_record(self, memorial_id: str, changed: Sequence[AnyEntry]) -> PublishedRecord:
        return self._record_gate.preview(memorial_id, changed)

    # Recomputing

    def _is_recomputing(self, memorial_id: str) -> bool:
        at = (due.c.memorial_id == memorial_id) & (due.c.record_id == memorial_id) & (due.c.kind == RECOMPUTE)
        return self._connection.execute(select(due.c.kind).where(at)).first() is not None

    def republish(self, memorial_id: str, record_id: str) -> None:
        """Run the gate on that record again at commit: a remembrance, a person, or the memorial itself."""
        if record_id == memorial_id:
            self._work.lock(memorial_id)
            at = (due.c.memorial_id == memorial_id) & (due.c.record_id == memorial_id) & (due.c.kind == RECOMPUTE)
            self._connection.execute(delete(due).where(at))
            self._work.memorials[memorial_id] = memorial_of(self._work, memorial_id)
            return
        person = self.people.find(memorial_id, record_id)
        if person is not None:
            self._work.people[(memorial_id, record_id)] = person
            return
        if any(
            some.touch(memorial_id, record_id) for some in (self.groups, self.heritage, self.record, self.interviews)
        ):
            return
        try:
            found = self.remembrances.get(memorial_id, record_id)
            self.remembrances.renew_unread(found)
            self._work.remembrances[(memorial_id, record_id)] = found
        except NotFound:
            self._work.remembrances[(memorial_id, record_id)] = None
