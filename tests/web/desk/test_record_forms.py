"""The forms of the record: nothing of a state is lost in a form, and what is wrong is said at its field."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from memorial.domain import record
from memorial.domain.record import AccountBasis, EntryKind, Precision, Qualifier
from memorial.web.desk.record_fields import ASKED, HELP, KINDS, ONE, Ask, Shape
from memorial.web.desk.record_forms import Data, Entries, data_of, fields_of, read, with_rows

DOSSIER = json.loads(Path("config/memorials/khojaly-1992/record.json").read_text(encoding="utf-8"))
HIDDEN = {EntryKind.ABOUT: {"kept"}}
"""What a form does not ask for, and keeps."""


def sent(kind: EntryKind, data: Data) -> Data:
    """The data as a browser sends the form that holds them."""
    form = type("AForm", (Form,), fields_of(ASKED[kind]))(data=data)
    typed: MultiDict[str, str] = MultiDict()
    for name, value in _flat(form):
        typed.add(name, value)
    back: Data = type("AForm", (Form,), fields_of(ASKED[kind]))(typed).data
    return back


def _flat(form: Any) -> Any:
    for one in form:
        if one.type == "FieldList":
            for entry in one.entries:
                yield from _flat(entry.form) if entry.type == "FormField" else [(entry.name, entry.data or "")]
        elif one.type == "BooleanField":
            yield from [(one.name, "y")] if one.data else []
        else:
            yield one.name, one.data or ""


def known() -> Entries:
    return Entries(
        {
            EntryKind.SOURCE: {one["id"]: one["title"] for one in DOSSIER["sources"]},
            EntryKind.FIGURE: {one["id"]: one["subject"] for one in DOSSIER["figures"]},
            EntryKind.PLACE: {one["id"]: one["names"][0]["name"] for one in DOSSIER["places"]},
            EntryKind.QUESTION: {one["id"]: one["question"] for one in DOSSIER["disputed"]},
        }
    )


def made(cls: type[Any], given: dict[str, Any], **rows: type[Any]) -> Any:
    """A state out of its JSON form."""
    enums = {"qualifier": Qualifier, "precision": Precision, "basis": AccountBasis}
    values: dict[str, Any] = {}
    for one in fields(cls):
        if one.name not in given:
            continue
        value = given[one.name]
        if one.name in rows:
            value = tuple(made(rows[one.name], row) for row in value)
        elif isinstance(value, list):
            value = tuple(value)
        elif one.name in enums:
            value = enums[one.name](value)
        values[one.name] = value
    return cls(**values)


def dossier() -> list[tuple[EntryKind, Any]]:
    named = {"names": record.PlaceName, "coordinates": record.Coordinate}
    states = [(EntryKind.SOURCE, made(record.RecordSource, one)) for one in DOSSIER["sources"]]
    states += [(EntryKind.FIGURE, made(record.Figure, one)) for one in DOSSIER["figures"]]
    states += [(EntryKind.QUESTION, made(record.Question, one, accounts=record.Account)) for one in DOSSIER["disputed"]]
    states += [(EntryKind.EVENT, made(record.Event, one)) for one in DOSSIER["timeline"]]
    states += [(EntryKind.PLACE, made(record.Place, one, **named)) for one in DOSSIER["places"]]
    states += [(EntryKind.STATEMENT, made(record.Statement, one)) for one in DOSSIER["essay_facts"]]
    about = DOSSIER["memorial"]
    states += [(EntryKind.NAME, made(record.EventName, one)) for one in about["names"]]
    acts = {"established": record.Established}
    days = about["commemorative_dates"]
    return states + [(EntryKind.OBSERVANCE, made(record.Observance, one, **acts)) for one in days]


def test_nothing_of_a_real_record_is_lost_on_its_way_through_the_forms() -> None:
    entries = known()
    for kind, state in dossier():
        reading = read(kind, with_rows(kind, sent(kind, data_of(kind, state))), entries, state)
        assert reading.problems == (), (kind, state)
        assert reading.state == state


def test_every_field_of_every_kind_is_asked_for_or_kept() -> None:
    assert set(ASKED) == set(EntryKind) - {EntryKind.CHECK, EntryKind.LEFT_OUT}
    assert set(KINDS) == set(ONE) == set(EntryKind) >= set(HELP)
    for kind, asks in ASKED.items():
        _same_fields(asks, record.STATES[kind], HIDDEN.get(kind, set()))


def _same_fields(asks: tuple[Ask, ...], state: type[Any], hidden: set[str]) -> None:
    assert {ask.name for ask in asks} | hidden == {one.name for one in fields(state)}, state
    without_default = {one.name for one in fields(state) if one.default is MISSING and one.default_factory is MISSING}
    needed = {ask.name for ask in asks if ask.needed}
    assert without_default - needed <= {"neutral_summary", "local_time", "time_zone"}, state
    for ask in asks:
        if ask.shape is Shape.ROWS:
            assert ask.made is not None
            _same_fields(ask.rows, ask.made, set())


def test_what_the_form_does_not_ask_stays() -> None:
    about = record.RecordAbout("Here, 1987", "A boat sank.", ("a",), kept={"rules": ["one"]})
    entries = Entries({EntryKind.SOURCE: {"a": "A report"}})
    data = data_of(EntryKind.ABOUT, about) | {"scope": "the accident"}
    assert read(EntryKind.ABOUT, data, entries, about).state == replace(about, scope="the accident")


FIGURE: Data = {
    "subject": "People",
    "category": "rescued",
    "value": "12",
    "qualifier": "about",
    "unit": "persons",
    "source_id": "a",
}
SOURCES = Entries({EntryKind.SOURCE: {"a": "The inquiry’s report (1988)", "b": "The company’s report (1988)"}})


@pytest.mark.parametrize("name", ["unit", "qualifier", "source_id", "value", "subject"])
def test_a_figure_without_its_unit_qualifier_source_or_number_is_no_figure(name: str) -> None:
    reading = read(EntryKind.FIGURE, FIGURE | {name: " "}, SOURCES)
    assert reading.state is None
    assert [(one.field, one.code) for one in reading.problems] == [(name, "still_empty")]


@pytest.mark.parametrize(
    ("typed", "number"), [("613", 613), ("0.94", 0.94), ("٦١٣", 613), ("-3", -3), ("940.0", 940.0)]
)
def test_numbers_are_read_as_they_are_written(typed: str, number: float) -> None:
    value = read(EntryKind.FIGURE, FIGURE | {"value": typed}, SOURCES).state.value
    assert (value, type(value)) == (number, type(number))


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("1.300", "1300 1.3 1.30"),
        ("1,275", "1275 1.275 1.2750"),
        ("12.340", "12340 12.34 12.34"),
        ("-1.000", "-1000 -1.0 -1.00"),
        ("١٫٣٠٠", "1300 1.3 1.30"),
        ("١٬٣٠٠", "1300 1.3 1.30"),
    ],
)
def test_what_may_be_a_thousand_or_one_and_a_bit_is_asked_about(typed: str, about: str) -> None:
    (problem,) = read(EntryKind.FIGURE, FIGURE | {"value": typed}, SOURCES).problems
    assert (problem.field, problem.code, problem.about) == ("value", "one_or_thousand", about)


@pytest.mark.parametrize(("typed", "number"), [("1.30", 1.3), ("1300", 1300), ("0.945", 0.945), ("1234.567", 1234.567)])
def test_what_can_be_one_number_only_is_not_asked_about(typed: str, number: float) -> None:
    assert read(EntryKind.FIGURE, FIGURE | {"value": typed}, SOURCES).state.value == number


def test_a_number_that_is_kept_is_asked_about_by_no_form_that_shows_it() -> None:
    for value in (1.345, 12.125, 1.3, 1300, 999.999):
        figure = read(EntryKind.FIGURE, FIGURE, SOURCES).state
        figure = replace(figure, value=value)
        again = read(EntryKind.FIGURE, data_of(EntryKind.FIGURE, figure), SOURCES, figure)
        assert again.state == figure
    line = "40.123, 46.912, a"
    rows = [{"lat": "40.123", "lon": "46.912", "source_id": "a"}]
    data: Data = {"kind": "river", "names": [{"name": "Ar", "lang": "en-Latn"}], "course": line, "coordinates": rows}
    state = read(EntryKind.PLACE, data, SOURCES).state
    assert (state.course[0].lat, state.coordinates[0].lon) == (40.123, 46.912), "degrees are no thousands"
    assert read(EntryKind.PLACE, data_of(EntryKind.PLACE, state), SOURCES, state).state == state


@pytest.mark.parametrize("typed", ["1,27", "many", "1e9", "12 or 13", "9" * 40, "½", "nan"])
def test_a_number_that_could_be_two_is_not_guessed(typed: str) -> None:
    (problem,) = read(EntryKind.FIGURE, FIGURE | {"value": typed}, SOURCES).problems
    assert (problem.field, problem.code) == ("value", "write_digits")


def test_a_source_is_found_by_its_short_name_or_by_words_that_only_one_title_holds() -> None:
    assert read(EntryKind.FIGURE, FIGURE | {"source_id": "inquiry"}, SOURCES).state.source_id == "a"
    assert read(EntryKind.FIGURE, FIGURE | {"source_id": "the company’s report (1988)"}, SOURCES).state.source_id == "b"
    (both,) = read(EntryKind.FIGURE, FIGURE | {"source_id": "report"}, SOURCES).problems
    assert (both.code, both.about) == ("several_fit", "a, b")
    (none,) = read(EntryKind.FIGURE, FIGURE | {"source_id": "newspaper"}, SOURCES).problems
    assert (none.code, none.about) == ("no_such_entry", "newspaper")


def test_rows_are_added_and_taken_out_and_empty_ones_fall_away() -> None:
    rows = [{"says": "One."}, {"says": " ", "basis": "counted"}, {"says": "Two."}]
    data: Data = {"question": "Why?", "accounts": rows}
    more = with_rows(EntryKind.QUESTION, data, more="accounts")["accounts"]
    assert more == [{"says": "One."}, {"says": "Two."}, {}]
    assert with_rows(EntryKind.QUESTION, data, less="accounts-0")["accounts"] == [{"says": "Two."}]
    assert with_rows(EntryKind.QUESTION, data, less="accounts-9")["accounts"] == more[:2]
    assert with_rows(EntryKind.PLACE, {"kind": "town"})["names"] == [{}], "one row to begin with, where one is needed"


def test_what_is_wrong_in_a_row_is_said_at_the_field_of_that_row() -> None:
    rows = [
        {"source_id": "a", "says": "One.", "basis": "counted"},
        {"source_id": "", "says": "Two.", "basis": "guessed"},
    ]
    reading = read(EntryKind.QUESTION, {"question": "Why?", "accounts": rows}, SOURCES)
    assert reading.state is None
    assert [(one.field, one.code) for one in reading.problems] == [
        ("accounts-1-source_id", "still_empty"),
        ("accounts-1-basis", "choose_one"),
    ]


def test_the_line_of_a_river_is_read_point_by_point() -> None:
    line = "40.1, 46.9, a\n40.2, 47, a, 500, by the mill, at the bend\n"
    data: Data = {"kind": "river", "names": [{"name": "Ar", "lang": "en-Latn"}], "course": line}
    state = read(EntryKind.PLACE, data, SOURCES).state
    assert state.course == (
        record.Coordinate(40.1, 46.9, "a"),
        record.Coordinate(40.2, 47, "a", 500, "by the mill, at the bend"),
    )
    assert read(EntryKind.PLACE, data_of(EntryKind.PLACE, state), SOURCES, state).state == state
    (problem,) = read(EntryKind.PLACE, data | {"course": "40.1 46.9"}, SOURCES).problems
    assert (problem.field, problem.code) == ("course", "not_a_point")
