"""Which passwords are refused.

Looked at: zxcvbn, 800 kB of mostly English lists, whose estimate gives no reason that staff could act on. The list of
the 100,000 passwords that leaked most often is kept as hashes of its long ones: shorter ones are refused anyway.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256

MOST_COMMON_WORDS = 3
FEWEST_OWN_LETTERS = 4
FEWEST_DIFFERENT = 5
MOST_NEIGHBOURS = 0.65
FEWEST_WITHOUT_EMAIL = 8

_KEYBOARDS = (
    ("`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"),
    ("~!@#$%^&*()_+", "qwertyuiop{}|", 'asdfghjkl:"', "zxcvbnm<>?"),
    ("ё1234567890-=", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
)
_READS_AS = str.maketrans("013457$@!", "oleastsai")
_PIECE = re.compile(r"[\W\d_]+")


def password_problem(password: str, email: str) -> str | None:
    """`too_short` (under 12 characters), `too_long` (over 256), `like_email`, `common`, or None."""
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(unicodedata.normalize("NFC", password)) < SHORTEST_PASSWORD:
        return "too_short"
    if _is_like_email(plain, email.casefold()):
        return "like_email"
    if _is_pattern(plain) or _is_made_of_common_words(plain) or _is_leaked(plain):
        return "common"
    return None


def _is_like_email(plain: str, email: str) -> bool:
    """Whether little is left when the address, its name or its domain is taken out."""
    name, _, domain = email.partition("@")
    rest = plain
    for part in sorted({email, name, domain, domain.rpartition(".")[0], *re.split(r"[._+-]", name)}, key=len)[::-1]:
        if len(part) >= FEWEST_OWN_LETTERS:
            rest = rest.replace(part, "")
    return rest != plain and len(rest) < FEWEST_WITHOUT_EMAIL


def _is_pattern(plain: str) -> bool:
    """Digits alone, few different signs, something repeated, or a walk along the alphabet or the keyboard."""
    if plain.isdecimal() or len(set(plain)) < FEWEST_DIFFERENT or plain in (plain + plain)[1:-1]:
        return True
    steps = list(pairwise(plain))
    return sum(_are_neighbours(one, other) for one, other in steps) >= MOST_NEIGHBOURS * len(steps)


def _are_neighbours(one: str, other: str) -> bool:
    if abs(ord(one) - ord(other)) <= 1:
        return True
    return any(
        abs(keys[one][0] - keys[other][0]) <= 1 and abs(keys[one][1] - keys[other][1]) <= 1
        for keys in _key_places()
        if one in keys and other in keys
    )


@cache
def _key_places() -> tuple[dict[str, tuple[int, int]], ...]:
    """Row and column of each key; the row of digits has one key more on its left."""
    return tuple(
        {key: (row, place - (row == 0)) for row, keys in enumerate(rows) for place, key in enumerate(keys)}
        for rows in _KEYBOARDS
    )


def _is_made_of_common_words(plain: str) -> bool:
    """At most three words of the list, and next to nothing else, whether or not digits stand for letters."""
    return any(_few_common_words(_PIECE.sub(" ", reading)) for reading in (plain, plain.translate(_READS_AS)))


def _few_common_words(letters: str) -> bool:
    known = common_words()
    longest = max(map(len, known))
    found = place = own = 0
    while place < len(letters):
        ends = range(min(place + longest, len(letters)), place + 2, -1)
        end = next((end for end in ends if letters[place:end] in known), None)
        found += end is not None
        own += end is None and letters[place] != " "
        place = end or place + 1
    return own < FEWEST_OWN_LETTERS and found <= MOST_COMMON_WORDS


def _is_leaked(plain: str) -> bool:
    """Whether it is one of the long ones that stand high on published lists of passwords in use."""
    digits = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return digits in ncsc_passwords() or digits in leaked_passwords()


@cache
def leaked_passwords() -> frozenset[str]:
    """The beginnings of their hashes, from the list of our own that is shipped with the program."""
    return _entries("leaked_passwords.txt")


@cache
def ncsc_passwords() -> frozenset[str]:
    """The same for the list of the UK National Cyber Security Centre."""
    return _entries("ncsc_passwords.txt")


@cache
def common_words() -> frozenset[str]:
    """The words of the list that is shipped with the program."""
    return _entries("common_passwords.txt")


def _entries(name: str) -> frozenset[str]:
    lines = (files("memorial.adapters") / name).read_text("utf-8").splitlines()
    return frozenset(entry for line in lines if not line.startswith("#") for entry in line.split())
