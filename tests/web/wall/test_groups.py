"""Pages of families, groups and places of memory, as visitors meet them; and what no visitor can tell from them."""

from __future__ import annotations

import secrets
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memorial.domain.group import GroupKind
from memorial.domain.heritage import Condition
from memorial.domain.person import Person
from memorial.vocabulary import Audience, Basis, Certainty, Fate
from tests.people_together import LIST, a_group, a_person, an_item, change_group, member_of, with_a_list
from tests.web.wall.conftest import Place, Visitor


def people(place: Place, *names: str, fate: str = Fate.DIED) -> list[Person]:
    return [a_person(place.site, name, ("fate", fate), ("born", "1950"), memorial=place.memorial) for name in names]


def test_a_family_has_a_page_with_names_and_years_and_who_says_it(place: Place, visitor: Visitor) -> None:
    with_a_list(place.site, place.memorial)
    ada, bo = people(place, "Ada Lind", "Bo Lind")
    said = replace(member_of(ada, role="mother"), certainty=Certainty.PROBABLE)
    group = a_group(place.site, [said, bo], name="Lind", memorial=place.memorial)

    page = visitor.get(f"{place.base}families/{group.id}").text
    assert "<h1><bdi" in page
    assert all(words in page for words in ("Ada Lind", "Bo Lind", "mother", "probably", "1950", LIST.title))
    assert "All 2 people of this family who are named here died, as the sources say." in page
    listed = visitor.get(f"{place.base}families").text
    assert f"{place.base}families/{group.id}" in listed
    assert "2 people" in listed
    assert f"{place.base}families/{group.id}" in visitor.get(f"{place.base}people/{ada.id}").text
    assert f'href="{place.base}families"' in visitor.get(place.base).text
    assert f"families/{group.id}" in visitor.get("/sitemap.xml").text


def test_missing_is_never_dead(place: Place, visitor: Visitor) -> None:
    ada, bo = people(place, "Ada Lind", "Bo Lind")
    (cy,) = people(place, "Cy Lind", fate=Fate.MISSING)
    group = a_group(place.site, [ada, bo, cy], memorial=place.memorial)

    page = visitor.get(f"{place.base}families/{group.id}").text
    assert "<h1>A family</h1>" in page
    assert "died" not in page


def test_each_kind_has_one_address(place: Place, visitor: Visitor) -> None:
    crew = a_group(
        place.site, people(place, "Ada Lind", "Bo Berg"), name="The watch", kind=GroupKind.CREW, memorial=place.memorial
    )

    assert visitor.get(f"{place.base}groups/{crew.id}").status_code == 200
    assert visitor.get(f"{place.base}families/{crew.id}").status_code == 404
    assert visitor.get(f"{place.base}groups/{secrets.token_hex(16)}").status_code == 404
    assert visitor.get(f"{place.base}groups?page=2").status_code == 404
    assert visitor.get(f"{place.base}families").status_code == 200


def test_a_page_with_somebody_whom_search_engines_may_not_have_is_not_theirs(place: Place, visitor: Visitor) -> None:
    ada, bo = people(place, "Ada Lind", "Bo Lind")
    cy = a_person(place.site, "Cy Lind", audience=Audience.UNLISTED, memorial=place.memorial)
    open_one = a_group(place.site, [ada, bo], memorial=place.memorial)
    quiet = a_group(place.site, [ada, cy], memorial=place.memorial)

    assert "noindex" not in visitor.get(f"{place.base}families/{open_one.id}").headers["X-Robots-Tag"]
    assert "noindex" in visitor.get(f"{place.base}families/{quiet.id}").headers["X-Robots-Tag"]
    assert quiet.id not in visitor.get("/sitemap.xml").text


def test_a_place_of_memory_says_how_it_was_found_and_by_whom(place: Place, visitor: Visitor) -> None:
    with_a_list(place.site, place.memorial)
    conditions = [(Condition.INTACT, "1987"), (Condition.DESTROYED, "1993~"), (Condition.RESTORED, "")]
    item = an_item(place.site, "Old <b>cemetery</b>", memorial=place.memorial, conditions=conditions)

    page = visitor.get(f"{place.base}places-of-memory/{item.id}").text
    assert page.index("Intact") < page.index("Destroyed") < page.index("Restored")
    assert all(words in page for words in ("1987", "1993", "Karvel", LIST.title, "Old &lt;b&gt;cemetery"))
    assert f"{place.base}places-of-memory/{item.id}" in visitor.get(f"{place.base}places-of-memory").text
    assert f"places-of-memory/{item.id}" in visitor.get("/sitemap.xml").text


_PRIVATE = st.sampled_from([Audience.NONE, Audience.TEAM, Audience.ARCHIVE, Audience.RESEARCH])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    audience=_PRIVATE, tie=st.sampled_from(list(Audience)), fate=st.sampled_from(list(Fate)), known=st.booleans(),
    at=st.integers(0, 2), kind=st.sampled_from([GroupKind.FAMILY, GroupKind.CREW]),
)  # fmt: skip
def test_nothing_private_changes_a_byte_of_any_page(
    place: Place, visitor: Visitor, audience: Audience, tie: Audience, fate: Fate, known: bool, at: int, kind: GroupKind
) -> None:
    """A private member, a private tie between two who are seen, a private name, a private group and a private place."""
    ada, bo = people(place, "Ada Lind", "Bo Lind")
    group = a_group(place.site, [ada, bo], kind=kind, memorial=place.memorial, name="Lind")
    an_item(place.site, memorial=place.memorial)
    addresses = [f"{place.base}{rest}" for rest in (
        "", "names", "families", "groups", "places-of-memory", f"families/{group.id}", f"groups/{group.id}",
        f"people/{ada.id}", f"people/{bo.id}", "search?q=Lind", "wall", "feed.atom",
    )] + ["/sitemap.xml", "/"]  # fmt: skip
    before = [_bytes(visitor, address) for address in addresses]

    hidden = a_person(place.site, "Zo Lind", ("fate", fate), audience=audience, memorial=place.memorial)
    members = list(group.members)
    members.insert(at, member_of(hidden, tie, role="son"))
    if known:
        members.insert(at, member_of(ada, audience, role="secret"))
    name = replace(group.names[0], text="Secret", audience=audience, basis=Basis.PUBLISHED_SOURCE)
    change_group(place.site, group, members=tuple(members), names=(name, *group.names), note="Nobody knows")
    a_group(place.site, [ada, hidden], name="Secret", kind=kind, memorial=place.memorial)
    gone = a_group(place.site, [member_of(ada, audience), bo], name="Secret", kind=kind, memorial=place.memorial)
    an_item(place.site, "Secret", audience=audience, memorial=place.memorial)

    addresses.append(f"{place.base}families/{gone.id}")
    before.append(_bytes(visitor, f"{place.base}families/{secrets.token_hex(16)}"))
    assert [_bytes(visitor, address) for address in addresses] == before


def _bytes(visitor: Visitor, address: str) -> tuple[int, bytes, str]:
    answer = visitor.get(address)
    return answer.status_code, answer.data, answer.headers.get("X-Robots-Tag", "")
