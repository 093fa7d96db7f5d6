"""Interviews in the archive and at the gate: what reaches the edition, what leaves it, and what work follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from memorial.adapters.db.edition_tables import (
    published_interview,
    published_interview_text,
    published_media,
)
from memorial.application import jobs
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.interview import Access, Allowed, Narrator
from memorial.domain.transcript import Link, Transcript
from memorial.vocabulary import Rendering
from tests.installations import ON_BOTH, TestInstallation
from tests.interviews import (
    changed,
    copy_of,
    cue,
    found,
    interview,
    kept,
    recording,
    release,
    seal,
    segment,
    transcript,
)

LINES = (cue(1, "We lived by the pier."), cue(2, "Secretword was said."), cue(3, "Then it rained."))


def seen(here: TestInstallation) -> str:
    """All that stands in the edition of interviews, as one text."""
    with here.installation.engines.public.connect() as connection:
        rows: list[Any] = []
        for table in (published_interview, published_interview_text, published_media):
            rows += connection.execute(select(table)).all()
    return "\n".join(repr(tuple(row)) for row in rows)


def media(here: TestInstallation) -> set[str]:
    with here.installation.engines.public.connect() as connection:
        return set(connection.execute(select(published_media.c.name)).scalars())


def waiting(here: TestInstallation) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    with here.services.unit_of_work(read_only=True) as uow:
        return [(one.file_id, one.cut) for one in uow.media_jobs.listed(here.memorial.id, limit=10)]


def told(here: TestInstallation, **given: Any) -> Any:
    """One with a recording and a transcript that may be heard and read."""
    session = replace(interview(here).sessions[0], recordings=(recording(here),))
    base: dict[str, Any] = {"sessions": (session,), "transcripts": (transcript(*LINES),)}
    return kept(here, interview(here, **{**base, **given}))


@ON_BOTH
def test_what_is_open_reaches_the_edition_with_its_files(here: TestInstallation) -> None:
    one = told(here)

    assert "We lived by the pier." in seen(here) and "Ada Reed" in seen(here)
    assert len(media(here)) == len(one.sessions[0].recordings[0].copies) == 2
    assert {name for name in here.installation.archive.copies.names()} == media(here)
    assert waiting(here) == []


@pytest.mark.parametrize(
    "closed",
    [
        {"release": None},
        {"access": Access.CLOSED},
        {"access": Access.CLOSED_LISTED},
        {"access": Access.EMBARGOED, "opens_on": date(2030, 1, 1)},
        {"access": Access.EMBARGOED},
        {"access": Access.ON_REQUEST},
        {"paused": True},
        {"removed": True},
        {"narrators": (Narrator("n1", "Ada Reed", shown=Rendering.FULL, under_age=True),)},
    ],
)
def test_what_is_closed_leaves_no_trace(here: TestInstallation, closed: dict[str, Any]) -> None:
    one = told(here)

    changed(here, one, **closed)

    assert seen(here) == ""
    assert list(here.installation.archive.copies.names()) == []


@pytest.mark.parametrize("access", [Access.CLOSED_LISTED, Access.ON_REQUEST, Access.EMBARGOED])
def test_only_the_heading_of_a_closed_one_is_shown_and_only_by_agreement(
    here: TestInstallation, access: Access
) -> None:
    one = told(here, access=access, opens_on=date(2030, 1, 1))
    assert seen(here) == ""

    changed(here, one, listed=True)

    assert "What the harbour was like" in seen(here)
    assert "pier" not in seen(here) and media(here) == set()


def test_what_the_form_does_not_allow_stays_closed(here: TestInstallation) -> None:
    one = told(here, release=release(Allowed.TRANSCRIPT))
    assert media(here) == set() and "We lived by the pier." in seen(here)

    changed(here, one, release=release(Allowed.RECORDING))

    assert len(media(here)) == 2 and "pier" not in seen(here)


def test_visitors_read_what_the_narrator_agreed_to_and_not_what_came_after(here: TestInstallation) -> None:
    one = told(here, transcripts=(transcript(*LINES, approved=False),))
    assert "pier" not in seen(here)

    approved = replace(one.transcripts[0], approved=LINES[:1])
    changed(here, one, transcripts=(approved.with_cues((cue(1, "A later word."),)),))

    assert "We lived by the pier." in seen(here) and "A later word." not in seen(here)


def test_a_sealed_span_leaves_every_place_in_the_same_commit(here: TestInstallation) -> None:
    other = Transcript("t2", 1, "ar", (cue(2, "Secretword too"),), translation=True, approved=(cue(2, "Secretword"),))
    index = (
        segment(1, 0, 1500, "Before"),
        segment(2, 2500, 3500, "About the Secretword"),
        segment(3, 3000, 6000, "It goes on about the Secretword"),
    )
    one = told(here, transcripts=(transcript(*LINES), other), index=index)
    assert seen(here).count("Secretword") >= 4
    before = media(here)

    changed(here, one, seals=(seal(2000, 4000),))

    assert "Secretword" not in seen(here)
    assert "We lived" not in seen(here), "a line that borders on the span may hold a word of it"
    assert media(here) == set(), "copies in which the span can be heard leave with it"
    assert before.isdisjoint(here.installation.archive.copies.names())
    (recorded,) = one.sessions[0].recordings
    assert waiting(here) == [(recorded.id, ((2000, 4000),))]
    assert found(here, one).sessions[0].recordings[0].master == recorded.master


def test_copies_that_keep_back_enough_are_shown_again_and_their_peaks_are_silent(here: TestInstallation) -> None:
    one = told(here, seals=(seal(2000, 4000),))
    assert media(here) == set()

    cut = recording(here, copy_of(here, b"cut", "mp3", ((2000, 4000),)), id=one.sessions[0].recordings[0].id)
    changed(here, one, sessions=(replace(one.sessions[0], recordings=(cut,)),))

    assert len(media(here)) == 1 and waiting(here) == []
    with here.installation.reader.snapshot() as snapshot:
        shown = snapshot.interviews(here.memorial.id).get(one.id)
    assert shown is not None
    peaks = shown.sessions[0].recordings[0].peaks
    assert (peaks[1], peaks[2], peaks[3], peaks[4]) == (50, 0, 0, 50)


def test_a_span_opens_by_itself_on_its_day_through_the_gate(here: TestInstallation) -> None:
    one = told(here, seals=(seal(2000, 4000, until=date(2026, 3, 3)),))
    assert "Secretword" not in seen(here)

    here.clock.pass_by(days=1, hours=1)
    jobs.run_due(here.services)
    assert "Secretword" not in seen(here), "one reading of the clock is not enough"
    here.clock.pass_by(minutes=6)
    jobs.run_due(here.services)

    assert "Secretword" in seen(here)
    (recorded,) = one.sessions[0].recordings
    assert waiting(here) == [] and recorded.copies[0].cut == ()


def test_an_embargo_opens_by_itself_on_its_day(here: TestInstallation) -> None:
    told(here, access=Access.EMBARGOED, opens_on=date(2026, 3, 3))
    assert seen(here) == ""

    here.clock.pass_by(days=1, hours=1)
    jobs.run_due(here.services)
    here.clock.pass_by(minutes=6)
    jobs.run_due(here.services)

    assert "Secretword was said." in seen(here)


@pytest.mark.parametrize("shown", [Rendering.NONE, Rendering.INITIALS])
def test_a_name_that_is_not_to_be_shown_is_nowhere(here: TestInstallation, shown: Rendering) -> None:
    lines = (cue(1, "My name is Ada Reed.", "Ada Reed"), cue(2, "Thank you, Mrs Reed.", "Q"))
    hidden = (Narrator("n1", "Ada Reed", shown=shown),)
    about = replace(interview(here).about, title={"en": "Interview with Ada Reed"}, project="The Reed tapes")

    told(here, narrators=hidden, transcripts=(transcript(*lines),), about=about)

    assert "Reed" not in seen(here) and "Thank you, Mrs" in seen(here)


def test_names_stand_in_no_other_place_either(here: TestInstallation) -> None:
    lines = (cue(1, "Hello.", "AR"), cue(2, "Yes.", "Mrs. R"), cue(3, "Q", "A. R."))
    hidden = (Narrator("n1", "Ada Reed", shown=Rendering.NONE),)
    about = replace(interview(here).about, accession_number="REED-1")
    links = (Link("https://example.org/ada-reed"), Link("https://example.org/Ada%20Reed"))
    index = (segment(1, 0, 6000, "All", links=links),)

    told(here, narrators=hidden, transcripts=(transcript(*lines, by="Ada Reed"),), about=about, index=index)

    for word in ("Reed", "reed", "REED", '"AR"', "Mrs. R", "A. R."):
        assert word not in seen(here), word


def test_where_nobody_says_who_tells_the_one_who_signed_is_not_named(here: TestInstallation) -> None:
    said = (cue(1, "My name is Zelda Quorn."),)

    told(here, narrators=(), transcripts=(transcript(*said),), release=release(signed_by="Zelda Quorn"))

    assert "My name is" in seen(here) and "Quorn" not in seen(here)


def test_the_index_waits_for_the_narrator_and_quotes_nothing_that_was_changed(here: TestInstallation) -> None:
    index = (segment(1, 0, 6000, "About the pier", partial_transcript={"en": "CANARY my brother"}),)
    one = told(here, transcripts=(transcript(*LINES, approved=False),), index=index)
    assert "About the pier" not in seen(here)

    changed(here, one, transcripts=(transcript(*LINES),))

    assert "About the pier" in seen(here) and "CANARY" not in seen(here)
    changed(here, one, release=release(*Allowed))
    assert "CANARY" in seen(here), "a form that asks for no reading allows it"


def test_an_unlisted_one_is_in_no_list_even_while_its_copies_are_cut_anew(here: TestInstallation) -> None:
    alone = {"transcripts": (), "listed": True, "access": Access.UNLISTED}
    one = told(here, **alone)

    changed(here, one, seals=(seal(2000, 4000),))

    with here.installation.reader.snapshot() as snapshot:
        interviews = snapshot.interviews(here.memorial.id)
        assert interviews.get(one.id) is not None and not interviews.any()


def test_an_interview_that_is_erased_takes_everything_along(here: TestInstallation) -> None:
    one = told(here)
    with here.services.unit_of_work() as uow:
        uow.interviews.bind("1" * 20, one.memorial_id, one.id)
        uow.commit()

    with here.services.unit_of_work() as uow:
        uow.interviews.erase(uow.interviews.get(one.memorial_id, one.id))
        uow.commit()

    assert seen(here) == ""
    assert set(one.vault_ids).isdisjoint(here.services.vault.ids())
    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.interviews.of_code("1" * 20) is None
        with pytest.raises(NotFound):
            uow.interviews.get(one.memorial_id, one.id)


def test_a_file_that_an_interview_no_longer_names_is_removed(here: TestInstallation) -> None:
    one = told(here)
    gone = one.sessions[0].recordings[0]

    changed(here, one, sessions=(replace(one.sessions[0], recordings=()),))

    assert {gone.master.vault_id, *(one.vault_id for one in gone.copies)}.isdisjoint(here.services.vault.ids())


def test_two_who_change_it_at_once_do_not_lose_each_others_words(here: TestInstallation) -> None:
    one = told(here)
    changed(here, one, paused=True)

    with here.services.unit_of_work() as uow, pytest.raises(Conflict):
        uow.interviews.save(replace(one, listed=True))


def test_a_new_code_of_the_narrator_ends_the_one_before(here: TestInstallation) -> None:
    one = told(here)
    with here.services.unit_of_work() as uow:
        uow.interviews.bind("1" * 20, one.memorial_id, one.id)
        uow.interviews.bind("2" * 20, one.memorial_id, one.id)
        uow.commit()

    with here.services.unit_of_work(read_only=True) as uow:
        assert uow.interviews.of_code("1" * 20) is None
        assert uow.interviews.of_code("2" * 20) == (one.memorial_id, one.id)
        assert uow.interviews.has_code(one.memorial_id, one.id)


def test_somebody_with_granted_access_hears_what_visitors_do_not_but_nothing_sealed(here: TestInstallation) -> None:
    one = told(here, access=Access.ON_REQUEST, seals=(seal(3900, 4000),))

    with here.services.unit_of_work(read_only=True) as uow:
        shown = uow.preview_interview(one, media_base="/access/x", granted=True)
        as_others = uow.preview_interview(one, media_base="/access/x")

    assert shown is not None and as_others is None
    assert [line.text for line in shown[1]["t1"]] == ["We lived by the pier."]
    assert shown[0].sessions[0].recordings == (), "its copies let the span be heard"
