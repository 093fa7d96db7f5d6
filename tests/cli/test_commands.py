"""Every command: what it does, what it says, and one clear line for every mistake."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from memorial.cli import _COMMANDS
from tests.cli.conftest import Run, opened, whole
from tests.servers.application import run_memorial

TITANIC = "tests/samples/titanic-passengers/titanic3.csv"
RECORD = "config/memorials/fictional-ferry-1987/record.json"
TALK = "tests/samples/oral-history/timed-transcripts/friday.vtt"
LISTED = ["init", "demo", "serve", "worker", "create", "open", "close", "staff", "import", "export"]
LISTED += ["backup", "restore", "prove", "repair", "check", "verify", "doctor", "keys"]
NESTED = [["staff", "add"], ["staff", "list"], ["staff", "disable"], ["staff", "reset"]]
NESTED += [["import", "people"], ["import", "undo"], ["import", "record"], ["import", "interview"]]
NESTED += [["keys", name] for name in ("rotate", "card", "backup", "restore", "prove")]


def test_the_commands_of_this_version_are_listed_and_no_others(run: Run) -> None:
    said = run("--help")

    assert list(_COMMANDS) == LISTED
    assert [line.split()[0] for line in said.out.partition("Commands:")[2].strip().splitlines()] == LISTED


@pytest.mark.parametrize("command", [[name] for name in LISTED] + NESTED, ids=" ".join)
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    said = run(*command, "--help")

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage:")
    assert len(said.out.splitlines()[2].split()) > 3


def test_a_memorial_is_made_opened_and_closed(ready: Run, home: Path) -> None:
    title = ("--title", "The harbour", "--languages", "en,az", "--timezone", "Asia/Baku")
    made = ready("create", "harbour", *title, *whole(home, "en", "az"))
    for name in ("one", "two"):
        ready("staff", "add", f"{name}@keepers.example", "--role", "editor")
    opened, closed = ready("open", "harbour"), ready("close", "harbour")

    assert [said.code for said in (made, opened, closed)] == [0, 0, 0]
    assert "not public" in made.out
    assert "takes submissions" in opened.out
    assert "no submissions" in closed.out


def test_an_operator_opens_one_that_lacks_something_and_is_told_what(ready: Run, home: Path) -> None:
    """The desk would refuse. Scripts of operators go on working."""
    ready("create", "harbour", "--title", "The harbour", "--languages", "en,az", *whole(home, "en"))

    said = ready("open", "harbour")

    assert said.code == 0
    assert said.err.splitlines() == [
        "Still missing: the notice to families in az.",
        "Still missing: two editors or archivists.",
    ]
    with opened(home) as built, built.services.unit_of_work(read_only=True) as uow:
        assert uow.memorials.by_slug("harbour").public


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["create", "admin", "--title", "T", "--languages", "en"], "reserved"),
        (["create", "Bad Slug", "--title", "T", "--languages", "en"], "cannot be an address"),
        (["create", "harbour", "--title", "T", "--languages", "xx"], "xx"),
        (["create", "harbour", "--title", "T", "--languages", ""], "languages"),
        (["create", "harbour", "--title", "T", "--languages", "en", "--timezone", "Mars/Sea"], "time zone"),
        (["create", "harbour"], "--title"),
        (["open", "nowhere"], "no memorial"),
        (["close", "nowhere"], "no memorial"),
        (["staff", "add", "nobody", "--role", "editor"], "e-mail address"),
        (["staff", "add", "a@b.example", "--role", "emperor"], "--role"),
        (["staff", "add", "a@b.example", "--role", "editor", "--memorial", "nowhere"], "no memorial"),
        (["staff", "disable", "nobody@b.example"], "no account"),
        (["staff", "reset", "nobody@b.example"], "no account"),
        (["import", "undo", "none"], "no import"),
        (["import", "people", "nowhere", TITANIC, "--source", "S"], "no memorial"),
        (["import", "people", "nowhere", "not-there.csv", "--source", "S"], "No such file"),
        (["import", "people", "nowhere", "tests", "--source", "S"], "directory"),
        (["import", "people", "nowhere", TITANIC, "--source", " "], "--source"),
        (["import", "people", "nowhere", TITANIC, "--source", "S", "--map", "name"], "COLUMN=FIELD"),
        (["import", "people", "nowhere", TITANIC], "--source"),
        (["import", "record", "nowhere", RECORD], "no memorial"),
        (["import", "record", "nowhere", "not-there.json"], "No such file"),
        (["import", "record", "nowhere", "tests"], "directory"),
        (["import", "record", "nowhere", TITANIC], "not JSON"),
        (["import", "interview", "nowhere", TALK], "no memorial"),
        (["export", "nowhere", "--format", "record", "--out", "not-there/record.json"], "no memorial"),
        (["export", "nowhere", "--format", "srt", "--out", "x.srt", "--interview", "a"], "no memorial"),
        (["export", "nowhere", "--format", "csv", "--out", "x", "--graphic"], "--format record"),
        (["serve", "--port", "0"], "port"),
        (["serve", "--host", "203.0.113.5", "--port", "5999"], "Cannot listen"),
        (["fly"], "fly"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else value,
)
def test_a_mistake_ends_in_a_clear_line_and_no_traceback(ready: Run, arguments: list[str], word: str) -> None:
    said = ready(*arguments)

    assert said.code != 0
    assert word in said.err.splitlines()[-1]
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", [["open", "x"], ["staff", "list"], ["check"], ["worker"], ["serve"]], ids=" ".join)
def test_before_init_every_command_says_what_to_do(run: Run, home: Path, command: list[str]) -> None:
    said = run(*command)

    assert said.code == 1
    assert said.err.strip().splitlines()[-1].endswith("Run `memorial init`.")
    assert list(home.iterdir()) == [], "looking made nothing"


def test_an_unknown_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMORIAL_PROT", "8000")

    said = run("init")

    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "MEMORIAL_PROT" in said.err


def test_lost_keys_are_named_and_never_made_anew(ready: Run, home: Path) -> None:
    (home / "keys" / "installation.key").unlink()

    again, used = ready("init"), ready("staff", "list")

    assert (again.code, used.code) == (1, 1)
    assert "installation.key" in used.err
    assert not (home / "keys" / "installation.key").exists()


def test_init_again_changes_nothing(ready: Run, home: Path) -> None:
    key = (home / "keys" / "installation.key").read_bytes()
    ready("create", "harbour", "--title", "T", "--languages", "en")

    again = ready("init")

    assert again.code == 0
    assert (home / "keys" / "installation.key").read_bytes() == key
    assert "takes submissions" in ready("open", "harbour").out
    modes = {path.name: path.stat().st_mode & 0o077 for path in (home / "memorial.sqlite3", home / "keys")}
    assert modes == {"memorial.sqlite3": 0, "keys": 0}


def test_accounts_are_added_listed_disabled_and_reset(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ready("create", "harbour", "--title", "T", "--languages", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO("eleven blue herons stood\n"))
    added = ready("staff", "add", "one@keepers.example", "--role", "editor", "--password-stdin")
    handed = ready("staff", "add", "two@keepers.example", "--role", "moderator", "--memorial", "harbour")
    disabled = ready("staff", "disable", "one@keepers.example")
    listed = ready("staff", "list")
    reset = ready("staff", "reset", "one@keepers.example")

    assert [said.code for said in (added, handed, disabled, listed, reset)] == [0] * 5
    assert "herons" not in added.out
    assert "Password to hand over" in handed.out
    assert "one@keepers.example" in listed.out
    assert "disabled" in listed.out
    assert "moderator in harbour" in listed.out
    assert "can enter again" in reset.out


def test_a_weak_password_is_refused_in_one_line(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("password123456\n"))

    said = ready("staff", "add", "one@keepers.example", "--role", "editor", "--password-stdin")

    assert said.code == 1
    assert "easy to guess" in said.err


def test_a_list_is_looked_at_brought_in_refused_again_and_taken_back(ready: Run, tmp_path: Path) -> None:
    ready("create", "harbour", "--title", "T", "--languages", "en")
    path = tmp_path / "names.csv"
    path.write_text("full name;born;survived\nAnna Berg;1901;1\n;1902;0\nBela Cohn;long ago;0\n", encoding="utf-8")
    arguments = ["import", "people", "harbour", str(path), "--source", "A list in a drawer"]

    looked = ready(*arguments, "--dry-run")
    done = ready(*arguments, "--audience", "public")
    again = ready(*arguments)
    undone = ready("import", "undo", done.out.strip().split()[-1])

    assert "2 people would be added" in looked.out
    assert "full name                name" in looked.out
    assert "line 3: no name" in done.out
    assert "line 4: date not understood" in done.out
    assert "1 rows left out" in done.out or "1 row" in done.out
    assert again.code == 1
    assert "import undo" in again.err
    assert "2 people are gone" in undone.out


def test_a_file_that_is_no_list_is_refused_with_its_name_and_reason(ready: Run, tmp_path: Path) -> None:
    path = tmp_path / "photograph.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))

    said = ready("import", "people", "harbour", str(path), "--source", "S")

    assert said.code == 1
    assert said.err.strip().endswith("photograph.csv cannot be used: it is a picture.")


def test_the_program_runs_as_a_module_of_its_own(home: Path) -> None:
    version = run_memorial(["--version"], home)
    refused = run_memorial(["open", "x"], home)

    assert version.returncode == 0
    assert version.stdout.strip()
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


def test_doctor_says_what_is_unsafe_with_a_remedy(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    well = ready("doctor")
    monkeypatch.setenv("MEMORIAL_PUBLIC_URL", "http://memorial.example")
    monkeypatch.setenv("MEMORIAL_MAIL_URL", "smtp://user:hidden-word@mail.example:587")
    unsafe = ready("doctor")

    assert (well.code, unsafe.code) == (0, 1)
    assert "public_url does not begin with https://" in unsafe.out
    assert "hidden-word" not in unsafe.out
    assert "server.proxy_hops" in unsafe.out


def test_doctor_tells_that_a_folder_is_open_to_others(ready: Run, home: Path) -> None:
    home.chmod(0o755)

    said = ready("doctor")

    assert said.code == 1
    assert f"chmod 700 {home}" in said.out


def test_doctor_before_init_says_what_is_missing(run: Run) -> None:
    said = run("doctor")

    assert said.code == 1
    assert "memorial init" in said.out


def test_a_clock_that_leapt_is_reported_and_can_be_accepted(ready: Run, home: Path) -> None:
    import sqlite3

    ready("doctor", "--accept-clock")
    with sqlite3.connect(home / "memorial.sqlite3") as connection:
        connection.execute("UPDATE trusted_clock SET highest = '2001-01-01 00:00:00.000000'")
    connection.close()

    leapt = ready("doctor")
    accepted = ready("doctor", "--accept-clock")

    assert leapt.code == 1
    assert "doctor --accept-clock" in leapt.out
    assert accepted.code == 0


def test_demo_json_is_what_the_contract_says(run: Run, home: Path) -> None:
    said = run("demo")
    document = json.loads((home / "demo.json").read_text(encoding="utf-8"))

    assert said.code == 0
    assert set(document) == {"url", "memorials", "fictional", "real", "staff", "receipt"}
    assert document["memorials"] == [document["fictional"], document["real"]]
    assert len(document["receipt"]) == 20
    assert sum(one["role"] in ("editor", "moderator", "archivist") for one in document["staff"]) >= 2
    assert any(one["role"] == "admin" for one in document["staff"])
    assert all(set(one) == {"email", "password", "role", "totp_secret"} for one in document["staff"])
    assert (home / "demo.json").stat().st_mode & 0o777 == 0o600


def test_the_demonstration_is_refused_where_others_can_reach_it(
    ready: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMORIAL_PUBLIC_URL", "https://memorial.example")

    said = ready("demo")

    assert said.code == 1
    assert "second factor" in said.err
    assert not (home / "demo.json").exists()
