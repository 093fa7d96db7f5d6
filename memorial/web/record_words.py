"""How what is said of an event is put in words: qualifiers, bases, kinds, what became of a reply, what was changed.

The words are the program's own and name nothing that happened. What sources say is never translated here.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal, format_scientific
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.web.surface import number

QUALIFIERS = {
    "exactly": _l("exactly"),
    "at least": _l("at least"),
    "about": _l("about"),
    "at most": _l("at most"),
}
BASES = {
    "counted": _l("counted"),
    "examined": _l("examined"),
    "listed": _l("listed"),
    "estimated": _l("estimated"),
    "stated position": _l("stated position"),
}
SCOPES = {
    "context": _l("about a wider event"),
    "place": _l("about the place, not the event"),
}
OUTCOMES = {
    "open": _l("It is being looked at."),
    "changed": _l("The record was changed."),
    "added": _l("Something was added to the record."),
    "not_changed": _l("The record was not changed."),
}
MATTERS = {
    "document": _l("Other documents"),
    "footage": _l("Film and photographs"),
    "unit": _l("Armed units that sources name"),
}
ENTRIES = {
    "about": _l("The summary"),
    "source": _l("Sources"),
    "figure": _l("Figures"),
    "question": _l("Questions"),
    "event": _l("Dated statements"),
    "place": _l("Places"),
    "name": _l("Names of the event"),
    "observance": _l("Days of remembrance"),
    "statement": _l("Statements"),
    "unit": _l("Armed units"),
    "document": _l("Documents"),
    "footage": _l("Film and photographs"),
    "reply": _l("Replies"),
}
ACTIONS = {
    "added": _l("added"),
    "corrected": _l("corrected"),
    "taken_out": _l("taken out"),
    "signed": _l("compared with the source by a named reviewer"),
}

BASES_MEAN = {
    "counted": _l("Somebody counted, and the source says so."),
    "examined": _l("Bodies, papers or places were examined, and the source says so."),
    "listed": _l("It comes from a list of names or cases."),
    "estimated": _l("The source estimates, or passes on an estimate."),
    "stated position": _l("It is what a side or an office says."),
}


def basis_words(basis: str) -> str:
    """On what an account rests; a basis that nobody recorded, and one that is unknown here, is said to be so."""
    return str(BASES[basis]) if basis in BASES else _("basis not recorded")


def qualifier_words(qualifier: str) -> str:
    return str(QUALIFIERS.get(qualifier, qualifier))


def plain_words(code: str) -> str:
    """A code of the record's data as words: 'ngo-report' is 'ngo report'."""
    return code.replace("-", " ").replace("_", " ")


def heading_of(category: str) -> str:
    """A category as a heading: 'on-board' is 'On board'."""
    words = plain_words(category)
    return words[:1].upper() + words[1:]


LARGEST, SMALLEST = Decimal(10) ** 18, Decimal("0.000001")
"""From the one on, and below the other, a number is written with a power of ten."""


@lru_cache(maxsize=4096)
def _decimal(value: int | float | Decimal, language: str) -> str:
    """Remembered: a record says the same numbers again and again, and a locale is slow to make."""
    locale = language.replace("-", "_")
    exact = Decimal(value if isinstance(value, int) else str(value))
    if exact and not SMALLEST <= abs(exact) < LARGEST:
        return str(format_scientific(exact, locale=locale))
    return str(format_decimal(value, format="#,##0.######", locale=locale))


def number_words(value: int | float | Decimal, language: str) -> str:
    """Digits and grouping of that language; a fraction keeps up to six places. What is not zero is never said as it."""
    return _decimal(value, language)


def range_words(value: int | float, value_max: int | float | None, language: str) -> str:
    if value_max is None:
        return number_words(value, language)
    return _(
        "%(least)s to %(most)s",
        least=number_words(value, language),
        most=number_words(value_max, language),
    )


def accounts_words(accounts: int, origins: int) -> str:
    """How many accounts there are, and of how many origins at most: who copied without saying so, nobody can count."""
    many = ngettext("%(count)s account", "%(count)s accounts", accounts, count=number(accounts))
    if accounts < 2:
        return many
    of = ngettext("%(count)s origin", "%(count)s origins", origins, count=number(origins))
    return _("%(accounts)s, of at most %(origins)s", accounts=many, origins=of)
