"""The wall of names: every name alike, in its own order, a thousand to a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale
from flask import Response, abort, request
from flask_babel import gettext as _

from memorial.web.page import Link
from memorial.web.wall.visit import Visit, asked_words, in_memorial, show, with_query

PER_PAGE = 1000
MOST_FOUND = 200
# Scripts of thousands of signs have no letters to lead by.
_MOST_LETTERS = 80
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Samr", "Syrc", "Thaa"})


@dataclass(frozen=True)
class LettersOfScript:
    """One script's letters, each a link to where it begins."""

    label: str
    dir: str
    letters: Sequence[Link]


@in_memorial
def show_names(visit: Visit) -> Response:
    """Always `noindex`: a name on it may be one that search engines are asked to leave alone."""
    query = asked_words()
    number = 1 if query else _page_number()
    names, pages = visit.snapshot.names(visit.memorial.id, page=number, per_page=PER_PAGE)
    if number > max(pages, 1):
        abort(404)
    found = visit.snapshot.find_people(visit.memorial.id, query, limit=MOST_FOUND) if query else names.rows
    record = visit.memorial.record
    return show(
        visit,
        "wall/names.html",
        title=_("The names"),
        rest="names",
        asked={"q": query, "page": number if number > 1 else ""},
        people=found,
        start=(number - 1) * PER_PAGE + 1,
        total=(visit.snapshot.count_people(visit.memorial.id) or None) if not query else None,
        letters=[] if query else _letters(visit, number),
        previous=_link_to(visit, number - 1, _("Names before these")) if number > 1 else None,
        next=_link_to(visit, number + 1, _("More names")) if not query and number < pages else None,
        position=_("Page %(number)s of %(total)s", number=number, total=pages) if pages > 1 else None,
        query=query,
        search_action=f"{visit.base}names",
        orders=[],
        share=visit.share(),
        lists_known=record.lists_known if record else (),
    )


def _page_number() -> int:
    """The page asked for, from 1; what is no number is a page that does not exist."""
    given = request.args.get("page", "1")
    if not (given.isascii() and given.isdecimal() and len(given) < 9 and int(given) > 0):
        abort(404)
    return int(given)


def _address(visit: Visit, number: int) -> str:
    return with_query(f"{visit.base}names", {"page": number if number > 1 else ""})


def _link_to(visit: Visit, number: int, text: str) -> Link:
    return Link(text, _address(visit, number))


def _letters(visit: Visit, current: int) -> list[LettersOfScript]:
    """A row for each script; a letter leads to the first name that begins with it, on whichever page that is."""
    scripts: dict[str, list[Link]] = {}
    for script, letter, page, first in visit.snapshot.letters(visit.memorial.id, per_page=PER_PAGE):
        if letter:
            address = "" if page == current else _address(visit, page)
            scripts.setdefault(script, []).append(Link(letter, f"{address}#p-{first}"))
    named = Locale.parse(visit.language.replace("-", "_")).scripts
    return [
        LettersOfScript(named.get(script, script), "rtl" if script in _RIGHT_TO_LEFT else "ltr", links)
        for script, links in scripts.items()
        if len(links) <= _MOST_LETTERS and (len(links) > 1 or len(scripts) > 1)
    ]
