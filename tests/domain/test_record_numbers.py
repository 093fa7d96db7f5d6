"""Numbers without a source: which may stand in the record's own words, in several languages, and which may not."""

from __future__ import annotations

import pytest

from memorial.domain.record import EntryKind
from memorial.domain.record_numbers import holds_a_number, holds_more_than_years, numbers_of
from tests.records import FICTIONAL, REAL, entries_of


@pytest.mark.parametrize(
    "text",
    [
        "What happened in 1992?",
        "What happened on 26 February 1992?",
        "What was done on 1992-02-26, and in 1992-03?",
        "What happened in the night of 25–26 February?",
        "Between 25 and 26 February",
        "On February 26, 1992 and 26 May",
        "26.02.1992",
        "Was geschah am 26. Februar 1992?",
        "Что случилось 26 февраля 1992 года?",
        "Какую роль сыграл 366-й полк?",
        "366-cı alay nə etdi?",
        "1992-ci il fevralın 26-da nə baş verdi?",
        "26 Şubat 1992'de ne oldu?",
        "ماذا حدث في ٢٦ فبراير ١٩٩٢؟",
        "Ինչ եղավ 1992 թ. փետրվարի 26-ին",
        "366-րդ գունդը",
        "1992年2月26日",
        "le 26 février 1992",
        "Was a T-72 there?",
        "In the 1990s, in 1992–1994 or 1992/93",
        "What part did the 366th regiment take?",
        "",
    ],
)
def test_years_dates_ordinals_and_types_may_stand(text: str) -> None:
    assert not holds_a_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Did 613 people die?",
        "Were 613 killed in 1992?",
        "1,992 dead? 1.992? 1992.5?",
        "Did 25 persons die on 26 February?",
        "613-people",
        "كم من ٦١٣؟",
        "Was ½ of the town burnt?",
        "killed613",
        "Were 200–300 killed?",
        "Were 12 000 there?",
        "⑥ boats",
        "Is it 613, February 1992?",
        "Did 25 marched people and 25 may have died?",
        "25 martyrs, 25 decided",
        "25 մարտիկ",
        "25 майоров",
        "The numbers 1 to 10",
    ],
)
def test_no_other_number_may(text: str) -> None:
    assert holds_a_number(text)


def test_the_number_of_a_unit_may_stand_where_the_unit_is_entered() -> None:
    assert holds_a_number("Was macht das 366. Regiment?")
    assert not holds_a_number("Was macht das 366. Regiment?", numbers_of("366. Garderegiment"))


def test_the_questions_of_the_records_that_come_with_the_program_may_stand() -> None:
    questions = [one.now.question for path in (REAL, FICTIONAL) for one in entries_of(path)
                 if one.kind is EntryKind.QUESTION]  # fmt: skip

    assert len(questions) >= 18 + 7
    assert [one for one in questions if holds_a_number(one)] == []


@pytest.mark.parametrize(("text", "more"), [("It was so in 1992.", False), ("misread", False), ("page 4", True),
                                            ("1,992", True), ("on 26 February 1992", True), ("٦١٣", True)])  # fmt: skip
def test_a_reason_may_hold_a_year(text: str, more: bool) -> None:
    assert holds_more_than_years(text) is more
