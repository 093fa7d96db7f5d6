"""By which words the desk finds a remembrance: those of its sender, and those of the person it is about."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from memorial.disclosure.folding import search_tokens, search_words
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import SoughtBy

RULES = 1
"""Raised with every change of what is below, or of folding: whatever was kept by other rules is then made anew."""

Asked = tuple[tuple[str, ...], ...]
"""For each word that was asked for the forms of it, one of which has to be there."""


def found_by(record: Remembrance, names_of_person: Iterable[str] = ()) -> frozenset[str]:
    """All the words, each with its kind before it. Every version counts that is kept, also those nobody saw.

    `names_of_person`: of the person in the names, where the remembrance is attached to one.
    """
    senders = [version.contributor_name for version in record.versions]
    named = [one for version in record.versions if (one := version.named) is not None]
    people = [*names_of_person, *(name for one in named for name in one.spellings)]
    words = {f"{SoughtBy.SENDER}:{token}" for name in dict.fromkeys(senders) for token in search_tokens(name)}
    words |= {f"{SoughtBy.PERSON}:{token}" for name in dict.fromkeys(people) for token in search_tokens(name)}
    if address := _address(record.email):
        words.add(f"{SoughtBy.EMAIL}:{address}")
    return frozenset(words)


def asked_for(by: SoughtBy, text: str) -> Asked:
    """What must be there for `text` to find something; nothing where it holds no word.

    A name is asked word by word, in any order and script that folds to the same; an address as a whole.
    """
    if by is SoughtBy.EMAIL:
        address = _address(text)
        return ((f"{by}:{address}",),) if address else ()
    return tuple(tuple(f"{by}:{form}" for form in forms) for forms in search_words(text))


def _address(text: str) -> str:
    return normalize("NFKC", normalize("NFKC", text).casefold()).strip()
