"""`memorial import interview` and back by `memorial export`: what an operator is told, and what lies in the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

OHMS = "tests/samples/oral-history/ohms/small-sample-vtt-ohms.xml"
FRIDAY = "tests/samples/oral-history/timed-transcripts/friday.vtt"
FLIGHT = "tests/samples/oral-history/timed-transcripts/mercury-redstone-3_air-to-ground.txt"


@pytest.fixture
def harbour(ready: Run) -> Run:
    assert ready("create", "harbour", "--title", "T", "--languages", "en,az", "--real").code == 0
    return ready


def id_in(out: str) -> str:
    return out.split("as interview ")[1].split(".")[0]


def test_an_interview_is_looked_at_brought_in_and_refused_again(harbour: Run) -> None:
    arguments = ["import", "interview", "harbour", OHMS, "--translation", f"{FRIDAY}:az", "--language", "English"]

    looked, done, again = harbour(*arguments, "--dry-run"), harbour(*arguments), harbour(*arguments)

    assert (looked.code, done.code, again.code) == (0, 0, 1)
    assert "line 46: the first line begins at 01:00:03.000" in looked.out
    assert "line 61: does not end after it starts" in looked.out
    assert "no place of its own here; kept in the notes of the import: id, dt, version" in looked.out
    assert (
        "“Jonathan Rochkind Test Record Only”: 0 recordings, 0 photographs, 2 transcripts with 11 lines" in looked.out
    )
    assert "Nothing was kept." in looked.out
    assert "nobody sees that it exists" in done.out
    assert f"belongs to interview {id_in(done.out)} already" in again.err


def test_a_transcript_goes_out_in_every_form_for_its_owner_only(harbour: Run, tmp_path: Path) -> None:
    one = id_in(harbour("import", "interview", "harbour", FLIGHT, "--machine", "Scribe 3").out)

    for form in ("webvtt", "srt", "ohms", "txt", "csv"):
        out = tmp_path / f"flight.{form}"
        said = harbour("export", "harbour", "--format", form, "--interview", one, "--out", str(out), "--closed")
        assert said.code == 0, said.err
        assert "116 lines" in said.out
        assert "Keep it as you keep the archive" in said.out
        assert out.stat().st_mode & 0o777 == 0o600
        assert "lift-off and the clock is started" in out.read_text(encoding="utf-8-sig")
    assert "Machine: Scribe 3" in (tmp_path / "flight.webvtt").read_text(encoding="utf-8")


def test_what_is_closed_goes_out_only_where_that_is_said(harbour: Run, tmp_path: Path) -> None:
    one = id_in(harbour("import", "interview", "harbour", FRIDAY).out)

    said = harbour("export", "harbour", "--format", "webvtt", "--interview", one, "--out", str(tmp_path / "a.vtt"))

    assert said.code == 1
    assert "--closed takes what is closed" in said.err
    assert not (tmp_path / "a.vtt").exists()


def test_a_file_of_a_made_up_memorial_says_so_in_its_name(ready: Run, tmp_path: Path) -> None:
    ready("create", "harbour", "--title", "T", "--languages", "en", "--fictional")
    one = id_in(ready("import", "interview", "harbour", FRIDAY).out)

    said = ready(
        "export", "harbour", "--format", "srt", "--interview", one, "--out", str(tmp_path / "a.srt"), "--closed"
    )

    assert said.code == 0
    assert [path.name for path in tmp_path.glob("*.srt")] == ["fictional-a.srt"]


def test_a_mistake_is_told_in_one_line(harbour: Run) -> None:
    for arguments, word in (
        (["import", "interview", "harbour", "not-there.vtt"], "not-there.vtt cannot be read: No such file"),
        (["import", "interview", "harbour", "tests"], "directory"),
        (["import", "interview", "harbour", "pyproject.toml"], "pyproject.toml cannot be used: it holds no time codes"),
        (["import", "interview", "harbour", FRIDAY, FRIDAY], "Two of the files are the same"),
        (["import", "interview", "harbour", FRIDAY, "--language", "Klingonese"], "no language that is known"),
        (["import", "interview", "harbour", FRIDAY, "--translation", "x.vtt"], "FILE:LANG"),
        (["import", "interview", "harbour", FRIDAY, "--earlier", "soon"], "HH:MM:SS"),
        (["import", "interview", "harbour", FRIDAY, "--earlier", "00:00:05"], "--earlier is too much"),
        (["export", "harbour", "--format", "webvtt", "--out", "x.vtt"], "--interview"),
        (["export", "harbour", "--format", "record", "--out", "x.json", "--interview", "a"], "--interview"),
    ):
        said = harbour(*arguments)
        assert said.code != 0, arguments
        assert word in said.err.splitlines()[-1]
        assert "Traceback" not in said.err
