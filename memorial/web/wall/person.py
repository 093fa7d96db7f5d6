"""One person's page: the names, what is known and who says it, and what was written, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, abort
from flask_babel import gettext as _

from memorial.published.types import PublishedFact, PublishedPerson
from memorial.web.language import direction
from memorial.web.wall.remembrance import from_the_top
from memorial.web.wall.visit import Visit, current_wall, cursor, in_memorial, show, site_address

PER_PAGE = 20
_ORDER = ("born", "died", "age", "place", "fate", "role")


@dataclass(frozen=True)
class FactShown:
    """One fact in words, with the title of the source that says it; '' where a family does."""

    term: str
    value: str
    language: str
    direction: str
    source: str


@in_memorial
def show_person(visit: Visit, person_id: str) -> Response:
    """`noindex` as soon as the name, or any remembrance on this page, is not for search engines."""
    person = visit.snapshot.person(visit.memorial.id, person_id)
    if person is None:
        abort(404)
    address, after = f"people/{person.id}", cursor()
    written = visit.snapshot.remembrances_of(visit.memorial.id, person.id, after=after, limit=PER_PAGE)
    if after and not written.rows:
        return from_the_top(visit.base + address)
    facts = list(_facts(visit, person))
    sources = {fact.source for fact in facts}
    more = visit.link(_("Older remembrances"), address, {"after": written.next}) if written.next else None
    return show(
        visit,
        "wall/person.html",
        title=person.label,
        rest=address,
        asked={"after": after},
        indexable=not after and person.indexable and all(one.indexable for one in written.rows),
        person=person,
        facts=facts,
        source=sources.pop() if len(facts) > 1 and len(sources) == 1 else "",
        portrait=None,
        remembrances=written.rows,
        previous=visit.link(_("The newest"), address) if after else None,
        next=more,
        share=visit.share(person.id),
        concern=visit.link(_("Something is wrong here"), "concern", {"about": person.id}),
        permanent=f"{site_address()}/p/{person.id}",
    )


def _facts(visit: Visit, person: PublishedPerson) -> Iterator[FactShown]:
    titles = {source.id: source.title for source in visit.memorial.sources}
    terms = {
        "born": _("Born"),
        "died": _("Died"),
        "age": _("Age"),
        "place": _("Place"),
        "fate": _("Fate"),
        "role": _("Role"),
    }
    for fact in sorted((f for f in person.facts if f.kind in terms), key=lambda f: _ORDER.index(f.kind)):
        source = titles.get(fact.source_id) or _("a list") if fact.source_id else ""
        value = _value(fact, visit.language)
        if value:
            own = fact.kind in ("place", "role")
            language = fact.language if own else visit.language
            yield FactShown(terms[fact.kind], value, language, "auto" if own else direction(visit.language), source)


def _value(fact: PublishedFact, language: str) -> str:
    if fact.kind in ("born", "died"):
        return current_wall().date_in_words(fact.value, language, _)
    return _fate(fact) if fact.kind == "fate" else fact.value


def _fate(fact: PublishedFact) -> str:
    """The fate in words, never in the memorial's own voice where a list says it. What is not said is left out."""
    if fact.source_id:
        said = {
            "died": _("Died, as the list says"),
            "missing": _("Missing, as the list says"),
            "survived": _("Survived, as the list says"),
        }
    else:
        said = {"died": _("Died"), "missing": _("Missing"), "survived": _("Survived")}
    return str(said.get(fact.value, ""))
