"""`memorial keys`: an operator prints the card, backs up, proves, rotates and brings back, and is told every slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from memorial import bootstrap
from memorial.adapters.db.sqlite import sqlite_dbapi
from memorial.adapters.keys.card import words_of
from memorial.settings import load_settings
from tests.cli.conftest import Run, Said

OUTSIDE = "https://memorial.example"


@pytest.fixture
def public(ready: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An installation that others reach, with one account, so that there is something to open."""
    monkeypatch.setenv("MEMORIAL_PUBLIC_URL", OUTSIDE)
    monkeypatch.setenv("MEMORIAL_SERVER_PROXY_HOPS", "1")
    assert ready("staff", "add", "ada@example.org", "--role", "editor").code == 0
    return ready


def pages(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.iterdir())]


def with_two(folder: Path, *which: int) -> list[str]:
    given = [pages(folder)[number] for number in which or (0, 2)]
    return [word for page in given for word in ("--share", page)]


def carded(run: Run, out: Path) -> None:
    """The card in `card` and a backup in `backup`."""
    assert run("keys", "card", str(out / "card")).code == 0
    assert run("keys", "backup", str(out / "backup")).code == 0


def audited(home: Path) -> list[tuple[str, str]]:
    engine = create_engine(f"sqlite:///{home}/memorial.sqlite3")
    with engine.connect() as connection:
        wanted = "SELECT action, outcome FROM audit_entry WHERE subject_id = 'keys' ORDER BY seq"
        found = [(row.action, row.outcome) for row in connection.execute(text(wanted))]
    engine.dispose()
    return found


def test_doctor_is_unsafe_until_the_card_was_proved_and_again_after_a_rotation(public: Run, tmp_path: Path) -> None:
    def unsafe() -> str:
        said = public("doctor")
        assert said.code == (1 if "UNSAFE" in said.out else 0)
        return "\n".join(line for line in said.out.splitlines() if line.startswith("UNSAFE"))

    at_first = unsafe()
    carded(public, tmp_path)
    unproved = unsafe()
    proved = public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "card"))
    after_proof = unsafe()
    assert public("keys", "rotate").code == 0
    after_rotation = unsafe()

    assert "There is no key card" in at_first and "no backup of the keys" in at_first
    assert "Nobody has proved" in unproved
    assert proved.code == 0 and "opened a staff account" in proved.out
    assert after_proof == ""
    assert "before the last rotation" in after_rotation and "no backup of the keys" in after_rotation


def test_on_this_machine_only_the_same_is_a_note(ready: Run) -> None:
    said = ready("doctor")

    assert said.code == 0
    assert re.search(r"^note +There is no key card", said.out, re.MULTILINE)


def test_no_command_prints_a_word_of_the_card_or_a_secret(
    public: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [public("keys", "card", str(tmp_path / "card")), public("keys", "backup", str(tmp_path / "backup"))]
    said.append(public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "card")))
    secrets = [path.read_text().splitlines()[2] for path in (home / "keys" / "installation.key", home / "keys/pepper")]
    said.append(public("keys", "rotate"))
    monkeypatch.setenv("MEMORIAL_HOME", str(tmp_path / "new"))
    said.append(public("keys", "restore", str(tmp_path / "backup"), *with_two(tmp_path / "card", 1, 2)))

    assert [one.code for one in said] == [0] * 5
    shown = " ".join(one.out + one.err for one in said)
    rare = {word for page in pages(tmp_path / "card") for word in words_of(Path(page).read_text(), share="s").split()}
    lines = [page for page in pages(tmp_path / "card")]
    triples = [
        " ".join(words[at : at + 2])
        for words in (words_of(Path(page).read_text(), share="s").split() for page in lines)
        for at in range(32)
    ]
    assert len(rare) > 60
    assert not [pair for pair in triples if pair in shown]
    assert not [secret for secret in secrets if secret in shown]


def test_a_rotation_says_how_far_it_is_on_standard_error(public: Run, home: Path) -> None:
    said = public("keys", "rotate")

    assert "1 of 1 record keys" in said.err
    assert "record keys" not in said.out
    assert "keys card" in said.out and "keys prove" in said.out
    assert audited(home) == [("rotate_keys", "done")]
    assert public("check").code == 0


def test_every_act_on_the_keys_leaves_one_audit_entry_and_refused_ones_too(
    public: Run, tmp_path: Path, home: Path
) -> None:
    carded(public, tmp_path)
    refused = public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "card", 1, 1))
    public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "card"))
    public("keys", "rotate")

    assert refused.code == 1
    assert audited(home) == [
        ("make_key_card", "done"),
        ("back_up_keys", "done"),
        ("prove_key_card", "refused"),
        ("prove_key_card", "done"),
        ("rotate_keys", "done"),
    ]


def one_share(run: Run, out: Path) -> Said:
    page = pages(out / "card")[1]
    return run("keys", "prove", str(out / "backup"), "--share", page, "--share", page)


def wrong_word(run: Run, out: Path) -> Said:
    words = words_of(Path(pages(out / "card")[0]).read_text(), share="s").split()
    (out / "typed").write_text(" ".join([*words[:11], "zebra", *words[12:]]))
    return run("keys", "prove", str(out / "backup"), "--share", str(out / "typed"), "--share", pages(out / "card")[1])


def another_card(run: Run, out: Path) -> Said:
    assert run("keys", "card", str(out / "again")).code == 0
    mixed = ["--share", pages(out / "card")[0], "--share", pages(out / "again")[1]]
    return run("keys", "prove", str(out / "backup"), *mixed)


def card_before_a_rotation(run: Run, out: Path) -> Said:
    assert run("keys", "rotate").code == 0
    return run("keys", "prove", str(out / "backup"), *with_two(out / "card"))


def damaged_backup(run: Run, out: Path) -> Said:
    raw = (out / "backup").read_bytes()
    (out / "backup").write_bytes(raw[:-20] + b"\0" * 20)
    return run("keys", "prove", str(out / "backup"), *with_two(out / "card"))


def no_backup_at_all(run: Run, out: Path) -> Said:
    return run("keys", "restore", str(out / "nowhere"), *with_two(out / "card"))


def over_keys_in_use(run: Run, out: Path) -> Said:
    return run("keys", "restore", str(out / "backup"), *with_two(out / "card"))


def card_beside_the_data(run: Run, out: Path) -> Said:
    return run("keys", "card", str(load_settings({"MEMORIAL_HOME": str(out / "home")}).home / "card"))


SLIPS: list[tuple[Callable[[Run, Path], Said], str]] = [
    (one_share, "One share alone opens nothing"),
    (wrong_word, "number 12"),
    (another_card, "of different cards"),
    (card_before_a_rotation, "not of the key in use"),
    (damaged_backup, "is damaged"),
    (no_backup_at_all, "cannot be read"),
    (over_keys_in_use, "in use. Nothing was changed"),
    (card_beside_the_data, "would have the card as well"),
]


@pytest.mark.parametrize(("slip", "word"), SLIPS, ids=[slip.__name__ for slip, _ in SLIPS])
def test_a_slip_is_one_clear_line_and_proves_nothing(
    public: Run, tmp_path: Path, slip: Callable[[Run, Path], Said], word: str
) -> None:
    carded(public, tmp_path)

    said = slip(public, tmp_path)

    assert said.code == 1
    assert word in said.err
    assert said.err.strip().count("\n") == 0
    assert "Nobody has proved" in public("doctor").out or "last rotation" in public("doctor").out


def test_a_newer_print_of_the_card_has_to_be_proved_itself(public: Run, tmp_path: Path) -> None:
    carded(public, tmp_path)
    public("keys", "card", str(tmp_path / "again"))

    older = public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "card"))
    then = public("doctor")
    public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "again"))

    assert older.code == 0 and "the newest card is" in older.err
    assert "Nobody has proved" in then.out
    assert public("doctor").code == 0


def test_a_backup_without_a_card_is_made_and_says_that_nothing_opens_it_yet(public: Run, tmp_path: Path) -> None:
    said = public("keys", "backup", str(tmp_path / "backup"))

    assert said.code == 0
    assert "No card opens it yet" in said.err


def test_records_newer_than_the_backup_are_counted(public: Run, tmp_path: Path) -> None:
    carded(public, tmp_path)
    public("staff", "add", "ben@example.org", "--role", "editor")
    newer_only = public("keys", "prove", str(tmp_path / "backup"), *with_two(tmp_path / "card"))
    public("keys", "backup", str(tmp_path / "later"))
    all_there = public("keys", "prove", str(tmp_path / "later"), *with_two(tmp_path / "card"))

    assert "newer than this backup" in newer_only.out + newer_only.err
    assert all_there.code == 0 and "newer" not in all_there.out


def test_on_a_new_machine_keys_come_first_and_the_program_starts_with_them(
    public: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carded(public, tmp_path)
    before = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home)}))
    receipts = before.keys.pepper("receipt")
    before.close()
    new = tmp_path / "new"
    monkeypatch.setenv("MEMORIAL_HOME", str(new))

    said = public("keys", "restore", str(tmp_path / "backup"), *with_two(tmp_path / "card", 0, 1))
    for path in home.glob("memorial.sqlite3*"):
        path.rename(new / path.name)
    assert public("init").code == 0

    assert said.code == 0 and "memorial restore" in said.out
    assert (new / "keys").stat().st_mode & 0o777 == 0o700
    assert "ada@example.org" in public("staff", "list").out
    after = bootstrap.build(load_settings({"MEMORIAL_HOME": str(new)}))
    assert after.keys.pepper("receipt") == receipts
    after.close()


def test_words_can_be_typed_three_at_a_time_and_a_wrong_row_is_asked_for_again(
    public: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carded(public, tmp_path)
    rows: list[str] = ["zebra zebra zebra", "academic acid"]
    for page in pages(tmp_path / "card")[:2]:
        words = words_of(Path(page).read_text(), share="s").split()
        rows += [" ".join(words[at : at + 3]) for at in range(0, 33, 3)]
    hidden: list[bool] = []

    def typed(_label: str, *, hide_input: bool, err: bool) -> str:
        hidden.append(hide_input)
        return rows.pop(0)

    monkeypatch.setattr("memorial.cli.keys.click.prompt", typed)
    said = public("keys", "prove", str(tmp_path / "backup"))

    assert said.code == 0, said.err
    assert rows == []
    assert set(hidden) == {True}
    assert "word 1 is not on the list" in said.err and "2 words came, not 3" in said.err


def everything_in(home: Path) -> dict[str, list[str] | bytes]:
    """Every row and every other file. Where a row lies, in the file or in its log, does not matter."""
    found: dict[str, list[str] | bytes] = {}
    for path in sorted(path for path in home.rglob("*") if path.is_file() and "sqlite3-" not in path.name):
        if path.suffix == ".sqlite3":
            connection = sqlite_dbapi().connect(path)
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found[path.name] = [f"{name} {connection.execute(f'SELECT * FROM {name}').fetchall()}" for (name,) in names]
            connection.close()
        else:
            found[path.name] = path.read_bytes()
    return found


@pytest.mark.parametrize("name", ["installation.key", "pepper"])
@pytest.mark.parametrize("act", ["missing", "wrong", "open to others"])
def test_without_its_right_keys_the_program_refuses_to_start_and_changes_nothing(
    public: Run, home: Path, tmp_path: Path, name: str, act: str
) -> None:
    path = home / "keys" / name
    if act == "missing":
        path.unlink()
    elif act == "wrong":
        bootstrap.create_key_store(f"sqlite:///{tmp_path}/other/k.sqlite3", tmp_path / "other")
        path.write_bytes((tmp_path / "other" / name).read_bytes())
    else:
        path.chmod(0o644)
    before = everything_in(home)

    for command in (["serve", "--port", "1"], ["worker"], ["init"], ["keys", "rotate"], ["keys", "card", "x"]):
        said = public(*command)
        assert said.code == 1, command
        assert said.err.startswith("memorial: ") and said.err.count("\n") == 1, command
    assert everything_in(home) == before
