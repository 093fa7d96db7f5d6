"""The table of guardians' codes on both databases: it comes and goes with data, and what a guardian said is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from memorial.adapters.db.database import migrate, migrate_down
from memorial.application import guardians
from memorial.domain.errors import NotFound
from memorial.settings import project_folder
from tests.installations import SECOND_EDITOR, installation, on_postgresql

FOLDER = project_folder("migrations")


def what_is_sealed_opens_to_a_guardian_after_the_upgrade(home: Path, **environ: str) -> None:
    """Sent and accepted for the archive before there were guardians; then up, and agreed to."""
    with installation(home, **environ) as here:
        code, given = here.give(under_age="yes")
        here.decide(given)
        here.decide(given, by=SECOND_EDITOR)
        lost = guardians.make(here.services, code)
        url = here.installation.settings.database.url
        here.installation.engines.dispose()
        migrate_down(url, FOLDER, "0005")
        with here.installation.engines.writing.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM receipt")).scalar_one() == 1
        here.installation.engines.dispose()
        migrate(url, FOLDER)

        with pytest.raises(NotFound):
            guardians.look(here.services, lost, media_base="/m")
        made = guardians.make(here.services, code)
        guardians.act(here.services, made, "agree", version=1, language="en")
        assert here.shown() == []
        here.decide(given)
        here.decide(given, by=SECOND_EDITOR)
        assert len(here.shown()) == 1

        here.installation.engines.dispose()
        with pytest.raises(RuntimeError, match="backup that was made before the upgrade"):
            migrate_down(url, FOLDER, "0005")
        guardians.act(here.services, made, "take_back", version=0, language="en")
        assert here.shown() == []
        # Down to nothing at all there is nobody left to misread it.
        here.installation.engines.dispose()
        migrate_down(url, FOLDER, "base")


def test_what_is_sealed_opens_to_a_guardian_after_the_upgrade(home: Path) -> None:
    what_is_sealed_opens_to_a_guardian_after_the_upgrade(home)


@pytest.mark.postgres
def test_what_is_sealed_opens_to_a_guardian_after_the_upgrade_on_postgresql(home: Path, postgres_server: Any) -> None:
    what_is_sealed_opens_to_a_guardian_after_the_upgrade(home, **on_postgresql(postgres_server))
