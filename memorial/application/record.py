"""The record at the desk: archivists and administrators enter what sources say, with reasons and a way back.

Nothing is saved that `domain/record_rules` refuses. Each use case is one unit of work and leaves one audit entry, in
which no word of the record stands.
"""

from __future__ import annotations

from dataclasses import replace

from memorial.application.acts import note, require_reader
from memorial.application.groups import require_keeper
from memorial.application.offer import Incomplete
from memorial.application.ports.store import UnitOfWork
from memorial.application.record_acts import (
    SUBJECT,
    Done,
    act_on,
    begin_in,
    known_in,
    may_be_cited,
    must_be_signed,
    refuse,
    wrong_kind,
)
from memorial.application.record_signing import Signing, refuse_to_sign, signing_of
from memorial.application.services import Services
from memorial.disclosure.record import shown_of
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from memorial.domain.lookalikes import clean_name
from memorial.domain.record import EntryKind, LeftOut, RecordSource, Standing, State
from memorial.domain.record_entry import AnyEntry, Signed, changed, taken_back
from memorial.domain.record_kinds import left_out_words
from memorial.domain.record_known import names
from memorial.domain.record_names import can_be_renamed, ever_names
from memorial.domain.record_rules import name_problems
from memorial.domain.record_texts import MOST_CHARACTERS
from memorial.domain.staff import StaffMember
from memorial.published.record import PublishedRecord
from memorial.vocabulary import Standing as OfRemembrance

FILED = "Filed from what somebody sent."
"""What stands in the editors' note of a source that came through the form and may not be cited as a remembrance."""


# What the desk sees


def listed(services: Services, member: StaffMember, memorial_id: str) -> list[AnyEntry]:
    """Every entry, in the order of kind and number, pending and removed ones in their places."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return list(uow.record.all(memorial_id))


def look(services: Services, member: StaffMember, memorial_id: str, entry_id: str) -> AnyEntry:
    """Raises `NotFound`."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return uow.record.get(memorial_id, entry_id)


def cited_by(services: Services, member: StaffMember, memorial_id: str, entry_id: str) -> list[AnyEntry]:
    """Every entry that names this one and was not removed: where a source goes, what rests on it is seen no more.

    An entry that has other sources beside it stays with those.
    """
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        cited = uow.record.get(memorial_id, entry_id)
        return [
            one
            for one in uow.record.all(memorial_id)
            if one.standing is not Standing.REMOVED and one.id != cited.id and names(one.now, cited.kind, cited.name)
        ]


def preview(services: Services, member: StaffMember, memorial_id: str, entry: AnyEntry) -> PublishedRecord:
    """The whole record as visitors would see it with this entry in it. Nothing is saved, and nothing checked."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return uow.preview_record(memorial_id, [entry])


def without(services: Services, member: StaffMember, memorial_id: str, entry_id: str) -> PublishedRecord:
    """The whole record as visitors would see it if this entry were taken out of it. Nothing is saved."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        left = [one for one in uow.record.all(memorial_id) if one.id != entry_id]
        return shown_of(left, lambda cited: may_be_cited(uow, memorial_id, cited))


# What the desk does


def begin(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    kind: EntryKind,
    name: str,
    state: State,
    *,
    reason: str,
    in_record: bool,
) -> Done:
    """A new entry. A statement is pending whatever is asked: `take_statement` takes it into the record.

    Raises `Incomplete` with everything that keeps it from being saved.
    """
    require_keeper(member, memorial_id)
    with services.unit_of_work() as uow:
        done = begin_in(services, uow, member, memorial_id, kind, name, state, reason, in_record)
        note(uow, member, memorial_id, done.entry.id, "record_begin", kind=SUBJECT)
        uow.commit()
    return done


def change(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    entry_id: str,
    state: State,
    *,
    reason: str,
    revision: int,
) -> Done:
    """The entry in another state. Its name stays: it is an address.

    Raises `Conflict` where another has changed it since that revision, `Incomplete`, `NotFound`.
    """

    def act(uow: UnitOfWork, before: AnyEntry, why: str) -> AnyEntry:
        _as_seen(before, revision)
        refuse(wrong_kind(before.kind, state))
        return changed(before, at=services.now(), by=member.id, reason=why, now=state)

    return act_on(services, member, memorial_id, entry_id, "record_change", reason, act)


def place(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    entry_id: str,
    standing: Standing,
    *,
    reason: str,
    revision: int,
) -> Done:
    """Into the record, out of it, or away; what was removed can be brought back.

    `cited_by` says beforehand what falls away with it. Raises `Conflict` where it is not what was looked at,
    `Incomplete`, `NotFound`.
    """

    def act(uow: UnitOfWork, before: AnyEntry, why: str) -> AnyEntry:
        _as_seen(before, revision)
        return changed(before, at=services.now(), by=member.id, reason=why, standing=standing)

    return act_on(services, member, memorial_id, entry_id, "record_place", reason, act)


def take_statement(
    services: Services, member: StaffMember, memorial_id: str, entry_id: str, *, reason: str, revision: int
) -> Done:
    """Somebody at the desk looked at a pending statement and takes it into the record, as its source's statement.

    Raises `Conflict` where it is not what was looked at.
    """

    def act(uow: UnitOfWork, before: AnyEntry, why: str) -> AnyEntry:
        _as_seen(before, revision)
        if before.kind is not EntryKind.STATEMENT or before.standing is not Standing.PENDING:
            raise NotAllowed("no_pending_statement")
        return changed(before, at=services.now(), by=member.id, reason=why, standing=Standing.IN_RECORD)

    return act_on(services, member, memorial_id, entry_id, "record_take_statement", reason, act)


def take_back(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    entry_id: str,
    number: int,
    *,
    reason: str,
    revision: int,
) -> Done:
    """The entry as it was before its change of that number, counted from 0; what came after stays in its history.

    A signature does not come back. Raises `NotFound` for no such change, `Conflict` where it is not what was looked
    at, `Incomplete` where it could not be saved so today: what it named may be gone.
    """

    def act(uow: UnitOfWork, before: AnyEntry, why: str) -> AnyEntry:
        _as_seen(before, revision)
        if not 0 <= number < len(before.history):
            raise NotFound("no_such_change")
        return taken_back(before, number, at=services.now(), by=member.id, reason=why)

    return act_on(services, member, memorial_id, entry_id, "record_take_back", reason, act)


def rename(
    services: Services, member: StaffMember, memorial_id: str, entry_id: str, name: str, *, revision: int
) -> Done:
    """Another short name for an entry that waits and never stood in the record: nobody knows the old one, and it is
    kept nowhere.

    Raises `NotAllowed` for any other entry and where another entry names it, now or in its history; `Conflict` where
    it is not what was looked at; `Incomplete` for a name that cannot be.
    """

    def act(uow: UnitOfWork, before: AnyEntry, why: str) -> AnyEntry:
        _as_seen(before, revision)
        there = [one for one in uow.record.all(memorial_id) if one.id != before.id]
        if not can_be_renamed(before):
            raise NotAllowed("its_name_stays")
        if any(ever_names(one, before) for one in there):
            raise NotAllowed("another_names_it")
        known = known_in(uow.memorials.get(memorial_id), there)
        taken = any(one.kind is before.kind and one.name == name for one in there)
        refuse([*name_problems(before.kind, name, known), *([Invalid("name", "taken")] if taken else [])])
        return replace(before, name=name)

    return act_on(services, member, memorial_id, entry_id, "record_rename", None, act)


def signing(services: Services, member: StaffMember, memorial_id: str, entry_id: str) -> Signing:
    """What a signature of that source would cover, and whether this member may give it. Raises `NotFound`."""
    require_keeper(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return signing_of(member, uow.record.get(memorial_id, entry_id), uow.record.all(memorial_id))


def sign(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    entry_id: str,
    *,
    name: str,
    revision: int | None = None,
    seen: str | None = None,
) -> Done:
    """The reviewer of that name compared everything that is entered from the source with it. The name is for the desk.

    It is another one than who gave the source its words: two people look at everything. Where a source waits for its
    signature it comes into the record by it. A source is signed again once something that names it is newer.

    Raises `NotAllowed` for what is no source or was removed, for who would compare their own words only, and where
    nothing is newer than the signature; `Incomplete` without a name; `Conflict` where the source, or what names it
    (`seen`: its `Covered.mark`), is not what the reviewer saw.
    """
    signer = clean_name(name)

    def act(uow: UnitOfWork, before: AnyEntry, why: str) -> AnyEntry:
        refuse_to_sign(member, before, uow.record.all(memorial_id), revision, seen)
        if not 0 < len(signer) <= MOST_CHARACTERS:
            raise Incomplete([Invalid("name", "forgotten" if not signer else "too_long")])
        waits = must_be_signed(uow.memorials.get(memorial_id))
        standing = Standing.IN_RECORD if waits else before.standing
        signed = Signed(member.id, signer, services.now())
        return changed(before, at=services.now(), by=member.id, reason=why, standing=standing, signed=signed)

    return act_on(services, member, memorial_id, entry_id, "record_sign", None, act)


def _as_seen(entry: AnyEntry, revision: int) -> None:
    if entry.revision != revision:
        raise Conflict


def leave_out(services: Services, member: StaffMember, memorial_id: str, source_id: str, category: str) -> AnyEntry:
    """Log that statements of that kind of a source (its name) were not carried over; never the statement itself.

    `category` is a code of `record_kinds.LEFT_OUT` or its words. Once for each source and kind.
    """
    require_keeper(member, memorial_id)
    words = left_out_words(category)
    if words is None:
        raise Incomplete([Invalid("category", "unknown_category")])
    with services.unit_of_work() as uow:
        if uow.record.named(memorial_id, EntryKind.SOURCE, source_id) is None:
            raise NotFound("no_such_source")
        entry, outcome = _with_category(services, uow, member, memorial_id, source_id, words), "decided"
        note(uow, member, memorial_id, entry.id, "record_leave_out", kind=SUBJECT, reason=outcome)
        uow.commit()
    return entry


def _with_category(
    services: Services, uow: UnitOfWork, member: StaffMember, memorial_id: str, source_id: str, words: str
) -> AnyEntry:
    of_kind = [one for one in uow.record.all(memorial_id) if one.kind is EntryKind.LEFT_OUT]
    there = next((one for one in of_kind if one.now.from_source_id == source_id), None)
    if there is None:
        name = f"left-out-{len(of_kind) + 1}"
        while any(one.name == name for one in of_kind):
            name += "-1"
        state = LeftOut(source_id, (words,))
        return begin_in(services, uow, member, memorial_id, EntryKind.LEFT_OUT, name, state, words, True).entry
    if words not in there.now.categories:
        state = replace(there.now, categories=(*there.now.categories, words))
        there = changed(there, at=services.now(), by=member.id, reason=words, now=state)
        uow.record.save(there)
    return there


def file_as_source(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    remembrance_id: str,
    name: str,
    state: RecordSource,
    *,
    reason: str,
) -> Done:
    """An essay or article that came through the share form becomes a source, by a decision of the desk; it is pending.

    The remembrance is not changed. Where its consent allows everyone to read its words, and they do stand on the wall,
    the source cites it (`remembrance_id`): it is seen as long as the remembrance is. Everywhere else only the editors'
    note says where it came from, and `state` says what visitors may know: the title and publisher of something that
    was published elsewhere, never who sent it. Raises `NotAllowed` for whoever may not read what families sent,
    and for what was taken back; `NotFound`, `Incomplete`.
    """
    require_keeper(member, memorial_id)
    require_reader(member, memorial_id)
    with services.unit_of_work() as uow:
        if uow.remembrances.get(memorial_id, remembrance_id).standing is not OfRemembrance.OPEN:
            raise NotAllowed("taken_back")
        if may_be_cited(uow, memorial_id, remembrance_id):
            filed = replace(state, remembrance_id=remembrance_id)
        else:
            came = FILED
            filed = replace(state, remembrance_id=None, note=f"{state.note}\n{came}" if state.note else came)
        done = begin_in(services, uow, member, memorial_id, EntryKind.SOURCE, name, filed, reason, False)
        note(uow, member, memorial_id, done.entry.id, "record_file_source", kind=SUBJECT)
        uow.commit()
    return done
