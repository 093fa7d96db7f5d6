"""Under which keys a name lies in the index, and under which it is looked for.

A key is a word of its own in the index: a digit for its kind, then ASCII letters and digits in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from memorial.adapters.finding.forms import NameForm, codes_of_ascii, form_of, words_of
from memorial.adapters.finding.letters import ABJADS
from memorial.adapters.finding.nicknames import Nicknames
from memorial.disclosure.folding import APOSTROPHES

RULES = 1
"""Goes up with every change of what keys a name has: an index made by other rules is made anew."""

CODE, SHORTER, SLIP, JOINED, WORD, SOUND, WHOLE, ALONE = "0", "1", "2", "3", "4", "5", "6", "7"
"""The code of the sound; a code with one letter left out; a short word with one letter left out; two words as one;
one word as it is; its sound with its vowels; all words, in the order of letters; the first three of a name that is
one word, which would be hard to come by among all that have such a word beside others."""

SHORTEST_WITH_SLIPS = 3
LONGEST_KEY = 64
"""Of a longer one, its beginning is enough to find it by."""
_OF_SOUND = (CODE, SHORTER, SLIP)
_PIECES = re.compile("[" + "".join(sorted(APOSTROPHES)) + "]")


@dataclass(frozen=True)
class Wanted:
    """What one word of a query is looked for under: as it is, by its sound, and with a slip."""

    form: NameForm
    same: frozenset[str]
    close: frozenset[str]
    wide: frozenset[str]

    def alone(self, keys: frozenset[str]) -> frozenset[str]:
        """Of `close` or `wide`, what a name of one word alone is found by."""
        return frozenset(ALONE + key for key in keys if key[0] in _OF_SOUND)


def keys_of(names: Iterable[str]) -> list[str]:
    """All keys of one person's names, or places."""
    keys = dict[str, None]()
    for name in names:
        words = words_of(name)
        for word in words:
            keys |= dict.fromkeys(_kept(word))
        for first, second in pairwise(words):
            as_one = form_of(first + second)
            keys[JOINED + as_one.folded] = None
            if as_one.script in ABJADS:
                # Others write these as one: Abd al-Halim is Abdelhalim.
                keys |= dict.fromkeys(_kind(CODE, sorted(as_one.codes)))
        keys |= dict.fromkeys(whole(words))
        if len(words) == 1:
            keys |= dict.fromkeys(ALONE + key for key in _kept(words[0]) if key[0] in _OF_SOUND)
    return _sound_keys(keys)


def whole(words: Sequence[str]) -> list[str]:
    """What a whole name is found by before all that shares a word with it: its words, and their sounds, in order."""
    forms = [form_of(word) for word in words]
    spelled, heard = ("".join(sorted(parts)) for parts in ([f.folded for f in forms], [f.alike for f in forms]))
    return _sound_keys([WHOLE + spelled, WHOLE + heard.lower()])


def wanted(word: str, nicknames: Nicknames) -> Wanted:
    form = form_of(word)
    codes = _codes(form)
    same = {WORD + form.folded, JOINED + form.folded, SOUND + form.alike.lower()}
    same |= {WORD + other for other in nicknames.of(form.folded)}
    close = same | {*_kind(CODE, codes)}
    wide = close | {*_kind(SHORTER, codes)}
    for code in form.codes:
        wide |= {*_kind(CODE, _one_less(code)), *_kind(SHORTER, _one_less(code))}
    wide |= {*_kind(SLIP, _slips(form))}
    return Wanted(form, *(frozenset(_sound_keys(keys)) for keys in (same, close, wide)))


def _sound_keys(keys: Iterable[str]) -> list[str]:
    """Those that hold more than their kind, and nothing that an index could read as two words or as a question."""
    return [key[:LONGEST_KEY] for key in keys if len(key) > 1 and key.isascii() and key.isalnum()]


def _kept(word: str) -> Iterator[str]:
    form = form_of(word)
    yield WORD + form.folded
    pieces = [form_of(piece).folded for piece in _PIECES.split(word) if len(piece) > 1]
    yield from (WORD + piece for piece in pieces if piece != form.folded)
    yield from _kind(SOUND, (form.alike,))
    yield from _kind(CODE, _codes(form))
    for code in sorted(form.codes):
        yield from _kind(SHORTER, _one_less(code))
    yield from _kind(SLIP, _slips(form))


def _codes(form: NameForm) -> list[str]:
    """Of the word and of its stems."""
    return sorted(form.codes.union(*map(codes_of_ascii, form.stems)))


def _kind(kind: str, texts: Iterable[str]) -> Iterator[str]:
    return (kind + text.lower() for text in texts if text)


def _one_less(code: str) -> list[str]:
    if len(code) <= SHORTEST_WITH_SLIPS:
        return []
    return sorted({code[:at] + code[at + 1 :] for at in range(len(code))})


def _slips(form: NameForm) -> list[str]:
    """A word of few consonants, whole and with each letter left out: its code would say too little."""
    if len(form.bones) > SHORTEST_WITH_SLIPS or not SHORTEST_WITH_SLIPS <= len(form.folded) <= 7:
        return []
    word = form.folded
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})
