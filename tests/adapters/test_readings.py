"""What somebody opened today, parts of the queue and of the log: the same promises on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from memorial.adapters.db.readings import staff_reading
from memorial.application import queueing, reviewing
from memorial.application.ports.log import Acts
from memorial.application.ports.queue import Held, Only
from memorial.domain.exposure import Reading
from memorial.vocabulary import Flag
from tests.installations import EDITOR, SECOND_EDITOR, TestInstallation, installation, on_postgresql


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:
        yield made


def test_a_day_of_reading_is_kept_sealed_for_its_owner_and_destroyed_after_a_night(here: TestInstallation) -> None:
    now = here.services.now()
    with here.services.unit_of_work(read_only=True) as uow:
        member, other = (uow.staff.get(one.id) for one in (EDITOR, SECOND_EDITOR))
    assert member is not None and other is not None
    for opened in (("a" * 32,), ("a" * 32, "b" * 32)):
        with here.services.unit_of_work() as uow:
            assert uow.readings.of(other) == Reading()
            uow.readings.keep(member, Reading(seen_at=now, opened=opened, hard=2, only_easy=True), now=now)
            uow.commit()

    with here.installation.engines.writing.connect() as connection:
        (row,) = connection.execute(staff_reading.select()).all()
    with here.services.unit_of_work() as uow:
        kept = uow.readings.of(member)
        assert not uow.readings.holds_older(now)
        assert uow.readings.holds_older(now + timedelta(seconds=1))
        assert uow.readings.forget(now + timedelta(seconds=1)) == 1
        uow.commit()
        assert uow.readings.of(member) == Reading()

    assert (kept.opened, kept.hard, kept.only_easy, kept.seen_at) == (("a" * 32, "b" * 32), 2, True, now)
    assert b"aaaa" not in row.sealed

    # One that cannot be opened keeps nobody from work.
    with here.services.unit_of_work() as uow:
        uow.readings.keep(member, Reading(hard=2, seen_at=now), now=now)
        uow.commit()
    with here.installation.engines.writing.begin() as connection:
        connection.execute(staff_reading.update().values(sealed=b"x" * 40))
    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.readings.of(member) == Reading()


def test_the_queue_and_the_log_are_asked_for_in_parts(here: TestInstallation) -> None:
    _, young = here.give(under_age="yes", story_language="ar")
    here.clock.pass_by(days=3)
    _, spam = here.give(story="See www.example.org/x now.")
    here.clock.pass_by(minutes=1)
    _, plain = here.give()
    now = here.services.now()
    assert reviewing.claim(here.services, EDITOR, here.memorial.id, plain.id)

    def asked(**only: object) -> list[str]:
        wanted = Only(me=EDITOR.id, now=now, **only)  # type: ignore[arg-type]
        with here.services.unit_of_work(read_only=True) as uow:
            return [one.id for one in uow.remembrances.waiting(here.memorial.id, limit=9, only=wanted)]

    everything = [young.id, spam.id, plain.id]
    assert asked() == everything
    assert asked(languages=("ar",)) == [young.id]
    assert asked(label=Flag.LINK.value) == [spam.id]
    assert (asked(label="lin"), asked(label="l_nk"), asked(label="%")) == ([], [], [])
    assert asked(without=(Flag.LINK.value, "sender_under")) == [young.id, plain.id]
    assert asked(since_before=now - timedelta(days=1)) == [young.id]
    assert (asked(held=Held.ME), asked(held=Held.OTHERS)) == ([plain.id], [])
    assert asked(held=Held.NOBODY) == [young.id, spam.id]
    here.clock.pass_by(hours=1)
    now = here.services.now()
    assert (asked(held=Held.ME), asked(held=Held.NOBODY)) == ([], everything)
    assert queueing.give_back_all(here.services, EDITOR, here.memorial.id) == 0
    _parts_of_the_log(here)


def _parts_of_the_log(here: TestInstallation) -> None:
    _, given = here.give()
    assert reviewing.claim(here.services, SECOND_EDITOR, here.memorial.id, given.id)
    assert not reviewing.claim(here.services, EDITOR, here.memorial.id, given.id)
    here.clock.pass_by(days=2)
    reviewing.release(here.services, SECOND_EDITOR, here.memorial.id, given.id)
    yesterday = here.services.now() - timedelta(days=1)

    def asked(**wanted: object) -> list[tuple[str, str]]:
        acts = Acts(**wanted)  # type: ignore[arg-type]
        with here.services.unit_of_work(read_only=True) as uow:
            found = uow.log.entries(here.memorial.id, acts, before=None, limit=99)
            kinds = uow.log.kinds(here.memorial.id)
        assert {"claim", "release"} <= set(kinds[0]) and set(kinds[1]) >= {SECOND_EDITOR.id, EDITOR.id}
        return [(entry.action, entry.outcome) for _number, entry in found if entry.actor_kind == "staff"]

    assert asked(actor=SECOND_EDITOR.id) == [("release", "done"), ("claim", "done")]
    assert asked(action="claim", outcome="refused") == [("claim", "refused")]
    assert asked(since=yesterday) == [("release", "done")]
    assert asked(until=yesterday, actor=SECOND_EDITOR.id) == [("claim", "done")]
