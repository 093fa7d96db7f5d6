"""Loads a described memorial with people and remembrances in every state: the demonstration, never real people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from memorial.application.demonstration_description import memorial_from, person_from, version_from, with_ties
from memorial.application.demonstration_groups import groups_from, heritage_from
from memorial.application.demonstration_interviews import interviews_from
from memorial.application.kept_files import store_file
from memorial.application.ports.record_form import ReadRecord
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.receipt import consent_changes
from memorial.application.record_exchange import take_in
from memorial.application.services import Services
from memorial.domain import deciding, showing, taking_back
from memorial.domain.consent import Grants, consent_events
from memorial.domain.draft import Draft
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings, Reader
from memorial.domain.person import Person
from memorial.domain.receipt_code import ReceiptCode
from memorial.domain.remembrance import FileKept, Remembrance, Version
from memorial.vocabulary import (
    About,
    ActorKind,
    MemorialKind,
    ReasonCode,
    Rendering,
    Scope,
    VersionState,
)

WITHDRAWN_DAYS_AGO = 5
"""Recent enough that the sender can still return."""


class InventedForARealEvent(NotAllowed):
    """The description holds people or remembrances for a memorial of real events. Nothing was loaded."""

    code = "never_invented_for_a_real_event"


@dataclass(frozen=True)
class Described:
    """One memorial as its folder describes it: its JSON documents, and the folder that holds its pictures."""

    memorial: Mapping[str, Any]
    people: Sequence[Mapping[str, Any]]
    remembrances: Sequence[Mapping[str, Any]]
    folder: Path
    ties: Mapping[str, Any] = field(default_factory=dict)
    """What further sources say of people, and who is what to whom."""
    record: ReadRecord | None = None
    """What sources say of what happened."""
    interviews: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Loaded:
    """What came of it: `again` where the memorial was there before; the code opens a published remembrance."""

    slug: str
    real: bool
    again: bool
    people: int = 0
    remembrances: int = 0
    receipt: str = ""
    draft_code: str = ""


def load(services: Services, described: Described, readers: Sequence[str]) -> Loaded:
    """Load it whole, in one transaction, or not at all; a memorial that is there already is left as it is.

    `readers` are the staff ids of two editors, who decide what is decided. The days in the description are moved so
    that the newest of them lies two days back. Raises `InventedForARealEvent`, and `Invalid` for a record of which not
    all can be used.
    """
    memorial = memorial_from(described.memorial, services.new_id(), described.record)
    real = memorial.kind is MemorialKind.REAL
    if real and (described.people or described.remembrances or described.ties or described.interviews):
        raise InventedForARealEvent
    with services.unit_of_work(read_only=True) as uow:
        if _is_there(uow, memorial.slug):
            return Loaded(memorial.slug, real, again=True)
    stored: list[str] = []
    try:
        files = _store_pictures(services, described, stored)
        told = interviews_from(services, memorial, described.interviews, described.folder / "files", readers[0], stored)
        loaded = _Loader(services, memorial, described, readers, files, told).run()
    except BaseException:
        services.vault.delete(stored)
        raise
    return loaded


def _is_there(uow: UnitOfWork, slug: str) -> bool:
    try:
        uow.memorials.by_slug(slug)
    except NotFound:
        return False
    return True


def _store_pictures(services: Services, described: Described, stored: list[str]) -> dict[tuple[str, str], FileKept]:
    """Every picture of every remembrance, sealed with its sizes; two at a time, each in a process of its own."""
    names = [(one["key"], given["file"]) for one in described.remembrances for given in one["files"]]

    def store(name: tuple[str, str]) -> FileKept:
        path = described.folder / name[1]
        return store_file(services, path.name, [path.read_bytes()], services.limits.max_file_bytes, stored)

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(names, pool.map(store, names), strict=True))


@dataclass
class _Loader:
    """Plays every remembrance's life in the order of time, through the same rules as the desk and the receipt page."""

    services: Services
    memorial: Memorial
    described: Described
    readers: Sequence[str]
    files: Mapping[tuple[str, str], FileKept]
    interviews: Sequence[Interview]

    def run(self) -> Loaded:
        self.now = self.services.now()
        self.shift = self._shift()
        self.people: dict[str, Person] = {}
        self.standing: dict[str, Remembrance] = {}
        receipt = draft_code = ""
        with self.services.unit_of_work() as uow:
            self.uow = uow
            uow.memorials.add(self.memorial)
            self._note("create", "memorial", self.memorial.id, ActorKind.OPERATOR, "demonstration", self.now)
            self._add_people()
            for at, key, act in sorted(self._acts(), key=lambda one: one[:2]):
                act(at, key)
            finished = [one for one in self.described.remembrances if one["state"] != "draft"]
            for one in self.described.remembrances:
                if one["state"] == "draft":
                    draft_code = self._add_draft(one)
            if shown := next((one for one in finished if one["state"] == "published"), None):
                receipt = ReceiptCode.generate().digits
                uow.receipts.bind(receipt, self.memorial.id, self.standing[shown["key"]].id)
            self._add_record()
            for told in self.interviews:
                self.uow.interviews.add(told)
            # Every record passes the gate at this very commit, so the memorial can open with it.
            uow.republish(self.memorial.id, self.memorial.id)
            uow.commit()
        kind = self.memorial.kind is MemorialKind.REAL
        return Loaded(self.memorial.slug, kind, False, len(self.people), len(finished), receipt, draft_code)

    def _shift(self) -> timedelta:
        days = [date.fromisoformat(one["received_on"]) for one in self.described.remembrances if one["received_on"]]
        return (self.now.date() - timedelta(days=2)) - max(days) if days else timedelta(0)

    def _day(self, written: str, hour: int) -> datetime:
        return datetime.combine(date.fromisoformat(written) + self.shift, time(hour), tzinfo=UTC)

    def _add_people(self) -> None:
        for one in self.described.people:
            key = self.services.keys.take()
            person = person_from(one, self.services.new_id(), self.memorial.id, key.id, self.now.date())
            self.people[one["key"]] = person
        self.people = with_ties(self.people, self.described.ties)
        self.uow.people.add_many(list(self.people.values()))
        for group in groups_from(self.services, self.memorial.id, self.people, self.described.ties):
            self.uow.groups.add(group)
        for item in heritage_from(self.services, self.memorial.id, self.described.ties):
            self.uow.heritage.add(item)

    def _add_record(self) -> None:
        """Whole, or nothing of the memorial is loaded; of a real event it is a draft from the beginning."""
        if self.described.record is None:
            return
        closed = replace(self.memorial, public=False)
        arriving = take_in(self.services, self.uow, closed, self.described.record, by="demonstration")
        for refused in arriving.report.refused:
            raise Invalid(refused.place, refused.code, refused.words)
        arriving.save(self.services, self.uow)
        self._note("import_record", "memorial", self.memorial.id, ActorKind.OPERATOR, "demonstration", self.now)

    # One remembrance's life

    def _acts(self) -> list[tuple[datetime, str, Callable[[datetime, str], None]]]:
        """(when, key, what): sorted, they are the order in which everything happened."""
        acts: list[tuple[datetime, str, Callable[[datetime, str], None]]] = []
        for one in self.described.remembrances:
            if one["state"] == "draft":
                continue
            key, received = one["key"], self._day(one["received_on"], 9)
            acts.append((received, key, partial(self._receive, one)))
            acts += [(at, key, partial(self._staff_act, act, one)) for at, act in self._decisions(one, received)]
            if one["state"] == "withdrawn":
                taken = self.now - timedelta(days=WITHDRAWN_DAYS_AGO)
                acts.append((taken, key, self._withdraw))
        return acts

    def _decisions(self, one: Mapping[str, Any], received: datetime) -> list[tuple[datetime, str]]:
        later = {"needs_contributor": "ask", "contributor_review": "suggest", "declined": "decline", "kept": "keep"}
        state = one["state"]
        if state in later:
            return [(received + timedelta(days=1, hours=2), later[state])]
        if state == "accepted":
            return [(self.now, "accept")]
        if not one["published_on"]:
            return []
        accepted = self._day(one["published_on"], 10)
        found = [(accepted, "accept"), (accepted + self.services.limits.undo, "publish")]
        return [*found, (accepted + timedelta(days=9), "pause")] if state == "paused" else found

    def _receive(self, one: Mapping[str, Any], at: datetime, key: str) -> None:
        files = tuple(self.files[one["key"], given["file"]] for given in one["files"])
        version = version_from(one, files, self.memorial, at)
        person = self.people.get(one["person"] or "")
        remembrance = Remembrance(
            id=self.services.new_id(),
            memorial_id=self.memorial.id,
            key_id=self.services.keys.take().id,
            about=About(one["about"]),
            received_at=at,
            person_id=person.id if person else None,
            versions=(version,),
            files=files,
            interface_language=version.notice.language,
        )
        events = consent_events(
            remembrance.id, 1, Grants(), version.grants,
            at=at, actor_kind=ActorKind.CONTRIBUTOR, method="web_form", notice=version.notice,
        )  # fmt: skip
        self.uow.remembrances.add(remembrance, events)
        self.standing[key] = replace(remembrance, revision=1)

    def _save(self, key: str, after: Remembrance, at: datetime) -> None:
        self.uow.remembrances.save(after, consent_changes(self.standing[key], after, at))
        self.standing[key] = replace(after, revision=after.revision + 1)

    def _staff_act(self, act: str, one: Mapping[str, Any], at: datetime, key: str) -> None:
        before = self.standing[key]
        self._save(key, self._after(before, before.latest, act, one, at), at)
        kind, actor = (ActorKind.JOB, "publish") if act == "publish" else (ActorKind.STAFF, self.readers[0])
        self._note(act, "remembrance", before.id, kind, actor, at)

    def _after(self, r: Remembrance, v: Version, act: str, one: Mapping[str, Any], at: datetime) -> Remembrance:
        first = Reader(self.readers[0], editor=True)
        if act == "accept":
            return self._accepted(r, v, at)
        if act == "publish":
            return showing.publish(r, v.number, now=at, today=at.date())
        if act == "ask":
            return deciding.ask(r, v, one["question"], now=at)
        if act == "suggest":
            return deciding.suggest(r, v, first, one["suggestion"], one.get("message", ""), now=at)
        if act == "decline":
            return deciding.decline(r, v, first, ReasonCode(one["decline_reason"]), one.get("message", ""), now=at)
        if act == "keep":
            return deciding.keep(r, v, first, one.get("message", ""), now=at)
        return showing.pause(r, "staff", now=at)

    def _accepted(self, remembrance: Remembrance, version: Version, at: datetime) -> Remembrance:
        """By one editor, or by both where two have to see it."""
        after, findings = remembrance, Findings(names_looked_for=True)
        for reader in self.readers:
            waiting = after.version(version.number)
            if waiting is None or waiting.state is not VersionState.IN_REVIEW:
                break
            after = deciding.accept(
                after, waiting, Reader(reader, editor=True), findings, now=at, undo=self.services.limits.undo
            )
        return self._attached(after, version)

    def _attached(self, remembrance: Remembrance, version: Version) -> Remembrance:
        full = version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL
        if remembrance.person_id or version.named is None or not full:
            return remembrance
        key, person_id = self.services.keys.take(), self.services.new_id()
        person = Person(person_id, self.memorial.id, key.id, names=(), added_on=self.now.date())
        self.uow.people.add(person)
        return replace(remembrance, person_id=person_id)

    def _withdraw(self, at: datetime, key: str) -> None:
        after = taking_back.withdraw(self.standing[key], now=at)
        self._save(key, after, at)

    def _add_draft(self, one: Mapping[str, Any]) -> str:
        person = self.people.get(one["person"] or "")
        fields = {name: one[name] or "" for name in ("about", "story", "story_language", "person_name")}
        answers = {**fields, "person_id": person.id if person else "", "idempotency_key": self.services.new_id()}
        draft = Draft(self.memorial.id, self.memorial.languages[0], answers, started_at=self.now, code_shown=True)
        code = ReceiptCode.generate().digits
        self.uow.drafts.save(code, draft, expires_at=self.now + self.services.limits.draft)
        return code

    def _note(self, action: str, kind: str, subject: str, actor_kind: ActorKind, actor: str, at: datetime) -> None:
        entry = AuditEntry(self.memorial.id, actor_kind, actor, action, kind, subject, reason="demonstration", at=at)
        self.uow.audit.add(entry)
