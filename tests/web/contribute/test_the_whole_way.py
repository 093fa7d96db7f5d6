"""A family offers a remembrance with photographs, page by page, and gets a receipt."""

from __future__ import annotations

import re

import pytest

from memorial.web.contribute import COOKIE
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family, picture

STORY = "Ayla Verdin sang every day.\n\n**Ayla** had a cup."


def begin(family: Family, **who: str) -> None:
    family.open(SHARE)
    family.press()
    family.tell_who(**{"person_name": "Ayla Verdin", "born": "1943~", **who})


def to_choices(family: Family, **who: str) -> None:
    begin(family, **who)
    family.press(story=STORY)


def to_check(family: Family, **choices: str) -> None:
    to_choices(family)
    family.press(**{"audience": "public", "person_name_shown": "full", "signature": "none", **choices})


def test_text_and_photographs_are_offered_and_the_receipt_is_shown(family: Family, place: TestInstallation) -> None:
    begin(family)
    family.press("upload", story=STORY, files=[picture("hopper.jpg"), picture("exif_gps.jpg")])
    assert family.words().count(" · kept") == 2
    family.press()
    for n in (1, 2):
        assert f'name="file_{n}_publish"' in family.page.text  # type: ignore[union-attr]
    given = {"audience": "public", "person_name_shown": "full", "signature": "relation", "relation": "family"}
    given |= {"file_1_caption": "Ayla at the sea", "file_1_living": "no", "file_1_publish": "yes"}
    given |= {"file_2_living": "no", "file_2_publish": "no"}
    family.press(**given)

    assert "/share/check" in family.addresses[-1]
    assert "Strangers will see" in family.words()
    assert "1 photograph, with what you wrote about it." in family.words()
    assert "We understood: about 1943" in family.words()
    shown = [image.get("src") for image in family.root.all("img")]
    assert len(shown) == 1
    assert family.open(shown[0]).mimetype == "image/jpeg"
    family.open(f"{SHARE}/check")

    family.press()
    code = family.code()
    assert re.fullmatch(r"\d{4}( \d{4}){4}", code)
    assert family.open(f"{SHARE}/done").status_code == 200
    assert family.code() == code
    family.open(f"{SHARE}/check")
    assert family.code() == code, "back to the check page leads to the receipt"
    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.remembrances.waiting(place.memorial.id, limit=10)
        kept = uow.remembrances.get(place.memorial.id, waiting.id)
    assert kept.latest.story == STORY
    assert [shown.caption for shown in kept.latest.files] == ["Ayla at the sea", ""]
    assert [shown.publish for shown in kept.latest.files] == [True, False]


def test_nothing_is_chosen_beforehand(family: Family) -> None:
    to_choices(family)

    assert not [e for e in family.root.all("input") if e.get("type") == "radio" and e.has("checked")]


def test_from_a_persons_page_they_begin_to_write_at_once(family: Family, place: TestInstallation) -> None:
    place.publish()
    with place.installation.reader.snapshot() as snapshot:
        (found,) = snapshot.find_people(place.memorial.id, "Ayla", limit=5)

    family.open(f"{SHARE}?person={found.line.id}")
    assert "Tell us about Ayla Verdin" in family.words()
    assert "Step 1 of 3" in family.words()
    family.press()
    assert "Write something" in family.words()
    assert "Tell us about Ayla Verdin" in family.words(), "whom it is about is not lost where something is wrong"
    family.press(story="She sang.")
    assert "Step 2 of 3" in family.words()
    family.open(f"{SHARE}?person={found.line.id}")
    assert "She sang." in family.page.text, "who comes the same way again goes on"  # type: ignore[union-attr]
    family.press()
    family.press(audience="unlisted", person_name_shown="full", signature="none")
    family.press()

    assert family.code()


def test_someone_of_that_name_on_the_memorial_is_offered_and_can_be_chosen(
    family: Family, place: TestInstallation
) -> None:
    place.publish()

    begin(family)
    assert "Is it one of these people?" in family.words()
    button = next(b for b in family.root.all("button") if b.get("name") == "person_id")
    family.press("person_id", button.get("value"))

    assert family.addresses[-1].endswith("/share/say")
    assert "Tell us about Ayla Verdin" in family.words()


def test_someone_of_a_like_name_is_offered_with_the_reason_and_nobody_who_is_private(
    family: Family, place: TestInstallation
) -> None:
    place.publish()
    place.publish(person_name="Aila Verdine", audience="archive")
    place.publish(person_name="Orin Hask", place="Ayla Verdin")

    begin(family, person_name="Айла Вердина")

    assert "the same in other letters: Latin" in family.words() or "another form of the name" in family.words()
    offered = [one for one in family.root.all("button") if one.get("name") == "person_id"]
    assert len(offered) == 1
    assert "Ayla Verdin" in family.words()
    assert "Aila" not in family.words()
    assert "Orin" not in family.words()


def test_someone_chosen_stays_chosen_when_one_goes_back(family: Family, place: TestInstallation) -> None:
    place.publish()
    begin(family)
    button = next(b for b in family.root.all("button") if b.get("name") == "person_id")
    family.press("person_id", button.get("value"))

    family.open(f"{SHARE}/who")
    assert "You chose from the names: Ayla Verdin" in family.words()
    family.press()
    assert "Tell us about Ayla Verdin" in family.words()
    family.open(f"{SHARE}/who")
    family.tell_who(person_name="Nadia Sorrel")

    assert "Tell us about Nadia Sorrel" in family.words()


@pytest.mark.parametrize("person", ["", "nobody", "0" * 32, "'; --"])
def test_a_person_who_is_not_there_is_nobody(family: Family, person: str) -> None:
    family.open(f"{SHARE}?person={person}")
    family.press()
    assert family.addresses[-1].endswith("/share/who")

    family.press(about="person", person_id=person)

    assert "Write the name of the person." in family.words()


def test_a_name_that_is_somebody_elses_is_used_as_it_was_written(family: Family, place: TestInstallation) -> None:
    place.publish()

    begin(family)
    family.press()
    assert family.addresses[-1].endswith("/share/who/new")
    family.press()

    assert family.addresses[-1].endswith("/share/say"), "it is not asked again"


@pytest.mark.parametrize("about", ["event", "self"])
def test_what_happened_and_what_was_lived_through_need_no_name(family: Family, about: str) -> None:
    family.open(SHARE)
    family.press()
    family.press(about=about)
    family.press(story="The water rose.")
    family.press(audience="archive", signature="none")

    assert "Nothing. It stays off the public pages." in family.words()
    family.press()
    assert family.code()


def test_no_name_text_or_code_stands_in_an_address_and_the_one_cookie_is_sealed(family: Family) -> None:
    to_check(family)
    family.press()
    code = family.code().replace(" ", "")

    for address in family.addresses:
        assert code not in address
        assert "Ayla" not in address
        assert "sang" not in address
    cookies = list(family.client._cookies.values())  # type: ignore[union-attr]
    assert [cookie.key for cookie in cookies] == [COOKIE]
    assert cookies[0].http_only
    assert code not in cookies[0].value


def test_the_place_names_taken_out_are_shown_before_sending(family: Family) -> None:
    to_check(family, person_name_shown="none")

    assert "sang every day" in family.words()
    article = family.root.all("article")[0].text()
    assert "Ayla" not in article
    assert "The name. We take it out of your text too." in family.words()


def test_an_embargo_is_said_with_its_day(family: Family) -> None:
    to_choices(family)
    family.press(audience="until", embargo_until="2031-05-01", person_name_shown="full", signature="none")

    assert "Nothing before 1 May 2031" in family.words()


def test_telephone_numbers_and_addresses_are_pointed_out_and_stop_nobody(family: Family) -> None:
    begin(family)
    family.press(story="Call +44 20 7946 0958, or write to mira@example.org.")
    family.press(audience="public", person_name_shown="full", signature="none")

    assert "This looks like a telephone number." in family.words()
    assert "This looks like an e-mail address." in family.words()
    family.press()
    assert family.code()


def test_the_receipt_can_be_saved_as_a_file_that_names_nobody(family: Family) -> None:
    to_check(family)
    family.press()
    code = family.code()

    saved = family.open(f"{SHARE}/done/receipt.txt")

    assert saved.text.startswith(code)
    assert "Ayla" not in saved.text
    assert "harbour" not in saved.text
    assert saved.headers["Content-Disposition"] == 'attachment; filename="code.txt"'


def test_another_one_can_be_given_with_the_same_choices(family: Family) -> None:
    to_check(family, audience="unlisted")
    family.press()
    family.press("", holding="keep")
    family.tell_who(person_name="Nadia Sorrel")
    family.press(story="She kept the lamp.")

    chosen = {e.get("name"): e.get("value") for e in family.root.all("input") if e.has("checked")}
    assert chosen == {"audience": "unlisted", "person_name_shown": "full", "signature": "none"}
