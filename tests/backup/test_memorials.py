"""What administrators took away from a memorial since a backup stays away; its own picture is read and repaired."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.adapters.db.fixity import SqlFixity, damaged_records
from memorial.application import fixity, language_reading, memorials, own_picture
from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import ReadingRules
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Risk, Role
from tests.backup.conftest import run_here
from tests.backup.test_fixity import PHOTOGRAPH, alarms, flip, kept_files, wrongs
from tests.backup.test_restore import back_up, opened, restored
from tests.installations import EDITOR, TestInstallation, sign_language

ADMIN = StaffMember("adm", "", "adm@example.org", "Adm", "", (("*", Role.ADMIN),))


def with_a_picture(here: TestInstallation) -> Memorial:
    slug = here.memorial.slug
    own_picture.keep(here.services, ADMIN, slug, "quay.jpg", iter([PHOTOGRAPH]))
    words = {"alt_en": "A quay", "alt_ar": "", "across": "50", "down": "50"}
    return own_picture.change(here.services, ADMIN, slug, words)


def take_away(here: TestInstallation) -> None:
    slug = here.memorial.slug
    own_picture.remove(here.services, ADMIN, slug)
    language_reading.take_back(here.services, EDITOR, slug, "ar")

    def changed(one: Memorial) -> Memorial:
        setup = replace(one.setup, reading=ReadingRules(second_reader=True))
        return replace(one, embed_hosts=(), risk=Risk.HIGH, setup=setup)

    memorials.change_settings(here.services, slug, change=changed)


def test_nothing_comes_back_that_was_taken_away_since(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    slug = here.memorial.slug
    notices = {"en": "We keep it.", "ar": "نحفظه."}
    change = {"embed_hosts": ("news.example.org",), "notice": notices}
    given = memorials.change_settings(here.services, slug, change=lambda one: replace(one, **change))  # type: ignore[arg-type]
    sign_language(here.services, given, "ar", EDITOR)
    before = with_a_picture(here)
    assert before.setup.picture and before.setup.picture.shown and before.language_readings
    backup = back_up(home, tmp_path / "whole")
    take_away(here)

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built:
        with built.services.unit_of_work(read_only=True) as uow:
            after = uow.memorials.by_slug(slug)
        assert after.setup.picture is None
        assert (after.language_readings, after.embed_hosts) == ((), ())
        assert (after.setup.reading.second_reader, after.risk) == (True, Risk.HIGH)
        assert after.public
        assert set(before.setup.picture.vault_ids).isdisjoint(built.services.vault.ids())
        with built.reader.snapshot() as snapshot:
            shown = snapshot.memorial(slug)
        assert shown is not None
        assert (shown.picture, shown.embed_hosts, shown.risk) == (None, (), "high")


@pytest.mark.parametrize("place", ["vault", "access"])
def test_a_changed_bit_in_its_own_picture_is_found_told_once_and_repaired(
    here: TestInstallation, home: Path, tmp_path: Path, place: str
) -> None:
    memorial_id = with_a_picture(here).id
    backup, store = back_up(home, tmp_path / "whole"), SqlFixity(here.installation.archive)
    assert fixity.read_files(here.services, store, memorial_id, memorial_id) == 0
    (path, *_) = [path for path in kept_files(home) if place in path.parts]
    whole = path.read_bytes()
    flip(path, random.Random(1))
    here.clock.pass_by(days=26)

    for _ in range(2):
        fixity.read_everything(here.services, store)
        here.clock.pass_by(minutes=1)

    assert alarms(here) == [(memorial_id, "damaged", "files:1")]
    assert wrongs(here) == [f"{memorial_id}/{memorial_id}"]

    said = run_here(["repair", str(backup)], home)

    assert said.returncode == 0, said.stderr
    assert path.read_bytes() == whole
    assert damaged_records(here.installation.archive) == []
