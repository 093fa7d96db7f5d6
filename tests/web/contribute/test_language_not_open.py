"""A language that nobody has signed: said kindly in it, with the way to those that are open; nothing begun is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from memorial.adapters.phrases import gettext_for
from memorial.application import language_reading, memorials
from memorial.domain.memorial import Memorial
from memorial.vocabulary import MemorialKind
from tests.installations import EDITOR, TestInstallation, sign_language
from tests.web.contribute.family import SHARE, Family, make_app

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


ELSEWHERE = {
    "another name": {"Host": "memorial.example"},
    "the name of a network": {"Host": "192.168.1.7:8000"},
    "a name that only begins like it": {"Host": "localhost.example"},
    "a header of a proxy": {"Host": "localhost", "X-Forwarded-For": "203.0.113.9"},
    "the other header of a proxy": {"Host": "127.0.0.1:8000", "Forwarded": "for=203.0.113.9"},
}


@pytest.mark.parametrize("said", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_through_a_proxy_on_the_same_machine_nothing_is_tried_out(
    family: Family, place: TestInstallation, said: dict[str, str]
) -> None:
    """The server listens on loopback alone, so that only the request tells where it came from."""
    family.open(ARABIC)
    asked = [(one.get("name"), one.get("value")) for one in family.form().all("input")]

    sent = family.client.post(ARABIC, data=MultiDict(asked), headers=said)
    assert CLOSED in sent.text
    with place.services.unit_of_work(read_only=True) as uow:
        assert not uow.drafts.expired(place.clock() + timedelta(days=60), limit=1)
    assert CLOSED in family.client.get(ARABIC, headers=said).text
    assert CLOSED not in family.client.get("/en/harbour/share", headers=said).text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_where_a_proxy_is_named_in_the_settings_nothing_is_tried_out(place: TestInstallation, host: str) -> None:
    here, behind = make_app(place), make_app(place, proxied=True)

    assert CLOSED not in here.test_client().get(ARABIC, headers={"Host": host}).text
    assert CLOSED in behind.test_client().get(ARABIC, headers={"Host": host}).text


def test_a_signed_language_says_nothing_of_it(family: Family, real: Memorial, place: TestInstallation) -> None:
    sign_language(place.services, real, "ar", EDITOR)
    family.open(ARABIC)

    assert CLOSED not in family.words()
    assert not [one for one in family.root.all("p") if one.has("data-unread")]
    assert family.form()
