"""A backup comes back whole; what was taken back after it was made does not come back at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.backup.errors import BackupRefused
from memorial.adapters.backup.stream import Tally, message, piece
from memorial.adapters.db.database import DatabaseNotReady
from memorial.adapters.db.sqlite import sqlite_dbapi
from memorial.application import concern_decisions, concerns, giving, jobs, receipt, reviewing
from memorial.domain.objection import KEPT_DAYS, PROOF_DAYS
from memorial.domain.receipt_code import ReceiptCode
from memorial.settings import load_settings
from memorial.vocabulary import ObjectionState, Scope, Standing
from tests.backup.conftest import cut_short, keys_to, opened_with, run_here, sealed_by
from tests.installations import EDITOR, MODERATOR, SECOND_EDITOR, MovableClock, TestInstallation, installation

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()
AT_ONCE = {"MEMORIAL_UNDO_MINUTES": "0"}


def with_a_photograph(here: TestInstallation, **answers: str) -> str:
    code = here.offer(**answers)
    kept = giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])
    giving.save_answers(here.services, code, {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no"})
    here.decide(here.send(code))
    return code


def back_up(home: Path, out: Path, *more: str) -> Path:
    said = run_here(["backup", str(out), *more], home)
    assert said.returncode == 0, said.stderr
    return out


def restored(home: Path, backup: Path, empty: Path, *more: str) -> Path:
    keys_to(home, empty)
    said = run_here(["restore", str(backup), *more], empty)
    assert said.returncode == 0, said.stderr
    return empty


@contextmanager
def opened(home: Path, now: MovableClock | None = None) -> Iterator[bootstrap.Installation]:
    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home), **AT_ONCE}), now=now, quick_passwords=True)
    try:
        yield built
    finally:
        built.close()


def rows(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every ordinary table, but for those that a restore is meant to change.

    Files for visitors get other names by it, and published rows other places in their order: here they are numbers
    that follow from what they show.
    """
    changed = {"staff_session", "staff_challenge", "published_edition", "audit_entry", "chain_head", "last_check"}
    connection = sqlite_dbapi().connect(home / "memorial.sqlite3")
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%' AND name NOT LIKE 'sqlite%'"
    )
    names = [name for (name,) in connection.execute(asked) if name not in changed]
    shown = connection.execute("SELECT name, derivative_id FROM access_copy").fetchall()
    found = {}
    for name in names:
        cursor = connection.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in cursor.description]
        found[name] = sorted((_steady(columns, row, shown) for row in cursor), key=repr)
    connection.close()
    return found


def _steady(columns: list[str], row: tuple[object, ...], shown: list[tuple[str, str]]) -> tuple[object, ...]:
    steady = []
    for column, value in zip(columns, row, strict=True):
        for name, derivative in shown if isinstance(value, str) else ():
            value = value.replace(name, f"copy of {derivative}")
        steady.append(0 if column == "position" else value)
    return tuple(steady)


def files(home: Path) -> dict[str, bytes]:
    """Sealed files by their paths, files for visitors by what they are made of."""
    connection = sqlite_dbapi().connect(home / "memorial.sqlite3")
    shown = dict(connection.execute("SELECT name, derivative_id FROM access_copy").fetchall())
    connection.close()
    paths = [path for path in (home / "files").rglob("*") if path.is_file()]
    found = {shown.get(path.name, str(path.relative_to(home))): path.read_bytes() for path in paths}
    assert len(found) == len(paths)
    return found


def test_everything_comes_back_into_an_empty_machine(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_a_photograph(here, signature="relation", relation="family")
    here.give(audience="archive")
    here.act(here.publish(person_name="Second Person")[0], "hide")
    here.offer()

    empty = restored(home, back_up(home, tmp_path / "whole"), tmp_path / "empty")

    before, after = rows(home), rows(empty)
    assert len(before) > 20
    assert {name: len(some) for name, some in after.items()} == {name: len(some) for name, some in before.items()}
    assert after == before
    assert files(empty) == files(home)
    assert len(files(empty)) > 5
    with opened(empty) as built, built.reader.snapshot() as edition:
        (one,) = edition.remembrances(here.memorial.id, after="", limit=9).rows
        assert edition.search(here.memorial.id, "nets", after="", limit=5).rows
        names = {name for (name,) in _asked(empty, "SELECT name FROM published_media")}
        assert names and names == set(built.archive.copies.names())
        assert any(name in str(one) for name in names)


def _asked(home: Path, question: str) -> list[tuple[Any, ...]]:
    connection = sqlite_dbapi().connect(home / "memorial.sqlite3")
    try:
        return list(connection.execute(question))
    finally:
        connection.close()


def test_what_an_older_backup_carries_of_the_edition_is_read_over_and_made_anew(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    """Backups held it in clear once. What it says of visitors' pages counts for nothing."""
    with_a_photograph(here)
    stream = opened_with(here.installation.keys, back_up(home, tmp_path / "whole"))
    end = stream.pop()
    assert isinstance(end, dict)
    tally, row = Tally(), ["f" * 32, "harbour", "{}"]
    tally.add(row)
    stream += [
        {"table": "published_memorial", "columns": ["memorial_id", "slug", "document"]}, {"rows": [row]},
        {"table_end": "published_memorial", **tally.words()},
        {"table": "published_remembrance_search", "columns": ["position", "memorial", "words"]},
        {"table_end": "published_remembrance_search", **Tally().words()},
        {"file": f"{'0' * 32}.jpg", "place": "access"}, b"old", {"file_end": f"{'0' * 32}.jpg", "length": 3},
        {"end": {"rows": end["end"]["rows"] + 1, "files": end["end"]["files"] + 1, "bytes": end["end"]["bytes"] + 3}},
    ]  # fmt: skip
    pieces = [piece(one) if isinstance(one, bytes) else message(one) for one in stream]
    older = sealed_by(here.installation.keys, tmp_path / "older", pieces)

    empty = restored(home, older, tmp_path / "empty")

    assert rows(empty) == rows(home)
    assert files(empty) == files(home)


def test_a_backup_holds_neither_a_key_nor_a_private_word_nor_a_published_one(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    here.publish(story="Marigold by the gate.")
    with_a_photograph(here, person_name="Second")
    secrets = [path.read_bytes() for path in sorted((home / "keys").iterdir()) if path.suffix != ".sqlite3"]

    raw = back_up(home, tmp_path / "whole").read_bytes()

    assert b"arigold" not in raw
    # Taken out of its envelope, too, it holds no key: neither the files nor what wraps record keys.
    everything = repr(opened_with(here.installation.keys, tmp_path / "whole")).encode()
    # Nor what is published: it could be read in there long after its key was destroyed.
    assert b"arigold" not in everything
    assert b"'published_edition'" in everything
    for name in ("published_remembrance", "published_person", "published_media", "access_copy", "'place': 'access'"):
        assert name.encode() not in everything, name
    for secret in secrets:
        assert secret.splitlines()[-1] not in everything
    assert b"wrapped" not in everything


@pytest.mark.parametrize("many", [4, pytest.param(34, marks=[pytest.mark.long, pytest.mark.timeout(1200)])])
def test_nothing_that_was_taken_back_after_the_backup_comes_back(
    here: TestInstallation, home: Path, tmp_path: Path, many: int
) -> None:
    """Erased, withdrawn, hidden, by turns with and without a photograph; `many` of each, and one that stays."""
    acts = {"erase": list[str](), "withdraw": list[str](), "hide": list[str]()}
    places = dict[str, tuple[str, str]]()
    for number in range(many * 3):
        name, word = f"Person {chr(97 + number % 26)}{chr(97 + number // 26)}", f"Word{number} of it."
        code = (
            with_a_photograph(here, person_name=name, story=word)
            if number % 4 == 0
            else here.publish(person_name=name, story=word)[0]
        )
        acts[list(acts)[number % 3]].append(code)
        with here.services.unit_of_work(read_only=True) as uow:
            places[code] = uow.receipts.find(code) or ("", "")
    stays, _ = here.publish(story="This one stays.", person_name="Stays Here")
    here.publish(story="Another of the same.", person_name="Stays Here")
    backup = back_up(home, tmp_path / "older")
    for act, codes in acts.items():
        for code in codes:
            here.act(code, act)

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built:
        services = built.services
        with built.reader.snapshot() as edition:
            shown = {one.excerpt for one in edition.remembrances(here.memorial.id, after="", limit=1000).rows}
            assert not edition.search(here.memorial.id, "word*", after="", limit=5).rows
        assert shown == {"This one stays.", "Another of the same."}
        names = set(built.archive.copies.names())
        assert names == set()
        for act, codes in acts.items():
            for code in codes:
                memorial_id, record_id = places[code]
                with services.unit_of_work(read_only=True) as uow:
                    found = uow.receipts.find(code)
                    standing = uow.remembrances.get(memorial_id, record_id).standing if found else None
                wanted = {"erase": None, "withdraw": Standing.WITHDRAWN, "hide": Standing.PAUSED}[act]
                assert standing is wanted, act
        kept = {vault_id for vault_id in services.vault.ids()}
        assert len(kept) == len(files_of(services, here.memorial.id))
        # Their senders can undo what could be undone.
        receipt.act(services, acts["hide"][0], "show", {})
        with built.reader.snapshot() as edition:
            assert len(edition.remembrances(here.memorial.id, after="", limit=1000).rows) == 3
    assert stays


def files_of(services: bootstrap.Services, memorial_id: str) -> set[str]:
    with services.unit_of_work(read_only=True) as uow:
        every = [uow.remembrances.get(memorial_id, record_id) for record_id in uow.remembrances.ids(memorial_id)]
    return {vault_id for record in every for kept in record.files for vault_id in kept.vault_ids}


def test_what_was_narrowed_after_the_backup_stays_narrow(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    unsigned, _ = here.publish(
        story="Signed once.", person_name="First", signature="name", contributor_name="Tansy Ash"
    )
    removed, given = here.publish(story="Removed by two.", person_name="Second")
    paused, also_given = here.publish(story="Paused by one.", person_name="Third")
    retold, third = here.publish(story="Words of before.", person_name="Fourth")
    narrowed, _ = here.publish(story="For everyone.", person_name="Fifth")
    backup = back_up(home, tmp_path / "older")

    here.act(unsigned, "unsign")
    for by in (EDITOR, SECOND_EDITOR):
        reviewing.remove(here.services, by, given.memorial_id, given.id, "It names a child.")
    reviewing.pause(here.services, EDITOR, also_given.memorial_id, also_given.id)
    here.act(retold, "change", story="Words of today.")
    here.decide(here.remembrance(third.memorial_id, third.id))
    here.act(narrowed, "change", audience="archive", person_name_shown="none", signature="none")
    shown_today = {one.excerpt for one in here.shown()}

    empty = restored(home, backup, tmp_path / "empty")

    assert shown_today == {"Signed once.", "Words of today."}
    with opened(empty) as built:
        with built.reader.snapshot() as edition:
            shown = list(edition.remembrances(here.memorial.id, after="", limit=100).rows)
        assert [(one.excerpt, one.signature) for one in shown] == [("Signed once.", "")]
        with built.services.unit_of_work(read_only=True) as uow:
            lowered = uow.remembrances.get(*(uow.receipts.find(narrowed) or ("", "")))
            again = uow.remembrances.get(third.memorial_id, third.id)
        assert lowered.latest.grants.audience(Scope.TEXT).word == "archive"
        assert (again.standing, again.paused_by) == (Standing.PAUSED, ("contributor",))
    found = run_here(["check"], empty).stdout.splitlines()
    assert [line for line in found if not line.endswith("a key that nothing names")] == []
    assert removed and paused


def test_objections_follow_what_was_hidden_and_decided_after_the_backup(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    def raise_one(about: str, reason: str = "child") -> tuple[str, str]:
        code = ReceiptCode.generate().digits
        fields = {"kind": "hide", "reason": reason, "message": "That is me.", "about": about}
        return code, concerns.raise_objection(here.services, "harbour", code, fields, language="en").objection_id

    def decide(objection_id: str, verdict: str) -> None:
        for by in (EDITOR, SECOND_EDITOR):
            concern_decisions.act(here.services, by, here.memorial, objection_id, verdict)

    names = ("Upheld", "Rejected", "Late", "Named", "Looked at", "Erased")
    given = {one: here.publish(person_name=f"{one} Verdin", story=f"It was {one}.")[1] for one in names}
    _, upheld = raise_one(given["Upheld"].id)
    _, rejected = raise_one(given["Rejected"].id)
    _, looked_at = raise_one(given["Looked at"].id, "hurtful")
    backup = back_up(home, tmp_path / "older")
    decide(upheld, "uphold")
    decide(rejected, "reject")
    concern_decisions.act(here.services, MODERATOR, here.memorial, looked_at, "hide")
    _, late = raise_one(given["Late"].id)
    _, of_a_name = raise_one(here.remembrance(here.memorial.id, given["Named"].id).person_id or "")
    taken_back, erased = raise_one(given["Erased"].id)
    concerns.act(here.services, taken_back, "erase", {})

    empty = restored(home, backup, tmp_path / "empty")

    def shown(built: bootstrap.Installation) -> set[str]:
        with built.reader.snapshot() as edition:
            return {one.excerpt for one in edition.remembrances(here.memorial.id, after="", limit=99).rows}

    clock = MovableClock(datetime.now(UTC))
    with opened(empty, clock) as built:
        with built.services.unit_of_work(read_only=True) as uow:
            waiting = {one.id: one for one in uow.objections.waiting(here.memorial.id, limit=9)}
            closed = {one.id: one.state for one in uow.objections.closed(here.memorial.id, limit=9)}
        assert set(waiting) == {looked_at, late, of_a_name}
        assert {one.state for one in waiting.values()} == {ObjectionState.HIDING}
        assert (waiting[late].made_at, waiting[late].message) == (here.clock.now, "")
        assert closed == {upheld: ObjectionState.UPHELD, rejected: ObjectionState.REJECTED}
        assert erased not in waiting
        before = {"It was Rejected.", "It was Named.", "It was Erased."}
        assert shown(built) == before - {"It was Named."} | {"It was [name withheld]."}
        # Two people decide on what is left of it. Until then it stays hidden: what showed it may be lost.
        clock.pass_by(days=PROOF_DAYS + 1)
        jobs.run_due(built.services)
        assert shown(built) == before - {"It was Named."} | {"It was [name withheld]."}
        for by in (EDITOR, SECOND_EDITOR):
            concern_decisions.act(built.services, by, here.memorial, of_a_name, "reject")
        assert shown(built) == before
        with built.reader.snapshot() as edition:
            assert "Named Verdin" in {one.label for one in edition.names(here.memorial.id, page=1, per_page=9)[0].rows}
        for one in (late, looked_at):
            for by in (EDITOR, SECOND_EDITOR):
                concern_decisions.act(built.services, by, here.memorial, one, "reject")
        assert shown(built) == before | {"It was Late.", "It was Looked at."}
        clock.pass_by(days=KEPT_DAYS + 1)
        jobs.run_due(built.services)
        assert shown(built) == before | {"It was Late.", "It was Looked at."}
    found = run_here(["check"], empty).stdout.splitlines()
    assert [line for line in found if not line.endswith("a key that nothing names")] == []


@pytest.mark.parametrize("place", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_what_was_shown_to_be_true_after_the_backup_does_not_lapse_at_the_date_of_before(
    request: pytest.FixtureRequest, home: Path, tmp_path: Path, place: str
) -> None:
    """The ledger tells of no proof. So whatever an objection hides stays hidden until two people have looked."""
    from tests.installations import grant_to_public, on_postgresql

    environ, target = dict[str, str](), dict[str, str]()
    if place == "postgresql":
        server = request.getfixturevalue("postgres_server")
        environ, target = on_postgresql(server), on_postgresql(server)
        target["MEMORIAL_KEYS_URL"] = environ["MEMORIAL_KEYS_URL"]
    with installation(home, **environ) as here:
        codes = dict[str, str]()
        for name in ("Shown", "Silent"):
            code = ReceiptCode.generate().digits
            fields = {"kind": "hide", "reason": "child", "message": "That is me.", "about": here.publish(
                person_name=f"{name} Verdin", story=f"It was {name}.")[1].id}  # fmt: skip
            concerns.raise_objection(here.services, "harbour", code, fields, language="en")
            codes[name] = code
        said = run_here(["backup", str(tmp_path / "older")], home, environ)
        assert said.returncode == 0, said.stderr
        concerns.act(here.services, codes["Shown"], "proof", {"message": "My passport."})
    empty = keys_to(home, tmp_path / "empty")
    said = run_here(["restore", str(tmp_path / "older")], empty, target)
    assert said.returncode == 0, said.stderr
    if target:
        grant_to_public(target["MEMORIAL_DATABASE_URL"], target["MEMORIAL_PUBLIC_DATABASE_URL"])
    clock = MovableClock(datetime.now(UTC))

    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(empty), **AT_ONCE, **target}), now=clock)
    try:
        clock.pass_by(days=3 * PROOF_DAYS)
        jobs.run_due(built.services)
        with built.reader.snapshot() as edition:
            assert list(edition.remembrances(here.memorial.id, after="", limit=9).rows) == []
        with built.services.unit_of_work(read_only=True) as uow:
            waiting = uow.objections.waiting(here.memorial.id, limit=9)
        assert [(one.state, one.lapses_at) for one in waiting] == [(ObjectionState.HIDING, None)] * 2
        assert all(one.decide_by is not None for one in waiting)
    finally:
        built.close()


def test_a_person_of_whom_one_family_took_its_part_back_keeps_what_the_others_gave(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    _, first = here.publish(story="One tells.", person_name="Ayla Verdin", place="Longshore")
    person_id = first.person_id or here.remembrance(first.memorial_id, first.id).person_id or ""
    code, second = here.give(story="Another tells.", person_name="Ayla B. Verdin", place="Shortmoor")
    here.decide(second, person_id=person_id)
    backup = back_up(home, tmp_path / "older")
    here.act(code, "erase")

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built, built.reader.snapshot() as edition:
        (shown,) = edition.remembrances(here.memorial.id, after="", limit=100).rows
        person = edition.person(here.memorial.id, person_id)
    assert shown.excerpt == "One tells."
    assert person is not None
    assert "Verdin" in person.label and "B." not in str(person) and "Shortmoor" not in str(person)


def test_a_restore_goes_into_an_empty_place_only(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    here.publish()
    backup = back_up(home, tmp_path / "whole")
    before = rows(home)

    said = run_here(["restore", str(backup)], home)

    assert said.returncode == 1
    assert "empty place" in said.stderr
    assert rows(home) == before
    assert not (home / "restore.unfinished").exists()


def test_keys_that_are_older_than_the_backup_are_refused(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    here.act(here.publish()[0], "withdraw")
    old_keys = keys_to(home, tmp_path / "old")
    here.act(here.publish()[0], "withdraw")
    backup = back_up(home, tmp_path / "whole")

    said = run_here(["restore", str(backup)], old_keys)

    assert said.returncode == 1
    assert "older than the backup" in said.stderr
    assert not (old_keys / "memorial.sqlite3").exists()


def test_a_restore_that_was_cut_off_opens_to_nobody_and_begins_anew(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    code, _ = here.publish()
    with_a_photograph(here, person_name="Second")
    backup = back_up(home, tmp_path / "whole")
    damaged = tmp_path / "damaged"
    damaged.write_bytes(backup.read_bytes()[:-40])
    cut = cut_short(here.installation.keys, backup, tmp_path / "cut")
    here.act(code, "withdraw")
    empty = keys_to(home, tmp_path / "empty")

    at_once = run_here(["restore", str(damaged)], empty)
    assert at_once.returncode == 1
    assert "damaged" in at_once.stderr and "Traceback" not in at_once.stderr
    assert not (empty / "restore.unfinished").exists()
    said = run_here(["restore", str(cut)], empty)

    assert said.returncode == 1
    assert "cut off" in said.stderr and "Traceback" not in said.stderr
    for command in (["serve"], ["worker"], ["init"], ["check"]):
        refused = run_here(command, empty)
        assert refused.returncode == 1, command
        assert "memorial restore" in refused.stderr
    (empty / "restore.unfinished").rename(empty / "aside")
    with pytest.raises(DatabaseNotReady, match="memorial restore"):
        bootstrap.build(load_settings({"MEMORIAL_HOME": str(empty)}))
    by_the_database = run_here(["init"], empty)
    assert by_the_database.returncode == 1
    assert "memorial restore" in by_the_database.stderr
    (empty / "aside").rename(empty / "restore.unfinished")

    again = run_here(["restore", str(backup)], empty)

    assert again.returncode == 0, again.stderr
    with opened(empty) as built, built.reader.snapshot() as edition:
        assert len(edition.remembrances(here.memorial.id, after="", limit=9).rows) == 1


@pytest.mark.parametrize("mark", ["in the home", "in the database"])
def test_either_mark_alone_keeps_everything_closed(here: TestInstallation, home: Path, mark: str) -> None:
    here.publish()
    settings = here.installation.settings
    if mark == "in the home":
        (home / "restore.unfinished").write_text("{}")
        with pytest.raises(DatabaseNotReady, match="memorial restore"):
            bootstrap.build_reader(settings)
    else:
        with here.installation.engines.writing.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'restoring'"))

    for open_it in (bootstrap.build, bootstrap.initialise):
        with pytest.raises(DatabaseNotReady, match="memorial restore"):
            open_it(settings)


def test_each_byte_of_a_backup_that_is_changed_is_found(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    here.publish()
    whole = back_up(home, tmp_path / "whole").read_bytes()
    damaged = tmp_path / "damaged"
    chance = random.Random(7)
    places = [chance.randrange(len(whole)) for _ in range(60)]
    for at in places:
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        with pytest.raises(BackupRefused):
            opened_with(here.installation.keys, damaged)


def test_a_backup_to_an_offline_key_opens_with_that_key_only(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    here.publish()
    made = run_here(["backup", "--new-key", str(tmp_path / "offline")], home)
    public = made.stdout.splitlines()[-1]
    backup = back_up(home, tmp_path / "whole", "--to", public)
    empty = keys_to(home, tmp_path / "empty")

    without = run_here(["restore", str(backup)], empty)
    with_it = run_here(["restore", str(backup), "--key", str(tmp_path / "offline")], empty)

    assert (tmp_path / "offline").stat().st_mode & 0o077 == 0
    assert without.returncode == 1
    assert "--key" in without.stderr
    assert with_it.returncode == 0, with_it.stderr


def test_a_backup_overwrites_nothing_and_leaves_nothing_half_done(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_text("mine")

    said = run_here(["backup", str(out)], home)

    assert said.returncode == 1
    assert out.read_text() == "mine"
    assert [path.name for path in tmp_path.glob("out*")] == ["out"]


@pytest.mark.postgres
@pytest.mark.parametrize("onto_sqlite", [False, True], ids=["onto postgresql", "onto sqlite"])
def test_a_backup_of_postgresql_comes_back(
    home: Path, tmp_path: Path, postgres_server: object, onto_sqlite: bool
) -> None:
    from tests.installations import grant_to_public, on_postgresql

    environ, other = on_postgresql(postgres_server), on_postgresql(postgres_server)  # type: ignore[arg-type]
    with installation(home, **environ) as here:
        code = with_a_photograph(here)
        here.publish(story="This one stays.", person_name="Stays Here")
        said = run_here(["backup", str(tmp_path / "whole")], home, environ)
        assert said.returncode == 0, said.stderr
        here.act(code, "erase")
    empty = keys_to(home, tmp_path / "empty")
    target = {"MEMORIAL_KEYS_URL": environ["MEMORIAL_KEYS_URL"]}
    if not onto_sqlite:
        target = {**other, **target}

    said = run_here(["restore", str(tmp_path / "whole")], empty, target)

    assert said.returncode == 0, said.stderr
    if not onto_sqlite:
        grant_to_public(target["MEMORIAL_DATABASE_URL"], target["MEMORIAL_PUBLIC_DATABASE_URL"])
    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(empty), **AT_ONCE, **target}))
    try:
        with built.reader.snapshot() as edition:
            shown = [one.excerpt for one in edition.remembrances(here.memorial.id, after="", limit=9).rows]
            assert edition.search(here.memorial.id, "stays", after="", limit=5).rows
    finally:
        built.close()
    assert shown == ["This one stays."]
