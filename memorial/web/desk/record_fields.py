"""What the forms of the record ask for, kind by kind: as data, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from memorial.domain import record as states
from memorial.domain.record import EntryKind, Outcome, Precision
from memorial.domain.record_kinds import StatementKind
from memorial.web import record_words


class Shape(StrEnum):
    """How something is asked for.

    `ENTRY`: another entry, by its short name; `ENTRIES`: several, a row each; `NAMES_OF`: several in one line, with
    commas; `ROWS`: rows with fields of their own; `COURSE`: the line of a river, a point on each line.
    """

    LINE = "line"
    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    TICK = "tick"
    ENTRY = "entry"
    ENTRIES = "entries"
    NAMES_OF = "names_of"
    ROWS = "rows"
    COURSE = "course"


@dataclass(frozen=True)
class Ask:
    """One field of a form, named as in the state. `more`, `one`: the words of the button and head of repeated rows."""

    name: str
    shape: Shape
    label: Any
    hint: Any = None
    needed: bool = False
    of: EntryKind | None = None
    choices: Mapping[str, Any] | None = None
    rows: tuple[Ask, ...] = ()
    made: type[Any] | None = None
    more: Any = None
    one: Any = None
    lines: int = 4


KINDS: dict[EntryKind, Any] = {
    **{EntryKind(kind): words for kind, words in record_words.ENTRIES.items()},
    EntryKind.CHECK: _l("Sums that were checked"),
    EntryKind.LEFT_OUT: _l("Left out"),
}

ONE: dict[EntryKind, Any] = {
    EntryKind.ABOUT: _l("What the record is about"),
    EntryKind.SOURCE: _l("A source"),
    EntryKind.FIGURE: _l("A figure"),
    EntryKind.QUESTION: _l("A question"),
    EntryKind.EVENT: _l("A dated entry"),
    EntryKind.PLACE: _l("A place"),
    EntryKind.NAME: _l("A name of the event"),
    EntryKind.OBSERVANCE: _l("A day that is kept"),
    EntryKind.STATEMENT: _l("A statement"),
    EntryKind.UNIT: _l("An armed unit"),
    EntryKind.DOCUMENT: _l("A document"),
    EntryKind.FOOTAGE: _l("Footage"),
    EntryKind.REPLY: _l("A reply"),
    EntryKind.CHECK: _l("A sum that was checked"),
    EntryKind.LEFT_OUT: _l("What was left out"),
}

HELP: dict[EntryKind, Any] = {
    EntryKind.SOURCE: _l("Who says it, and in which form you saw it. All else in the record stands on a source."),
    EntryKind.FIGURE: _l(
        "One number as one source gives it. Without unit, qualifier, source and category it cannot be saved."
    ),
    EntryKind.QUESTION: _l("Something that sources answer differently. All accounts stand in equal type."),
    EntryKind.EVENT: _l("A dated statement. Where two accounts differ by a day, make two entries."),
    EntryKind.PLACE: _l("All names that sources give it, and coordinates only where a source gives them."),
    EntryKind.NAME: _l("A name is a claim too: it is shown only together with who uses it."),
    EntryKind.STATEMENT: _l(
        "One statement that can be checked, typed by hand from one source. It waits until somebody takes it into the"
        " record."
    ),
    EntryKind.UNIT: _l("An armed unit only where a source names it; never a whole people in its place."),
    EntryKind.FOOTAGE: _l("Who made it, when and where, and who keeps it. The pictures themselves are not kept here."),
    EntryKind.REPLY: _l("What somebody wrote about something in the record, and what came of it."),
    EntryKind.LEFT_OUT: _l(
        "Which kinds of statement were not carried over from a source. The statements themselves are not kept."
    ),
}

QUALIFIERS: dict[str, Any] = dict(record_words.QUALIFIERS)
BASES: dict[str, Any] = {"not recorded": _l("basis not recorded"), **record_words.BASES}
PRECISIONS: dict[str, Any] = {
    Precision.DAY: _l("a day"),
    Precision.NIGHT: _l("a night"),
    Precision.MONTH: _l("a month"),
    Precision.SEASON: _l("a season"),
    Precision.YEAR: _l("a year"),
}
OUTCOMES: dict[str, Any] = {
    Outcome.OPEN: _l("not decided yet"),
    Outcome.CHANGED: _l("an entry was changed"),
    Outcome.ADDED: _l("something was added"),
    Outcome.NOT_CHANGED: _l("nothing was changed"),
}

SENSITIVITIES: dict[str, Any] = {
    "": _l("nothing special"),
    "distressing": _l("distressing"),
    states.GRAPHIC: _l("graphic: injuries, or the dead"),
}
STATEMENT_KINDS: dict[str, Any] = {
    StatementKind.COUNT: _l("a count"),
    StatementKind.MEASURE: _l("a measure"),
    StatementKind.DATE: _l("a date"),
    StatementKind.PLACE: _l("a place"),
    StatementKind.ROUTE: _l("a route"),
    StatementKind.EVENT: _l("an event"),
    StatementKind.RELATED_EVENT: _l("another event"),
    StatementKind.CAUSE: _l("a cause"),
    StatementKind.FATE: _l("what befell somebody"),
    StatementKind.REMAINS: _l("remains"),
    StatementKind.UNIT: _l("an armed unit"),
    StatementKind.DOCUMENT: _l("a document"),
    StatementKind.LIST: _l("a list of names"),
    StatementKind.FOOTAGE: _l("footage"),
    StatementKind.JOURNALISM: _l("the work of journalists"),
    StatementKind.WITNESS: _l("what a witness says"),
    StatementKind.HERITAGE: _l("a monument or a building"),
    StatementKind.OBSERVANCE: _l("a day that is kept"),
    StatementKind.CONTEXT: _l("what was so before or after"),
    StatementKind.CLAIM: _l("another claim that can be checked"),
}
LEFT_OUT_WORDS: dict[str, Any] = {
    "about-a-people": _l("about the character, the aims or the guilt of a people"),
    "motive": _l("a motive or a long plan"),
    "grievance": _l("a grievance or a claim to land"),
    "comparison": _l("a comparison or ranking with other events"),
    "characterisation": _l("a judgement in strong words"),
    "calls": _l("a call for a sentence or a recognition"),
    "graphic-detail": _l("graphic detail"),
}
"""Kinds that do not enter the record, by their codes."""

_S, _F, _P, _Q = EntryKind.SOURCE, EntryKind.FIGURE, EntryKind.PLACE, EntryKind.QUESTION
_TYPE = _l("Type its short name or words of its title; your browser may offer what fits.")
_DAY = _l("Such as 1992, 1992-02 or 1992-02-26.")
_LANG = _l("Language and script, such as az-Latn.")
_NOTE = Ask("note", Shape.TEXT, _l("Note for editors"), _l("No visitor ever sees it."), lines=3)
_GRAPHIC = Ask("sensitivity", Shape.CHOICE, _l("How hard it is to read"),
               _l("What is graphic opens only after a choice."), choices=SENSITIVITIES)  # fmt: skip
_PLACE = Ask("place_id", Shape.ENTRY, _l("Place"), _TYPE, of=_P)
_DATE = Ask("date", Shape.CODE, _l("Date"), _DAY)
_LANGUAGE = Ask("language", Shape.CODE, _l("Language"), _l("A code such as en or ar."))


def _source(name: str = "source_id", label: Any = None, *, needed: bool = True) -> Ask:
    return Ask(name, Shape.ENTRY, label or _l("Who says it: the source"), _TYPE, needed=needed, of=_S)


def _sources(name: str = "source_ids", label: Any = None, *, needed: bool = True) -> Ask:
    return Ask(name, Shape.ENTRIES, label or _l("Who says it: the sources"), _TYPE, needed=needed, of=_S,
               more=_l("One more source"), one=_l("Source %(number)s"))  # fmt: skip


_NAMES = Ask("names", Shape.ROWS, _l("Names"), needed=True, made=states.PlaceName, more=_l("One more name"),
             one=_l("Name %(number)s"), rows=(
    Ask("name", Shape.LINE, _l("Name"), needed=True),
    Ask("lang", Shape.CODE, _l("Language and script"), _LANG, needed=True),
    _source(needed=False),
    Ask("seen", Shape.TICK, _l("Seen written so in the source"), _l("Without a source, or not seen: it is not shown.")),
    Ask("period", Shape.LINE, _l("When it was called so")),
    Ask("note", Shape.LINE, _l("Note for editors")),
))  # fmt: skip

ASKED: dict[EntryKind, tuple[Ask, ...]] = {
    EntryKind.ABOUT: (
        Ask("neutral_label", Shape.LINE, _l("Heading"), _l("Place and date; no name of the event."), needed=True),
        Ask("neutral_summary", Shape.TEXT, _l("Summary"), _l("Short, and every sentence from the sources below."),
            lines=8),
        _sources("summary_source_ids", _l("Sources of the summary"), needed=False),
        Ask("scope", Shape.LINE, _l("What it covers")),
        Ask("name_lists_known", Shape.ROWS, _l("Lists of names that are known"), made=states.ListKnown,
            more=_l("One more list"), one=_l("List %(number)s"), rows=(
                _source(), Ask("what", Shape.LINE, _l("What is on it"), needed=True),
                Ask("copied", Shape.TICK, _l("It was brought in here")))),
        Ask("run_by", Shape.LINE, _l("Who runs the memorial")),
        Ask("paid_by", Shape.LINE, _l("Who pays for it")),
        Ask("language", Shape.CODE, _l("Language of the record"), _l("A code such as en or ar."), needed=True),
        Ask("communities_note", Shape.TEXT, _l("Note for editors on the communities"), _l("No visitor ever sees it.")),
    ),
    EntryKind.SOURCE: (
        Ask("title", Shape.LINE, _l("Title"), needed=True),
        Ask("publisher", Shape.LINE, _l("Who published it")),
        Ask("year", Shape.WHOLE, _l("Year"), _l("Nothing, where nobody knows.")),
        Ask("date", Shape.CODE, _l("Day of the statement"), _l("Where it is known more closely than the year.")),
        Ask("kind", Shape.LINE, _l("What kind of source it is"), _l("Such as press, book or report.")),
        Ask("perspective", Shape.LINE, _l("From where it looks"), _l("Such as: government, daily paper, eyewitness.")),
        _LANGUAGE,
        Ask("seen_as", Shape.LINE, _l("In which form you saw it"), _l("Such as: full text, excerpt, cited only.")),
        Ask("address", Shape.CODE, _l("Its address"), _l("Where it can be read.")),
        _source("via", _l("Taken from, or seen in, this other source"), needed=False),
        Ask("names_private", Shape.TICK, _l("It names private people")),
        Ask("shows_dead", Shape.TICK, _l("It shows the dead"),
            _l("Of such a source the address is never a link. It is shown as text, after a choice.")),
        _GRAPHIC,
        Ask("remembrance_id", Shape.CODE, _l("A remembrance that is cited"),
            _l("Its id, where a remembrance of this memorial is the source.")),
        _NOTE,
    ),
    EntryKind.FIGURE: (
        Ask("subject", Shape.LINE, _l("What is counted, in words"), _l("Such as: people who reached the town."),
            needed=True),
        Ask("value", Shape.NUMBER, _l("Number"), _l("As the source prints it, in digits."), needed=True),
        Ask("value_max", Shape.NUMBER, _l("Up to"), _l("Only where the source gives a range.")),
        Ask("qualifier", Shape.CHOICE, _l("How the source puts it"),
            _l("“Exactly” says only that the source gives no hedge."), needed=True, choices=QUALIFIERS),
        Ask("unit", Shape.LINE, _l("Unit"), _l("What one of them is, such as persons, bodies, families, kilometres."),
            needed=True),
        _source(),
        _source("seen_in", _l("Where you saw it, if in another source"), needed=False),
        Ask("category", Shape.LINE, _l("Category"), _l("One word for figures that belong together."), needed=True),
        Ask("scope", Shape.LINE, _l("What it covers")),
        _PLACE,
        Ask("part_of", Shape.ENTRY, _l("Part of this other figure"), _TYPE, of=_F),
        Ask("as_of", Shape.CODE, _l("On which date it held"), _DAY),
        _GRAPHIC,
        _NOTE,
    ),
    EntryKind.QUESTION: (
        Ask("question", Shape.LINE, _l("The question"), needed=True),
        Ask("accounts", Shape.ROWS, _l("What sources say"), made=states.Account,
            more=_l("One more account"), one=_l("Account %(number)s"), rows=(
                _source(),
                Ask("says", Shape.TEXT, _l("What it says"), _l("A short paraphrase, or its own words."), needed=True,
                    lines=3),
                Ask("quotation", Shape.TICK, _l("These are the source’s own words")),
                Ask("basis", Shape.CHOICE, _l("On what it rests"), choices=BASES),
                Ask("date", Shape.CODE, _l("Date of the statement"), _l("Nothing, where that of the source holds.")),
                Ask("figure_ids", Shape.NAMES_OF, _l("Its figures"), _l("Their short names, with commas."), of=_F),
                _GRAPHIC)),
        _GRAPHIC,
        _NOTE,
    ),
    EntryKind.EVENT: (
        Ask("date", Shape.CODE, _l("Date"), _DAY, needed=True),
        Ask("date_end", Shape.CODE, _l("Until"), _l("A night is one night: write both its days.")),
        Ask("time", Shape.LINE, _l("Hour"), _l("As the source gives it.")),
        Ask("precision", Shape.CHOICE, _l("How exact the date is"), needed=True, choices=PRECISIONS),
        Ask("what", Shape.TEXT, _l("What happened, in the account of the sources"), needed=True, lines=3),
        _sources(),
        _PLACE,
        Ask("differs", Shape.TEXT, _l("Where other accounts differ"), lines=3),
        _GRAPHIC,
    ),
    EntryKind.PLACE: (
        Ask("kind", Shape.LINE, _l("What it is"), _l("Such as town, river or monument."), needed=True),
        _NAMES,
        Ask("coordinates", Shape.ROWS, _l("Where it lies"), _l("Nothing here: “location not recorded”."),
            made=states.Coordinate, more=_l("One more spot"), one=_l("Spot %(number)s"), rows=(
                Ask("lat", Shape.NUMBER, _l("Latitude in degrees"), needed=True),
                Ask("lon", Shape.NUMBER, _l("Longitude in degrees"), needed=True),
                _source(),
                Ask("precision_m", Shape.WHOLE, _l("How far off it may be, in metres"), _l("If the source says it.")),
                Ask("note", Shape.LINE, _l("Note for editors")))),
        Ask("course", Shape.COURSE, _l("The line of a river"),
            _l("A point on each line: latitude, longitude, short name of the source, with commas.")),
        Ask("role", Shape.LINE, _l("What it has to do with the record"), _l("For editors.")),
        Ask("do_not_confuse_with", Shape.LINE, _l("Not to be confused with"), _l("For editors.")),
        _NOTE,
    ),
    EntryKind.NAME: (
        Ask("name", Shape.LINE, _l("Name of the event"), needed=True),
        Ask("lang", Shape.CODE, _l("Language"), _l("A code such as en or ar."), needed=True),
        _sources("used_by", _l("Who uses it")),
        _NOTE,
    ),
    EntryKind.OBSERVANCE: (
        Ask("date", Shape.CODE, _l("Day of the year"), _l("Such as --02-26."), needed=True),
        Ask("local_time", Shape.CODE, _l("Hour"), _l("Such as 17:00.")),
        Ask("time_zone", Shape.CODE, _l("Time zone"), _l("Such as Europe/Warsaw.")),
        Ask("observance", Shape.LINE, _l("What is done then"), needed=True),
        _sources(),
        Ask("established", Shape.ROWS, _l("The acts that set it"), made=states.Established, more=_l("One more act"),
            one=_l("Act %(number)s"), rows=(
                Ask("date", Shape.CODE, _l("Date"), _DAY, needed=True),
                Ask("act", Shape.LINE, _l("Act"), needed=True), _source())),
    ),
    EntryKind.STATEMENT: (
        Ask("kind", Shape.CHOICE, _l("What kind of statement is it?"), needed=True, choices=STATEMENT_KINDS),
        Ask("statement", Shape.TEXT, _l("The statement"), _l("In one sentence that can be checked."), needed=True),
        Ask("quotation", Shape.TICK, _l("These are the source’s own words")),
        _source("attributed_to"),
        Ask("is_count_claim", Shape.TICK, _l("It says a number")),
        _DATE,
        Ask("figure_ids", Shape.NAMES_OF, _l("Its figures"), _l("Their short names, with commas."), of=_F),
        Ask("place_ids", Shape.NAMES_OF, _l("Its places"), _l("Their short names, with commas."), of=_P),
        Ask("disputed_id", Shape.ENTRY, _l("The question it belongs to"), _TYPE, of=_Q),
        _GRAPHIC,
    ),
    EntryKind.UNIT: (
        _NAMES,
        Ask("what", Shape.LINE, _l("What it is"), _l("As sources describe it.")),
        _sources(),
        _DATE,
        _NOTE,
    ),
    EntryKind.DOCUMENT: (
        Ask("title", Shape.LINE, _l("Title"), needed=True),
        Ask("what", Shape.TEXT, _l("What it is"), lines=3),
        _sources(),
        _DATE,
        Ask("kept_at", Shape.LINE, _l("Where the original is kept")),
        _GRAPHIC,
        _NOTE,
    ),
    EntryKind.FOOTAGE: (
        Ask("title", Shape.LINE, _l("Title"), needed=True),
        Ask("author", Shape.LINE, _l("Who made it")),
        _sources(),
        _DATE,
        Ask("time", Shape.LINE, _l("Hour"), _l("As the source gives it.")),
        _PLACE,
        Ask("kept_at", Shape.LINE, _l("Where the original is kept")),
        Ask("copies", Shape.LINE, _l("Copies")),
        _GRAPHIC,
        _NOTE,
    ),
    EntryKind.REPLY: (
        Ask("by", Shape.LINE, _l("How they sign it"), needed=True),
        Ask("says", Shape.TEXT, _l("What they say"), needed=True, lines=6),
        Ask("received", Shape.CODE, _l("When it came"), _l("Such as 2026-02-26."), needed=True),
        Ask("about_kind", Shape.CHOICE, _l("What it is about"), needed=True, choices={
            kind: KINDS[kind] for kind in ONE if kind not in states.NEVER_PUBLISHED and kind is not EntryKind.REPLY
        }),
        Ask("about_id", Shape.CODE, _l("The short name of that entry"), needed=True),
        Ask("outcome", Shape.CHOICE, _l("What came of it"), needed=True, choices=OUTCOMES),
        Ask("outcome_words", Shape.TEXT, _l("In words"), lines=3),
        Ask("decided", Shape.CODE, _l("When it was decided"), _l("Such as 2026-02-26.")),
        _NOTE,
    ),
}  # fmt: skip
"""By kind, in the order of the form. A kind that is not here is not typed at the desk."""
