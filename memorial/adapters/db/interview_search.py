"""Finds lines of transcripts and segments of indexes by their words. It reads what the gate let through, nothing else.

A transcript lies in parts of some hundred lines. Beside each part stand its folded words, a line of them for each line
of the transcript; the full-text index has one row for each part. So whatever is taken away takes its words with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from memorial.adapters.db.search_index import (
    LONGEST_QUERY,
    MOST_QUERY_WORDS,
    SHORTEST_PREFIX,
    SearchIndex,
)
from memorial.disclosure.folding import search_tokens, search_words
from memorial.published.interview import PublishedCue, PublishedSegment

CUES_IN_A_PART = 500
INTERVIEWS = SearchIndex.named("published_interview_search")

_PLAIN = str.maketrans({chr(code): " " for code in range(32, 128) if not chr(code).isalnum()})
_NOT_PLAIN = frozenset("'`") | frozenset(map(chr, [*range(9), *range(14, 32), 127]))


def words_of_cues(cues: Iterable[PublishedCue]) -> str:
    """A line of folded words for each cue."""
    return "\n".join(_line(cue.text) for cue in cues)


def words_of_segments(segments: Iterable[PublishedSegment]) -> str:
    """A line of folded words for each segment of an index: all that it says, in every language."""
    return "\n".join(_line(" ".join(_said(one))) for one in segments)


def add(connection: Connection, memorial_id: str, position: int, words: str) -> None:
    """Make a part findable among all interviews, under the position that its row has."""
    INTERVIEWS.add(connection, [(memorial_id, position, (words,))])


def forget(connection: Connection, position: int) -> None:
    INTERVIEWS.forget(connection, position)


def _said(segment: PublishedSegment) -> Iterator[str]:
    texts = (segment.title, segment.synopsis, segment.partial_transcript, segment.place)
    yield from (text for by_language in texts for text in by_language.values())
    for by_language in (segment.keywords, segment.subjects):
        yield from (word for words in by_language.values() for word in words)


def _line(text: str) -> str:
    """What `search_tokens` says of the text, each with a space on either side. Plain English goes a shorter way."""
    if text.isascii() and _NOT_PLAIN.isdisjoint(text):
        return f" {' '.join(text.lower().translate(_PLAIN).split())} "
    return f" {' '.join(search_tokens(text))} "


@dataclass(frozen=True)
class FoundAt:
    """A line of a part, counted from 0. `lines`: it takes so many together to hold every word, one or two."""

    number: int
    lines: int = 1


class AskedWords:
    """The words of one query, ready to be looked for in many parts."""

    def __init__(self, query: str) -> None:
        words = list(dict.fromkeys(search_words(query[:LONGEST_QUERY])))[:MOST_QUERY_WORDS]
        self._wanted = [_marked(forms, last=number == len(words) - 1) for number, forms in enumerate(words)]

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def found_in(self, words: str) -> Iterator[FoundAt]:
        """The lines that hold every word (the last also as a beginning), alone or with the next one, in their order.

        Captions cut a sentence in two: what a reader remembers of it is looked for in both.
        """
        if not all(any(form in words for form in forms) for forms in self._wanted):
            return
        lines = words.split("\n")
        held = [self._held(line) for line in lines]
        every = (1 << len(self._wanted)) - 1
        for number, here in enumerate(held):
            after = held[number + 1] if number + 1 < len(held) else 0
            if here == every:
                yield FoundAt(number)
            elif here and after != every and here | after == every:
                yield FoundAt(number, 2)

    def _held(self, line: str) -> int:
        """Which of the words the line holds, as bits."""
        bits = 0
        for number, forms in enumerate(self._wanted):
            for form in forms:
                if form in line:
                    bits |= 1 << number
                    break
        return bits


def _marked(forms: Sequence[str], *, last: bool) -> tuple[str, ...]:
    return tuple(f" {form}" if last and len(form) >= SHORTEST_PREFIX else f" {form} " for form in forms)
