"""A record comes in from a file and goes out into one: all that can be used at once, and why the rest cannot.

What comes in again changes only what differs. Statements wait at the desk. In an open memorial of real events no
source stands unsigned: a new or changed one waits for its signature, and so does what is new and rests on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from memorial.application.memorials import Actor, recompute
from memorial.application.ports.record_form import Named, ReadRecord, Refused
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.record_acts import must_be_signed, reason_problems, refuse
from memorial.application.record_marks import marked, marks_of, same_but_marks, without_left_out
from memorial.application.record_matching import Pair, paired
from memorial.application.record_sieve import Sieve
from memorial.application.services import Services
from memorial.disclosure.record_graphic import At, graphic_accounts, graphic_entries, without_graphic
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, RecordAbout, Standing
from memorial.domain.record_entry import AnyEntry, Entry, changed, made
from memorial.domain.record_known import references
from memorial.domain.writing import clean_line
from memorial.vocabulary import MemorialKind

BROUGHT_IN = "Brought in from a file."
"""The reason in the history of what came in together, unless another is given; visitors see it."""

TAKEN_APART = frozenset({EntryKind.ABOUT, EntryKind.FIGURE, EntryKind.QUESTION, EntryKind.PLACE, EntryKind.NAME})
"""Kinds that the gate takes apart by their sources: no word of them is seen beside a source that does not say it."""

Progress = Callable[[int], None]


# Coming in


@dataclass(frozen=True)
class RecordImported:
    """What came of it, or would. `signatures_lost`: names of signed sources that say something else now."""

    added: Mapping[EntryKind, int]
    changed: Mapping[EntryKind, int]
    same: int
    waiting: int
    not_in_file: int
    refused: tuple[Refused, ...]
    signatures_lost: tuple[str, ...] = ()
    draft: bool = False

    @property
    def usable(self) -> int:
        return sum(self.added.values()) + sum(self.changed.values()) + self.same


def import_record(
    services: Services,
    slug: str,
    read: ReadRecord,
    *,
    actor: Actor,
    dry_run: bool = False,
    reason: str = BROUGHT_IN,
    progress: Progress = lambda done: None,
) -> RecordImported:
    """Bring it in, in one commit, or only say what would come of it. One entry in the log, done or refused.

    Raises `NotFound` for no such memorial, `NotAllowed` for a record that says it was made up, in a memorial of real
    events, or that it was not, in a made-up one, and `Incomplete` for a reason that visitors cannot be shown.
    """
    with services.unit_of_work(read_only=dry_run) as uow:
        memorial = uow.memorials.by_slug(slug)
        refuse(reason_problems(memorial, reason))
        arriving = take_in(services, uow, memorial, read, by=actor.id, reason=clean_line(reason))
        if not dry_run:
            arriving.save(services, uow, progress)
            uow.audit.add(_log(memorial, actor, arriving.report))
            uow.commit()
    with services.unit_of_work(read_only=True) as uow:
        draft = uow.memorials.get(memorial.id).draft
    if draft != memorial.draft:
        # How far all of it reaches is another now: the memorial is closed until everything passed the gate again.
        recompute(services, memorial.id)
    return replace(arriving.report, draft=draft)


def _log(memorial: Memorial, actor: Actor, report: RecordImported) -> AuditEntry:
    outcome, reason = "done", "changed" if report.added or report.changed else "nothing_changed"
    if not report.usable:
        outcome, reason = "refused", "nothing_usable"
    return AuditEntry(memorial.id, actor.kind, actor.id, "import_record", "memorial", memorial.id, outcome, reason)


@dataclass(frozen=True)
class Arriving:
    """Entries on their way in: what has to be added, and what is there and has to be saved."""

    new: tuple[AnyEntry, ...]
    other: tuple[AnyEntry, ...]
    report: RecordImported

    def save(self, services: Services, uow: UnitOfWork, progress: Progress = lambda done: None) -> None:
        for done, entry in enumerate(self.new, start=1):
            uow.record.add(replace(entry, key_id=services.keys.take().id))
            if done % 500 == 0:
                progress(done)
        for entry in self.other:
            uow.record.save(entry)


def take_in(
    services: Services, uow: UnitOfWork, memorial: Memorial, read: ReadRecord, *, by: str, reason: str = BROUGHT_IN
) -> Arriving:
    """What of it can come in, and as what; nothing is saved yet. Raises as `import_record` does."""
    marks = marks_of(next((one.state for one in read.entries if isinstance(one.state, RecordAbout)), None))
    if memorial.kind is MemorialKind.REAL and marks.fictional:
        raise NotAllowed("never_invented_for_a_real_event")
    if memorial.kind is MemorialKind.FICTIONAL and marks.real:
        raise NotAllowed("never_real_among_made_up")
    there = uow.record.all(memorial.id)
    entries = _without_what_only_the_form_needs(read.entries, memorial, there)
    pairs = {(pair.named.kind, pair.named.name): pair for pair in paired(entries, there)}
    sieve = Sieve(uow, memorial, there, read, pairs, list(read.refused))
    sieve.run(without_graphic_matter=bool(marks.graphic_left_out))
    return _Placing(services, memorial, sieve, by, reason).arriving()


def _without_what_only_the_form_needs(
    read: Iterable[Named], memorial: Memorial, there: Iterable[AnyEntry]
) -> list[Named]:
    """A file always says what its record is about; a record that does not say so yet need not begin to."""
    silent = all(one.kind is not EntryKind.ABOUT for one in there)
    entries = []
    for one in read:
        if isinstance(one.state, RecordAbout):
            one = replace(one, state=without_left_out(one.state))
            if silent and isinstance(one.state, RecordAbout) and same_but_marks(one.state, _stand_in(memorial)):
                continue
        entries.append(one)
    return entries


def _stand_in(memorial: Memorial) -> RecordAbout:
    """What a file says that its record is about, where the record does not say so."""
    return RecordAbout(memorial.text(memorial.title, memorial.languages[0]), "")


@dataclass(frozen=True)
class _Placing:
    """Where in the record each entry comes to stand that passed the sieve."""

    services: Services
    memorial: Memorial
    sieve: Sieve
    by: str
    reason: str

    def arriving(self) -> Arriving:
        numbers, waiting, now = self._numbers(), self._waiting(), self.services.now()
        new: list[AnyEntry] = []
        other: list[AnyEntry] = []
        differing: list[AnyEntry] = []
        for at, pair in self.sieve.pairs.items():
            number = numbers[at]
            standing = Standing.PENDING if at in waiting else Standing.IN_RECORD
            if pair.before is None:
                entry: AnyEntry = Entry(
                    self.services.new_id(), self.memorial.id, "", at[0], at[1], number, pair.named.state, standing
                )
                new.append(made(entry, at=now, by=self.by, reason=self.reason))
            elif at not in self.sieve.same:
                kept = Standing.PENDING if at in waiting else pair.before.standing
                after = changed(
                    pair.before, at=now, by=self.by, reason=self.reason, now=pair.named.state, standing=kept
                )
                differing.append(after)
                other.append(replace(after, number=number))
            elif number != pair.before.number:
                other.append(replace(pair.before, number=number))
        return Arriving(tuple(new), tuple(other), self._report(new, differing))

    def _waiting(self) -> frozenset[At]:
        """What is new or changed and must not be seen yet."""
        sieve, guarded = self.sieve, must_be_signed(self.memorial)
        fresh = {at: pair for at, pair in sieve.pairs.items() if at not in sieve.same}
        found = {at for at in fresh if at[0] is EntryKind.STATEMENT}
        if not guarded:
            return frozenset(found)
        out = {(one.kind, one.name) for one in sieve.there if one.standing is not Standing.IN_RECORD}
        found |= {at for at in fresh if at[0] is EntryKind.SOURCE}
        resting: dict[At, set[At]] = defaultdict(set)
        for at, pair in fresh.items():
            for one in references(pair.named.state) if _must_wait(pair) else ():
                resting[one.kind, one.name].add(at)
        more = found | out
        while more := {at for one in more for at in resting[one]} - found:
            found |= more
        return frozenset(found)

    def _numbers(self) -> dict[At, int]:
        """Its place in the order of its kind; what stands in the order of the file already keeps its number."""
        numbers: dict[At, int] = {}
        for kind in EntryKind:
            pairs = [pair for at, pair in self.sieve.pairs.items() if at[0] is kind]
            known = [pair.before for pair in pairs if pair.before is not None]
            ordered = sorted(known, key=lambda one: (one.number, one.name)) == known
            appended = all(pair.before is None for pair in pairs[len(known) :])
            last = max((one.number for one in self.sieve.there if one.kind is kind), default=0)
            for place, pair in enumerate(pairs, start=1):
                at = (kind, pair.named.name)
                if ordered and appended:
                    numbers[at] = pair.before.number if pair.before else last + place - len(known)
                else:
                    numbers[at] = place
        return numbers

    def _report(self, new: Iterable[AnyEntry], differing: Iterable[AnyEntry]) -> RecordImported:
        sieve, fresh = self.sieve, [*new, *differing]
        beside = [one for one in sieve.there if one.id not in sieve.in_file and one.standing is not Standing.REMOVED]
        before = {one.id: one for one in sieve.there}
        return RecordImported(
            added=Counter(one.kind for one in new),
            changed=Counter(one.kind for one in differing),
            same=len(sieve.same & sieve.pairs.keys()),
            waiting=sum(one.standing is Standing.PENDING for one in fresh),
            not_in_file=len(beside),
            refused=tuple(sieve.refused),
            signatures_lost=tuple(one.name for one in differing if before[one.id].signed and not one.signed),
        )


def _must_wait(pair: Pair) -> bool:
    """What is there already and is taken apart by its sources stays: only what rests on the new source is not seen."""
    return pair.before is None or pair.named.kind not in TAKEN_APART


# Going out


@dataclass(frozen=True)
class RecordExported:
    """What a file is made of, in its order. `left_out`: so many entries and accounts, because they are graphic."""

    entries: tuple[Named, ...]
    left_out: int
    draft: bool
    fictional: bool


def export_record(services: Services, slug: str, *, graphic: bool, actor: Actor) -> RecordExported:
    """The desk's own record, with notes and what is pending; what was taken out of the record is not in it.

    The file says whether it is a draft, or made up. One entry in the log. Raises `NotFound` for no such memorial or
    one that has no record.
    """
    with services.unit_of_work() as uow:
        memorial = uow.memorials.by_slug(slug)
        every = uow.record.all(memorial.id)
        if all(one.standing is Standing.REMOVED for one in every):
            raise NotFound("no_record")
        found = _exported(memorial, every, graphic=graphic)
        reason = "with_graphic" if graphic else "without_graphic"
        uow.audit.add(
            AuditEntry(memorial.id, actor.kind, actor.id, "export_record", "memorial", memorial.id, reason=reason)
        )
        uow.commit()
    return found


def _exported(memorial: Memorial, every: Iterable[AnyEntry], *, graphic: bool) -> RecordExported:
    states = {(one.kind, one.name): one.now for one in every if one.standing is not Standing.REMOVED}
    left_out = 0
    if not graphic:
        gone = graphic_entries(every) & states.keys()
        states = {at: state for at, state in states.items() if at not in gone}
        left_out = len(gone) + sum(map(graphic_accounts, states.values()))
        states = {at: without_graphic(state, gone) for at, state in states.items()}
    places: Counter[EntryKind] = Counter()
    entries = []
    for (kind, name), state in states.items():
        places[kind] += 1
        entries.append(Named(kind, name, places[kind], state))
    if not places[EntryKind.ABOUT]:
        entries.insert(0, Named(EntryKind.ABOUT, "about", 1, _stand_in(memorial)))
    entries = [
        replace(one, state=marked(one.state, memorial, left_out)) if isinstance(one.state, RecordAbout) else one
        for one in entries
    ]
    return RecordExported(tuple(entries), left_out, memorial.draft, memorial.kind is MemorialKind.FICTIONAL)
