"""Words found in interviews: in one and in all, in every script, and gone with whatever held them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from memorial.adapters.db.edition_tables import published_interview_text
from memorial.adapters.db.interview_search import AskedWords, words_of_cues
from memorial.domain.interview import About, Access, Interview, Narrator
from memorial.domain.transcript import Cue
from memorial.published.interview import FoundLine, PublishedCue
from memorial.vocabulary import Rendering
from tests.installations import ON_BOTH, TestInstallation
from tests.interviews import changed, cue, interview, kept, segment, transcript
from tests.stopwatch import least_seconds

HALVES = ("We carried the lamp over", "the old bridge to the school.")


def tell(here: TestInstallation, *texts: str, **given: object) -> Interview:
    cues = [cue(number, said) for number, said in enumerate(texts, 1)]
    return kept(here, replace(interview(here, transcripts=(transcript(*cues),)), **given))


def found(here: TestInstallation, query: str, one: Interview | None = None, limit: int = 50) -> Sequence[FoundLine]:
    with here.installation.reader.snapshot() as snapshot:
        reader = snapshot.interviews(here.memorial.id)
        return reader.find_within(one.id, query, session=1, limit=limit) if one else reader.find(query, limit=limit)


def _ids(lines: Sequence[FoundLine]) -> list[str]:
    return [line.cue_id for line in lines]


def test_words_are_found_as_beginnings_across_two_lines_and_in_any_letters(here: TestInstallation) -> None:
    one = tell(here, *HALVES, "Зорабель was there.", "O'Brien's boat.", "المصباح على الدرج", "Nothing.")

    for query, wanted in {
        "LAMP": ["c1"],
        "bri": ["c2", "c4"],
        "lamp bridge": ["c1"],
        "lamp nothing": [],
        "zorabel": ["c3"],
        "obrien": ["c4"],
        "مصباح": [],
        "المصباح": ["c5"],
        "ri": [],
        "": [],
        "%_*\"' OR": [],
    }.items():
        assert _ids(found(here, query, one)) == wanted, query
        assert sorted(_ids(found(here, query))) == wanted[:3], query
    assert found(here, "lamp bridge", one)[0].text == " ".join(HALVES)
    assert found(here, "lamp", one)[0].language == "en"


@ON_BOTH
def test_a_list_goes_on_after_its_cursor_in_one_order(here: TestInstallation) -> None:
    here.publish()
    with here.installation.reader.snapshot() as snapshot:
        (known,) = snapshot.names(here.memorial.id, page=1, per_page=9)[0].rows
    for number, title in enumerate(("Ash", "ash", "Ash", "Birch", "Éclair", "Zinnia")):
        teller = Narrator("n1", "Ayla Verdin", shown=Rendering.FULL, person_id=known.id if number % 2 else None)
        tell(here, "Hello.", about=About({"en": title}), narrators=(teller,))

    with here.installation.reader.snapshot() as snapshot:
        reader, seen, after = snapshot.interviews(here.memorial.id), list[str](), ""
        whole, end = reader.listed(after="", limit=10)
        while len(seen) < 10:
            lines, after = reader.listed(after=after, limit=2)
            seen += [one.id for one in lines]
            if not after:
                break
        assert end == ""
        assert seen == [one.id for one in whole]
        assert [one.title["en"].casefold() for one in whole] == ["ash", "ash", "ash", "birch", "éclair", "zinnia"]
        assert reader.listed(after="no-cursor", limit=10)[0] == whole
        assert [one.title["en"] for one in reader.of_person(known.id, indexable=True)] == ["ash", "Birch", "Zinnia"]
        assert reader.of_person(known.id[:8], indexable=False) == []
        assert list(reader.indexable("", 10)) == sorted(seen)
        assert set(reader.lines_of([*seen, "none"])) == set(seen)


@ON_BOTH
def test_what_is_taken_back_takes_its_words_out_of_the_index(here: TestInstallation) -> None:
    one = tell(here, "Feldspar lay there.", "Basalt too.")
    for query in ("feldspar", "FELDSP", "there lay", "feldspar basalt"):
        assert _ids(found(here, query)) == ["c1"], query
    assert found(here, "' | 'x") == found(here, "ldspar") == []

    changed(here, one, transcripts=(transcript(cue(2, "Basalt too.")),))
    assert found(here, "feldspar") == found(here, "feldspar", one) == []
    assert _ids(found(here, "basalt")) == ["c2"]

    changed(here, one, paused=True)
    assert found(here, "basalt") == found(here, "basalt", one) == []
    with here.installation.engines.public.connect() as connection:
        rows = connection.execute(select(func.count()).select_from(published_interview_text)).scalar_one()
        indexed = connection.execute(text("SELECT count(*) FROM published_interview_search")).scalar_one()
    assert (rows, indexed) == (0, 0)


def test_an_unlisted_one_is_searched_by_those_who_have_its_address_alone(here: TestInstallation) -> None:
    one = tell(here, "Feldspar.", access=Access.UNLISTED)

    assert _ids(found(here, "feldspar", one)) == ["c1"]
    assert found(here, "feldspar") == []


def test_a_segment_is_found_by_what_it_is_about(here: TestInstallation) -> None:
    about = segment(1, 4000, 9000, "The mill", keywords={"en": ("turbine",)}, synopsis={"en": "Who ground the grain."})
    one = tell(here, "Hello.", index=(segment(2, 0, 4000, "Before"), about))

    (line,) = found(here, "turbine grain")

    assert (line.cue_id, line.transcript_id, line.number, line.start, line.text) == ("", "", 2, 4000, "The mill")
    assert found(here, "turbine", one) == [line]


def test_of_each_interview_a_few_lines_are_enough_and_within_one_the_earliest(here: TestInstallation) -> None:
    one = tell(here, *[f"lamp {number}" for number in range(1, 20)])
    other = tell(here, "lamp")

    lines = found(here, "lamp")
    assert sorted(line.interview_id for line in lines) == sorted([one.id] * 3 + [other.id])
    assert _ids(found(here, "lamp", one, limit=5)) == ["c1", "c2", "c3", "c4", "c5"]


def test_a_line_that_holds_all_is_told_once() -> None:
    cues = [PublishedCue(f"c{number}", 0, 0, "", said) for number, said in enumerate(("lamp", "lamp bridge", "bridge"))]

    places = list(AskedWords("lamp bridge").found_in(words_of_cues(cues)))

    assert [(one.number, one.lines) for one in places] == [(1, 1)]


@pytest.mark.alone
def test_among_eleven_thousand_lines_words_are_found_at_once(here: TestInstallation) -> None:
    words = ["water", "rose", "we", "carried", "a", "lamp", "over", "to", "our", "old", "bridge", "they", "waiting"]
    said = [" ".join(words[(number * step) % len(words)] for step in range(1, 10)) for number in range(11_000)]
    cues = tuple(
        Cue(f"c{n}", n * 3000, n * 3000 + 2900, f"{line} {'turbine' if n == 10_500 else ''}")
        for n, line in enumerate(said)
    )
    one = kept(here, interview(here, transcripts=(transcript(*cues),)))

    for query, count in {"turbine": 1, "lamp": 200, "lamp xylograph": 0, "turbine waiting": 1}.items():
        assert len(found(here, query, one, limit=200)) == count, query
        assert least_seconds(found, here, query, one, 200, enough=0.02) < 0.05, query
        assert least_seconds(found, here, query, enough=0.02) < 0.05, query
