"""`memorial import record` and `memorial export --format record`: what they say, and what stands in the file."""

from __future__ import annotations

import json
import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memorial import bootstrap
from memorial.domain.memorial import RecordSummary
from memorial.settings import load_settings
from tests.cli.conftest import Run

REAL = Path("config/memorials/khojaly-1992/record.json")
FICTIONAL = Path("config/memorials/fictional-ferry-1987/record.json")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made-once") / "home"


@pytest.fixture
def memorials(run: Run, home: Path, made_once: Path) -> Run:
    """`quay` is of real events, `harbour` is made up; neither is open. Made by the first test, copied by the others."""
    if made_once.exists():
        shutil.copytree(made_once, home, dirs_exist_ok=True)
        return run
    assert run("init").code == 0
    for slug, kind in (("quay", "--real"), ("harbour", "--fictional")):
        assert run("create", slug, "--title", f"The {slug}", "--languages", "en", kind).code == 0
    shutil.copytree(home, made_once)
    return run


def written(folder: Path, document: Any) -> str:
    file = folder / "some.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def test_a_record_is_brought_in_and_taken_along_the_same(memorials: Run, tmp_path: Path) -> None:
    out = tmp_path / "record.json"

    came = memorials("import", "record", "quay", str(REAL))
    went = memorials("export", "quay", "--format", "record", "--out", str(out), "--graphic")

    assert (came.code, came.err, went.code, went.err) == (0, "", 0, "")
    assert "75 sources, 122 figures, 18 questions, 32 dated statements, 15 places" in came.out
    assert "40 entries wait at the desk" in came.out
    assert "quay is a draft" in came.out
    assert "not every source of it was signed" in went.out
    assert json.loads(out.read_bytes()) == json.loads(REAL.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_looking_says_the_same_and_changes_nothing(memorials: Run, tmp_path: Path) -> None:
    looked = memorials("import", "record", "quay", str(REAL), "--dry-run")

    assert looked.code == 0
    assert "Would be new in quay: 1 summary, 75 sources" in looked.out
    assert looked.out.splitlines()[-1] == "Nothing was changed."
    assert (
        memorials("export", "quay", "--format", "record", "--out", str(tmp_path / "x"))
        .err.strip()
        .endswith("has no record.")
    )


def test_a_record_of_real_events_does_not_come_into_a_made_up_memorial(memorials: Run, tmp_path: Path) -> None:
    said = memorials("import", "record", "harbour", str(REAL))
    none = memorials("export", "harbour", "--format", "record", "--out", str(tmp_path / "none.json"))

    assert said.code == 1
    assert "Nothing was brought in" in said.err
    assert "that memorial is made up" in said.err
    assert "has no record" in none.err


def test_visitors_read_the_reason_that_is_given_and_it_keeps_the_rules_of_reasons(memorials: Run, home: Path) -> None:
    for reason, words in (
        ("", "says nothing"),
        ("All Ostrenes are liars.", "about a people"),
        ("40 more", "no number"),
    ):
        refused = memorials("import", "record", "harbour", str(FICTIONAL), "--reason", reason)
        assert (refused.code, words in refused.err, refused.err.count("\n")) == (1, True, 1)
    assert "--reason" in memorials("import", "record", "--help").out

    assert memorials("import", "record", "harbour", str(FICTIONAL), "--reason", "From the inquiry's papers.").code == 0
    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home)}))
    with built.services.unit_of_work(read_only=True) as uow:
        reasons = {one.history[0].reason for one in uow.record.all(uow.memorials.by_slug("harbour").id)}
    built.close()
    assert reasons == {"From the inquiry's papers."}


def test_again_says_that_all_is_there(memorials: Run) -> None:
    memorials("import", "record", "harbour", str(FICTIONAL))
    again = memorials("import", "record", "harbour", str(FICTIONAL))

    assert "there already, just so" in again.out
    assert "new" not in again.out
    assert "draft" not in again.out, "a made-up memorial is none"


def test_what_is_refused_is_said_with_its_place_and_why_and_the_rest_comes_in(memorials: Run, tmp_path: Path) -> None:
    document = json.loads(REAL.read_bytes())
    del document["figures"][12]["unit"]
    said = memorials("import", "record", "quay", written(tmp_path, document))

    assert said.code == 0
    assert "  figures[12].unit: This is missing, and it cannot do without." in said.out
    assert "  essay_facts[9].figure_ids: It rests on the figure essay-fled, which was refused." in said.out
    assert "2 things of the file were not taken." in said.out
    assert "not in the file" not in said.out
    assert "75 sources, 121 figures" in said.out
    assert "exit code is 1 if nothing at all" in " ".join(memorials("import", "record", "--help").out.split())


def test_what_is_there_and_refused_in_the_file_is_not_said_to_be_missing_from_it(
    memorials: Run, tmp_path: Path
) -> None:
    memorials("import", "record", "quay", str(REAL))
    document = json.loads(REAL.read_bytes())
    del document["figures"][12]["unit"]
    del document["figures"][14]["unit"]
    said = memorials("import", "record", "quay", written(tmp_path, document))

    assert said.code == 0
    assert "figures[12].unit" in said.out
    assert "not in the file" not in said.out


def test_a_file_of_which_nothing_can_be_used_is_an_error(memorials: Run, tmp_path: Path) -> None:
    said = memorials("import", "record", "quay", written(tmp_path, {"sources": [{"id": "a"}]}))

    assert said.code == 1
    assert "sources[0].title" in said.out
    assert said.err.strip() == "Error: Nothing of the file can be used. Nothing was changed."


def test_a_made_up_record_does_not_come_into_a_memorial_of_real_events(memorials: Run) -> None:
    said = memorials("import", "record", "quay", str(FICTIONAL))

    assert said.code == 1
    assert "nobody and nothing is ever invented for a real event" in said.err


def test_the_file_of_a_made_up_memorial_says_so_in_its_name_and_in_itself(memorials: Run, tmp_path: Path) -> None:
    memorials("import", "record", "harbour", str(FICTIONAL))
    out = tmp_path / "out"
    out.mkdir()
    for asked, name in (("record.json", "fictional-record.json"), ("a-Fictional.json", "a-Fictional.json")):
        said = memorials("export", "harbour", "--format", "record", "--out", str(out / asked))

        assert said.code == 0
        assert json.loads((out / name).read_bytes())["status"]["fictional"] is True
        assert ("The name of the file begins with" in said.out) is (asked == "record.json")
    assert sorted(file.name for file in out.iterdir()) == ["a-Fictional.json", "fictional-record.json"]
    assert "made up, and the file says so" in said.out


def test_graphic_matter_is_left_out_and_counted_unless_asked_for(memorials: Run, tmp_path: Path) -> None:
    memorials("import", "record", "quay", str(REAL))
    said = memorials("export", "quay", "--format", "record", "--out", str(tmp_path / "mild.json"))

    assert "5 things are not in it, because they are graphic" in said.out
    assert '"graphic"' not in (tmp_path / "mild.json").read_text(encoding="utf-8")


def test_nothing_is_written_over_and_what_fails_leaves_no_file(memorials: Run, tmp_path: Path) -> None:
    there = tmp_path / "there.json"
    there.write_text("mine")
    memorials("import", "record", "quay", str(REAL))

    over = memorials("export", "quay", "--format", "record", "--out", str(there))
    none = memorials("export", "harbour", "--format", "record", "--out", str(tmp_path / "none.json"))

    assert (over.code, none.code) == (1, 1)
    assert "is there already" in over.err
    assert there.read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["home", "there.json"]


def test_init_makes_entries_of_what_an_older_version_kept_once(memorials: Run, home: Path) -> None:
    built = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home)}))
    with built.services.unit_of_work() as uow:
        older = uow.memorials.by_slug("quay")
        uow.memorials.save(replace(older, record=RecordSummary(scope="Those who stood there.")))
        uow.commit()
    built.close()

    first, again = memorials("init"), memorials("init")

    assert "The record of 1 memorial is kept as entries now." in first.out
    assert "kept as entries" not in again.out
    assert memorials("check").code == 0
