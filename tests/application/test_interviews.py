"""What is done to interviews at the desk, below its pages: who knows what, who may show again, what still waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from memorial.application import interview_forms, interview_media, interview_rights, interview_texts
from memorial.application import interviews as use
from memorial.application.interview_waiting import Wait, waiting
from memorial.application.offer import Incomplete
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.interview import (
    About,
    Access,
    DeedOfGift,
    InformedConsent,
    Interview,
    InterviewChange,
    Interviewer,
    MediaState,
    Narrator,
    Photograph,
    Session,
)
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import IndexSegment, Link
from memorial.vocabulary import Rendering, Role
from tests import interviews as made
from tests.installations import TestInstallation, installation

CANARY = "kestrel-7"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    home = tmp_path_factory.mktemp("interviews") / "home"
    home.mkdir(mode=0o700)
    with installation(home) as place:
        yield place


def staff(here: TestInstallation, role: Role) -> StaffMember:
    return StaffMember("s" * 32, "k" * 32, "a@example.org", "Ada", "", ((here.memorial.id, role),))


def act(here: TestInstallation, of: Interview, action: str, role: Role = Role.ARCHIVIST, **given: str) -> Interview:
    acts = {**interview_forms.ACTS, **interview_rights.ACTS, **interview_rights.NARROWING, **interview_media.ACTS}
    who, where = staff(here, role), (here.memorial.id, of.id)
    chosen = interview_rights.with_reason(action, acts[action])
    return use.act_on(here.services, who, *where, action, chosen, given)


def whole(here: TestInstallation) -> Interview:
    """An interview in which every text that anybody wrote holds the canary."""
    told = {"en": f"{CANARY} words"}
    kept = made.recording(here)
    file = replace(kept.master, name=f"{CANARY}.wav")
    segment = IndexSegment("s1", 1, 0, None, told, told, told, {"en": (CANARY,)}, {"en": (CANARY,)}, told, told,
                           CANARY, CANARY, CANARY, (Link(f"https://{CANARY}.example", CANARY),))  # fmt: skip
    lines = made.transcript(made.cue(1, CANARY, CANARY, note=CANARY), by=CANARY, notes=(CANARY,), machine="m")
    lines = replace(lines, agreed=lines.cues)
    form = made.release(text=told, signed_by=CANARY, version="1", scan=file)
    return made.interview(
        here,
        about=About(told, told, ("en",), CANARY, CANARY, CANARY, CANARY, CANARY, CANARY, CANARY),
        narrators=(Narrator("n1", CANARY, CANARY, "en", note=CANARY, person_id=CANARY, shown=Rendering.NONE),),
        interviewers=(Interviewer("i1", CANARY),),
        sessions=(Session(1, "2020", CANARY, False, (replace(kept, master=file),)),),
        transcripts=(lines,),
        index=(segment,),
        photographs=(Photograph(file, CANARY),),
        seals=(replace(made.seal(0, 5), reason=CANARY, said=told, lifted_because=CANARY),),
        release=form,
        earlier_releases=(form,),
        consent=InformedConsent("2020", "signed", CANARY),
        gift=DeedOfGift("2020", CANARY, CANARY, file),
        narrator_note=CANARY,
        access=Access.CLOSED,
        history=(InterviewChange(made.MADE, "s1", "about", CANARY),),
    )


def test_who_administers_without_reading_is_told_no_word_that_anybody_wrote(here: TestInstallation) -> None:
    one = made.kept(here, whole(here))

    seen = use.look(here.services, staff(here, Role.ADMIN), here.memorial.id, one.id)

    assert CANARY in repr(use.look(here.services, staff(here, Role.ARCHIVIST), here.memorial.id, one.id))
    assert CANARY not in repr(seen)
    assert not seen.private
    assert len(seen.answers) == 5
    listed = use.listed(here.services, staff(here, Role.ADMIN), here.memorial.id)
    assert CANARY not in repr([found for found in listed.seen if found.interview.id == one.id])


def test_the_title_is_told_where_visitors_read_it(here: TestInstallation) -> None:
    one = made.kept(here, made.interview(here, transcripts=(made.transcript(made.cue(1, "It rained.")),)))

    seen = use.look(here.services, staff(here, Role.ADMIN), here.memorial.id, one.id)

    assert seen.title == {"en": "What the harbour was like"}


def test_readers_alone_change_words_and_every_keeper_may_take_out_of_sight(here: TestInstallation) -> None:
    one = made.kept(here, made.interview(here))
    for role in (Role.ADMIN, Role.MODERATOR, Role.EDITOR):
        with pytest.raises(NotAllowed):
            act(here, one, "session", role, on="1994")
        with pytest.raises(NotAllowed):
            interview_media.master_of(here.services, staff(here, role), here.memorial.id, one.id, "r")

    where = (here.services, staff(here, Role.ADMIN), here.memorial.id, one.id)
    assert interview_rights.narrow(*where, "pause", {}).paused
    with pytest.raises(NotAllowed):
        interview_rights.narrow(here.services, staff(here, Role.EDITOR), here.memorial.id, one.id, "pause", {})


def test_what_both_took_out_of_sight_both_have_to_show_again(here: TestInstallation) -> None:
    hidden = InterviewChange(made.MADE + timedelta(hours=1), "narrator", "narrator_hide")
    one = made.kept(here, made.interview(here, paused=True, paused_by="narrator", history=(hidden,)))

    with pytest.raises(NotAllowed):
        act(here, one, "resume", why="x")
    assert act(here, one, "pause").paused_by == "desk"
    after = act(here, one, "resume", why="It is settled.")

    assert (after.paused, after.paused_by) == (True, "narrator")


def test_a_narrator_who_said_no_to_the_list_is_not_listed_by_the_desk(here: TestInstallation) -> None:
    said_no = InterviewChange(made.MADE, "narrator", "narrator_unlist")
    one = made.kept(here, made.interview(here, access=Access.CLOSED, listed=False, history=(said_no,)))
    mark = use.mark_of(interview_rights.access_of(one))

    with pytest.raises(Incomplete, match="narrator_said_no_to_listing"):
        act(here, one, "access", access="closed_listed", listed="yes", mark=mark)

    assert made.found(here, one).listed is False


def test_an_embargo_needs_a_day_to_come_and_reasons_are_asked_for(here: TestInstallation) -> None:
    one = made.kept(here, made.interview(here))
    mark = use.mark_of(interview_rights.access_of(one))
    for day in ("", "soon", "1999-01-01"):
        with pytest.raises(Incomplete, match="opens_on"):
            act(here, one, "access", access="embargoed", listed="no", opens_on=day, mark=mark)
    with pytest.raises(Incomplete, match="why:forgotten"):
        act(here, one, "remove")
    assert made.found(here, one).opens_on is None


def test_a_sitting_that_holds_something_is_not_taken_out(here: TestInstallation) -> None:
    lines = made.transcript(made.cue(1, "It rained."), session=2)
    one = made.kept(here, made.interview(here, sessions=(Session(1), Session(2)), transcripts=(lines,)))

    with pytest.raises(NotAllowed, match="sitting_not_empty"):
        act(here, one, "session_out", number="2")

    assert [s.number for s in act(here, one, "session_out", number="1").sessions] == [2]


def test_a_recording_that_was_set_aside_is_tried_again(here: TestInstallation) -> None:
    broken = replace(made.recording(here), state=MediaState.QUARANTINED, problem="broken", copies=())
    one = made.kept(here, made.interview(here, sessions=(Session(1, recordings=(broken,)),)))
    who = staff(here, Role.ARCHIVIST)

    assert interview_media.again(here.services, who, here.memorial.id, one.id, broken.id)

    after = made.found(here, one).recording(broken.id)
    assert after is not None
    assert (after[1].state, after[1].problem) == (MediaState.WAITING, "")
    with here.services.unit_of_work(read_only=True) as uow:
        states = {job.file_id: job.state for job in uow.media_jobs.listed(here.memorial.id, limit=99)}
    assert states[broken.id] == "waiting"


def test_a_destroyed_recording_leaves_the_vault_and_needs_to_be_meant(here: TestInstallation) -> None:
    kept = made.recording(here)
    one = made.kept(here, made.interview(here, sessions=(Session(1, recordings=(kept,)),)))
    with pytest.raises(Incomplete):
        act(here, one, "recording_out", id=kept.id, why="Not hers.")

    after = act(here, one, "recording_out", id=kept.id, why="Not hers.", sure="y")

    assert after.recordings == ()
    assert kept.master.vault_id not in set(here.services.vault.ids())


def test_what_its_narrator_took_back_the_desk_hears_and_takes_out_no_more(here: TestInstallation) -> None:
    kept, lines = made.recording(here), made.transcript(made.cue(1, "It rained."))
    one = made.kept(here, made.interview(here, sessions=(Session(1, recordings=(kept,)),), transcripts=(lines,)))
    who, where = staff(here, Role.ARCHIVIST), (here.memorial.id, one.id)
    assert interview_media.copy_of(here.services, who, *where, kept.id, "mp3")
    made.changed(here, one, withdrawn_at=made.MADE)

    with pytest.raises(NotFound):
        interview_media.copy_of(here.services, who, *where, kept.id, "mp3")
    with pytest.raises(NotFound):
        interview_media.master_of(here.services, who, *where, kept.id)
    with pytest.raises(NotFound):
        interview_texts.take_along(here.services, who, where, "t1")
    assert use.preview(here.services, who, *where, media_base="/x", agreed=True) is None


def words(one: Interview) -> list[Wait]:
    return [found.what for found in waiting(one, ())]


def test_what_waits_is_said_for_the_desk_the_narrator_and_a_day(here: TestInstallation) -> None:
    unread = made.transcript(made.cue(1, "It rained."), approved=False, machine="m")
    one = made.interview(here, transcripts=(unread,), release=None, access=Access.EMBARGOED)

    assert words(one) == [Wait.NO_RELEASE, Wait.MACHINE, Wait.NARRATOR_NOT_ASKED, Wait.NO_DAY]
    asked = replace(one, asked_at=made.MADE + timedelta(days=1), opens_on=date(2031, 1, 1))
    assert words(asked) == [Wait.NO_RELEASE, Wait.MACHINE, Wait.NARRATOR_ASKED, Wait.EMBARGO]
    said = InterviewChange(made.MADE + timedelta(days=2), "narrator", "narrator_approved")
    assert Wait.NARRATOR_NOT_ASKED in words(replace(asked, answer="approved", history=(said,)))
    assert Wait.NARRATOR_REFUSED in words(replace(asked, answer="refused"))
    assert words(replace(made.interview(here), transcripts=(made.transcript(made.cue(1, "x")),))) == []


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("12:30", 750_000), ("1:02:03", 3_723_000), ("75:00", 4_500_000), ("12:30.5", 750_500), ("754", 754_000),
        ("١٢:٣٠", 750_000), ("12:60", None), ("1:60:00", None), ("-1:00", None), ("x", None),
    ],
)  # fmt: skip
def test_moments_are_read_as_people_write_them(written: str, moment: int | None) -> None:
    assert use.moment_of(written) == moment
