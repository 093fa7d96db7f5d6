"""`/words`: the lines that a memorial added to the words that raise a label at its desk, for everybody to read."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from flask_babel import gettext as _

from memorial.web.language import direction, endonym
from memorial.web.wall.visit import Visit, in_memorial, show


@dataclass(frozen=True)
class LinesInLanguage:
    language: str
    direction: str
    endonym: str
    lines: tuple[tuple[str, str], ...]
    """Each line, and what it may be, in words."""


@in_memorial
def show_words(visit: Visit) -> Response:
    """The page is there for every memorial; one that added nothing says so."""
    kinds = {
        "slur": _("a word that insults a people"),
        "dehumanising": _("speaks of people as if they were not human"),
        "blame": _("blames a whole people"),
        "denial": _("denies what happened"),
        "revenge": _("calls for revenge or violence"),
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for one in visit.memorial.added_words:
        found.setdefault(one.language, []).append((one.line, kinds.get(one.kind, "")))
    return show(
        visit,
        "wall/label_words.html",
        title=_("Words that raise a label"),
        rest="words",
        added=[LinesInLanguage(code, direction(code), endonym(code), tuple(lines)) for code, lines in found.items()],
    )
