"""A backup from before a guardian took the agreement back: restored, visitors do not see it, and old codes are dead."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.application import guardians
from memorial.domain.errors import NotFound
from memorial.domain.minors import agreement_stands
from memorial.settings import load_settings
from tests.backup.conftest import keys_to, run_here
from tests.installations import SECOND_EDITOR, TestInstallation


def test_what_a_guardian_took_back_after_the_backup_does_not_come_back(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    codes, given = {}, {}
    for name in ("Stays", "Taken back", "Code made anew"):
        code, sent = here.give(under_age="yes", person_name=name, story=f"It was {name}.")
        made = guardians.make(here.services, code)
        guardians.act(here.services, made, "agree", version=1, language="en")
        here.decide(sent)
        here.decide(sent, by=SECOND_EDITOR)
        codes[name], given[name] = made, (code, sent)
    assert len(here.shown()) == 3
    backup = tmp_path / "older"
    assert run_here(["backup", str(backup)], home).returncode == 0
    guardians.act(here.services, codes["Taken back"], "take_back", version=0, language="en")
    later = guardians.make(here.services, given["Code made anew"][0])

    empty = keys_to(home, tmp_path / "empty")
    done = run_here(["restore", str(backup)], empty)

    assert done.returncode == 0, done.stderr
    built = bootstrap.build(
        load_settings({"MEMORIAL_HOME": str(empty), "MEMORIAL_UNDO_MINUTES": "0"}), now=here.clock, quick_passwords=True
    )
    try:
        with built.reader.snapshot() as edition:
            shown = {one.excerpt for one in edition.remembrances(here.memorial.id, after="", limit=9).rows}
            names = {line.label for line in edition.names(here.memorial.id, page=1, per_page=9)[0].rows}
        assert shown == {"It was Stays.", "It was Code made anew."} and names == {"Stays", "Code made anew"}
        for ended in (codes["Code made anew"], later):
            with pytest.raises(NotFound):
                guardians.look(built.services, ended, media_base="/m")
        assert guardians.look(built.services, codes["Stays"], media_base="/m").agreed
        with built.services.unit_of_work(read_only=True) as uow:
            back = uow.remembrances.get(here.memorial.id, given["Taken back"][1].id)
        assert not agreement_stands(back)
        # Whose code was lost makes another, and with it takes back.
        again = guardians.make(built.services, given["Code made anew"][0])
        guardians.act(built.services, again, "take_back", version=0, language="en")
        with built.reader.snapshot() as edition:
            assert len(edition.remembrances(here.memorial.id, after="", limit=9).rows) == 1
    finally:
        built.close()
    found = run_here(["check"], empty).stdout.splitlines()
    assert [line for line in found if not line.endswith("a key that nothing names")] == []
