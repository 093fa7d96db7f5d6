"""The words of the pages of lists: what a column can be, what is wrong with a file or a row, where a list stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.application.importing import SameListAgain
from memorial.application.list_rows import LONGEST_FACT, LONGEST_NAME, Problem
from memorial.application.ports.lists import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, NotAList
from memorial.domain.errors import Invalid, Refusal
from memorial.domain.name_list import MOST_CORRECTIONS, DateOrder, Field, ListState, SameState, WhySame
from memorial.vocabulary import Audience, FactKind, Fate
from memorial.web.desk.refusals import said
from memorial.web.language import current_language
from memorial.web.surface import date_words

FIELD_GROUPS = (
    (
        _l("The name"),
        {
            Field.NAME: _l("Whole name"),
            Field.SURNAME: _l("Family name"),
            Field.GIVEN: _l("Given name"),
            Field.PATRONYMIC: _l("Father’s name, patronymic"),
            Field.NAME_OTHER: _l("The name in another alphabet or spelling"),
            Field.NICKNAME: _l("Nickname"),
            Field.EARLIER: _l("Earlier name, such as before marriage"),
        },
    ),
    (
        _l("The person"),
        {
            Field.BORN: _l("Born: date or year"),
            Field.DIED: _l("Died: date or year"),
            Field.AGE: _l("Age"),
            Field.SEX: _l("Sex"),
            Field.FATE: _l("What befell them"),
            Field.SURVIVED: _l("Survived: yes or no"),
            Field.ROLE: _l("Work, school, class or rank"),
        },
    ),
    (
        _l("Places"),
        {
            Field.PLACE: _l("Place"),
            Field.PLACE_OF_BIRTH: _l("Place of birth"),
            Field.RESIDENCE: _l("Where they lived"),
            Field.PLACE_OF_DEATH: _l("Place of death"),
        },
    ),
    (
        _l("The row"),
        {
            Field.HOUSEHOLD: _l("Family or household"),
            Field.NUMBER: _l("Number in the list"),
            Field.NOTE: _l("Note, not shown"),
            Field.IGNORE: _l("Do not import; keep it in the record of the list"),
        },
    ),
)
_FIELDS = {field.value: words for _group, fields in FIELD_GROUPS for field, words in fields.items()}

ORDERS = {
    DateOrder.DAY_FIRST: _l("The day stands first"),
    DateOrder.MONTH_FIRST: _l("The month stands first"),
    DateOrder.AS_WRITTEN: _l("Nobody knows: use the year only"),
}

STATES = {
    ListState.STAGED: _l("not imported yet"),
    ListState.RUNNING: _l("being imported"),
    ListState.DONE: _l("imported"),
    ListState.UNDOING: _l("being taken back"),
    ListState.UNDONE: _l("taken back"),
}
KINDS = {
    "csv": _l("text with columns (CSV, TSV)"),
    "xlsx": _l("spreadsheet (XLSX)"),
    "xls": _l("spreadsheet (XLS)"),
    "ods": _l("spreadsheet (ODS)"),
    "pasted": _l("pasted text"),
}
SEPARATORS = {",": _l("a comma ,"), ";": _l("a semicolon ;"), "\t": _l("a tab"), "|": _l("a bar |")}

AUDIENCES = {
    Audience.TEAM: _l("Only the team"),
    Audience.PUBLIC: _l("Everyone"),
}
AUDIENCE_MEANS = {
    Audience.TEAM: _l(
        "Nobody outside sees these names, and no search finds them. Whoever reads for this memorial does. A family can"
        " still write about each of these people."
    ),
    Audience.PUBLIC: _l(
        "Every name of this list stands on the wall as soon as it is imported, with the list as its source, and search"
        " engines may show it. Choose this only where the list is public already, or those who may decide have agreed."
    ),
}

SAME = {
    SameState.OPEN: _l("To decide"),
    SameState.SAME: _l("Same"),
    SameState.NOT_SAME: _l("Not the same"),
    SameState.LATER: _l("Later"),
}
WHY_SAME = {
    WhySame.SAME_NAME: _l("The same name."),
    WhySame.SAME_WORDS: _l("The same words of a name, in another order."),
    WhySame.ALIKE: _l("A name that is nearly the same, in another spelling or alphabet."),
}
FACTS: Mapping[str, object] = {
    FactKind.BORN: _l("Born"),
    FactKind.DIED: _l("Died"),
    FactKind.AGE: _l("Age"),
    FactKind.SEX: _l("Sex"),
    FactKind.PLACE: _l("Place"),
    FactKind.PLACE_OF_BIRTH: _l("Place of birth"),
    FactKind.RESIDENCE: _l("Lived in"),
    FactKind.PLACE_OF_DEATH: _l("Place of death"),
    FactKind.FATE: _l("What befell them"),
    FactKind.ROLE: _l("Work, school or rank"),
}

_FATES = {
    Fate.DIED: _l("died"),
    Fate.MISSING: _l("missing"),
    Fate.SURVIVED: _l("survived"),
    Fate.NOT_SAID: _l("not said"),
    Fate.KILLED: _l("killed"),
    Fate.DIED_OF_COLD: _l("died of cold"),
    Fate.DIED_OF_WOUNDS: _l("died of wounds"),
    Fate.WOUNDED: _l("wounded"),
    Fate.CAPTIVE: _l("taken captive"),
    Fate.RELEASED: _l("released"),
    Fate.DISPLACED: _l("displaced"),
    Fate.IDENTIFIED: _l("identified"),
}
_SEXES = {"female": _l("female"), "male": _l("male")}
_VALUES: Mapping[str, Mapping[str, object]] = {
    FactKind.FATE: {str(fate): words for fate, words in _FATES.items()},
    FactKind.SEX: _SEXES,
}

_NOT_A_LIST = {
    "empty": _l("This file is empty. Nothing was kept."),
    "no_rows": _l("This file has a first row with headings and no row under it."),
    "not_text": _l("Near line %(line)s this is not text. Please save the list as CSV or as a spreadsheet."),
    "wrong_encoding": _l("Near line %(line)s the letters do not fit %(encoding)s. Please choose another one."),
    "which_encoding": _l("Near line %(line)s the letters are not UTF-8. Please choose how they are written."),
    "unknown_encoding": _l("No way of writing letters is called %(encoding)s."),
    "header_empty": _l("The first row is empty. It should say what stands in each column."),
    "header_like_data": _l(
        "The first row looks like a row of the list. Please put a row above it that says what stands in each column."
    ),
    "header_twice": _l("Two columns are both called %(column)s. Please give each a name of its own."),
    "too_many_columns": _l("This has %(columns)s columns, and at most %(most)s are read."),
    "too_many_rows": _l("This has more than %(most)s rows. Please divide it into several files."),
    "too_large": _l("This file is larger than %(most)s MB. Please divide it into several files."),
    "cell_too_long": _l("One cell in line %(line)s is longer than %(most)s letters. That is no list of names."),
    "not_csv": _l("Line %(line)s cannot be read: perhaps a quotation mark is missing there."),
    "spreadsheet_broken": _l("This spreadsheet cannot be opened. Please save it again, or save it as CSV."),
    "spreadsheet_too_large": _l(
        "This spreadsheet becomes far too large when it is unpacked. Please save the one sheet with the list as CSV."
    ),
    "spreadsheet_locked": _l("This spreadsheet has a password. Please save it without one."),
    "no_such_sheet": _l("There is no such sheet in this file any more."),
    "no_sheet": _l("No sheet of this file holds rows."),
    "no_name_column": _l("No column seems to hold a name."),
}
_OTHER_KIND = {
    "pdf": _l("This is a PDF. A list can be read from CSV, TSV, XLSX or ODS, or pasted as text."),
    "picture": _l("This is a picture. A list can be read from CSV, TSV, XLSX or ODS, or pasted as text."),
    "web_page": _l("This is a web page. Please copy its table into a spreadsheet, or paste it as text."),
    "compressed": _l("This file is packed. Please unpack it first."),
    "archive": _l("This is an archive and no spreadsheet. Please unpack it first."),
    "old_document": _l("This is an old document that cannot be read. Please save it as CSV or XLSX first."),
}
_ANOTHER_KIND = _l(
    "This kind of file cannot be read. A list can be read from CSV, TSV, XLSX or ODS, or pasted as text."
)

REFUSED_LISTS = {
    "no_file": _l("Please choose a file."),
    "nothing_pasted": _l("Please paste the rows, with a first row that says what stands in each column."),
    "broken_off": _l("The file did not arrive whole. Nothing was kept. Please send it again."),
    "same_list_again": _l("This very file is in the memorial already."),
    "say_who_made_it": _l("Please say what the list is, or who made it."),
    "date_not_understood": _l("We could not read this date. One is written like 1993, or 12 March 1993."),
    "choose_audience": _l("Please choose who may see these names."),
    "no_name_column": _l("Please say which column holds the name. Nobody is made of a row without one."),
    "no_such_language": _l("Please choose a language from the list."),
    "dates_asked": _l("Please say for each column of dates how day and month stand in it."),
    "wrong_number": _l("The columns have changed meanwhile. Please look at them again."),
    "no_such_cell": _l("A row that you mended is not in the list any more. Nothing was changed."),
    "cell_too_long": _l("One of these cells is too long. Nothing was changed."),
    "not_staged": _l("This list has been imported already, and cannot be changed here any more."),
    "nobody_in_it": _l("No row of this list can be imported. Please mend the rows, or choose the columns again."),
    "too_late": _l("The thirty days in which an import can be taken back are over."),
    "undone_before": _l("This import has been taken back already."),
    "not_imported": _l("This list has not been imported."),
    "same_record": _l("These two are one record already."),
    "joined_already": _l("One of the two is joined with a third one. Please part them first."),
    "leads_others": _l("Both are joined with others already. Please part one of them first."),
    "objection_open": _l("Somebody objects to one of these names. Please decide that first."),
    "name_kept": _l("A family keeps one of these names. The two stay apart."),
    "not_joined": _l("These two are not joined."),
}

_PROBLEMS = {
    "no_name": _l("There is no name here. Nobody is made of a row without one."),
    "name_too_long": _l("This name is longer than %(most)s letters."),
    "too_many_cells": _l(
        "This row has more cells than the list has columns. Please mend it in the file, and upload the file again."
    ),
    "too_few_cells": _l("This row has fewer cells than the list has columns. Please fill them in here."),
    "date_not_understood": _l("We could not read this date, and leave it out. Write it like 1990-04-03, or 1990."),
    "date_impossible": _l("The calendar has no such day. The date is left out."),
    "date_two_ways": _l("This may be two different days. Only the year is used until the column says which."),
    "age_not_understood": _l("This is no age. It is left out."),
    "sex_not_understood": _l("We do not know this word for a sex. It is left out."),
    "fate_not_understood": _l("We do not know this word for what befell somebody. It is left out, never guessed."),
    "place_too_long": _l("This place is longer than %(most)s letters, and is left out."),
    "text_too_long": _l("This is longer than %(most)s letters, and is left out."),
    "starts_like_a_formula": _l("This begins like a formula. It is kept as plain text, and nothing is computed."),
    "died_before_born": _l("This death is before the birth. Both stand as the list has them."),
    "cell_cut": _l("The spreadsheet held more in this cell than can be read."),
}
_MOST = {"name_too_long": LONGEST_NAME, "place_too_long": LONGEST_FACT, "text_too_long": LONGEST_FACT}


def rows_words(count: int) -> str:
    return ngettext("%(count)s row", "%(count)s rows", count, count=_number(count))


def names_words(count: int) -> str:
    return ngettext("%(count)s name", "%(count)s names", count, count=_number(count))


def fact_words(kind: str) -> str:
    return str(FACTS.get(kind, "")) or kind


def value_words(kind: str, text: str) -> str:
    """What a row says in its own words stays as it is; our own codes and whole dates are put into words."""
    if kind in (FactKind.BORN, FactKind.DIED):
        try:
            return date_words(date.fromisoformat(text))
        except ValueError:
            return text
    return str(_VALUES.get(kind, {}).get(text, text))


def problem_words(problem: Problem) -> str:
    words = _PROBLEMS.get(problem.code)
    most = _MOST.get(problem.code)
    if words is None:
        return _("Something in this row could not be used.")
    return str(words) % {"most": _number(most)} if most else str(words)


def count_of_problem(code: str) -> str:
    """The same in the list of all problems, where no cell stands beside it."""
    return problem_words(Problem(code))


def refusal_words(refusal: Refusal) -> str:
    """One sentence for whatever stood in the way of an act on a list."""
    if isinstance(refusal, NotAList):
        return _not_a_list(refusal)
    if isinstance(refusal, SameListAgain):
        return str(REFUSED_LISTS["same_list_again"])
    if isinstance(refusal, Invalid) and refusal.code == "twice":
        field = _FIELDS.get(refusal.detail, refusal.detail)
        return _("Two columns cannot both be “%(field)s”. Please choose one of them.", field=str(field))
    if refusal.code == "too_many_corrections":
        most = _number(MOST_CORRECTIONS)
        return _("More than %(most)s cells cannot be mended here. Please mend the file and upload it again.", most=most)
    return str(REFUSED_LISTS.get(refusal.code) or "") or said(refusal.code)


def words_of(code: str) -> str:
    return str(REFUSED_LISTS.get(code) or "") or said(code)


def _not_a_list(refusal: NotAList) -> str:
    if refusal.code == "kind":
        return str(_OTHER_KIND.get(refusal.values.get("kind", ""), _ANOTHER_KIND))
    known = {
        "most": {"cell_too_long": LONGEST_CELL, "too_large": LARGEST_FILE >> 20, "too_many_rows": MOST_ROWS}.get(
            refusal.code, MOST_COLUMNS
        )
    }
    values = {name: _value(str(value)) for name, value in {**known, **refusal.values}.items()}
    words = _NOT_A_LIST.get(refusal.code)
    return str(words) % values if words else str(_ANOTHER_KIND)


def _value(text: str) -> str:
    return _number(int(text)) if text.isascii() and text.isdecimal() else f"\u2068{text}\u2069"


def _number(value: int) -> str:
    return format_decimal(value, locale=current_language())
