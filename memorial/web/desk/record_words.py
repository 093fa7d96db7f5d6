"""The words of the desk's pages of the record: what an entry is called, where it stands, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from memorial.domain import record as states
from memorial.domain.errors import Refusal
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry
from memorial.domain.record_kinds import LEFT_OUT
from memorial.web.desk.record_fields import ASKED, KINDS, LEFT_OUT_WORDS, Ask, Shape
from memorial.web.desk.record_forms import Entries
from memorial.web.desk.refusals import SAID

STANDINGS: dict[Standing, Any] = {
    Standing.PENDING: _l("waits: visitors do not see it"),
    Standing.IN_RECORD: _l("in the record"),
    Standing.REMOVED: _l("removed"),
}

_LONGEST = 120

PROBLEMS: dict[str, Any] = {
    "still_empty": _l("“%(about)s” is still empty."),
    "forgotten": _l("This is still empty."),
    "write_digits": _l("Please write the number in digits only, such as 1275 or 0.94."),
    "no_numbers": _l(
        "A number stands here without its source. Please leave it out, and enter it as a figure. Only a year may stand"
        " here, and in the words of a question also a date or the number of a unit, such as 366th."
    ),
    "number_in_reason": _l("A reason holds no number but a year: numbers stand with their source."),
    "whole_number": _l("Please write a whole number."),
    "not_a_number": _l("That is no number that can be used here."),
    "not_a_year": _l("Please write the year in digits, such as 1992."),
    "no_such_entry": _l("Nothing in this record is called “%(about)s”. Enter it first."),
    "several_fit": _l("Several fit. Please write one of these: %(about)s"),
    "not_a_point": _l("This line has no latitude, longitude and source: %(about)s"),
    "not_a_name": _l("A short name has small letters a to z, digits and dashes only, at most 80."),
    "reserved_name": _l("A page of that name is there already. Please choose another short name."),
    "contested_name": _l("A name that is disputed cannot stand in an address. Please choose another short name."),
    "in_a_ring": _l("This would lead round in a circle."),
    "not_an_address": _l("Please write the whole address, beginning with https:// or http://."),
    "unknown_language": _l("Please write a code of a language such as en; of names, with the script: az-Latn."),
    "range_reversed": _l("The end lies before the beginning."),
    "out_of_range": _l("Latitudes go to 90 degrees, longitudes to 180."),
    "no_homes": _l("The record goes down to settlements, never to where people live."),
    "too_exact": _l("This is more exact than the source can know. Please leave digits out."),
    "unknown_kind": _l("Please choose one of these."),
    "unknown_category": _l("Please choose one of these."),
    "before_it_came": _l("It was decided before it came."),
    "not_a_date": _l("Please write the date so that it is certain, such as 1993, 1993-05 or 1993-05-17."),
    "not_of_this_precision": _l("The date is not as exact as you say. Please change one of the two."),
    "time_without_a_day": _l("An hour belongs to a day or a night."),
    "longer_than_a_night": _l("A night has two days at most."),
    "not_a_time": _l("There is no such hour."),
    "not_a_day_of_the_year": _l("Please write month and day, such as --02-26."),
    "unknown_time_zone": _l("There is no time zone of that name. One is written like Europe/Warsaw."),
    "too_long": _l("This is too long."),
    "too_many": _l("These are too many."),
    "hidden_signs": _l("There are signs in it that nobody can see. Please type it again."),
    "about_a_people": _l(
        "This perhaps says something about a people, or calls for something. It may stand in the record only inside a"
        " marked quotation of a source."
    ),
    "changed_meanwhile": _l("Somebody changed this entry meanwhile. What you typed is below; please compare."),
    "looked_at_another": _l(
        "Somebody changed something meanwhile. It stands below as it is now; please compare again."
    ),
    "not_sure": _l("Please say that you mean it."),
    "not_compared": _l("Please compare it first, and say that you did."),
    "taken": _l("Another entry of that kind has this short name already."),
    "consent_does_not_allow": _l("That remembrance may not be cited: its sender did not allow everyone to read it."),
    "taken_back": _l("The sender took this back. It cannot be filed."),
    "no_pending_statement": _l("This statement does not wait any more."),
    "another_compares": _l(
        "You gave this source its words, or entered all that is new. Another archivist or administrator has to compare"
        " it and sign it."
    ),
    "nothing_to_sign": _l("This source is signed, and nothing that names it was added since."),
    "its_name_stays": _l("Only an entry that waits, and that never was in the record, gets another short name."),
    "another_names_it": _l("Another entry names this one. Its short name stays, so that the other still finds it."),
    "only_sources_are_signed": _l("Only a source that was not removed can be signed."),
}
"""Refusals, by their codes; `about` is what more there is to say."""


FILES: dict[str, Any] = {
    "too_large": _l("The file is too large."),
    "empty": _l("The file is empty."),
    "not_utf8": _l("The file is not text in UTF-8."),
    "not_json": _l("The file is not JSON."),
    "too_deep": _l("Something in the file lies too deep, in lists within lists."),
    "not_a_record": _l("The file holds no record: no part of it is called sources, figures and so on."),
    "other_version": _l("The file says another version of its form than 1."),
    "twice": _l("Something stands in the file twice, and one of the two would be lost."),
    "never_invented_for_a_real_event": _l(
        "The file calls itself fictional. What was made up never comes into a memorial of real events."
    ),
    "never_real_among_made_up": _l("The file calls itself real. This memorial is made up."),
    "too_large_number": _l("A number in the file is too large."),
    "too_many": _l("The file has too many entries. Please bring them in as several files."),
    "too_entangled": _l("What the file changes leads round and round. Please bring it in as several files."),
}
"""Why nothing of a file can be used."""


def said(code: str, about: str = "") -> str:
    """A refusal in words; one that has none is said plainly."""
    if code.startswith("no_such_") and code not in PROBLEMS:
        code = "no_such_entry"
    if code == "one_or_thousand":
        whole, small, longer = about.split(" ")
        return _("Is this %(whole)s or %(small)s? Please write %(whole)s or %(longer)s.", whole=whole, small=small,
                 longer=longer)  # fmt: skip
    words = PROBLEMS.get(code) or SAID.get(code)
    if words is None:
        return _("That is not possible now. Nothing was changed.")
    text = str(words)
    return text % {"about": about} if "%(about)s" in text else text


def file_words(refusal: Refusal) -> str:
    return str(FILES.get(refusal.code) or said(refusal.code))


# What an entry is called


def label_of(entry: AnyEntry) -> str:
    """What the desk calls it in lists; in the words of the record."""
    return shortened(_label(entry.now) or entry.name)


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _label(now: Any) -> str:
    match now:
        case states.RecordSource():
            more = ", ".join(filter(None, (now.publisher, str(now.year or ""))))
            return f"{now.title} ({more})" if more else now.title
        case states.Figure():
            return f"{now.subject}: {number_words(now)}"
        case states.Event():
            return f"{now.date}: {now.what}"
        case states.Place() | states.Unit():
            return now.names[0].name if now.names else ""
        case states.Check():
            return now.finding
        case states.Observance():
            return f"{now.date.removeprefix('--')}: {now.observance}"
        case states.Reply():
            return f"{now.received}: {now.by}"
        case states.LeftOut():
            return now.from_source_id
    first = ("question", "statement", "neutral_label", "title", "name")
    return next((str(getattr(now, one)) for one in first if hasattr(now, one)), "")


def number_words(figure: states.Figure) -> str:
    """The number with its qualifier and unit, as it is entered."""
    upper = "" if figure.value_max is None else f"–{figure.value_max}"
    hedge = "" if figure.qualifier is states.Qualifier.EXACTLY else f"{figure.qualifier} "
    return f"{hedge}{figure.value}{upper} {figure.unit}"


def entries_of(entries: Iterable[AnyEntry]) -> Entries:
    """What others may point to: whatever is not removed."""
    known: dict[EntryKind, dict[str, str]] = {}
    for one in entries:
        if one.standing is not Standing.REMOVED:
            known.setdefault(one.kind, {})[one.name] = label_of(one)
    return Entries(known)


# What an entry states, line by line


def lines_of(kind: EntryKind, state: Any, entries: Entries) -> Iterator[tuple[str, list[str]]]:
    """(what it is, lines) of every field that holds something, in the order of the form."""
    if isinstance(state, states.LeftOut):
        yield str(_("Source")), [entries.called(EntryKind.SOURCE, state.from_source_id) or state.from_source_id]
        yield str(KINDS[EntryKind.LEFT_OUT]), [category_words(one) for one in state.categories]
        return
    if isinstance(state, states.Check):
        yield str(_("Finding")), [state.finding]
        return
    for ask in ASKED[kind]:
        lines = list(_lines(ask, getattr(state, ask.name), entries))
        if lines:
            yield str(ask.label), lines


@dataclass(frozen=True)
class Row:
    """One line of a summary. `value`: a text, or several."""

    term: str
    value: str | list[str]
    change: str = ""


def rows_of(kind: EntryKind, state: Any, entries: Entries) -> list[Row]:
    return [Row(term, lines[0] if len(lines) == 1 else lines) for term, lines in lines_of(kind, state, entries)]


def _lines(ask: Ask, value: Any, entries: Entries) -> Iterator[str]:
    if value in (None, "", (), False):
        return
    match ask.shape:
        case Shape.TICK:
            yield _("Yes")
        case Shape.CHOICE:
            yield str((ask.choices or {}).get(value, value))
        case Shape.ENTRY:
            yield _called(ask, value, entries)
        case Shape.ENTRIES | Shape.NAMES_OF:
            yield from (_called(ask, one, entries) for one in value)
        case Shape.COURSE:
            yield from (_left_to_right(f"{one.lat}, {one.lon}") for one in value)
        case Shape.CODE if value == "und":
            yield _("not said")
        case Shape.NUMBER | Shape.WHOLE | Shape.CODE:
            yield _left_to_right(str(value))
        case Shape.ROWS:
            for row in value:
                found = (line for one in ask.rows for line in _row_words(one, getattr(row, one.name), entries))
                yield " · ".join(found)
        case _:
            yield str(value)


def _left_to_right(text: str) -> str:
    """Signs and digits in their order, on pages of every direction."""
    return f"\u2066{text}\u2069"


def _row_words(ask: Ask, value: Any, entries: Entries) -> Iterator[str]:
    """Of a row, ticks and choices are said by name, since their answer alone says nothing."""
    for line in _lines(ask, value, entries):
        yield str(ask.label) if ask.shape is Shape.TICK else line


def _called(ask: Ask, name: str, entries: Entries) -> str:
    return (entries.called(ask.of, name) if ask.of else "") or name


def category_words(category: str) -> str:
    """What kind of statement was left out, in the page's language where the words are known."""
    code = next((code for code, words in LEFT_OUT.items() if category in (code, words)), "")
    return str(LEFT_OUT_WORDS.get(code) or category)
