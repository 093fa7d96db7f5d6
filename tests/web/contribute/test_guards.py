"""What could lead strangers to somebody, or be read as something else, is said before sending, and stops nobody."""

from __future__ import annotations

import logging

import pytest

from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Decision, Flag
from tests.domain.personal_details_cases import ADDRESS, COORDINATES, EMAIL, LINK, PHONE
from tests.installations import MODERATOR, SECOND_EDITOR, TestInstallation
from tests.web.contribute.family import SHARE, Family, picture
from tests.web.contribute.test_the_whole_way import STORY, begin, to_check, to_choices

GIVEN = {"audience": "public", "person_name_shown": "full", "signature": "none"}


def check_page_for(family: Family, **who: str) -> str:
    begin(family, **who)
    family.press(story=STORY)
    family.press(**GIVEN)
    assert family.addresses[-1].endswith("/share/check")
    return family.words()


def sent(family: Family, place: TestInstallation) -> Remembrance:
    family.press()
    with place.services.unit_of_work(read_only=True) as uow:
        found = uow.receipts.find(family.code().replace(" ", ""))
        assert found is not None
        return uow.remembrances.get(*found)


KINDS = {"phone": PHONE, "mail": EMAIL, "link": LINK, "map": COORDINATES, "home": ADDRESS}


@pytest.mark.parametrize("cases", KINDS.values(), ids=KINDS)
def test_every_kind_of_detail_is_quoted_where_the_family_looks_once_more(family: Family, cases: list[str]) -> None:
    marked = [case.partition("⟦")[2].partition("⟧")[0] for case in cases[:6]]
    to_choices(family)
    family.open(f"{SHARE}/say")
    family.press(story="\n".join(case.replace("⟦", "").replace("⟧", "") for case in cases[:6]))
    family.press(**GIVEN)

    quoted = [element.text() for element in family.root.all("bdi")]
    assert [one for one in marked if not any(one in it or (len(it) > 3 and it in one) for it in quoted)] == []


def test_details_in_names_places_and_captions_are_quoted_too(family: Family) -> None:
    begin(family, person_name="Ayla +1 202 555 0143", person_name_other="ayla@example.org", place="12 Pier Street")
    family.press("upload", story=STORY, files=[picture("hopper.jpg")])
    family.press()
    family.press(
        **GIVEN, file_1_caption="www.example.org/ayla", file_1_living="no", file_1_publish="yes", contributor_name=""
    )

    words = family.words()
    for quoted in ("+1 202 555 0143", "ayla@example.org", "12 Pier Street", "www.example.org/ayla"):
        assert f"{quoted} This looks like" in words


def test_a_letter_from_another_alphabet_is_pointed_out_and_labelled(family: Family, place: TestInstallation) -> None:
    words = check_page_for(family, person_name="Аyla Verdin")

    assert "Аyla A letter in this name may be from another alphabet." in words
    assert Flag.UNUSUAL_SIGNS in sent(family, place).latest.flags


@pytest.mark.parametrize(
    ("field", "sign"),
    [("person_name", "\u202e"), ("person_name_other", "\u200f"), ("person_name", "\u200b"), ("person_name", "\u2066")],
    ids=ascii,
)
def test_a_sign_that_nobody_sees_is_taken_out_of_a_name_said_and_labelled(
    family: Family, place: TestInstallation, field: str, sign: str
) -> None:
    words = check_page_for(family, **{field: f"Ay{sign}la Verdin"})

    assert "There were characters in it that nobody sees. We took them out." in words
    version = sent(family, place).latest
    assert version.named is not None
    assert sign not in version.named.name + version.named.name_other
    assert Flag.UNUSUAL_SIGNS in version.flags


def test_a_name_that_was_written_anew_is_pointed_out_no_more(family: Family, place: TestInstallation) -> None:
    check_page_for(family, person_name="Ay\u202ela Verdin")
    family.open(f"{SHARE}/who")
    family.press(person_name="Ayla Verdin")
    family.open(f"{SHARE}/check")

    assert "signs in it that nobody sees" not in family.words()
    assert Flag.UNUSUAL_SIGNS not in sent(family, place).latest.flags


def test_a_name_keeps_the_joiners_that_it_needs_and_is_not_pointed_out(family: Family, place: TestInstallation) -> None:
    words = check_page_for(family, person_name="علی\u200cاکبر نجف\u200cآبادی", person_name_other="ශ්\u200dරී")

    assert "Please look at this" not in words
    version = sent(family, place).latest
    assert version.named is not None
    assert version.named.name == "علی\u200cاکبر نجف\u200cآبادی" and version.named.name_other == "ශ්\u200dරී"


def test_the_code_itself_is_refused_in_any_spelling(family: Family) -> None:
    to_choices(family)
    family.press("save")
    code = family.code()
    family.open(f"{SHARE}/say")
    family.press(story=f"My code is {code.replace(' ', '-')}.")

    assert "Your own code is in this text." in family.words()


# Age, and people who are alive


def test_what_somebody_under_sixteen_sends_is_seen_by_nobody_outside(family: Family, place: TestInstallation) -> None:
    to_check(family, under_age="y")
    assert "You said that you are under 16" in family.words()
    given = sent(family, place)
    assert Flag.SENDER_UNDER_AGE in given.latest.flags
    assert not given.latest.grants.may_index

    place.decide(given)
    place.decide(given, by=SECOND_EDITOR)

    assert place.shown() == [] and place.names() == []


def test_a_tick_that_is_taken_away_is_gone(family: Family, place: TestInstallation) -> None:
    to_check(family, under_age="y", names_living="y")
    family.open(f"{SHARE}/choices")
    assert [e.get("name") for e in family.root.all("input") if e.get("type") == "checkbox" and e.has("checked")] == [
        "names_living",
        "under_age",
    ]
    here = family.form()
    hidden = {e.get("name"): e.get("value") for e in here.all("input") if e.get("type") == "hidden"}
    family.send(family.addresses[-1], hidden | GIVEN)

    assert not {Flag.SENDER_UNDER_AGE, Flag.LIVING_PERSON} & set(sent(family, place).latest.flags)


def test_the_sender_may_say_that_it_is_hard_to_read(family: Family, place: TestInstallation) -> None:
    to_check(family, hard_to_read="y")

    assert Flag.GRAPHIC_SAID in sent(family, place).latest.flags


def test_a_living_person_whom_the_sender_names_needs_two_people(family: Family, place: TestInstallation) -> None:
    to_check(family, names_living="y")
    given = sent(family, place)

    place.decide(given, by=MODERATOR)
    assert place.shown() == []
    place.decide(given)
    assert place.shown() == []
    place.decide(given, by=SECOND_EDITOR)
    assert len(place.shown()) == 1


@pytest.mark.parametrize("flag", [Flag.MINOR, Flag.LIVING_PERSON, Flag.ACCUSATION, Flag.EXACT_PLACE])
def test_what_a_reader_saw_needs_two_people(place: TestInstallation, flag: Flag) -> None:
    _, given = place.give()

    place.decide(given, flags=[flag])
    assert place.shown() == []
    place.decide(given, Decision.ACCEPT, SECOND_EDITOR)
    assert len(place.shown()) == 1


# Strings that mean something to a database, a template, a header or a log

MEANT_FOR_MACHINES = [
    "'; DROP TABLE remembrance; --",
    "1' OR '1'='1",
    '" OR ""="',
    "x'); DELETE FROM receipt; --",
    "%' AND 1=0 UNION SELECT 1 --",
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__ %}{% endfor %}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{{ config }}",
    "Ayla\r\nSet-Cookie: a=b",
    "Ayla\r\n\r\n<html>",
    "Ayla%0d%0aLocation: //example.org",
    "Ayla\nBcc: a@example.org",
    "Ayla\n2026-01-01 12:00:00 ERROR forged line",
    "Ayla\x1b[31mred",
    "\x00Ayla",
    "%s%s%n",
    "{0.__class__}",
    "%(name)s",
    "$(id)",
    "`id`",
    "; cat /etc/passwd",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "()&%<acx><ScRiPt >",
    "&#x27;",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("text", MEANT_FOR_MACHINES, ids=ascii)
def test_a_string_meant_for_a_machine_is_a_text_like_any_other(
    family: Family, place: TestInstallation, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        begin(family, person_name=text, person_name_other=text, born=text, place=text)
        family.press(story=f"{text} is the text.")
        family.press(**{**GIVEN, "signature": "name", "contributor_name": text})
        assert family.addresses[-1].endswith("/share/check")
        assert "49" not in family.words()
        version = sent(family, place).latest

    line = " ".join(text.replace("\x00", "").replace("\x1b", "").split())
    assert version.named is not None
    assert (version.named.name, version.contributor_name) == (line, line)
    assert version.story.split() == [*line.split(), "is", "the", "text."]
    assert not any(line in record.getMessage() or text in record.getMessage() for record in caplog.records)
    assert family.page is not None
    assert "a=b" not in family.page.headers.get("Set-Cookie", "") and "Bcc" not in family.page.headers
    with place.services.unit_of_work(read_only=True) as uow:
        assert len(list(uow.remembrances.ids(place.memorial.id))) == 1
