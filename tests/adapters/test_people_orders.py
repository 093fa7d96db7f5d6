"""The orders of the wall on both databases: the same rows, whole after an upgrade, gone and back after a downgrade."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, inspect, select, text, update

from memorial import bootstrap
from memorial.adapters.db.database import migrate_down
from memorial.adapters.db.edition_tables import published_person, published_together
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.published.wall import WallOrder
from memorial.settings import project_folder
from memorial.vocabulary import Audience, Basis
from tests.installations import TestInstallation, grant_to_public, installation, on_postgresql

NAMES = ("Ada", "Bela", "ليلى", "Яна", "Cora", "نور", "Ада", "Dora", "Ève", "Zoë-Marie", "O'Hara", "de la Cruz")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:
        yield made


def _fill(here: TestInstallation) -> list[str]:
    services, ids = here.services, []
    places = ("Vell", "Über", "تل", "")
    with services.unit_of_work() as uow:
        for at, name in enumerate(NAMES):
            said = {"basis": Basis.PUBLISHED_SOURCE, "source_id": "s1", "audience": Audience.PUBLIC}
            facts = [FactClaim("died", ("1992-02-26", "1992~", "1990/1995", "XXXX")[at % 4], **said)]
            facts += [FactClaim("place", places[at % 4], **said)] if places[at % 4] else []
            person = Person(
                services.new_id(), here.memorial.id, services.keys.take().id, (NameClaim(name, **said),), tuple(facts)
            )
            uow.people.add(person)
            ids.append(person.id)
        uow.commit()
    rows = [{"memorial_id": here.memorial.id, "person_id": one, "rank": at} for at, one in enumerate(ids[::-2], 1)]
    with here.installation.engines.writing.begin() as connection:
        connection.execute(insert(published_together), rows)
    return ids


def _seen(here: TestInstallation, *, per_page: int, first_script: str = "") -> dict[str, Any]:
    """Everything that visitors may ask of the wall."""
    found: dict[str, Any] = {}
    with here.installation.reader.snapshot() as snapshot:
        wall = snapshot.wall(here.memorial.id)
        found["orders"], found["count"] = wall.orders(), wall.count()
        for order in WallOrder:
            pages = wall.page(order, page=1, per_page=per_page, first_script=first_script).pages
            groups = [
                (group.heading, group.count, line.label)
                for number in range(1, pages + 1)
                for group in wall.page(order, page=number, per_page=per_page, first_script=first_script).groups
                for line in group.lines
            ]
            found[order] = groups
            found[f"{order} groups"] = [(one.heading, one.letter) for one in wall.group_starts(order, per_page=9)]
        found["day"] = [one.line.label for one in wall.on_day("02-26", page=1, per_page=99).names]
        found["feed"] = wall.days_in_feed(most=2)
        found["letters"] = [one[:2] for one in wall.letters(per_page=9, first_script=first_script)]
    return found


def test_every_page_length_gives_the_same_wall_on_both_databases(here: TestInstallation) -> None:
    ids = _fill(here)

    for first_script in ("", "Arab", "Hang"):
        _look_at_the_whole_wall(here, ids, first_script)


def _look_at_the_whole_wall(here: TestInstallation, ids: list[str], first_script: str) -> None:
    whole = _seen(here, per_page=100, first_script=first_script)
    short = [_seen(here, per_page=length, first_script=first_script) for length in (1, 5)]

    assert short == [whole, whole]
    assert whole["count"] == len(ids) == len(NAMES)
    assert all(sorted(label for *_, label in whole[order]) == sorted(NAMES) for order in WallOrder)
    assert list(dict.fromkeys(heading for heading, *_ in whole[WallOrder.DATE])) == ["1990/1995", "1992", "1992~", ""]
    assert list(dict.fromkeys(place for place, *_ in whole[WallOrder.PLACE])) == ["Über", "Vell", "تل", ""]
    arabic = [label for *_, label in whole[WallOrder.NAME]][:2] == ["ليلى", "نور"]
    assert arabic == (first_script == "Arab")
    assert [label for *_, label in whole[WallOrder.TOGETHER]][:6] == list(NAMES[::-2])
    assert whole["feed"][0].count == len(whole["day"]) == 3


def test_people_published_before_there_were_orders_have_them_after_the_upgrade(here: TestInstallation) -> None:
    """Down to the version before, with everybody still there; then `memorial init`, twice."""
    _fill(here)
    before = _seen(here, per_page=5)
    settings = here.installation.settings
    here.installation.engines.dispose()

    migrate_down(settings.database.url, project_folder("migrations"), "0011")
    with here.installation.engines.writing.connect() as connection:
        old = inspect(connection)
        assert "date_key" not in {column["name"] for column in old.get_columns("published_person")}
        assert not old.has_table("published_together")
        assert connection.execute(text("SELECT count(*) FROM published_person")).scalar_one() == len(NAMES)
    here.installation.engines.dispose()
    editions = here.edition()
    for _ in range(2):
        bootstrap.initialise(settings)
    if settings.database.public_url:
        grant_to_public(settings.database.url, settings.database.public_url)
    after = _seen(here, per_page=5)

    assert here.edition() == editions + 1
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"orders", WallOrder.TOGETHER}, "who stand together is computed again; the rest is as it was"


def test_a_kept_wall_is_that_of_its_edition_only(here: TestInstallation) -> None:
    _fill(here)
    before = _seen(here, per_page=5)

    here.publish(person_name="Aaron")

    after = _seen(here, per_page=5)
    assert after["count"] == before["count"] + 1
    assert "Aaron" in [label for *_, label in after[WallOrder.DATE]]


def test_no_row_waits_for_its_keys_once_the_program_wrote_it(here: TestInstallation) -> None:
    _fill(here)
    with here.installation.engines.writing.begin() as connection:
        waiting = select(published_person.c.id).where(published_person.c.date_key == "")
        assert connection.execute(waiting).all() == []
        connection.execute(update(published_person).values(date_key="", place_key=""))

    assert WallOrder.DATE not in _seen(here, per_page=5)["orders"]
