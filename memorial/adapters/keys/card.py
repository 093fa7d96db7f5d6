"""The key card: the installation key in three shares of words, of which any two give it back (SLIP-39)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.secrets import KeysUnusable

SHARES, NEEDED = 3, 2
WORDS = 33
"""What SLIP-39 makes of 32 bytes: 7 words that say what this is and guard against slips, and 26 of the share itself."""

_LOOK_AGAIN = "Compare it with the card, word by word."
_BY_BEGINNING = {word[:4]: word for word in WORDLIST}
_IN_A_PAGE = re.compile(r'data-share="([a-z ]+)"')


@dataclass(frozen=True)
class Card:
    """`number` names one making of the card: shares of different numbers do not go together."""

    number: int
    shares: tuple[str, ...] = field(repr=False)


def split(key: bytes) -> Card:
    """Three shares of 33 words each. The same key split again gives other shares and another number."""
    (shares,) = generate_mnemonics(1, [(NEEDED, SHARES)], key)
    return Card(Share.from_mnemonic(shares[0]).identifier, tuple(shares))


def combine(shares: Sequence[str]) -> tuple[bytes, int]:
    """The key, and the card's number, from any two shares as `words_of` gives them. Raises `KeysUnusable`.

    That the key is the right one is for the caller to see, by its id.
    """
    known = [_share(number, words) for number, words in enumerate(shares, start=1)]
    numbers = sorted({share.identifier for share in known})
    if len(numbers) > 1:
        cards = " and ".join(map(str, numbers))
        raise KeysUnusable(f"These shares are of different cards, {cards}.", "Use two with the same card number.")
    if len({share.index for share in known}) < NEEDED:
        raise KeysUnusable("One share alone opens nothing.", f"Give {NEEDED} different ones of the {SHARES}.")
    different = {share.index: words for share, words in zip(known, shares, strict=True)}
    try:
        key = combine_mnemonics(list(different.values())[:NEEDED])
    except MnemonicError:
        raise KeysUnusable("These shares do not go together.", "Use two shares of the same card.") from None
    if len(key) != KEY_BYTES:
        raise KeysUnusable("These words are of another kind of key.", "Use the shares of this program's key card.")
    return key, numbers[0]


def words_of(text: str, *, share: str) -> str:
    """The words of one share, as they were typed or as its page holds them; the first four letters of each suffice.

    Numbers, line ends and signs between them do not matter. `share` names it in an error, which repeats no word.
    """
    in_page = _IN_A_PAGE.search(text)
    typed = re.findall(r"[a-z]+", (in_page.group(1) if in_page else text).lower())
    unknown = [number for number, word in enumerate(typed, start=1) if not known_word(word)]
    if unknown:
        which = ", ".join(map(str, unknown[:5])) + (" …" if len(unknown) > 5 else "")
        raise KeysUnusable(f"Not words of a card in {share}: number {which}.", _LOOK_AGAIN)
    if len(typed) != WORDS:
        raise KeysUnusable(f"There are {len(typed)} words in {share}; a share has {WORDS}.", _LOOK_AGAIN)
    words = " ".join(_BY_BEGINNING[word[:4]] for word in typed)
    try:
        Share.from_mnemonic(words)
    except MnemonicError:
        raise KeysUnusable(f"A word in {share} is wrong, or two changed places.", _LOOK_AGAIN) from None
    return words


def known_word(word: str) -> bool:
    """Whether it is a word of a card, or the beginning of one by which it can be told from all others."""
    whole = _BY_BEGINNING.get(word[:4])
    return whole is not None and whole.startswith(word)


def _share(number: int, words: str) -> Share:
    try:
        return Share.from_mnemonic(words)
    except MnemonicError:
        raise KeysUnusable(f"A word in share {number} is wrong, or two changed places.", _LOOK_AGAIN) from None
