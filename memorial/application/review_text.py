"""The text as its reader sees it: by numbered paragraphs, folded where it is long, with what a program found marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memorial.application.desk import Piece, pieces
from memorial.disclosure.names_in_text import find_mentions
from memorial.domain.labels.added import AddedWords
from memorial.domain.paragraphs import Paragraph, paragraphs
from memorial.domain.remembrance import Span, Version

WORDS_OPEN = 1_500
"""How many words stand open; each further stretch of as many is folded."""
MOST_NAMES = 200
_WORD = re.compile(r"[^\W\d_][\w’'\u2010\u2011-]*")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…:;\n»”\"])\s*$")


@dataclass(frozen=True)
class ReadParagraph:
    number: int
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Stretch:
    """Paragraphs that are read in one go: the words before it, and how many it has."""

    before: int
    words: int
    paragraphs: tuple[ReadParagraph, ...]


def stretches(
    version: Version, mentions: Sequence[Span], added: Sequence[AddedWords] = (), names: Sequence[str] = ()
) -> list[Stretch]:
    """The story in stretches of about 1,500 words, never cut within a paragraph."""
    marked = pieces(version.story, "story", mentions, version.redactions, added)
    marked = [one for piece in marked for one in _with_names(piece, names, version)]
    found: list[Stretch] = []
    waiting: list[ReadParagraph] = []
    before = words = 0
    for one in paragraphs(version.story):
        waiting.append(ReadParagraph(one.number, one.text, tuple(_within(marked, one))))
        words += len(one.text.split())
        if words >= WORDS_OPEN:
            found.append(Stretch(before, words, tuple(waiting)))
            before, words, waiting = before + words, 0, []
    return [*found, Stretch(before, words, tuple(waiting))] if waiting else found


def _within(marked: Sequence[Piece], paragraph: Paragraph) -> Iterator[Piece]:
    at = 0
    for piece in marked:
        start, end = max(at, paragraph.start), min(at + len(piece.text), paragraph.end)
        if start < end:
            yield Piece(piece.text[start - at : end - at], piece.kind, piece.number)
        at += len(piece.text)


def _with_names(piece: Piece, names: Sequence[str], version: Version) -> Iterator[Piece]:
    """A plain stretch, cut where the person's name, the place that was given, or what looks like a name stands."""
    if piece.kind:
        yield piece
        return
    at = 0
    for start, end, kind in _found(piece.text, names, version):
        if start > at:
            yield Piece(piece.text[at:start])
        yield Piece(piece.text[start:end], kind)
        at = end
    if at < len(piece.text):
        yield Piece(piece.text[at:])


def _found(text: str, names: Sequence[str], version: Version) -> list[tuple[int, int, str]]:
    known = [(one.start, one.end, "person") for one in find_mentions(text, names, initials=False)] if names else []
    place = version.named.place.strip() if version.named else ""
    known += [(hit.start(), hit.end(), "place") for hit in re.finditer(re.escape(place), text)] if place else []
    known += [(start, end, "name_like") for start, end in names_like(text)]
    taken: list[tuple[int, int, str]] = []
    for one in sorted(known, key=lambda hit: (_ORDER.index(hit[2]), hit[0])):
        if all(one[1] <= other[0] or one[0] >= other[1] for other in taken):
            taken.append(one)
    return sorted(taken)


_ORDER = ("person", "place", "name_like")


def names_like(text: str) -> list[tuple[int, int]]:
    """Two or more words in a row that begin with a capital letter: perhaps a name. At most 200.

    A hint for a reader and nothing else. Scripts without capitals have none, and the page says so.
    """
    found: list[tuple[int, int]] = []
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(text), None]:
        follows = run and word is not None and text[run[-1].end() : word.start()] in (" ", "\u00a0")
        if word is not None and word[0][0].isupper() and (follows or not run):
            run.append(word)
            continue
        found += _name_of(text, run)
        run = [word] if word is not None and word[0][0].isupper() else []
        if len(found) >= MOST_NAMES:
            break
    return found[:MOST_NAMES]


def _name_of(text: str, run: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Without a short word that only begins a sentence."""
    if run and len(run[0][0]) <= 3 and _SENTENCE_BEGINS.search(text[: run[0].start()][-4:]):
        run = run[1:]
    return [(run[0].start(), run[-1].end())] if len(run) > 1 else []
