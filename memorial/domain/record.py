"""The record of what happened: sources, figures, questions with their accounts, events, places. Each says who says it.

What one entry states is called its state here. Its fields are named and written as in the JSON form of a record
(`config/schemas/record-1.json`), so that a record that is brought in and given out again is the same. Fields called
`note` are for editors and reach nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

GRAPHIC = "graphic"
"""The `sensitivity` of matter that opens only after a choice."""


class EntryKind(StrEnum):
    """What an entry is; also the word under which the edition keeps it."""

    ABOUT = "about"
    SOURCE = "source"
    FIGURE = "figure"
    QUESTION = "question"
    EVENT = "event"
    PLACE = "place"
    NAME = "name"
    OBSERVANCE = "observance"
    STATEMENT = "statement"
    UNIT = "unit"
    DOCUMENT = "document"
    FOOTAGE = "footage"
    REPLY = "reply"
    CHECK = "check"
    LEFT_OUT = "left_out"


NEVER_PUBLISHED = frozenset({EntryKind.CHECK, EntryKind.LEFT_OUT})
"""For the desk alone: worked sums of an editor, and what kind of statement was left out of which source."""


class Standing(StrEnum):
    """`PENDING`: typed, and not part of the record yet. `REMOVED`: seen by nobody, and can be brought back."""

    PENDING = "pending"
    IN_RECORD = "in_record"
    REMOVED = "removed"


class Qualifier(StrEnum):
    """In the source's own sense. `EXACTLY` says only that the source gave no hedge."""

    EXACTLY = "exactly"
    AT_LEAST = "at least"
    ABOUT = "about"
    AT_MOST = "at most"


class AccountBasis(StrEnum):
    """On what an account rests. `NOT_RECORDED`: nobody has entered it yet, or the source does not say."""

    COUNTED = "counted"
    EXAMINED = "examined"
    LISTED = "listed"
    ESTIMATED = "estimated"
    STATED = "stated position"
    NOT_RECORDED = "not recorded"


class Precision(StrEnum):
    YEAR = "year"
    SEASON = "season"
    MONTH = "month"
    NIGHT = "night"
    DAY = "day"


class Outcome(StrEnum):
    """What came of a reply that somebody sent to the record."""

    OPEN = "open"
    CHANGED = "changed"
    ADDED = "added"
    NOT_CHANGED = "not_changed"


@dataclass(frozen=True)
class ListKnown:
    """A list of names that is known to exist. `copied`: whether it was brought in here."""

    source_id: str
    what: str
    copied: bool = False


@dataclass(frozen=True)
class RecordAbout:
    """What the record is about, in sentences that have sources. `kept` is the rest of its JSON form, for no visitor."""

    neutral_label: str
    neutral_summary: str
    summary_source_ids: tuple[str, ...] = ()
    scope: str = ""
    name_lists_known: tuple[ListKnown, ...] = ()
    run_by: str = ""
    paid_by: str = ""
    communities_note: str | None = None
    language: str = "en"
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordSource:
    """Who says it, and in which form it was seen.

    `via` is the source that this one was taken from or seen in; both then have one origin. `date` is the day of the
    statement in EDTF where it is known more closely than `year`. `names_private` or `shows_dead`: its address is shown
    as plain text, after a choice. `remembrance_id`: a remembrance of this memorial that is cited here.
    """

    title: str
    publisher: str = ""
    year: int | None = None
    kind: str = ""
    perspective: str = ""
    language: str = "und"
    seen_as: str = ""
    address: str | None = None
    via: str | None = None
    note: str | None = None
    date: str | None = None
    names_private: bool = False
    shows_dead: bool = False
    sensitivity: str | None = None
    remembrance_id: str | None = None

    @property
    def guarded(self) -> bool:
        return self.names_private or self.shows_dead or self.sensitivity == GRAPHIC


@dataclass(frozen=True)
class Figure:
    """One number as one source gives it. `value_max` closes a range; `unit` is what is counted, and never mixed."""

    subject: str
    category: str
    value: int | float
    qualifier: Qualifier
    source_id: str
    unit: str
    scope: str = ""
    place_id: str | None = None
    part_of: str | None = None
    as_of: str | None = None
    seen_in: str | None = None
    value_max: int | float | None = None
    note: str | None = None
    sensitivity: str | None = None


@dataclass(frozen=True)
class Account:
    """What one source says to a question. `quotation`: these are its own words, marked as such."""

    source_id: str
    says: str
    basis: AccountBasis = AccountBasis.NOT_RECORDED
    quotation: bool = False
    date: str | None = None
    figure_ids: tuple[str, ...] = ()
    sensitivity: str | None = None


@dataclass(frozen=True)
class Question:
    """A question to which sources answer differently, with all that they say."""

    question: str
    accounts: tuple[Account, ...] = ()
    note: str | None = None
    sensitivity: str | None = None


@dataclass(frozen=True)
class Event:
    """A dated statement. A night is one night, though it has two days; `time` is as the source gives it."""

    date: str
    precision: Precision
    what: str
    source_ids: tuple[str, ...]
    date_end: str | None = None
    time: str | None = None
    place_id: str | None = None
    differs: str | None = None
    sensitivity: str | None = None


@dataclass(frozen=True)
class PlaceName:
    """`lang` is a language with its script, such as az-Latn. One that was not seen in a source is not published."""

    lang: str
    name: str
    source_id: str | None = None
    seen: bool = True
    period: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Coordinate:
    """Degrees, as one source gives them; `precision_m` is how far off they may be, in metres, where that is said."""

    lat: float
    lon: float
    source_id: str
    precision_m: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class Place:
    """A settlement, river or area, by all the names that sources give it. No coordinates: location not recorded.

    `role` and `do_not_confuse_with` are for editors. `course` is the line of a river, as (lat, lon) in a row.
    """

    kind: str
    names: tuple[PlaceName, ...]
    coordinates: tuple[Coordinate, ...] = ()
    role: str = ""
    note: str | None = None
    do_not_confuse_with: str | None = None
    course: tuple[Coordinate, ...] = ()


@dataclass(frozen=True)
class EventName:
    """A name of what happened, with the sources that use it."""

    lang: str
    name: str
    used_by: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Established:
    date: str
    act: str
    source_id: str


@dataclass(frozen=True)
class Observance:
    """A day of the year (--MM-DD) that somebody keeps, with its hour where it is kept and the acts that set it."""

    date: str
    local_time: str
    time_zone: str
    observance: str
    source_ids: tuple[str, ...]
    established: tuple[Established, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One checkable statement of one source, typed by hand; it waits until the desk takes it into the record."""

    kind: str
    statement: str
    attributed_to: str
    is_count_claim: bool = False
    date: str | None = None
    figure_ids: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    disputed_id: str | None = None
    sensitivity: str | None = None
    quotation: bool = False


@dataclass(frozen=True)
class Unit:
    """An armed formation, only where a source names it, and never a stand-in for a people."""

    names: tuple[PlaceName, ...]
    what: str = ""
    source_ids: tuple[str, ...] = ()
    date: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Document:
    """A paper: a report, an order, a list, a letter; where the original lies, as sources say."""

    title: str
    what: str = ""
    source_ids: tuple[str, ...] = ()
    date: str | None = None
    kept_at: str = ""
    note: str | None = None
    sensitivity: str | None = None


@dataclass(frozen=True)
class Footage:
    """Film or photographs: who made them, when and where, who keeps them; never the pictures themselves."""

    title: str
    author: str = ""
    source_ids: tuple[str, ...] = ()
    date: str | None = None
    time: str | None = None
    place_id: str | None = None
    kept_at: str = ""
    copies: str = ""
    note: str | None = None
    sensitivity: str | None = None


@dataclass(frozen=True)
class Reply:
    """What somebody wrote to the record about something in it, and what came of it. `by` is how they sign it."""

    by: str
    says: str
    received: str
    about_kind: EntryKind
    about_id: str
    outcome: Outcome = Outcome.OPEN
    outcome_words: str = ""
    decided: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Check:
    """A sum that an editor worked: parts against their total. Nothing is ever repaired by it."""

    total: str
    parts: tuple[str, ...]
    sum_of_parts: int | float
    remainder: int | float
    finding: str


@dataclass(frozen=True)
class LeftOut:
    """Which kinds of statement of a source were not carried over. The statements themselves are not kept."""

    from_source_id: str
    categories: tuple[str, ...]
    note: str | None = None


State = (
    RecordAbout
    | RecordSource
    | Figure
    | Question
    | Event
    | Place
    | EventName
    | Observance
    | Statement
    | Unit
    | Document
    | Footage
    | Reply
    | Check
    | LeftOut
)

STATES: dict[EntryKind, type[Any]] = {
    EntryKind.ABOUT: RecordAbout,
    EntryKind.SOURCE: RecordSource,
    EntryKind.FIGURE: Figure,
    EntryKind.QUESTION: Question,
    EntryKind.EVENT: Event,
    EntryKind.PLACE: Place,
    EntryKind.NAME: EventName,
    EntryKind.OBSERVANCE: Observance,
    EntryKind.STATEMENT: Statement,
    EntryKind.UNIT: Unit,
    EntryKind.DOCUMENT: Document,
    EntryKind.FOOTAGE: Footage,
    EntryKind.REPLY: Reply,
    EntryKind.CHECK: Check,
    EntryKind.LEFT_OUT: LeftOut,
}
