"""What families type for a date, understood as far as it is certain, and a date said back in their language's words.

What is not understood stays what it is: the words that were typed, which the caller keeps in any case. Looked at:
`edtf.text_to_edtf` (English only, guesses the order of day and month) and dateparser (fills gaps with today's date).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache

import edtf
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from memorial.adapters.family_date_grammar import NUMERIC_DATE, fold, reader, with_numeric_dates
from memorial.adapters.family_date_words import WORDS
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf, Point, Unspecified, after
from memorial.domain.writing import clean_line

LONGEST = 120

# Before 1500 a number may count from the Hijra, by the moon or by the sun; after 2100 from the Buddha or the creation.
FIRST_YEAR, LAST_YEAR = 1500, 2100
# Ethiopian years are seven or eight behind ours and look the same: what is written there is left as it is.
_OTHER_YEARS = frozenset({"am", "ti"})

# What CLDR gives as the name of February where it knows none.
_NO_MONTH_NAME = "M02"
_EDTF = re.compile(r"[0-9X~?%/.-]+")
# A year, a month or a day and nothing else: our own reader has seen that there is such a day.
_PLAIN_EDTF = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")


def understand(text: str, language: str) -> FuzzyDate | None:
    """The date that was meant, or None where that is not certain enough to print it.

    `language` is that of the page; month names and words of every language here are tried after its own.
    """
    line = clean_line(text)
    if not line or len(line) > LONGEST or NUMERIC_DATE in line:
        return None
    folded = fold(line)
    understood = _from_edtf(folded) or _from_words(folded, language)
    return understood if understood and _credible(understood, language) else None


def as_edtf(text: str, language: str) -> str:
    """The date in EDTF; '' where it is not certain, and where it is said not to be known."""
    found = understand(text, language)
    return "" if found is None or found.is_unknown else found.edtf


def year_in(text: str, language: str = "und") -> str:
    """The year, decade or century in what was typed, as EDTF (`1943`, `1943~`, `192X`); '' for anything else.

    Never a month or a day. Of an interval nothing is said: its years are two, or one that is open.
    """
    understood = understand(text, language)
    if understood is None:
        return ""
    years = understood.year_only()
    return years.edtf if years.point else ""


def in_words(fuzzy: FuzzyDate, locale: str, gettext: Callable[[str], str]) -> str:
    """The date as a reader of that language says it: "about 1943", "February 1992, day not known".

    `gettext` translates the English phrases; numbers and months come from CLDR. An unknown locale speaks English.
    """
    known = _locale(locale)
    first, last = fuzzy.first, fuzzy.last
    if isinstance(first, Point) and isinstance(last, Point):
        both = {"first": _say(first, known, gettext), "last": _say(last, known, gettext)}
        if _neighbours(first, last):
            return gettext("%(first)s or %(last)s") % both
        return gettext("between %(first)s and %(last)s") % both
    if isinstance(first, Point) and last is None:
        return _say(first, known, gettext)
    if isinstance(first, Point):
        return gettext("%(date)s or later") % {"date": _say(first, known, gettext)}
    if isinstance(last, Point):
        return gettext("%(date)s or earlier") % {"date": _say(last, known, gettext)}
    return gettext("date not known")


def _from_edtf(folded: str) -> FuzzyDate | None:
    written = folded.replace(" ", "").upper()
    if not _EDTF.fullmatch(written):
        return None
    try:
        return FuzzyDate.parse(written)
    except NotEdtf:
        return None


def _from_words(folded: str, language: str) -> FuzzyDate | None:
    if folded in _unknown_words():
        return FuzzyDate.unknown()
    text = with_numeric_dates(folded, language)
    own_first = dict.fromkeys([language, *WORDS] if language in WORDS else WORDS)
    return next(filter(None, (reader(code, language).date(text) for code in own_first)), None)


def _credible(fuzzy: FuzzyDate, language: str) -> bool:
    """Whether the years are of our calendar, and the EDTF library reads the date too."""
    years = [side.year for side in (fuzzy.first, fuzzy.last) if isinstance(side, Point)]
    if years and (language in _OTHER_YEARS or not all(FIRST_YEAR <= year <= LAST_YEAR for year in years)):
        return False
    return _PLAIN_EDTF.fullmatch(fuzzy.edtf) is not None or _library_reads(fuzzy.edtf)


@lru_cache(maxsize=1024)
def _library_reads(written: str) -> bool:
    """The library needs milliseconds for one date, and a list of names has the same years again and again."""
    return bool(edtf.is_valid_edtf(written))


@cache
def _unknown_words() -> frozenset[str]:
    said = {fold(phrase) for words in WORDS.values() for phrase in words.unknown}
    return frozenset(said | {"?", "??", "???", "-", "--", "---", "xxxx"})


@cache
def _locale(code: str) -> Locale:
    """The locale for CLDR patterns. Plain English is the world's (25 February 1992), not that of one country."""
    for candidate in (code.replace("-", "_"), code.partition("-")[0]):
        with suppress(UnknownLocaleError, ValueError):
            locale = Locale.parse("en_001" if candidate == "en" else candidate)
            if locale.months["format"]["wide"][2] != _NO_MONTH_NAME:
                return locale
    return Locale.parse("en_001")


def _neighbours(first: Point, last: Point) -> bool:
    try:
        return after(first) == last
    except NotEdtf:
        return False


def _say(point: Point, locale: Locale, gettext: Callable[[str], str]) -> str:
    said = _say_firmly(point, locale, gettext)
    if point.approximate and point.uncertain:
        return gettext("perhaps about %(date)s") % {"date": said}
    if point.approximate:
        return gettext("about %(date)s") % {"date": said}
    return gettext("perhaps %(date)s") % {"date": said} if point.uncertain else said


def _say_firmly(point: Point, locale: Locale, gettext: Callable[[str], str]) -> str:
    year = format_skeleton("y", point.earliest, locale=locale)
    match point.unspecified:
        case Unspecified.YEAR_OF_DECADE:
            return gettext("the %(year)ss") % {"year": point.year}
        case Unspecified.YEAR_OF_CENTURY:
            years = {"first": point.year, "last": point.year + 99}
            return gettext("between %(first)s and %(last)s") % years
        case Unspecified.MONTH:
            return gettext("%(date)s, month not known") % {"date": year}
        case Unspecified.MONTH_AND_DAY:
            return gettext("%(date)s, day and month not known") % {"date": year}
    if point.month is None:
        return str(year)
    if point.month > 12:
        return _season(point.month, gettext) % {"year": point.year}
    if point.day is not None:
        return str(format_date(point.earliest, "long", locale=locale))
    month = str(format_skeleton("yMMMM", point.earliest, locale=locale))
    if point.unspecified is Unspecified.DAY:
        return gettext("%(date)s, day not known") % {"date": month}
    return month


def _season(number: int, gettext: Callable[[str], str]) -> str:
    return {
        21: gettext("spring %(year)s"),
        22: gettext("summer %(year)s"),
        23: gettext("autumn %(year)s"),
        24: gettext("winter %(year)s"),
    }[number]
