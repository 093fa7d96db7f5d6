"""A place on the wall without a name: asked for, brought with others, linked with nothing, gone at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.db.edition_tables import PUBLISHED
from memorial.adapters.db.tables import metadata
from memorial.application import jobs, receipt
from memorial.disclosure.wall_place import place_granted
from memorial.domain.consent import Grant, Grants, Notice, fold
from memorial.domain.errors import NotAllowed
from memorial.domain.person_named import PersonNamed
from memorial.domain.remembrance import Remembrance, Version
from memorial.vocabulary import (
    About,
    Audience,
    ConsentState,
    Decision,
    Flag,
    Rendering,
    Scope,
    Standing,
    Use,
    VersionState,
)
from tests.installations import MORNING, TestInstallation, installation

PRIVATE = {"person_name": "Oria Sandell", "person_name_shown": "none", "wall_place": "yes"}


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def places(here: TestInstallation) -> list[str]:
    with here.installation.reader.snapshot() as snapshot:
        page, _ = snapshot.names(here.memorial.id, page=1, per_page=1000)
        return [line.id for line in page.rows if line.kept]


def a_week(here: TestInstallation) -> None:
    here.clock.pass_by(days=7, hours=1)
    jobs.run_due(here.services)


def edition_rows(here: TestInstallation) -> dict[str, list[dict[str, Any]]]:
    """Everything that visitors can be shown, without the number of the edition."""
    with here.installation.archive.writing.connect() as connection:
        return {
            name: sorted((dict(row) for row in connection.execute(metadata.tables[name].select()).mappings()), key=str)
            for name in PUBLISHED
            if name != "published_edition"
        }


@pytest.mark.parametrize("shown", ["none", "initials"])
@pytest.mark.parametrize("audience", ["public", "unlisted", "archive"])
def test_a_place_comes_once_a_person_accepted_what_was_sent(here: TestInstallation, shown: str, audience: str) -> None:
    _, given = here.give(**{**PRIVATE, "person_name_shown": shown, "audience": audience})
    a_week(here)
    assert places(here) == [], "nobody has read it yet"
    here.decide(given)
    assert places(here) == [], "it does not come with the text"
    a_week(here)
    assert len(places(here)) == 1
    a_week(here)
    assert len(places(here)) == 1, "one for one remembrance"


def test_it_comes_in_the_night_before_a_monday_with_all_the_others(here: TestInstallation) -> None:
    assert here.clock.now.strftime("%A") == "Monday"
    for name in ("Oria Sandell", "Ruan Teck"):
        here.publish(**{**PRIVATE, "person_name": name})
    here.clock.pass_by(days=6, hours=14, minutes=59)
    jobs.run_due(here.services)
    assert places(here) == []
    here.clock.pass_by(minutes=2)
    before = here.edition()
    jobs.run_due(here.services)
    assert len(places(here)) == 2
    assert here.edition() == before + 1, "both with one commit: none of them stands out"


def test_a_place_says_nothing_and_is_linked_with_nothing(here: TestInstallation) -> None:
    _, given = here.publish(**PRIVATE)
    without = edition_rows(here)
    a_week(here)
    with_it = edition_rows(here)
    (place,) = places(here)
    new = [row for row in with_it["published_person"] if row not in without["published_person"]]
    assert [row["id"] for row in new] == [place]
    assert {name: with_it[name] for name in with_it if name != "published_person"} == {
        name: without[name] for name in without if name != "published_person"
    }
    (row,) = new
    silent = {
        "years": "",
        "place": "",
        "names": "[]",
        "facts": "[]",
        "label": "",
        "portrait": "",
        "audience": "unlisted",
    }
    assert {name: row[name] for name in silent} == silent
    assert given.id not in str(row) and "Sandell" not in str(row)
    with here.installation.reader.snapshot() as snapshot:
        assert snapshot.person(here.memorial.id, place) is None, "it has no page"
        assert list(snapshot.find_people(here.memorial.id, "Sandell", limit=10)) == []
        assert place not in str(snapshot.sitemap(here.memorial.id, after="", limit=50).rows)


@pytest.mark.parametrize("audience", ["public", "archive"])
@pytest.mark.parametrize("act", ["hide", "withdraw", "erase"])
def test_it_is_gone_at_once_with_what_it_rests_on(here: TestInstallation, act: str, audience: str) -> None:
    code, _ = here.publish(**{**PRIVATE, "audience": audience})
    a_week(here)
    (place,) = places(here)
    here.act(code, act)
    assert places(here) == [] and place not in str(edition_rows(here))
    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.people.find(here.memorial.id, place) is None, "its record is gone too"


def test_after_showing_it_again_another_place_comes_later(here: TestInstallation) -> None:
    code, _ = here.publish(**PRIVATE)
    a_week(here)
    (first,) = places(here)
    here.act(code, "hide")
    here.clock.pass_by(days=3)
    here.act(code, "show")
    assert len(here.shown()) == 1 and places(here) == [], "the text is back at once, the place is not"
    a_week(here)
    (second,) = places(here)
    assert second != first


def test_it_is_taken_back_alone_on_the_page_with_all_choices(here: TestInstallation) -> None:
    code, given = here.publish(**PRIVATE)
    a_week(here)
    same = {"audience": "public", "person_name_shown": "none", "signature": "none"}
    here.act(code, "change", **same)
    assert places(here) == [] and len(here.shown()) == 1, "nobody has to look at it first"
    a_week(here)
    assert places(here) == []
    with here.services.unit_of_work(read_only=True) as uow:
        events = uow.remembrances.consent(given.memorial_id, given.id)
        grants = fold(events)[(given.id, 1)]
    granted = grants.find(Scope.WALL_PLACE)
    assert granted is not None and granted.state is ConsentState.WITHDRAWN
    here.act(code, "change", **same, wall_place="yes")
    a_week(here)
    assert places(here) == [], "asking anew waits for a reader"
    here.decide(given)
    a_week(here)
    assert len(places(here)) == 1


def test_who_shows_the_name_takes_the_place_back(here: TestInstallation) -> None:
    code, given = here.publish(**PRIVATE)
    a_week(here)
    here.act(code, "change", audience="public", person_name_shown="full", signature="none", wall_place="yes")
    assert places(here) == []
    here.decide(given)
    assert "Oria Sandell" in here.names()
    a_week(here)
    assert places(here) == []


@pytest.mark.parametrize(
    "other",
    [
        {"person_name_shown": "full"},
        {"wall_place": ""},
        {"about": "event"},
        {"about": "self"},
    ],
    ids=["the name is shown", "not asked for", "about what happened", "about oneself"],
)
def test_nobody_else_gets_one(here: TestInstallation, other: dict[str, str]) -> None:
    _, given = here.publish(**{**PRIVATE, **other})
    a_week(here)
    assert places(here) == []
    if other.get("person_name_shown") != "full":
        assert given.latest.grants.find(Scope.WALL_PLACE) is None, "what nobody asked for is no answer"


def test_for_somebody_chosen_from_the_wall_there_is_none(here: TestInstallation) -> None:
    here.publish()
    with here.installation.reader.snapshot() as snapshot:
        page, _ = snapshot.names(here.memorial.id, page=1, per_page=10)
    here.publish(person_id=page.rows[0].id, person_name_shown="none", wall_place="yes")
    a_week(here)
    assert places(here) == []


@pytest.mark.parametrize("audience", ["public", "archive"])
def test_what_staff_keep_in_the_archive_gets_none(here: TestInstallation, audience: str) -> None:
    _, given = here.give(**{**PRIVATE, "audience": audience})
    here.decide(given, Decision.KEEP, message="Not for the pages.")
    a_week(here)
    assert places(here) == []


def test_staff_cannot_ask_for_one(here: TestInstallation) -> None:
    _, given = here.publish(**{**PRIVATE, "wall_place": ""})
    version = given.latest
    wider = version.grants.with_changes([Grant(Scope.WALL_PLACE, Use.DISPLAY, Audience.UNLISTED)])
    with here.services.unit_of_work() as uow, pytest.raises(NotAllowed):
        uow.remembrances.save(given.with_version(replace(version, grants=wider)))


def test_until_its_day_has_come_there_is_no_place(here: TestInstallation) -> None:
    until = (here.clock.now + timedelta(days=30)).date().isoformat()
    here.publish(**{**PRIVATE, "audience": "until", "embargo_until": until})
    for _ in range(29):
        here.clock.pass_by(days=1)
        jobs.run_due(here.services)
    assert places(here) == []
    for _ in range(9):
        here.clock.pass_by(days=1)
        jobs.run_due(here.services)
    assert len(places(here)) == 1


def test_a_private_remembrance_without_the_wish_changes_no_byte(here: TestInstallation) -> None:
    here.publish()
    before = edition_rows(here), here.edition()
    here.publish(person_name="Ayla Verdin", person_name_shown="none", audience="archive")
    a_week(here)
    assert (edition_rows(here), here.edition()) == before


def test_the_receipt_page_knows_the_day(here: TestInstallation) -> None:
    code, _ = here.publish(**PRIVATE)
    view = receipt.open_receipt(here.services, code, media_base="/x")
    assert view.due["place"] - here.clock.now < timedelta(days=7) and not view.has_a_place
    a_week(here)
    assert receipt.open_receipt(here.services, code, media_base="/x").has_a_place


@pytest.mark.parametrize(
    "other",
    [
        {"state": VersionState.IN_REVIEW},
        {"accepted_by": ()},
        {"flags": (Flag.LIVING_PERSON,)},
        {"flags": (Flag.SENDER_UNDER_AGE,), "accepted_by": ("one", "two")},
        {"staff_ceiling": Audience.ARCHIVE},
        {"named": None},
        {"name": Rendering.FULL},
        {"not_before": date(2026, 3, 3)},
        {"standing": Standing.PAUSED},
        {"standing": Standing.REMOVED},
        {"standing": Standing.WITHDRAWN},
        {"about": About.SELF},
    ],
    ids=str,
)
def test_everything_that_bears_on_it_can_close_it(other: dict[str, Any]) -> None:
    assert place_granted(a_remembrance(), "UTC", MORNING)
    assert not place_granted(a_remembrance(**other), "UTC", MORNING)
    assert not place_granted(a_remembrance(not_before=date(2026, 3, 1)), "UTC", None), "a clock in doubt"
    assert place_granted(a_remembrance(not_before=date(2026, 3, 1)), "UTC", MORNING)


def a_remembrance(
    *,
    name: Rendering = Rendering.NONE,
    not_before: date | None = None,
    standing: Standing = Standing.OPEN,
    about: About = About.PERSON,
    **version: Any,
) -> Remembrance:
    """Published, with a place asked for, and nothing that stands in its way unless it is named."""
    grants = (
        Grant(Scope.TEXT, Use.DISPLAY, Audience.PUBLIC, not_before=not_before),
        Grant(Scope.PERSON_NAME, Use.DISPLAY, Audience.PUBLIC, name),
        Grant(Scope.WALL_PLACE, Use.DISPLAY, Audience.UNLISTED),
    )
    usual: dict[str, Any] = {"state": VersionState.PUBLISHED, "accepted_by": ("one",), "named": PersonNamed("Oria")}
    notice = Notice("n", "en", "", "")
    one = Version(1, "She sang.", "en", (), Grants(grants), notice, MORNING, **{**usual, **version})
    return Remembrance("r", "m", "k", about, MORNING, versions=(one,), standing=standing)
