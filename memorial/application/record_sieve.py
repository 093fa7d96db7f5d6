"""What of a file can come into a record: whatever rests on something that was refused is refused with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memorial.application.ports.record_form import NotARecord, ReadRecord, Refused
from memorial.application.ports.store import UnitOfWork
from memorial.application.record_acts import known_in, may_be_cited
from memorial.application.record_marks import same_but_marks
from memorial.application.record_matching import Pair
from memorial.disclosure.record_graphic import At, graphic_entries, without_graphic
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, RecordAbout, RecordSource, Standing
from memorial.domain.record_entry import AnyEntry, Entry
from memorial.domain.record_known import Known, references
from memorial.domain.record_rules import name_problems, problems, problems_among_others, state_problems

MOST_ROUNDS = 100
"""How often what is left is looked at again, because what was refused stays as it was; seldom more than once."""

_SAID = {
    "forgotten": "It is empty, and it cannot be.",
    "choose_one": "This word is not known here. The schema says which are.",
    "unknown_kind": "There is no kind of this name.",
    "unknown_category": "There is no category of this name.",
    "unknown_language": "This language is not known: write a code such as en, and for names also the script: az-Latn.",
    "not_a_name": "An id has small letters a to z, digits and dashes only, at most 80.",
    "reserved_name": "A page of that name is there already: it needs another id.",
    "contested_name": "A disputed name cannot stand in an address: it needs another id.",
    "not_a_year": "This is no year.",
    "not_a_number": "This number cannot be used.",
    "not_a_date": "This date is not certain: write it in EDTF, such as 1993, 1993-05 or 1993-05-17.",
    "not_a_time": "There is no such hour.",
    "not_a_day_of_the_year": "Month and day are needed, such as --02-26.",
    "not_of_this_precision": "The date is not as exact as its precision says.",
    "time_without_a_day": "An hour belongs to a day or a night.",
    "longer_than_a_night": "A night has two days at most.",
    "unknown_time_zone": "There is no time zone of that name.",
    "range_reversed": "The end lies before the beginning.",
    "before_it_came": "It was decided before it came.",
    "out_of_range": "Latitudes go to 90 degrees, longitudes to 180.",
    "no_numbers": (
        "A number stands in it without a source: only a year, a date, or the number of a unit may stand here. Enter the"
        " number as a figure."
    ),
    "no_homes": "The record goes down to settlements, never to where people live.",
    "too_exact": "This is more exact than the source can know.",
    "not_an_address": "This is no address of the web.",
    "in_a_ring": "It leads round to itself.",
    "too_long": "This is too long.",
    "too_many": "These are too many.",
    "hidden_signs": "There are signs in it that nobody can see.",
    "about_a_people": (
        "It perhaps speaks about a people, or calls for something: it may stand only inside a marked quotation."
    ),
    "taken_out": "It was taken out at the desk, and stays out until the desk brings it back.",
    "consent_does_not_allow": "It cites a remembrance that is not here, or not for everyone to read.",
    "written_without_graphic": (
        "Here it holds graphic matter, and the file was written without: bring it in from one that has it."
    ),
}
"""Why something was refused, by the code of the rule."""


def in_words(code: str, detail: str, *, refused_too: bool) -> str:
    if code.startswith("no_such_"):
        kind = code.removeprefix("no_such_")
        return (
            f"It rests on the {kind} {detail}, which was refused." if refused_too else f"No {kind} is called {detail}."
        )
    return _SAID.get(code, "It cannot be used as it is.")


@dataclass
class Sieve:
    """`pairs` shrinks to what can come in; `same` of it says what stands there already."""

    uow: UnitOfWork
    memorial: Memorial
    there: Sequence[AnyEntry]
    read: ReadRecord
    pairs: dict[At, Pair]
    refused: list[Refused] = field(default_factory=list)
    lost: set[At] = field(default_factory=set)
    same: set[At] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.in_file = {pair.before.id for pair in self.pairs.values() if pair.before is not None}
        """Ids of what is there already, refused or not."""
        self.in_file |= {one.id for one in self.there if (one.kind, one.name) in self.read.lost}
        self.lost |= self.read.lost - {(one.kind, one.name) for one in self.there}

    def run(self, *, without_graphic_matter: bool) -> None:
        """`without_graphic_matter`: what the file lacks of that is no change."""
        self._find_same(without_graphic_matter)
        for at, pair in list(self.pairs.items()):
            if pair.before is not None and pair.before.standing is Standing.REMOVED:
                self.refuse(at, "taken_out")
        self._refuse_uncitable()
        self._refuse_against_the_rules()
        for _ in range(MOST_ROUNDS):
            self._refuse_what_rests_on_nothing()
            if not self._refuse_what_became_wrong():
                return
        raise NotARecord("too_entangled")

    def refuse(self, at: At, code: str, detail: str = "", inner: str = "") -> None:
        pair = self.pairs.pop(at)
        if pair.before is None or pair.before.standing is Standing.REMOVED:
            self.lost.add(at)
        place = self.read.places.get((at[0], pair.read_as), pair.read_as)
        words = in_words(
            code,
            detail,
            refused_too=code.startswith("no_such_") and (EntryKind(code.removeprefix("no_such_")), detail) in self.lost,
        )
        self.refused.append(Refused(f"{place}.{inner}" if inner else place, code, words))

    def _find_same(self, without_graphic_matter: bool) -> None:
        gone = graphic_entries(self.there) if without_graphic_matter else frozenset[At]()
        for at, pair in list(self.pairs.items()):
            if pair.before is None:
                continue
            mild = without_graphic(pair.before.now, gone) if without_graphic_matter else pair.before.now
            if _same(pair.named.state, mild) or _same(pair.named.state, pair.before.now):
                self.same.add(at)
            elif mild != pair.before.now:
                self.refuse(at, "written_without_graphic")

    def _refuse_uncitable(self) -> None:
        for at, pair in list(self.pairs.items()):
            cited = pair.named.state.remembrance_id if isinstance(pair.named.state, RecordSource) else None
            if cited and at not in self.same and not self._may_be_cited(cited):
                self.refuse(at, "consent_does_not_allow", inner="remembrance_id")

    def _may_be_cited(self, remembrance_id: str) -> bool:
        try:
            return may_be_cited(self.uow, self.memorial.id, remembrance_id)
        except NotFound:
            return False

    def _refuse_against_the_rules(self) -> None:
        """Each is looked at once, as if all the others came in."""
        known = self._known()
        for at, pair in list(self.pairs.items()):
            kind, name, state = pair.named.kind, pair.named.name, pair.named.state
            # The name of what is there is not looked at again: it is an address.
            look = problems if pair.before is None else state_problems
            if at not in self.same:
                self._refuse_for(at, look(kind, name, state, known))

    def _refuse_what_rests_on_nothing(self) -> None:
        """Whatever names what was refused is refused, and what names that: every reference is followed once."""
        names, places = set(self._known().names), {at: place for place, at in enumerate(self.pairs)}
        resting: dict[At, list[At]] = defaultdict(list)
        for at, pair in self.pairs.items():
            for one in () if at in self.same else references(pair.named.state):
                resting[one.kind, one.name].append(at)
        gone = {at for at in resting if at not in names}
        while gone:
            hit = sorted({at for one in gone for at in resting[one] if at in self.pairs}, key=places.__getitem__)
            gone = {at for at in hit if self.pairs[at].before is None}
            for at in hit:
                found = references(self.pairs[at].named.state)
                first = next(one for one in found if (one.kind, one.name) not in names)
                self.refuse(at, f"no_such_{first.kind.value}", first.name, first.field)
            names -= gone

    def _refuse_what_became_wrong(self) -> bool:
        """Whether anything was: what was refused stays as it was, and may not go together with what comes in."""
        known, before = self._known(), len(self.refused)
        for at, pair in list(self.pairs.items()):
            kind, name, state = pair.named.kind, pair.named.name, pair.named.state
            if at not in self.same:
                wrong = name_problems(kind, name, known) if pair.before is None else []
                self._refuse_for(at, [*wrong, *problems_among_others(name, state, known)])
        return len(self.refused) > before

    def _refuse_for(self, at: At, wrong: Sequence[Invalid]) -> None:
        if wrong:
            self.refuse(at, wrong[0].code, wrong[0].detail, wrong[0].field)

    def _known(self) -> Known:
        return known_in(self.memorial, self._as_it_would_be())

    def _as_it_would_be(self) -> list[AnyEntry]:
        mine = {pair.before.id for pair in self.pairs.values() if pair.before is not None}
        return [one for one in self.there if one.id not in mine] + [self._entry(pair) for pair in self.pairs.values()]

    def _entry(self, pair: Pair) -> AnyEntry:
        one = pair.named
        if pair.before is not None:
            return replace(pair.before, now=one.state)
        return Entry(f"{one.kind} {one.name}", self.memorial.id, "", one.kind, one.name, one.number, one.state)


def _same(one: object, other: object) -> bool:
    if isinstance(one, RecordAbout) and isinstance(other, RecordAbout):
        return same_but_marks(one, other)
    return one == other
