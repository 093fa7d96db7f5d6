"""Whom it is about: one box, those who are like it, and a page for somebody who is new, with days in boxes."""

from __future__ import annotations

from typing import Any

import pytest

from memorial.web.contribute import people
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family
from tests.web.contribute.test_helping import GIVEN

NEW = f"{SHARE}/who/new"
DIED = {"died_day": "31", "died_month": "February", "died_year": "1992"}


def at_the_box(family: Family) -> None:
    family.open(SHARE)
    family.press()


def describe(family: Family, name: str = "Nadia Sorrel", **more: str) -> None:
    at_the_box(family)
    family.tell_who(person_name=name, **more)


def to_check(family: Family, story: str = "She sang.", **choices: str) -> None:
    family.press(story=story)
    family.press(**{"audience": "public", "person_name_shown": "full", "signature": "none", **choices})
    assert family.addresses[-1] == f"{SHARE}/check"


def typed(family: Family) -> dict[str, str]:
    form = family.form()
    found = {e.get("name"): e.get("value") for e in form.all("input") if e.get("type") not in ("radio", "checkbox")}
    return found | {
        e.get("name"): "ticked" for e in form.all("input") if e.get("type") == "checkbox" and e.has("checked")
    }


def rows(family: Family) -> dict[str, str]:
    """What stands beside each heading of the summary."""
    terms = [" ".join(one.text().split()) for one in family.root.all("dt")]
    said = [" ".join(one.text().split()) for one in family.root.all("dd")]
    return dict(zip(terms, said[:: len(said) // len(terms)], strict=False))


def kept(place: TestInstallation) -> Any:
    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.remembrances.waiting(place.memorial.id, limit=10)
        return uow.remembrances.get(place.memorial.id, waiting.id).latest.named


def test_it_is_one_box_and_two_presses_from_there_to_the_words(family: Family) -> None:
    at_the_box(family)
    boxes = [e for e in family.form().all("input") if e.get("type") == "text"]
    assert [one.get("name") for one in boxes] == ["person_name"]
    assert "Who do you want to remember?" in family.words()

    family.press(person_name="Nadia Sorrel")
    assert family.addresses[-1] == NEW and typed(family)["person_name"] == "Nadia Sorrel"
    family.press()

    assert "Tell us about Nadia Sorrel" in family.words()


def test_a_part_of_a_name_is_enough_to_be_found_by(family: Family, place: TestInstallation) -> None:
    place.publish(person_name="Ayla Verdin")
    at_the_box(family)

    family.press(person_name="Verdin")
    button = next(b for b in family.root.all("button") if b.get("name") == "person_id")
    family.press("person_id", button.get("value"))

    assert "Tell us about Ayla Verdin" in family.words()


def test_only_so_many_are_offered(family: Family, place: TestInstallation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert people.MOST_FOUND == 10
    monkeypatch.setattr(people, "MOST_FOUND", 1)
    for name in ("Ada Verdin", "Bela Verdin"):
        place.publish(person_name=name)
    at_the_box(family)

    family.press(person_name="Verdin")

    assert len([b for b in family.root.all("button") if b.get("name") == "person_id"]) == 1


def test_whoever_said_not_here_is_asked_again_for_another_name_only(family: Family, place: TestInstallation) -> None:
    place.publish(person_name="Ayla Verdin")
    place.publish(person_name="Orin Hask")
    at_the_box(family)
    family.press(person_name="Ayla Verdin")
    family.press()
    assert family.addresses[-1] == NEW

    family.press(person_name="Orin Hask", place="Low Pier")
    assert "Is it one of these people?" in family.words()
    family.press()

    assert family.addresses[-1] == f"{SHARE}/say", "what else is known was told already"
    family.open(NEW)
    assert typed(family)["place"] == "Low Pier"


def test_a_whole_person_in_one_form_goes_the_way_it_always_went(family: Family, place: TestInstallation) -> None:
    at_the_box(family)
    token = {"csrf_token": typed(family)["csrf_token"]}
    who = {"about": "person", "person_name": "Nadia Sorrel", "born": "about 1943", "died": "1992-02", "fate": "died"}

    family.send(f"{SHARE}/who", {**token, **who})
    assert family.addresses[-1] == f"{SHARE}/say"
    to_check(family)

    assert "about 1943" in family.words() and "We understood: February 1992" in family.words()
    family.press()
    named = kept(place)
    assert (named.born, named.died, named.born_on, named.died_on, named.nickname) == (
        "about 1943",
        "1992-02",
        "",
        "",
        "",
    )


def test_days_in_boxes_are_said_back_with_the_own_words_first(family: Family, place: TestInstallation) -> None:
    boxes = {"born_year": "1943", "born_about": "y", "died_day": "7", "died_month": "Feb", "died_year": "1992"}
    describe(family, **boxes, died="when the lilacs were out", person_nickname="Nadka, the singer")
    to_check(family)

    said = rows(family)
    assert said["Born"] == "We understood: about 1943"
    assert said["Died"] == "when the lilacs were outWe understood: 7 February 1992"
    assert said["What people called them"] == "Nadkathe singer"
    assert "What people called them." in family.words()
    family.press()
    named = kept(place)
    assert (named.born_on, named.died_on, named.died) == ("1943~", "1992-02-07", "when the lilacs were out")
    family.press("more", "yes", holding="more")
    family.open(NEW)
    again = typed(family)
    assert again.items() >= {"born_year": "1943", "born_about": "ticked", "died_day": "7", "died_month": "2"}.items()
    assert again.items() >= {"died": "when the lilacs were out", "person_nickname": "Nadka, the singer"}.items()


def test_a_day_that_is_not_known_is_said_so(family: Family, place: TestInstallation) -> None:
    describe(family, died_unknown="y")
    to_check(family)

    assert rows(family)["Died"] == "We understood: date not known"
    family.press()
    assert kept(place).died_on == "XXXX"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (DIED, "There is no such day. Please look at the day and the month."),
        ({"died_year": "1950", "born_year": "1960"}, "This day of death is before the day of birth."),
        ({"died_year": "1950", "born": "in May 1960"}, "This day of death is before the day of birth."),
        ({"died_year": "1950", "died_unknown": "y"}, "Write the date, or say that you do not know it. Not both."),
        ({"died_month": "3"}, "Write the year too."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(family: Family, more: dict[str, str], words: str) -> None:
    describe(family, **more, person_nickname="Nadka", place="Low Pier")

    assert family.page is not None and family.page.status_code == 422
    assert family.words().count(words) == 2, "in the summary and at its field"
    assert family.title().startswith("Error:")
    now = typed(family)
    expected = {name: "ticked" if text == "y" else text for name, text in more.items()}
    assert now.items() >= {**expected, "person_nickname": "Nadka", "place": "Low Pier"}.items()
    family.open(f"{SHARE}/check")
    assert family.addresses[-1] == NEW, "it stands in the way of sending, at its own page"


def test_what_stands_wrong_for_somebody_else_keeps_nobody_from_telling_what_happened(family: Family) -> None:
    describe(family, **DIED)
    family.open(f"{SHARE}/who")
    family.press(about="event")

    assert family.addresses[-1] == f"{SHARE}/say"


def test_a_tick_is_taken_away_again(family: Family) -> None:
    describe(family, died_unknown="y")
    family.open(NEW)
    form = typed(family)
    assert form.pop("died_unknown") == "ticked"

    family.send(NEW, form)
    family.open(NEW)

    assert "died_unknown" not in typed(family)


def test_where_the_name_is_private_so_is_what_people_called_them(family: Family) -> None:
    describe(family, person_nickname="Nadka")
    to_check(family, "Nadka sang to me.", person_name_shown="none")

    assert "What people called them. We take it out of your text too." in family.words()
    assert "Nadka" not in family.root.all("article")[0].text()


@pytest.mark.parametrize("address", [NEW, f"{SHARE}/check"])
def test_the_page_for_somebody_new_is_for_nobody_else(family: Family, place: TestInstallation, address: str) -> None:
    family.open(address)
    assert family.addresses[-1] == SHARE
    at_the_box(family)
    family.press(about="event")
    family.open(NEW)

    assert family.addresses[-1] == f"{SHARE}/who"


def test_a_script_saves_the_page_for_somebody_new(family: Family) -> None:
    describe(family)
    family.open(NEW)
    fields = {"csrf_token": typed(family)["csrf_token"], "person_name": "Nadia Sorrel", "born_year": "1943"}

    assert family.client.post(f"{SHARE}/draft?step=new", data=fields).status_code == 204
    family.open(NEW)
    assert typed(family)["born_year"] == "1943"


def test_the_helper_has_the_same_boxes_and_is_told_the_same(family: Family) -> None:
    family.open(f"{SHARE}?help=1")
    family.press(**GIVEN, **DIED, person_nickname="Nadka")
    assert "There is no such day." in family.words()

    family.press(died_day="7")

    assert family.addresses[-1] == f"{SHARE}/check"
    assert rows(family)["Died"] == "We understood: 7 February 1992"
