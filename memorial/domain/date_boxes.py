"""A day in boxes: day, month and year each in its own, two ticks beside them, and what of it cannot be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from memorial.domain.errors import Invalid
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf, Point

PARTS = ("day", "month", "year")
TICKS = ("about", "unknown")
DATES = ("born", "died")
"""The dates of a life that have boxes: `born_day`, `born_month` and so on, beside `born` for own words."""

FIRST_YEAR = 1500
"""A smaller number may count from another beginning than ours."""
_LAST_DAY = 31
_MONTHS = frozenset(range(1, 13))
_SEASONS = frozenset(range(21, 25))

MonthWord = Callable[[str], int | None]
"""The number of a month that is written as a word, 21 to 24 for a season; None for any other word."""


def box_names(dates: tuple[str, ...] = DATES, parts: tuple[str, ...] = PARTS + TICKS) -> tuple[str, ...]:
    return tuple(f"{field}_{part}" for field in dates for part in parts)


@dataclass(frozen=True)
class DateBoxes:
    """What stands in the boxes of one date, as it was typed, in the digits of any script."""

    day: str = ""
    month: str = ""
    year: str = ""
    about: bool = False
    unknown: bool = False

    @classmethod
    def typed(cls, field: str, answers: Mapping[str, str]) -> DateBoxes:
        """Those of `born` or `died`, among the answers of a form."""
        day, month, year = (answers.get(f"{field}_{part}", "").strip() for part in PARTS)
        about, unknown = (answers.get(f"{field}_{tick}", "") not in ("", "no") for tick in TICKS)
        return cls(day, month, year, about, unknown)

    @classmethod
    def of(cls, edtf: str) -> DateBoxes:
        """The boxes that give this date again; empty where none would."""
        try:
            kept = FuzzyDate.parse(edtf)
        except NotEdtf:
            return cls()
        if kept.is_unknown:
            return cls(unknown=True)
        year, month, day = kept.year, kept.month, kept.day
        if year is None:
            return cls()
        # No box takes a season as a number, nor a date that is not certain.
        if kept.uncertain or month not in (None, *_MONTHS) or not kept.point or kept.point.unspecified.value:
            return cls()
        return cls(str(day or ""), str(month or ""), str(year), kept.approximate)

    def as_answers(self, field: str) -> dict[str, str]:
        """The same, as a form has it."""
        ticks = {"about": "yes" if self.about else "", "unknown": "yes" if self.unknown else ""}
        given = {"day": self.day, "month": self.month, "year": self.year, **ticks}
        return {f"{field}_{part}": text for part, text in given.items()}

    @property
    def date_begun(self) -> bool:
        return bool(self.day or self.month or self.year or self.about)

    def read(self, field: str, month_word: MonthWord, today: date) -> FuzzyDate | None:
        """The date; None where every box is empty. Raises `Invalid` with the box that needs another look."""
        if self.unknown:
            if self.date_begun:
                raise Invalid(f"{field}_unknown", "date_or_not_known")
            return FuzzyDate.unknown()
        if not self.date_begun:
            return None
        found = FuzzyDate(self._point(field, month_word))
        if found.earliest is not None and found.earliest > today:
            raise Invalid(f"{field}_year", "date_to_come")
        return found

    def _point(self, field: str, month_word: MonthWord) -> Point:
        year, day = number_in(self.year), number_in(self.day)
        if not self.year:
            raise Invalid(f"{field}_year", "date_needs_year")
        if year is None or not FIRST_YEAR <= year <= date.max.year:
            raise Invalid(f"{field}_year", "date_year")
        month = self._month(field, month_word)
        if self.day and (day is None or not 1 <= day <= _LAST_DAY):
            raise Invalid(f"{field}_day", "date_day")
        if day is not None and month is None:
            raise Invalid(f"{field}_month", "date_needs_month")
        try:
            return Point(year, month, day, approximate=self.about)
        except NotEdtf:
            raise Invalid(f"{field}_day", "date_impossible") from None

    def _month(self, field: str, month_word: MonthWord) -> int | None:
        if not self.month:
            return None
        number = number_in(self.month)
        # Only a word can be a season, and a season has no day and takes no `about`.
        found = month_word(self.month) if number is None else number
        exact = self.day or self.about or number is not None
        if found not in (_MONTHS if exact else _MONTHS | _SEASONS):
            raise Invalid(f"{field}_month", "date_month")
        return found


def died_too_early(born: FuzzyDate, died: FuzzyDate) -> bool:
    """Whether the whole of the second lies before the first; of what is `about` so, or not certain, nobody can say."""
    if any(one.approximate or one.uncertain for one in (born, died)):
        return False
    return born.earliest is not None and died.latest is not None and died.latest < born.earliest


def number_in(text: str) -> int | None:
    """The number that is written in decimal digits of any script and nothing else, four of them at most."""
    digits = [unicodedata.decimal(character, None) for character in text]
    if not 1 <= len(digits) <= 4 or None in digits:
        return None
    return int("".join(map(str, digits)))
