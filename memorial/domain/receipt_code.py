"""The receipt code: 20 digits, of which the last tells a mistyped code before anything is looked up."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from memorial.domain.errors import Invalid

LENGTH = 20
RANDOM_DIGITS = LENGTH - 1
GROUP = 4

Mistyping = Literal["length", "check", "letters"]

# The totally anti-symmetric quasigroup of order 10 from H. Michael Damm's thesis (2004): it finds every single wrong
# digit and every swap of two neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

# Dashes that Unicode does not file under punctuation: modifier and mathematical minus, box drawing, the long-vowel
# mark that Japanese keyboards give for a dash, and the spacing macron.
_OTHER_DASHES = frozenset("\u02d7\u2212\u2500\u30fc\uff70\u00af")

# Nobody types a code this long; what is longer is refused without reading it.
_LONGEST_INPUT = 400


class CodeMistyped(Invalid):
    """The text cannot be a code. `kind`: `length` (not 20 digits), `check` (a digit looks wrong), `letters`.

    It never repeats what was typed.
    """

    def __init__(self, kind: Mistyping) -> None:
        super().__init__("code", f"code_{kind}")
        self.kind: Mistyping = kind


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptCode:
    """A well-formed code. Printing the object shows no digit, so that a code cannot slip into a log."""

    digits: str

    def __post_init__(self) -> None:
        _require_well_formed(self.digits)

    @classmethod
    def generate(cls, random_below: Callable[[int], int] = secrets.randbelow) -> ReceiptCode:
        """A new code. `random_below(n)` gives an unguessable number of 0 to n - 1; it is asked once."""
        body = f"{random_below(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
        return cls(body + check_digit(body))

    @classmethod
    def parse(cls, text: str) -> ReceiptCode:
        """The code somebody typed or pasted, in the digits of any script. Raises `CodeMistyped`."""
        if len(text) > _LONGEST_INPUT:
            raise CodeMistyped("length")
        return cls("".join(_digit(character) for character in text if not _separates(character)))

    @property
    def grouped(self) -> str:
        """As it is shown: five groups of four."""
        return " ".join(self.digits[start : start + GROUP] for start in range(0, LENGTH, GROUP))

    def __repr__(self) -> str:
        return "ReceiptCode(hidden)"


def check_digit(body: str) -> str:
    """The Damm digit that makes `body` (ASCII digits) complete."""
    interim = 0
    for digit in body:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def _require_well_formed(digits: str) -> None:
    if digits and not (digits.isascii() and digits.isdecimal()):
        raise CodeMistyped("letters")
    if len(digits) != LENGTH:
        raise CodeMistyped("length")
    if check_digit(digits[:-1]) != digits[-1]:
        raise CodeMistyped("check")


def _separates(character: str) -> bool:
    """Spaces, line ends, punctuation, and the invisible marks that come along when right-to-left text is copied."""
    return (
        character.isspace()
        or character in _OTHER_DASHES
        or unicodedata.category(character) in {"Cf", "Cc", "Pd", "Po", "Pc", "Ps", "Pe", "Pi", "Pf"}
    )


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    if value is None:
        raise CodeMistyped("letters")
    return str(value)
