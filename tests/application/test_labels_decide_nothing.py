"""A label is a hint: it moves nothing in the queue, accepts, declines or hides nothing, and follows the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.application import queueing
from memorial.domain import moderation
from memorial.domain.exposure import HARD
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Flag
from tests.installations import EDITOR, MODERATOR, TestInstallation, installation

PLAIN = "She mended nets by the window and hummed."
LABELLED = (
    "All the Zarvians are vermin.",
    "Ring me on 07700 900142.",
    "See www.example.org/ayla for more.",
    "Death to the Ostrenes, and the massacre is a lie.",
    "I live at 12 Pier Street.",
)
FOUND_BY_THE_PROGRAM = frozenset(
    {Flag.PHONE_NUMBER, Flag.LINK, Flag.AGAINST_A_PEOPLE, Flag.UNUSUAL_SIGNS, Flag.FILE_UNREAD, Flag.SPAM_LIKELY,
     Flag.POSSIBLE_DUPLICATE, Flag.WITHHELD_NAME}
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Iterator[TestInstallation]:
    with installation(tmp_path / "home") as made:
        yield made


def queue(here: TestInstallation) -> list[str]:
    return [line.clear.id for line in queueing.queue(here.services, MODERATOR, here.memorial.id)]


def test_labels_leave_the_queue_in_the_order_in_which_things_were_sent(here: TestInstallation) -> None:
    sent = []
    for number in range(20):
        story = LABELLED[number // 2 % len(LABELLED)] if number % 2 else PLAIN
        sent.append(here.give(story=f"{story} {number} boats.")[1].id)
        here.clock.pass_by(minutes=1)

    assert queue(here) == sent
    assert queueing.take_next(here.services, MODERATOR, here.memorial.id) == sent[0]


def test_nothing_that_the_program_finds_needs_two_people(here: TestInstallation) -> None:
    assert not FOUND_BY_THE_PROGRAM & moderation.FOUR_EYES
    assert set(Flag) == FOUND_BY_THE_PROGRAM | moderation.FOUR_EYES | {Flag.GRAPHIC, Flag.GRAPHIC_SAID}


def test_nothing_that_the_program_finds_makes_a_reader_stop_or_leaves_it_to_others_by_itself() -> None:
    assert not FOUND_BY_THE_PROGRAM & HARD


@pytest.mark.parametrize("story", LABELLED)
def test_a_labelled_text_waits_like_any_other_and_one_reader_accepts_it(here: TestInstallation, story: str) -> None:
    _, given = here.give(story=story)
    assert given.latest.flags and given.status == "in_review"

    here.decide(given, by=MODERATOR)

    assert len(here.shown()) == 1


def test_what_a_family_reads_says_nothing_of_labels(here: TestInstallation) -> None:
    _, given = here.give(story=LABELLED[0])
    here.decide(given)

    (shown,) = here.shown()
    assert "against_a_people" not in repr(shown) and "dehumanising" not in repr(shown)


def test_other_words_get_the_labels_of_their_own(here: TestInstallation) -> None:
    code, given = here.publish(story=PLAIN)
    assert given.latest.flags == ()

    here.act(code, "change", story=LABELLED[0])

    now = here.remembrance(given.memorial_id, given.id)
    assert now.latest.flags == (Flag.AGAINST_A_PEOPLE,)
    here.act(code, "change", story=PLAIN)
    assert here.remembrance(given.memorial_id, given.id).latest.flags == ()


def test_what_people_said_of_it_stays_when_the_words_change(here: TestInstallation) -> None:
    code, given = here.give(story=LABELLED[1], under_age="yes", names_living="yes")

    here.act(code, "change", story=PLAIN)

    flags = here.remembrance(given.memorial_id, given.id).latest.flags
    assert set(flags) == {Flag.SENDER_UNDER_AGE, Flag.LIVING_PERSON}


def test_what_its_sender_calls_hard_to_read_counts_as_hard_stays_and_asks_for_no_second_reader(
    here: TestInstallation,
) -> None:
    code, given = here.give(story=PLAIN, hard_to_read="yes")
    assert given.latest.flags == (Flag.GRAPHIC_SAID,) and Flag.GRAPHIC_SAID in HARD

    here.act(code, "change", story=f"{PLAIN} It was a Monday.")
    changed = here.remembrance(given.memorial_id, given.id)
    assert changed.latest.flags == (Flag.GRAPHIC_SAID,)
    here.decide(changed, by=MODERATOR)

    assert len(here.shown()) == 1 and "graphic" not in repr(here.shown())


def test_other_choices_of_somebody_under_age_bring_no_search_engines(here: TestInstallation) -> None:
    code, given = here.give(under_age="yes", audience="archive")

    here.act(code, "change", audience="public", person_name_shown="full", signature="none")

    assert not any(version.grants.may_index for version in here.remembrance(given.memorial_id, given.id).versions)


def test_a_label_in_a_caption_or_a_place_is_found_too(here: TestInstallation) -> None:
    _, given = here.give(place="12 Pier Street")

    assert Flag.PHONE_NUMBER in given.latest.flags


def test_what_one_of_two_saw_stays_when_the_memorial_has_a_single_editor(here: TestInstallation) -> None:
    with here.services.unit_of_work() as uow:
        for member in uow.staff.all():
            if member.id != EDITOR.id:
                uow.staff.save(replace(member, disabled=True))
        uow.commit()
    _, given = here.give(names_living="yes")

    here.decide(given)

    assert here.shown() == []
    assert here.remembrance(given.memorial_id, given.id).latest.reason == "needs_two_people"


def test_a_memorial_from_before_has_added_nothing() -> None:
    assert Memorial.__dataclass_fields__["added_words"].default == ()
