"""Every command of the program: what it leaves in the audit log, done and refused. One that says nothing here fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from sqlalchemy import create_engine, text

from memorial.cli import cli
from tests.cli.conftest import Run, Said, whole

TITANIC = "tests/samples/titanic-passengers/titanic3.csv"
TALK = "tests/samples/oral-history/timed-transcripts/friday.vtt"
RECORD = "config/memorials/fictional-ferry-1987/record.json"


@dataclass(frozen=True)
class Entry:
    action: str
    outcome: str
    actor_kind: str
    actor: str
    reason: str


@dataclass(frozen=True)
class Place:
    """An installation with a memorial, an account, a card and two backups, and a folder for what is made."""

    run: Run
    home: Path
    out: Path

    def log(self) -> list[Entry]:
        engine = create_engine(f"sqlite:///{self.home}/memorial.sqlite3")
        wanted = "SELECT action, outcome, actor_kind, actor, reason FROM audit_entry ORDER BY at_utc, memorial_id, seq"
        with engine.connect() as connection:
            found = [Entry(*row) for row in connection.execute(text(wanted))]
        engine.dispose()
        return found

    def noted_by(self, *arguments: str) -> tuple[Said, list[Entry]]:
        """What was said, and what an operator's command added to the log."""
        before = self.log()
        said = self.run(*arguments)
        added = self.log()
        for one in before:
            added.remove(one)
        return said, added

    @property
    def shares(self) -> list[str]:
        first, _, third = sorted((self.out / "card").iterdir())
        return ["--share", str(first), "--share", str(third)]

    def import_id(self) -> str:
        assert self.run("import", "people", "harbour", TITANIC, "--source", "A list").code == 0
        engine = create_engine(f"sqlite:///{self.home}/memorial.sqlite3")
        with engine.connect() as connection:
            found = connection.execute(text("SELECT id FROM import_batch")).scalar_one()
        engine.dispose()
        return str(found)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made-once")


@pytest.fixture
def place(run: Run, home: Path, tmp_path: Path, made_once: Path) -> Place:
    """Made by the first test and copied by the others."""
    out = tmp_path / "out"
    if (made_once / "out").exists():
        shutil.copytree(made_once / "home", home, dirs_exist_ok=True)
        shutil.copytree(made_once / "out", out)
        return Place(run, home, out)
    out.mkdir()
    steps = [
        ["init"],
        ["create", "harbour", "--title", "The harbour", "--languages", "en", "--fictional", *whole(out, "en")],
        ["staff", "add", "ada@example.org", "--role", "editor"],
        ["keys", "card", str(out / "card")],
        ["keys", "backup", str(out / "keys-backup")],
        ["backup", str(out / "backup")],
    ]
    for step in steps:
        assert run(*step).code == 0, step
    (out / "nobody.csv").write_text("name\n \n")
    shutil.copytree(home, made_once / "home")
    shutil.copytree(out, made_once / "out")
    return Place(run, home, out)


Arguments = Callable[[Place], list[str]]


def words(*said: str) -> Arguments:
    return lambda place: [one.format(out=place.out, home=place.home) for one in said]


@dataclass(frozen=True)
class Noted:
    """An act: one entry when it is done, one each time it is refused."""

    action: str
    done: Arguments
    refused: tuple[Arguments, ...]


@dataclass(frozen=True)
class NotNoted:
    """No act on what is kept here: why, and how it is run to see that it leaves nothing."""

    why: str
    run: Arguments | None = None


DECLARED: dict[str, Noted | NotNoted] = {
    "init": NotNoted("makes the log itself, and changes no record", words("init")),
    "serve": NotNoted("runs the program; what is done in it is noted there"),
    "worker": NotNoted("runs the program; what is done in it is noted there"),
    "verify": NotNoted("reads a file that somebody kept", words("verify", "{out}/nobody.csv")),
    "check": NotNoted("reads, and changes no record", words("check", "--files")),
    "staff list": NotNoted("reads names and roles, which the operator gave", words("staff", "list")),
    "demo": NotNoted("what it makes is noted one by one, as made up by the demonstration; see below"),
    "create": Noted(
        "create",
        words("create", "mill", "--title", "The mill", "--languages", "en"),
        (
            words("create", "harbour", "--title", "Again", "--languages", "en"),
            words("create", "admin", "--title", "T", "--languages", "en"),
            words("create", "mill", "--title", "T", "--languages", "xx"),
            words("create", "mill", "--title", "T", "--languages", "en", "--timezone", "Mars/Sea"),
        ),
    ),
    "open": Noted("open", words("open", "harbour"), (words("open", "nowhere"),)),
    "close": Noted("close", words("close", "harbour"), (words("close", "nowhere"),)),
    "staff add": Noted(
        "add_staff",
        words("staff", "add", "ben@example.org", "--role", "moderator", "--memorial", "harbour"),
        (
            words("staff", "add", "nobody", "--role", "editor"),
            words("staff", "add", "ben@example.org", "--role", "editor", "--memorial", "nowhere"),
        ),
    ),
    "staff disable": Noted(
        "disable_staff", words("staff", "disable", "ada@example.org"), (words("staff", "disable", "no@example.org"),)
    ),
    "staff reset": Noted(
        "reset_staff", words("staff", "reset", "ada@example.org"), (words("staff", "reset", "no@example.org"),)
    ),
    "import people": Noted(
        "import_people",
        words("import", "people", "harbour", TITANIC, "--source", "A list"),
        (
            words("import", "people", "nowhere", TITANIC, "--source", "A list"),
            words("import", "people", "harbour", "{out}/nobody.csv", "--source", "A list"),
            words("import", "people", "harbour", "{out}/missing.csv", "--source", "A list"),
            words("import", "people", "harbour", "{out}/backup", "--source", "A list"),
        ),
    ),
    "import record": Noted(
        "import_record",
        words("import", "record", "harbour", RECORD),
        (
            words("import", "record", "nowhere", RECORD),
            words("import", "record", "harbour", "{out}/nobody.csv"),
            words("import", "record", "harbour", "{out}/missing.json"),
            words("import", "record", "harbour", "{out}/backup"),
        ),
    ),
    "import interview": Noted(
        "import_interview",
        words("import", "interview", "harbour", TALK),
        (
            words("import", "interview", "nowhere", TALK),
            words("import", "interview", "harbour", "{out}/nobody.csv"),
            words("import", "interview", "harbour", "{out}/missing.vtt"),
        ),
    ),
    "import undo": Noted(
        "undo_import", lambda place: ["import", "undo", place.import_id()], (words("import", "undo", "nothing"),)
    ),
    "export": Noted(
        "export_names",
        words("export", "harbour", "--format", "csv", "--out", "{out}/names"),
        (
            words("export", "nowhere", "--format", "csv", "--out", "{out}/none"),
            words("export", "harbour", "--format", "csv", "--out", "{out}/backup"),
            words("export", "harbour", "--format", "csv", "--out", "{out}/no/such/folder"),
        ),
    ),
    "backup": Noted(
        "backup",
        words("backup", "{out}/another"),
        (
            words("backup", "{out}/backup"),
            words("backup", "{out}/no/such/folder"),
            words("backup", "{out}/c", "--to", "x"),
        ),
    ),
    "restore": Noted(
        "restore",
        words("restore", "{out}/backup"),
        (words("restore", "{out}/backup"), words("restore", "{out}/nobody.csv")),
    ),
    "prove": Noted("prove_restore", words("prove", "{out}/backup"), (words("prove", "{out}/nobody.csv"),)),
    "repair": Noted("repair", words("repair", "{out}/backup"), (words("repair", "{out}/card"),)),
    "doctor": Noted("accept_clock", words("doctor", "--accept-clock"), ()),
    "keys rotate": Noted("rotate_keys", words("keys", "rotate"), ()),
    "keys card": Noted(
        "make_key_card",
        words("keys", "card", "{out}/card-again"),
        (words("keys", "card", "{out}/card"), words("keys", "card", "{home}/card")),
    ),
    "keys backup": Noted(
        "back_up_keys",
        words("keys", "backup", "{out}/keys-again"),
        (words("keys", "backup", "{out}/keys-backup"), words("keys", "backup", "{out}/no/such/folder")),
    ),
    "keys restore": Noted(
        "restore_keys",
        lambda place: ["keys", "restore", str(place.out / "keys-backup"), *place.shares],
        (lambda place: ["keys", "restore", str(place.out / "keys-backup"), *place.shares],),
    ),
    "keys prove": Noted(
        "prove_key_card",
        lambda place: ["keys", "prove", str(place.out / "keys-backup"), *place.shares],
        (
            lambda place: ["keys", "prove", str(place.out / "nobody.csv"), *place.shares],
            lambda place: ["keys", "prove", str(place.out / "keys-backup"), *place.shares[:2], *place.shares[:2]],
        ),
    ),
}
AT_AN_EMPTY_PLACE = {"restore", "keys restore"}
"""What is done where there is no log yet; refused where there is one."""


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name))


NOTED = {name: one for name, one in DECLARED.items() if isinstance(one, Noted)}
QUIET = {name: one for name, one in DECLARED.items() if isinstance(one, NotNoted)}


def test_every_command_says_what_it_leaves_in_the_log() -> None:
    assert set(leaves(cli)) == set(DECLARED)
    assert all(one.why for one in QUIET.values())


@pytest.mark.parametrize("name", sorted(set(NOTED) - AT_AN_EMPTY_PLACE))
def test_an_act_that_was_done_leaves_one_entry(place: Place, name: str) -> None:
    act = NOTED[name]
    arguments = act.done(place)

    said, added = place.noted_by(*arguments)

    own = [one for one in added if one.actor_kind == "operator"]
    assert said.code == 0 or name == "doctor", said.err
    assert [(one.action, one.outcome, one.actor, bool(one.reason)) for one in own] == [
        (act.action, "done", "operator", True)
    ]


@pytest.mark.parametrize(
    ("name", "which"), [(name, number) for name, act in NOTED.items() for number in range(len(act.refused))]
)
def test_an_act_that_was_refused_leaves_one_entry_with_a_reason_and_no_words_of_anybody(
    place: Place, name: str, which: int
) -> None:
    act = NOTED[name]

    said, added = place.noted_by(*act.refused[which](place))

    assert said.code != 0
    assert [(one.action, one.outcome, one.actor_kind, one.actor) for one in added] == [
        (act.action, "refused", "operator", "operator")
    ]
    assert added[0].reason.replace("_", "").isalnum()


@pytest.mark.parametrize("name", sorted(name for name, one in QUIET.items() if one.run))
def test_what_is_no_act_leaves_nothing(place: Place, name: str) -> None:
    run = QUIET[name].run
    assert run is not None

    _, added = place.noted_by(*run(place))

    assert added == []


def test_a_restore_into_an_empty_place_leaves_one_entry(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Place(place.run, tmp_path / "new", place.out)
    before = place.log()
    monkeypatch.setenv("MEMORIAL_HOME", str(new.home))
    assert new.run(*NOTED["keys restore"].done(place)).code == 0
    assert new.run(*NOTED["restore"].done(place)).code == 0

    added = new.log()

    for one in before:
        if one in added:
            added.remove(one)
    assert [(one.action, one.outcome, one.actor) for one in added] == [("restore", "done", "operator")]


def test_looking_at_a_list_leaves_nothing(place: Place) -> None:
    for file in (TITANIC, f"{place.out}/nobody.csv"):
        said, added = place.noted_by("import", "people", "harbour", file, "--source", "A list", "--dry-run")
        assert (said.err.count("Traceback"), added) == (0, [])


def test_looking_at_a_record_leaves_nothing(place: Place) -> None:
    for file in (RECORD, f"{place.out}/nobody.csv"):
        said, added = place.noted_by("import", "record", "harbour", file, "--dry-run")
        assert (said.err.count("Traceback"), added) == (0, [])


def test_looking_at_an_interview_leaves_nothing(place: Place) -> None:
    for file in (TALK, f"{place.out}/nobody.csv"):
        said, added = place.noted_by("import", "interview", "harbour", file, "--dry-run")
        assert (said.err.count("Traceback"), added) == (0, [])


def test_a_transcript_that_is_taken_along_leaves_one_entry_done_or_refused(place: Place) -> None:
    said = place.run("import", "interview", "harbour", TALK)
    given = said.out.split("as interview ")[1].split(".")[0]
    (place.out / "fictional-there.vtt").touch()
    for slug, one, name, outcome, asked in (
        ("harbour", given, "talk.vtt", "done", ["--closed"]),
        ("harbour", given, "public.vtt", "refused", []),
        ("harbour", "unknown", "other.vtt", "refused", ["--closed"]),
        ("harbour", given, "there.vtt", "refused", ["--closed"]),
        ("nowhere", given, "other.vtt", "refused", []),
        ("harbour", given, "no/such/folder.vtt", "refused", ["--closed"]),
    ):
        out = ["--out", str(place.out / name)]
        _, added = place.noted_by("export", slug, "--format", "webvtt", "--interview", one, *out, *asked)
        assert [(noted.action, noted.outcome) for noted in added] == [("export_interview", outcome)], name


def test_a_record_that_is_taken_along_leaves_one_entry_done_or_refused(place: Place) -> None:
    assert place.run("import", "record", "harbour", RECORD).code == 0
    (place.out / "fictional-there.json").touch()
    for slug, name, outcome in (
        ("harbour", "record.json", "done"),
        ("harbour", "there.json", "refused"),
        ("nowhere", "other.json", "refused"),
        ("harbour", "no/such/folder.json", "refused"),
    ):
        _, added = place.noted_by("export", slug, "--format", "record", "--out", str(place.out / name))
        assert [(one.action, one.outcome) for one in added] == [("export_record", outcome)], name


def test_a_demonstration_is_noted_piece_by_piece_and_not_where_it_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMORIAL_PUBLIC_URL", "https://memorial.example")
    said, added = place.noted_by("demo")

    assert said.code == 1
    assert [(one.action, one.outcome, one.reason) for one in added] == [
        ("load_demonstration", "refused", "demonstration_on_loopback_only")
    ]
