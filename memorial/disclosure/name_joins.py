"""Recognises a name that was cut up: letters set apart, markup or invisible signs inside it, a break over two lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from memorial.disclosure.name_automaton import DEAD, START, End
from memorial.disclosure.text_words import Gap, Piece, Reading
from memorial.disclosure.withheld_name import LONGEST_ENDING, Found, WithheldName

JOINABLE = (Gap.NONE, Gap.MARKUP, Gap.TIGHT, Gap.SPACE, Gap.LINE)
_WIDE = (Gap.SPACE, Gap.LINE)

# The first and the last piece, and the likeness that they make together.
Candidate = tuple[int, int, Found]


def could_begin(name: WithheldName, piece: Piece) -> bool:
    """Whether this piece could be the first part of the name cut up."""
    return any(_followed(name, letters) for letters in (piece.letters, *piece.looks))


def joined_from(reading: Reading, name: WithheldName, first: int) -> list[Candidate]:
    """The likenesses of two or more pieces from `first` on: the longest sure one, and the longest that is not sure."""
    if first + 1 >= len(reading.pieces) or reading.gap_after(first) not in JOINABLE:
        return []
    looks = ("letters", "latin", "cyrillic") if reading.mixed else ("letters",)
    return [found for look in looks for found in _Join(reading, name, first, look).candidates()]


def _followed(name: WithheldName, letters: str) -> bool:
    state = START
    for letter in letters:
        state = name.automaton.step(state, letter)
        if state == DEAD:
            return False
    return True


@dataclass
class _Join:
    """Pieces read on as one word, for as long as they may be one."""

    reading: Reading
    name: WithheldName
    first: int
    look: str
    state: int = START
    letters: str = ""
    ends: list[tuple[int, tuple[End, ...]]] = field(default_factory=list)
    singles: bool = True
    breaks: int = 0
    gap: Gap = Gap.NONE

    def candidates(self) -> list[Candidate]:
        pieces = self.reading.pieces
        best: dict[bool, Candidate] = {}
        self._take(pieces[self.first])
        for last in range(self.first + 1, len(pieces)):
            piece = pieces[last]
            self.gap = self.reading.gap_after(last - 1)
            if not self._may_go_on(piece):
                break
            self._take(piece)
            if not self._alive():
                break
            found = self._judged(piece, last - self.first + 1)
            if found:
                best[found.strong] = (self.first, last, found)
        return list(best.values())

    def _may_go_on(self, piece: Piece) -> bool:
        if self.gap not in JOINABLE:
            return False
        singles = self.singles and len(piece.raw) == 1
        breaks = self.breaks + (self.gap in _WIDE)
        if singles or not breaks:
            return True
        # Words apart are two words, unless both look like names or the line ended in between.
        opening = self.reading.pieces[self.first]
        if breaks > 1 or not (opening.capital or opening.caseless):
            return False
        return self.gap is not Gap.SPACE or piece.capital or piece.caseless

    def _take(self, piece: Piece) -> None:
        automaton = self.name.automaton
        for letter in getattr(piece, self.look) or piece.letters:
            self.letters += letter
            if self.state != DEAD:
                self.state = automaton.step(self.state, letter)
                if ends := automaton.ends(self.state):
                    self.ends.append((len(self.letters), ends))
        self.singles = self.singles and len(piece.raw) == 1
        self.breaks += self.gap in _WIDE

    def _alive(self) -> bool:
        """Whether the letters so far may be, or become, a spelling of the name with an ending."""
        letters = self.letters
        if len(letters) > self.name.longest or letters[-3:] == 3 * letters[-1:]:
            return False
        if self.state != DEAD:
            return True
        # An ending after an apostrophe or a hyphen is left in the text, as it hides nothing.
        ending = len(letters) - self.ends[-1][0] if self.ends else LONGEST_ENDING + 1
        return ending <= LONGEST_ENDING and (self.singles or self.gap in (Gap.NONE, Gap.MARKUP))

    def _judged(self, piece: Piece, size: int) -> Found | None:
        opening = self.reading.pieces[self.first]
        read = replace(opening, script=piece.script)
        found = self.name.judge(read, self.letters, 0, self.ends[-LONGEST_ENDING:], size)
        if found is None or not self.breaks:
            return found
        if self.singles:
            return found if size >= 3 else None
        caseless = opening.caseless and (found.how != "exact" or len(self.letters) < 5)
        return None if caseless or len(self.letters) < (4 if self.gap is Gap.LINE else 5) else found
