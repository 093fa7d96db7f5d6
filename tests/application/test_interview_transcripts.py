"""Editing a transcript: each act leaves one entry and one change, and nobody's words are lost to somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.application import interview_transcripts as use
from memorial.application.interview_transcripts import Asked, At, LineChanged
from memorial.application.ports.transcripts import ReadTranscript, TranscriptForm
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from memorial.domain.interview import Interview
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import Cue, Transcript
from memorial.domain.transcript_lines import Line
from memorial.vocabulary import Role
from tests.installations import MODERATOR, TestInstallation, installation, on_postgresql
from tests.interviews import cue, found, interview, kept, transcript
from tests.servers.postgres import PostgresServer

ADA = StaffMember("ada", "", "ada@example.org", "Ada", "", (("*", Role.ARCHIVIST),))
BO = StaffMember("bo", "", "bo@example.org", "Bo", "", (("*", Role.ARCHIVIST),))
ADMIN = StaffMember("adm", "", "adm@example.org", "Adm", "", (("*", Role.ADMIN),))
LINES = (cue(1, "We lived by the pier.", "Ines"), cue(2, "The harbour froze.", "Ines"), cue(3, "When?", "Otto"))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    """One for all of them: each test has an interview of its own."""
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def told(here: TestInstallation) -> Interview:
    return kept(here, interview(here, transcripts=(transcript(*LINES, machine="Scribe 3"),)))


@pytest.fixture
def at(told: Interview) -> At:
    return told.memorial_id, told.id, "t1"


def now(here: TestInstallation, told: Interview) -> Transcript:
    shown = found(here, told).transcript("t1")
    assert shown is not None
    return shown


def ask(here: TestInstallation, told: Interview, number: int, action: str = "correct", **given: object) -> Asked:
    """The act on that line as a page made now would ask for it, with `text`, `speaker` and so on changed."""
    cues = now(here, told).cues
    one = cues[number - 1]
    line = Line(one.start, one.end, one.text, one.speaker, one.edited)
    fields = {name: given.pop(name) for name in list(given) if name in Line.__dataclass_fields__}
    following = cues[number].id if number < len(cues) else ""
    return Asked(action, one.id, use.mark(one), replace(line, **fields), following, **given)  # type: ignore[arg-type]


def texts(here: TestInstallation, told: Interview) -> list[str]:
    return [one.text for one in now(here, told).cues]


def entries(here: TestInstallation, told: Interview) -> list[tuple[str, str, str]]:
    with here.services.unit_of_work(read_only=True) as uow:
        kept = uow.audit.entries(here.memorial.id, before=None, limit=1000)
    return [(one.action, one.outcome, one.reason) for _, one in reversed(kept) if one.subject_id == told.id]


def test_each_act_changes_the_lines_and_leaves_one_entry(here: TestInstallation, told: Interview, at: At) -> None:
    services = here.services
    use.act(services, ADA, at, ask(here, told, 1, text="We lived at the pier.", edited=True))
    use.act(services, ADA, at, ask(here, told, 2, "split", text="The harbour\n\nfroze.", moment=3100))
    use.act(services, ADA, at, ask(here, told, 2, "join"))
    use.act(services, ADA, at, ask(here, told, 1, "speaker_all", speaker="Ines Maar"))
    use.act(services, ADA, at, ask(here, told, 3, "remove"))
    use.add(services, ADA, at, Line(4500, 5000, "In winter.", "Otto"))

    assert [(one.text, one.speaker, one.start, one.end) for one in now(here, told).cues] == [
        ("We lived at the pier.", "Ines Maar", 0, 2000),
        ("The harbour froze.", "Ines Maar", 2000, 4000),
        ("In winter.", "Otto", 4500, 5000),
    ]
    acts = ["correct", "split", "join", "speaker_all", "remove", "add"]
    assert entries(here, told) == [(f"transcript_{one}", "done", "decided") for one in acts]
    assert [one.what for one in found(here, told).history[1:]] == [f"transcript_{one}" for one in acts]
    assert now(here, told).cues[0].edited


def test_what_visitors_read_stays_what_the_narrator_agreed_to(here: TestInstallation, told: Interview, at: At) -> None:
    use.act(here.services, ADA, at, ask(here, told, 1, text="Something else."))

    with here.installation.reader.snapshot() as snapshot:
        seen = [one.text for one in snapshot.interviews(told.memorial_id).cues(told.id, "t1")]
    assert seen == [one.text for one in LINES]


def test_somebody_elses_words_are_told_and_not_written_over(here: TestInstallation, told: Interview, at: At) -> None:
    mine = ask(here, told, 1, text="Mine.")
    use.act(here.services, BO, at, ask(here, told, 1, text="Theirs."))

    with pytest.raises(LineChanged) as refused:
        use.act(here.services, ADA, at, mine)

    assert refused.value.now == now(here, told).cues[0]
    assert texts(here, told)[0] == "Theirs."
    knowing = replace(mine, was=use.mark(refused.value.now))
    use.act(here.services, ADA, at, knowing)
    assert texts(here, told)[0] == "Mine."
    assert [one.cues[0].after.text for one in found(here, told).history[1:] if one.cues[0].after] == [
        "Theirs.",
        "Mine.",
    ]


def test_work_on_other_lines_and_what_is_typed_twice_are_no_conflict(
    here: TestInstallation, told: Interview, at: At
) -> None:
    mine = ask(here, told, 1, text="Mine.")
    use.act(here.services, BO, at, ask(here, told, 2, text="Theirs."))

    use.act(here.services, ADA, at, mine)
    use.act(here.services, ADA, at, mine)

    assert texts(here, told)[:2] == ["Mine.", "Theirs."]
    assert [one.reason for one in found(here, told).history[1:]] == ["", ""]
    assert entries(here, told)[-1] == ("transcript_correct", "done", "nothing_changed")


def test_a_line_that_is_gone_and_a_line_that_came_between_are_told(
    here: TestInstallation, told: Interview, at: At
) -> None:
    gone, joins = ask(here, told, 2, text="Mine."), ask(here, told, 1, "join")
    use.add(here.services, BO, at, Line(1000, 1500, "Between.", "Ines"))
    with pytest.raises(LineChanged):
        use.act(here.services, ADA, at, joins)

    use.act(here.services, BO, at, ask(here, told, 3, "remove"))
    with pytest.raises(LineChanged) as refused:
        use.act(here.services, ADA, at, gone)
    assert refused.value.now is None


def test_refused_words_change_nothing(here: TestInstallation, told: Interview, at: At) -> None:
    for asked, code in (
        (ask(here, told, 1, text=" "), "line_is_empty"),
        (ask(here, told, 1, "split", text="One line"), "say_where_to_split"),
        (ask(here, told, 2, "join"), "another_speaker_follows"),
        (ask(here, told, 1, start=9, end=9), "ends_before_it_begins"),
    ):
        with pytest.raises(Invalid, match=code):
            use.act(here.services, ADA, at, asked)
    with pytest.raises(NotFound):
        use.act(here.services, ADA, at, ask(here, told, 1, "publish"))

    assert found(here, told) == told
    assert entries(here, told) == []


@pytest.mark.parametrize("member", [MODERATOR, ADMIN], ids=["moderator", "administrator"])
def test_only_archivists_read_and_edit(here: TestInstallation, told: Interview, at: At, member: StaffMember) -> None:
    asked = ask(here, told, 1, text="x")
    for act in (
        lambda: use.look(here.services, member, at),
        lambda: use.act(here.services, member, at, asked),
        lambda: use.add(here.services, member, at, asked.line),
        lambda: use.take_back(here.services, member, at, "0", ""),
        lambda: use.read_to_the_end(here.services, member, at),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_change_is_taken_back_once_what_came_after_it_is(here: TestInstallation, told: Interview, at: At) -> None:
    use.act(here.services, ADA, at, ask(here, told, 1, text="First."))
    use.act(here.services, BO, at, ask(here, told, 1, text="Second."))
    changes = found(here, told).history
    stamp = changes[1].at.isoformat()

    with pytest.raises(Conflict, match="changed_since"):
        use.take_back(here.services, ADA, at, "1", stamp)
    with pytest.raises(NotFound):
        use.take_back(here.services, ADA, at, "1", "2026-01-01T00:00:00+00:00")
    with pytest.raises(NotFound):
        use.take_back(here.services, ADA, at, "0", changes[0].at.isoformat())
    use.take_back(here.services, ADA, at, "2", changes[2].at.isoformat())

    assert texts(here, told)[0] == "First."


def test_who_has_read_what_a_machine_made_takes_the_label_away_and_a_newer_file_brings_it_back(
    here: TestInstallation, told: Interview, at: At
) -> None:
    def machine() -> str:
        with here.installation.reader.snapshot() as snapshot:
            seen = snapshot.interviews(told.memorial_id).get(told.id)
        assert seen is not None
        return seen.sessions[0].transcripts[0].machine

    assert machine() == "Scribe 3"
    use.read_to_the_end(here.services, ADA, at)
    assert (machine(), now(here, told).read_by) == ("", "ada")

    came = Transcript(
        "", 1, "en", (*LINES[:1], replace(LINES[1], id="9", text="The harbour froze over.")), notes=("n",)
    )
    read = ReadTranscript(TranscriptForm.WEBVTT, (Transcript("", 1, "ar", (Cue("1", 0, 9, "لا"),)), came))
    use.replace_lines(here.services, ADA, at, read, machine=" Scribe 4 ", name="tape.vtt")

    assert (machine(), now(here, told).read_by, now(here, told).notes) == ("Scribe 4", "", ("n",))
    assert [(one.id, one.text) for one in now(here, told).cues] == [
        ("c1", "We lived by the pier."), ("c2", "The harbour froze over.")
    ]  # fmt: skip
    change = found(here, told).history[-1]
    assert (change.what, change.reason, len(change.cues)) == ("transcript_replace", "tape.vtt", 2)
    use.not_read(here.services, ADA, at)
    assert entries(here, told)[-1] == ("transcript_not_read", "done", "nothing_changed")


def test_a_file_without_lines_replaces_nothing(here: TestInstallation, told: Interview, at: At) -> None:
    with pytest.raises(Invalid, match="no_lines"):
        use.replace_lines(here.services, ADA, at, ReadTranscript(TranscriptForm.OHMS), machine="", name="x.xml")

    assert found(here, told) == told


@pytest.mark.long
def test_two_who_work_on_different_lines_at_once_lose_nothing(tmp_path: Path, postgres_server: PostgresServer) -> None:
    with installation(tmp_path, **on_postgresql(postgres_server)) as here:
        lines = tuple(cue(number, f"Words {number}.") for number in range(1, 13))
        told = kept(here, interview(here, transcripts=(transcript(*lines),)))
        at = (told.memorial_id, told.id, "t1")
        asked = {one: [ask(here, told, n, text=f"{one} {n}") for n in some] for one, some in EACH.items()}

        with ThreadPoolExecutor(len(EACH)) as pool:
            working = [pool.submit(_all, here, member, at, asked[member.id]) for member in (ADA, BO)]
            for one in working:
                one.result()

        assert texts(here, told) == [f"{'ada' if number % 2 else 'bo'} {number}" for number in range(1, 13)]
        assert len(found(here, told).history) == 13


EACH = {"ada": range(1, 13, 2), "bo": range(2, 13, 2)}


def _all(here: TestInstallation, member: StaffMember, at: At, asked: list[Asked]) -> None:
    for one in asked:
        use.act(here.services, member, at, one)
