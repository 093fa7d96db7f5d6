"""Why a search came upon somebody, in words."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from memorial.published.types import FoundPerson, WhyFound


def why_words(found: FoundPerson) -> str:
    """One short sentence, with the name that was found where it is not the one that is shown; '' for the same name."""
    sentence = {
        WhyFound.LETTERS: lambda: _("the same in other letters: %(script)s", script=_script(found.script)),
        WhyFound.FORM: lambda: _("another form of the name"),
        WhyFound.NICKNAME: lambda: _("a short form of the name"),
        WhyFound.SPELLING: lambda: _("spelled nearly so"),
        WhyFound.SOUND: lambda: _("sounds alike"),
        WhyFound.INITIAL: lambda: _("the same initial"),
        WhyFound.PART: lambda: _("a part of it is the same"),
        WhyFound.PLACE: lambda: _("the same place"),
        WhyFound.PLACE_IN_OTHER_LETTERS: lambda: _("the same place in other letters"),
        WhyFound.PLACE_ALIKE: lambda: _("a place that sounds alike"),
    }.get(found.why, str)()
    if not found.name or found.name == found.line.label:
        return sentence
    name = f"\u2068{found.name}\u2069"
    return _("%(name)s: %(why)s", name=name, why=sentence) if sentence else _("also %(name)s", name=name)


def _script(code: str) -> str:
    """In the language of the page; the code itself where that language has no word for it."""
    named = (get_locale() or Locale("en")).scripts
    return str(named.get(code, code))
