"""Texts of a record: how long each may be, and which may not be in it because they speak against a people."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from memorial.domain.errors import Invalid
from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import labels_in
from memorial.domain.labels.patterns import LabelKind
from memorial.domain.lookalikes import hides_signs
from memorial.domain.record import (
    Account,
    Document,
    Event,
    Figure,
    Footage,
    Observance,
    Question,
    RecordAbout,
    Reply,
    Statement,
    Unit,
)
from memorial.domain.record_peoples import says_ill_of_people
from memorial.domain.writing import clean

MOST_CHARACTERS = 500
"""Of every text that is not named here."""
LONGER = {
    "neutral_summary": 4000,
    "scope": 2000,
    "communities_note": 4000,
    "run_by": 2000,
    "paid_by": 2000,
    "says": 4000,
    "what": 4000,
    "differs": 2000,
    "statement": 2000,
    "observance": 1000,
    "outcome_words": 2000,
    "finding": 2000,
    "note": 10_000,
    "do_not_confuse_with": 2000,
    "role": 2000,
    "copies": 2000,
    "address": 2000,
}
MOST_PARTS = 1000
"""Accounts of a question, names of a place, sources of an event, points of a river."""

OF_THE_RECORD: dict[type[Any], tuple[str, ...]] = {
    RecordAbout: ("neutral_summary", "scope", "run_by", "paid_by"),
    Figure: ("subject", "scope"),
    Question: ("question",),
    Event: ("what", "differs"),
    Observance: ("observance",),
    Unit: ("what",),
    Document: ("what",),
    Footage: ("copies",),
    Reply: ("says", "outcome_words"),
}
"""Texts that stand in the record in its own words. A title is its source's word, and is not among them."""

QUOTABLE: dict[type[Any], tuple[str, ...]] = {Account: ("says",), Statement: ("statement",)}
"""Texts that may be the words of a source, where they are marked as such."""

AGAINST_A_PEOPLE = frozenset(LabelKind) - {LabelKind.DENIAL}
"""What no text holds outside a quotation. That something did not happen may be an account, and no other text."""


def text_problems(state: Any, added: Collection[AddedWords] = ()) -> list[Invalid]:
    """What is wrong with the texts of one state, its parts included."""
    found = [*_too_long(state, "")]
    for part, path in _parts(state, ""):
        quotes = bool(getattr(part, "quotation", False))
        for name in () if quotes else QUOTABLE.get(type(part), ()):
            found += _against(part, path, name, AGAINST_A_PEOPLE, added)
        for name in OF_THE_RECORD.get(type(part), ()):
            found += _against(part, path, name, frozenset(LabelKind), added)
    return found


def speaks_against(text: str, added: Collection[AddedWords] = ()) -> bool:
    """Whether the lists point at anything in it, told or quoted words too, or it says ill of a people."""
    return bool(labels_in(text, added, told_too=True)) or says_ill_of_people(text)


def _against(
    part: Any, path: str, name: str, kinds: frozenset[LabelKind], added: Collection[AddedWords]
) -> Iterator[Invalid]:
    text = getattr(part, name) or ""
    if any(label.kind in kinds for label in labels_in(text, added, told_too=True)) or says_ill_of_people(text):
        yield Invalid(path + name, "about_a_people")


def _parts(state: Any, path: str) -> Iterator[tuple[Any, str]]:
    """The state and every dataclass within it, with the path of its fields."""
    yield state, path
    for one in fields(state):
        value = getattr(state, one.name)
        if isinstance(value, tuple):
            for at, part in enumerate(value[:MOST_PARTS]):
                if is_dataclass(part):
                    yield from _parts(part, f"{path}{one.name}.{at}.")


def _too_long(state: Any, path: str) -> Iterator[Invalid]:
    for part, at in _parts(state, path):
        for one in fields(part):
            value = getattr(part, one.name)
            yield from _wrong_text(at + one.name, one.name, value)
            if isinstance(value, tuple) and len(value) > MOST_PARTS:
                yield Invalid(at + one.name, "too_many")


def _wrong_text(field: str, name: str, value: Any) -> Iterator[Invalid]:
    texts = value if isinstance(value, tuple) else (value,)
    for text in texts:
        if not isinstance(text, str):
            continue
        if len(text) > LONGER.get(name, MOST_CHARACTERS):
            yield Invalid(field, "too_long")
        if _hides_something(name, text):
            yield Invalid(field, "hidden_signs")


def _hides_something(name: str, text: str) -> bool:
    """Signs that nobody sees: none in a name; elsewhere only those that a script and its direction need."""
    if name == "name":
        return hides_signs(text)
    return clean(text) != unicodedata.normalize("NFC", text).replace("\r\n", "\n")
