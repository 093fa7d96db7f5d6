"""Languages that the program knows, the script of a text, and which words may stand in an address."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Direction(StrEnum):
    """The value of an HTML `dir` attribute."""

    LTR = "ltr"
    RTL = "rtl"
    AUTO = "auto"


RTL_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language: BCP 47 code, its name in itself, and its usual script (ISO 15924)."""

    code: str
    endonym: str
    script: str

    @property
    def direction(self) -> Direction:
        return Direction.RTL if self.script in RTL_SCRIPTS else Direction.LTR


LANGUAGES: dict[str, Language] = {
    code: Language(code, endonym, script)
    for code, endonym, script in (
        ("am", "አማርኛ", "Ethi"),
        ("ar", "العربية", "Arab"),
        ("az", "Azərbaycanca", "Latn"),
        ("be", "Беларуская", "Cyrl"),
        ("bg", "Български", "Cyrl"),
        ("bn", "বাংলা", "Beng"),
        ("bs", "Bosanski", "Latn"),
        ("ckb", "کوردیی ناوەندی", "Arab"),
        ("cs", "Čeština", "Latn"),
        ("de", "Deutsch", "Latn"),
        ("el", "Ελληνικά", "Grek"),
        ("en", "English", "Latn"),
        ("es", "Español", "Latn"),
        ("et", "Eesti", "Latn"),
        ("fa", "فارسی", "Arab"),
        ("fr", "Français", "Latn"),
        ("he", "עברית", "Hebr"),
        ("hi", "हिन्दी", "Deva"),
        ("hr", "Hrvatski", "Latn"),
        ("hu", "Magyar", "Latn"),
        ("hy", "Հայերեն", "Armn"),
        ("id", "Bahasa Indonesia", "Latn"),
        ("it", "Italiano", "Latn"),
        ("ja", "日本語", "Jpan"),
        ("ka", "ქართული", "Geor"),
        ("kk", "Қазақша", "Cyrl"),
        ("km", "ខ្មែរ", "Khmr"),
        ("ko", "한국어", "Kore"),
        ("ku", "Kurdî", "Latn"),
        ("ky", "Кыргызча", "Cyrl"),
        ("lt", "Lietuvių", "Latn"),
        ("lv", "Latviešu", "Latn"),
        ("my", "မြန်မာ", "Mymr"),
        ("nl", "Nederlands", "Latn"),
        ("pl", "Polski", "Latn"),
        ("ps", "پښتو", "Arab"),
        ("pt", "Português", "Latn"),
        ("ro", "Română", "Latn"),
        ("ru", "Русский", "Cyrl"),
        ("rw", "Ikinyarwanda", "Latn"),
        ("sq", "Shqip", "Latn"),
        ("sr", "Српски", "Cyrl"),
        ("ta", "தமிழ்", "Taml"),
        ("tg", "Тоҷикӣ", "Cyrl"),
        ("th", "ไทย", "Thai"),
        ("ti", "ትግርኛ", "Ethi"),
        ("tk", "Türkmençe", "Latn"),
        ("tr", "Türkçe", "Latn"),
        ("tt", "Татарча", "Cyrl"),
        ("ug", "ئۇيغۇرچە", "Arab"),
        ("uk", "Українська", "Cyrl"),
        ("ur", "اردو", "Arab"),
        ("uz", "Oʻzbekcha", "Latn"),
        ("vi", "Tiếng Việt", "Latn"),
        ("yi", "ייִדיש", "Hebr"),
        ("zh", "中文", "Hans"),
    )
}

UNDETERMINED = "und"


def is_language_code(code: str) -> bool:
    """Whether a memorial may offer this language. `und` is not one: it says that nobody knows."""
    return code in LANGUAGES


def direction_of(code: str) -> Direction:
    """The direction of text in that language, `AUTO` where it is not known. Reads tags such as `az-Arab` too."""
    base, *subtags = code.replace("_", "-").split("-")
    for subtag in subtags:
        if re.fullmatch(r"[A-Za-z]{4}", subtag):
            return Direction.RTL if subtag.title() in RTL_SCRIPTS else Direction.LTR
    language = LANGUAGES.get(base.lower())
    return language.direction if language else Direction.AUTO


# First words of Unicode character names to ISO 15924 codes. Names whose script has two words start with the first.
_SCRIPT_OF_NAME = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Kore",
    "BOPOMOFO": "Bopo",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "ETHIOPIC": "Ethi",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "NKO": "Nkoo",
    "ADLAM": "Adlm",
    "HANIFI": "Rohg",
    "MANDAIC": "Mand",
    "SAMARITAN": "Samr",
    "CHEROKEE": "Cher",
    "TIFINAGH": "Tfng",
    "COPTIC": "Copt",
    "CANADIAN": "Cans",
}

NO_SCRIPT = "Zyyy"
OTHER_SCRIPT = "Zzzz"


def script_of(text: str) -> str:
    """The script (ISO 15924) of most letters in the text; the earlier of two equal ones.

    `Jpan` where kana stand among Chinese characters, `Hani` for those alone, `Zyyy` for a text without letters,
    `Zzzz` for a script that is not in the list.
    """
    counts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if character.isalpha():
            counts[_script_of_letter(character)] += times
    kana = counts.pop("Hira", 0) + counts.pop("Kana", 0)
    if kana:
        counts["Jpan"] = kana + counts.pop("Hani", 0)
    return max(counts, key=lambda script: counts[script], default=NO_SCRIPT)


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str:
    words = unicodedata.name(unicodedata.normalize("NFKC", letter)[0], "").split()
    return _SCRIPT_OF_NAME.get(words[0], OTHER_SCRIPT) if words else OTHER_SCRIPT


# Words that stand, or may one day stand, first in an address; and words with which a memorial could pretend to be
# the program itself. An address without a language starts with the slug, so none of them can be one.
RESERVED_SLUGS = frozenset(
    """
    about account accounts admin administrator api archive assets atom auth backup book code concern config consent
    contact contribute cookies css data desk docs download downloads embed error errors export exports favicon feed
    feeds file files fonts forms healthz help home icons iiif images img import imports index info interviews js keys
    languages leave legal licence license login logout mail manifest map media memorial memorials messages metrics
    names neutral notice oai object offline on openapi p page pages password people person ping plaque preview print
    privacy public queue readyz receipt receipts record register remembrances robots root rss safety script scripts
    search security send service-worker session sessions settings setup share sign-in sign-out signin signout signup
    site sitemap staff static statistics stats status styles submit support sw system take-back takedown team terms
    theme timeline tus upload uploads vault verify version wall well-known withdraw worker www und undefined null none
    """.split()  # noqa: SIM905 (a hundred quoted words would be harder to read)
) | {".well-known", "favicon.ico", "humans.txt", "manifest.json", "robots.txt", "security.txt", "sitemap.xml"}

SHORTEST_SLUG, LONGEST_SLUG = 3, 60
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SCRIPT_SUBTAGS = frozenset(script.lower() for script in (*_SCRIPT_OF_NAME.values(), "Hans", "Hant", "Jpan"))


def valid_slug(text: str) -> bool:
    """Whether this may be a memorial's name in addresses: `a-z`, `0-9`, single hyphens, 3 to 60 characters.

    Never a reserved word, and never a language code, with a region or a script (`pt-br`, `az-arab`) or without.
    """
    return (
        SHORTEST_SLUG <= len(text) <= LONGEST_SLUG
        and _SLUG.fullmatch(text) is not None
        and text not in RESERVED_SLUGS
        and not _reads_as_a_language(text)
    )


def _reads_as_a_language(slug: str) -> bool:
    base, _, subtag = slug.partition("-")
    return base in LANGUAGES and (not subtag or len(subtag) == 2 or subtag in _SCRIPT_SUBTAGS)
