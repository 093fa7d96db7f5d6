"""The places of one name in one reading of a text, from the pieces that are like it to the spans that are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import category

from memorial.disclosure.names.joins import Candidate, joined_pieces, state_after
from memorial.disclosure.names.likeness import Found
from memorial.disclosure.names.readings import STOP, Piece, Reading, letters_of
from memorial.disclosure.names.withheld import PARTICLES, WithheldName


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


@dataclass
class NamePlaces:
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
        piece = self.reading.pieces[index]
        return len(piece.raw) > 1 and piece.letters.replace("y", "i") in PARTICLES

    def _cover(self, indexes: Iterable[int], words: frozenset[int], how: str) -> None:
        for index in indexes:
            before = self.covered.get(index)
            self.covered[index] = words if before is None else before | words
            self.hows.setdefault(index, how)

    def _cover_initials(self) -> None:
        """Initials in a row, and those beside a word of the name with the one that may stand between."""
        marked: dict[int, frozenset[int]] = {}
        for indexes in self.reading.dotted.values():
            piece = self.reading.pieces[indexes[0]]
            words = self._words_of_initial(piece)
            if words and piece.shouted:
                self._cover(indexes, words, "initials")
            elif words:
                marked.update(dict.fromkeys(indexes, words))
        for index in marked:
            after = self._neighbour(index, 1)
            if after in marked and index in self.reading.before_stop and self._differ(marked[index], marked[after]):
                self._cover([index], marked[index], "initials")
                self._cover([after], marked[after], "initials")
        for index in sorted(self.covered) if marked else ():
            if self.hows[index] != "initials":
                self._cover_initials_beside(index, marked)

    @staticmethod
    def _differ(one: frozenset[int], other: frozenset[int]) -> bool:
        """Whether the two may be initials of two different words."""
        return len(one | other) > 1

    def _words_of_initial(self, piece: Piece) -> frozenset[int]:
        """The words of the name that an initial, or initials written together, may stand for."""
        if piece.initial:
            return frozenset(n for n, ways in self.name.initials.items() if piece.letters in ways)
        ways = [self.name.initials[n] for n in sorted(self.name.significant)]
        letters = [letters_of(c) for c in piece.raw] if piece.shouted and len(piece.raw) <= len(ways) else []
        for wanted in (ways, ways[::-1], [ways[0], ways[-1]], [ways[-1], ways[0]]):
            if len(wanted) == len(letters) and all(c in way for c, way in zip(letters, wanted, strict=True)):
                return self.name.significant
        return frozenset()

    def _cover_initials_beside(self, index: int, marked: dict[int, frozenset[int]]) -> None:
        for step in (-1, 1):
            row: list[int] = []
            at = index
            while len(row) < 3 and at + step in self.reading.initials and self._is_close(at, step):
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
        return index - 1 not in self.reading.before_stop or "initials" in (self.hows[index - 1], self.hows[index])

    def _mention(self, group: list[int]) -> Mention:
        start, end = self.reading.starts[group[0]], self.reading.ends[group[-1]]
        hows = {self.hows[index] for index in group}
        if "initials" in hows and self.text[end : end + 1] == ".":
            end += 1
        start, end = whole(self.text, *_with_markup(self.text, start, end))
        how: str = next(kind for kind in ("other_script", "inflected", "exact", "initials") if kind in hows)
        words = {word for index in group for word in self.covered[index]}
        if how == "exact" and (words != self.name.significant or "initials" in hows):
            how = "part"
        return Mention(start, end, self.text[start:end], self.name.name, how)


_MARKS = re.compile(r"[*`]|__|~~")


def _with_markup(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the markup that it would leave open: of "**A**yla" all of it, not "A**yla"."""
    if not _MARKS.search(text, start, end):
        return start, end
    for mark in ("**", "__", "~~", "*", "`"):
        if text.count(mark, start, end) % 2:
            if text.endswith(mark, 0, start):
                return start - len(mark), end
            if text.startswith(mark, end):
                return start, end + len(mark)
    return start, end


def whole(text: str, start: int, end: int) -> tuple[int, int]:
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
