"""Families who are too fast lose nothing, a right code is never slowed, and a trap for machines refuses nobody."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from memorial.settings import project_folder
from memorial.vocabulary import Flag
from memorial.web.contribute import forms
from memorial.web.limits import MINUTE, Doing, InMemory, Paces, attach
from memorial.web.surface import SurfaceSettings
from tests.installations import STORY, TestInstallation
from tests.web.contribute.family import SHARE, Family


class Watch:
    """Seconds, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_form_that_came_too_fast_is_given_back_with_all_that_was_typed(
    app: Flask,
    family: Family,
    watch: Watch,
) -> None:
    numbers = {Doing.FILE: 1}
    attach(app, Paces(numbers, counts=InMemory(now=watch), places=0), _far(app))
    family.open(SHARE)
    family.press()
    family.press(about="event")
    family.press(story="The first words.")
    family.open(f"{SHARE}/say")

    answer = family.press(story=STORY)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"].isdecimal()
    assert STORY in family.root.all("textarea")[0].text()
    watch.seconds += MINUTE
    assert family.press().status_code == 200
    assert STORY in family.open(f"{SHARE}/say").text


def test_a_right_code_is_never_slowed_however_many_wrong_ones_came_before(
    place: TestInstallation,
    app: Flask,
    family: Family,
    watch: Watch,
) -> None:
    slept: list[float] = []
    attach(app, Paces({Doing.WRONG_CODE: 3}, counts=InMemory(now=watch), sleep=slept.append, places=0), _far(app))
    code, _ = place.give()
    family.open("/receipt")

    wrong = [family.press(code=WRONG).status_code for _ in range(5)]

    assert wrong == [422, 422, 422, 429, 429]
    assert family.press(code=code).status_code == 200
    assert family.title() != "Come back with your code"
    assert slept == []


WRONG = "00000000000000000000"


def _far(app: Flask) -> SurfaceSettings:
    """Settings of a program that answers others than this machine."""
    return SurfaceSettings(project_folder("templates"), project_folder("static"), loopback_only=False)


# The trap


def say(family: Family) -> None:
    family.open(SHARE)
    family.press()
    family.press(about="event")


def flags_after(place: TestInstallation, family: Family) -> list[Flag]:
    """Choose, send, and see what a reader is told."""
    family.press(audience="public", signature="none")
    family.press()
    with place.services.unit_of_work(read_only=True) as uow:
        (record_id,) = uow.remembrances.ids(place.memorial.id)
        return list(uow.remembrances.get(place.memorial.id, record_id).latest.flags)


@pytest.fixture
def seconds_to_fill_in(monkeypatch: pytest.MonkeyPatch) -> Any:
    """How long people seem to take with a form."""

    def take(seconds: float) -> None:
        monkeypatch.setattr(forms.SayForm, "_age", lambda form: seconds)

    return take


def test_what_a_machine_fills_in_is_taken_and_labelled(
    place: TestInstallation,
    family: Family,
    seconds_to_fill_in: Any,
) -> None:
    seconds_to_fill_in(30.0)
    say(family)
    family.press(story=STORY, website="https://buy.example")

    assert flags_after(place, family) == [Flag.SPAM_LIKELY]


def test_words_that_came_faster_than_anybody_reads_are_labelled(
    place: TestInstallation,
    family: Family,
    seconds_to_fill_in: Any,
) -> None:
    seconds_to_fill_in(0.2)
    say(family)
    family.press(story=STORY)

    assert flags_after(place, family) == [Flag.SPAM_LIKELY]


@pytest.mark.parametrize("seconds", [1.0, 4.0, 3 * 24 * 3600.0])
def test_neither_fast_nor_slow_people_are_labelled(
    place: TestInstallation,
    family: Family,
    seconds_to_fill_in: Any,
    seconds: float,
) -> None:
    seconds_to_fill_in(seconds)
    say(family)
    family.press(story=STORY)

    assert flags_after(place, family) == []


def test_who_returns_to_the_same_words_may_go_on_at_once(
    place: TestInstallation,
    family: Family,
    seconds_to_fill_in: Any,
) -> None:
    seconds_to_fill_in(60.0)
    say(family)
    family.press(story=STORY)
    seconds_to_fill_in(0.1)
    family.open(f"{SHARE}/say")
    family.press()

    assert flags_after(place, family) == []


def test_a_box_that_a_browser_filled_in_by_itself_and_a_person_emptied_leaves_no_label(
    place: TestInstallation,
    family: Family,
    seconds_to_fill_in: Any,
) -> None:
    seconds_to_fill_in(60.0)
    say(family)
    family.press(story=STORY, website="https://own.example")
    family.open(f"{SHARE}/say")
    family.press()

    assert flags_after(place, family) == []


def test_the_age_of_a_form_is_read_from_its_token(app: Flask, family: Family) -> None:
    say(family)
    token = next(e.get("value") for e in family.root.all("input") if e.get("name") == "csrf_token")
    with app.test_request_context(headers={"Cookie": f"memorial={family.cookie()}"}):
        form = forms.SayForm(formdata=None)
        form.csrf_token.data = token
        assert 0 <= form._age() < 30
        form.csrf_token.data = "nonsense"
        assert form._age() > 1e9


def test_the_trap_is_out_of_the_way_of_everybody(family: Family) -> None:
    say(family)
    (around,) = [e for e in family.root.all("div") if e.get("aria-hidden") == "true"]
    (box,) = around.all("input")

    assert box.get("name") == "website"
    assert (box.get("tabindex"), box.get("autocomplete"), box.get("value")) == ("-1", "off", "")
    assert "hidden-words" in around.get("class")
    assert "leave this box empty" in around.text()
