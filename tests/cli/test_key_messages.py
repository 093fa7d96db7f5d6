"""What an operator is told about keys, cards and backups: whole sentences, right numbers, no folder made in secret."""

from __future__ import annotations

import getpass
import io
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from memorial.adapters.keys.card import split
from memorial.adapters.keys.card_pages import TITLE_LETTERS, TITLES, page_of
from memorial.cli.said import amiss, are, counted
from tests.cli.conftest import Run
from tests.cli.test_keys import carded, public, with_two

__all__ = ["public"]


def test_a_restore_with_the_card_proves_it_and_says_so(
    public: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys by two shares and the data from a backup, on a new machine: what opens then was opened by the card."""
    carded(public, tmp_path)
    assert public("backup", str(tmp_path / "whole")).code == 0
    before = public("doctor")
    monkeypatch.setenv("MEMORIAL_HOME", str(tmp_path / "new"))

    keys = public("keys", "restore", str(tmp_path / "backup"), *with_two(tmp_path / "card"))
    data = public("restore", str(tmp_path / "whole"))
    after = public("doctor")

    assert "Nobody has proved" in before.out
    assert keys.code == 0 and "Now: memorial restore" in keys.out
    assert data.code == 0, data.err
    assert re.search(r"Card \d+ brought the keys back that opened this: it is proved\.", data.out)
    assert "nothing that was erased or narrowed" in data.out and "0 erased" not in data.out
    assert "The key card was proved, and the backup of the keys is of these days." in after.out
    assert "Nobody has proved yet that the key card" not in after.out


def test_a_restore_beside_keys_that_no_card_brought_proves_no_card(
    public: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carded(public, tmp_path)
    assert public("backup", str(tmp_path / "whole")).code == 0
    (tmp_path / "new").mkdir(mode=0o700)
    (home / "keys").rename(tmp_path / "new" / "keys")
    monkeypatch.setenv("MEMORIAL_HOME", str(tmp_path / "new"))

    assert public("restore", str(tmp_path / "whole")).code == 0

    assert "Nobody has proved yet that the key card" in public("doctor").out


def test_the_card_says_what_it_belongs_to_and_has_room_for_whom_to_call(public: Run, tmp_path: Path) -> None:
    made = public("create", "harbour", "--title", "The Harbour & its people", "--languages", "en", "--fictional")
    assert public("keys", "card", str(tmp_path / "card")).code == 0

    text = next((tmp_path / "card").iterdir()).read_text()

    assert made.code == 0, made.err
    assert "The Harbour &amp; its people" in text
    assert "<dt>Address</dt><dd>https://memorial.example</dd>" in text
    assert "Whom to call" in text and '<p class="write"></p>' in text


def test_many_long_titles_leave_the_card_one_page() -> None:
    card = split(bytes(32))

    titles = [f"{number} " + "long " * 40 for number in range(TITLES + 2)]
    text = page_of(card, 1, key_id="k", place="p", day=date(2026, 11, 1), memorials=titles)

    shown = re.findall(r"<bdi>(.*?)</bdi>", text)
    assert [len(one) for one in shown] == [TITLE_LETTERS] * TITLES
    assert "and 2 more" in text
    assert "none yet" in page_of(card, 1, key_id="k", place="p", day=date(2026, 11, 1))


def test_nothing_is_written_below_a_folder_that_is_not_there(public: Run, tmp_path: Path) -> None:
    for command in (["backup"], ["keys", "backup"], ["keys", "card"]):
        said = public(*command, str(tmp_path / "not mounted" / "out"))

        assert said.code == 1, command
        assert f"There is no folder {tmp_path / 'not mounted'}." in said.err
        assert ".part" not in said.err
    assert not (tmp_path / "not mounted").exists()


def test_where_nobody_can_type_the_words_the_command_says_how_to_give_them(
    public: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carded(public, tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    monkeypatch.setattr("click.termui.hidden_prompt_func", getpass.fallback_getpass)

    said = public("keys", "prove", str(tmp_path / "backup"))

    assert said.code == 1
    assert said.err.splitlines()[-1] == "memorial: The words cannot be asked for here. Give --share twice."
    assert "GetPassWarning" not in said.err and "Aborted" not in said.err


def test_numbers_agree_with_their_nouns() -> None:
    assert [counted(number, "file") for number in (0, 1, 2, 2000)] == ["0 files", "1 file", "2 files", "2,000 files"]
    assert counted(2, "entry", "entries") == "2 entries"
    assert (are(1), are(2)) == ("is", "are")
    assert amiss(1) == "1 thing is not as it must be"
    assert amiss(2) == "2 things are not as they must be"
