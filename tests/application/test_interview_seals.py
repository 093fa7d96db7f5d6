"""What is sealed stays so: whatever is moved, split or joined afterwards, and whoever listens at the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from memorial.adapters.documents import from_bytes, to_bytes
from memorial.application import interview_media, interview_seals, interview_transcripts
from memorial.application import interviews as use
from memorial.application.interview_transcripts import Asked
from memorial.application.offer import Incomplete
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.interview import Interview, Recording, Session, begins
from memorial.domain.sealed_spans import Seal
from memorial.domain.staff import StaffMember
from memorial.domain.transcript_lines import Line
from memorial.vocabulary import FileKind, Role
from tests import interviews as made
from tests.installations import TestInstallation, installation
from tests.interviews import changed, copy_of, cue, found, recording, seal, transcript

ADA = StaffMember("ada", "", "ada@example.org", "Ada", "", (("*", Role.ARCHIVIST),))
LINES = (cue(1, "We lived by the pier."), cue(3, "The harbour froze. It was cold."), cue(5, "Then it rained."))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("seals") / "home") as place:
        yield place


def told(here: TestInstallation, *recordings: Recording, **given: object) -> Interview:
    session = Session(1, recordings=recordings or (recording(here),))
    return made.kept(here, made.interview(here, sessions=(session,), **{"transcripts": (transcript(*LINES),), **given}))


def act(here: TestInstallation, one: Interview, action: str, **given: str) -> Interview:
    acts = {**interview_media.ACTS, **interview_seals.ACTS}
    return use.act_on(here.services, ADA, one.memorial_id, one.id, action, acts[action], given)


def sealed(here: TestInstallation, one: Interview, start: str, end: str, **given: str) -> Seal:
    return act(here, one, "seal", **{"session": "1", "from": start, "to": end, "why": "She asked.", **given}).seals[-1]


# Recordings are not moved away from under a seal


def test_a_recording_is_not_moved_while_a_part_of_it_is_sealed(here: TestInstallation) -> None:
    one = told(here)
    tape = one.recordings[0][1]
    sealed(here, one, "0:04", "0:06")

    with pytest.raises(NotAllowed, match="part_is_sealed"):
        act(here, one, "recording_starts", id=tape.id, starts="10:00")

    assert found(here, one).recordings[0][1].starts == 0


def test_a_recording_is_not_moved_onto_a_seal_and_is_moved_where_none_is(here: TestInstallation) -> None:
    one = told(here)
    tape = one.recordings[0][1]
    sealed(here, one, "2:00", "2:10", anyway="y")

    with pytest.raises(NotAllowed, match="part_is_sealed"):
        act(here, one, "recording_starts", id=tape.id, starts="1:30")
    after = act(here, one, "recording_starts", id=tape.id, starts="10:00")

    assert after.recordings[0][1].starts == 600_000
    lifted = found(here, one).seals[0]
    act(here, one, "lift_seal", id=lifted.id, why="It is settled.")
    assert act(here, one, "recording_starts", id=tape.id, starts="1:30").recordings[0][1].starts == 90_000


# Where a further recording of a sitting begins


def test_a_further_recording_begins_where_the_last_one_ends(here: TestInstallation) -> None:
    first = recording(here, duration=60_000, starts=5_000)
    unknown = replace(recording(here), duration=0, starts=70_000)

    assert begins((), "tape.wav", FileKind.AUDIO) == 0
    assert begins((first,), "tape 2.wav", FileKind.AUDIO) == 65_000
    assert begins((first, unknown), "tape 3.wav", FileKind.AUDIO) == 70_000
    assert begins((first, unknown), "tape.wav", FileKind.AUDIO) == 70_000, "two tapes may have one name"
    assert begins((first, unknown), "Tape.mp4", FileKind.VIDEO) == 5_000, "sound and film of one name"


def test_a_recording_that_is_brought_in_begins_after_the_one_that_is_there(here: TestInstallation) -> None:
    one = told(here, recording(here, duration=60_000))
    sound = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 400

    def bring(name: str, **given: str) -> int:
        after = interview_media.keep_recording(here.services, ADA, one.at, given, name, [sound])
        return after.recordings[-1][1].starts

    assert bring("second.wav") == 60_000
    assert bring("third.wav", starts="0") == 0
    assert bring("fourth.wav", starts="1:30") == 90_000


def test_a_time_at_which_nothing_is_recorded_is_sealed_only_if_that_is_meant(here: TestInstallation) -> None:
    one = told(here, recording(here, duration=60_000))

    with pytest.raises(Incomplete, match="touches_no_recording"):
        sealed(here, one, "1:30", "1:35")
    assert found(here, one).seals == ()
    assert sealed(here, one, "1:30", "1:35", anyway="y").start == 90_000
    unknown = told(here, replace(recording(here), duration=0))
    assert sealed(here, unknown, "1:30", "1:35").start == 90_000, "it may be longer than that"
    none = made.kept(here, made.interview(here))
    assert sealed(here, none, "1:30", "1:35").start == 90_000


# A seal keeps the lines that it was made on


def test_a_seal_names_every_line_that_it_was_made_on(here: TestInstallation) -> None:
    work = replace(transcript(*LINES), cues=(cue(5, "Then it rained."), cue(3, "Moved.", start=90_000, end=92_000)))
    agreed = replace(transcript(id="t2", approved=False), agreed=(cue(3, "Other words."),))
    elsewhere = transcript(*LINES, id="t3", session=2)
    one = told(here, transcripts=(work, agreed, elsewhere))

    made_now = sealed(here, one, "0:04.6", "0:05")

    assert set(made_now.lines) == {"t1.c3", "t2.c3"}
    assert from_bytes(to_bytes(made_now), Seal) == made_now


def test_a_seal_of_an_earlier_version_reads_without_lines(here: TestInstallation) -> None:
    written = json.loads(to_bytes(seal(0, 1000, lines=("t1.c1",))))
    assert written.pop("lines") == ["t1.c1"]

    assert from_bytes(json.dumps(written), Seal) == seal(0, 1000)


def test_a_moved_day_adds_the_lines_of_now_and_forgets_none(here: TestInstallation) -> None:
    one = told(here)
    was = sealed(here, one, "0:04.6", "0:05")
    came = transcript(cue(3, "The harbour froze."), cue(1, "We lived."), id="t2", language="ar", translation=True)
    changed(here, one, transcripts=(transcript(cue(9, "Later."), id="t1"), came))

    after = act(here, one, "move_seal", id=was.id, until="2051-05-09").seals[0]

    assert was.lines == ("t1.c3",)
    assert set(after.lines) == {"t1.c3", "t2.c3"}


def test_words_of_a_sealed_line_stay_sealed_in_the_lines_they_are_moved_to(here: TestInstallation) -> None:
    one = told(here)
    sealed(here, one, "0:04.6", "0:05")
    at = (*one.at, "t1")

    def ask(number: int, action: str, **given: str) -> None:
        cues = interview_transcripts.look(here.services, ADA, at).transcript.cues
        line = cues[number - 1]
        following = cues[number].id if number < len(cues) else ""
        typed = Line(line.start, line.end, given.get("text", line.text), line.speaker, line.edited)
        interview_transcripts.act(
            here.services, ADA, at, Asked(action, line.id, interview_transcripts.mark(line), typed, following)
        )

    ask(2, "split", text="The harbour froze.\n\nIt was cold.")
    second = found(here, one).transcripts[0].cues[2]
    assert second.text == "It was cold."
    assert found(here, one).seals[0].lines == ("t1.c3", f"t1.{second.id}")

    ask(1, "join")
    assert found(here, one).transcripts[0].cues[0].text == "We lived by the pier. The harbour froze."
    assert "t1.c1" in found(here, one).seals[0].lines
    assert interview_transcripts.look(here.services, ADA, at).lines_sealed == {"c1", "c3", second.id}


# Who listens before the copies are cut anew


def test_a_copy_in_which_something_sealed_is_heard_is_played_to_nobody(here: TestInstallation) -> None:
    cut = copy_of(here, b"cut", "opus", cut=((4000, 6000),))
    one = told(here, recording(here, copy_of(here, b"whole", "mp3"), cut))
    tape = one.recordings[0][1]
    assert interview_media.copy_heard(here.services, one, tape.id, "mp3") is not None
    after = changed(here, one, seals=(seal(4000, 6000),))

    assert interview_media.copy_heard(here.services, after, tape.id, "mp3") is None
    assert interview_media.copy_heard(here.services, after, tape.id, "opus") == cut
    assert interview_media.copy_heard(here.services, after, "none", "opus") is None
    with pytest.raises(NotFound):
        interview_media.copy_of(here.services, ADA, *one.at, tape.id, "mp3")
    assert interview_media.copy_of(here.services, ADA, *one.at, tape.id, "opus") == cut


# The sound follows the words


def test_where_a_sealed_line_gets_another_time_its_words_are_sealed_there_too(here: TestInstallation) -> None:
    one = told(here)
    sealed(here, one, "0:04", "0:06")
    was = LINES[1]
    typed = Line(40_000, 42_000, was.text)

    asked = Asked("correct", was.id, interview_transcripts.mark(was), typed)
    interview_transcripts.act(here.services, ADA, (one.memorial_id, one.id, "t1"), asked)

    spans = sorted((one.start, one.end) for one in found(here, one).seals)
    assert spans == [(4000, 6000), (40_000, 42_000)]
