"""A language that nobody has signed: said kindly in it, with the way to those that are open; nothing begun is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.adapters.phrases import gettext_for
from memorial.application import language_reading, memorials
from memorial.domain.memorial import Memorial
from memorial.vocabulary import MemorialKind
from tests.installations import EDITOR, TestInstallation, sign_language
from tests.web.contribute.family import SHARE, Family

ARABIC = "/ar/harbour/share"
CLOSED = gettext_for("ar")("Not in this language yet")


@pytest.fixture
def real(place: TestInstallation) -> Memorial:
    """The memorial is of a real event, with its notice in Arabic, which nobody has signed."""
    notice = {"en": "We keep what you send.", "ar": "نحفظ ما ترسلونه."}
    return memorials.change_settings(
        place.services, "harbour", change=lambda one: replace(one, kind=MemorialKind.REAL, notice=notice)
    )


def test_the_way_in_is_closed_in_its_own_words_and_leads_to_the_languages_that_are_open(
    family: Family, real: Memorial
) -> None:
    family.open(ARABIC)

    assert CLOSED in family.words()
    (link,) = [one for one in family.root.all("main")[0].all("a") if one.get("hreflang") == "en"]
    family.open(link.get("href"))
    assert CLOSED not in family.words()
    assert family.form()


@pytest.mark.parametrize("step", ["who", "say", "choices", "check"])
def test_no_step_of_it_takes_anything(family: Family, real: Memorial, place: TestInstallation, step: str) -> None:
    family.open(SHARE)
    family.press()
    family.open(f"{ARABIC}/{step}")

    assert CLOSED in family.words()


def test_a_draft_that_was_begun_before_it_closed_is_kept_for_another_language(
    family: Family, real: Memorial, place: TestInstallation
) -> None:
    signed = sign_language(place.services, real, "ar", EDITOR)
    family.open(ARABIC)
    family.press()
    language_reading.take_back(place.services, EDITOR, signed.slug, "ar")

    family.open(f"{ARABIC}/say")

    assert CLOSED in family.words()
    assert gettext_for("ar")("What you began here is kept.") in family.words()
    family.open(f"{SHARE}/say")
    assert family.form("story")


def test_coming_back_and_taking_back_work_in_a_language_that_nobody_signed(
    family: Family, real: Memorial, place: TestInstallation
) -> None:
    code, _given = place.publish(real)

    family.open("/receipt?l=ar")
    assert family.root.all("html")[0].get("lang") == "ar"
    family.press(code=code)
    assert gettext_for("ar")("Take it back") in family.words()
    assert family.open("/ar/harbour/concern").status_code == 200
    assert CLOSED not in family.words()


def test_where_it_is_tried_out_each_form_says_that_nobody_signed_it(family: Family, place: TestInstallation) -> None:
    """The memorial is fictional here, and served to its own machine alone."""
    family.open(ARABIC)

    assert [one for one in family.root.all("p") if one.has("data-unread")]
    family.open(SHARE)
    assert not [one for one in family.root.all("p") if one.has("data-unread")]


def test_a_signed_language_says_nothing_of_it(family: Family, real: Memorial, place: TestInstallation) -> None:
    sign_language(place.services, real, "ar", EDITOR)
    family.open(ARABIC)

    assert CLOSED not in family.words()
    assert not [one for one in family.root.all("p") if one.has("data-unread")]
    assert family.form()
