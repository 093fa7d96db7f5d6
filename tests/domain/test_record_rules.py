"""What can be saved in a record: nothing without its source, nothing unchecked, nothing against a people."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.patterns import LabelKind
from memorial.domain.record import (
    STATES,
    Account,
    AccountBasis,
    Check,
    Coordinate,
    EntryKind,
    Established,
    Event,
    EventName,
    Figure,
    LeftOut,
    ListKnown,
    Observance,
    Outcome,
    Place,
    PlaceName,
    Precision,
    Qualifier,
    Question,
    RecordAbout,
    RecordSource,
    Reply,
    Standing,
    State,
    Statement,
    Unit,
)
from memorial.domain.record_kinds import LEFT_OUT, StatementKind, left_out_words
from memorial.domain.record_known import Known, known_of, names, references
from memorial.domain.record_rules import is_web_address, problems
from tests.records import FICTIONAL, REAL, entries_of, entry

FIGURE = Figure("People on board", "on-board", 132, Qualifier.EXACTLY, "report", "persons", place_id="lake")
SOURCE = RecordSource("Report on the loss of the ferry (fictional)", "The inquiry")
EVENT = Event("1987-05-17", Precision.DAY, "The ferry leaves Ansel.", ("report",))
PLACE = Place("lake", (PlaceName("en-Latn", "Lake Savrena", "report"),))
QUESTION = Question("How many were on board?", (Account("report", "132.", figure_ids=("on-board",)),))
NAME = EventName("en", "The crime of the Mira", ("essay",))
OBSERVANCE = Observance("--05-17", "06:10", "UTC+03:00", "Names are read on the quay.", ("report",))
STATEMENT = Statement("count", "More than 100 died.", "essay")
UNIT = Unit((PlaceName("en", "Lake guard", "report"),), source_ids=("report",))
REPLY = Reply("The company", "The list is complete.", "1990-01-02", EntryKind.FIGURE, "on-board")
LEFT = LeftOut("essay", (LEFT_OUT["motive"],))
ABOUT = RecordAbout("The ferry Mira, 1987", "The ferry Mira went down.", ("report",))

STATES_THERE: dict[tuple[EntryKind, str], State] = {
    (EntryKind.ABOUT, "about"): ABOUT,
    (EntryKind.SOURCE, "report"): SOURCE,
    (EntryKind.SOURCE, "essay"): RecordSource("An essay (fictional)"),
    (EntryKind.FIGURE, "on-board"): FIGURE,
    (EntryKind.PLACE, "lake"): PLACE,
    (EntryKind.QUESTION, "how-many"): QUESTION,
    (EntryKind.NAME, "n1"): NAME,
}
KNOWN = known_of([entry(kind, name, state) for (kind, name), state in STATES_THERE.items()])


def found(state: State, name: str = "one", known: Known = KNOWN) -> list[tuple[str, str]]:
    kind = next(kind for kind, made in STATES.items() if isinstance(state, made))
    return [(problem.field, problem.code) for problem in problems(kind, name, state, known)]


@pytest.mark.parametrize(
    "state", [FIGURE, SOURCE, EVENT, PLACE, QUESTION, NAME, OBSERVANCE, STATEMENT, UNIT, REPLY, LEFT, ABOUT]
)
def test_what_is_whole_can_be_saved(state: State) -> None:
    assert found(state) == []


@pytest.mark.parametrize("path", [REAL, FICTIONAL], ids=["real", "fictional"])
def test_the_records_that_come_with_the_program_can_be_saved_whole_and_soon(path: Any) -> None:
    entries = entries_of(path)
    began = time.process_time()
    known = known_of(entries)
    refused = [
        (one.kind, one.name, str(bad)) for one in entries for bad in problems(one.kind, one.name, one.now, known)
    ]
    seconds = time.process_time() - began

    assert refused == []
    assert len(entries) > 100
    assert seconds < 2


def test_the_dossier_holds_all_that_it_is_said_to_hold() -> None:
    entries = entries_of(REAL)
    count = {kind: sum(one.kind is kind for one in entries) for kind in EntryKind}

    wanted = {"source": 75, "figure": 122, "question": 18, "event": 32, "place": 15, "statement": 40, "check": 4}
    assert {kind.value: count[kind] for kind in EntryKind if kind.value in wanted} == wanted
    pending = [one for one in entries if one.standing is Standing.PENDING]
    assert len(pending) == 40
    assert {one.kind for one in pending} == {EntryKind.STATEMENT}


# Figures


@pytest.mark.parametrize("field", ["unit", "source_id", "subject", "category"])
def test_a_figure_without_unit_or_source_or_subject_cannot_be_saved(field: str) -> None:
    blank: dict[str, Any] = {field: " "}
    assert (field, "forgotten") in found(replace(FIGURE, **blank))


@pytest.mark.parametrize("qualifier", [None, "", "precisely"])
def test_a_figure_without_a_qualifier_of_the_four_cannot_be_saved(qualifier: Any) -> None:
    assert "qualifier" in dict(found(replace(FIGURE, qualifier=qualifier)))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, True, None, "132", 10**15 + 1, 10**400, -1e300])
def test_a_figure_that_is_no_number_cannot_be_saved(value: Any) -> None:
    assert found(replace(FIGURE, value=value)) == [("value", "not_a_number")]


@pytest.mark.parametrize("value", [5e-324, 0.1234567, 1 + 2**-40, 123_456_789.123_456_7])
def test_a_figure_that_is_more_exact_than_any_source_cannot_be_saved(value: float) -> None:
    assert found(replace(FIGURE, value=value)) == [("value", "too_exact")]
    assert ("value_max", "too_exact") in found(replace(FIGURE, value=0, value_max=value))


@pytest.mark.parametrize("value", [0, 0.94, 1_000_000.000_001, 123_456_789_012.123_456, 10**15, 1e15])
def test_figures_may_be_as_large_and_as_exact_as_sources_give_them(value: float) -> None:
    assert found(replace(FIGURE, value=value)) == []
    assert found(replace(FIGURE, value=0, value_max=value)) == []


def test_numbers_beyond_all_measure_are_refused_wherever_they_stand() -> None:
    beyond = 10**400
    point = Coordinate(beyond, beyond, "report", beyond)

    assert {field for field, _ in found(replace(PLACE, coordinates=(point,)))} == {
        *("coordinates.0.lat", "coordinates.0.lon", "coordinates.0.precision_m")
    }
    assert ("year", "not_a_year") in found(replace(SOURCE, year=beyond))
    assert ("value_max", "not_a_number") in found(replace(FIGURE, value_max=beyond))


def test_a_range_goes_upwards() -> None:
    assert found(replace(FIGURE, value_max=150)) == []
    assert found(replace(FIGURE, value_max=131)) == [("value_max", "range_reversed")]
    assert found(replace(FIGURE, value_max=float("nan"))) == [("value_max", "not_a_number")]


def test_part_of_makes_no_ring() -> None:
    third = entry(EntryKind.FIGURE, "third", replace(FIGURE, part_of="second"))
    second = entry(EntryKind.FIGURE, "second", replace(FIGURE, part_of="first"))
    first = entry(EntryKind.FIGURE, "first", FIGURE)
    base = [entry(kind, name, state) for (kind, name), state in STATES_THERE.items()]
    known = known_of([*base, first, second, third])

    assert found(replace(FIGURE, part_of="third"), "first", known) == [("part_of", "in_a_ring")]
    assert found(replace(FIGURE, part_of="first"), "first", known) == [("part_of", "in_a_ring")]
    assert found(replace(FIGURE, part_of="third"), "fourth", known) == []


def test_a_source_is_not_taken_from_itself_by_way_of_others() -> None:
    base = [entry(kind, name, state) for (kind, name), state in STATES_THERE.items()]
    known = known_of([*base, entry(EntryKind.SOURCE, "copy", replace(SOURCE, via="report"))])

    assert found(replace(SOURCE, via="copy"), "report", known) == [("via", "in_a_ring")]
    assert found(replace(SOURCE, via="copy"), "other", known) == []


# Whatever is named must be there


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (replace(FIGURE, source_id="gone"), "source_id"),
        (replace(FIGURE, seen_in="gone"), "seen_in"),
        (replace(FIGURE, place_id="gone"), "place_id"),
        (replace(FIGURE, part_of="gone"), "part_of"),
        (replace(SOURCE, via="gone"), "via"),
        (Question("Q?", (Account("gone", "Says."),)), "accounts.0.source_id"),
        (Question("Q?", (Account("report", "Says.", figure_ids=("gone",)),)), "accounts.0.figure_ids"),
        (replace(EVENT, source_ids=("report", "gone")), "source_ids"),
        (replace(EVENT, place_id="gone"), "place_id"),
        (Place("lake", (PlaceName("en", "X", "gone"),)), "names.0.source_id"),
        (replace(PLACE, coordinates=(Coordinate(1, 2, "gone"),)), "coordinates.0.source_id"),
        (replace(PLACE, course=(Coordinate(1, 2, "gone"),)), "course.0.source_id"),
        (replace(NAME, used_by=("gone",)), "used_by"),
        (replace(OBSERVANCE, established=(Established("1990", "act", "gone"),)), "established.0.source_id"),
        (replace(STATEMENT, attributed_to="gone"), "attributed_to"),
        (replace(STATEMENT, figure_ids=("gone",)), "figure_ids"),
        (replace(STATEMENT, place_ids=("gone",)), "place_ids"),
        (replace(STATEMENT, disputed_id="gone"), "disputed_id"),
        (replace(REPLY, about_id="gone"), "about_id"),
        (replace(LEFT, from_source_id="gone"), "from_source_id"),
        (replace(ABOUT, name_lists_known=(ListKnown("gone", "A list."),)), "name_lists_known.0.source_id"),
        (Check("gone", ("men 3",), 3, 0, "Adds up."), "total"),
    ],
)
def test_what_names_something_that_is_not_there_cannot_be_saved(state: State, field: str) -> None:
    ((where, code),) = found(state)

    assert where == field
    assert code.startswith("no_such_")


def test_what_was_removed_is_not_there_any_more() -> None:
    entries = [entry(kind, name, state) for (kind, name), state in STATES_THERE.items()]
    gone = [replace(one, standing=Standing.REMOVED) if one.name == "report" else one for one in entries]

    assert ("source_id", "no_such_source") in found(FIGURE, known=known_of(gone))


def test_every_field_that_names_another_entry_is_known() -> None:
    """A state with a new field of that kind must say so in `references`."""
    full = (
        replace(FIGURE, seen_in="a", part_of="b"),
        replace(SOURCE, via="a"),
        replace(EVENT, place_id="a"),
        replace(STATEMENT, figure_ids=("a",), place_ids=("b",), disputed_id="c"),
    )
    ends = ("_id", "_ids", "via", "part_of", "seen_in", "attributed_to")
    for state in full:
        fields = {name for name in type(state).__dataclass_fields__ if name.endswith(ends)} - {"remembrance_id"}
        assert fields == {one.field for one in references(state)}
    assert names(FIGURE, EntryKind.SOURCE, "report")
    assert not names(FIGURE, EntryKind.FIGURE, "report")


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (replace(EVENT, source_ids=()), "source_ids"),
        (replace(EVENT, source_ids=("",)), "source_ids"),
        (replace(NAME, used_by=()), "used_by"),
        (replace(OBSERVANCE, source_ids=()), "source_ids"),
        (replace(STATEMENT, attributed_to=""), "attributed_to"),
        (replace(UNIT, source_ids=()), "source_ids"),
        (replace(ABOUT, summary_source_ids=()), "summary_source_ids"),
        (Question("Q?", (Account("", "Says."),)), "accounts.0.source_id"),
        (Place("lake", (PlaceName("en", "X", None),)), "names.0.source_id"),
        (replace(PLACE, coordinates=(Coordinate(1, 2, ""),)), "coordinates.0.source_id"),
    ],
)
def test_nothing_is_said_without_a_source(state: State, field: str) -> None:
    assert found(state) == [(field, "forgotten")]


def test_a_spelling_that_nobody_saw_may_be_kept_without_a_source() -> None:
    assert found(Place("lake", (PlaceName("ru-Cyrl", "Саврена", None, seen=False),))) == []


# Dates, hours, degrees, addresses


@pytest.mark.parametrize(
    ("precision", "date", "date_end", "code"),
    [
        ("year", "1987", None, None),
        ("year", "1987-05", None, "not_of_this_precision"),
        ("season", "1987-21", None, None),
        ("season", "1987-10", None, None),
        ("season", "1987-05-17", None, "not_of_this_precision"),
        ("month", "1987-05", None, None),
        ("month", "1987-21", None, "not_of_this_precision"),
        ("month", "1987-05-17", None, "not_of_this_precision"),
        ("day", "1987-05-17", "1987-05-19", None),
        ("day", "1987-05-17?", None, None),
        ("day", "1987", None, "not_of_this_precision"),
        ("day", "1987-05-17", "1987-05-16", "range_reversed"),
        ("day", "1987-02-30", None, "not_a_date"),
        ("day", "17 May 1987", None, "not_a_date"),
        ("day", "1987-05-17/1987-05-19", None, "not_a_date"),
        ("night", "1987-05-17", "1987-05-18", None),
        ("night", "1987-05-17", None, None),
        ("night", "1987-05-17", "1987-05-19", "longer_than_a_night"),
        ("night", "1987-05", None, "not_of_this_precision"),
    ],
)
def test_a_date_is_as_exact_as_it_is_said_to_be(
    precision: str, date: str, date_end: str | None, code: str | None
) -> None:
    codes = [code for _, code in found(replace(EVENT, precision=Precision(precision), date=date, date_end=date_end))]

    assert codes == ([] if code is None else [code])


@pytest.mark.parametrize("time", ["20:30", "about 23:00", "01:00-04:00", "at dawn", "24:00", None])
def test_an_hour_stands_as_the_source_gives_it(time: str | None) -> None:
    assert found(replace(EVENT, time=time)) == []


def test_an_hour_that_no_clock_shows_or_without_its_day_cannot_be_saved() -> None:
    assert found(replace(EVENT, time="25:10")) == [("time", "not_a_time")]
    assert found(replace(EVENT, time="about 12:75")) == [("time", "not_a_time")]
    month = replace(EVENT, precision=Precision.MONTH, date="1987-05", time="20:30")
    assert found(month) == [("time", "time_without_a_day")]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"date": "--02-29"}, None),
        ({"date": "--02-30"}, ("date", "not_a_day_of_the_year")),
        ({"date": "05-17"}, ("date", "not_a_day_of_the_year")),
        ({"date": "1987-05-17"}, ("date", "not_a_day_of_the_year")),
        ({"local_time": "6:10"}, ("local_time", "not_a_time")),
        ({"local_time": "24:10"}, ("local_time", "not_a_time")),
        ({"local_time": "", "time_zone": ""}, None),
        ({"time_zone": ""}, ("time_zone", "forgotten")),
        ({"time_zone": "Asia/Baku"}, None),
        ({"time_zone": "our time"}, ("time_zone", "unknown_time_zone")),
        ({"time_zone": "UTC+15:00"}, ("time_zone", "unknown_time_zone")),
    ],
)
def test_a_day_of_the_year_has_a_real_day_and_an_hour_its_zone(
    changes: dict[str, Any], problem: tuple[str, str] | None
) -> None:
    assert found(replace(OBSERVANCE, **changes)) == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("lat", "lon", "precision_m", "codes"),
    [
        (39.913056, 46.790278, None, []),
        (90, -180, None, []),
        (90.1, 0, None, ["out_of_range"]),
        (0, 180.5, None, ["out_of_range"]),
        (float("nan"), 0, None, ["out_of_range"]),
        (39.9130561, 46.7902781, None, ["too_exact", "too_exact"]),
        (39.9167, 46.78, 1850, []),
        (39.91667, 46.78, 1850, ["too_exact"]),
        (1, 1, 0, ["not_a_number"]),
    ],
)
def test_a_place_is_on_the_earth_and_no_more_exact_than_its_source(
    lat: float, lon: float, precision_m: int | None, codes: list[str]
) -> None:
    there = replace(PLACE, coordinates=(Coordinate(lat, lon, "report", precision_m),))

    assert [code for _, code in found(there)] == codes


@pytest.mark.parametrize(
    "address", ["http://example.org", "https://example.org/a?b=c#d", "https://xn--e1afmkfd.example/"]
)
def test_an_address_of_the_web_may_stand(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/list",
        "https:///list",
        "//example.org",
        "https://user:word@example.org/",
        "https://example.org/a b",
        "https://example.org/\njavascript:x",
        "https://[::1",
        "https://example.org\\@other.example",
    ],
)
def test_no_other_address_may_stand(address: str) -> None:
    assert found(replace(SOURCE, address=address)) == [("address", "not_an_address")]


# Numbers stand with their sources


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (replace(QUESTION, question="Did 613 people die?"), "question"),
        (replace(ABOUT, scope="The 132 people on board."), "scope"),
        (replace(ABOUT, run_by="An archive with 12 readers"), "run_by"),
        (replace(ABOUT, paid_by="Three towns, 4,000 a year"), "paid_by"),
    ],
)
def test_words_that_have_no_source_hold_no_number(state: State, field: str) -> None:
    assert found(state) == [(field, "no_numbers")]


def test_years_dates_and_the_numbers_of_units_may_stand_without_a_source() -> None:
    units = replace(UNIT, names=(PlaceName("de-Latn", "366. Regiment", "report"),))
    known = known_of([entry(kind, name, state) for (kind, name), state in STATES_THERE.items()]
                     + [entry(EntryKind.UNIT, "one", units)])  # fmt: skip

    assert found(replace(QUESTION, question="What part did the 366th regiment take on 26 February 1992?")) == []
    assert found(replace(QUESTION, question="Was the 366. Regiment there?")) == [("question", "no_numbers")]
    assert found(replace(QUESTION, question="Was the 366. Regiment there?"), known=known) == []


# Names are addresses


@pytest.mark.parametrize("name", ["", "-a", "How-Many", "how many", "a" * 81, "số", "a_b", "../x", "a\n"])
def test_a_name_is_small_letters_digits_and_hyphens(name: str) -> None:
    assert found(QUESTION, name) == [("name", "not_a_name")]


def test_a_question_cannot_be_called_as_a_page_is() -> None:
    assert found(QUESTION, "sources") == [("name", "reserved_name")]
    assert found(QUESTION, "changes") == [("name", "reserved_name")]
    assert found(FIGURE, "changes") == []


@pytest.mark.parametrize("name", ["crime", "the-crime", "crimes-on-the-lake", "a-cr-ime"])
def test_no_address_holds_a_word_by_which_the_event_is_contested(name: str) -> None:
    codes = dict(found(QUESTION, name)).get("name")

    assert codes == ("contested_name" if name in ("crime", "the-crime") else None)


def test_longer_words_are_found_within_an_address_too() -> None:
    known = replace(KNOWN, contested=frozenset({"massacre"}))

    assert [found(QUESTION, name, known) for name in ("mass-acre", "themassacre", "massacres")] == [
        [("name", "contested_name")]
    ] * 3


def test_the_neutral_label_and_places_may_stand_in_an_address() -> None:
    known = known_of(entries_of(REAL))

    assert found(QUESTION, "killed", known)[0][1].startswith("no_such_")
    assert [problem for problem in found(SOURCE, "khojaly-1992", known)] == []
    assert found(SOURCE, "khojalu-report", known) == []
    for word in ("massacre", "genocide", "tragedy", "events", "soyqirimi", "katliami"):
        assert found(SOURCE, f"report-{word}", known) == [("name", "contested_name")]


# What does not enter a record


@pytest.mark.parametrize("kind", ["opinion", "motive", "character", "guilt", "Count", ""])
def test_a_statement_is_of_a_kind_that_can_be_checked(kind: str) -> None:
    code = "unknown_kind" if kind else "forgotten"

    assert found(replace(STATEMENT, kind=kind)) == [("kind", code)]


def test_the_closed_lists_hold_what_the_dossier_uses() -> None:
    entries = entries_of(REAL)
    kinds = {one.now.kind for one in entries if one.kind is EntryKind.STATEMENT}
    (left,) = (one.now for one in entries if one.kind is EntryKind.LEFT_OUT)

    assert kinds <= set(StatementKind)
    assert len(kinds) == 16
    assert set(left.categories) == set(LEFT_OUT.values())
    assert [left_out_words(code) for code in LEFT_OUT] == [left_out_words(words) for words in LEFT_OUT.values()]
    assert found(LeftOut("essay", ("They are liars.",))) == [("categories.0", "unknown_category")]


AGAINST = [
    "All Ostrenes are liars.",
    "The Ostrenes are vermin.",
    "The Ostrenes should be expelled.",
    "Every Ostrene bears the guilt.",
    "The paper says that all Ostrenes are liars.",
    "“All Ostrenes are liars.”",
    "Все остренцы лжецы.",
]


@pytest.mark.parametrize("text", AGAINST)
def test_words_against_a_people_enter_as_a_marked_quotation_only(text: str) -> None:
    account = Account("essay", text)

    assert found(replace(STATEMENT, statement=text)) == [("statement", "about_a_people")]
    assert found(Question("Q?", (account,))) == [("accounts.0.says", "about_a_people")]
    assert found(replace(STATEMENT, statement=text, quotation=True)) == []
    assert found(Question("Q?", (replace(account, quotation=True),))) == []


@pytest.mark.parametrize("text", AGAINST)
def test_nowhere_else_may_they_stand(text: str) -> None:
    assert found(replace(EVENT, what=text)) == [("what", "about_a_people")]
    assert found(replace(EVENT, differs=text)) == [("differs", "about_a_people")]
    assert found(replace(FIGURE, subject=text)) == [("subject", "about_a_people")]
    assert found(Question(text)) == [("question", "about_a_people")]
    assert found(replace(ABOUT, neutral_summary=text)) == [("neutral_summary", "about_a_people")]
    assert found(replace(REPLY, says=text)) == [("says", "about_a_people")]


def test_the_words_that_a_memorial_added_count_too() -> None:
    known = replace(KNOWN, added=(AddedWords("en", LabelKind.SLUR, "lakeslime*"),))

    assert found(replace(STATEMENT, statement="Lakeslimers did it.")) == []
    assert found(replace(STATEMENT, statement="Lakeslimers did it."), known=known) == [("statement", "about_a_people")]


def test_that_something_did_not_happen_may_be_an_account_and_is_no_word_of_the_record() -> None:
    said = "The massacre never happened."

    assert found(Question("Q?", (Account("essay", said, AccountBasis.STATED),))) == []
    assert found(replace(EVENT, what=said)) == [("what", "about_a_people")]


def test_a_text_is_not_longer_than_a_page_bears_and_hides_no_signs() -> None:
    assert found(replace(QUESTION, question="x" * 501)) == [("question", "too_long")]
    assert found(Question("Q?", (Account("essay", "x" * 4001),))) == [("accounts.0.says", "too_long")]
    assert found(Question("Q?", (Account("essay", "x" * 4000),))) == []
    assert found(replace(SOURCE, title="Re\u202eport")) == [("title", "hidden_signs")]
    assert found(replace(SOURCE, title="Re\u00adport")) == [("title", "hidden_signs")]
    assert found(Place("lake", (PlaceName("en", "La\u200bke", "report"),))) == [("names.0.name", "hidden_signs")]
    assert found(replace(SOURCE, title="گزارش\u200cها")) == [], "a joiner that its spelling needs"


def test_what_came_of_a_reply_has_a_day_and_words() -> None:
    decided = replace(REPLY, outcome=Outcome.CHANGED)

    assert found(decided) == [("decided", "forgotten"), ("outcome_words", "forgotten")]
    assert found(replace(decided, decided="1990-02-01", outcome_words="The list was added.")) == []
    assert found(replace(decided, decided="1989-02-01", outcome_words="Added.")) == [("decided", "before_it_came")]


def test_only_known_languages_and_sensitivities_may_stand() -> None:
    assert found(replace(SOURCE, language="xx")) == [("language", "unknown_language")]
    assert found(Place("lake", (PlaceName("en-latin", "X", "report"),))) == [("names.0.lang", "unknown_language")]
    assert found(replace(FIGURE, sensitivity="shocking")) == [("sensitivity", "choose_one")]
    assert found(Question("Q?", (Account("report", "Says.", sensitivity="graphic"),))) == []
    assert found(Question("Q?", (Account("report", "Says.", sensitivity="x"),))) == [
        ("accounts.0.sensitivity", "choose_one")
    ]


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        ("house", "The Lusa house", ["kind"]),
        ("Home", "A farm", ["kind"]),
        ("village", "12 Harbour Street, Karvel", ["names.0.name"]),
        ("village", "Karvel", []),
    ],
)
def test_no_place_is_a_home(kind: str, name: str, fields: list[str]) -> None:
    place = Place(kind, (PlaceName("en-Latn", name, "report"),))

    found = problems(EntryKind.PLACE, "karvel", place, KNOWN)

    assert [one.field for one in found if one.code == "no_homes"] == fields
