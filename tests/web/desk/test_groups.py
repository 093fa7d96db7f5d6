"""Families, groups and places of memory at the desk: who may, one entry each, a history, and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from memorial.domain.group import Group, GroupKind
from memorial.domain.heritage import Condition, HeritageItem, HeritageKind
from memorial.domain.memorial import Memorial, Source
from memorial.domain.person import NameClaim, Person
from memorial.published.groups import FAMILY_KINDS, OTHER_KINDS
from memorial.vocabulary import Audience, Basis, Role
from memorial.web.group_words import CONDITIONS, GROUP_KINDS, HERITAGE_KINDS
from tests.web.desk.desk_client import Browser, World


@pytest.fixture
def listed(world: World, ferry: Memorial) -> Memorial:
    """The ferry, with a list that people are on."""
    from dataclasses import replace

    with world.services.unit_of_work() as uow:
        memorial: Memorial = uow.memorials.get(ferry.id)
        uow.memorials.save(replace(memorial, sources=(Source("list-1", "The company’s list", kind="list"),)))
        uow.commit()
    return memorial


def person(world: World, memorial: Memorial, name: str, audience: Audience = Audience.PUBLIC) -> Person:
    names = (NameClaim(name, Basis.PUBLISHED_SOURCE, "list-1", audience),)
    added = Person(world.services.new_id(), memorial.id, world.services.keys.take().id, names)
    with world.services.unit_of_work() as uow:
        uow.people.add(added)
        uow.commit()
    return added


def groups(world: World, memorial: Memorial) -> list[Group]:
    with world.services.unit_of_work(read_only=True) as uow:
        return [uow.groups.get(memorial.id, one) for one in uow.groups.ids(memorial.id)]


def items(world: World, memorial: Memorial) -> list[HeritageItem]:
    with world.services.unit_of_work(read_only=True) as uow:
        return [uow.heritage.get(memorial.id, one) for one in uow.heritage.ids(memorial.id)]


def shown(world: World, memorial: Memorial, group: Group) -> Any:
    with world.installation.reader.snapshot() as snapshot:
        return snapshot.groups(memorial.id).get(group.id)


def test_every_kind_and_condition_has_words() -> None:
    assert set(GROUP_KINDS) == set(GroupKind) == {*FAMILY_KINDS, *OTHER_KINDS}
    assert set(HERITAGE_KINDS) == set(HeritageKind)
    assert set(CONDITIONS) == set(Condition)


CLAIM = {"source": "list-1", "audience": "public"}


def begun(browser: Browser, name: str = "Lind") -> str:
    """The address of a new family's page."""
    browser.get("/desk/groups")
    answer = browser.submit("kind", kind="family", name=name, language="en", **CLAIM)
    assert "Saved." in answer.text
    return answer.request.path


def test_an_archivist_puts_a_family_together_and_each_act_leaves_one_entry(world: World, listed: Memorial) -> None:
    ada, bo = person(world, listed, "Ada Lind"), person(world, listed, "Bo Lind", Audience.TEAM)
    browser = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    before = len(world.log())
    here = begun(browser)

    for one, role in ((ada, "mother"), (bo, "")):
        browser.get(f"{here}?add=person")
        found = browser.submit("find", find=" ".join(reversed(one.names[0].text.split())))
        assert one.names[0].text in found.text
        answer = browser.submit("person", person=one.id, role=role, certainty="probable", **CLAIM)
        assert "Saved." in answer.text

    (group,) = groups(world, listed)
    assert group.people == (ada.id, bo.id)
    assert (group.members[0].role, group.members[0].certainty) == ("mother", "probable")
    actions = ["add_group", "group_find", "group_member", "group_find", "group_member"]
    assert [entry.action for entry in reversed(world.log(listed.id)[: len(actions)])] == actions
    assert len(world.log()) == before + len(actions)
    assert shown(world, listed, group) is None, "one of the two is private"
    assert "Lind" not in str(world.log(listed.id))


def test_every_change_can_be_taken_back_and_a_removed_group_brought_back(world: World, listed: Memorial) -> None:
    ada, bo = person(world, listed, "Ada Lind"), person(world, listed, "Bo Lind")
    browser = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    here = begun(browser)
    for one in (ada, bo):
        browser.post(here, {**token(browser), "action": "member", "person": one.id, **CLAIM})
    (group,) = groups(world, listed)
    assert shown(world, listed, group) is not None

    browser.get(here)
    browser.submit("Remove it")
    assert shown(world, listed, group) is None
    browser.submit("Bring it back")
    assert shown(world, listed, group) is not None
    claim = group.members[0].id
    browser.post(here, {**token(browser), "action": "part", "claim": claim})
    assert groups(world, listed)[0].people == (bo.id,)
    browser.post(here, {**token(browser), "action": "take_back", "change": "4"})

    after = groups(world, listed)[0]
    assert set(after.people) == {ada.id, bo.id}
    assert len(after.history) == 6
    assert shown(world, listed, group) is not None


def token(browser: Browser) -> dict[str, str]:
    return {"csrf_token": browser.form(holding="csrf_token")["csrf_token"]}


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(world: World, listed: Memorial) -> None:
    browser = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    browser.get("/desk/groups")

    answer = browser.submit("kind", kind="family", name="Lind", source="", audience="public", language="zz9")
    assert answer.status_code == 422
    assert "Please choose who says it." in answer.text
    assert "Lind" in answer.text
    assert groups(world, listed) == []
    here = begun(browser)
    browser.get(f"{here}?add=person")
    answer = browser.submit("find", find="Nobody Atall")
    assert answer.status_code == 422
    assert "Nobody of that name is here." in answer.text
    mark = token(browser)
    answer = browser.post(here, {**mark, "action": "member", "person": "0" * 32, **CLAIM})
    assert answer.status_code == 422
    assert groups(world, listed)[0].people == ()
    assert browser.post(here, {**mark, "action": "burn"}).status_code == 404
    assert browser.post(here, {**mark, "action": "take_back", "change": "7"}).status_code == 404


def test_an_administrator_who_does_not_read_learns_no_private_name(world: World, listed: Memorial) -> None:
    ada, bo = person(world, listed, "Ada Lind"), person(world, listed, "Bo Secret", Audience.TEAM)
    archivist = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    here = begun(archivist)
    for one in (ada, bo):
        archivist.post(here, {**token(archivist), "action": "member", "person": one.id, **CLAIM})
    closed = {"name": "Secret house", "source": "list-1", "audience": "team"}
    archivist.post(here, {**token(archivist), "action": "name", **closed})
    archivist.post(here, {**token(archivist), "action": "note", "note": "Secret note"})

    admin = world.signed_in("admin@example.org", Role.ADMIN)
    page = admin.get(here).text
    assert "Ada Lind" in page
    assert "A name that is private" in page
    assert "Secret" not in page
    assert "Secret" not in admin.get("/desk/groups").text
    admin.get(f"{here}?add=person")
    assert "Nobody of that name is here." in admin.submit("find", find="Bo Secret").text


@pytest.mark.parametrize("path", ["/desk/groups", "/desk/places-of-memory"])
def test_readers_and_keepers_of_other_memorials_find_nothing(world: World, listed: Memorial, path: str) -> None:
    world.begin_memorial("mill", "The mill")
    archivist = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    here = begun(archivist)
    for number, (role, where) in enumerate(((Role.EDITOR, "ferry"), (Role.MODERATOR, "ferry"), (Role.ADMIN, "mill"))):
        browser = world.signed_in(f"other{number}@example.org", role, where)
        assert browser.get(f"{path}?memorial=ferry").status_code == 404
        assert browser.get(here).status_code == 404
        assert "Lind" not in browser.get(path).text


def test_a_place_of_memory_is_described_by_its_sources_and_holds_no_spot(world: World, listed: Memorial) -> None:
    browser = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    browser.get("/desk/places-of-memory")
    answer = browser.submit("kind", kind="cemetery", name="The old cemetery", language="en", **CLAIM)
    here = answer.request.path

    said = {"condition": "destroyed", "on": "about 1993", "words": "seen from the road", "language": "en", **CLAIM}
    assert "Saved." in browser.submit("condition", **said).text
    browser.get(f"{here}?add=place")
    refused = browser.submit("place", place="39.9117, 46.7892", **CLAIM)
    assert refused.status_code == 422
    assert "Please leave the exact spot out" in refused.text
    browser.submit("place", place="Karvel", **CLAIM)
    browser.get(f"{here}?add=condition")
    assert "so that it is certain" in browser.submit("condition", **{**said, "on": "some day"}).text

    (item,) = items(world, listed)
    assert [(one.condition, one.on, one.words) for one in item.now.conditions] == [
        ("destroyed", "1993~", "seen from the road")
    ]
    assert [one.text for one in item.now.places] == ["Karvel"]
    browser.get(here)
    browser.submit("Remove it")
    with world.installation.reader.snapshot() as snapshot:
        assert not snapshot.heritage(listed.id).any()
    browser.post(here, {**token(browser), "action": "take_back", "change": str(len(item.history))})
    with world.installation.reader.snapshot() as snapshot:
        assert snapshot.heritage(listed.id).any()


def test_an_administrator_who_does_not_read_is_told_no_title_of_a_list_for_the_team(
    world: World, listed: Memorial
) -> None:
    from dataclasses import replace

    with world.services.unit_of_work() as uow:
        memorial: Memorial = uow.memorials.get(listed.id)
        private = Source("list-2", "Planted title of a list", kind="list", audience=Audience.TEAM)
        uow.memorials.save(replace(memorial, sources=(*memorial.sources, private)))
        uow.commit()
    archivist = world.signed_in("archivist@example.org", Role.ARCHIVIST)
    archivist.get("/desk/groups")
    here = archivist.submit("kind", kind="family", name="Lind", language="en", source="list-2", audience="public")
    pages = ("/desk/groups", "/desk/places-of-memory", here.request.path, f"{here.request.path}?add=name")
    assert all("Planted title" in archivist.get(path).text for path in pages)

    admin = world.signed_in("admin@example.org", Role.ADMIN)

    for path in pages:
        answer = admin.get(path)
        assert answer.status_code == 200
        assert "Planted title" not in answer.text, path
    assert "a source that only readers may know" in admin.get(here.request.path).text
