"""The one question that a memorial may ask itself: nobody has to answer, and the answer is for its readers alone."""

from __future__ import annotations

from dataclasses import replace

from memorial.application import memorials
from memorial.domain.remembrance import Remembrance
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family
from tests.web.contribute.test_the_whole_way import to_check, to_choices

ASKED = "How did you hear of us?"


def ask(place: TestInstallation) -> None:
    memorials.change_settings(
        place.services,
        place.memorial.slug,
        change=lambda one: replace(one, setup=replace(one.setup, question={"en": ASKED})),
    )


def test_it_is_asked_only_where_there_is_one_and_need_not_be_answered(family: Family, place: TestInstallation) -> None:
    to_choices(family)
    assert "own_answer" not in family.page.text  # type: ignore[union-attr]
    ask(place)
    family.open(f"{SHARE}/choices")
    assert ASKED in family.words()

    family.press(audience="public", person_name_shown="full", signature="none")
    assert ASKED in family.words() and "Not given" in family.words()
    family.press()

    assert family.code()
    assert _kept(place).messages == ()


def test_the_answer_is_kept_with_the_question_for_the_readers_and_shown_to_nobody_else(
    family: Family, place: TestInstallation
) -> None:
    ask(place)
    to_check(family, own_answer="Canary of a cousin")
    assert "Canary of a cousin" in family.words()
    family.press()

    record = _kept(place)
    place.decide(record)

    assert [(one.text, one.from_contributor) for one in record.messages] == [(f"{ASKED}\nCanary of a cousin", True)]
    assert place.shown() and "Canary" not in repr(place.shown())
    family.open("/receipt")
    assert "Canary of a cousin" in family.words()


def _kept(place: TestInstallation) -> Remembrance:
    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.remembrances.waiting(place.memorial.id, limit=10)
        return uow.remembrances.get(place.memorial.id, waiting.id)
