"""The ports to the archive: one unit of work with its repositories. Reading them opens sealed documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from memorial.application.ports.clock import ClockReadings
from memorial.application.ports.evidence import Evidence, GuardianCodes, HideCodes
from memorial.application.ports.found_by import FoundBy
from memorial.application.ports.groups import KeepsGroups
from memorial.application.ports.interviews import KeepsInterviews
from memorial.application.ports.log import AuditEntry as AuditEntry
from memorial.application.ports.paper import PaperSheets
from memorial.application.ports.queue import ALL, Only
from memorial.application.ports.record import KeepsTheRecord
from memorial.application.ports.review_drafts import KeepsTheDesk
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.ports.uploads import KeepsUploads
from memorial.application.ports.wall import KeepsTheWall
from memorial.disclosure.gate import Surroundings
from memorial.disclosure.person import PersonDisclosure
from memorial.domain.consent import ConsentEvent
from memorial.domain.draft import Draft
from memorial.domain.memorial import Memorial
from memorial.domain.objection import Objection
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance, Version
from memorial.domain.staff import Passkey, StaffMember
from memorial.published.types import PublishedRemembrance


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
    unread_since: datetime | None = None


@dataclass(frozen=True)
class Due:
    memorial_id: str
    record_id: str
    kind: str
    due_at: datetime
    tries: int = 0


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
    proved_at: datetime | None = None
    """When they last showed by a passkey or an authenticator (in a demonstration: by the password) who they are."""


@dataclass(frozen=True)
class Sent:
    """What an idempotency key led to before."""

    payload_hash: str
    record_id: str


class Memorials(Protocol):
    def get(self, memorial_id: str) -> Memorial: ...
    def by_slug(self, slug: str) -> Memorial: ...
    def all(self) -> Sequence[Memorial]: ...
    def add(self, memorial: Memorial) -> None: ...
    def save(self, memorial: Memorial) -> None: ...


class Remembrances(Protocol):
    """`save` names the consent events that the change brings; the unit of work commits and chains them.

    It raises `NotAllowed` for whatever becomes wider without its contributor's own event: no member of staff can.
    """

    def get(self, memorial_id: str, record_id: str) -> Remembrance: ...
    def add(self, remembrance: Remembrance, consent: Sequence[ConsentEvent]) -> None: ...
    def add_many(self, added: Sequence[tuple[Remembrance, Sequence[ConsentEvent]]]) -> None:
        """Many of one memorial, each with its consent, in a few statements."""
        ...

    def save(self, remembrance: Remembrance, consent: Sequence[ConsentEvent] = ()) -> None: ...
    def erase(self, remembrance: Remembrance, action: str) -> None: ...
    def clear(self, memorial_id: str, record_id: str) -> Clear: ...
    def waiting(self, memorial_id: str, *, limit: int, only: Only = ALL) -> Sequence[Clear]: ...
    def unread(self, memorial_id: str, *, limit: int) -> Sequence[Clear]: ...
    def with_status(
        self, memorial_id: str, statuses: Sequence[str], *, limit: int, newest: bool = False
    ) -> Sequence[Clear]: ...
    def claim(self, memorial_id: str, record_id: str, staff_id: str, *, now: datetime, until: datetime) -> bool: ...
    def release(self, memorial_id: str, record_id: str, staff_id: str) -> None: ...
    def ids(self, memorial_id: str) -> Iterator[str]: ...
    def consent(self, memorial_id: str, record_id: str) -> Sequence[ConsentEvent]: ...
    def evidence(self, of: Remembrance) -> Evidence:
        """What proves its consent, for its holder."""
        ...


class People(Protocol):
    def get(self, memorial_id: str, person_id: str) -> Person: ...
    def find(self, memorial_id: str, person_id: str) -> Person | None: ...
    def whole(self, memorial_id: str, person_id: str) -> Person | None:
        """The person under the record that leads, with all that the records joined into it say; not to be saved."""
        ...

    def add(self, person: Person) -> None: ...
    def add_many(self, people: Sequence[Person]) -> None: ...
    def save(self, person: Person) -> None: ...
    def erase(self, person: Person) -> None: ...
    def rekey(self, person: Person) -> None:
        """Seal it anew under a new key and destroy the old one: backups of what it held before open no more."""
        ...

    def of_import(self, memorial_id: str, import_id: str) -> Iterator[Person]: ...
    def ids_of_import(self, memorial_id: str, import_id: str) -> Iterator[str]: ...
    def has_remembrances(self, memorial_id: str, person_id: str) -> bool:
        """Whether anything was written about this person, published or not."""
        ...

    def with_name(self, memorial_id: str, name: str, *, limit: int) -> Sequence[Person]:
        """People one of whose names folds to the same words, found by keyed hash."""
        ...

    def found(self, memorial_id: str, query: str, *, limit: int) -> Sequence[str]:
        """The ids of whom visitors find by these words, the most like first."""
        ...

    def remembrances_about(self, memorial_id: str, person_id: str) -> Sequence[str]:
        """The ids of all remembrances that are about this person, published or not."""
        ...

    def ids(self, memorial_id: str) -> Iterator[str]: ...


class Objections(Protocol):
    """Each is sealed under its own key; its code opens it and nothing else."""

    def lock(self, memorial_id: str) -> None:
        """One at a time in a memorial until the unit ends, so that what is counted stays true."""
        ...

    def get(self, memorial_id: str, objection_id: str) -> Objection: ...
    def of_code(self, code: str) -> Objection | None: ...
    def add(self, added: Objection, code: str | None) -> None:
        """`code` opens it; None where its code is lost, and only the desk comes to it."""
        ...

    def save(self, changed: Objection) -> None: ...
    def erase(self, gone: Objection) -> None:
        """Remove its rows and its code now; its key goes right after the commit."""
        ...

    def waiting(self, memorial_id: str, *, limit: int) -> Sequence[Objection]: ...
    def closed(self, memorial_id: str, *, limit: int) -> Sequence[Objection]: ...
    def count_waiting(self, memorial_id: str) -> int: ...
    def hidden_at_once(self, memorial_id: str) -> int:
        """How many elements are out of sight now that nobody had looked at before."""
        ...

    def shown(self, memorial_id: str) -> int:
        """How much visitors see: people and remembrances."""
        ...


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
    def unopened(self) -> Sequence[str]:
        """The ids of accounts whose key is not here, or whose seal is broken. `all` passes them over."""
        ...

    def add(self, member: StaffMember) -> None: ...
    def save(self, member: StaffMember, *, in_ledger: bool = True) -> None:
        """What is narrower by it goes into the ledger, unless it says nothing new: the same password hashed anew, or
        what the ledger itself told. Raises `Conflict`."""
        ...

    def open_session(self, token: str, staff_id: str, *, session_id: str, now: datetime) -> None: ...
    def session(self, token: str) -> StaffSession | None: ...
    def sessions_of(self, staff_id: str) -> Sequence[StaffSession]: ...
    def touch(self, session_id: str, *, now: datetime, second_factor: bool = False, proved: bool = False) -> None:
        """It is seen now, and what it has proved with that."""
        ...

    def try_proof(self, session_id: str) -> int:
        """Count a proof as wrong until `forgive` is called: the how manieth one; 0 where the session was revoked."""
        ...

    def forgive(self, session_id: str) -> None:
        """None of the wrong proofs so far counts any more."""
        ...

    def revoke(self, session_ids: Sequence[str], *, now: datetime) -> None: ...


class PasskeyStore(Protocol):
    """Passkeys that are in use; and the challenges that were given out, each of which is taken once."""

    def of(self, staff_id: str) -> Sequence[Passkey]: ...
    def by_credential(self, credential_id: bytes) -> Passkey | None: ...
    def add(self, member: StaffMember, passkey: Passkey) -> None:
        """Raises `NotAllowed` ('passkey_known') for one that any account has or had."""
        ...

    def used(self, passkey_id: str, sign_count: int, *, now: datetime) -> bool:
        """False where a use with this count, or a higher one, came first."""
        ...

    def remove(self, passkey_ids: Sequence[str], *, now: datetime) -> None: ...
    def add_challenge(
        self, challenge: bytes, purpose: str, owner: str, *, now: datetime, until: datetime, most: int
    ) -> None:
        """So many live for one owner at most: the oldest ones go."""
        ...

    def take_challenge(self, challenge: bytes, purpose: str, owner: str, *, now: datetime) -> bool:
        """Whether it was made for this and for them, and nobody took it yet. It is gone afterwards."""
        ...


class Audit(Protocol):
    def add(self, entry: AuditEntry) -> None: ...
    def lock(self, what: str) -> None:
        """One at a time, for a memorial's or an account's id, until the unit ends: what is counted stays true."""
        ...

    def entries(self, memorial_id: str, *, before: int | None, limit: int) -> Sequence[tuple[int, AuditEntry]]: ...
    def count(self, actor: str, action: str, *, after: datetime) -> int:
        """How often they have done that since then, in all memorials together; refused acts are not counted."""
        ...

    def acts(
        self, actions: Collection[str], *, after: datetime, memorial_id: str | None = None, actor: str | None = None
    ) -> Sequence[tuple[int, AuditEntry]]:
        """What of that was done since then, the oldest first, with its number in its chain; no refused acts."""
        ...

    def latest(self, actions: Collection[str]) -> datetime | None:
        """When any of that was done last."""
        ...

    def began(self) -> datetime | None:
        """The time of the oldest entry: about when the installation was set up."""
        ...


class Outbox(Protocol):
    def add(
        self,
        memorial_id: str,
        record_id: str,
        template: str,
        language: str,
        *,
        now: datetime,
        send_at: datetime | None = None,
    ) -> None: ...
    def drop_waiting(self, memorial_id: str, record_id: str, since: datetime) -> None:
        """What was queued about that record then or later, and was not sent: nobody gets it."""
        ...

    def waiting(self, now: datetime, *, limit: int) -> Sequence[OutboxNote]: ...
    def listed(self, memorial_id: str, *, limit: int) -> Sequence[OutboxNote]: ...
    def mark(self, note: OutboxNote, *, state: str, next_at: datetime, problem: str = "") -> None: ...
    def holds_older(self, than: datetime) -> bool: ...
    def forget(self, before: datetime) -> int: ...


class Dues(Protocol):
    def due(self, now: datetime, *, limit: int, trusted: datetime | None = None) -> Sequence[Due]:
        """What is due now. An embargo is due by the trusted time only, and waits while there is none."""
        ...

    def postpone(self, due: Due, until: datetime) -> None: ...
    def done(self, due: Due) -> None: ...


class UnitOfWork(KeepsInterviews, KeepsGroups, KeepsTheDesk, KeepsTheRecord, KeepsTheWall, KeepsUploads, Protocol):
    """One transaction. `commit` passes every touched record and its dependents through the gate, within it.

    Leaving without `commit` changes nothing. A read-only unit refuses to commit.
    """

    @property
    def memorials(self) -> Memorials: ...
    @property
    def remembrances(self) -> Remembrances: ...
    @property
    def people(self) -> People: ...
    @property
    def found_by(self) -> FoundBy: ...
    @property
    def objections(self) -> Objections: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def hide_codes(self) -> HideCodes: ...
    @property
    def guardian_codes(self) -> GuardianCodes: ...
    @property
    def paper(self) -> PaperSheets: ...
    @property
    def staff(self) -> StaffAccounts: ...
    @property
    def passkeys(self) -> PasskeyStore: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def clock_readings(self) -> ClockReadings: ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None: ...
    def surroundings(self, remembrance: Remembrance) -> Surroundings: ...
    def preview(
        self, remembrance: Remembrance, version: Version, *, media_base: str, if_agreed: bool = False
    ) -> PublishedRemembrance | None:
        """What visitors would see of that version (`if_agreed`: with a guardian's word), rendered as on the wall."""
        ...

    def shown_person(self, memorial_id: str, person_id: str) -> PersonDisclosure | None:
        """What visitors see of the person now, under the id of the record that leads."""
        ...

    def after_commit(self, act: Callable[[], None]) -> None: ...
    def ledger(self, entries: Sequence[LedgerEntry]) -> None: ...
    def republish(self, memorial_id: str, record_id: str) -> None: ...
    def drifts(self) -> bool:
        """Whether the gate would now change what is published; such a unit must end without a commit."""
        ...
