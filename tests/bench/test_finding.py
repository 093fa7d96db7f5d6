"""That people are found: the bars on a smaller registry each time, on the whole one in the long form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from memorial.disclosure.folding import fold
from tests.bench.finding import FILES, recall_goals
from tests.bench.finding_baselines import by_trigrams, chance_among_first, equal_when_folded
from tests.bench.finding_daitch_mokotoff import daitch_mokotoff
from tests.bench.finding_data import many_people, other_names, pairs, places
from tests.bench.finding_recall import Compared, between_alphabets, compare, compare_file, find_places, not_the_same
from tests.bench.finding_report import BEGINS, ENDS, write_between_marks
from tests.servers.postgres import PostgresServer

FEW, MANY = 2_000, 20_000


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Compared]:
    """All files in one registry."""
    of_file = {name: pairs(file) for name, file in FILES.items()}
    asked = [pair for some in of_file.values() for pair in some]
    around = other_names(FEW, not_like=[pair.canonical for pair in asked])
    together = compare(tmp_path_factory.mktemp("finding") / "home", asked, around, baselines=False)
    return {name: together.only(some) for name, some in of_file.items()}


def test_names_are_found_between_alphabets_and_spellings(compared: dict[str, Compared]) -> None:
    assert compared["names"].tally("memorial", between_alphabets).recall_at_10 >= 0.95


def test_the_whole_file_is_found_and_most_of_it_first(compared: dict[str, Compared]) -> None:
    whole = compared["names"].tally("memorial")
    assert whole.asked == 220
    assert whole.recall_at_10 >= 0.88
    assert whole.recall_at_1 >= 0.70


@pytest.mark.parametrize(
    ("file", "script"), [("names", "Hebrew"), ("names", "Hangul"), ("Arabic", "Arabic"), ("Persian", "Arabic")]
)
def test_full_names_are_found_from_scripts_that_leave_sounds_open(
    compared: dict[str, Compared], file: str, script: str
) -> None:
    tally = compared[file].tally("memorial", lambda pair: pair.query_script == script and "full name" in pair.kind)
    assert tally.asked >= 25
    assert tally.recall_at_10 >= 0.85


def test_people_are_found_by_nicknames(compared: dict[str, Compared]) -> None:
    assert compared["names"].tally("memorial", lambda pair: pair.kind == "nickname").recall_at_10 >= 0.7


def test_names_in_han_push_no_right_answer_out(compared: dict[str, Compared]) -> None:
    assert [pair.query for one in compared.values() for pair in one.pushed_out_by_han()] == []


def test_places_are_found_by_a_spelling_that_nobody_entered(tmp_path: Path) -> None:
    found = find_places(tmp_path, FEW, baselines=False, one_too=False)
    assert found.other_spellings["memorial"].asked == 448
    assert found.other_spellings["memorial"].recall_at_10 >= 0.95


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_bar_is_met_among_twenty_thousand_other_names(tmp_path: Path) -> None:
    files = {name: compare_file(tmp_path / name, file, MANY) for name, file in FILES.items()}
    found = find_places(tmp_path / "places", MANY)
    mistaken = [not_the_same(tmp_path / str(there), MANY, both_there=there) for there in (False, True)]
    missed = [goal for goal in recall_goals(files, found, mistaken) if not goal.met]
    assert missed == []


# The data


def test_other_names_are_the_same_every_time_and_none_is_a_second_right_answer() -> None:
    right = [pair.canonical for pair in pairs("name_variants.csv")]
    others = other_names(FEW, not_like=right)
    assert others == other_names(FEW, not_like=right)
    assert len(set(others)) == FEW
    assert not {fold(one) for one in others} & {fold(one) for one in right}


def test_a_large_registry_has_names_that_many_people_share() -> None:
    names = list(many_people(20_000))
    assert len(set(names)) < len(names)
    assert names[:100] == list(many_people(100))


def test_every_pair_and_place_is_there() -> None:
    assert {file: len(pairs(file)) for file in (*FILES.values(), "not_same.csv")} == {
        "name_variants.csv": 220,
        "arabic_variants.csv": 267,
        "persian_variants.csv": 189,
        "not_same.csv": 375,
    }
    assert len(places()) == 22


# The baselines


@pytest.fixture(scope="module")
def fuzzy_postgresql(postgres_server: PostgresServer) -> Iterator[psycopg.Connection]:
    url = postgres_server.create_database("fuzzy").replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION fuzzystrmatch")
        connection.execute("CREATE EXTENSION pg_trgm")
        yield connection
    postgres_server.drop_database("fuzzy")


def test_daitch_mokotoff_codes_are_those_of_postgresql(fuzzy_postgresql: psycopg.Connection) -> None:
    words = sorted({word for name in other_names(FEW) for word in fold(name).split()})
    # The two read `j` behind a vowel pair in a different order of possibilities; both are in use.
    words = [word for word in words if "j" not in word]
    rows = fuzzy_postgresql.execute("SELECT word, daitch_mokotoff(word) FROM unnest(%s::text[]) word", [words])
    other = [(word, codes) for word, codes in rows if frozenset(codes or ()) != daitch_mokotoff(word)]
    assert len(words) > 2_000
    assert len(other) <= len(words) / 1_000


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("Peters", {"739400", "734000"}),
        ("Auerbach", {"097500", "097400"}),
        ("Moskowitz", {"645740"}),
        ("Halberstadt", {"587943", "587433"}),
        ("Kleinmann", {"586660"}),
        ("", set()),
    ],
)
def test_daitch_mokotoff_codes_of_known_words(word: str, codes: set[str]) -> None:
    assert daitch_mokotoff(word) == codes


def test_trigram_likeness_is_that_of_postgresql(fuzzy_postgresql: psycopg.Connection) -> None:
    names = [fold(name) for name in other_names(300)]
    ours = by_trigrams(names)(names[7])
    rows = fuzzy_postgresql.execute("SELECT name, similarity(name, %s) FROM unnest(%s::text[]) name", [names[7], names])
    theirs = {name: likeness for name, likeness in rows if likeness}
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_equals_share_their_places() -> None:
    likenesses = {"a": 0.9, **{str(number): 0.5 for number in range(18)}}
    assert chance_among_first(likenesses, "a", 1) == 1
    assert chance_among_first(likenesses, "3", 10) == 0.5
    assert chance_among_first(likenesses, "3", 1) == 0
    assert chance_among_first(likenesses, "absent", 10) == 0


def test_equal_when_folded_finds_no_other_spelling() -> None:
    find = equal_when_folded(["Anna Müller", "Anna Muller", "Anna Mueller"])
    assert find("ANNA MULLER") == {"Anna Müller": 1.0, "Anna Muller": 1.0}


# The document


def test_figures_go_where_the_document_keeps_them_and_nowhere_else(tmp_path: Path) -> None:
    document = tmp_path / "people.md"
    assert not write_between_marks(document, "none")
    document.write_text("before\n")
    assert not write_between_marks(document, "none")
    document.write_text(f"before\n{BEGINS}\nold\n{ENDS}\nafter\n")
    assert write_between_marks(document, "new")
    assert document.read_text() == f"before\n{BEGINS}\n\nnew\n\n{ENDS}\nafter\n"
