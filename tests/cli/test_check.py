"""The integrity check notices everything that was changed behind the program's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application import giving, receipt
from memorial.application.checking import _acceptance, check
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Flag
from tests.installations import TestInstallation, installation

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


def found(here: TestInstallation) -> list[str]:
    """The kinds of what is wrong."""
    inspection = ArchiveInspection(here.installation.archive, here.services.now)
    return sorted({wrong.kind for wrong in check(here.services, inspection)})


def with_a_photograph(here: TestInstallation) -> Remembrance:
    code = here.offer()
    kept = giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])
    answers = {f"file:{kept.id}:{name}": word for name, word in (("publish", "yes"), ("living", "no"))}
    giving.save_answers(here.services, code, answers)
    given = here.send(code)
    here.decide(given)
    return here.remembrance(given.memorial_id, given.id)


def tamper(home: Path, *statements: str, database: str = "memorial.sqlite3") -> None:
    connection = sqlite3.connect(home / database, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_life_of_remembrances_is_well(here: TestInstallation) -> None:
    with_a_photograph(here)
    here.give()
    code, _ = here.publish(audience="unlisted")
    receipt.act(here.services, code, "hide", {})
    code, _ = here.publish()
    receipt.act(here.services, code, "withdraw", {})
    code, _ = here.publish()
    receipt.act(here.services, code, "erase", {})
    code, _ = here.publish(signature="relation", relation="friend")
    receipt.act(here.services, code, "unsign", {})
    receipt.act(here.services, code, "change", {"story": "Other words."})
    here.offer()

    assert found(here) == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE published_remembrance SET body = body || ' and more'", "drift"),
        ("UPDATE published_person SET label = 'Somebody else'", "drift"),
        ("UPDATE published_memorial SET document = replace(document, 'harbour', 'lake')", "drift"),
        ("DELETE FROM published_remembrance", "drift"),
        ("UPDATE published_remembrance SET id = 'ffffffffffffffffffffffffffffffff'", "orphan"),
        ("DELETE FROM published_remembrance_search", "search"),
        ("DELETE FROM published_media", "orphan"),
        ("DELETE FROM person", "orphan"),
        ("UPDATE audit_entry SET actor = 'nobody' WHERE seq = 1", "chain"),
        ("DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)", "chain"),
        ("UPDATE consent_event SET to_audience = 'public'", "chain"),
        ("DELETE FROM consent_event WHERE seq > 3", "consent"),
        ("UPDATE remembrance SET sealed = CAST(x'00112233' || substr(sealed, 5) AS BLOB)", "sealed"),
    ],
)
def test_what_was_changed_in_the_database_is_noticed(
    here: TestInstallation, home: Path, statement: str, kind: str
) -> None:
    with_a_photograph(here)
    connection = sqlite3.connect(home / "memorial.sqlite3")
    triggers = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    connection.close()

    tamper(home, *(f"DROP TRIGGER {name}" for name in triggers), statement)

    assert kind in found(here)


def a_file(folder: Path) -> Path:
    return next(path for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda files: a_file(files / "vault").unlink(), "file"),
        (lambda files: a_file(files / "access").unlink(), "file"),
        (lambda files: a_file(files / "access").with_name("0" * 32 + ".jpg").write_bytes(b"x"), "orphan"),
    ],
    ids=["sealed file lost", "public file lost", "stray public file"],
)
def test_what_was_changed_among_the_files_is_noticed(
    here: TestInstallation, home: Path, act: Callable[[Path], object], kind: str
) -> None:
    with_a_photograph(here)

    act(home / "files")

    assert kind in found(here)


def test_a_sealed_file_that_nothing_names_is_an_orphan_once_it_is_a_day_old(here: TestInstallation) -> None:
    here.services.vault.store([b"left over"], limit=None)
    at_once = found(here)
    here.clock.pass_by(days=10_000)

    later = found(here)

    assert (at_once, later) == ([], ["orphan"])


def test_a_key_that_is_gone_is_noticed(here: TestInstallation, home: Path) -> None:
    given = with_a_photograph(here)

    here.services.keys.destroy([given.key_id], entries=())

    assert {"key", "sealed"} <= set(found(here))


def test_grants_that_no_event_tells_of_are_noticed(here: TestInstallation) -> None:
    """What is wider the store refuses at once; what is narrower only the check can find."""
    _, given = here.give()
    _, narrower = here.give(audience="archive")
    with here.services.unit_of_work() as uow:
        uow.remembrances.save(given.with_version(replace(given.latest, grants=narrower.latest.grants)))
        uow.commit()

    assert found(here) == ["consent"]


def test_words_that_were_not_consented_to_are_noticed(here: TestInstallation) -> None:
    _, given = here.give()
    with here.services.unit_of_work() as uow:
        uow.remembrances.save(given.with_version(replace(given.latest, story="Words that nobody sent.")))
        uow.commit()

    assert found(here) == ["consent"]


def test_what_nobody_accepted_and_what_only_one_of_two_accepted_is_noticed(here: TestInstallation) -> None:
    _, given = here.publish()
    published = given.published
    assert published is not None
    nobody = given.with_version(replace(published, accepted_by=()))
    one = given.with_version(replace(published, flags=(Flag.MINOR,)))

    assert [len(list(_acceptance(record, ""))) for record in (given, nobody, one)] == [0, 1, 1]
