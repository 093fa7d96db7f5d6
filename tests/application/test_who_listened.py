"""What a reader said of a recording holds for what was read, by who said it, as long as they say it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from sqlalchemy import select

from memorial.adapters.db.edition_tables import published_media
from memorial.adapters.documents import from_bytes, to_bytes
from memorial.application import giving, listening, reviewing
from memorial.application.offer import Incomplete
from memorial.domain.errors import Conflict, Invalid
from memorial.domain.moderation import Findings, flags_of
from memorial.domain.narrowing import narrowings
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Decision, Flag
from tests.installations import EDITOR, MODERATOR, SECOND_EDITOR, TestInstallation, installation
from tests.voices import accepted, given_voice, made_ready

CHOICES = {"audience": "public", "person_name_shown": "full", "signature": "none"}


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


@pytest.fixture
def slow(home: Path) -> Iterator[TestInstallation]:
    """With time to undo."""
    with installation(home, MEMORIAL_UNDO_MINUTES="30") as made:
        yield made


def heard_outside(here: TestInstallation) -> int:
    with here.installation.engines.reading.connect() as connection:
        return len(list(connection.execute(select(published_media.c.name))))


def of(here: TestInstallation, given: Remembrance) -> Remembrance:
    return here.remembrance(given.memorial_id, given.id)


def listen(
    here: TestInstallation, given: Remembrance, by: StaffMember = EDITOR, *, no_name: bool, seen: int | None = None
) -> None:
    findings = Findings(heard=frozenset({given.files[0].id}), no_name_said=no_name)
    revision = of(here, given).revision if seen is None else seen
    listening.listen(here.services, by, given.memorial_id, given.id, 1, findings, revision=revision)


def published(given: Remembrance, answer: str) -> dict[str, str]:
    return {f"file:{given.files[0].id}:publish": answer}


def test_what_was_said_of_private_names_before_is_read_and_says_nothing_of_names_any_more(
    here: TestInstallation,
) -> None:
    """An older document holds a tick that spoke of the names that were private on the day it was made."""
    _, given = given_voice(here)
    made_ready(here)
    accepted(here, given, no_name_said=True)
    document = json.loads(to_bytes(of(here, given)))
    (told,) = document["versions"][0]["heard"]
    told["name_not_said"] = told.pop("no_name_said")

    (read,) = from_bytes(msgspec.json.encode(document), Remembrance).versions[0].heard

    assert (read.staff_id, read.no_name_said) == (EDITOR.id, False)


def test_a_page_that_was_opened_before_the_choices_changed_says_nothing_of_them(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)
    seen = of(here, given).revision
    here.act(code, "change", **{**CHOICES, "person_name_shown": "none"})

    with pytest.raises(Conflict):
        listen(here, given, no_name=True, seen=seen)
    assert heard_outside(here) == 0

    listen(here, given, no_name=True)
    assert heard_outside(here) == 1


@pytest.mark.parametrize("kind", ["voice", "photograph"])
def test_what_shows_a_living_person_is_a_matter_for_two_though_it_is_opened_later(
    here: TestInstallation, kind: str
) -> None:
    answers = {"living": "yes", "agreed": "yes", "publish": "no"}
    if kind == "voice":
        code, given = given_voice(here, file=answers)
        made_ready(here)
    else:
        code, given = given_photograph(here, **answers)
    accepted(here, given)
    here.act(code, "change", **CHOICES, **published(given, "yes"))

    accepted(here, given)

    assert Flag.LIVING_PERSON in flags_of(of(here, given).latest)
    assert heard_outside(here) == 0
    accepted(here, given, SECOND_EDITOR)
    assert heard_outside(here) > 0


def given_photograph(here: TestInstallation, **answers: str) -> tuple[str, Remembrance]:
    photograph = io.BytesIO()
    Image.new("RGB", (90, 70), "red").save(photograph, "JPEG")
    code = here.offer()
    kept = giving.keep_file(here.services, code, "p.jpg", [photograph.getvalue()])
    given = {"caption": "At the quay", **answers}
    giving.save_answers(here.services, code, {f"file:{kept.id}:{key}": text for key, text in given.items()})
    return code, here.send(code)


def test_a_no_to_a_recording_stands_when_something_else_is_changed(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)
    here.act(code, "change", **CHOICES, **published(given, "no"))
    assert heard_outside(here) == 0

    with pytest.raises(Invalid, match="nothing_changed"):
        here.act(code, "change", **CHOICES)
    here.act(code, "change", **{**CHOICES, "person_name_shown": "initials"})

    version = of(here, given).latest
    assert flags_of(version) == frozenset()
    assert heard_outside(here) == 0
    assert not of(here, given).pending


def test_a_yes_to_a_recording_stands_when_something_else_is_changed(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)

    here.act(code, "change", **{**CHOICES, "audience": "unlisted"})

    assert heard_outside(here) == 1


def test_who_comes_back_is_asked_for_each_recording_again(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    accepted(here, given)
    here.act(code, "withdraw")

    with pytest.raises(Incomplete, match=":publish:choose_publish"):
        here.act(code, "return", **CHOICES)
    here.act(code, "return", **CHOICES, **published(given, "no"))
    accepted(here, given)

    assert (len(here.shown()), heard_outside(here)) == (1, 0)


def test_an_acceptance_that_is_undone_takes_what_was_listened_to_along(slow: TestInstallation) -> None:
    _, given = given_voice(slow)
    made_ready(slow)
    accepted(slow, given)

    reviewing.undo(slow.services, EDITOR, given.memorial_id, given.id, 1)

    assert of(slow, given).latest.heard == ()
    slow.decide(given)
    slow.clock.pass_by(hours=2)
    reviewing.publish_due(slow.services, given.memorial_id, given.id)
    assert (len(slow.shown()), heard_outside(slow)) == (1, 0)


def test_an_appeal_takes_along_what_was_listened_to_for_the_archive(here: TestInstallation) -> None:
    code, given = given_voice(here)
    made_ready(here)
    here.decide(given, Decision.KEEP, message="For the archive.")
    listen(here, given, no_name=True)
    here.act(code, "appeal", message="Please look again.")

    here.decide(given, by=SECOND_EDITOR)

    assert (len(here.shown()), heard_outside(here)) == (1, 0)


def test_who_accepts_again_says_again_what_they_listened_to(here: TestInstallation) -> None:
    """Two decide; the first accepts a second time, without the tick, before the other does."""
    _, given = given_voice(here, file={"living": "yes", "agreed": "yes"})
    made_ready(here)
    accepted(here, given)
    here.decide(given)

    accepted(here, given, SECOND_EDITOR)

    assert {one.staff_id for one in of(here, given).latest.heard} == {SECOND_EDITOR.id}
    assert heard_outside(here) == 0


def test_whoever_hears_a_name_closes_the_recording_and_backups_learn_it(here: TestInstallation) -> None:
    _, given = given_voice(here, person_name_shown="none")
    made_ready(here)
    accepted(here, given, no_name_said=True)
    assert heard_outside(here) == 1
    before = of(here, given)

    listen(here, given, MODERATOR, no_name=False)

    assert heard_outside(here) == 0
    assert [one.detail for one in narrowings(before, of(here, given))] == ["redacted=1"]
    listen(here, given, MODERATOR, no_name=True)
    assert heard_outside(here) == 1
