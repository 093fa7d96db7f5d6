"""The core lists, one file for each language, and reading a text with them and with what a memorial has added."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.patterns import (
    Choice,
    LabelKind,
    Pattern,
    choice,
    folded_words,
    read_pattern,
)
from memorial.domain.labels.peoples import named_in
from memorial.domain.labels.words import Word, quoted, words_of

MOST_LABELS = 50
"""What is found in one text; the first ones are enough for a reader."""
MOST_TRIES = 60_000
"""How often a line is tried in one text: a page of nothing but such words is known without reading all of it."""


@dataclass(frozen=True, slots=True)
class Label:
    """A stretch of a text, in code points, and what it may be. A hint for a reader: it decides and moves nothing."""

    start: int
    end: int
    kind: LabelKind


@dataclass(frozen=True)
class Context:
    """Words around a match that show that it is told, denied or condemned, not said."""

    says: Choice | None = None
    denies: Choice | None = None
    condemns: Choice | None = None


@dataclass(frozen=True)
class LanguageList:
    """All lines of one language. `raises` and `quiet` are the sentences of its mirror, with a place for a people."""

    language: str
    patterns: tuple[Pattern, ...]
    context: Context
    sets: dict[str, Choice]
    never_people: frozenset[str]
    raises: tuple[str, ...]
    quiet: tuple[str, ...]


@cache
def core_lists() -> dict[str, LanguageList]:
    """The lists that come with the program, by language code."""
    folder = resources.files("memorial.domain.labels") / "lists"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    read = [_list(tomllib.loads(one.read_text(encoding="utf-8"))) for one in files]
    return {one.language: one for one in read}


def _list(said: dict[str, Any]) -> LanguageList:
    language = said["language"]
    sets = {name: choice(words.split()) for name, words in said["sets"].items()}
    never = folded_words(said["never_people"])
    around = Context(*(choice(said["context"][name].split()) for name in ("says", "denies", "condemns")))
    patterns = tuple(
        read_pattern(LabelKind(kind), language, line, sets, never, around.denies)
        for kind, lines in said["patterns"].items()
        for line in lines
    )
    mirror = said["mirror"]
    return LanguageList(language, patterns, around, sets, never, tuple(mirror["raises"]), tuple(mirror["quiet"]))


def added_pattern(added: AddedWords) -> Pattern:
    """Raises `NotAPattern`. A language without a core list has no sets and no words of its own."""
    own = core_lists().get(added.language)
    if own is None:
        return read_pattern(added.kind, added.language, added.line, {}, frozenset())
    return read_pattern(added.kind, added.language, added.line, own.sets, own.never_people, own.context.denies)


def labels_in(text: str, added: Iterable[AddedWords] = (), *, told_too: bool = False) -> tuple[Label, ...]:
    """What in the text the lists point at, in order; at most 50.

    Told, quoted, denied or condemned words raise none, but for `told_too`. All languages are read: people change them
    within a sentence, and say another one on the form.
    """
    return reader_of(tuple(added)).read(text, told_too=told_too)


@lru_cache(maxsize=64)
def reader_of(added: tuple[AddedWords, ...] = ()) -> ListReader:
    patterns = [pattern for one in core_lists().values() for pattern in one.patterns]
    return ListReader((*patterns, *(added_pattern(one) for one in added if in_force(one))))


@lru_cache(maxsize=1024)
def in_force(added: AddedWords) -> bool:
    """Whether a line raises anything: one that names a people does not, though it may have been let in before."""
    return not named_in(added.line, added.language)


class ListReader:
    """Patterns by the words that they are anchored on, so that a text is gone through once."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        self._beginnings: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            for word in pattern.anchored_on.exact:
                self._exact[word].append(pattern)
            for word in pattern.anchored_on.beginnings:
                self._beginnings[word].append(pattern)
        self._lengths = sorted({len(word) for word in self._beginnings})

    def read(self, text: str, *, told_too: bool = False) -> tuple[Label, ...]:
        words = words_of(text)
        known: dict[tuple[str, ...], list[Pattern]] = {}
        marks: list[tuple[int, int]] | None = None
        found: dict[tuple[int, int], Label] = {}
        tries = 0
        for at, word in enumerate(words):
            candidates = known.get(word.forms)
            if candidates is None:
                candidates = known[word.forms] = self._anchored_on(word)
            for pattern in candidates:
                span = pattern.match(words, at)
                if span is None:
                    continue
                if marks is None:
                    marks = quoted(text)
                label = Label(words[span[0]].start, words[span[1] - 1].end, pattern.kind)
                if told_too or not (_touches(label, marks) or _told(words, span, _context(pattern.language))):
                    found.setdefault((label.start, label.end), label)
            tries += len(candidates)
            if len(found) >= MOST_LABELS or tries > MOST_TRIES:
                break
        return tuple(sorted(found.values(), key=lambda label: (label.start, label.end)))

    def _anchored_on(self, word: Word) -> list[Pattern]:
        found: dict[int, Pattern] = {}
        for form in word.forms:
            for pattern in self._exact.get(form, ()):
                found[id(pattern)] = pattern
            for length in self._lengths:
                if length > len(form):
                    break
                for pattern in self._beginnings.get(form[:length], ()):
                    found[id(pattern)] = pattern
        return list(found.values())


def _context(language: str) -> Context:
    own = core_lists().get(language)
    return own.context if own else Context()


def _touches(label: Label, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether any of it stands in quotation marks."""
    at = bisect_right(marks, (label.end, 0)) - 1
    return at >= 0 and marks[at][1] > label.start


_NEAR = 12
"""How many words before a match can deny it."""


def _told(words: Sequence[Word], span: tuple[int, int], context: Context) -> bool:
    """Whether the sentence tells, denies or condemns the matched words, or the next one condemns them."""
    start, end = span
    sentence = words[start].sentence
    for at in range(start - 1, max(-1, start - 40), -1):
        word = words[at]
        if word.sentence != sentence:
            break
        if _fits(context.says, word) or _fits(context.condemns, word):
            return True
        denied_here = start - at <= _NEAR and not any(one.colon_before for one in words[at + 1 : start + 1])
        if denied_here and _fits(context.denies, word):
            return True
    for at in range(end, min(len(words), end + 25)):
        word = words[at]
        if word.sentence > sentence + 1:
            break
        if _fits(context.condemns, word):
            return True
        if word.sentence == sentence and _fits(context.says, word):
            return True
    return False


def _fits(wanted: Choice | None, word: Word) -> bool:
    return wanted is not None and wanted.fits(word)
