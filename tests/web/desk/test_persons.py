"""The record of a person at the desk: added by a name and a source, changed with a reason, and nothing is ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from memorial.domain.memorial import Memorial
from memorial.domain.person import Person
from memorial.published.types import PublishedPerson
from memorial.vocabulary import Audience, Basis, Role
from tests.web.desk.desk_client import Browser, World

PHOTOGRAPH = "tests/samples/images/IMG_20180725_163423-tiny.jpg"


@pytest.fixture
def archivist(world: World, ferry: Memorial) -> Browser:
    return world.signed_in("archivist@example.org", Role.ARCHIVIST)


def add(browser: Browser, **given: str) -> str:
    """The id of somebody new."""
    usual = {"text": "Anna Berg", "kind": "own", "source": "new", "source_title": "Harbour list", "audience": "public"}
    browser.get("/desk/persons/ferry/new")
    answer = browser.submit("text", **{**usual, **given})
    assert answer.status_code == 200, answer.text
    return answer.request.path.rpartition("/")[2]


def change(browser: Browser, person_id: str, do: str, holding: str, **given: str) -> TestResponse:
    browser.get(f"/desk/persons/ferry/{person_id}?{do}")
    return browser.submit(holding, **given)


def kept(world: World, memorial: Memorial, person_id: str) -> Person:
    with world.services.unit_of_work(read_only=True) as uow:
        found: Person = uow.people.get(memorial.id, person_id)
    return found


def seen(world: World, memorial: Memorial, person_id: str) -> PublishedPerson | None:
    with world.installation.reader.snapshot() as snapshot:
        return snapshot.person(memorial.id, person_id)


def entries(world: World, memorial: Memorial) -> list[tuple[str, str]]:
    return [(one.action, one.outcome) for one in world.log(memorial.id) if one.action.startswith("person")]


def test_somebody_new_has_a_name_and_a_source_and_stands_on_the_wall(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    person_id = add(archivist)

    shown = seen(world, ferry, person_id)
    with world.services.unit_of_work(read_only=True) as uow:
        (source,) = uow.memorials.get(ferry.id).sources
    assert shown is not None
    assert [(one.text, one.source_id) for one in shown.names] == [("Anna Berg", source.id)]
    assert (source.title, source.decided_by) == ("Harbour list", kept(world, ferry, person_id).history[0].by)
    assert {one.basis for one in kept(world, ferry, person_id).names} == {Basis.PUBLISHED_SOURCE}
    assert entries(world, ferry) == [("person_new", "done")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Please write a name."),
        ({"text": "No. 17"}, None),
        ({"text": "17/43"}, "Nobody is kept as a number."),
        ({"source": "", "source_title": ""}, "Please say who says it."),
        ({"source_title": ""}, "Please say who says it."),
        ({"audience": "archive"}, "Please choose one of these."),
        ({"text": "x" * 201}, "That is too long."),
    ],
)
def test_nobody_is_made_from_a_number_or_by_nobodys_word(
    world: World, ferry: Memorial, archivist: Browser, given: dict[str, str], words: str | None
) -> None:
    archivist.get("/desk/persons/ferry/new")
    usual = {"text": "Anna Berg", "kind": "own", "source": "new", "source_title": "Harbour list", "audience": "team"}

    answer = archivist.submit("text", **{**usual, **given})

    with world.services.unit_of_work(read_only=True) as uow:
        people = list(uow.people.ids(ferry.id))
    if words is None:
        assert len(people) == 1, "it has letters: what it is, an archivist knows"
    else:
        assert (answer.status_code, people) == (422, [])
        assert words in answer.text
        assert entries(world, ferry) == [("person_new", "refused")]


def test_a_record_is_added_to_corrected_and_put_back_with_who_and_why(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    person_id = add(archivist)
    source = kept(world, ferry, person_id).names[0].source_id

    change(archivist, person_id, "do=add&of=fact&kind=born", "words", words="about 1920", source=source,
           audience="public", language="en")  # fmt: skip
    change(archivist, person_id, "do=correct&ref=name:0", "text", text="Anna Bergh", reason="the stone says so")
    corrected = seen(world, ferry, person_id)
    refused = change(archivist, person_id, "do=correct&ref=name:0", "text", text="Anne Bergh", reason=" ")
    answer = change(archivist, person_id, "do=bring_back&entry=2", "reason", reason="both are read")

    assert corrected is not None
    assert [one.text for one in corrected.names] == ["Anna Bergh"]
    assert [(one.kind, one.value, one.words) for one in corrected.facts] == [("born", "1920~", "about 1920")]
    assert (refused.status_code, "Please say why" in refused.text) == (422, True)
    both = seen(world, ferry, person_id)
    assert both is not None
    assert {one.text for one in both.names} == {"Anna Berg", "Anna Bergh"}
    assert "the stone says so" in answer.text, "the history says why"
    assert "both are read" in answer.text
    ids = [one.id for one in kept(world, ferry, person_id).names]
    assert len(set(ids)) == 2, "what came back has an id of its own"
    assert [outcome for _, outcome in entries(world, ferry)] == ["done", "refused", "done", "done", "done"]


def test_the_last_name_stays(world: World, ferry: Memorial, archivist: Browser) -> None:
    person_id = add(archivist)

    answer = change(archivist, person_id, "do=take_out&ref=name:0", "reason", reason="nobody knows it")

    assert (answer.status_code, "nobody is kept without a name" in answer.text) == (422, True)
    assert kept(world, ferry, person_id).all_names() == ("Anna Berg",)


def test_a_date_that_is_not_understood_is_asked_about_and_kept_as_words_where_that_is_wanted(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    person_id = add(archivist)
    source = kept(world, ferry, person_id).names[0].source_id
    given = {"words": "when the herring came", "source": source, "audience": "public"}

    refused = change(archivist, person_id, "do=add&of=fact&kind=born", "words", **given)
    archivist.submit("words", as_words="y")

    shown = seen(world, ferry, person_id)
    assert (refused.status_code, "was not understood" in refused.text) == (422, True)
    assert "when the herring came" in refused.text, "what was typed comes back"
    assert shown is not None
    assert [(one.value, one.words) for one in shown.facts] == [("", "when the herring came")]
    assert shown.years == ""


def test_what_a_family_says_only_they_can_change(world: World, ferry: Memorial, archivist: Browser) -> None:
    record_id = _published(world, ferry, archivist)
    person_id = world.record(ferry, record_id).person_id or ""
    page = archivist.get(f"/desk/persons/ferry/{person_id}")
    assert "do=correct" not in page.text
    assert f"/desk/review/ferry/{record_id}" in page.text

    for action in ("correct", "take_out"):
        archivist.get(f"/desk/persons/ferry/{person_id}")
        data = archivist.form(holding="action") | {
            "action": action, "ref": "name:0", "text": "Somebody Else", "kind": "own", "source": "new",
            "source_title": "Harbour list", "audience": "public", "reason": "I know better",
        }  # fmt: skip
        answer = archivist.post(f"/desk/persons/ferry/{person_id}", data)
        assert answer.status_code == 422
        assert "A family says this." in answer.text
    change(archivist, person_id, "do=add&of=name", "text", text="Ayla V.", kind="nickname", source="new",
           source_title="Harbour list", audience="public")  # fmt: skip

    shown = seen(world, ferry, person_id)
    assert shown is not None
    assert [one.text for one in shown.names] == ["Ayla Verdin", "Ayla V."]


def test_a_closed_matter_opens_when_kin_wish_and_two_people_agree_and_closes_by_one(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    person_id = add(archivist)
    source = kept(world, ferry, person_id).names[0].source_id
    change(archivist, person_id, "do=add&of=fact&kind=fate", "fate", fate="captive", on="1943", source=source,
           audience="public")  # fmt: skip
    closed = seen(world, ferry, person_id)
    nobody = change(archivist, person_id, "do=open&ref=fact:0", "asked_by", asked_by=" ")
    change(archivist, person_id, "do=open&ref=fact:0", "asked_by", asked_by="her sister, by letter")
    by_one = seen(world, ferry, person_id)
    again = change(archivist, person_id, "do=open&ref=fact:0", "asked_by")
    second = world.signed_in("second@example.org", Role.EDITOR)
    change(second, person_id, "do=open&ref=fact:0", "asked_by")
    by_two = seen(world, ferry, person_id)
    second.get(f"/desk/persons/ferry/{person_id}")
    second.submit("Close it again")

    assert [(one is not None and [f.value for f in one.facts]) for one in (closed, by_one, by_two)] == [
        [], [], ["captive"],
    ]  # fmt: skip
    assert "Please say who of the family asks" in nobody.text
    assert "Somebody else has to say it too." in again.text
    shut = seen(world, ferry, person_id)
    assert shut is not None
    assert shut.facts == ()
    assert "her sister" not in str(by_two)


def test_two_records_are_joined_and_parted_at_the_desk(world: World, ferry: Memorial, archivist: Browser) -> None:
    anna, ani = add(archivist), add(archivist, text="Ani Berg")
    archivist.get(f"/desk/persons/ferry/{anna}?do=join")
    archivist.get(f"/desk/persons/ferry/{anna}?do=join&q=Ani+Berg")
    archivist.submit("other", other=ani, reason="the same house and day")
    joined = seen(world, ferry, anna)
    told = archivist.get(f"/desk/persons/ferry/{ani}").text
    change(archivist, anna, f"do=part&other={ani}", "reason", reason="two sisters")

    assert joined is not None
    assert [one.text for one in joined.names] == ["Anna Berg", "Ani Berg"]
    assert "joined into another one" in told
    assert seen(world, ferry, ani) is not None
    assert entries(world, ferry)[:2] == [("person_part", "done"), ("person_join", "done")]


def test_somebody_who_belongs_to_them_is_found_by_name_and_seen_on_both_pages(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    anna, bela = add(archivist), add(archivist, text="Bela Berg")
    source = kept(world, ferry, anna).names[0].source_id
    archivist.get(f"/desk/persons/ferry/{anna}?do=add&of=kin&q=Bela")
    archivist.submit("other", other=bela, kinship="sibling", certainty="probable", source=source, audience="public")

    with world.installation.reader.snapshot() as snapshot:
        here, there = snapshot.person(ferry.id, anna), snapshot.person(ferry.id, bela)
        assert here is not None
        assert there is not None
        both = [
            (one.other.label, one.kinship, one.certainty) for p in (here, there) for one in snapshot.kin(ferry.id, p)
        ]
    assert both == [("Bela Berg", "sibling", "probable"), ("Anna Berg", "sibling", "probable")]


def test_a_portrait_is_a_picture_that_visitors_see_and_goes_with_it(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    with open(PHOTOGRAPH, "rb") as picture:
        record_id = _published(world, ferry, archivist, picture=picture.read())
    person_id = world.record(ferry, record_id).person_id or ""
    archivist.get(f"/desk/persons/ferry/{person_id}?do=portrait")
    (chosen,) = [one.get("value") for one in archivist.page().all("input") if one.get("name") == "portrait"]
    archivist.submit("portrait", portrait=chosen)
    shown = seen(world, ferry, person_id)
    archivist.get(f"/desk/persons/ferry/{person_id}")
    archivist.submit("Take the portrait away")

    without = seen(world, ferry, person_id)
    assert shown is not None
    assert shown.portrait is not None
    assert without is not None
    assert without.portrait is None


def test_a_name_leads_in_its_language(world: World, ferry: Memorial, archivist: Browser) -> None:
    person_id = add(archivist)
    change(archivist, person_id, "do=add&of=name", "text", text="آنا بيرغ", kind="other_script", language="ar",
           source="new", source_title="Harbour list", audience="public")  # fmt: skip
    archivist.get(f"/desk/persons/ferry/{person_id}")
    forms = [f for f in archivist.page().all("form") if any(i.get("value") == "name:1" for i in f.all("input"))]
    data = {one.get("name"): one.get("value") for one in forms[0].all("input")}
    archivist.post(f"/desk/persons/ferry/{person_id}", data)

    shown = seen(world, ferry, person_id)
    assert shown is not None
    assert [(one.text, one.preferred) for one in shown.names] == [("Anna Berg", False), ("آنا بيرغ", True)]


def test_what_somebody_changed_meanwhile_is_not_changed_over(world: World, ferry: Memorial, archivist: Browser) -> None:
    person_id = add(archivist)
    archivist.get(f"/desk/persons/ferry/{person_id}?do=correct&ref=name:0")
    data = archivist.form(holding="text") | {"text": "Anna Bergh", "reason": "the stone"}
    archivist.post(f"/desk/persons/ferry/{person_id}", data)

    again = archivist.post(f"/desk/persons/ferry/{person_id}", data | {"text": "Anna Burg"})

    assert (again.status_code, "changed this record meanwhile" in again.text) == (422, True)
    assert kept(world, ferry, person_id).all_names() == ("Anna Bergh",)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_who_may_not_change_a_record_changes_nothing(
    world: World, ferry: Memorial, archivist: Browser, role: Role
) -> None:
    person_id = add(archivist)
    before = kept(world, ferry, person_id)
    other = world.signed_in("other@example.org", role)
    page = other.get(f"/desk/persons/ferry/{person_id}")
    assert (page.status_code, "do=correct" in page.text) == (200 if role is Role.MODERATOR else 404, False)
    other.get("/desk/")
    data = {"csrf_token": other.form(holding="csrf_token")["csrf_token"], "revision": str(before.revision)}

    for action in ("add", "correct", "take_out", "prefer", "open", "close", "join", "part", "portrait", "nothing"):
        answer = other.post(f"/desk/persons/ferry/{person_id}", {**data, "action": action, "ref": "name:0"})
        assert answer.status_code in (404, 422, 403), action
    other.post("/desk/persons/ferry/new", {**data, "text": "Bela", "kind": "own", "source": "new"})

    assert kept(world, ferry, person_id) == before
    with world.services.unit_of_work(read_only=True) as uow:
        assert len(list(uow.people.ids(ferry.id))) == 1


def test_the_desk_finds_by_other_spellings_who_is_seen_and_by_the_exact_name_who_is_not(
    world: World, ferry: Memorial, archivist: Browser
) -> None:
    seen_id, hidden_id = add(archivist), add(archivist, text="Bela Kord", audience="team")

    found = {query: archivist.get(f"/desk/persons?memorial=ferry&q={query}").text
             for query in ("Ana+Berg", "Bela+Kord", "Bella+Cord")}  # fmt: skip

    assert seen_id in found["Ana+Berg"]
    assert hidden_id in found["Bela+Kord"]
    assert "not seen by visitors" in found["Bela+Kord"]
    assert hidden_id not in found["Bella+Cord"]
    assert kept(world, ferry, hidden_id).names[0].audience is Audience.TEAM


def _published(world: World, memorial: Memorial, browser: Browser, **more: Any) -> str:
    record_id = world.send(**more)
    browser.get(f"/desk/review/ferry/{record_id}")
    if "Take" in browser.last.text and 'name="decision"' not in browser.last.text:  # type: ignore[union-attr]
        browser.submit("csrf_token")
    browser.get(f"/desk/review/ferry/{record_id}")
    browser.submit("decision", decision="accept", names_looked_for="y")
    world.clock.go(minutes=11)
    assert world.publish(memorial, record_id)
    return record_id
