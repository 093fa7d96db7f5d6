"""The endings and the joined prepositions that a name takes in a sentence, language by language."""

from __future__ import annotations

import re
from itertools import product

# All endings are in the matcher's alphabet with y written as i and ə as e, because spellings differ there.


_ALIKE = str.maketrans("yəى", "ieي")


def is_ending(ending: str, script: str, *, of_stem: bool) -> bool:
    """Whether a name in this script may go on with `ending`; `of_stem` if its own last vowel was cut off before."""
    endings = (_STEM_ENDINGS if of_stem else _ENDINGS).get(script)
    return endings is not None and endings.fullmatch(ending.translate(_ALIKE)) is not None


def prefix_lengths(letters: str, script: str) -> tuple[int, ...]:
    """How many letters at the front may be "and", "to", "in", "the" of Arabic or Hebrew. Never leaves fewer than 2."""
    prefixes = _PREFIXES.get(script, frozenset())
    return tuple(n for n in range(1, min(_LONGEST_PREFIX, len(letters) - 2) + 1) if letters[:n] in prefixes)


def _joined(*choices: str) -> frozenset[str]:
    """Every row of choices, one of each joined; a dash is nothing."""
    return frozenset("".join(parts) for parts in product(*map(_options, choices)))


def _row(*choices: str) -> str:
    """A pattern for the same: the hundred thousand joined endings of Turkic languages would fill megabytes."""
    return "".join(f"(?:{'|'.join(_options(choice))})" for choice in choices)


def _options(choice: str) -> list[str]:
    return ["" if option == "-" else option for option in choice.split()]


def _any_of(*rows: str) -> re.Pattern[str]:
    return re.compile("|".join(rows))


# Azerbaijani, Turkish, Kazakh and their neighbours: plural, whose, case, what follows the case.
_TURKIC = _row(
    "- lar ler nar ner dar der tar ter",
    "- m im um n in un i u si su miz imiz umuz niz iniz unuz lari leri",
    "- i u ni nu ii iu in un nin nun ning nung din ding tin ting a e ia ie na ne ga ge ka ke qa "
    "da de ta te nda nde dan den tan ten ndan nden nan nen la le ila ile nla nle men ben pen ca ce gil gilin gile",
    "- ki dir dur mi mu sa se",
)
_TURKIC_MADE_OF = _row("- lar ler", "li lu siz suz ci cik ciq can")

_SLAVIC = _row(
    "a u om em iem e i ov ev iev am iam ami iami akh iakh ah im ih ikh imi oi oiu ei eiu ogo ego omu emu oe ie aia uiu "
    "ia iu iei iam o oiu ou ova ovi evi ovu ovoi evoi in ina ino ini inu inoi inogo inikh owi ow ach ego om"
)
_SLAVIC_STEMS = _row(
    "a i e u iu oi oiu ei eiu ia o ie am iam ami iami akh iakh ah em iem om im ogo ego omu emu aia uiu ue ih ikh imi "
    "in ina ino ini inu inoi ou ie ii iei ov ova ove ovou ovoi ovu eia eiu eiem eem eie eev aia aiu aiem aem aie "
)
_GERMANIC = _row("s es en ens e")

_ENDINGS = {
    "LATIN": _any_of(_TURKIC, _TURKIC_MADE_OF, _SLAVIC, _GERMANIC),
    "CYRILLIC": _any_of(_TURKIC, _TURKIC_MADE_OF, _SLAVIC),
    "ARMENIAN": _any_of(
        _row("- er ner enk ank onk", "- i ii u an va oj", "- n in e ts its nits ov iov um ium s d k", "- n s d e")
    ),
    "GEORGIAN": _any_of(
        _row(
            "- eb",
            "- i s is ma m it t ti ad d o v a ze",
            "- a sa",
            "- tan ze shi tvis gan agan dan mde vit ts ve c aa tanats",
        )
    ),
    "GREEK": _any_of(_row("s u o e i on us n es as is ides edes adon idon akis aki ula itsa")),
    "ARABIC": _any_of(_row("ي ه ها ا ان ين ات نا هم يان را نين ين دن دان لر لار ده دا يه ون وي يي")),
    "HEBREW": _any_of(_row("י ים ית ו ה")),
}
_STEM_ENDINGS = {
    "LATIN": _any_of(_SLAVIC_STEMS),
    "CYRILLIC": _any_of(_SLAVIC_STEMS),
    "GREEK": _any_of(_row("s u o e i on us n es as is os a oi ai ia iu ides idon")),
    "GEORGIAN": _any_of(_row("s is m ma it d ad o v isa", "- tan ze shi tvis gan agan mde vit ts ve")),
    "ARMENIAN": _any_of(_row("i u ai ei", "- n ts ov s d e")),
}
_PREFIXES = {
    "ARABIC": _joined("- و ف", "- ب ل ك س", "- ال ل") - {""},
    "HEBREW": _joined("- ו", "- ש כש מש לכש", "- ב ל מ כ ה", "- ה") - {""},
}
_LONGEST_PREFIX = max(len(prefix) for prefixes in _PREFIXES.values() for prefix in prefixes)
