"""How what is said of a person is put in words: kinds of names and facts, what befell them, who is what to whom.

The words are plain and neutral. Of what a list says the page says that the list says it.
"""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from memorial.vocabulary import Certainty, FactKind, Fate, Kinship, NameKind

NAME_KINDS = {
    NameKind.OWN: _l("own name"),
    NameKind.TRANSLITERATED: _l("in other letters"),
    NameKind.PATRONYMIC: _l("father’s name"),
    NameKind.EARLIER: _l("earlier name"),
    NameKind.NICKNAME: _l("what people called them"),
    NameKind.AS_PRINTED: _l("as a list prints it"),
    NameKind.OTHER_SCRIPT: _l("in another alphabet"),
}
FACT_KINDS = {
    FactKind.BORN: _l("Born"),
    FactKind.PLACE_OF_BIRTH: _l("Place of birth"),
    FactKind.AGE: _l("Age"),
    FactKind.SEX: _l("Sex"),
    FactKind.RESIDENCE: _l("Lived in"),
    FactKind.PLACE: _l("Place"),
    FactKind.ROLE: lazy_pgettext("what a person did", "Role"),
    FactKind.ORPHANED: _l("Loss of parents"),
    FactKind.FATE: _l("Fate"),
    FactKind.DIED: _l("Died"),
    FactKind.PLACE_OF_DEATH: _l("Place of death"),
}
"""In the order in which a page tells them."""

SEXES = {"female": _l("female"), "male": _l("male")}
FATES = {
    Fate.DIED: lazy_pgettext("what befell a person", "Died"),
    Fate.KILLED: _l("Killed"),
    Fate.DIED_OF_COLD: _l("Died of cold"),
    Fate.DIED_OF_WOUNDS: _l("Died of wounds"),
    Fate.WOUNDED: _l("Wounded"),
    Fate.CAPTIVE: _l("Taken captive"),
    Fate.RELEASED: _l("Released from captivity"),
    Fate.MISSING: _l("Missing"),
    Fate.DISPLACED: _l("Had to leave home"),
    Fate.SURVIVED: _l("Survived"),
    Fate.IDENTIFIED: _l("Remains identified"),
}
FATES_OF_A_LIST = {
    Fate.DIED: _l("Died, as the list says"),
    Fate.KILLED: _l("Killed, as the list says"),
    Fate.DIED_OF_COLD: _l("Died of cold, as the list says"),
    Fate.DIED_OF_WOUNDS: _l("Died of wounds, as the list says"),
    Fate.WOUNDED: _l("Wounded, as the list says"),
    Fate.CAPTIVE: _l("Taken captive, as the list says"),
    Fate.RELEASED: _l("Released from captivity, as the list says"),
    Fate.MISSING: _l("Missing, as the list says"),
    Fate.DISPLACED: _l("Had to leave home, as the list says"),
    Fate.SURVIVED: _l("Survived, as the list says"),
    Fate.IDENTIFIED: _l("Remains identified, as the list says"),
}
KINSHIP = {
    Kinship.PARENT: _l("parent"),
    Kinship.CHILD: _l("child"),
    Kinship.SPOUSE: _l("wife or husband"),
    Kinship.SIBLING: _l("brother or sister"),
    Kinship.GRANDPARENT: _l("grandparent"),
    Kinship.GRANDCHILD: _l("grandchild"),
    Kinship.RELATIVE: _l("relative"),
    Kinship.FRIEND: _l("friend"),
    Kinship.NEIGHBOUR: _l("neighbour"),
    Kinship.COLLEAGUE: _l("colleague"),
    Kinship.NEAR: _l("close to one another"),
}
FAMILY = frozenset(
    {
        Kinship.PARENT,
        Kinship.CHILD,
        Kinship.SPOUSE,
        Kinship.SIBLING,
        Kinship.GRANDPARENT,
        Kinship.GRANDCHILD,
        Kinship.RELATIVE,
    }
)
CERTAINTY = {
    Certainty.CERTAIN: _l("certain"),
    Certainty.PROBABLE: _l("probably"),
    Certainty.POSSIBLE: _l("perhaps"),
    Certainty.NOT_SAID: _l("nobody said how sure"),
}


def language_words(code: str, language: str) -> str:
    """The name of that language in the page's own; '' for one that nobody knows."""
    if code in ("", "und"):
        return ""
    try:
        page = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        page = Locale("en")
    return str(page.languages.get(code) or page.languages.get(code.partition("-")[0]) or code)
