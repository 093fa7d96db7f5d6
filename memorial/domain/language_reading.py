"""Who has read what families agree to, in each language, and whether those are still the words that stand there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SOURCE_LANGUAGE = "en"
"""In which the program is written: what is a translation into other languages is the text itself in this one."""


class LanguageState(StrEnum):
    """How far the words of one language are, for families."""

    SOURCE = "source"
    READ = "read"
    CHANGED = "changed"
    """Somebody signed, and some of those words are others by now."""
    UNREAD = "unread"
    NO_NOTICE = "no_notice"
    """The memorial's own notice has not been written in it."""
    NO_WORDS = "no_words"
    """The program does not speak it."""


@dataclass(frozen=True)
class LanguageReading:
    """One named reader has read the words of consent, receipt, safety and taking back, and the memorial's notice.

    `staff_id` is who signed, whose name stands in their account; `read_on` a day as YYYY-MM-DD, `texts` the SHA-256 of
    exactly those words; `each` a short mark of every one of them, one after the other ('' before they were kept).
    """

    language: str
    staff_id: str
    read_on: str
    texts: str
    each: str = ""


@dataclass(frozen=True)
class FamilyText:
    """One text that families meet: its part, as it stands in the source language, and in another ('' if nowhere)."""

    part: str
    source: str
    words: str


def hash_of(texts: Iterable[FamilyText]) -> str:
    """SHA-256 (hex) of the texts and what they translate. Where a text stands among the others changes nothing."""
    return _hash(sorted(_triples(texts)))


def _triples(texts: Iterable[FamilyText]) -> list[list[str]]:
    return [[text.part, text.source, text.words] for text in texts]


def _hash(triples: list[list[str]]) -> str:
    return hashlib.sha256(json.dumps(triples, ensure_ascii=False).encode()).hexdigest()


_MARK = 8
"""Characters of a mark. Were two the same, a change would not be listed; the hash of all still ends the reading."""


def marks_of(texts: Iterable[FamilyText]) -> str:
    return "".join(hash_of([text])[:_MARK] for text in texts)


def changed_since(reading: LanguageReading | None, texts: Iterable[FamilyText]) -> tuple[FamilyText, ...]:
    """Those that are new, or other words than what was signed; none where nobody signed or no marks were kept."""
    if reading is None or not reading.each:
        return ()
    known = {reading.each[at : at + _MARK] for at in range(0, len(reading.each), _MARK)}
    return tuple(text for text in texts if marks_of([text]) not in known)


def state_of(language: str, texts: tuple[FamilyText, ...], reading: LanguageReading | None) -> LanguageState:
    """`texts` are those of that language, its notice among them; empty where the program does not speak it."""
    if not texts:
        return LanguageState.NO_WORDS
    if not all(text.words for text in texts):
        return LanguageState.NO_NOTICE
    if language == SOURCE_LANGUAGE:
        return LanguageState.SOURCE
    if reading is None:
        return LanguageState.UNREAD
    # Signatures of before were under the texts in their order.
    as_signed = (hash_of(texts), _hash(_triples(texts)))
    return LanguageState.READ if reading.texts in as_signed else LanguageState.CHANGED
