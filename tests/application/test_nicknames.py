"""What people called somebody goes where the other names go, and is kept from sight wherever they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.documents import from_bytes, to_bytes
from memorial.application import giving
from memorial.disclosure.found_by import found_by
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import NameKind
from tests.installations import TestInstallation, installation

STORY = "Ayka mended nets. We called her Zozo, and Zozo came. AYKA's lamp burned."
CALLED = {"person_nickname": "Ayka, Zozo", "story": STORY, "born": "1943"}


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def everything_shown(here: TestInstallation, *queries: str) -> str:
    """All that the edition holds of remembrances and people, and whom it finds."""
    with here.installation.reader.snapshot() as snapshot:
        page, _ = snapshot.names(here.memorial.id, page=1, per_page=100)
        people = [snapshot.person(here.memorial.id, line.id) for line in page.rows]
        found = [snapshot.find_people(here.memorial.id, one, limit=10) for one in queries]
        told = [snapshot.search(here.memorial.id, one, after="", limit=10).rows for one in queries]
    bodies = [one.body.html for one in here.shown()]
    return repr((here.shown(), bodies, people, found, told)).casefold()


def test_where_the_name_stands_in_full_it_stands_with_it_and_finds_the_person(here: TestInstallation) -> None:
    here.publish(**CALLED)

    with here.installation.reader.snapshot() as snapshot:
        (found,) = snapshot.find_people(here.memorial.id, "Zozo", limit=5)
        person = snapshot.person(here.memorial.id, found.line.id)
    assert person is not None
    assert person.label == "Ayla Verdin"
    assert [(one.text, one.kind) for one in person.names] == [
        ("Ayla Verdin", NameKind.OWN),
        ("Ayka", NameKind.NICKNAME),
        ("Zozo", NameKind.NICKNAME),
    ]
    assert "mended nets" in here.shown()[0].body.html


@pytest.mark.parametrize("shown", ["initials", "none"])
def test_where_the_name_is_private_or_in_initials_it_is_nowhere(here: TestInstallation, shown: str) -> None:
    _, given = here.publish(**CALLED, person_name_shown=shown)

    (seen,) = here.shown()
    assert "mended nets" in seen.body.html
    assert seen.person_initials == ("A. V." if shown == "initials" else "")
    words = everything_shown(here, "ayka", "zozo")
    assert "ayka" not in words and "zozo" not in words
    kept = here.remembrance(given.memorial_id, given.id)
    assert kept.latest.named is not None and kept.latest.named.called == ("Ayka", "Zozo")


def test_a_family_that_makes_the_name_private_later_takes_it_away_too(here: TestInstallation) -> None:
    code, _ = here.publish(**CALLED)
    assert "zozo" in everything_shown(here)

    here.act(code, "change", audience="public", person_name_shown="initials", signature="none", asked="yes")

    assert here.shown(), "the text stays"
    assert "zozo" not in everything_shown(here, "zozo") and "ayka" not in everything_shown(here, "ayka")


def test_another_remembrance_of_the_same_person_that_keeps_the_name_private_says_it_nowhere(
    here: TestInstallation,
) -> None:
    _, first = here.publish(**CALLED)
    person_id = here.remembrance(first.memorial_id, first.id).person_id
    assert person_id

    _, second = here.publish(person_id=person_id, person_name_shown="none", story="Old Zozo sang.")

    (theirs,) = [one for one in here.shown() if one.id == second.id]
    assert "sang" in theirs.body.html and "Zozo" not in theirs.body.html


def test_what_is_kept_in_the_archive_shows_none_of_it(here: TestInstallation) -> None:
    here.publish(**CALLED, audience="archive")

    assert "zozo" not in everything_shown(here, "zozo")


def test_every_word_of_very_many_is_taken_out(here: TestInstallation) -> None:
    many = [first + last for first in ("Ban", "Dor", "Fel", "Gam", "Hul") for last in ("dak", "mir", "tosh", "vin")]
    code = here.offer(person_nickname=" ".join(many), person_name_shown="none", story=f"So {', '.join(many)} sang.")

    shown = giving.look(here.services, code, media_base="/x").shown
    assert shown is not None and "sang" in shown.body.html
    assert [one for one in many if one in shown.body.html] == []


def test_the_preview_is_the_same_promise(here: TestInstallation) -> None:
    code = here.offer(**CALLED, person_name_shown="initials")

    shown = giving.look(here.services, code, media_base="/x").shown
    assert shown is not None
    said = (repr(shown) + shown.body.html).casefold()
    assert "mended nets" in said and "ayka" not in said and "zozo" not in said


def test_the_desk_finds_it_by_each_of_them(here: TestInstallation) -> None:
    _, given = here.publish(**CALLED, person_name_shown="none")

    words = found_by(here.remembrance(given.memorial_id, given.id))
    assert {one.rpartition(":")[2] for one in words} >= {"ayka", "zozo", "ayla", "verdin"}


def test_what_was_kept_before_it_was_asked_is_read_as_having_none(here: TestInstallation) -> None:
    _, given = here.publish(born="1943")
    kept = here.remembrance(given.memorial_id, given.id)
    older = to_bytes(kept).replace(b',"nickname":"","born_on":"","died_on":""', b"")
    assert b"nickname" not in older

    assert from_bytes(older, Remembrance) == kept


def test_a_date_in_boxes_gives_its_year_and_nothing_finer(here: TestInstallation) -> None:
    boxes = {"born_day": "7", "born_month": "May", "born_year": "1943", "died_year": "1992", "died_about": "yes"}
    _, given = here.publish(**boxes, born="when the lilacs were out")

    kept = here.remembrance(given.memorial_id, given.id).latest.named
    assert kept is not None
    assert (kept.born, kept.born_on, kept.died_on) == ("when the lilacs were out", "1943-05-07", "1992~")
    with here.installation.reader.snapshot() as snapshot:
        (found,) = snapshot.find_people(here.memorial.id, "Ayla", limit=5)
        person = snapshot.person(here.memorial.id, found.line.id)
    assert person is not None
    facts = {one.kind: one.value for one in person.facts}
    assert (facts["born"], facts["died"]) == ("1943", "1992~")
    assert "1943-05" not in repr(person) and "lilacs" not in repr(person)
