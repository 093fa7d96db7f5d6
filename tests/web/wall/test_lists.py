"""Lists as documents: a page for each on which somebody stands who is on the wall, and nothing of any other."""

from __future__ import annotations

from dataclasses import replace

from memorial.domain.memorial import Source
from memorial.domain.person import FactClaim, NameClaim
from memorial.vocabulary import Audience, Basis
from tests.people_together import LIST, a_person
from tests.web.wall.conftest import Place, Visitor

OTHER = Source(
    "list-2", "A second list", "The lake office", 1990, "list", made_by="Two clerks", made_on="1988-03",
    purpose="To count", seen_at="Town archive, box 4", decided_by="staff-7", rows=40,
)  # fmt: skip
REPORT = Source("report", "A report", kind="report")


def with_sources(place: Place) -> None:
    with place.site.services.unit_of_work() as uow:
        memorial = uow.memorials.get(place.memorial.id)
        uow.memorials.save(replace(memorial, sources=(LIST, OTHER, REPORT)))
        uow.commit()


def test_a_list_has_a_page_with_who_made_it_when_and_for_what(place: Place, visitor: Visitor) -> None:
    with_sources(place)
    person = a_person(place.site, "Ada Lind", memorial=place.memorial)
    with place.site.services.unit_of_work() as uow:
        fact = FactClaim("age", "40", Basis.PUBLISHED_SOURCE, "list-2", Audience.PUBLIC)
        again = NameClaim("Ada Lind", Basis.PUBLISHED_SOURCE, "list-2", Audience.PUBLIC)
        kept = uow.people.get(place.memorial.id, person.id)
        uow.people.save(replace(kept, names=(*kept.names, again), facts=(fact,)))
        uow.commit()

    page = visitor.get(f"{place.base}lists/list-2").text
    assert all(words in page for words in ("Two clerks", "March 1988", "To count", "Town archive, box 4", "1990"))
    assert "1 person on it is named here. It has 40 rows." in page.replace("\n", " ")
    assert "staff-7" not in page
    listed = visitor.get(f"{place.base}lists").text
    assert f"{place.base}lists/list-2" in listed
    assert f"{place.base}lists/list-1" in listed
    assert "A report" not in listed
    assert f'href="{place.base}lists"' in visitor.get(f"{place.base}names").text
    assert visitor.get(f"{place.base}lists/report").status_code == 404


def test_of_a_list_on_which_nobody_is_seen_nothing_is_said(place: Place, visitor: Visitor) -> None:
    with_sources(place)
    a_person(place.site, "Bo Lind", memorial=place.memorial)
    before = [visitor.get(place.base + rest).data for rest in ("lists", "lists/list-1", "names")]

    hidden = a_person(place.site, "Cy Lind", audience=Audience.TEAM, memorial=place.memorial)
    with place.site.services.unit_of_work() as uow:
        name = NameClaim("Zo Lind", Basis.PUBLISHED_SOURCE, "list-2", Audience.TEAM)
        uow.people.save(replace(uow.people.get(place.memorial.id, hidden.id), names=(name,)))
        uow.commit()

    assert [visitor.get(place.base + rest).data for rest in ("lists", "lists/list-1", "names")] == before
    assert "1 person on it is named here." in before[1].decode()
    assert visitor.get(f"{place.base}lists/list-2").status_code == 404
