"""Interviews that were made elsewhere: all of them comes in, none of it reaches anybody, and twice is refused."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select

from memorial.adapters.db.edition_tables import published_interview, published_interview_text
from memorial.adapters.db.tables import audit_entry
from memorial.application import memorials
from memorial.application.interview_export import elsewhere_of, export_interview
from memorial.application.interview_files import Arriving, FileUnusable
from memorial.application.interview_import import Asked, ImportedAlready, InterviewImported, import_interview
from memorial.application.memorials import OPERATOR
from memorial.application.ports.secrets import StorageFull
from memorial.application.ports.transcripts import TranscriptForm
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.interview import Access, Interview, MediaState
from memorial.vocabulary import Rendering
from tests.installations import TestInstallation, installation, memorial_like
from tests.interviews import changed, release, seal

SAMPLES = Path("tests/samples/oral-history")
OHMS = sorted((SAMPLES / "ohms").glob("*.xml"))
FRIDAY = SAMPLES / "timed-transcripts/friday.vtt"
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 400
LINES = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v ADA>Salam\n\n00:03.000 --> 00:04.000\nSecretword\n"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("imported")) as made:
        yield made


@pytest.fixture
def here(shared: TestInstallation) -> TestInstallation:
    """The same installation with a memorial of its own, and a vault that is empty again."""
    shared.services.vault.delete(list(shared.services.vault.ids()))
    made = memorial_like(shared.services, f"pier-{secrets.token_hex(4)}")
    return replace(shared, memorial=memorials.create(shared.services, made))


def file(name: str, content: bytes | str, **given: Any) -> Arriving:
    raw = content.encode() if isinstance(content, str) else content
    return Arriving(name, lambda: iter((raw,)), **given)


def path(sample: Path) -> Arriving:
    return file(sample.name, sample.read_bytes())


def bring(here: TestInstallation, *files: Arriving, dry_run: bool = False, **asked: Any) -> InterviewImported:
    return import_interview(here.services, here.memorial.slug, files, Asked(**asked), actor=OPERATOR, dry_run=dry_run)


def found(here: TestInstallation, imported: InterviewImported) -> Interview:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.interviews.get(here.memorial.id, imported.id)


def ids(here: TestInstallation) -> list[str]:
    with here.services.unit_of_work(read_only=True) as uow:
        return list(uow.interviews.ids(here.memorial.id))


def noted(here: TestInstallation, action: str) -> list[tuple[str, str]]:
    with here.installation.archive.reading.connect() as connection:
        rows = connection.execute(
            select(audit_entry.c.outcome, audit_entry.c.actor_kind).where(
                audit_entry.c.action == action, audit_entry.c.memorial_id == here.memorial.id
            )
        )
        return [tuple(row) for row in rows]


# Both real files, field by field


def values(xml: Path) -> list[tuple[str, str]]:
    """Every value of the file by the name of its field, found without the program's own reader."""
    record = ElementTree.parse(xml).getroot()[0]  # noqa: S314 (a file of the tests)
    told: list[tuple[str, str]] = [("@" + name, value) for name, value in record.attrib.items()]
    for element in record.iter():
        name = element.tag.rpartition("}")[2]
        if element is not record:
            told += [(f"{name}/@{key}", value) for key, value in element.attrib.items()]
        if element.text and element.text.strip():
            told.append((name, element.text))
    return [(name, value) for name, value in told if value.strip()]


def pieces(name: str, value: str) -> list[str]:
    """The parts of a value that have to be somewhere in the interview."""
    if name == "time":
        return [str(int(value) * 1000)]
    if name == "keywords":
        return value.split(";")
    if name == "vtt_transcript":
        words = re.sub(r"^WEBVTT|^NOTE$|^\d\d:.*-->.*$", "", value, flags=re.MULTILINE)
        return [part for part in re.split(r"<v |>|<br>|\n", words) if part.strip()]
    return [value]


def all_texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield str(name)
            yield from all_texts(value)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from all_texts(one)
    else:
        yield str(part)


@pytest.mark.parametrize("sample", OHMS, ids=lambda sample: sample.name)
def test_every_field_of_a_real_file_is_in_the_interview(here: TestInstallation, sample: Path) -> None:
    interview = found(here, bring(here, path(sample)))

    there = " ".join(" ".join(all_texts(asdict(interview))).split())
    looked_for = values(sample)
    missing = [
        (name, part)
        for name, value in looked_for
        for part in pieces(name, value)
        if " ".join(part.split()) not in there
    ]
    assert missing == []
    assert len(looked_for) >= 15


@pytest.mark.parametrize("sample", OHMS, ids=lambda sample: sample.name)
def test_every_field_without_a_place_of_its_own_is_named(here: TestInstallation, sample: Path) -> None:
    imported = bring(here, path(sample))

    ((_, findings),) = imported.findings
    (named,) = [one.detail.split(", ") for one in findings if one.code == "kept_in_notes"]
    kept = [name.lstrip("@").partition("/")[0] for name, _ in elsewhere_of(found(here, imported))]
    assert list(dict.fromkeys(kept)) == named
    assert {"repository", "id", "dt"} <= set(named)
    assert not {"title", "index", "vtt_transcript", "accession"} & set(named)


def test_the_fields_of_a_real_file_stand_where_they_belong(here: TestInstallation) -> None:
    interview = found(here, bring(here, path(SAMPLES / "ohms/index_hyperlinks_example.xml")))

    first, second = interview.index
    assert interview.about.title == {"en": "Oral history interview with Roy J. Plunkett"}
    assert interview.about.accession_number == "OH0037"
    assert (first.id, first.session, first.title) == ("s1", 1, {"en": "Pre-Interview Remarks"})
    assert [one.href.rpartition("/")[2] for one in second.links] == ["cf95jc49c", "g445cf063", "1n79h560c"]
    assert dict(elsewhere_of(interview))["repository"] == "Science History Institute"
    assert interview.sessions[0].number == 1


# It stays closed


def test_what_came_in_reaches_nobody(here: TestInstallation) -> None:
    xml = (
        "<ROOT><record><title>T</title><interviewee>Reed, Ada</interviewee><interviewer>Cole, Kit</interviewer>"
        f"<vtt_transcript><![CDATA[{LINES}]]></vtt_transcript></record></ROOT>"
    )
    interview = found(here, bring(here, file("a.xml", xml), file("tape.wav", SOUND)))

    assert (interview.access, interview.listed, interview.release) == (Access.CLOSED, None, None)
    assert [(one.name, one.shown) for one in interview.narrators] == [("Reed, Ada", Rendering.NONE)]
    assert [(one.name, one.shown) for one in interview.interviewers] == [("Cole, Kit", False)]
    assert interview.transcripts[0].approved is None
    with here.installation.engines.public.connect() as connection:
        for table in (published_interview, published_interview_text):
            mine = select(func.count()).select_from(table).where(table.c.memorial_id == here.memorial.id)
            assert connection.execute(mine).scalar_one() == 0
    assert noted(here, "import_interview") == [("done", "operator")]


def test_a_machine_stays_marked_until_somebody_has_read_it(here: TestInstallation) -> None:
    interview = found(here, bring(here, file("a.vtt", LINES), machine="Scribe 3"))

    assert (interview.transcripts[0].machine, interview.transcripts[0].read_by) == ("Scribe 3", "")


# What belongs together


def test_recordings_transcripts_and_translations_find_their_sittings(here: TestInstallation) -> None:
    interview = found(
        here,
        bring(
            here,
            file("tape1.wav", SOUND),
            file("tape2.wav", SOUND + b"2"),
            file("tape2.az.vtt", LINES),
            file("tape2.en.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n", language="en", translation=True),
            file("tape1.vtt", LINES + "\n"),
            title="By the pier",
            language="az",
        ),
    )

    assert [(one.number, [r.master.name for r in one.recordings]) for one in interview.sessions] == [
        (1, ["tape1.wav"]),
        (2, ["tape2.wav"]),
    ]
    assert [(one.session, one.language, one.translation) for one in interview.transcripts] == [
        (1, "az", False),
        (2, "az", False),
        (2, "en", True),
    ]
    assert len({one.id for transcript in interview.transcripts for one in transcript.cues}) == 5
    assert interview.about.languages == ("az",)
    assert interview.about.title == {"en": "By the pier"}


def test_masters_lie_whole_in_the_vault_and_wait_for_their_copies(here: TestInstallation) -> None:
    interview = found(here, bring(here, file("tape.wav", SOUND)))

    ((_, recording),) = interview.recordings
    kept = here.services.vault.read(recording.master.vault_id, bytes.fromhex(recording.master.vault_key))
    with here.services.unit_of_work(read_only=True) as uow:
        waiting = [one.file_id for one in uow.media_jobs.listed(here.memorial.id, limit=9)]
    assert kept == SOUND
    assert (recording.state, waiting) == (MediaState.WAITING, [recording.id])


def test_a_tape_whose_clock_began_at_an_hour_can_be_moved(here: TestInstallation) -> None:
    sample = path(SAMPLES / "ohms/small-sample-vtt-ohms.xml")

    interview = found(here, bring(here, sample, earlier=3_600_000))

    assert interview.transcripts[0].cues[0].start == 3_000
    with pytest.raises(Invalid, match="before_beginning"):
        bring(here, file("b.vtt", LINES), earlier=2_000)


# What is refused leaves nothing


def test_the_same_file_comes_in_once(here: TestInstallation) -> None:
    first = bring(here, file("a.vtt", LINES), file("tape.wav", SOUND))
    kept = set(here.services.vault.ids())

    for again in ([file("other.vtt", LINES)], [file("b.vtt", LINES + "\n"), file("x.wav", SOUND)]):
        with pytest.raises(ImportedAlready) as refused:
            bring(here, *again)
        assert refused.value.detail == first.id
    assert ids(here) == [first.id]
    assert set(here.services.vault.ids()) == kept


def test_one_that_was_removed_can_come_in_again(here: TestInstallation) -> None:
    first = found(here, bring(here, file("a.vtt", LINES)))
    changed(here, first, removed=True)

    assert bring(here, file("a.vtt", LINES)).id != first.id


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([file("a.vtt", LINES), file("b.bin", bytes(range(256)))], "not_text"),
        ([file("tape.wav", SOUND), file("b.txt", "no times")], "no_times"),
        ([file("tape.wav", SOUND), file("b.txt", b"")], "empty"),
        ([file("a.pdf", b"%PDF-1.4 x")], "document"),
        ([file("tape.wav", SOUND), file("p.jpg", b"\xff\xd8\xff" + b"0" * 99)], None),
    ],
)
def test_a_file_that_cannot_be_used_lets_nothing_in(
    here: TestInstallation, files: list[Arriving], code: str | None
) -> None:
    with pytest.raises(FileUnusable) as refused:
        bring(here, *files)

    assert code in (None, refused.value.code)
    assert refused.value.field == files[-1].name
    assert (ids(here), list(here.services.vault.ids())) == ([], [])


def test_nothing_is_left_where_the_disk_fills_up(here: TestInstallation, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise StorageFull

    monkeypatch.setattr(type(here.services.keys), "take", full)
    with pytest.raises(StorageFull):
        bring(here, file("tape.wav", SOUND))

    assert list(here.services.vault.ids()) == []


def test_looking_keeps_nothing_and_says_the_same(here: TestInstallation) -> None:
    looked = bring(here, file("tape.wav", SOUND), file("a.vtt", LINES), dry_run=True)

    assert (looked.id, looked.interview, looked.recordings, len(looked.transcripts)) == ("", None, 1, 1)
    assert (ids(here), list(here.services.vault.ids()), noted(here, "import_interview")) == ([], [], [])


@pytest.mark.parametrize(
    ("files", "code"), [([], "no_files"), ([file("a.vtt", LINES), file("b.vtt", LINES)], "same_file_twice")]
)
def test_what_cannot_be_one_interview_is_refused(here: TestInstallation, files: list[Arriving], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        bring(here, *files)

    assert refused.value.code == code


# Going out


def opened(here: TestInstallation) -> Interview:
    """One that may be read, with a sealed span over its second line."""
    one = found(here, bring(here, file("a.vtt", LINES), language="en"))
    (transcript,) = one.transcripts
    approved = replace(transcript, approved=transcript.cues, approved_at=one.made_at)
    return changed(
        here, one, release=release(), access=Access.OPEN, transcripts=(approved,), seals=(seal(2_900, 5_000),)
    )


@pytest.mark.parametrize("form", list(TranscriptForm))
def test_a_file_for_others_holds_what_visitors_may_read_and_no_more(
    here: TestInstallation, form: TranscriptForm
) -> None:
    one = opened(here)

    def written(**given: Any) -> str:
        return export_interview(
            here.services, here.memorial.slug, one.id, form, actor=OPERATOR, **given
        ).content.decode()

    assert "Salam" in written()
    assert "Secretword" not in written()
    assert "Secretword" in written(closed=True)
    assert noted(here, "export_interview") == [("done", "operator")] * 3


def test_a_closed_interview_goes_out_only_where_all_of_it_is_asked_for(here: TestInstallation) -> None:
    one = found(here, bring(here, file("a.vtt", LINES)))

    with pytest.raises(NotFound, match="nothing_to_export"):
        export_interview(here.services, here.memorial.slug, one.id, TranscriptForm.WEBVTT, actor=OPERATOR)
    with pytest.raises(NotFound, match="nothing_to_export"):
        export_interview(
            here.services, here.memorial.slug, one.id, TranscriptForm.WEBVTT, actor=OPERATOR, closed=True, session=2
        )


@pytest.mark.parametrize("sample", OHMS, ids=lambda sample: sample.name)
def test_a_real_file_goes_out_and_comes_in_again_the_same(here: TestInstallation, sample: Path) -> None:
    one = found(here, bring(here, path(sample)))

    written = export_interview(
        here.services, here.memorial.slug, one.id, TranscriptForm.OHMS, actor=OPERATOR, closed=True
    )
    again = found(here, bring(here, file("again.xml", written.content)))

    assert [item.cues for item in again.transcripts] == [item.cues for item in one.transcripts]
    assert again.index == one.index
    assert (again.about.title, again.about.accession_number) == (one.about.title, one.about.accession_number)
