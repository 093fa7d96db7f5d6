"""In which encoding a text is written: certain by its marks or by being UTF-8, else guessed, and always shown first."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from charset_normalizer import from_bytes

from memorial.adapters.lists.columns import guess_field
from memorial.application.ports.lists import EncodingChoice, NotAList, OpenBytes
from memorial.domain.languages import script_of
from memorial.domain.name_list import Field

ENCODINGS: tuple[str, ...] = (
    *("utf-8", "utf-16", "cp1251", "cp1252", "cp1254", "cp1256", "cp1255", "cp1253", "cp1250", "cp1257"),
    *("koi8-r", "koi8-u", "cp866", "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8"),
    *("iso8859-9", "iso8859-15", "mac-cyrillic", "gb18030", "shift_jis", "euc-kr"),
)
"""All that may be chosen. Guessed are those of one byte."""

_GUESSED = tuple(name for name in ENCODINGS if name[:2] in ("cp", "is", "ko"))
_PIECE = 64 * 1024
_SAMPLES, _LONGEST_SAMPLE = 5, 300
_ENOUGH = 24 * 1024
# Signs within words, a capital after a small letter, and letters that only Icelandic names have.
_ODD = re.compile(
    r"[^\W\d_a-zA-Z][\u0080-\u00bf\u00d7\u00f7\u2010-\u2bff]|[\u0080-\u00bf\u2010-\u2bff][^\W\d_]|[þýðÞÝÐ\ufffd]|[^\W\d_A-ZÀ-Þ]"
    r"(?<=[а-яёa-zà-þ])[А-ЯЁ]"
)


def marked(first: bytes) -> str:
    """What the beginning of the file says of itself; '' for nothing."""
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return _utf16_without_mark(first)


def _utf16_without_mark(first: bytes) -> str:
    """Text in which every second byte is zero for the most part, as line ends and commas make it in any script."""
    some = first[:4096]
    if len(some) < 8:
        return ""
    even, odd = some[0::2].count(0), some[1::2].count(0)
    enough = max(3, len(some) // 20)
    if odd > enough and even * 10 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > enough and odd * 10 < even else ""


def require_known(name: str) -> str:
    """The name as Python knows it. Raises `NotAList` for what is none of those that may be chosen."""
    wanted = name.strip().lower()
    try:
        canonical = codecs.lookup(wanted).name
    except LookupError:
        canonical = ""
    if canonical not in _known():
        raise NotAList("unknown_encoding", encoding=name[:40], choices=", ".join(ENCODINGS))
    return wanted


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(codecs.lookup(name).name for name in (*ENCODINGS, "utf-16-le", "utf-16-be"))


def first_line_not_in(open_file: OpenBytes, encoding: str) -> int:
    """The line near which the file is not in that encoding; 0 where all of it is. Raises `NotAList` for no text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, wide = 1, encoding.startswith("utf-16")
    for piece in open_file():
        if not wide and b"\x00" in piece:
            raise NotAList("not_text", line=line)
        try:
            decoder.decode(piece)
        except UnicodeError as problem:
            start = getattr(problem, "start", 0)
            return line + piece[: max(0, start)].count(b"\n")
        line += piece.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return line
    return 0


def choices(open_file: OpenBytes) -> tuple[EncodingChoice, ...]:
    """How the letters of a text may be meant, the likeliest first. One that is certain stands alone."""
    first = next(iter(open_file()), b"")
    certain = marked(first)
    if not certain and not first_line_not_in(open_file, "utf-8"):
        certain = "utf-8"
    if certain:
        return (EncodingChoice(certain, True, _samples(list(_lines(open_file)), certain)),)
    heading, *others = _lines(open_file)
    lines = [line for line in others if not line.isascii()]
    possible = [name for name in _GUESSED if not first_line_not_in(open_file, name)]
    ranked = _ranked(b"\n".join([heading, *lines])[:_ENOUGH], possible)
    return tuple(EncodingChoice(name, False, _samples(lines or [heading], name)) for name in ranked)


def _ranked(some: bytes, names: Sequence[str]) -> list[str]:
    """By what a reader would stumble over: headings that are none, signs within words; then by what the library says.

    The library tells scripts apart, and hardly the encodings of one script: there the commoner one stands first.
    """
    found = from_bytes(some, cp_isolation=list(_GUESSED), threshold=0.6, enable_fallback=False)
    by_script: dict[str, int] = {}
    for rank, match in enumerate(found):
        by_script.setdefault(_script(some.decode(match.encoding, "replace")), rank)

    def place(name: str) -> tuple[int, int, int, int]:
        text = some.decode(name, "replace")
        heading = text.partition("\n")[0]
        known = sum(1 for cell in re.split(r"[,;\t|]", heading) if guess_field(cell.strip('" \r')) is not Field.IGNORE)
        return -known, _oddities(text), by_script.get(_script(text), len(found)), ENCODINGS.index(name)

    return sorted(names, key=place)


def _oddities(text: str) -> int:
    return len(_ODD.findall(text))


def _script(text: str) -> str:
    return script_of("".join(letter for letter in text if not letter.isascii()))


def _lines(open_file: OpenBytes) -> Iterator[bytes]:
    """Lines of the file, as far as enough for a guess, the heading too."""
    size, rest = 0, b""
    for piece in open_file():
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line
            size += 0 if line.isascii() else len(line)
        if size > _ENOUGH:
            return
    if rest:
        yield rest


def _samples(lines: list[bytes], encoding: str) -> tuple[str, ...]:
    if encoding.startswith("utf-16"):
        text = b"\n".join(lines[:50])
        whole = text[: len(text) // 2 * 2].decode(encoding, "replace")
        return tuple(line.strip()[:_LONGEST_SAMPLE] for line in whole.split("\n")[:_SAMPLES])
    seen = [line.decode(encoding, "replace").strip("\r\ufeff")[:_LONGEST_SAMPLE] for line in lines[:_SAMPLES]]
    return tuple(seen)
