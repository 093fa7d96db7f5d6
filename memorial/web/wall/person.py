"""One person's page: the names, what is known and who says it, who belongs to them, and what was written, page by page.

Claims that contradict each other stand side by side, each with its source. The page decides for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort
from flask_babel import gettext as _

from memorial.published.types import PersonRef, PublishedFact, PublishedKin, PublishedName, PublishedPerson
from memorial.vocabulary import Certainty, FactKind, Fate, Kinship, NameKind
from memorial.web.language import direction
from memorial.web.person_words import (
    CERTAINTY,
    FACT_KINDS,
    FAMILY,
    FATES,
    FATES_OF_A_LIST,
    KINSHIP,
    NAME_KINDS,
    SEXES,
    language_words,
)
from memorial.web.qr import square
from memorial.web.wall.citing import permanent_address
from memorial.web.wall.groups import groups_of
from memorial.web.wall.interview_shown import interviews_of
from memorial.web.wall.redirects import redirect_to
from memorial.web.wall.remembrance import from_the_top
from memorial.web.wall.visit import Visit, current_wall, cursor, in_memorial, show

PER_PAGE = 20
_ORDER = tuple(FACT_KINDS)
_PLACES = frozenset({FactKind.PLACE, FactKind.PLACE_OF_BIRTH, FactKind.RESIDENCE, FactKind.PLACE_OF_DEATH})


@dataclass(frozen=True)
class NameSaid:
    """One form of the name; `about` says in words of what kind and language it is, `source` who gives it."""

    text: str
    language: str
    direction: str
    about: str
    source: str


@dataclass(frozen=True)
class Said:
    """One fact in words: `value` of the page or of who wrote it, `quoted` as the source wrote it, `day` of a fate.

    `source` is the title of what says it, '' where a family does. `href`: a place of that name on the map, else ''.
    """

    value: str
    language: str
    direction: str
    source: str
    quoted: str = ""
    quoted_language: str = "und"
    day: str = ""
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """All that is said of one thing. `differ`: more than one thing is."""

    term: str
    said: tuple[Said, ...]
    differ: bool


@dataclass(frozen=True)
class Beside:
    """Somebody who belongs to them, as what, how sure, and who says so."""

    other: PersonRef
    kinship: str
    certainty: str
    quoted: str
    source: str


@in_memorial
def show_person(visit: Visit, person_id: str) -> Response:
    """`noindex` as soon as the name, or any remembrance on this page, is not for search engines."""
    person = visit.snapshot.person(visit.memorial.id, person_id)
    if person is None:
        return _another_address(visit, person_id)
    address, after = f"people/{person.id}", cursor()
    written = visit.snapshot.remembrances_of(visit.memorial.id, person.id, after=after, limit=PER_PAGE)
    if after and not written.rows:
        return from_the_top(visit.base + address)
    more = visit.link(_("Older remembrances"), address, {"after": written.next}) if written.next else None
    kin = list(visit.snapshot.kin(visit.memorial.id, person))
    return show(
        visit,
        "wall/person.html",
        title=person.label,
        rest=address,
        asked={"after": after},
        indexable=not after and person.indexable and all(one.indexable for one in written.rows),
        about=" · ".join(words for words in (person.years, person.place) if words),
        person=person,
        portrait=person.portrait,
        voices=interviews_of(visit, person),
        remembrances=written.rows,
        previous=visit.link(_("The newest"), address) if after else None,
        next=more,
        share=visit.share(person.id),
        concern=visit.link(_("Something is wrong here"), "concern", {"about": person.id}),
        permanent=permanent_address(person.id),
        square=square(permanent_address(person.id)),
        tools=[visit.link(_("Cite"), f"{address}/cite"), visit.link(_("For a plaque"), f"{address}/plaque")],
        **_what_is_said(visit, person, kin),
        groups=groups_of(visit, person),
    )


def _another_address(visit: Visit, person_id: str) -> Response:
    """To the page of the person into whose record that one was joined, if visitors saw it by itself."""
    leads_to = visit.snapshot.person_leads_to(visit.memorial.id, person_id)
    if not leads_to:
        abort(404)
    return redirect_to(f"{visit.base}people/{leads_to}")


def _what_is_said(visit: Visit, person: PublishedPerson, kin: Sequence[PublishedKin]) -> dict[str, Any]:
    titles = {source.id: source.title for source in visit.memorial.sources}

    def source_of(source_id: str) -> str:
        return (titles.get(source_id) or _("a list")) if source_id else ""

    names = list(_names(visit, person, source_of))
    facts = list(_facts(visit, person, source_of))
    ties = [(one, _beside(one, source_of)) for one in kin]
    said = [*(one.source for one in names), *(one.source for fact in facts for one in fact.said)]
    said += [one.source for _one, one in ties]
    every = set(said)
    return {
        "names": names,
        "facts": facts,
        "family": [one for tie, one in ties if tie.kinship in FAMILY],
        "beside": [one for tie, one in ties if tie.kinship not in FAMILY],
        "source": every.pop() if len(said) > 1 and len(every) == 1 else "",
    }


def _names(visit: Visit, person: PublishedPerson, source_of: Callable[[str], str]) -> Iterator[NameSaid]:
    """The one that leads first: the preferred one of the page's language, else the person's own form."""
    lead = next((one for one in person.names if one.preferred and one.language == visit.language), person.names[0])
    rest = [one for one in person.names if one.text != lead.text]
    rest.sort(key=lambda one: one.language != visit.language)
    for one in (lead, *rest):
        yield NameSaid(one.text, one.language, one.direction, _about_name(visit, one), source_of(one.source_id))


def _about_name(visit: Visit, name: PublishedName) -> str:
    kind = "" if name.kind == NameKind.OWN else str(NAME_KINDS.get(NameKind(name.kind), ""))
    return " · ".join(filter(None, (kind, language_words(name.language, visit.language))))


def _facts(visit: Visit, person: PublishedPerson, source_of: Callable[[str], str]) -> Iterator[Fact]:
    """Fates stand in the order of their dates, as the edition keeps them."""
    on_the_map = _on_the_map(visit, person)
    for kind in _ORDER:
        of_kind = [fact for fact in person.facts if fact.kind == kind]
        said = [one for fact in of_kind if (one := _said(visit, fact, source_of(fact.source_id))) is not None]
        if kind in _PLACES:
            said = [replace(one, href=on_the_map.get(one.value, "")) for one in said]
        values = {(one.value, one.quoted if not one.value else "") for one in said}
        differ = kind is not FactKind.FATE and len(values) > 1
        if said:
            yield Fact(str(FACT_KINDS[kind]), tuple(dict.fromkeys(said)), differ)


def _on_the_map(visit: Visit, person: PublishedPerson) -> dict[str, str]:
    """Where on the map the places stand that have, in any letters, exactly a name of a place of the record."""
    names = {fact.value for fact in person.facts if fact.kind in _PLACES and fact.value}
    if not names:
        return {}
    places = visit.snapshot.record(visit.memorial.id).places_called(names)
    return {name: f"{visit.base}map#place-{place_id}" for name, place_id in places.items()}


def _said(visit: Visit, fact: PublishedFact, source: str) -> Said | None:
    """None for what has no words. What the source wrote is quoted where the page says it otherwise."""
    value, own = _value(visit, fact)
    quoted = fact.words if fact.words.casefold() not in ("", value.casefold(), fact.value.casefold()) else ""
    if not value and not quoted:
        return None
    language = fact.language if own else visit.language
    day = current_wall().date_in_words(fact.on, visit.language, _) if fact.on else ""
    way = "auto" if own else direction(visit.language)
    return Said(value, language, way, source, quoted, fact.language, day)


def _value(visit: Visit, fact: PublishedFact) -> tuple[str, bool]:
    """The fact in words; and whether they are the source's own."""
    if fact.kind in (FactKind.BORN, FactKind.DIED):
        return (current_wall().date_in_words(fact.value, visit.language, _) if fact.value else ""), False
    if fact.kind == FactKind.SEX:
        return str(SEXES.get(fact.value, "")), False
    if fact.kind == FactKind.FATE:
        # Never in the memorial's own voice where a list says it. What is not said is left out.
        known = FATES_OF_A_LIST if fact.source_id else FATES
        return (str(known[Fate(fact.value)]) if fact.value in known else ""), False
    return fact.value, fact.kind != FactKind.AGE


def _beside(tie: PublishedKin, source_of: Callable[[str], str]) -> Beside:
    sure = Certainty(tie.certainty)
    certainty = "" if sure in (Certainty.CERTAIN, Certainty.NOT_SAID) else str(CERTAINTY[sure])
    return Beside(tie.other, str(KINSHIP[Kinship(tie.kinship)]), certainty, tie.words, source_of(tie.source_id))
