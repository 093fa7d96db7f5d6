"""The BCP 47 tag of a language that is named in words, as archives write it: English, Azərbaycan dili, eng, en-GB."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from memorial.domain.languages import LANGUAGES

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_THREE = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "rus": "ru", "aze": "az", "arm": "hy",
    "hye": "hy", "geo": "ka", "kat": "ka", "tur": "tr", "per": "fa", "fas": "fa", "ara": "ar", "heb": "he",
    "spa": "es", "ita": "it", "por": "pt", "pol": "pl", "ukr": "uk", "kur": "ku", "chi": "zh", "zho": "zh",
    "jpn": "ja", "kor": "ko", "yid": "yi", "gre": "el", "ell": "el", "dut": "nl", "nld": "nl", "cze": "cs",
    "ces": "cs", "hun": "hu", "rum": "ro", "ron": "ro", "alb": "sq", "sqi": "sq", "hrv": "hr", "srp": "sr",
    "bos": "bs", "bul": "bg", "lit": "lt", "lav": "lv", "est": "et", "hin": "hi", "urd": "ur", "ben": "bn",
}  # fmt: skip


def tag_of(written: str) -> str:
    """`en` of `English`, `eng`, `EN`; `en-GB` stays; '' for what is no language that is known."""
    words = " ".join(written.split()).casefold()
    if not words:
        return ""
    if words in _names():
        return _names()[words]
    if _TAG.fullmatch(words):
        base, *rest = re.split("[-_]", words)
        base = _THREE.get(base, base)
        if base in _codes():
            return "-".join((base, *(part.title() if len(part) == 4 else part.upper() for part in rest)))
    return ""


def tags_of(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of several, parted by commas, semicolons, slashes or `and`: those known, and the words of the others."""
    known: list[str] = []
    other: list[str] = []
    for one in re.split(r"[;,/|]|\band\b", written):
        if tag := tag_of(one):
            known.append(tag)
        elif one.strip():
            other.append(one.strip())
    return tuple(dict.fromkeys(known)), tuple(other)


def english_name(tag: str) -> str:
    """The name in English, or the tag where it has none."""
    base = tag.split("-", maxsplit=1)[0]
    return str(Locale("en").languages.get(base, tag)) if tag == base else tag


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        if "_" not in code:
            found.setdefault(str(name).casefold(), code)
    for code, language in LANGUAGES.items():
        found[language.endonym.casefold()] = code
    found |= {"azeri": "az", "farsi": "fa", "castilian": "es", "flemish": "nl", "mandarin": "zh", "tigrigna": "ti"}
    return found


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages if "_" not in str(code)) | frozenset(LANGUAGES)
