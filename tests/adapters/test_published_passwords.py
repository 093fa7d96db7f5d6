"""The published list of the 100,000 passwords that leaked most often: each is refused; phrases of chance are not."""

from __future__ import annotations

import hashlib
import lzma
import secrets
import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
from shamir_mnemonic.wordlist import WORDLIST

from memorial.adapters.password_rules import SHORTEST_PASSWORD, ncsc_passwords, password_problem
from tests.architecture.source_tree import ROOT

LIST = ROOT / "tests" / "samples" / "passwords" / "ncsc-100k.txt.xz"
NO_EMAIL = ""
SIGNS_OF_A_HASH = 16


@cache
def published() -> tuple[str, ...]:
    """Every password of the list as it was published, once."""
    return tuple(lzma.decompress(LIST.read_bytes()).decode().split("\n"))


def hashes() -> list[str]:
    """What the program is to ship: hashes of those that are not too short, as the program reads passwords."""
    long_enough = [one for one in published() if len(unicodedata.normalize("NFC", one)) >= SHORTEST_PASSWORD]
    plain = [unicodedata.normalize("NFKC", one).casefold().encode() for one in long_enough]
    return sorted({hashlib.sha256(one).hexdigest()[:SIGNS_OF_A_HASH] for one in plain})


def test_the_list_is_whole() -> None:
    assert len(published()) == len(set(published())) == 99_871
    assert {"123456", "qwerty", "password", "crossroad", "пароль", "communication", ""} <= set(published())


def test_every_one_of_them_is_refused_as_it_is_written() -> None:
    taken = [one for one in published() if password_problem(one, NO_EMAIL) is None]

    assert taken == []


@pytest.mark.parametrize("other", [str.upper, str.title, str.swapcase])
def test_long_ones_are_refused_in_other_letters_too(other: Callable[[str], str]) -> None:
    long_ones = [one for one in published() if len(one) >= SHORTEST_PASSWORD and one.isascii()]

    taken = [one for one in long_ones if password_problem(other(one), NO_EMAIL) is None]

    assert len(long_ones) > 1_000
    assert taken == []


def test_what_is_shipped_is_made_from_the_list_and_from_nothing_else() -> None:
    """Shorter ones are refused for their length. `python -m tests.adapters.test_published_passwords` prints it anew."""
    assert sorted(ncsc_passwords()) == hashes()


def test_phrases_of_chance_are_taken() -> None:
    drawn = ["-".join(secrets.choice(WORDLIST) for _ in range(4)) for _ in range(5_000)]
    long_ones = [one for one in drawn if len(one) >= 20]

    refused = [one for one in long_ones if password_problem(one, NO_EMAIL) is not None]

    assert len(long_ones) > 4_000
    assert len(refused) <= 5, refused[:5]


if __name__ == "__main__":
    digits = hashes()
    for start in range(0, len(digits), 7):
        print(*digits[start : start + 7])
