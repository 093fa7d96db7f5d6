"""The work on recordings: each job ends once, in one transaction with the interview, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from memorial.adapters.files.frames import sealed
from memorial.application import media_work
from memorial.application.ports.interviews import MediaJob
from memorial.application.ports.recordings import Found, Made, MediaProblem, RecordingRefused, Stopped
from memorial.application.ports.store import UnitOfWork
from memorial.domain.errors import Conflict
from memorial.domain.interview import Interview, MediaCopy, MediaState, Recording, Session
from memorial.domain.remembrance import FileKept
from memorial.domain.sealed_spans import Span
from tests.installations import TestInstallation, installation
from tests.interviews import changed, found, interview, kept, master, seal


@pytest.fixture
def here(tmp_path: Path) -> Iterator[TestInstallation]:
    with installation(tmp_path / "home") as made:
        yield made


@dataclass
class Tools:
    """Makes a copy of ten bytes. `meanwhile` happens while it works."""

    here: TestInstallation
    problem: MediaProblem | None = None
    error: Exception | None = None
    meanwhile: Callable[[], None] = lambda: None
    made: list[str] = field(default_factory=list)

    def probe(self, master: FileKept) -> Found:
        raise NotImplementedError

    def make(
        self,
        master: FileKept,
        *,
        cut: Sequence[Span],
        begin: Callable[[Sequence[str]], None],
        progress: Callable[[int], bool],
    ) -> Made:
        vault_id = self.here.services.new_id()
        begin([vault_id])
        content = sealed([b"ten bytes."], context=vault_id, key=bytes(32))
        self.here.services.vault.put_back(vault_id, content)
        self.made.append(vault_id)
        self.meanwhile()
        if not progress(50):
            raise Stopped
        if self.problem is not None:
            raise RecordingRefused(self.problem)
        if self.error is not None:
            raise self.error
        return Made(9_000, (MediaCopy("opus", "audio/ogg", 10, vault_id, "0" * 64, "0" * 64, tuple(cut)),), (1, 2))


def told(here: TestInstallation, **given: object) -> Interview:
    tape = Recording("tape", master(here, b"RIFF" * 100))
    return kept(here, interview(here, sessions=(Session(1, recordings=(tape,)),), **given))


def tape(here: TestInstallation, one: Interview) -> Recording:
    return found(here, one).recordings[0][1]


def jobs(here: TestInstallation) -> Sequence[MediaJob]:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.media_jobs.listed(here.memorial.id, limit=10)


def work(here: TestInstallation, tools: Tools, stopped: Callable[[], bool] = lambda: False) -> bool:
    return media_work.do_next(here.services, tools, stopped=stopped)


def test_copies_are_made_with_the_cut_that_is_wanted_and_the_job_is_gone(here: TestInstallation) -> None:
    one, tools = told(here, seals=(seal(1000, 2000),)), Tools(here)

    assert media_work.waits(here.services)
    assert work(here, tools)

    ready = tape(here, one)
    assert (ready.state, ready.duration, ready.peaks) == (MediaState.READY, 9_000, (1, 2))
    assert [copy.cut for copy in ready.copies] == [((1000, 2000),)]
    assert jobs(here) == []
    assert not media_work.waits(here.services)
    assert not work(here, tools)


def test_a_span_that_is_sealed_meanwhile_makes_the_work_vain_and_it_begins_anew(here: TestInstallation) -> None:
    one = told(here)
    tools = Tools(here, meanwhile=lambda: changed(here, one, seals=(seal(3000, 4000),)) and None)

    assert work(here, tools)

    assert tape(here, one).copies == ()
    assert tools.made[0] not in set(here.services.vault.ids())
    assert [(job.cut, job.state) for job in jobs(here)] == [(((3000, 4000),), "waiting")]
    tools.meanwhile = lambda: None
    assert work(here, tools)
    assert [copy.cut for copy in tape(here, one).copies] == [((3000, 4000),)]


def test_what_somebody_saves_at_the_same_moment_does_not_lose_the_copies(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, tools = told(here), Tools(here)
    kind, saved = media_work.KINDS["interview"], []

    def saved_meanwhile(uow: UnitOfWork, job: MediaJob, made: Made) -> None:
        kind.ready(uow, job, made)
        if len(saved) < 2:
            saved.append(job)
            raise Conflict

    monkeypatch.setitem(media_work.KINDS, "interview", replace(kind, ready=saved_meanwhile))
    monkeypatch.setattr(media_work, "WAIT_AFTER_CONFLICT", 0.001)

    assert work(here, tools)

    assert [copy.vault_id for copy in tape(here, one).copies] == tools.made
    assert len(tools.made) == 1, "made once"
    assert jobs(here) == []


def test_old_copies_go_when_new_ones_are_there(here: TestInstallation) -> None:
    one, tools = told(here), Tools(here)
    work(here, tools)
    changed(here, one, seals=(seal(3000, 4000),))

    work(here, tools)

    assert tools.made[0] not in set(here.services.vault.ids())
    assert tools.made[1] in set(here.services.vault.ids())


@pytest.mark.parametrize("problem", [MediaProblem.NOT_SOUND, MediaProblem.TRUNCATED, MediaProblem.SILENT])
def test_a_file_that_is_no_recording_is_set_aside_at_once_and_the_master_stays(
    here: TestInstallation, problem: MediaProblem
) -> None:
    one = told(here)

    assert work(here, Tools(here, problem))

    aside = tape(here, one)
    assert (aside.state, aside.problem) == (MediaState.QUARANTINED, problem.value)
    assert aside.master.vault_id in set(here.services.vault.ids())
    assert [(job.state, job.problem) for job in jobs(here)] == [("quarantined", problem.value)]
    here.clock.pass_by(days=9)
    assert not work(here, Tools(here))


def test_what_fails_for_another_reason_is_tried_again_later_and_set_aside_in_the_end(here: TestInstallation) -> None:
    one, tools = told(here), Tools(here, error=OSError("lost"))
    waited = []
    while tape(here, one).state is MediaState.WAITING:
        assert work(here, tools)
        if tape(here, one).state is MediaState.WAITING:
            assert not work(here, tools)
            minutes = 0
            while not media_work.waits(here.services):
                minutes += 1
                here.clock.pass_by(minutes=1)
            waited.append(minutes)

    assert waited == [1, 2, 4, 8, 16]
    assert tape(here, one).problem == "failed"
    assert not set(tools.made) & set(here.services.vault.ids())


def test_nothing_is_set_aside_because_the_disk_is_full_or_ffmpeg_is_missing(here: TestInstallation) -> None:
    one = told(here)
    for number in range(12):
        assert work(here, Tools(here, MediaProblem.NO_ROOM if number % 2 else MediaProblem.NO_TOOLS))
        here.clock.pass_by(hours=1)

    assert tape(here, one).state is MediaState.WAITING
    assert work(here, Tools(here))
    assert tape(here, one).state is MediaState.READY


def test_a_worker_that_ends_gives_its_job_back(here: TestInstallation) -> None:
    one, tools = told(here), Tools(here)

    assert work(here, tools, stopped=lambda: True)

    assert [(job.state, job.tries) for job in jobs(here)] == [("waiting", 0)]
    assert not set(tools.made) & set(here.services.vault.ids())
    assert work(here, Tools(here))
    assert tape(here, one).state is MediaState.READY


def test_a_recording_that_goes_meanwhile_leaves_neither_job_nor_file(here: TestInstallation) -> None:
    one = told(here)
    tools = Tools(here, meanwhile=lambda: changed(here, one, sessions=(Session(1),)) and None)

    assert work(here, tools)

    assert jobs(here) == []
    assert tools.made[0] not in set(here.services.vault.ids())


def test_a_worker_that_was_slower_than_its_lease_keeps_nothing(here: TestInstallation) -> None:
    one = told(here)
    quick = Tools(here)

    def somebody_else() -> None:
        here.clock.pass_by(minutes=2)
        assert work(here, quick)

    slow = Tools(here, meanwhile=somebody_else)
    assert work(here, slow)

    assert [copy.vault_id for copy in tape(here, one).copies] == quick.made
    assert slow.made[0] not in set(here.services.vault.ids())
    assert quick.made[0] in set(here.services.vault.ids())


def test_a_recording_over_which_workers_keep_dying_is_set_aside(here: TestInstallation) -> None:
    one = told(here)
    for _ in range(media_work.MOST_DEATHS):
        with here.services.unit_of_work() as uow:
            now = here.clock.now
            assert uow.media_jobs.take("dead", now=now, until=now + media_work.LEASE)
            uow.commit()
        here.clock.pass_by(minutes=2)

    tools = Tools(here)
    assert work(here, tools)

    assert tools.made == []
    assert replace(tape(here, one)).problem == "failed"
