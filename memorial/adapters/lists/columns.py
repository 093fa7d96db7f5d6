"""What the columns of a list seem to be, by their headings in the languages of lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from memorial.application.ports.lists import MOST_COLUMNS, NotAList
from memorial.domain.languages import LANGUAGES
from memorial.domain.name_list import SEVERAL, WITH_A_NAME, ColumnUse, Field

_FILE = Path(__file__).with_name("headings.txt")
_IN_LANGUAGE = {
    "ru": "russian, русский, по русски, рус, ru",
    "en": "english, английский, по английски, ingilizce, ingiliscə, en, eng",
    "az": "azerbaijani, azeri, azərbaycanca, azərbaycan, азербайджанский, az",
    "hy": "armenian, հայերեն, армянский, hy, arm",
    "ka": "georgian, ქართული, ქართულად, грузинский, ka, geo",
    "tr": "turkish, türkçe, турецкий, tr",
    "ar": "arabic, العربية, عربي, بالعربية, ar",
    "fa": "persian, farsi, فارسی, fa",
    "he": "hebrew, עברית, בעברית, he",
    "de": "german, deutsch, de",
    "fr": "french, français, fr",
    "es": "spanish, español, es",
    "ckb": "sorani, ckb",
    "ku": "kurdish, kurmanji, kurdî, ku",
    "el": "greek, ελληνικά, el",
    "uk": "ukrainian, українська, uk",
}

_FIELDS = frozenset(field.value for field in Field)
_OWN_HEADING = re.compile(r"(?P<field>[a-z_]+)(?::(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?))?(?: [1-9][0-9]?)?")


def _folded(heading: str) -> str:
    """Lower case, without marks, words with one space between them: ı is i."""
    plain = unicodedata.normalize("NFKD", heading.casefold()).replace("ı", "i").replace("ё", "е")
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w#№°]+|_", " ", bare).split())


def _read_headings() -> dict[str, Field]:
    """Of a word that stands under two fields the first counts."""
    found: dict[str, Field] = {}
    for part in _FILE.read_text(encoding="utf-8").split("[")[1:]:
        name, _, words = part.partition("]")
        for word in filter(None, map(_folded, words.split(","))):
            found.setdefault(word, Field(name))
    return found


_FIELD_OF_WORD = _read_headings()
_LANGUAGE_OF_WORD = {_folded(word): code for code, words in _IN_LANGUAGE.items() for word in words.split(",")}


def guess_field(heading: str) -> Field:
    return _FIELD_OF_WORD.get(_folded(heading), Field.IGNORE)


def guess(header: Sequence[str]) -> tuple[ColumnUse, ...]:
    """What each column seems to be. Of two that seem the same the first stays; a whole name stands before its parts."""
    return each_once([_guess(cell) for cell in header], ())


def _guess(heading: str) -> ColumnUse:
    # As an export writes it: "place", "place 2", "name_other:ru".
    if (own := _OWN_HEADING.fullmatch(heading)) and own["field"] in _FIELDS:
        return ColumnUse(Field(own["field"]), own["language"] or "und")
    field = guess_field(heading)
    if field is not Field.IGNORE:
        return ColumnUse(field, _language_in(_folded(heading)) if field is Field.NAME_OTHER else "und")
    # "Name (Russian)", "name_ru": the name once more, in another language.
    words = _folded(heading).split()
    for cut in (1, 2):
        rest, last = " ".join(words[:-cut]), " ".join(words[-cut:])
        if rest and last in _LANGUAGE_OF_WORD and _FIELD_OF_WORD.get(rest) in (Field.NAME, Field.NAME_OTHER):
            return ColumnUse(Field.NAME_OTHER, _LANGUAGE_OF_WORD[last])
    return ColumnUse()


def _language_in(folded: str) -> str:
    words = folded.split()
    said = [word for word in (*words, *map(" ".join, pairwise(words))) if len(word) > 2]
    return next((_LANGUAGE_OF_WORD[word] for word in said if word in _LANGUAGE_OF_WORD), "und")


def each_once(uses: Sequence[ColumnUse], asked: Sequence[int]) -> tuple[ColumnUse, ...]:
    """Of two that hold the same the one that was asked for stays, else the first. Without a name that leads, the first
    of the other names leads."""
    kept = list(uses)
    order = [*asked, *(place for place in range(len(uses)) if place not in asked)]
    seen: set[Field] = set()
    for place in order:
        field = kept[place].field
        if field in seen and field not in SEVERAL:
            kept[place] = ColumnUse()
        seen.add(field)
    if not seen & WITH_A_NAME and Field.NAME_OTHER in seen:
        first = next(place for place, use in enumerate(kept) if use.field is Field.NAME_OTHER)
        kept[first] = ColumnUse(Field.NAME, kept[first].language)
    return tuple(kept)


def require_header(header: Sequence[str]) -> None:
    """Raises `NotAList` for a first row that names no columns."""
    if len(header) > MOST_COLUMNS:
        raise NotAList("too_many_columns", columns=len(header), most=MOST_COLUMNS)
    if not any(header):
        raise NotAList("header_empty")
    if any(re.fullmatch(r"[\d.,/ -]+", cell) for cell in header):
        raise NotAList("header_like_data")
    named = [cell for cell in header if cell]
    if twice := sorted({cell for cell in named if named.count(cell) > 1}):
        raise NotAList("header_twice", column=repr(twice[0][:60]))


def mapped(header: Sequence[str], words: Mapping[str, str]) -> tuple[ColumnUse, ...]:
    """The guess, with what somebody says of columns by their heading: a field, or `name_other:ru` with its language.

    Raises `NotAList` for a column or a field that is none, and where nothing holds a name.
    """
    uses = [_guess(cell) for cell in header]
    for column, word in words.items():
        uses[_position(header, column)] = _use(word)
    kept = each_once(uses, [header.index(column) for column in words])
    if not WITH_A_NAME & {use.field for use in kept}:
        raise NotAList("no_name_column", columns=", ".join(filter(None, header))[:300])
    return kept


def _position(header: Sequence[str], column: str) -> int:
    if column not in header:
        raise NotAList("no_such_column", column=repr(column[:60]), columns=", ".join(filter(None, header))[:300])
    return header.index(column)


def _use(word: str) -> ColumnUse:
    name, _, language = word.partition(":")
    if name not in set(Field) or (language and language not in LANGUAGES):
        raise NotAList("no_such_field", field=repr(word[:60]), fields=", ".join(Field))
    return ColumnUse(Field(name), language or "und")
