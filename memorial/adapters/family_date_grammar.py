"""Reads one line of date words in one language. Whatever it does not know makes it say nothing rather than guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache

from babel import Locale

from memorial.adapters.family_date_words import WORDS, DateWords
from memorial.domain.fuzzy_date import Edge, FuzzyDate, NotEdtf, Point, Unspecified, after, before
from memorial.domain.languages import LANGUAGES

# Stands before the digits of a date that was written in numbers; no text that holds it is read.
NUMERIC_DATE = "§"

_ALIKE = str.maketrans({"ı": "i", "ə": "e", "ى": "ي", "ة": "ه", "ـ": None, "’": "'", "ʼ": "'", "`": "'", "≈": "~"})
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_DIGIT_THEN_LETTER = re.compile(r"(\d)[-']?(?=[^\W\d_])")
_LETTER_THEN_DIGIT = re.compile(r"([^\W\d_])(?=\d)")
_LETTERS_APART = re.compile(r"(?<=[^\W\d_])['/](?=[^\W\d_])")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})(?: ?([./-]) ?| )(\d{1,2})(?(2) ?\2 ?| )(\d{1,4})(?!\d)")
_MONTH_AND_YEAR = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_NUMBER = re.compile(r"(\d{1,2})(?: \w{1,4})?")
_FIRST_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_LAST_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)(?=\D*$)")
_TOKEN = re.compile(r"§\d+|\d+|[^\W\d_]+")
_SILENT = re.compile(r"[\s.,;:()\[\]\"«»“”՝։،؛*]*")
_ROMAN = {"xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}

_SHAPES = frozenset({"Y", "MY", "YM", "NMY", "MNY", "YMN", "YNM", "SY", "YS", "D", "C", "F"})


def fold(text: str) -> str:
    """Lower case, no marks, one kind of dash and apostrophe, ASCII digits, numbers and letters apart."""
    digits = "".join(str(unicodedata.decimal(character, character)) for character in text)
    plain = unicodedata.normalize("NFKD", digits.casefold()).translate(_ALIKE)
    plain = "".join(character for character in plain if unicodedata.category(character) != "Mn")
    plain = _DIGIT_THEN_LETTER.sub(r"\1 ", _DASHES.sub("-", plain))
    return " ".join(_LETTERS_APART.sub(" ", _LETTER_THEN_DIGIT.sub(r"\1 ", plain)).split())


@cache
def reader(language: str, page_language: str) -> Reader:
    """The reader for one language's words on a page of another or the same."""
    return Reader(WORDS[language], WORDS[language].seasons if language == page_language else _shared_seasons(language))


class Reader:
    """Understands folded text in the words of one language."""

    def __init__(self, words: DateWords, seasons: dict[str, int]) -> None:
        self._about = _any_of(words.about)
        self._perhaps = _any_of(words.perhaps)
        self._seasons = {fold(word): season for word, season in seasons.items()}
        self._fillers = _folded(words.fillers)
        self._endings = _folded(words.endings)
        self._decade = _folded(words.decade)
        self._century = _folded(words.century)
        self._months = _months(words)
        self._phrases: list[tuple[Callable[..., FuzzyDate], re.Pattern[str]]] = [
            (meaning, _template(template))
            for meaning, templates in (
                (_between, words.between),
                (_until, words.until),
                (_since, words.since),
                (_before, words.before),
                (_after, words.after),
                (_one_or_other, words.one_or_other),
            )
            for template in templates
        ]

    def date(self, folded: str) -> FuzzyDate | None:
        """The date of the whole text, or None."""
        point = self.point(folded)
        if point is not None:
            return FuzzyDate(point)
        for meaning, template in self._phrases:
            match = template.fullmatch(folded)
            date = match and self._meant(meaning, list(match.groups()))
            if date:
                return date
        for dash in re.finditer("-", folded):
            date = self._meant(_between, [folded[: dash.start()], folded[dash.end() :]])
            if date:
                return date
        return None

    def point(self, folded: str) -> Point | None:
        """The single date of the whole text, or None."""
        text, uncertain = self._perhaps.subn(" ", folded)
        text, approximate = self._about.subn(" ", text)
        approximate += text.count("~") + text.count("%")
        uncertain += text.count("?") + text.count("%")
        tokens = list(self._tokens(re.sub("[~?%]", " ", text)))
        if "".join(kind for kind, _ in tokens) not in _SHAPES:
            return None
        try:
            return replace(_assembled(tokens), approximate=approximate > 0, uncertain=uncertain > 0)
        except NotEdtf:
            return None

    def _meant(self, meaning: Callable[..., FuzzyDate], texts: list[str]) -> FuzzyDate | None:
        for completed in _completed([self._bare(text) for text in texts]):
            points = [self.point(text) for text in completed]
            if None in points:
                continue
            with suppress(NotEdtf):
                return meaning(*points)
        return None

    def _bare(self, text: str) -> str:
        words = text.split()
        self._drop(words, self._fillers)
        return " ".join(words)

    def _tokens(self, text: str) -> Iterator[tuple[str, int]]:
        """Kind and value of each word that says something; kind `?` for one that is not known."""
        if not _SILENT.fullmatch(_TOKEN.sub("", text)):
            yield "?", 0
            return
        words = _TOKEN.findall(text)
        last_month = 0
        while words:
            kind, value = self._token(words)
            if kind and not (kind == "M" and value == last_month):
                yield kind, value
            last_month = value if kind == "M" else 0

    def _token(self, words: list[str]) -> tuple[str, int]:
        word = words.pop(0)
        if word.startswith("§"):
            return "F", int(word[1:])
        if word.isdigit() or (word in _ROMAN and words and words[0] in self._century):
            return self._number(int(word) if word.isdigit() else _ROMAN[word], len(word), words)
        if month := self._month(word):
            self._drop_endings(words)
            return "M", month
        if word in self._seasons:
            return "S", self._seasons[word]
        return ("", 0) if word in self._fillers else ("?", 0)

    def _number(self, value: int, digits: int, words: list[str]) -> tuple[str, int]:
        if digits == 4 and value % 10 == 0 and words and words[0] in self._decade:
            self._drop(words, self._decade)
            return "D", value
        self._drop_endings(words)
        if digits == 4 and value % 10 == 0 and words and words[0] in self._decade:
            self._drop(words, self._decade)
            return "D", value
        if words and words[0] in self._century and value <= 21:
            self._drop(words, self._century)
            return "C", value
        return ("Y" if digits == 4 else "N" if digits <= 2 else "?"), value

    def _month(self, word: str) -> int:
        if word in self._months:
            return self._months[word]
        for length in range(len(word) - 1, 2, -1):
            if word[:length] in self._months and word[length:] in self._endings:
                return self._months[word[:length]]
        return 0

    def _drop_endings(self, words: list[str]) -> None:
        self._drop(words, self._endings)

    @staticmethod
    def _drop(words: list[str], droppable: frozenset[str]) -> None:
        while words and words[0] in droppable:
            words.pop(0)


def with_numeric_dates(folded: str, page_language: str) -> str:
    """The text with dates such as 25.02.1992 turned into one token, `§19920225`.

    In English, and where the language is not known, "03/04/1990" may be April or March: only `§1990` is certain.
    """
    ambiguous = page_language == "en" or page_language not in LANGUAGES
    folded = _NUMERIC.sub(lambda found: _numeric(found, ambiguous), folded)
    return _MONTH_AND_YEAR.sub(lambda found: _compact(found[2], found[1], "") or found[0], folded)


def _numeric(found: re.Match[str], ambiguous: bool) -> str:
    first, separator, second, third = found.groups()
    if len(first) == 4 and len(third) <= 2:
        return _compact(first, second, third) or found[0]
    if len(third) != 4 or len(first) > 2:
        return found[0]
    month_first = _compact(third, first, second) if ambiguous and separator != "." else ""
    day_first = _compact(third, second, first)
    if month_first and day_first and month_first != day_first:
        return f"§{third}"
    return day_first or month_first or found[0]


def _compact(year: str, month: str, day: str) -> str:
    """`§` and the digits of a date that the calendar has, else ''."""
    try:
        Point(int(year), int(month), int(day) if day else None)
    except NotEdtf:
        return ""
    return f"§{year}{int(month):02d}" + (f"{int(day):02d}" if day else "")


def _assembled(tokens: list[tuple[str, int]]) -> Point:
    parts = dict(tokens)
    if "F" in parts:
        digits = str(parts["F"])
        year, month, day = int(digits[:4]), digits[4:6], digits[6:8]
        return Point(year, int(month) if month else None, int(day) if day else None)
    if "D" in parts:
        return Point(parts["D"], unspecified=Unspecified.YEAR_OF_DECADE)
    if "C" in parts:
        return Point((parts["C"] - 1) * 100, unspecified=Unspecified.YEAR_OF_CENTURY)
    return Point(parts["Y"], parts.get("M", parts.get("S")), parts.get("N"))


def _completed(texts: list[str]) -> Iterator[list[str]]:
    """What one or two texts can mean, each side with what the other leaves to it: 25-26 February 1992, 1943-45."""
    yield texts
    if len(texts) < 2:
        return
    first, last = texts
    year_first, year_last = _YEAR.search(first), _YEAR.search(last)
    if year_last and not year_first:
        if first_day := _SHORT_NUMBER.fullmatch(first):
            yield [_FIRST_DAY.sub(first_day[1], last, count=1), last]
        yield [f"{first} {year_last[0]}", last]
        if last_day := _FIRST_DAY.match(last):
            yield [f"{first} {year_last[0]}", f"{_LAST_DAY.sub(last_day[0], first)} {year_last[0]}"]
    elif year_first and (short := _SHORT_NUMBER.fullmatch(last)):
        if first.endswith(year_first[0]):
            yield [first, year_first[0][:2] + short[1].zfill(2)]
        yield [first, _LAST_DAY.sub(short[1], first)]
    elif year_first and not year_last:
        yield [first, f"{last} {year_first[0]}"]


def _between(first: Point, last: Point) -> FuzzyDate:
    return FuzzyDate(first) if first == last else FuzzyDate(first, last)


def _one_or_other(first: Point, last: Point) -> FuzzyDate:
    if after(first) != last:
        raise NotEdtf(detail="two dates apart are no interval")
    return FuzzyDate(first, last)


def _until(point: Point) -> FuzzyDate:
    return FuzzyDate(Edge.OPEN, point)


def _since(point: Point) -> FuzzyDate:
    return FuzzyDate(point, Edge.OPEN)


def _before(point: Point) -> FuzzyDate:
    return FuzzyDate(Edge.OPEN, before(_firm(point)))


def _after(point: Point) -> FuzzyDate:
    return FuzzyDate(after(_firm(point)), Edge.OPEN)


def _firm(point: Point) -> Point:
    if point.approximate or point.uncertain:
        raise NotEdtf(detail="nothing is certain about what is before or after")
    return point


def _template(template: str) -> re.Pattern[str]:
    pattern = re.escape(fold(template.replace("{a}", "§1").replace("{b}", "§2")))
    return re.compile(pattern.replace("§1", "(.+?)").replace("§2", "(.+)"))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(fold, phrases), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _months(words: DateWords) -> dict[str, int]:
    months = {fold(word): month for word, month in words.months.items()}
    for code in words.locales:
        for names in (Locale.parse(code).months[form] for form in ("format", "stand-alone")):
            for width in ("wide", "abbreviated"):
                for month, name in names[width].items():
                    months.setdefault(fold(name).strip("."), month)
    if "ru" in words.locales:
        months.update({name[:-1]: month for name, month in list(months.items()) if len(name) > 3})
    return months


def _shared_seasons(language: str) -> dict[str, int]:
    """The season words that mean the same in every language here: `yaz` is spring in Baku and summer in Ankara."""
    meanings: dict[str, set[int]] = {}
    for words in WORDS.values():
        for word, season in words.seasons.items():
            meanings.setdefault(fold(word), set()).add(season)
    return {word: season for word, season in WORDS[language].seasons.items() if len(meanings[fold(word)]) == 1}
