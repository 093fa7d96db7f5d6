"""What its narrator took back the desk reads no more; and what a transcript is called opens none of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from memorial.application import interview_media, interview_seals, interview_texts, interview_transcripts, narrators
from memorial.application import interviews as use
from memorial.application.interview_transcripts import Asked
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview, Photograph, Session
from memorial.domain.staff import StaffMember
from memorial.domain.transcript_lines import Line
from memorial.vocabulary import Role
from tests import interviews as made
from tests.installations import TestInstallation, installation
from tests.interviews import changed, cue, found, recording, segment, transcript

ADA = StaffMember("ada", "", "ada@example.org", "Ada", "", (("*", Role.ARCHIVIST),))
CANARY = "kestrel-7"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("withdrawn") / "home") as place:
        yield place


@pytest.fixture
def withdrawn(here: TestInstallation) -> Interview:
    """With a line that the narrator put in other words, a described part, a photograph and the scan of a form."""
    tape = recording(here)
    form = made.release(scan=replace(tape.master, id=here.services.new_id()))
    one = made.interview(
        here,
        sessions=(Session(1, recordings=(tape,)),),
        transcripts=(transcript(cue(1, f"{CANARY} one."), cue(2, f"{CANARY} two."), approved=False),),
        index=(segment(1, 0, 4_000, f"{CANARY} told"),),
        photographs=(Photograph(tape.master, f"{CANARY} seen"),),
        release=form,
    )
    one = made.kept(here, one)
    code = narrators.give_code(here.services, ADA, *one.at)
    look = narrators.open_interview(here.services, code, media_base="").look
    narrators.write(here.services, code, look, {"t1.c1": f"{CANARY} other."})
    narrators.agree(here.services, code, narrators.open_interview(here.services, code, media_base="").look)
    narrators.act(here.services, code, "withdraw", {})
    return found(here, one)


def test_no_page_of_the_desk_holds_a_word_of_it(here: TestInstallation, withdrawn: Interview) -> None:
    assert CANARY in repr(withdrawn)

    seen = use.look(here.services, ADA, *withdrawn.at)
    assert seen.private and seen.title == withdrawn.about.title
    assert CANARY not in repr(replace(seen.interview, sessions=()))
    assert narrators.wanted_by_narrator(seen.interview) == ()
    listed = use.listed(here.services, ADA, here.memorial.id)
    assert CANARY not in repr([one for one in listed.seen if one.interview.id == withdrawn.id])
    sealed = interview_seals.look(here.services, ADA, *withdrawn.at)
    assert CANARY not in repr(interview_seals.reach(sealed.interview, 1, (0, 4_000)))


def test_its_transcript_and_its_papers_are_opened_to_nobody_at_the_desk(
    here: TestInstallation, withdrawn: Interview
) -> None:
    at = (*withdrawn.at, "t1")
    assert withdrawn.release is not None and withdrawn.release.scan is not None
    first = withdrawn.transcripts[0].cues[0]
    asked = Asked("correct", first.id, interview_transcripts.mark(first), Line(0, 2_000, "Mine.", "", False))

    for opened in (
        lambda: interview_transcripts.look(here.services, ADA, at),
        lambda: interview_transcripts.act(here.services, ADA, at, asked),
        lambda: interview_media.paper(here.services, ADA, withdrawn.at, withdrawn.release.scan.id),
        lambda: interview_texts.take_along(here.services, ADA, withdrawn.at, "t1"),
    ):
        with pytest.raises(NotFound, match="withdrawn"):
            opened()
    assert found(here, withdrawn) == withdrawn


def test_it_is_all_there_again_when_the_narrator_gives_it_back(here: TestInstallation, withdrawn: Interview) -> None:
    after = changed(here, withdrawn, withdrawn_at=None)

    assert use.look(here.services, ADA, *after.at).interview == after


# What a transcript is called


def about(here: TestInstallation, one: Interview, **given: str) -> Interview:
    was = one.transcripts[0]
    sent = {"id": was.id, "language": was.language, "by": was.by, "machine": was.machine}
    if was.translation:
        sent["translation"] = "y"
    sent |= {"mark": use.mark_of(interview_texts.shown_of(was))} | given
    act = interview_texts.ACTS["transcript_about"]
    return use.act_on(here.services, ADA, *one.at, "transcript_about", act, sent)


@pytest.mark.parametrize("given", [{"translation": "y"}, {"language": "ar"}], ids=["translation", "language"])
def test_what_was_agreed_to_as_something_else_is_read_by_the_narrator_again(
    here: TestInstallation, given: dict[str, str]
) -> None:
    text = transcript(cue(1, "We lived by the pier."))
    one = made.kept(here, made.interview(here, transcripts=(replace(text, agreed=text.cues),), answer="changed"))

    after = about(here, one, **given)

    assert (after.transcripts[0].approved, after.transcripts[0].agreed, after.answer) == (None, None, "")
    with here.installation.reader.snapshot() as snapshot:
        assert list(snapshot.interviews(one.memorial_id).cues(one.id, "t1")) == []


def test_a_narrator_who_refused_has_refused_still_and_who_wrote_it_down_may_be_corrected(
    here: TestInstallation,
) -> None:
    one = made.kept(here, made.interview(here, transcripts=(transcript(cue(1, "We lived.")),), answer="refused"))

    assert about(here, one, by="Otto").transcripts[0].approved == one.transcripts[0].approved
    assert about(here, found(here, one), translation="y").answer == "refused"
