"""Finds a withheld name wherever it stands in a text, in every script, and takes it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from unicodedata import category, normalize

from memorial.disclosure.folding import UNSPACED, ascii_of, script_of
from memorial.disclosure.name_joins import Candidate, joined_pieces, state_after
from memorial.disclosure.text_words import STOP, Piece, Reading, letters_of, readings_of
from memorial.disclosure.withheld_name import (
    PARTICLES,
    Found,
    WithheldName,
    significant_words,
    withheld_name,
    words_of,
)

_ARTICLE = "ال"
_THAI_VOWELS_BEFORE = "เแโใไ"


@dataclass(frozen=True)
class Mention:
    """One place where a withheld name stands: code points `start` to `end` of the text, and how it was recognised.

    `how` is `exact` (the whole name), `part` (some of its words), `inflected` (with an ending or a joined preposition),
    `other_script` (another script or another spelling), or `initials`.
    """

    start: int
    end: int
    text: str
    name: str
    how: str


def find_mentions(text: str, names: Sequence[str], *, initials: bool = True) -> tuple[Mention, ...]:
    """Every place of `text` that names one of `names`, in order, none overlapping another.

    Each word of a name is found alone and together with the others. A false match is preferred to a miss. Taking
    all places out leaves a text without any. `initials=False` where the name may be shown as its initials.
    """
    readings = readings_of(text) if text else []
    spans: list[Mention] = []
    for name in dict.fromkeys(names):
        prepared = withheld_name(name)
        if prepared.significant:
            for reading in readings:
                spans += _Search(reading, prepared, text, initials=initials).mentions()
    return _without_overlap(text, spans)


def redact(text: str, spans: Iterable[tuple[int, int]], replacement: str) -> str:
    """`text` with `replacement` in place of each span; spans that touch become one.

    A span grows to whole characters as readers see them, so that no accent is left behind. Raises ValueError for a
    span outside the text, and for a replacement with nothing to see, which would join what stood apart.
    """
    if not any(c.isprintable() and not c.isspace() for c in replacement):
        raise ValueError("a replacement must be something that can be seen")
    kept: list[str] = []
    last = 0
    for start, end in _merged(text, spans):
        kept += [text[last:start], replacement]
        last = end
    return "".join([*kept, text[last:]])


def initials_of(name: str) -> str:
    """The initials of a name in its own script: "Ayla Verdin" is "A. V.", "Anna-Maria van Dahl" is "A.-M. D.".

    Particles and the Arabic article are left out, and what stands in brackets. Han, kana and Hangul names are given in
    Latin letters, because their first character would be the whole family name. A name without letters has none.
    """
    words = words_of(_without_brackets(name))
    shown = [words[n] for n in sorted(significant_words(words))] if words else []
    hyphenated = "".join(c for c in normalize("NFKC", name) if c.isalpha() or c in "-‐‑")
    result = ""
    for word in shown:
        joined = bool(result) and any(f"{dash}{_bare(word)}" in hyphenated for dash in "-‐‑")
        result += ("-" if joined else " " if result else "") + _initial(word)
    return result


@dataclass
class _Search:
    """One reading of a text against one name. Every rule only adds places, so that taking some out makes no new one."""

    reading: Reading
    name: WithheldName
    text: str
    initials: bool
    covered: dict[int, frozenset[int]] = field(default_factory=dict)
    hows: dict[int, str] = field(default_factory=dict)
    linked: set[int] = field(default_factory=set)

    def mentions(self) -> list[Mention]:
        self._settle(self._candidates())
        if self.initials and len(self.name.significant) > 1:
            self._cover_initials()
        self._cover_particles()
        return [self._mention(group) for group in self._groups()]

    def _candidates(self) -> list[Candidate]:
        name = self.name
        known: dict[str, Found | None] = {}
        states: dict[str, int] = {}
        candidates: list[Candidate] = []
        for index, piece in enumerate(self.reading.pieces):
            raw = piece.raw
            if raw not in known:
                known[raw] = name.in_piece(piece)
                states[raw] = state_after(name, piece.letters)
            found = known[raw]
            if found:
                candidates.append((index, index, found))
        for index in self.reading.tagged:
            found = name.in_tag(self.reading.pieces[index])
            if found:
                candidates.append((index, index, found))
        return candidates + joined_pieces(self.reading, name, states, known)

    def _settle(self, candidates: list[Candidate]) -> None:
        """Covers what is sure, and what is not sure but stands beside another word of the name."""
        likely: dict[int, set[frozenset[int]]] = {}
        for first, last, found in candidates:
            for index in (first, last):
                likely.setdefault(index, set()).add(found.words)
        for first, last, found in candidates:
            together = range(first, last + 1)
            # Words that were found one by one need not be tied together.
            if first != last and all(index in self.covered for index in together):
                continue
            if found.strong or self._has_company(first, last, found.words, likely):
                self.linked.update(together[1:])
                self._cover(together, found.words, found.how)

    def _has_company(
        self, first: int, last: int, words: frozenset[int], likely: dict[int, set[frozenset[int]]]
    ) -> bool:
        beside = (self._neighbour(first, -1), self._neighbour(last, 1))
        return any(not others <= words for index in beside for others in likely.get(index, ()))

    def _neighbour(self, index: int, step: int) -> int:
        """The next piece on that side that is close by, past one particle; -1 if there is none."""
        for _ in range(2):
            if not self._is_close(index, step):
                return -1
            index += step
            if not self._is_particle(index):
                return index
        return index

    def _is_close(self, index: int, step: int) -> bool:
        if not 0 <= index + step < len(self.reading.pieces):
            return False
        return self.reading.gaps[min(index, index + step)] != STOP

    def _is_particle(self, index: int) -> bool:
        return self.reading.pieces[index].letters.replace("y", "i") in PARTICLES

    def _cover(self, indexes: Iterable[int], words: frozenset[int], how: str) -> None:
        for index in indexes:
            self.covered[index] = self.covered.get(index, frozenset()) | words
            self.hows.setdefault(index, how)

    def _cover_initials(self) -> None:
        """Initials in a row, and those beside a word of the name with the one that may stand between."""
        marked: dict[int, frozenset[int]] = {}
        single: set[int] = set()
        known: dict[str, frozenset[int] | None] = {}
        for index in self.reading.dotted:
            piece = self.reading.pieces[index]
            if piece.raw not in known:
                known[piece.raw] = self._words_of_initial(piece)
            words = known[piece.raw]
            if words is not None and piece.shouted:
                self._cover([index], words, "initials")
            elif words is not None:
                single.add(index)
                if words:
                    marked[index] = words
        for index in marked:
            after = self._neighbour(index, 1)
            if after in marked and self.reading.dot_after(index) and self._differ(marked[index], marked[after]):
                self._cover([index], marked[index], "initials")
                self._cover([after], marked[after], "initials")
        for index in sorted(self.covered) if marked else ():
            if self.hows[index] != "initials":
                self._cover_initials_beside(index, marked, single)

    @staticmethod
    def _differ(one: frozenset[int], other: frozenset[int]) -> bool:
        """Whether the two may be initials of two different words."""
        return len(one | other) > 1

    def _words_of_initial(self, piece: Piece) -> frozenset[int] | None:
        """The words of the name that an initial may stand for, perhaps none; None for what is no initial."""
        if _is_initial(piece):
            return frozenset(n for n, ways in self.name.initials.items() if piece.letters in ways)
        ways = [self.name.initials[n] for n in sorted(self.name.significant)]
        letters = [letters_of(c) for c in piece.raw] if piece.shouted and len(piece.raw) <= len(ways) else []
        for wanted in (ways, ways[::-1], [ways[0], ways[-1]], [ways[-1], ways[0]]):
            if len(wanted) == len(letters) and all(c in way for c, way in zip(letters, wanted, strict=True)):
                return self.name.significant
        return None

    def _cover_initials_beside(self, index: int, marked: dict[int, frozenset[int]], single: set[int]) -> None:
        for step in (-1, 1):
            row: list[int] = []
            at = index
            while len(row) < 3 and at + step in single and self._is_close(at, step):
                at += step
                row.append(at)
            if any(marked.get(n, self.covered[index]) - self.covered[index] for n in row):
                for n in row:
                    self._cover([n], marked.get(n, frozenset()), "initials")

    def _cover_particles(self) -> None:
        """The particles of the name beside its words: "van" before "Dahl", "oğlu" after the father's name."""
        particles = set(range(len(self.name.words))) - self.name.significant
        for index in sorted(self.covered) if particles else ():
            words = self.covered[index]
            for step, place in ((-1, min(words, default=0) - 1), (1, max(words, default=0) + 1)):
                if place in particles and self._is_close(index, step) and self._is_particle(index + step):
                    self._cover([index + step], frozenset(), self.hows[index])

    def _groups(self) -> list[list[int]]:
        """The covered pieces, those together that make one mention."""
        groups: list[list[int]] = []
        seen: frozenset[int] = frozenset()
        for index in sorted(self.covered):
            words = self.covered[index]
            follows = bool(groups) and groups[-1][-1] == index - 1 and self._is_close(index, -1)
            if follows and (index in self.linked or (self._is_one_phrase(index) and not words <= seen) or not words):
                groups[-1].append(index)
                seen |= words
            else:
                groups.append([index])
                seen = words
        return groups

    def _is_one_phrase(self, index: int) -> bool:
        """Whether no sentence ends before this piece; the full stop after an initial ends none."""
        return not self.reading.dot_after(index - 1) or "initials" in (self.hows[index - 1], self.hows[index])

    def _mention(self, group: list[int]) -> Mention:
        start, end = self.reading.starts[group[0]], self.reading.ends[group[-1]]
        hows = {self.hows[index] for index in group}
        if "initials" in hows and self.text[end : end + 1] == ".":
            end += 1
        start, end = _whole(self.text, *_with_markup(self.text, start, end))
        how = next(kind for kind in ("other_script", "inflected", "exact", "initials") if kind in hows)
        words = frozenset().union(*(self.covered[index] for index in group))
        if how == "exact" and words != self.name.significant:
            how = "part"
        return Mention(start, end, self.text[start:end], self.name.name, how)


def _is_initial(piece: Piece) -> bool:
    """A capital letter, or a capital and one or two more that are one sound of another script: "Sh.", "Дж."."""
    if piece.shouted or not (piece.capital or piece.caseless):
        return False
    length = len(piece.raw)
    return length == 1 or (length <= 3 and (piece.script == "LATIN" or piece.raw in ("Дж", "Дз")))


def _with_markup(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the markup that it would leave open: of "**A**yla" all of it, not "A**yla"."""
    for mark in ("**", "__", "~~", "*", "`"):
        if text.count(mark, start, end) % 2:
            if text.endswith(mark, 0, start):
                return start - len(mark), end
            if text.startswith(mark, end):
                return start, end + len(mark)
    return start, end


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown until it cuts no character that a reader sees as one."""
    while 0 < start < len(text) and _goes_with_former(text, start):
        start -= 1
    while 0 < end < len(text) and _goes_with_former(text, end):
        end += 1
    return start, end


def _goes_with_former(text: str, index: int) -> bool:
    character = text[index]
    if category(character)[0] == "M" or character in "\u200c\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    # Korean letters that continue a syllable, and the two halves of a line end.
    if "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb":
        return True
    return character == "\n" and text[index - 1] == "\r"


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"no such place in a text of {len(text)} characters: {start} to {end}")
        if start == end:
            continue
        start, end = _whole(text, start, end)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without_overlap(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and mention.start < kept[-1].end:
            former = kept[-1]
            if mention.end > former.end:
                whole = text[former.start : mention.end]
                kept[-1] = Mention(former.start, mention.end, whole, former.name, former.how)
        else:
            kept.append(mention)
    return tuple(kept)


def _without_brackets(name: str) -> str:
    kept = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", name)
    return kept if words_of(kept) else name


def _bare(word: str) -> str:
    return "".join(c for c in word if c.isalpha())


def _initial(word: str) -> str:
    if word.startswith(_ARTICLE) and len(word) > 3:
        word = word[2:]
    first = word[1] if word[0] in _THAI_VOWELS_BEFORE and len(word) > 1 else word[0]
    if script_of(first) in (*UNSPACED[:3], "HANGUL"):
        return " ".join(f"{ascii_of(c)[:1].upper()}." for c in word if ascii_of(c).strip())
    marks = word[word.index(first) + 1 :]
    with_marks = first + "".join(takewhile(lambda c: category(c)[0] == "M", marks))
    return normalize("NFC", with_marks if script_of(first) == "GEORGIAN" else with_marks.title()) + "."
