"""One withheld name made ready: its words, the spellings each may take, and how far a likeness is to be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from memorial.disclosure.folding import fold, is_dropped_mark, is_invisible, script_of
from memorial.disclosure.names.automaton import COMPLETE, DEAD, GREEK_STEM, START, STEM, End, SpellingAutomaton
from memorial.disclosure.names.endings import is_ending, prefix_lengths
from memorial.disclosure.names.kinds import kinds_of
from memorial.disclosure.names.likeness import Found, Spelling, better, plain_letters, weighed
from memorial.disclosure.names.readings import Piece, letters_of
from memorial.disclosure.names.spellings import Unit, units_of, units_of_words

# Words that join names and are nobody's name by themselves, folded and with y as i.
PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "van von der den de del della di da do dos das du la le las los el al bin ibn bint ben bat bar abu umm "
        "oglu ogli uli kizi qizi gizi zu zum af av und ter ten st fon i e d l o bn abn bnt abw",
    )
)
_WORD = re.compile(r"[Ulck][Ulckmqf]*")
_MOST_WORDS = 16
_MOST_UNITS = 48
LONGEST_ENDING = 12
_LIMIT_OF_STATES = 20_000


@dataclass(frozen=True, slots=True)
class WithheldName:
    """A name ready for matching. `words` are folded; `initials` are, by word, the ways to write its first sound."""

    name: str
    words: tuple[str, ...]
    significant: frozenset[int]
    initials: dict[int, frozenset[str]]
    spellings: tuple[Spelling, ...]
    run_together: tuple[str, ...]
    automaton: SpellingAutomaton
    longest: int

    def in_piece(self, piece: Piece) -> Found | None:
        """The likeness of one whole piece to the name, its endings and joined prepositions taken off."""
        if not piece.letters:
            return None
        plain = not piece.looks and not piece.abjad and len(piece.letters) < 8
        if plain and self.automaton.step(START, piece.letters[:1]) == DEAD:
            return None
        best: Found | None = None
        readings: Iterable[str] = set(piece.readings) if piece.looks and len(piece.raw) > 1 else (piece.letters,)
        for letters in readings:
            if path := self.walk(letters, 0):
                best = better(best, self.judge(piece, letters, 0, path))
            for start in prefix_lengths(letters, piece.script) if piece.abjad else ():
                best = better(best, self.judge(piece, letters, start, self.walk(letters, start)))
            if len(letters) >= 8 and any(whole in plain_letters(letters) for whole in self.run_together):
                best = better(best, Found(True, 1, "exact", self.significant))
        return best

    def in_tag(self, piece: Piece) -> Found | None:
        """The likeness where words may be run together, as in a hashtag: the name at the front or the end will do."""
        plain = plain_letters(piece.letters)
        for spelling in self.spellings:
            if len(spelling.plain) >= 4 and (plain.startswith(spelling.plain) or plain.endswith(spelling.plain)):
                return Found(True, 1, "exact", spelling.words)
        return None

    def walk(self, letters: str, start: int) -> list[tuple[int, tuple[End, ...]]]:
        """Where, reading from `start`, a spelling may end."""
        automaton, moves, state = self.automaton, self.automaton.moves, START
        path: list[tuple[int, tuple[End, ...]]] = []
        for index in range(start, len(letters)):
            following = moves[state].get(letters[index])
            state = automaton.step(state, letters[index]) if following is None else following
            if state == DEAD:
                break
            if ends := automaton.ends(state):
                path.append((index + 1, ends))
        return path[-LONGEST_ENDING:]

    def judge(
        self,
        piece: Piece,
        letters: str,
        start: int,
        path: Sequence[tuple[int, tuple[End, ...]]],
        size: int = 1,
        script: str = "",
    ) -> Found | None:
        """The best likeness of `letters` from `start`, given where spellings end.

        `size` counts the pieces that were read together, `piece` is the first, `script` that of the last.
        """
        best: Found | None = None
        script = script or piece.script
        for end, ends in path:
            rest = letters[end:]
            if len(rest) > LONGEST_ENDING:
                continue
            for number, kind in ends:
                if _may_end(rest, script, kind):
                    found = weighed(self.spellings[number], piece, letters[start:end], start, rest, size)
                    best = better(best, found)
        return best


def withheld_name(name: str) -> WithheldName:
    """`name` made ready; the work is done once for each name that is in use."""
    prepared = _prepared(name)
    if prepared.automaton.size > _LIMIT_OF_STATES:
        _prepared.cache_clear()
    return prepared


@lru_cache(maxsize=512)
def within_reach(name: str) -> tuple[str, ...]:
    """The name; one of more words than are looked for together in as many pieces as it takes."""
    words = words_of(name)
    if len(words) <= _MOST_WORDS:
        return (name,)
    return tuple(" ".join(words[at : at + _MOST_WORDS]) for at in range(0, len(words), _MOST_WORDS))


def words_of(name: str) -> list[str]:
    """The words of a name; hyphens part them, apostrophes and zero-width joiners do not."""
    composed = "".join(c for c in normalize("NFKC", name) if not is_invisible(c))
    return [composed[match.start() : match.end()] for match in _WORD.finditer(kinds_of(composed))]


def significant_words(words: Sequence[str]) -> frozenset[int]:
    """Which words name somebody. A particle that opens the name with a capital letter is taken for a given name."""
    chosen = frozenset(i for i, word in enumerate(words) if not is_particle(word) or (i == 0 and word[0].isupper()))
    return chosen or frozenset(range(len(words)))


def is_particle(word: str) -> bool:
    return fold(word).replace("y", "i") in PARTICLES


@lru_cache(maxsize=512)
def _prepared(name: str) -> WithheldName:
    bare = ("".join(c for c in word if not is_dropped_mark(c)) for word in words_of(name))
    words = [word for word in bare if letters_of(word)][:_MOST_WORDS]
    significant = significant_words(words)
    automaton = SpellingAutomaton()
    spellings: list[Spelling] = []
    run_together: set[str] = set()
    for numbers in _groups(words, significant):
        chosen = frozenset(numbers) & significant
        for parts in _writings([words[n] for n in numbers]):
            _take_in(automaton, spellings, chosen, parts)
        if len(numbers) > 1 and spellings and len(spellings[-1].plain) >= 8:
            run_together.add(spellings[-1].plain)
    automaton.close()
    initials = {n: _initials(words[n]) for n in significant}
    longest = max((len(spelling.plain) for spelling in spellings), default=0)
    folded = tuple(fold(word) for word in words)
    return WithheldName(
        name, folded, significant, initials, tuple(spellings), tuple(run_together), automaton, 2 * longest + 4
    )


def _groups(words: Sequence[str], significant: frozenset[int]) -> Iterable[tuple[int, ...]]:
    """Each word that counts, and the words that may be written together in one."""
    usable = range(len(words))
    counting = sorted(significant)
    yield from ((n,) for n in counting)
    fewer = usable[:8]
    runs: set[tuple[int, ...]] = {tuple(fewer[i : i + n]) for n in (2, 3, 4) for i in range(len(fewer) - n + 1)}
    if len(counting) > 1:
        runs |= {(counting[-1], counting[0]), (counting[0], counting[-1]), tuple(counting[:4])}
    for run in sorted(runs):
        if set(run) & significant and sum(len(letters_of(words[n])) for n in run) >= 5:
            yield run


def _writings(parts: list[str]) -> Iterable[list[str]]:
    """The words as given; without the Arabic article; the given name of a Chinese or Korean name alone."""
    yield parts
    word = parts[0]
    if len(parts) > 1:
        return
    if word.startswith("ال") and len(word) >= 5:
        yield [word[2:]]
    if script_of(word[0]) in ("CJK", "HANGUL") and len(word) in (3, 4):
        yield [word[-2:]]


def _take_in(
    automaton: SpellingAutomaton, spellings: list[Spelling], numbers: frozenset[int], parts: list[str]
) -> None:
    units = units_of_words(parts)[:_MOST_UNITS]
    plain = plain_letters("".join(map(letters_of, parts)))
    script = script_of(parts[-1][-1])
    consonants, hard = sum(unit.consonant for unit in units), sum(unit.hard for unit in units)
    if not plain or not units:
        return
    automaton.add(len(spellings), units, _ends(units, parts[-1], plain, script))
    spellings.append(Spelling(numbers, plain, script, consonants, hard))
    # The vowel that Slavic names lose before an ending: Павел, Павла.
    if len(units) >= 3 and not units[-1].vowel and units[-2].sound in ("e", "o", "yo", "ye", "ie", "ə"):
        automaton.add(len(spellings), [*units[:-2], units[-1]], [(len(units) - 1, STEM)])
        spellings.append(Spelling(numbers, plain, script, consonants, hard))


def _ends(units: Sequence[Unit], word: str, plain: str, script: str) -> list[tuple[int, int]]:
    count = len(units)
    ends = [(count, COMPLETE)]
    last = units[-1]
    if script in ("ARABIC", "HEBREW") or count < 3:
        return ends
    if last.vowel or last.sound == "y":
        ends.append((count - 1, STEM))
        if last.sound in ("y", "i", "ya") and units[-2].vowel and count >= 5:
            ends.append((count - 2, STEM))
    if script == "GEORGIAN" and last.sound == "i" and not units[-2].vowel:
        ends.append((count - 1, COMPLETE))
    if re.search(r"(ov|ev|..in)a$", plain) and count >= 5:
        ends.append((count - 1, COMPLETE))
    if word.endswith("ová") and count >= 5:
        ends.append((count - 3, COMPLETE))
    if last.sound in ("s", "σ") and units[-2].vowel:
        ends += [(count - 1, GREEK_STEM), (count - 2, GREEK_STEM)]
    return ends


def _may_end(rest: str, script: str, kind: int) -> bool:
    if kind == COMPLETE:
        return not rest or is_ending(rest, script, of_stem=False)
    if kind == GREEK_STEM and script != "GREEK":
        return False
    return (kind == GREEK_STEM and not rest) or is_ending(rest, script, of_stem=True)


def _initials(word: str) -> frozenset[str]:
    if word.startswith("ال") and len(word) > 3:
        return _initials(word[2:])
    units = units_of(word)
    if not units:
        return frozenset()
    first = units[0]
    ways = {way for way in (*first.voweled, *first.abjad) if way} | {letters_of(word)[0], letters_of(word[0])}
    if len(first.sound) > 1 or not first.vowel:
        ways |= {way[0] for way in ways}
    return frozenset(ways)
