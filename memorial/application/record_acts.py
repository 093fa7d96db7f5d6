"""What every act on the record shares: who may, what is checked, the one audit entry, and which source has to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from memorial.application.acts import note
from memorial.application.groups import require_keeper
from memorial.application.offer import Incomplete
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.disclosure.folding import ascii_spellings
from memorial.disclosure.gate import disclose
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.record import STATES, EntryKind, RecordSource, Standing, State
from memorial.domain.record_entry import AnyEntry, Entry, made
from memorial.domain.record_known import Known, known_of
from memorial.domain.record_numbers import holds_more_than_years
from memorial.domain.record_rules import name_problems, state_problems
from memorial.domain.record_texts import MOST_CHARACTERS, speaks_against
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean_line
from memorial.vocabulary import Audience, MemorialKind

SUBJECT = "record"
"""What an entry of the record is called in the log of acts."""


@dataclass(frozen=True)
class Done:
    """What became of an act. `waits_for_signature`: the source is not in the record until a named reviewer signs it."""

    entry: AnyEntry
    waits_for_signature: bool = False


def must_be_signed(memorial: Memorial) -> bool:
    """Whether a source comes into the record only when it is signed: one that is not would make it a draft again."""
    return memorial.kind is MemorialKind.REAL and memorial.public and not memorial.draft


def known_in(memorial: Memorial, entries: Iterable[AnyEntry]) -> Known:
    """What the rules know of these entries; a disputed name counts in addresses in whichever script it is written."""
    return known_of(entries, memorial.added_words, letters=ascii_spellings)


def may_be_cited(uow: UnitOfWork, memorial_id: str, remembrance_id: str) -> bool:
    """Whether everyone may read its words now, by its contributor's own consent."""
    remembrance = uow.remembrances.get(memorial_id, remembrance_id)
    shown = disclose(remembrance, uow.surroundings(remembrance))
    return shown is not None and shown.audience is Audience.PUBLIC and bool(shown.story.strip())


Change = Callable[[UnitOfWork, AnyEntry, str], AnyEntry]


def act_on(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    entry_id: str,
    action: str,
    reason: str | None,
    act: Change,
) -> Done:
    """One act on one entry: what it becomes is checked, settled, saved and noted. `reason` None: it needs none.

    Taking something out as it is needs a reason and nothing more.
    """
    require_keeper(member, memorial_id)
    with services.unit_of_work() as uow:
        memorial = uow.memorials.get(memorial_id)
        before = uow.record.get(memorial_id, entry_id)
        after = act(uow, before, "" if reason is None else clean_line(reason))
        if after.standing is Standing.IN_RECORD or after.now != before.now:
            refuse(_problems(uow, memorial, before, after))
        refuse([] if reason is None else reason_problems(memorial, reason))
        done = _settled(memorial, before, after)
        if done.entry != before:
            uow.record.save(done.entry)
        outcome = "decided" if done.entry != before else "nothing_changed"
        note(uow, member, memorial_id, entry_id, action, kind=SUBJECT, reason=outcome)
        kept = uow.record.get(memorial_id, entry_id)
        uow.commit()
    return replace(done, entry=kept)


def begin_in(
    services: Services,
    uow: UnitOfWork,
    member: StaffMember,
    memorial_id: str,
    kind: EntryKind,
    name: str,
    state: State,
    reason: str,
    in_record: bool,
) -> Done:
    memorial = uow.memorials.get(memorial_id)
    there = uow.record.all(memorial_id)
    of_kind = [one for one in there if one.kind is kind]
    refuse(wrong_kind(kind, state))
    known = known_in(memorial, there)
    found = [*name_problems(kind, name, known), *state_problems(kind, name, state, known)]
    if any(one.name == name for one in of_kind) or (kind is EntryKind.ABOUT and of_kind):
        found.append(Invalid("name", "taken"))
    refuse([*found, *_uncitable(uow, memorial_id, state), *reason_problems(memorial, reason)])
    number = 1 + max((one.number for one in of_kind), default=-1)
    standing = Standing.IN_RECORD if in_record and kind is not EntryKind.STATEMENT else Standing.PENDING
    new: AnyEntry = Entry(services.new_id(), memorial_id, services.keys.take().id, kind, name, number, state, standing)
    new = made(new, at=services.now(), by=member.id, reason=clean_line(reason))
    waits = _waits(memorial, new)
    uow.record.add(replace(new, standing=Standing.PENDING) if waits else new)
    return Done(uow.record.get(memorial_id, new.id), waits)


def _waits(memorial: Memorial, entry: AnyEntry) -> bool:
    unsigned = entry.kind is EntryKind.SOURCE and entry.signed is None
    return unsigned and entry.standing is Standing.IN_RECORD and must_be_signed(memorial)


def _settled(memorial: Memorial, before: AnyEntry, after: AnyEntry) -> Done:
    """A source that would stand in an open record unsigned waits outside instead."""
    if not _waits(memorial, after):
        return Done(after)
    waiting = replace(after, standing=Standing.PENDING)
    same = (waiting.now, waiting.standing, waiting.signed) == (before.now, before.standing, before.signed)
    return Done(before if same else waiting, True)


def _problems(uow: UnitOfWork, memorial: Memorial, before: AnyEntry, after: AnyEntry) -> list[Invalid]:
    """The name is not looked at again: what an event is called may have been entered after it."""
    known = known_in(memorial, uow.record.all(memorial.id))
    found = state_problems(after.kind, after.name, after.now, known)
    cites_anew = getattr(after.now, "remembrance_id", None) != getattr(before.now, "remembrance_id", None)
    return [*found, *(_uncitable(uow, memorial.id, after.now) if cites_anew else [])]


def _uncitable(uow: UnitOfWork, memorial_id: str, state: State) -> list[Invalid]:
    cited = state.remembrance_id if isinstance(state, RecordSource) else None
    if not cited:
        return []
    try:
        allowed = may_be_cited(uow, memorial_id, cited)
    except NotFound:
        allowed = False
    return [] if allowed else [Invalid("remembrance_id", "consent_does_not_allow")]


def wrong_kind(kind: EntryKind, state: State) -> list[Invalid]:
    return [] if isinstance(state, STATES[kind]) else [Invalid("kind", "not_of_this_kind")]


def reason_problems(memorial: Memorial, reason: str) -> list[Invalid]:
    """A reason is shown to visitors in the change log, where no number has its source beside it."""
    said = clean_line(reason)
    if not said:
        return [Invalid("reason", "forgotten")]
    if len(said) > MOST_CHARACTERS:
        return [Invalid("reason", "too_long")]
    if holds_more_than_years(said):
        return [Invalid("reason", "number_in_reason")]
    return [Invalid("reason", "about_a_people")] if speaks_against(said, memorial.added_words) else []


def refuse(found: list[Invalid]) -> None:
    if found:
        raise Incomplete(found)
