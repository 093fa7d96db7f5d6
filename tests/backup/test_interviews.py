"""Interviews come back with a backup, files and all; what was taken back or kept back since stays so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memorial.application import access_requests, narrators
from memorial.domain.errors import NotFound
from memorial.domain.interview import Access, Interview
from memorial.domain.interview_answers import REFUSED
from memorial.domain.interview_narrowing import narrow_interview, narrowings_of_interview
from memorial.domain.receipt_code import ReceiptCode
from tests.application.test_narrators import ARCHIVIST, LINES
from tests.backup.test_restore import back_up, opened, restored
from tests.installations import TestInstallation
from tests.interviews import changed, interview, kept, recording, seal, transcript


def told(here: TestInstallation, **given: object) -> Interview:
    session = replace(interview(here).sessions[0], recordings=(recording(here),))
    base: dict[str, object] = {"sessions": (session,), "transcripts": (transcript(*LINES),)}
    return kept(here, interview(here, **{**base, **given}))


def code_of(here: TestInstallation, one: Interview) -> str:
    return narrators.give_code(here.services, ARCHIVIST, one.memorial_id, one.id)


def test_an_interview_comes_back_whole_and_what_was_narrowed_since_stays_narrow(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    whole, sealed, closed, hidden, refused, gone, asked, coded = (told(here) for _ in range(8))
    changed(here, closed, access=Access.CLOSED)
    narrators.act(here.services, code_of(here, hidden), "hide", {})
    changed(here, asked, access=Access.ON_REQUEST, listed=True)
    code, old_code = ReceiptCode.generate().digits, code_of(here, coded)
    access_requests.ask(here.services, here.memorial.slug, asked.id, code, {"purpose": "To hear it."}, "en")
    (waiting,) = access_requests.listed(here.services, ARCHIVIST, asked.memorial_id)
    at = (asked.memorial_id, waiting.request.id)
    token = access_requests.decide(here.services, ARCHIVIST, *at, "grant", {}).token
    backup = back_up(home, tmp_path / "whole")
    for one in (sealed, closed, hidden):
        changed(here, one, seals=(seal(2000, 4000),))
    changed(here, refused, answer=REFUSED)
    with here.services.unit_of_work() as uow:
        uow.interviews.erase(uow.interviews.get(gone.memorial_id, gone.id))
        uow.commit()
    access_requests.decide(here.services, ARCHIVIST, *at, "end", {})
    code_of(here, coded)

    empty = restored(home, backup, tmp_path / "empty")

    with opened(empty) as built:
        services = built.services
        with services.unit_of_work(read_only=True) as uow:
            found = {one.id: uow.interviews.find(one.memorial_id, one.id) for one in (whole, sealed, closed, hidden)}
            assert uow.interviews.find(gone.memorial_id, gone.id) is None
        assert set(whole.vault_ids) <= set(services.vault.ids())
        assert set(gone.vault_ids).isdisjoint(services.vault.ids())
        with built.reader.snapshot() as snapshot:
            interviews = snapshot.interviews(whole.memorial_id)
            assert interviews.get(whole.id) is not None
            assert all(interviews.get(one.id) is None for one in (sealed, closed, hidden, refused, gone))
        assert all(
            one and [(s.start, s.end) for s in one.seals] == [(2000, 4000)] for i, one in found.items() if i != whole.id
        )
        for wrong in (lambda: access_requests.open_link(services, token, media_base=""),
                      lambda: narrators.open_interview(services, old_code, media_base="")):  # fmt: skip
            with pytest.raises(NotFound):
                wrong()


def test_every_narrowing_is_done_again_to_an_older_state(here: TestInstallation) -> None:
    before = replace(interview(here), listed=True, transcripts=(transcript(*LINES),))
    after = replace(
        before,
        seals=(seal(0, 5, id="a"), seal(7, 9, id="b")),
        answer=REFUSED,
        withdrawn_at=here.clock(),
        listed=False,
        paused=True,
        paused_by="narrator",
    )

    again = before
    for one in narrowings_of_interview(before, after):
        assert len(one.detail) < 80 and not set(one.detail) - set("abcdefghijklmnopqrstuvwxyz0123456789=,-")
        again = narrow_interview(again, one.detail, here.clock())

    assert (again.answer, again.listed, again.paused, again.withdrawn_at is None) == (REFUSED, False, True, False)
    assert [(one.id, one.start, one.end) for one in again.seals] == [("a", 0, 5), ("b", 7, 9)]
    assert narrow_interview(before, "words of a newer program", here.clock()).paused
    hidden = narrow_interview(replace(before, paused=True, paused_by="narrator"), "closed", here.clock())
    assert hidden.paused_by == "restore", "the narrator alone does not open what the desk has to look at"
    assert narrowings_of_interview(before, before) == []
