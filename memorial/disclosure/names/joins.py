"""Recognises a name that was cut up: letters set apart, markup or invisible signs inside it, a break over two lines."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.disclosure.names.automaton import DEAD, START, End
from memorial.disclosure.names.likeness import Found
from memorial.disclosure.names.readings import LINE, MARKUP, NONE, SPACE, Piece, Reading, letters_of
from memorial.disclosure.names.withheld import LONGEST_ENDING, WithheldName

# Scripts in which two letters make one sound, which a cut may part; and the second letters, with Armenian o.
_PAIRED = ("ARMENIAN", "GREEK")
_SECOND = frozenset("ւՒυΥύΎոՈ")

# An ending that is set apart letter by letter is sought no further than this.
_LONGEST_APART = 6

# The first and the last piece, and the likeness that they make together.
Candidate = tuple[int, int, Found]


def state_after(name: WithheldName, letters: str) -> int:
    """The automaton's state after these letters; `DEAD` if no spelling of the name begins with them."""
    state = START
    for letter in letters:
        state = name.automaton.step(state, letter)
        if state == DEAD:
            break
    return state


def joined_pieces(
    reading: Reading, name: WithheldName, states: dict[str, int], known: dict[str, Found | None]
) -> list[Candidate]:
    """The likenesses made of two or more pieces, from the left, none beginning inside a sure one before it.

    For each piece by its letters as written: `states` says where it leads the automaton, `known` what it is alone.
    """
    candidates: list[Candidate] = []
    pieces, gaps, free = reading.pieces, reading.gaps, 0
    for first in range(len(pieces) - 1):
        if gaps[first] > LINE or first < free:
            continue
        piece, following = pieces[first], pieces[first + 1]
        # One letter over and over, as in a line drawn with it, is no name.
        if piece is following and len(piece.letters) == 1 and pieces[first + 2 : first + 3] == [piece]:
            continue
        for look in reading.looks:
            state = state_after(name, piece.readings[look]) if look in piece.looks else states[piece.raw]
            if not _parts_a_sound(following):
                if state == DEAD:
                    continue
                if not look and known[piece.raw] is None and not _leads_on(name, state, following.letters):
                    continue
            candidate = _Join(reading, name, known, first, look).candidate()
            if candidate:
                candidates.append(candidate)
                if candidate[2].strong:
                    free = max(free, candidate[1] + 1)
                    break
    return candidates


# Where a join may end: after which piece, with how many letters, over how many spaces or line ends, at what gap.
_Stop = tuple[int, int, int, int]


@dataclass(slots=True)
class _Join:
    """Pieces read on as one word from `first`, for as long as they may be one."""

    reading: Reading
    name: WithheldName
    known: dict[str, Found | None]
    first: int
    look: int

    def candidate(self) -> Candidate | None:
        letters, path, stops = self._read_on()
        unsure: Candidate | None = None
        for stop in reversed(stops):
            last, length, _, _ = stop
            found = self._judged(letters[:length], [step for step in path if step[0] <= length], stop)
            if found and found.strong:
                return self.first, last, found
            if found and unsure is None:
                unsure = self.first, last, found
        return unsure

    def _read_on(self) -> tuple[str, list[tuple[int, tuple[End, ...]]], list[_Stop]]:
        pieces, gaps, automaton = self.reading.pieces, self.reading.gaps, self.name.automaton
        moves, found, look = automaton.moves, automaton.found, self.look
        opening = pieces[self.first]
        longest = self.name.longest
        path: list[tuple[int, tuple[End, ...]]] = []
        stops: list[_Stop] = []
        state, letters, gap, breaks, singles, ended, apart = START, "", NONE, 0, True, 0, False
        for last in range(self.first, len(pieces)):
            piece = pieces[last]
            if last > self.first:
                gap = gaps[last - 1]
                breaks += gap >= SPACE
            singles = singles and len(piece.raw) == 1
            if gap > LINE or (breaks and not singles and not _may_be_broken(opening, piece, gap, breaks, bool(path))):
                break
            word = piece.readings[look]
            if piece.script in _PAIRED:
                word = _in_context(pieces, last, last > self.first)
            position = len(letters)
            letters += word
            if state:
                for letter in word:
                    following = moves[state].get(letter)
                    state = automaton.step(state, letter) if following is None else following
                    if not state:
                        break
                    position += 1
                    if found[state]:
                        path.append((position, found[state]))
                        ended = position
            if not state:
                # An ending is the rest of the piece, or its letters one by one. After an apostrophe or a hyphen it is
                # left in the text: it hides nothing.
                if not ended or len(letters) - ended > (_LONGEST_APART if singles else LONGEST_ENDING):
                    break
                if not singles and (ended <= len(letters) - len(word)) and (gap > MARKUP or apart):
                    break
                apart = True
            if len(letters) > longest or letters[-3:] == 3 * letters[-1:] != "":
                break
            if ended and last > self.first:
                stops.append((last, len(letters), breaks, gap))
        return letters, path, stops

    def _judged(self, letters: str, path: list[tuple[int, tuple[End, ...]]], stop: _Stop) -> Found | None:
        pieces = self.reading.pieces
        last, _, breaks, gap = stop
        opening, closing = pieces[self.first], pieces[last]
        size = last - self.first + 1
        found = self.name.judge(opening, letters, 0, path[-LONGEST_ENDING:], size, closing.script)
        if found is None or not breaks:
            return found
        if all(len(pieces[n].raw) == 1 for n in range(self.first, last + 1)):
            return found if size >= 3 else None
        alone = self.known[closing.raw]
        if alone and alone.strong:
            return None
        if opening.caseless and (found.how != "exact" or len(letters) < 5):
            return None
        return found if len(letters) >= (4 if gap == LINE else 5) else None


def _leads_on(name: WithheldName, state: int, letters: str) -> bool:
    """Whether the automaton lives through these letters, or a spelling ends among them."""
    automaton = name.automaton
    if automaton.found[state]:
        return True
    for letter in letters:
        state = automaton.step(state, letter)
        if state == DEAD:
            return False
        if automaton.found[state]:
            return True
    return True


def _parts_a_sound(following: Piece) -> bool:
    return following.script in _PAIRED and following.raw[0] in _SECOND


def _in_context(pieces: list[Piece], index: int, joined: bool) -> str:
    """The sound of a piece that is read on from the one before it, and whose last letter may need the next one."""
    raw, following = pieces[index].raw, pieces[index + 1 : index + 2]
    if following and _parts_a_sound(following[0]):
        together = letters_of(raw[-1] + following[0].raw[0])
        if len(together) == 1:
            return letters_of(raw[:-1]) + together
    if not joined:
        return pieces[index].letters
    before = pieces[index - 1].raw[-1]
    if len(letters_of(before + raw[0])) == 1:
        return letters_of(raw[1:])
    # Armenian o is "vo" at the beginning of a word only.
    return letters_of("ա" + raw)[1:] if raw[0] in "ոՈ" else pieces[index].letters


def _may_be_broken(opening: Piece, piece: Piece, gap: int, breaks: int, complete: bool) -> bool:
    """Whether words apart may be one: both look like names, or the line ended in between; and only once."""
    if breaks > 1 or not (opening.capital or opening.caseless) or (complete and gap >= SPACE):
        return False
    return gap != SPACE or piece.capital or piece.caseless
