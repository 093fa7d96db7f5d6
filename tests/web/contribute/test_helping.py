"""Somebody helps: all questions on one page, who helped is kept closed, and nothing of it reaches a visitor."""

from __future__ import annotations

import pytest
from flask import Flask

from memorial.vocabulary import About
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family

HELPER = "Wenna Tregarth"
GIVEN = {
    "about": "person",
    "person_name": "Ayla Verdin",
    "story": "She mended nets.",
    "audience": "public",
    "person_name_shown": "full",
    "signature": "none",
}


def helped(family: Family, **more: str) -> None:
    family.open(f"{SHARE}?help=1")
    family.press(**{**GIVEN, "helper_name": HELPER, **more})


def test_one_page_leads_to_the_check_page_and_the_receipt(family: Family, place: TestInstallation) -> None:
    helped(family)
    assert family.addresses[-1].endswith("/share/check")
    assert HELPER not in family.words()
    family.press()

    assert len(family.code()) == 24
    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.remembrances.waiting(place.memorial.id, limit=10)
        kept = uow.remembrances.get(place.memorial.id, waiting.id)
    assert kept.about is About.PERSON
    assert kept.given_with is not None
    assert kept.given_with.helper == HELPER
    family.open("/receipt/record")
    assert "Somebody helped you." in family.words()


def test_who_helped_reaches_no_page_that_visitors_get(family: Family, place: TestInstallation) -> None:
    helped(family)
    family.press()
    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.remembrances.waiting(place.memorial.id, limit=10)
    place.decide(place.remembrance(place.memorial.id, waiting.id))

    (shown,) = place.shown()
    assert HELPER not in repr(shown)
    assert "Wenna" not in repr(shown)


def test_what_is_missing_stands_on_the_same_page_and_nothing_is_lost(family: Family) -> None:
    helped(family, person_name="", audience="")

    assert family.page is not None
    assert family.page.status_code == 422
    assert "Write the name of the person." in family.words()
    assert "Choose who may see it." in family.words()
    assert "She mended nets." in family.page.text
    assert HELPER in family.page.text


def test_somebody_of_that_name_is_offered_and_then_the_check_page_comes(
    family: Family, place: TestInstallation
) -> None:
    place.publish()

    helped(family)
    assert "Is it one of these people?" in family.words()
    family.press()

    assert family.addresses[-1].endswith("/share/check")


def test_a_voice_can_be_added_and_the_rest_is_kept(family: Family) -> None:
    family.open(f"{SHARE}?help=1")
    family.press("upload", **GIVEN)

    assert family.addresses[-1].endswith("/share/say")
    assert "She mended nets." in family.page.text  # type: ignore[union-attr]


def test_it_can_be_saved_for_later_and_taken_up_again(family: Family, app: Flask) -> None:
    family.open(f"{SHARE}?help=1")
    family.press("save", **GIVEN, helper_name=HELPER)
    assert "We keep it until" in family.words()

    family.open(f"{SHARE}?help=1")
    assert "She mended nets." in family.page.text  # type: ignore[union-attr]


def test_from_a_persons_page_the_person_is_known(family: Family, place: TestInstallation) -> None:
    place.publish()
    with place.installation.reader.snapshot() as snapshot:
        (found,) = snapshot.find_people(place.memorial.id, "Ayla", limit=5)

    family.open(f"{SHARE}?help=1&person={found.line.id}")
    assert "You chose from the names: Ayla Verdin" in family.words()
    family.press(**{name: text for name, text in GIVEN.items() if name not in ("about", "person_name")})

    assert family.addresses[-1].endswith("/share/check")


def test_what_is_missing_is_listed_in_the_order_of_the_page(family: Family) -> None:
    family.open(f"{SHARE}?help=1")
    family.press()

    (summary,) = [one for one in family.root.all("div") if "error-summary" in one.get("class")]
    fields = [one.get("href").removeprefix("#").removesuffix("-0") for one in summary.all("a")]
    assert fields == ["about", "person_name", "story", "audience", "person_name_shown", "signature"]


def said_to_be_helped(family: Family) -> bool:
    family.open("/receipt/record")
    return "Somebody helped you." in family.words()


def on_alone(family: Family, step: str) -> None:
    family.open(f"{SHARE}/{step}")
    family.press()


@pytest.mark.parametrize("step", ["who", "say", "choices"])
def test_who_comes_back_alone_is_not_said_to_have_been_helped(family: Family, step: str) -> None:
    family.open(f"{SHARE}?help=1")
    family.press("save", **GIVEN, helper_name=HELPER)

    on_alone(family, step)
    family.open(f"{SHARE}/check")
    family.press()

    assert not said_to_be_helped(family)


@pytest.mark.parametrize("step", ["who", "say", "choices"])
def test_what_a_script_saves_alone_says_so_too(family: Family, place: TestInstallation, step: str) -> None:
    family.open(f"{SHARE}?help=1")
    family.press("save", **GIVEN, helper_name=HELPER)
    family.open(f"{SHARE}/{step}")
    form = family.form()
    token = {one.get("name"): one.get("value") for one in form.all("input") if one.get("type") == "hidden"}

    assert family.client.post(f"{SHARE}/draft?step={step}", data=token).status_code == 204
    family.open(f"{SHARE}/check")
    family.press()

    assert not said_to_be_helped(family)


def test_on_the_pages_to_which_the_helpers_own_leads_the_helper_is_there(family: Family) -> None:
    family.open(f"{SHARE}?help=1")
    family.press("upload", **GIVEN, helper_name=HELPER)
    family.press()
    assert family.addresses[-1].endswith("/share/choices")
    family.press()
    family.press()

    assert said_to_be_helped(family)


def test_a_person_who_is_found_is_answered_with_the_helper(family: Family, place: TestInstallation) -> None:
    place.publish()
    helped(family)
    family.press()
    family.press()

    assert said_to_be_helped(family)
