"""Finds what may lead to someone's door: telephone numbers, addresses, links, places on a map, receipt codes.

Only for a gentle word before something is sent, and a label for a reader: it decides nothing and changes nothing.
Looked at: phonenumberslite (this layer keeps to the standard library, and it knows neither addresses nor links).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from memorial.domain.address_words import FLATS, HOUSE_MARKS, SMALL_WORDS, STREET_ENDINGS, STREETS, listed
from memorial.domain.receipt_code import check_digit


class DetailKind(StrEnum):
    RECEIPT = "receipt"
    EMAIL = "email"
    LINK = "link"
    COORDINATES = "coordinates"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Detail:
    """A stretch of the text, in code points, and what it looks like."""

    start: int
    end: int
    kind: DetailKind


MOST_DETAILS = 200
MOST_STREETS = 1_500


def find_details(text: str) -> tuple[Detail, ...]:
    """What looks like a private detail, in order and without overlaps. At most 200; linear in the text's length."""
    flat = _flat(text)
    found: list[Detail] = []
    taken = bytearray(len(flat) + 1)
    for kind, find in _FINDERS:
        for start, end in find(flat):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Detail(start, end, kind))
            if len(found) == MOST_DETAILS:
                break
    return tuple(sorted(found[:MOST_DETAILS], key=lambda detail: detail.start))


# --- one sign for what many scripts write differently; the places stay the same ---

_SIGNS = str.maketrans("٫،؛、。．／＠", ".,;,../@")


def _flat(text: str) -> str:
    """The text with ASCII digits, plain spaces and hyphens, and ordinary punctuation; of the same length."""
    if text.isascii():
        return text
    return text.translate({ord(character): _plain(character) for character in set(text) if not character.isascii()})


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in "\u2212\u30fc":
        return "-"
    if category in {"Zs", "Cf"}:
        return " "
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return character.translate(_SIGNS)


# --- receipt codes and telephone numbers: runs of digits ---

# At least five digits, at most forty: what is longer is a table, and its beginning is looked at.
_RUN = re.compile(r"(?<!\w)[+(]{0,2}\d(?:[ ().\-/]{0,3}\d){4,39}+(?!\d)")
_TWENTY = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,3}\d){19}(?!\d)")
_GROUPS = re.compile(r"\d+")
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])(?P<a> ?[./-] ?)(?:0?[1-9]|1[0-2])(?P=a)(?:(?:1[4-9]|20)\d\d|\d\d)"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:(?:1[4-9]|20)\d\d|\d\d)"
    r"|(?:1[4-9]|20)\d\d(?P<b>[./-])(?:0?[1-9]|1[0-2])(?P=b)(?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
_GAP = re.compile(r" ?/ ?| {2,3}| - ")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d{1,3}\.\d{4,}")
_CALL = re.compile(
    r"(?:\b(?:tel|tlf|phone|mobile|mob|cell|call|fax|whatsapp|viber|signal|telegram|ring|nömr[əe]\w{0,3}|numaram?|"
    r"telefon\w{0,4}|zəng|teléfono|téléphone|numer\w{0,2}|тел|телефон\w{0,3}|моб|мобильн\w{0,3}|звон\w{0,4}|номер\w{0,2}|"
    r"ватсап|вайбер|հեռ|հեռախոս\w{0,5}|բջջ|ტელ|ტელეფონ\w{0,3}|ნომერ\w{0,3}|τηλ|τηλέφωνο)"
    r"|هاتف|جوال|موبايل|رقمي|تلفن|موبایل|شماره|فون|نمبر|טלפון|טל'|נייד|फ़ोन|फोन|电话|電話|手机|전화|โทร)\W{0,4}(?:\w{0,12}\W{1,3}){0,2}$"
)
_BEFORE_CALL = 34


def _receipts(flat: str) -> Iterator[tuple[int, int]]:
    for run in _TWENTY.finditer(flat):
        if _is_receipt(run[0]):
            yield run.span()
            continue
        # A year or a page number may stand before the code.
        shifted = _TWENTY.search(flat, run.start() + len(_GROUPS.match(run[0])[0]))  # type: ignore[index]
        if shifted and shifted.start() < run.end() and _is_receipt(shifted[0]):
            yield shifted.span()


def _is_receipt(run: str) -> bool:
    digits = "".join(_GROUPS.findall(run))
    return check_digit(digits[:-1]) == digits[-1]


def _phones(flat: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(flat):
        for start, end in _parts(run[0]):
            before = flat[max(0, run.start() + start - _BEFORE_CALL) : run.start() + start].lower()
            if _is_phone(run[0][start:end], before):
                yield run.start() + start, run.start() + end


def _parts(run: str) -> Iterator[tuple[int, int]]:
    """The run itself, or, where it is too long for one number, its parts between strokes and wide gaps."""
    if sum(map(len, _GROUPS.findall(run))) <= 15:
        yield 0, len(run)
        return
    start = 0
    for gap in (*_GAP.finditer(run), None):
        end = gap.start() if gap else len(run)
        if end - start >= 5:
            yield start, end
        start = gap.end() if gap else end


def _is_phone(run: str, before: str) -> bool:
    digits = sum(map(len, _GROUPS.findall(run)))
    if run.startswith(("+", "(+", "00")):
        return 8 <= digits <= 24
    if _CALL.search(before) and 5 <= digits <= 24 and not _DATE.search(run) and not _YEAR.fullmatch(run):
        return True
    rest = _DATE.sub(" ", run)
    groups = _GROUPS.findall(rest)
    if all(_YEAR.fullmatch(group) for group in groups) or _is_a_number(rest.strip(" -./()")):
        return False
    while groups and _YEAR.fullmatch(groups[0]) and sum(map(len, groups)) > 15:
        groups.pop(0)
    own = sum(map(len, groups))
    if re.fullmatch(r"\d\d-\d\d-\d\d", rest):
        return True
    return 7 <= own <= 24 and not (max(map(len, groups)) == 1 and " " not in rest)


def _is_a_number(run: str) -> bool:
    """Thousands set apart, decimals, a book's number, two numbers of an archive with a stroke between."""
    if _THOUSANDS.fullmatch(run) or _DECIMAL.fullmatch(run) or re.fullmatch(r"\d+/\d+", run):
        return True
    return run.startswith(("978", "979")) and sum(map(len, _GROUPS.findall(run))) == 13


# --- addresses of mail and of pages ---

_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_SIGN_AT = re.compile(r"(?<=[\w%+-]) ?@ ?(?=\w)")
_SAID_AT = re.compile(
    r" ?[\[({]{1,2} ?(?:at|ät|собака|ат|et) ?[\])}]{1,2} ?| (?:at|собака|arroba) (?=[\w-]{1,63} ?(?:[\[(]? ?dot|точка|punto|nokta|\.(?:com|org|net|ru)))"
)
_SAID_DOMAIN = re.compile(r"[\w-]{1,63}(?: ?[\[(]? ?(?:dot|точка|punto|nokta|\.) ?[\])]? ?[\w-]{2,63}){1,4}")
_LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.+-_%'")
_TOP_LEVEL = (
    "com|org|net|info|edu|gov|int|io|me|be|co|gl|ly|app|online|site|link|page|tv|blog|eu|us|uk|ru|su|ua|by|kz|uz|kg|tj|tm|md"
    "|az|am|ge|tr|ir|iq|il|lb|sy|eg|sa|ae|de|fr|it|es|pt|nl|pl|cz|gr|ch|at|se|no|fi|in|pk|cn|jp|kr|рф|укр|бел|қаз"
)
_LINK = re.compile(
    r"(?:\b(?:h(?:tt|xx)ps?|ftp)://|\bwww\.|\b(?:geo|tel|mailto|skype|tg|viber|whatsapp):)[^\s<>\"]{2,500}",
    re.IGNORECASE,
)
_BARE_LINK = re.compile(
    rf"(?<![\w@.\-/])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_TOP_LEVEL})(?![\w@-]|\.\w)(?:[/?#][^\s<>\"]{{0,500}})?",
    re.IGNORECASE,
)


def _emails(flat: str) -> Iterator[tuple[int, int]]:
    for sign in _SIGN_AT.finditer(flat):
        yield from _around(flat, sign, _DOMAIN)
    for sign in _SAID_AT.finditer(flat):
        yield from _around(flat, sign, _SAID_DOMAIN)


def _around(flat: str, sign: re.Match[str], domain: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = sign.start()
    lowest = max(0, start - 64)
    while start > lowest and (flat[start - 1].lower() in _LOCAL_PART or flat[start - 1].isalnum()):
        start -= 1
    after = domain.match(flat, sign.end())
    if start < sign.start() and after:
        yield start, after.end()


def _links(flat: str) -> Iterator[tuple[int, int]]:
    for pattern in (_LINK, _BARE_LINK):
        yield from (found.span() for found in pattern.finditer(flat))


# --- places on a map ---

_PLACES = (
    re.compile(r"(?<![\d.,])-?\d{1,2}\.\d{3,10} ?°? ?[NSСЮ]?[,;/ ]{1,3}-?\d{1,3}\.\d{3,10} ?°? ?[EWВЗ]?(?!\d)"),
    re.compile(r"(?<![\d.,])-?\d{1,2},\d{3,10} ?°? ?[NSСЮ]?[;/ ]{1,3}-?\d{1,3},\d{3,10} ?°? ?[EWВЗ]?(?!\d)"),
    re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d{2,10})? ?° ?(?:[NSEWСЮВЗ](?!\w)|\d{1,2}(?:[.,]\d{1,5})? ?['′’`´])"),
    re.compile(r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)"),
    re.compile(r"///[^\W\d]{2,30}\.[^\W\d]{2,30}\.[^\W\d]{2,30}"),
    re.compile(r"(?<!\w)\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?\d{3,5} ?\d{3,5}(?!\w)"),
)


def _coordinates(flat: str) -> Iterator[tuple[int, int]]:
    for pattern in _PLACES:
        yield from (found.span() for found in pattern.finditer(flat))


# --- addresses of houses ---


_WORD = re.compile(r"[^\W\d_][^\W\d_'’ʻ‘-]{0,30}(?:[.'’-][^\W\d_]{1,3}(?![^\W\d_]))?\.?")
_MARKS = "|".join(map(re.escape, sorted(listed(HOUSE_MARKS), key=len, reverse=True)))
_AHEAD = re.compile(
    rf"[ ,.:]{{0,3}}((?:(?:[^\W\d_][\w'’ʻ‘.-]{{0,29}}|\d{{1,2}}-\w{{1,3}})[ ,]{{1,2}}){{0,4}}?)"
    rf"((?:{_MARKS})[ .:]{{0,2}})?(\d{{1,5}})(?![\d%°]|[.:]\d|-\w{{2}})",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?<![\d.,:/-])(\d{1,5})[A-Za-zА-я]?,? (?:bis |ter )?((?:[^\W\d_][\w'’.-]{0,29} ){0,4})\Z")
_FLAT_NUMBER = re.compile(r" ?(?:no\.?|nr\.?|№|#|:)? ?\d{1,5}[A-Za-z]?(?![\d%]|[.:,]\d)", re.IGNORECASE)
_OTHER_ADDRESSES = (
    re.compile(r"[路街道巷弄村] ?\d{1,4} ?(?:弄 ?\d{1,4} ?)?[号號]|\d{1,3} ?丁目 ?\d{1,4}|\d{1,4} ?(?:番地|[号號][楼樓室])"),
    re.compile(r"[가-힣](?:대로|로|길) ?\d{1,4}(?:번길 ?\d{1,4})?(?![\d년월일명시개])"),
    re.compile(r"[A-Z]\d[A-Z\d]? \d[A-Z]{2}(?!\w)|(?<!\w)AZ ?-?\d{4}(?!\w)|(?<!\w)[Pp]\.? ?[Oo]\.? ?[Bb][Oo][Xx] ?\d{1,6}"),
)
_WINDOW = 80
_STREETS, _FLATS, _SMALL = listed(STREETS), listed(FLATS), listed(SMALL_WORDS)
_ENDINGS = tuple(STREET_ENDINGS.split())


def _addresses(flat: str) -> Iterator[tuple[int, int]]:
    if not re.search(r"\d", flat):
        return
    examined = 0
    for word in _WORD.finditer(flat):
        text = word[0].lower()
        bare = text.rstrip(".")
        if text in _FLATS or bare in _FLATS:
            number = _FLAT_NUMBER.match(flat, word.end())
            if number:
                yield word.start(), number.end()
        elif text in _STREETS or bare in _STREETS or text.endswith(_ENDINGS):
            examined += 1
            if examined <= MOST_STREETS:
                yield from _house_at(flat, word)
    for pattern in _OTHER_ADDRESSES:
        yield from (found.span() for found in pattern.finditer(flat))


def _house_at(flat: str, street: re.Match[str]) -> Iterator[tuple[int, int]]:
    ahead = _AHEAD.match(flat, street.end(), street.end() + _WINDOW)
    if ahead and _is_house(ahead[3], ahead[1], marked=bool(ahead[2])):
        yield street.start(), ahead.end()
        return
    behind = _BEHIND.search(flat, max(0, street.start() - _WINDOW), street.start())
    if behind and _is_house(behind[1], behind[2], marked=False):
        yield behind.start(), street.end()


def _is_house(number: str, name: str, *, marked: bool) -> bool:
    """Whether number and street belong together: no year, and between them only the words of a name."""
    if _YEAR.fullmatch(number) and not marked:
        return False
    words = [word for word in re.split(r"[ ,]+", name) if word]
    caseless = sum(not _is_cased(word) for word in words)
    if caseless > (4 if marked else 2):
        return False
    return all(
        not _is_cased(word) or word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in words
    )


def _is_cased(word: str) -> bool:
    return word.lower() != word.upper() and not "\u10d0" <= word[0] <= "\u10ff"


_FINDERS: tuple[tuple[DetailKind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (DetailKind.RECEIPT, _receipts),
    (DetailKind.EMAIL, _emails),
    (DetailKind.LINK, _links),
    (DetailKind.COORDINATES, _coordinates),
    (DetailKind.PHONE, _phones),
    (DetailKind.ADDRESS, _addresses),
)
