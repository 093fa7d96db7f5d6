"""In which order names stand: by script, then by the letters of the alphabet that the name's own language has.

Looked at: PyICU (no wheels, a compiler and ICU's headers on every machine), icu4py (has no collator) and pyuca (last
release 2017, a second to load). This key groups scripts, folds marks, and gives letters of their own their place as the
Common Locale Data Repository orders them; finer orders come from the record's own sort key.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from memorial.disclosure.folding import ascii_of
from memorial.domain.languages import script_of

_WITH_CAPITALS = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_SCRIPT_ORDER = ("Latn", "Cyrl", "Armn", "Geor", "Grek", "Arab", "Hebr")

# After every Latin letter, and after every letter of another script: "c~" stands between "cz" and "d".
_AFTER, _AFTER_ALL = "~", "\uf8ff"

# Letters that have a place of their own, wherever they stand.
_LATIN: Mapping[str, str] = {"ə": "e~", "ğ": "g~", "ş": "s~", "ș": "s~", "ț": "t~", "ł": "l~", "ı": "h~~"}
_CYRILLIC: Mapping[str, str] = {
    letter: base + _AFTER_ALL * far
    for letter, base, far in (
        *(("ґ", "г", 1), ("ғ", "г", 2), ("є", "е", 2), ("ё", "е", 1), ("ә", "а", 1), ("і", "и", 1), ("ї", "и", 2)),
        *(("й", "и", 3), ("қ", "к", 1), ("ң", "н", 1), ("ө", "о", 1), ("ў", "у", 1), ("ү", "у", 2), ("ұ", "у", 3)),
        *(("һ", "х", 1), ("ҳ", "х", 2)),
    )
}
# Letters that are others only in some languages: elsewhere ö is an o with a mark.
_OF_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    "az": {"ç": "c~", "x": "h~", "ö": "o~", "q": "k~", "ü": "u~"},
    "tr": {"ç": "c~", "ö": "o~", "ü": "u~"},
    "kk": {"ö": "o~", "ü": "u~", "ñ": "n~"},
    "hu": {"ö": "o~", "ü": "u~"},
    "sv": {"å": "z~", "ä": "z~~", "ö": "z~~~"},
    "sq": {"ç": "c~", "ë": "e~"},
    "es": {"ñ": "n~"},
    "pl": {"ą": "a~", "ć": "c~", "ę": "e~", "ń": "n~", "ó": "o~", "ś": "s~", "ź": "z~", "ż": "z~~"},
    "cs": {"č": "c~", "ř": "r~", "š": "s~", "ž": "z~"},
}
_WITH_TWO_I = frozenset({"az", "tr", "kk"})


def collation_key(text: str, language: str = "und") -> str:
    """A key that sorts by plain comparison of strings; at most 380 characters. `language`: that of the name."""
    script = script_of(text)
    rank = _SCRIPT_ORDER.index(script) if script in _SCRIPT_ORDER else len(_SCRIPT_ORDER)
    own = _own_letters(script, language)
    letters = " ".join("".join(own.get(one) or _plain(one, script) for one in _small(text, language)).split())
    return f"{rank}{script[:4]:4} {letters}"[:380]


def keys_of_script(script: str) -> tuple[str, str]:
    """The bounds of all keys of names in that script: from the first on, and below the second."""
    rank = _SCRIPT_ORDER.index(script) if script in _SCRIPT_ORDER else len(_SCRIPT_ORDER)
    return f"{rank}{script[:4]}", f"{rank}{script[:3]}{chr(ord(script[3]) + 1)}"


def first_letter(text: str, language: str = "und") -> str:
    """The letter under which a name stands on the wall; '#' where it begins with none."""
    script = script_of(text)
    own = _own_letters(script, language)
    for one in _small(text, language):
        if one in own:
            return "İ" if one == "i" and language in _WITH_TWO_I else one.upper()
        letter = next((plain for plain in _plain(one, script) if plain.isalpha()), "")
        if letter and script in _WITH_CAPITALS:
            return "İ" if letter == "i" and language in _WITH_TWO_I else letter.upper()
        if letter:
            return letter
    return "#"


def _own_letters(script: str, language: str) -> Mapping[str, str]:
    if script == "Cyrl":
        return _CYRILLIC
    return {**_LATIN, **_OF_LANGUAGE.get(language.partition("-")[0], {})} if script == "Latn" else {}


def _small(text: str, language: str) -> str:
    """In small letters, each with its marks in one sign; in Turkish and Azerbaijani I is the capital of ı."""
    composed = unicodedata.normalize("NFC", text)
    if language.partition("-")[0] in _WITH_TWO_I:
        composed = composed.replace("I", "ı").replace("İ", "i")
    return unicodedata.normalize("NFC", composed.casefold())


def _plain(letter: str, script: str) -> str:
    if script == "Latn":
        return ascii_of(letter)
    decomposed = unicodedata.normalize("NFKD", letter)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
