"""The dates of a life as a family gives them: boxes for a day beside their own words, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from memorial.application.services import Services
from memorial.domain.date_boxes import DATES, DateBoxes, died_too_early
from memorial.domain.errors import Invalid
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf

_MONTH_OF_2000 = re.compile(r"2000-([0-9]{2})")


@dataclass
class DatesGiven:
    """EDTF by date (`born`, `died`) from the boxes, '' where they are empty; and what needs another look."""

    edtf: dict[str, str] = field(default_factory=lambda: dict.fromkeys(DATES, ""))
    problems: list[Invalid] = field(default_factory=list)


def dates_given(answers: Mapping[str, str], services: Services, language: str) -> DatesGiven:
    """`language` is that of the page: a month may be one of its words."""
    given, found = DatesGiven(), dict[str, FuzzyDate]()

    def month_word(word: str) -> int | None:
        # The reader of words for dates knows the months: it is asked for one in some year.
        read = _MONTH_OF_2000.fullmatch(services.read_date(f"{word} 2000", language))
        return int(read[1]) if read else None

    for date in DATES:
        try:
            read = DateBoxes.typed(date, answers).read(date, month_word, services.now().date())
        except Invalid as wrong:
            given.problems.append(wrong)
            continue
        if read is not None:
            found[date], given.edtf[date] = read, read.edtf
    if found and not given.problems:
        given.problems += _against_each_other(found, answers, services, language)
    return given


def _against_each_other(
    boxes: Mapping[str, FuzzyDate], answers: Mapping[str, str], services: Services, language: str
) -> list[Invalid]:
    """Own words alone are never refused: they are kept as they are. Where one date is in boxes, both are compared."""
    born, died = (boxes.get(date) or _in_words(answers.get(date, ""), services, language) for date in DATES)
    if born is None or died is None or not died_too_early(born, died):
        return []
    return [Invalid("died_year" if "died" in boxes else "born_year", "died_before_born")]


def _in_words(words: str, services: Services, language: str) -> FuzzyDate | None:
    try:
        return FuzzyDate.parse(services.read_date(words, language)) if words.strip() else None
    except NotEdtf:
        return None
