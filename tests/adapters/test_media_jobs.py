"""The list of work on recordings: what is on it follows from the records; each job has one holder, and ends once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memorial.application.ports.interviews import MediaJob
from tests.installations import ON_BOTH, TestInstallation

MINUTE = timedelta(minutes=1)
CUT = ((1000, 2000), (5000, 6000))


def want(here: TestInstallation, *jobs: tuple[str, tuple[tuple[int, int], ...]], record: str = "r1") -> None:
    with here.services.unit_of_work() as uow:
        uow.media_jobs.wanted(here.memorial.id, record, "interview", jobs, now=here.clock.now)
        uow.commit()


def take(here: TestInstallation, lease: str) -> MediaJob | None:
    with here.services.unit_of_work() as uow:
        taken = uow.media_jobs.take(lease, now=here.clock.now, until=here.clock.now + MINUTE)
        uow.commit()
    return taken


def taken(here: TestInstallation, lease: str) -> MediaJob:
    job = take(here, lease)
    assert job is not None
    return job


def listed(here: TestInstallation) -> list[tuple[str, str, int, str]]:
    with here.services.unit_of_work(read_only=True) as uow:
        found = uow.media_jobs.listed(here.memorial.id, limit=10)
    return [(one.file_id, one.state, one.tries, one.problem) for one in found]


def begin(here: TestInstallation, job: MediaJob) -> str:
    """A file that the holder writes, under an id that was noted before."""
    vault_id = here.services.new_id()
    with here.services.unit_of_work() as uow:
        uow.media_jobs.begin(job, [vault_id])
        uow.commit()
    here.services.vault.put_back(vault_id, [b"sealed"])
    return vault_id


def sweep(here: TestInstallation) -> int:
    with here.services.unit_of_work() as uow:
        gone = uow.media_jobs.sweep(now=here.clock.now)
        uow.commit()
    return gone


@ON_BOTH
def test_exactly_what_is_wanted_stands_on_the_list(here: TestInstallation) -> None:
    want(here, ("a", CUT), ("b", ()))
    want(here, ("x", ()), record="r2")
    job = taken(here, "one")
    assert (job.file_id, job.cut, job.state, job.tries, job.lease) == ("a", CUT, "working", 1, "one")

    want(here, ("a", CUT), ("c", ()))

    assert listed(here) == [("a", "working", 1, ""), ("c", "waiting", 0, ""), ("x", "waiting", 0, "")]

    want(here, ("a", ()))

    assert listed(here) == [("a", "waiting", 0, ""), ("x", "waiting", 0, "")]
    with here.services.unit_of_work() as uow:
        assert not uow.media_jobs.renew(job, until=here.clock.now + MINUTE, progress=10)
        assert not uow.media_jobs.done(job)
        assert not uow.media_jobs.failed(job, "broken", again_at=None)
        assert not uow.media_jobs.give_back(job)


@ON_BOTH
def test_two_who_ask_get_two_jobs_and_a_dead_one_s_job_is_taken_by_another(here: TestInstallation) -> None:
    want(here, ("a", ()), ("b", ()))
    first, second = taken(here, "one"), taken(here, "two")
    assert {first.file_id, second.file_id} == {"a", "b"}
    assert take(here, "three") is None
    here.clock.now += MINUTE / 2
    with here.services.unit_of_work() as uow:
        assert uow.media_jobs.renew(first, until=here.clock.now + MINUTE, progress=40)
        uow.commit()

    here.clock.now += MINUTE * 0.75

    other = taken(here, "three")
    assert (other.file_id, other.tries) == (second.file_id, 2)
    with here.services.unit_of_work() as uow:
        assert not uow.media_jobs.done(second)
        assert uow.media_jobs.done(first)
        assert uow.media_jobs.done(other)
        assert not uow.media_jobs.done(other)
        uow.commit()
    assert listed(here) == []


@ON_BOTH
def test_what_failed_waits_its_time_and_what_is_set_aside_waits_for_a_person(here: TestInstallation) -> None:
    want(here, ("a", ()))
    job = taken(here, "one")
    with here.services.unit_of_work() as uow:
        assert uow.media_jobs.failed(job, "no_room", again_at=here.clock.now + 5 * MINUTE)
        uow.commit()
    assert listed(here) == [("a", "failed", 1, "no_room")]
    assert take(here, "two") is None
    here.clock.now += 6 * MINUTE
    job = taken(here, "two")
    with here.services.unit_of_work() as uow:
        assert uow.media_jobs.failed(job, "broken", again_at=None)
        uow.commit()

    want(here, ("a", ()))
    here.clock.now += timedelta(days=30)

    assert listed(here) == [("a", "quarantined", 2, "broken")]
    assert take(here, "three") is None
    with here.services.unit_of_work() as uow:
        assert uow.media_jobs.again(here.memorial.id, "r1", "a")
        assert not uow.media_jobs.again(here.memorial.id, "r1", "a")
        uow.commit()
    assert taken(here, "three").tries == 1


@ON_BOTH
def test_a_job_that_is_given_back_counts_no_try_and_can_be_taken_at_once(here: TestInstallation) -> None:
    want(here, ("a", ()))
    with here.services.unit_of_work() as uow:
        assert uow.media_jobs.give_back(taken(here, "one"))
        uow.commit()

    assert taken(here, "two").tries == 1


@ON_BOTH
@pytest.mark.parametrize("ending", ["done", "failed", "give_back"])
def test_what_an_attempt_wrote_and_nobody_names_goes_with_its_end(here: TestInstallation, ending: str) -> None:
    want(here, ("a", ()))
    job = taken(here, "one")
    kept, left = begin(here, job), begin(here, job)

    with here.services.unit_of_work() as uow:
        if ending == "done":
            assert uow.media_jobs.done(job, kept=[kept])
        elif ending == "failed":
            assert uow.media_jobs.failed(job, "failed", again_at=here.clock.now)
        else:
            assert uow.media_jobs.give_back(job)
        uow.commit()

    assert set(here.services.vault.ids()) & {kept, left} == ({kept} if ending == "done" else set())
    here.clock.now += timedelta(days=1)
    assert sweep(here) + sweep(here) == 0


@ON_BOTH
def test_what_a_killed_attempt_wrote_is_removed_when_nobody_can_be_writing_it_any_more(here: TestInstallation) -> None:
    want(here, ("a", ()), ("b", ()))
    job, other = taken(here, "one"), taken(here, "two")
    left, live = begin(here, job), begin(here, other)
    here.clock.now += 2 * MINUTE
    again = taken(here, "three")
    live_again = begin(here, again)
    if again.file_id == other.file_id:
        live, left = left, live

    assert sweep(here) == 0
    assert {left, live, live_again} <= set(here.services.vault.ids())
    here.clock.now += timedelta(minutes=11)
    with here.services.unit_of_work() as uow:
        uow.media_jobs.renew(again, until=here.clock.now + MINUTE, progress=1)
        uow.commit()
    assert sweep(here) >= 1

    there = set(here.services.vault.ids())
    assert left not in there
    assert live_again in there
