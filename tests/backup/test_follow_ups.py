"""A crash between a commit and what belongs to it loses no line of the ledger, no key's end and no file's end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from memorial.adapters.db.follow_ups import FollowUps
from memorial.adapters.db.tables import follow_up
from memorial.application import giving, reviewing
from memorial.application.ports.secrets import LedgerEntry
from memorial.worker import Worker
from tests.installations import EDITOR, SECOND_EDITOR, TestInstallation

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()


class PowerCut(BaseException):
    """Not an error that anybody would catch."""


def ledger(here: TestInstallation) -> list[LedgerEntry]:
    return [entry for _, entry in here.installation.key_store.ledger(0)]


def waiting(here: TestInstallation) -> int:
    with here.installation.engines.reading.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(follow_up)).scalar_one())


def published_photograph(here: TestInstallation) -> str:
    code = here.offer()
    kept = giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])
    giving.save_answers(here.services, code, {f"file:{kept.id}:publish": "yes", f"file:{kept.id}:living": "no"})
    here.decide(here.send(code))
    return code


@pytest.mark.parametrize("at", ["before anything", "after the ledger and the keys", "before it is forgotten"])
@pytest.mark.parametrize("act", ["erase", "withdraw", "hide"])
def test_a_power_cut_right_after_the_commit_is_made_good_by_the_worker(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch, at: str, act: str
) -> None:
    code = published_photograph(here)
    keys_before = set(here.services.keys.key_ids())

    def cut(*_: Any, **__: Any) -> None:
        raise PowerCut

    place: tuple[Any, str] = {
        "before anything": (FollowUps, "do"),
        "after the ledger and the keys": (type(here.installation.archive.copies), "withdraw"),
        "before it is forgotten": (FollowUps, "forget"),
    }[at]
    with monkeypatch.context() as patched:
        patched.setattr(*place, cut)
        with pytest.raises(PowerCut):
            here.act(code, act)
    left = waiting(here)
    here.clock.pass_by(minutes=1)

    Worker(here.installation, None).round()

    assert left > 0
    assert waiting(here) == 0
    word = {"erase": "erased", "withdraw": "withdrawn", "hide": "hidden"}[act]
    assert word in {entry.action for entry in ledger(here)}
    assert list(here.installation.archive.copies.names()) == []
    if act == "erase":
        assert list(here.services.vault.ids()) == []
        assert len(keys_before - set(here.services.keys.key_ids())) == 2


def test_a_key_store_that_does_not_answer_takes_nothing_back_from_what_was_decided(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code, _ = here.publish()

    def away(*_: Any, **__: Any) -> None:
        raise OSError("the key store is away")

    with monkeypatch.context() as patched:
        patched.setattr(type(here.installation.key_store), "destroy", away)
        here.act(code, "erase")
    shown = here.shown()
    here.clock.pass_by(minutes=1)
    Worker(here.installation, None).round()

    assert shown == []
    assert "worker tries it again" in caplog.text
    assert {entry.action for entry in ledger(here)} == {"erased"}
    assert waiting(here) == 0


NARROWING: dict[str, Callable[[TestInstallation], object]] = {
    "hide": lambda here: here.act(here.publish()[0], "hide"),
    "withdraw": lambda here: here.act(here.publish()[0], "withdraw"),
    "erase": lambda here: here.act(here.publish()[0], "erase"),
    "unsign": lambda here: here.act(here.publish(signature="name", contributor_name="Tansy Ash")[0], "unsign"),
    "a narrower audience": lambda here: here.act(
        here.publish()[0], "change", audience="archive", person_name_shown="full", signature="none"
    ),
    "a withheld name": lambda here: here.act(
        here.publish()[0], "change", audience="public", person_name_shown="none", signature="none"
    ),
    "a file": lambda here: here.act(
        published_photograph(here), "change", audience="public", person_name_shown="full", signature="none",
        **{f"file:{_file(here)}:publish": "no"},
    ),
    "a pause by staff": lambda here: reviewing.pause(here.services, EDITOR, *_place(here)),
    "a removal": lambda here: [
        reviewing.remove(here.services, by, *place, "It names a child.")
        for place in [_place(here)]
        for by in (EDITOR, SECOND_EDITOR)
    ],
    "a draft thrown away": lambda here: giving.discard_draft(here.services, here.offer()),
}  # fmt: skip


def _place(here: TestInstallation) -> tuple[str, str]:
    _, given = here.publish()
    return given.memorial_id, given.id


def _file(here: TestInstallation) -> str:
    with here.services.unit_of_work(read_only=True) as uow:
        (record_id,) = uow.remembrances.ids(here.memorial.id)
        return uow.remembrances.get(here.memorial.id, record_id).files[0].id


@pytest.mark.parametrize("what", list(NARROWING))
def test_every_narrowing_has_a_line_in_the_ledger_without_a_word_of_it(here: TestInstallation, what: str) -> None:
    NARROWING[what](here)

    entries = ledger(here)
    assert entries, what
    assert waiting(here) == 0
    assert not [entry for entry in entries if "Verdin" in str(entry) or "Tansy" in str(entry)]


def test_what_becomes_wider_or_stays_as_it_is_has_no_line(here: TestInstallation) -> None:
    code, _ = here.publish()
    here.act(code, "message", message="Thank you.")
    here.give()

    assert ledger(here) == []
