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
from itertools import islice

from memorial.domain.house_addresses import find_addresses
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
# A text with more numbers than this is a table; the first ones are looked at.
MOST_NUMBERS = 5_000


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
            if len(found) >= MOST_DETAILS:
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
_YEAR = re.compile(r"(?:1[2-9]|20)\d\d")
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])(?P<a> ?[./-] ?)(?:0?[1-9]|1[0-2])(?P=a)(?:(?:1[2-9]|20)\d\d|\d\d)"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:(?:1[2-9]|20)\d\d|\d\d)"
    r"|(?:1[2-9]|20)\d\d(?P<b>[./-])(?:0?[1-9]|1[0-2])(?P=b)(?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
_FULL_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./-])\d{1,2}\2\d{1,2}|\d{1,2}\.\d{1,2}\.\d\d)(?!\d)"
)
_GAP = re.compile(r" ?/ ?| {2,3}| - ")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d{1,3}\.\d{4,}")
# Said among the three words before a number, they make even a short one a telephone number. "Number" itself is not one
# of them: people were given numbers.
_CALL_WORDS = tuple(
    """
    tel tlf phone mobile mob cell call fax whatsapp viber signal telegram ring zəng teléf téléph llám appel
    ruf zadzwoń тел моб звон ватсап вайбер հեռ զանգ բջջ ტელ დამირეკ τηλ هاتف جوال موبايل تلفن
    موبایل فون טלפון טל' נייד फ़ोन फोन
    """.split()  # noqa: SIM905 (easier to read without the quotation marks)
)
_UNSPACED_CALL_WORDS = ("电话", "電話", "電話は", "手机", "전화", "โทร")
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
    for run in islice(_RUN.finditer(flat), MOST_NUMBERS):
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
    if _is_said_to_be_one(before) and 5 <= digits <= 24 and not _FULL_DATE.search(run):
        return True
    if digits < 6:
        return False
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


def _is_said_to_be_one(before: str) -> bool:
    words = [word.lstrip("(\"'«“") for word in before.split()[-3:]]
    return any(word.startswith(_CALL_WORDS) for word in words) or before.rstrip(" :").endswith(_UNSPACED_CALL_WORDS)


def _is_a_number(run: str) -> bool:
    """Thousands set apart, decimals, a book's number, two numbers of an archive with a stroke between."""
    if _THOUSANDS.fullmatch(run) or _DECIMAL.fullmatch(run) or re.fullmatch(r"\d+/\d+", run):
        return True
    return run.startswith(("978", "979")) and sum(map(len, _GROUPS.findall(run))) == 13


# --- addresses of mail and of pages ---

_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_SIGN_AT = re.compile(r"(?<=[\w%+-]) ?@ ?(?=\w)")
_SAID_AT = re.compile(
    r" ?[\[({]{1,2} ?(?:at|ät|собака|ат|et) ?[\])}]{1,2} ?"
    r"| (?:at|собака|arroba) (?=[\w-]{1,63} ?(?:[\[(]? ?dot|точка|punto|nokta|\.(?:com|org|net|ru)))"
)
_SAID_DOMAIN = re.compile(r"[\w-]{1,63}(?: ?[\[(]? ?(?:dot|точка|punto|nokta|\.) ?[\])]? ?[\w-]{2,63}){1,4}")
_LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.+-_%'")
_TOP_LEVEL = "|".join(
    """
    com org net info edu gov int io me be co gl ly app online site link page tv blog eu us uk ru su ua by kz uz kg tj
    tm md az am ge tr ir iq il lb sy eg sa ae de fr it es pt nl pl cz gr ch at se no fi in pk cn jp kr рф укр бел қаз
    """.split()  # noqa: SIM905 (easier to read without the quotation marks)
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


_FINDERS: tuple[tuple[DetailKind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (DetailKind.RECEIPT, _receipts),
    (DetailKind.EMAIL, _emails),
    (DetailKind.LINK, _links),
    (DetailKind.COORDINATES, _coordinates),
    (DetailKind.PHONE, _phones),
    (DetailKind.ADDRESS, find_addresses),
)
