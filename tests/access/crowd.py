"""A thousand made-up names in six scripts, and the words that break layouts: the longest one and long stories."""

from __future__ import annotations

import random
import unicodedata

LONGEST_WORD = "Wolfeschlegelsteinhausenbergerdorffs"
"""Thirty-six letters without a place to break."""
LONG_TITLE = f"The {LONGEST_WORD} memorial for everybody who worked, lived and waited at the full quay"
THOUSAND = 1_000

_SYLLABLES = {
    "Latn": "ba do fe ga hu ki lo ma ne pu ra sa to vi ze",
    "Cyrl": "ба до фе га ху ки ло ма не пу ра са то ви зе",
    "Arab": "با دو في جا هو كي لو ما ني بو را سا تو وي زي",
    "Armn": "բա դո ֆե գա հու կի լո մա նե պու րա սա տո վի զե",
    "Geor": "ბა დო ფე გა ჰუ კი ლო მა ნე პუ რა სა ტო ვი ზე",
    "Hebr": "בא דו פה גא הו קי לו מא נה פו רא סא טו וי זה",
}


def names(count: int = THOUSAND, seed: int = 7) -> list[str]:
    """Two words each, the scripts by turns; the first holds the longest word."""
    chance = random.Random(seed)
    scripts = [listed.split() for listed in _SYLLABLES.values()]
    found: dict[str, None] = {f"{LONGEST_WORD} Verdin": None}
    while len(found) < count:
        syllables = scripts[len(found) % len(scripts)]
        words = ("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(2))
        found[" ".join(map(_begun, words))] = None
    return list(found)


def _begun(word: str) -> str:
    """With a capital, in scripts that begin names so. Georgian has capitals too, and never a single one."""
    return word if "GEORGIAN" in unicodedata.name(word[0]) else word[:1].upper() + word[1:]


def as_csv() -> bytes:
    chance = random.Random(8)
    rows = [f"{name},{chance.randint(1900, 1980)},1987,Low Pier" for name in names()]
    return "\n".join(["Name,Born,Died,Place", *rows]).encode()


STORY = "\n\n".join(
    [
        "She mended the nets of the whole quay, and on Sundays she sang.",
        f"They called her {LONGEST_WORD}, and she laughed about it.",
        "عيسى بن عثمان كان يجلس معها، وكانا يضحكان.",
        *("The ferry waited for the last verse, and the keeper rang the bell until it came in." for _ in range(12)),
    ]
)
