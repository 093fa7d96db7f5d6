"""Finds what in a name may be taken for something else: letters that look like those of another alphabet, hidden signs.

Only for a gentle word before sending, and a label for a reader: nobody's name is refused. The pairs are those single
letters that Unicode's table of confusables (UTS 39, confusables.txt) gives the shape of a Latin letter, in the
alphabets that stand beside Latin in real names. Looked at: confusable_homoglyphs (rarely kept up, and this layer keeps
to the standard library), confusable (not finished yet).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from memorial.domain.writing import clean

# A letter, and the Latin letter that it looks like.
_PAIRS = {
    "CYRILLIC": (
        "аa АA ВB сc СC ԁd еe ҽe ЕE һh НH іi ӏl ІI ӀI јj ЈJ КK МM оo ОO рp РP ԛq гr ѕs ЅS ТT ѵv ѴV ѡw ԝw ԜW хx ХX уy "
        "УY үy ҮY ьb ЬB ԌG ә\u0259 Ә\u018f ӧö"
    ),
    "GREEK": (
        "αa ΑA ΒB βb ϲc ϹC ΕE εe ϜF ΗH ηn ιi ΙI ϳj ͿJ ΚK κk ΜM ΝN οo ΟO σo ρp ϱp ΡP τt ΤT υu μu νv ωw ΧX χx γy ΥY ΖZ"
    ),
    "ARMENIAN": "ցg հh ոn ռn օo ՕO գq զq ՏS սu ՍU աw քf յj տS լl ԼL",
    "CHEROKEE": "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏕS ᏚS ᎢT ᏙV ᎳW ᏔW ᎩY ᏃZ",
    "COPTIC": "ⲥc ⲤC ⲎH ⲔK ⲒI ⲘM ⲚN ⲟo ⲞO ⲣp ⲢP ⲧt ⲦT ⲭx ⲬX ⲨY",
    "LISU": "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ",
}
LOOKS_LIKE = {
    script: {pair[0]: unicodedata.normalize("NFC", pair[1:]) for pair in pairs.split()}
    for script, pairs in _PAIRS.items()
}
_IN_LATIN = {letter: latin for pairs in LOOKS_LIKE.values() for letter, latin in pairs.items()}
_SHAPES = {script: frozenset(pairs.values()) for script, pairs in LOOKS_LIKE.items()}

_ROMAN_NUMBER = re.compile(r"[IVXLCDM]+")
_WORDS = re.compile(r"[^\W\d_]+")
# Written together in one word: Japanese, Korean with Chinese letters, and Latin letters among them.
_EASTERN = frozenset({"BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN"})
# Letters of no alphabet of their own: modifiers such as ʼ and ʻ, the small letters of Mª and Nº.
_SHARED = frozenset({"MODIFIER", "FEMININE", "MASCULINE", "HALFWIDTH"})
_DRAWN = ("<font>", "<circle>", "<square>", "<wide>", "<super>", "<sub>")


def odd_words(name: str) -> tuple[str, ...]:
    """The words of a name with letters that are not what they look like; linear in its length.

    Found are words that mix alphabets, letters drawn in another style (𝐀𝐧𝐧𝐚), and a word wholly made of letters that
    look like those of the alphabet in which the rest of the name is written.
    """
    words = _WORDS.findall(clean(name))
    scripts = [_scripts(word) for word in words]
    found = [word for word, own in zip(words, scripts, strict=True) if _mixes(own) or any(map(_drawn, word))]
    plain = {script for own in scripts if len(own) == 1 for script in own}
    if len(plain) > 1:
        clear = {
            script
            for word, own in zip(words, scripts, strict=True)
            for script in own
            if len(own) == 1 and not any(_looks_written_in(word, script, other) for other in plain - own)
        }
        found += [
            word
            for word, own in zip(words, scripts, strict=True)
            for script in own
            if len(own) == 1 and any(_looks_written_in(word, script, other) for other in clear - own)
        ]
    return tuple(dict.fromkeys(found))


def _mixes(scripts: frozenset[str]) -> bool:
    return len(scripts) > 1 and not scripts <= _EASTERN


def _looks_written_in(word: str, script: str, other: str) -> bool:
    """Whether every letter of a word in one alphabet looks like one of the other; initials and numbers are left."""
    if len(word) < 2 or _ROMAN_NUMBER.fullmatch(word):
        return False
    if other == "LATIN":
        return all(letter in LOOKS_LIKE.get(script, {}) for letter in word)
    return script == "LATIN" and all(letter in _SHAPES.get(other, frozenset()) for letter in word)


def _scripts(word: str) -> frozenset[str]:
    return frozenset(script for script in map(_script, word) if script)


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    """The alphabet of a letter, by the first word of its name in Unicode; '' for marks and what all share."""
    if not unicodedata.category(letter).startswith("L"):
        return ""
    first = unicodedata.name(letter, "").split(" ", 1)[0]
    return "" if first in _SHARED else first


@lru_cache(maxsize=8192)
def _drawn(letter: str) -> bool:
    """A letter in the style of formulas, circles or small capitals: made to look unlike, or like, an ordinary one."""
    if unicodedata.category(letter) in ("Lm", "Mn") or letter in "ªº":
        return False
    drawn = unicodedata.decomposition(letter).startswith(_DRAWN)
    return drawn or "LETTER SMALL CAPITAL" in unicodedata.name(letter, "")


def as_read(word: str) -> str:
    """A word that mixes alphabets, with each letter as the Latin one it looks like; any other word as it is."""
    if word.isascii() or not _mixes(_scripts(word)):
        return word
    return "".join(_IN_LATIN.get(letter, letter) for letter in word)


# --- signs that nobody sees ---

_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DIRECTION_SIGNS = re.compile(f"[{_DIRECTION}]")
_UNSEEN = re.compile(
    f"[{_DIRECTION}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2028\u2029"
    "\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
_BLANKS = re.compile("[\u115f\u1160\u3164\uffa0\u17b4\u17b5]")


def clean_name(text: str) -> str:
    """A name as it is kept: one line, without signs of direction, and only the joiners that its spelling needs.

    Every page sets a name apart with `<bdi>`, so it needs no sign of direction of its own.
    """
    return " ".join(clean(_BLANKS.sub("", _DIRECTION_SIGNS.sub("", text))).split())


def hides_signs(text: str) -> bool:
    """Whether a name as it was typed holds signs that nobody sees and that its spelling does not need."""
    return len(_UNSEEN.findall(text)) > len(_UNSEEN.findall(clean_name(text)))
