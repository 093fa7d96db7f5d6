"""One row of a list: names stay as printed, nothing is guessed, and what is not understood is noted in its cell."""

from __future__ import annotations

from functools import partial

import pytest

from memorial.adapters.family_dates import as_edtf
from memorial.application.date_orders import has_two_readings, look
from memorial.application.list_rows import ReadRow, RowReader
from memorial.domain.name_list import ColumnUse, DateOrder, Field, KeptList, ListState, RawRow
from memorial.vocabulary import Audience, Basis, FactKind, NameKind
from tests.installations import MORNING


def read(language: str = "und", order: DateOrder | None = None, **cells: str | tuple[str, ...]) -> ReadRow:
    """One row with a column for each word given; a field in several columns is given as a tuple."""
    uses, texts = list[ColumnUse](), list[str]()
    for field, given in cells.items():
        for text in (given,) if isinstance(given, str) else given:
            uses.append(ColumnUse(Field(field), order=order))
            texts.append(text)
    return RowReader(uses, lambda words: as_edtf(words, "en"), language).read(RawRow(2, tuple(texts)))


def facts(found: ReadRow) -> dict[str, str]:
    return {fact.kind.value: fact.value for fact in found.facts}


def codes(found: ReadRow) -> list[tuple[str, int]]:
    return [(problem.code, problem.column) for problem in found.report.problems]


@pytest.mark.parametrize(
    ("cell", "fate"), [("1", "survived"), ("0", "died"), ("yes", "survived"), ("No", "died"), ("", None), (" ", None)]
)
def test_nobody_dies_for_want_of_a_word(cell: str, fate: str | None) -> None:
    found = read(name="A", survived=cell)

    assert (facts(found).get("fate"), codes(found)) == (fate, [])


@pytest.mark.parametrize(
    ("cell", "fate"),
    [
        *(("missing", "missing"), ("Пропал без вести", "missing"), ("itkin düşüb", "missing"), ("مفقود", "missing")),
        *(("Killed", "killed"), ("şəhid", "killed"), ("died", "died"), ("погибла", "died"), ("survivor", "survived")),
        *(("froze to death", "died_of_cold"), ("умер от ран", "died_of_wounds"), ("yaralı", "wounded")),
        *(("взят в плен", "captive"), ("girov", "captive"), ("freigelassen", "released"), ("déplacée", "displaced")),
        *(("опознан", "identified"), ("גורש", None), ("Dead.", "died")),
    ],
)
def test_a_word_for_a_fate_is_understood_and_missing_stays_missing(cell: str, fate: str | None) -> None:
    found = read(name="A", fate=cell)

    assert facts(found).get("fate") == fate
    assert codes(found) == ([] if fate else [("fate_not_understood", 1)])


def test_several_fates_of_one_cell_stand_side_by_side_each_with_its_own_words() -> None:
    found = read(name="A", fate="captive; released")

    assert [(fact.value, fact.words) for fact in found.facts] == [
        ("captive", "captive"),
        ("released", "released"),
    ]


def test_of_several_fates_nothing_is_taken_where_one_is_not_understood() -> None:
    assert facts(read(name="A", fate="wounded, emigrated")) == {}


@pytest.mark.parametrize(
    ("field", "cell", "note"),
    [
        ("fate", "emigrated", "fate_not_understood"),
        ("survived", "2", "fate_not_understood"),
        ("born", "the year of the flood", "date_not_understood"),
        ("age", "old", "age_not_understood"),
        ("age", "-3", "age_not_understood"),
        ("age", "nan", "age_not_understood"),
        ("sex", "x", "sex_not_understood"),
        ("place", "a" * 301, "place_too_long"),
        ("role", "a" * 301, "text_too_long"),
        ("nickname", "a" * 201, "name_too_long"),
    ],
)
def test_what_is_not_understood_is_noted_in_its_cell_and_left_out(field: str, cell: str, note: str) -> None:
    found = read(name="A", **{field: cell})

    shown = [fact for fact in found.facts if not fact.team_only]
    assert (shown, codes(found), found.report.left_out) == ([], [(note, 1)], False)
    assert found.report.problems[0].cell == cell[:80]
    assert len(found.names) == 1


@pytest.mark.parametrize("cells", [{"name": " \u200b "}, {"given": "", "surname": " "}, {"name": "a" * 201}])
def test_a_row_without_a_name_that_can_stand_is_left_out(cells: dict[str, str]) -> None:
    assert read(**cells).report.left_out


def test_nobody_is_made_of_a_patronymic_alone() -> None:
    assert read(given="", surname="", patronymic="Иванович").report.left_out


def test_the_name_stays_as_it_is_printed() -> None:
    found = read(name='Allison, Mrs. Hudson J C ("Bess" Waldo Daniels)')

    assert [(one.text, one.kind) for one in found.names] == [
        ('Allison, Mrs. Hudson J C ("Bess" Waldo Daniels)', NameKind.AS_PRINTED)
    ]


def test_parts_of_a_name_are_put_together_and_sorted_by_the_surname() -> None:
    found = read(surname="Ivanova", given="Maria", patronymic="Petrovna")

    assert (found.names[0].text, found.names[0].sort_key) == ("Maria Petrovna Ivanova", "Ivanova Maria Petrovna")


def test_names_of_every_kind_become_claims_of_their_own() -> None:
    uses = [
        ColumnUse(Field.NAME),
        ColumnUse(Field.PATRONYMIC),
        ColumnUse(Field.NICKNAME),
        ColumnUse(Field.EARLIER),
        ColumnUse(Field.NAME_OTHER, "ru"),
        ColumnUse(Field.NAME_OTHER, "hy"),
    ]
    cells = ("Anna Sargsyan", "Karen", "Anush", "Petrosyan", "Анна Саргсян", "Աննա Սարգսյան")

    found = RowReader(uses, str, "en").read(RawRow(2, cells))

    names, _ = found.claims("list-1", Audience.PUBLIC, id_base="l.2.")
    assert [(one.kind, one.text, one.language, one.script) for one in names] == [
        ("as_printed", "Anna Sargsyan", "en", "Latn"),
        ("patronymic", "Karen", "en", "Latn"),
        ("nickname", "Anush", "en", "Latn"),
        ("earlier", "Petrosyan", "en", "Latn"),
        ("other_script", "Анна Саргсян", "ru", "Cyrl"),
        ("other_script", "Աննա Սարգսյան", "hy", "Armn"),
    ]
    assert {one.basis for one in names} == {Basis.PUBLISHED_SOURCE}
    assert len({one.id for one in names}) == len(names)


def test_the_same_name_in_two_columns_is_one_claim() -> None:
    assert len(read(name="Anna", name_other=("Anna", "Анна")).names) == 2


def test_places_of_every_kind_and_what_somebody_did_are_told_apart() -> None:
    found = read(
        name="A", place="Here", place_of_birth="Shusha", residence="Baku", place_of_death="Agdam", role="teacher"
    )

    assert facts(found) == {
        "place": "Here",
        "place_of_birth": "Shusha",
        "residence": "Baku",
        "place_of_death": "Agdam",
        "role": "teacher",
    }


def test_what_is_not_to_be_imported_reaches_no_claim() -> None:
    found = read(name="A", note="phone 123", number="77", household="House 9", ignore=("x", "y"))

    assert (found.facts, len(found.names), found.household) == ((), 1, "House 9")


@pytest.mark.parametrize(
    ("cell", "language", "sex"),
    [
        *(("F", "und", "female"), ("m", "und", "male"), ("Ж", "ru", "female"), ("kişi", "az", "male")),
        *(("kadın", "tr", "female"), ("אישה", "he", "female"), ("أنثى", "ar", "female"), ("M", "es", None)),
    ],
)
def test_a_word_for_sex_is_understood(cell: str, language: str, sex: str | None) -> None:
    assert facts(read(language, name="A", sex=cell)).get("sex") == sex


@pytest.mark.parametrize(
    ("written", "order", "edtf", "note"),
    [
        ("03/04/1990", None, "1990", "date_two_ways"),
        ("03/04/1990", DateOrder.AS_WRITTEN, "1990", None),
        ("03/04/1990", DateOrder.DAY_FIRST, "1990-04-03", None),
        ("03/04/1990", DateOrder.MONTH_FIRST, "1990-03-04", None),
        ("13/04/1990", None, "1990-04-13", None),
        ("13/04/1990", DateOrder.MONTH_FIRST, None, "date_impossible"),
        ("30/02/1990", DateOrder.DAY_FIRST, None, "date_impossible"),
        ("03.04.1990", None, "1990-04-03", None),
        ("۰۳/۰۴/۱۹۹۰", DateOrder.DAY_FIRST, "1990-04-03", None),
        ("05/05/1990", None, "1990-05-05", None),
        ("1990-04-03", DateOrder.MONTH_FIRST, "1990-04-03", None),
        ("c. 1912", DateOrder.DAY_FIRST, "1912~", None),
        ("3/4/90", DateOrder.DAY_FIRST, None, "date_not_understood"),
    ],
)
def test_a_date_that_can_be_read_two_ways_is_read_as_its_column_was_told(
    written: str, order: DateOrder | None, edtf: str | None, note: str | None
) -> None:
    found = read(name="A", born=written, order=order)

    assert facts(found).get("born") == edtf
    assert codes(found) == ([(note, 1)] if note else [])
    assert {fact.words for fact in found.facts} <= {written, ""}
    assert all(fact.words == written for fact in found.facts if fact.value != written)


def test_only_dates_that_can_be_read_two_ways_are_asked_about() -> None:
    assert [has_two_readings(one) for one in ("03/04/1990", "13/04/1990", "03.04.1990", "5/5/1990", "1990")] == [
        *(True, False, False, False, False)
    ]
    assert look(["1990", "13.04.1990", ""]).two_ways == ()
    assert look(["03/04/1990", "13/04/1990"]).shown_by_others is DateOrder.DAY_FIRST
    assert look(["03/04/1990", "04/13/1990"]).shown_by_others is DateOrder.MONTH_FIRST
    assert look(["03/04/1990", "04/13/1990", "13/04/1990"]).shown_by_others is None


def test_who_died_before_being_born_is_noted_and_both_are_kept() -> None:
    found = read(name="A", born="1990", died="1890")

    assert facts(found) == {"born": "1990", "died": "1890"}
    assert codes(found) == [("died_before_born", 2)]


def test_a_formula_is_text_and_is_pointed_out() -> None:
    found = read(name="=cmd|' /C calc'!A0", place="@SUM(1)")

    assert found.names[0].text == "=cmd|' /C calc'!A0"
    assert facts(found) == {"place": "@SUM(1)"}
    assert codes(found) == [("starts_like_a_formula", 0), ("starts_like_a_formula", 1)]


def test_a_row_of_another_length_is_left_out() -> None:
    reader = RowReader([ColumnUse(Field.NAME), ColumnUse(Field.AGE)], str)

    short, long = (reader.read(RawRow(2, cells)).report for cells in (("A",), ("A", "3", "x")))

    assert [(one.left_out, one.problems[0].code) for one in (short, long)] == [
        (True, "too_few_cells"),
        (True, "too_many_cells"),
    ]


def test_corrections_stand_in_the_place_of_cells_and_make_those_that_lack() -> None:
    kept = partial(KeptList, "l", "m", "k", ListState.STAGED, "", "csv", "", None, None, "s", MORNING)
    corrected = kept(header=("a", "b", "c"), corrections={"2:0": "X", "3:2": "Z"}).corrected

    assert corrected(RawRow(2, ("A", "B", "C"))).cells == ("X", "B", "C")
    assert corrected(RawRow(3, ("A",))).cells == ("A", "", "Z")
    assert corrected(RawRow(4, ("A", "B"))).cells == ("A", "B")


def test_an_age_stays_as_it_is_recorded() -> None:
    found = read(name="A", age="0,9167")

    assert [(fact.kind, fact.value) for fact in found.facts] == [(FactKind.AGE, "0,9167")]
