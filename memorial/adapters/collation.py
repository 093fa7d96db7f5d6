"""In which order names stand: by script, then by letters without marks.

Looked at: PyICU (no wheels, a compiler and ICU's headers on every machine) and pyuca (last release 2017,
a second to load). This key groups scripts and folds marks; finer orders come from the record's own sort key.
"""

from __future__ import annotations

import unicodedata

from memorial.disclosure.folding import fold
from memorial.domain.languages import script_of

_WITH_CAPITALS = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_SCRIPT_ORDER = ("Latn", "Cyrl", "Armn", "Geor", "Grek", "Arab", "Hebr")


def collation_key(text: str) -> str:
    """A key that sorts by plain comparison of strings; at most 380 characters."""
    script = script_of(text)
    rank = _SCRIPT_ORDER.index(script) if script in _SCRIPT_ORDER else len(_SCRIPT_ORDER)
    letters = fold(text) if script == "Latn" else _bare(text)
    return f"{rank}{script[:4]:4} {letters}"[:380]


def keys_of_script(script: str) -> tuple[str, str]:
    """The bounds of all keys of names in that script: from the first on, and below the second."""
    rank = _SCRIPT_ORDER.index(script) if script in _SCRIPT_ORDER else len(_SCRIPT_ORDER)
    return f"{rank}{script[:4]}", f"{rank}{script[:3]}{chr(ord(script[3]) + 1)}"


def first_letter(text: str) -> str:
    """The letter under which a name stands on the wall; '#' where it begins with none."""
    script = script_of(text)
    letters = fold(text) if script == "Latn" else _bare(text)
    if script in _WITH_CAPITALS:
        letters = letters.upper()
    return next((letter for letter in letters if letter.isalpha()), "#")


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
