"""The ports to the archive: one unit of work with its repositories. Reading them opens sealed documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from memorial.application.ports.secrets import LedgerEntry
from memorial.disclosure.gate import Surroundings
from memorial.domain.consent import ConsentEvent
from memorial.domain.draft import Draft
from memorial.domain.memorial import Memorial
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance, Version
from memorial.domain.staff import StaffMember
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import ActorKind


@dataclass(frozen=True)
class Clear:
    """The clear columns of a remembrance beside its sealed document: all that the queue needs."""

    memorial_id: str
    id: str
    status: str
    waiting_since: datetime
    language: str
    kind: str
    length: int
    flags: tuple[str, ...]
    claimed_by: str | None
    claimed_until: datetime | None
    revision: int


@dataclass(frozen=True)
class Due:
    memorial_id: str
    record_id: str
    kind: str
    due_at: datetime
    tries: int = 0


@dataclass(frozen=True)
class AuditEntry:
    """One act at the desk or of a job: who, what, on what, with what outcome and reason. No names, no text."""

    memorial_id: str
    actor_kind: ActorKind
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    outcome: str = "done"
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class OutboxNote:
    memorial_id: str
    id: str
    record_id: str
    template: str
    language: str
    created_at: datetime
    tries: int = 0
    state: str = "waiting"
    problem: str = ""


@dataclass(frozen=True)
class StaffSession:
    id: str
    staff_id: str
    created_at: datetime
    seen_at: datetime
    second_factor_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Sent:
    """What an idempotency key led to before."""

    payload_hash: str
    record_id: str


@dataclass(frozen=True)
class ImportBatch:
    memorial_id: str
    id: str
    kind: str
    source_id: str
    at: datetime
    rows: int
    digest: str
    undone_at: datetime | None = None


class Memorials(Protocol):
    def get(self, memorial_id: str) -> Memorial: ...
    def by_slug(self, slug: str) -> Memorial: ...
    def all(self) -> Sequence[Memorial]: ...
    def add(self, memorial: Memorial) -> None: ...
    def save(self, memorial: Memorial) -> None: ...


class Remembrances(Protocol):
    """`save` names the consent events that the change brings; the unit of work commits and chains them."""

    def get(self, memorial_id: str, record_id: str) -> Remembrance: ...
    def add(self, remembrance: Remembrance, consent: Sequence[ConsentEvent]) -> None: ...
    def save(self, remembrance: Remembrance, consent: Sequence[ConsentEvent] = ()) -> None: ...
    def erase(self, remembrance: Remembrance, action: str) -> None: ...
    def clear(self, memorial_id: str, record_id: str) -> Clear: ...
    def waiting(self, memorial_id: str, *, limit: int) -> Sequence[Clear]: ...
    def with_status(self, memorial_id: str, statuses: Sequence[str], *, limit: int) -> Sequence[Clear]: ...
    def claim(self, memorial_id: str, record_id: str, staff_id: str, *, now: datetime, until: datetime) -> bool: ...
    def release(self, memorial_id: str, record_id: str, staff_id: str) -> None: ...
    def ids(self, memorial_id: str) -> Iterator[str]: ...
    def consent(self, memorial_id: str, record_id: str) -> Sequence[ConsentEvent]: ...


class People(Protocol):
    def get(self, memorial_id: str, person_id: str) -> Person: ...
    def find(self, memorial_id: str, person_id: str) -> Person | None: ...
    def add(self, person: Person) -> None: ...
    def save(self, person: Person) -> None: ...
    def erase(self, person: Person) -> None: ...
    def rekey(self, person: Person) -> None:
        """Seal it anew under a new key and destroy the old one: backups of what it held before open no more."""
        ...

    def of_import(self, memorial_id: str, import_id: str) -> Iterator[Person]: ...
    def with_name(self, memorial_id: str, name: str, *, limit: int) -> Sequence[Person]:
        """People one of whose names folds to the same words, found by keyed hash."""
        ...

    def ids(self, memorial_id: str) -> Iterator[str]: ...


class Drafts(Protocol):
    """Drafts are opened with the code; `lookup` and key are both made from it."""

    def find(self, code: str) -> Draft | None: ...
    def save(self, code: str, draft: Draft, *, expires_at: datetime) -> None: ...
    def delete(self, code: str, *, keep_files: Iterable[str] = ()) -> None:
        """Remove the draft; its files too, but for those that have moved into a remembrance."""
        ...

    def expired(self, now: datetime, *, limit: int) -> Sequence[tuple[str, str]]: ...
    def delete_expired(self, memorial_id: str, lookup: str) -> None: ...


class Receipts(Protocol):
    def bind(self, code: str, memorial_id: str, record_id: str) -> None: ...
    def find(self, code: str) -> tuple[str, str] | None:
        """(memorial id, record id) of what the code opens, or None."""
        ...

    def sent(self, memorial_id: str, idempotency_key: str) -> Sent | None: ...
    def record_sent(self, memorial_id: str, idempotency_key: str, payload: str, record_id: str) -> None: ...
    def payload_hash(self, payload: str) -> str: ...


class StaffAccounts(Protocol):
    def by_email(self, email: str) -> StaffMember | None: ...
    def get(self, staff_id: str) -> StaffMember | None: ...
    def all(self) -> Sequence[StaffMember]: ...
    def add(self, member: StaffMember) -> None: ...
    def save(self, member: StaffMember) -> None: ...
    def open_session(self, token: str, staff_id: str, *, session_id: str, now: datetime) -> None: ...
    def session(self, token: str) -> StaffSession | None: ...
    def sessions_of(self, staff_id: str) -> Sequence[StaffSession]: ...
    def touch(self, session_id: str, *, now: datetime, second_factor: bool = False) -> None: ...
    def revoke(self, session_ids: Sequence[str], *, now: datetime) -> None: ...


class Audit(Protocol):
    def add(self, entry: AuditEntry) -> None: ...
    def entries(self, memorial_id: str, *, before: int | None, limit: int) -> Sequence[tuple[int, AuditEntry]]: ...


class Outbox(Protocol):
    def add(self, memorial_id: str, record_id: str, template: str, language: str, *, now: datetime) -> None: ...
    def waiting(self, now: datetime, *, limit: int) -> Sequence[OutboxNote]: ...
    def listed(self, memorial_id: str, *, limit: int) -> Sequence[OutboxNote]: ...
    def mark(self, note: OutboxNote, *, state: str, next_at: datetime, problem: str = "") -> None: ...
    def forget(self, before: datetime) -> int: ...


class Dues(Protocol):
    def due(self, now: datetime, *, limit: int) -> Sequence[Due]: ...
    def postpone(self, due: Due, until: datetime) -> None: ...
    def done(self, due: Due) -> None: ...


class Imports(Protocol):
    def add(self, batch: ImportBatch) -> None: ...
    def get(self, batch_id: str) -> ImportBatch | None: ...
    def by_digest(self, memorial_id: str, digest: str) -> ImportBatch | None: ...
    def mark_undone(self, batch: ImportBatch, now: datetime) -> None: ...


class ClockReadings(Protocol):
    """What the archive knows of time, so that a wrong clock opens no embargo."""

    def trusted(self) -> datetime | None: ...
    def record(self, now: datetime, *, accept_jump: bool = False) -> datetime | None: ...


class UnitOfWork(Protocol):
    """One transaction. `commit` passes every touched record and its dependents through the gate, within it.

    Leaving without `commit` changes nothing. A read-only unit refuses to commit.
    """

    memorials: Memorials
    remembrances: Remembrances
    people: People
    drafts: Drafts
    receipts: Receipts
    staff: StaffAccounts
    audit: Audit
    outbox: Outbox
    dues: Dues
    imports: Imports
    clock_readings: ClockReadings

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None: ...
    def surroundings(self, remembrance: Remembrance) -> Surroundings: ...
    def preview(self, remembrance: Remembrance, version: Version, *, media_base: str) -> PublishedRemembrance | None:
        """What visitors would see of that version, made by the gate and rendered as the wall renders it."""
        ...

    def after_commit(self, act: Callable[[], None]) -> None: ...
    def ledger(self, entries: Sequence[LedgerEntry]) -> None: ...
    def republish(self, memorial_id: str, record_id: str) -> None: ...
