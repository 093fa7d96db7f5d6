"""Cuts a text into the pieces of words a reader sees, behind entities, markup and invisible characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html.entities import html5
from itertools import pairwise

from memorial.disclosure.folding import (
    APOSTROPHES,
    ByCharacter,
    as_letters,
    ascii_of,
    is_dropped_mark,
    is_invisible,
    script_of,
)
from memorial.disclosure.names.kinds import kinds_of

_PIECE = re.compile(r"U+(?=Ul)|U?l+|U+|c+|k")
_CODED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&#\d{2,7}|(?:%[0-9A-Fa-f]{2})+")
# Tags, and the address of a Markdown link: what is between the letters without being seen between them.
_UNSEEN = re.compile(r"<[^<>]*>|\]\([^()\[\]]*\)")

# Arabic, Persian, Urdu and Kurdish keyboards write one letter in many ways; Hebrew has final forms.
_FROM_KEYBOARDS = str.maketrans(
    "آأإٱٲٳیېێۍئےۓؤۆۇۈۋۏةهہھەۀۂۃکڪڕڑڵٹڈںךםןףץ",
    "اااااايييييييووووووههههههههككررلتدنכמנפצ",
    "ءـ",
)


def _pairs(pairs: str) -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in pairs.split()}


# Letters of other scripts with the Latin letter they look like. A capital I within a word is a small l.
_LOOKS_LATIN = _pairs(
    "Аa аa Вb Еe еe Ѕs ѕs Іi іi Јj јj Кk кk Мm Нh Оo оo Рp рp Сc сc Тt Уy уy Хx хx Ԛq ԛq Ԝw ԝw Үy һh ԁd ԍg "
    "Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo οo Ρp Τt Υy Χx νv ρp υu αa ιi κk τt χx ηn ωw "
    "Տs Ոn ոn Հh հh Սu սu Օo օo ցg Լl զq քp"
)
_LOOKS_CYRILLIC = _pairs(
    "Aа aа Bв Eе eе Iі iі Jј jј Kк kк Mм mм Hн Oо oо Pр pр Cс cс Tт tт Yу yу Xх xх Sѕ sѕ uи nп rг "
    "Αа Βв Εе Ηн Ιі Κк Μм Οо Ρр Τт Υу Χх αа ιі κк οо ρр τт"
)
_LATIN_LIKE = frozenset(map(chr, _LOOKS_LATIN))
_CYRILLIC_LIKE = frozenset(map(chr, _LOOKS_CYRILLIC))

# What stands between two pieces, from nothing to a full stop of the reading. Plain numbers, for they are met often.
NONE, MARKUP, TIGHT, SPACE, LINE, NEAR, STOP = range(7)


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of letters. `letters` is its sound in the matcher's alphabet.

    `readings` are that sound, and what it would be if look-alikes stood for Latin or for Cyrillic letters; `looks` says
    for which of the two that is anything else.
    """

    raw: str
    letters: str
    readings: tuple[str, str, str]
    looks: tuple[int, ...]
    script: str
    capital: bool
    caseless: bool
    shouted: bool

    @property
    def initial(self) -> bool:
        """Whether it may be an initial: "A", "Ш", "Sh", "Дж"."""
        if self.shouted or not (self.capital or self.caseless):
            return False
        return len(self.raw) == 1 or (len(self.raw) <= 3 and (self.script == "LATIN" or self.raw in ("Дж", "Дз")))

    @property
    def abjad(self) -> bool:
        return self.script in ("ARABIC", "HEBREW")


@dataclass
class Reading:
    """A text as one reader sees it: its pieces, and where each starts and ends in the original.

    `looks` are the ways of reading look-alikes that make sense in it: 0 as they are, 1 as Latin, 2 as Cyrillic.
    """

    pieces: list[Piece]
    starts: list[int]
    ends: list[int]
    looks: tuple[int, ...]
    _kinds: str
    _spans: list[tuple[int, int]]

    @cached_property
    def gaps(self) -> list[int]:
        """What stands between each piece and the next."""
        kinds = self._kinds
        return [_gap(kinds[end:start]) for (_, end), (start, _) in pairwise(self._spans)]

    @cached_property
    def before_stop(self) -> frozenset[int]:
        """The pieces that have a full stop directly after them."""
        kinds = self._kinds
        if "." not in kinds:
            return frozenset()
        ends = ((n, end) for n, (_, end) in enumerate(self._spans))
        return frozenset(n for n, end in ends if kinds[end : end + 4].lstrip("f")[:1] == ".")

    @cached_property
    def dotted(self) -> dict[str, list[int]]:
        """The pieces that have a full stop directly before or after them, by their letters as written."""
        found: dict[str, list[int]] = {}
        if "." in self._kinds:
            for index, piece in enumerate(self.pieces):
                if index in self.before_stop or self._before(index) == ".":
                    found.setdefault(piece.raw, []).append(index)
        return found

    @cached_property
    def initials(self) -> frozenset[int]:
        """The pieces that may be somebody's initial: a capital, or the two or three letters of one sound, by a stop."""
        by_stop = self.dotted.values()
        return frozenset(n for indexes in by_stop if self.pieces[indexes[0]].initial for n in indexes)

    @cached_property
    def tagged(self) -> list[int]:
        """The pieces directly after # or @, in which words may be run together."""
        return [n for n in range(len(self.pieces)) if self._before(n) == "#"] if "#" in self._kinds else []

    def _before(self, index: int) -> str:
        start = self._spans[index][0]
        return self._kinds[max(start - 4, 0) : start].rstrip("f")[-1:]


def readings_of(text: str) -> list[Reading]:
    """`text` as its letters stand, and once more without tags and link addresses where it has any."""
    shown, starts, ends = _decoded(text)
    readings = [_read(shown, starts, ends)]
    if "<" in shown or "](" in shown:
        keep: list[int] = []
        last = 0
        for hidden in _UNSEEN.finditer(shown):
            keep.extend(range(last, hidden.start()))
            last = hidden.end()
        if last:
            keep.extend(range(last, len(shown)))
            without = "".join(map(shown.__getitem__, keep))
            readings.append(_read(without, [starts[i] for i in keep], [ends[i] for i in keep]))
    return readings


def letters_of(word: str) -> str:
    """`word` in the matcher's alphabet: a-z and ə for scripts that write vowels, canonical Arabic and Hebrew letters,
    and Han characters as they are."""
    if word.isascii():
        return word.lower() if word.isalpha() else "".join(filter(str.isalpha, word.lower()))
    return as_letters(word).translate(_LETTERS)


def piece_of(raw: str) -> Piece:
    """What is known about one run of letters."""
    kind = kinds_of(raw[0])
    if raw.isascii():
        script, letters = "LATIN", raw.lower()
        latin = raw.replace("I", "l").lower() if "I" in raw else letters
        cyrillic = _look(raw, _LOOKS_CYRILLIC, letters) if len(raw) == 1 else letters
    else:
        script, letters = script_of(raw[-1]), letters_of(raw)
        latin = letters if _LATIN_LIKE.isdisjoint(raw) else _look(raw, _LOOKS_LATIN, letters)
        cyrillic = letters if _CYRILLIC_LIKE.isdisjoint(raw) else _look(raw, _LOOKS_CYRILLIC, letters)
    readings = (letters, latin, cyrillic)
    looks = tuple(look for look in (1, 2) if readings[look] != letters)
    return Piece(raw, letters, readings, looks, script, kind == "U", kind in "ck", len(raw) > 1 and raw.isupper())


def _gap(kinds: str) -> int:
    return _gap_of(kinds) if len(kinds) <= 12 else _gap_of(kinds.replace("f", "")[:13])


@lru_cache(maxsize=1024)
def _gap_of(kinds: str) -> int:
    seen = kinds.replace("f", "")
    # An apostrophe (a geresh, a soft sign) may stand beside any other gap and changes nothing.
    seen = seen.replace("q", "") or seen[:1]
    for pattern, gap in _GAPS:
        if pattern.fullmatch(seen):
            return gap
    return STOP


_GAPS = (
    (re.compile(r""), NONE),
    (re.compile(r"w{1,8}"), MARKUP),
    (re.compile(r"[whq./]{1,4}|h {0,3}n{1,2} {0,8}"), TIGHT),
    (re.compile(r"w{0,3} {1,4}w{0,3}"), SPACE),
    (re.compile(r"w{0,3} {0,4}n{1,2} {0,8}w{0,3}"), LINE),
    (re.compile(r"[whqp./, n]{1,6}"), NEAR),
)


def _letter(character: str) -> str:
    if character == "ə":
        return "ə"
    script = script_of(character)
    if script in ("ARABIC", "HEBREW"):
        if is_dropped_mark(character) or is_invisible(character) or character in APOSTROPHES:
            return ""
        return character.translate(_FROM_KEYBOARDS)
    if script == "CJK":
        return character
    return "".join(filter(str.isalpha, ascii_of(character)))


def _look(raw: str, table: dict[int, str], letters: str) -> str:
    """The sound of a word whose letters are taken for look-alikes; its own sound where some cannot be."""
    meant = raw[0].translate(table) + raw[1:].replace("I", "l").translate(table)
    return letters_of(meant) if table is not _LOOKS_LATIN or meant.isascii() else letters


def _read(shown: str, starts: Sequence[int], ends: Sequence[int]) -> Reading:
    kinds = kinds_of(shown)
    if "m" in kinds:
        kept = [i for i, kind in enumerate(kinds) if kind != "m"]
        shown = "".join(map(shown.__getitem__, kept))
        kinds = kinds.replace("m", "")
        starts, ends = [starts[i] for i in kept], [ends[i] for i in kept]
    known: dict[str, Piece] = {}
    pieces: list[Piece] = []
    spans = [match.span() for match in _PIECE.finditer(kinds)]
    for start, end in spans:
        raw = shown[start:end]
        piece = known.get(raw)
        if piece is None:
            piece = known[raw] = piece_of(raw)
        pieces.append(piece)
    froms, tos = [starts[start] for start, _ in spans], [ends[end - 1] for _, end in spans]
    looks = {look for piece in known.values() for look in piece.looks}
    if not any(piece.script == "CYRILLIC" for piece in known.values()):
        looks.discard(2)
    return Reading(pieces, froms, tos, (0, *sorted(looks)), kinds, spans)


def _decoded(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """`text` with entities and percent signs decoded, and for each character where it starts and ends in `text`."""
    if "&" not in text and "%" not in text:
        return text, range(len(text)), range(1, len(text) + 1)
    shown: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(begin: int, end: int) -> None:
        shown.append(text[begin:end])
        starts.extend(range(begin, end))
        ends.extend(range(begin + 1, end + 1))

    last = 0
    for coded in _CODED.finditer(text):
        begin, end = coded.span()
        keep(last, begin)
        last = begin
        for characters, width in _meaning(coded[0]):
            shown.append(characters)
            starts.extend([last] * len(characters))
            last += width
            ends.extend([last] * len(characters))
        if last != end:
            keep(last, end)
            last = end
    keep(last, len(text))
    return "".join(shown), starts, ends


def _meaning(coded: str) -> list[tuple[str, int]]:
    """What an entity or a run of %XX stands for, each part with its width; what means nothing stands for itself."""
    if coded[0] == "%":
        try:
            characters = bytes.fromhex(coded.replace("%", "")).decode()
        except UnicodeDecodeError:
            return []
        return [(c, 3 * len(c.encode())) for c in characters]
    if coded[1] != "#":
        return [(html5[coded[1:]], len(coded))] if coded[1:] in html5 else []
    digits = coded[2:].rstrip(";")
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return [(chr(code), len(coded))] if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else []


_LETTERS = ByCharacter(_letter)
