"""A proof restores the whole backup elsewhere, changes nothing here, leaves nothing; without one an alarm rings."""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from memorial.adapters.db.tables import audit_entry
from memorial.adapters.db.waiting import what_waits
from memorial.adapters.keys.care import read_care
from memorial.application import restore_alarm
from memorial.application.ports.mail import Note, NotSent
from memorial.cli import prove as proving
from memorial.cli.examination import Judgement, _restore_proof
from memorial.cli.temporary import temporary_folder
from memorial.worker import Worker
from tests.backup.conftest import Said, run_here
from tests.backup.test_fixity import flip, with_photographs
from tests.backup.test_restore import back_up, files, rows
from tests.installations import TestInstallation, installation

IN_EARNEST = {"MEMORIAL_PUBLIC_URL": "https://memorial.example", "MEMORIAL_MAIL_OPERATOR": "op@example.org"}


@pytest.fixture
def today(home: Path) -> Iterator[TestInstallation]:
    """An installation on the machine's own clock, since the commands run on it."""
    with installation(home, now=lambda: datetime.now(UTC)) as made:
        yield made


@pytest.fixture
def serious(home: Path) -> Iterator[TestInstallation]:
    """One that others reach, with a clock that the test moves."""
    with installation(home, **IN_EARNEST) as made:
        yield made


def prove(home: Path, backup: Path, *more: str, env: dict[str, str] | None = None) -> Said:
    place = backup.parent / "elsewhere"
    place.mkdir(exist_ok=True)
    return run_here(["prove", str(backup), "--in", str(place), *more], home, env)


def proofs(here: TestInstallation, action: str = restore_alarm.PROVED) -> list[tuple[str, str, str]]:
    wanted = select(audit_entry).where(audit_entry.c.action == action).order_by(audit_entry.c.seq)
    with here.installation.engines.reading.connect() as connection:
        return [(row.actor, row.outcome, row.reason) for row in connection.execute(wanted)]


def left_behind(tmp_path: Path) -> list[str]:
    shared = proving.MEMORY.glob(f"{proving.PREFIX}*") if proving.MEMORY.is_dir() else ()
    mine = [path for path in shared if path.stat().st_uid == os.getuid()]
    return [str(path) for path in [*(tmp_path / "elsewhere").rglob("*"), *mine]]


def test_a_backup_is_proved_and_nothing_here_is_changed_but_one_entry(
    today: TestInstallation, home: Path, tmp_path: Path
) -> None:
    with_photographs(today)
    today.give(audience="archive")
    backup = back_up(home, tmp_path / "whole")
    before, kept = rows(home), files(home)
    entries, care = len(proofs(today, "prove_restore")), read_care(*_keys(today))

    said = prove(home, backup)

    assert said.returncode == 0, said.stderr
    assert "came back whole, and every file opens" in said.stdout
    assert (rows(home), files(home)) == (before, kept)
    assert read_care(*_keys(today)) == care
    assert entries == 0
    ((actor, outcome, reason),) = proofs(today)
    assert (actor, outcome) == ("operator", "done")
    assert reason.startswith("rows:")
    assert left_behind(tmp_path) == []


def _keys(here: TestInstallation) -> tuple[str, Path]:
    keys = here.installation.settings.keys
    return keys.url, keys.folder


def test_the_ledger_and_the_keys_that_are_in_use_stay_as_they_are(
    today: TestInstallation, home: Path, tmp_path: Path
) -> None:
    """What was erased since is erased again in the copy: nothing of that may reach the real store."""
    code, _ = today.publish()
    hidden, _ = today.publish(person_name="Second Person")
    today.publish(person_name="Third Person")
    backup = back_up(home, tmp_path / "whole")
    today.act(code, "erase")
    today.act(hidden, "hide")
    Worker(today.installation, None).note_heads()
    store = today.installation.key_store
    before = sorted(store.key_ids()), list(store.ledger(0)), dict(store.noted_heads.all())
    assert before[2]

    assert prove(home, backup).returncode == 0

    assert (sorted(store.key_ids()), list(store.ledger(0)), dict(store.noted_heads.all())) == before
    assert len(today.shown()) == 1


def test_keys_of_a_key_backup_and_two_shares_prove_it_too(today: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_photographs(today)
    assert run_here(["keys", "card", str(tmp_path / "card")], home).returncode == 0
    backup = back_up(home, tmp_path / "whole")
    assert run_here(["keys", "backup", str(tmp_path / "keys")], home).returncode == 0
    shares = sorted((tmp_path / "card").iterdir())[:2]

    said = prove(home, backup, "--keys", str(tmp_path / "keys"), *(x for one in shares for x in ("--share", str(one))))

    assert said.returncode == 0, said.stderr
    assert [outcome for _, outcome, _ in proofs(today)] == ["done"]


def test_a_damaged_backup_proves_nothing_and_is_noted(today: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_photographs(today)
    backup = back_up(home, tmp_path / "whole")
    flip(backup, random.Random(1))

    said = prove(home, backup)

    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert [outcome for _, outcome, _ in proofs(today)] == ["refused"]
    assert left_behind(tmp_path) == []


def test_a_backup_of_files_that_were_damaged_before_proves_nothing(
    today: TestInstallation, home: Path, tmp_path: Path
) -> None:
    """The backup holds the damaged file just as it lay there, so that comparing bytes alone would not tell."""
    master = with_photographs(today).files[0].vault_id
    flip(next((home / "files" / "vault").rglob(master)), random.Random(2))
    backup = back_up(home, tmp_path / "whole")

    said = prove(home, backup)

    assert said.returncode == 1
    assert [outcome for _, outcome, _ in proofs(today)] == ["refused"]


def test_an_old_backup_is_no_proof_of_those_of_these_days(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    """Everything in it is of the second of March."""
    with_photographs(here)
    backup = back_up(home, tmp_path / "whole")

    said = prove(home, backup)

    assert said.returncode == 1
    assert "Prove a newer one." in said.stderr
    assert [outcome for _, outcome, _ in proofs(here)] == ["refused"]


def test_what_a_killed_proof_left_is_cleared_away_and_what_is_at_work_is_not(tmp_path: Path) -> None:
    left = tmp_path / "memorial-prove-left"
    left.mkdir()
    (left / ".in-use").touch()
    strange = tmp_path / "memorial-prove-strange"
    strange.mkdir()

    with temporary_folder(tmp_path, "memorial-prove-") as first:
        (first / "keys").mkdir()
        with temporary_folder(tmp_path, "memorial-prove-"):
            assert (first / "keys").is_dir()
            assert first.stat().st_mode & 0o077 == 0

    assert sorted(tmp_path.iterdir()) == [strange]


# The alarm


class Letterbox:
    def __init__(self, *, works: bool = True) -> None:
        self.works, self.sent = works, list[tuple[str, str]]()

    def __call__(self, note: Note, address: str) -> None:
        if not self.works:
            raise NotSent("no_answer", again=True)
        self.sent.append((note.template, address))


def test_after_48_hours_without_a_proof_the_alarm_rings_once_a_day(
    serious: TestInstallation, caplog: pytest.LogCaptureFixture
) -> None:
    serious.publish()
    box = Letterbox()
    worker = Worker(serious.installation, box)
    mails = []
    with caplog.at_level(logging.ERROR):
        for _ in range(5 * 24):
            serious.clock.pass_by(hours=1)
            worker.round()
            mails.append(len(box.sent))

    assert mails[47] == 0
    assert mails[48] == 1
    assert mails[-1] == 3
    assert set(box.sent) == {("restore_unproved", "op@example.org")}
    assert caplog.text.count("no restore was proved for") == 3
    assert proofs(serious, restore_alarm.WARNED) == [("restore_alarm", "done", "mailed")] * 3


def test_a_proof_silences_it_for_48_hours(serious: TestInstallation) -> None:
    box = Letterbox()
    serious.publish()
    serious.clock.pass_by(hours=49)
    restore_alarm.note_proof(serious.services, rows=1, files=1)

    serious.clock.pass_by(hours=48)
    assert not restore_alarm.warn(serious.services, box, "op@example.org")
    serious.clock.pass_by(minutes=1)
    assert restore_alarm.warn(serious.services, box, "op@example.org")


def test_a_failed_proof_silences_nothing(serious: TestInstallation) -> None:
    serious.publish()
    serious.clock.pass_by(hours=49)
    restore_alarm.note_failure(serious.services, "NotABackup")

    assert restore_alarm.warn(serious.services, None, None)
    assert _restore_proof(serious.installation).judgement is Judgement.UNSAFE


def test_a_mail_that_could_not_be_handed_over_is_tried_again(serious: TestInstallation) -> None:
    serious.publish()
    serious.clock.pass_by(hours=49)
    box = Letterbox(works=False)
    restore_alarm.warn(serious.services, box, "op@example.org")
    assert proofs(serious, restore_alarm.WARNED) == []

    box.works = True
    restore_alarm.warn(serious.services, box, "op@example.org")

    assert len(box.sent) == 1


def test_the_doctor_and_the_metrics_say_how_it_stands(serious: TestInstallation) -> None:
    serious.publish()
    built = serious.installation
    new = _restore_proof(built).judgement
    never = what_waits(built.engines.reading, serious.services.now)["restore_proved_age_hours"]
    serious.clock.pass_by(hours=49)
    red = _restore_proof(built).judgement
    restore_alarm.note_proof(serious.services, rows=1, files=1)
    serious.clock.pass_by(hours=3)

    assert (new, red) == (Judgement.NOTE, Judgement.UNSAFE)
    assert _restore_proof(built).judgement is Judgement.WELL
    assert never == -1.0
    assert what_waits(built.engines.reading, serious.services.now)["restore_proved_age_hours"] == pytest.approx(3)


def test_a_trial_on_this_machine_is_told_in_a_note_and_never_warned(here: TestInstallation) -> None:
    here.publish()
    here.clock.pass_by(days=9)
    box = Letterbox()

    assert not restore_alarm.warn(here.services, box, "op@example.org")
    assert _restore_proof(here.installation).judgement is Judgement.NOTE
    earnest = replace(here.services, limits=replace(here.services.limits, prove_restore_within=timedelta(hours=48)))
    assert restore_alarm.warn(earnest, box, "op@example.org")
