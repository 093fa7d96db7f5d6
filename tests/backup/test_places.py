"""Places without a name and wishes to stand beside somebody, taken back after a backup, stay taken back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from memorial.adapters.db.edition_tables import published_kin, published_person
from memorial.application import jobs
from memorial.bootstrap import Installation
from tests.backup.test_restore import back_up, opened, restored
from tests.installations import TestInstallation


def test_what_was_taken_back_alone_does_not_come_back(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    place, _ = here.publish(person_name="Oria Sandell", person_name_shown="none", wall_place="yes")
    here.publish(person_name="Nima Oster", person_name_shown="none", wall_place="yes")
    here.publish(person_name="Ruan Teck", story="He sang.")
    with here.installation.reader.snapshot() as snapshot:
        (ruan,) = [one.line.id for one in snapshot.find_people(here.memorial.id, "Ruan Teck", limit=5)]
    code, given = here.publish()
    here.act(code, "beside", other_id=ruan)
    here.decide(given)
    here.clock.pass_by(days=8)
    jobs.run_due(here.services)
    assert shown(here.installation) == (2, 1)
    backup = back_up(home, tmp_path / "older")
    here.act(place, "change", audience="public", person_name_shown="none", signature="none")
    wish = here.remembrance(given.memorial_id, given.id).latest.beside[0].id
    here.act(code, "not_beside", wish=wish)
    assert shown(here.installation) == (1, 0)

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built:
        assert shown(built) == (1, 0)


def shown(built: Installation) -> tuple[int, int]:
    """(places without a name, ties) that visitors can see."""
    with built.archive.reading.connect() as connection:
        places = connection.execute(select(published_person).where(published_person.c.kept)).all()
        return len(places), len(connection.execute(select(published_kin)).all())
