"""Who has the open half of a key can make a backup: its inside is refused in one sentence where it is not what it may
be, and nothing of it is opened."""

from __future__ import annotations

import json
import random
import shutil
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.backup.errors import NotABackup
from memorial.adapters.backup.origin import FIRST_LINE
from memorial.adapters.backup.stream import MESSAGE, MOST_BYTES, Tally, decode_row, frames, message, piece
from tests.backup.conftest import Said, keys_to, opened_with, run_here, sealed_by
from tests.backup.test_restore import back_up, with_a_photograph
from tests.installations import TestInstallation

Frame = dict[str, Any] | bytes
EVIL: tuple[Any, ...] = (
    *(None, True, -1, 1 << 70, 1e300, "", "x" * 70_000, "\ud800", "a\0b", "../../x", "staff_session", [], {}),
    *([[]], {"b": "!"}, {"t": "soon"}, {"d": 5}, {"z": ""}, {"b": "AA==", "t": ""}, {"t": "2026-01-01T00:00:00"}),
)


def framed(kind: int, body: bytes) -> bytes:
    return struct.pack(">BI", kind, len(body)) + body


def in_bytes(some: Iterable[Frame]) -> bytes:
    return b"".join(piece(one) if isinstance(one, bytes) else message(one) for one in some)


class Opened:
    """A real backup as its frames, and what sends a changed one through `memorial restore`."""

    def __init__(self, here: TestInstallation, home: Path, folder: Path) -> None:
        self._home, self._folder, self._number = home, folder, 0
        self._keys = here.installation.keys
        self.sealed = back_up(home, folder / "whole").read_bytes()
        self.frames = opened_with(self._keys, folder / "whole")

    def copy(self) -> list[Frame]:
        return [one if isinstance(one, bytes) else json.loads(json.dumps(one)) for one in self.frames]

    def restore(self, raw: bytes) -> tuple[Said, Path]:
        return self.restore_file(sealed_by(self._keys, self._folder / "changed", [raw]))

    def restore_file(self, path: Path) -> tuple[Said, Path]:
        self._number += 1
        empty = keys_to(self._home, self._folder / f"empty{self._number}")
        try:
            return run_here(["restore", str(path)], empty), empty
        except Exception as error:
            raise AssertionError(f"what a user would see is a traceback: {error!r}") from error

    def refused(self, raw: bytes) -> str:
        said, empty = self.restore(raw)
        assert said.returncode == 1, said.stdout
        closed(empty)
        shutil.rmtree(empty)
        return said.stderr


def closed(empty: Path) -> None:
    assert (empty / "restore.unfinished").exists() or not (empty / "memorial.sqlite3").exists()


@pytest.fixture
def whole(here: TestInstallation, home: Path, tmp_path: Path) -> Opened:
    with_a_photograph(here)
    return Opened(here, home, tmp_path)


def consistent(some: list[Frame]) -> list[Frame]:
    """With the counts and digests that its maker would have written."""
    tally, rows = Tally(), 0
    for one in some:
        if isinstance(one, bytes):
            continue
        if "table" in one:
            tally = Tally()
        elif isinstance(one.get("rows"), list):
            for row in one["rows"]:
                tally.add(row)
        elif "table_end" in one:
            one.update(tally.words())
            rows += tally.rows
        elif isinstance(one.get("end"), dict):
            one["end"]["rows"] = rows
    return some


def spots(one: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside of a message."""
    inside = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
    return [at] * bool(at) + [spot for key, value in inside for spot in spots(value, (*at, key))]


def put(one: Any, at: tuple[Any, ...], value: Any) -> None:
    for key in at[:-1]:
        one = one[key]
    one[at[-1]] = value


@pytest.mark.parametrize("many", [20, pytest.param(800, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_whatever_stands_in_its_messages_ends_in_a_sentence(whole: Opened, many: int) -> None:
    chance, refused = random.Random(11), 0
    for _ in range(many):
        some = whole.copy()
        number = chance.choice([number for number, one in enumerate(some) if isinstance(one, dict)])
        at, value = chance.choice(spots(some[number])), chance.choice(EVIL)
        put(some[number], at, value)

        said, empty = whole.restore(in_bytes(consistent(some)))

        assert said.returncode in (0, 1), (some[number], said.stderr)
        assert "Traceback" not in said.stderr
        if said.returncode:
            refused += 1
            closed(empty)
        shutil.rmtree(empty)
    assert refused > many / 2


@pytest.mark.parametrize("many", [25, pytest.param(500, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_whatever_stands_in_its_frames_ends_in_a_sentence(whole: Opened, many: int) -> None:
    chance, raw = random.Random(12), in_bytes(whole.frames)
    for _ in range(many):
        at = chance.randrange(len(raw))
        other: Callable[[], bytes] = chance.choice(
            [
                lambda at=at: raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :],
                lambda at=at: raw[:at],
                lambda at=at: raw[:at] + chance.randbytes(9) + raw[at:],
            ]
        )
        assert whole.refused(other())


def test_whatever_stands_in_the_file_itself_ends_in_a_sentence(whole: Opened, tmp_path: Path) -> None:
    start = len(FIRST_LINE) + 1
    changed = [
        b"",
        FIRST_LINE,
        whole.sealed[: start + 20],
        whole.sealed[: start + 81],
        # A public half of low order: with it everybody knows the shared secret.
        whole.sealed[:start] + bytes(32) + whole.sealed[start + 32 :],
    ]
    for raw in changed:
        (tmp_path / "file").write_bytes(raw)
        said, empty = whole.restore_file(tmp_path / "file")
        assert said.returncode == 1
        closed(empty)


def test_a_table_that_the_schema_does_not_name_is_not_asked_of_the_database(whole: Opened) -> None:
    for name in ("staff_session", "restore_mark", "memorial (id) SELECT 1; --", "published_person_search_data"):
        table: list[Frame] = [{"table": name, "columns": ["position"]}, {"rows": [[1]]}, {"table_end": name}]
        some = whole.copy()

        assert "does not know" in whole.refused(in_bytes(consistent([*some[:1], *table, *some[1:]])))


def test_a_column_that_the_schema_does_not_name_is_refused(whole: Opened) -> None:
    some = whole.copy()
    head = next(one for one in some if isinstance(one, dict) and one.get("table") == "memorial")
    assert isinstance(head, dict)
    head["columns"][0] = "id) VALUES (1); --"

    assert "does not know" in whole.refused(in_bytes(some))


def test_a_schema_that_this_version_does_not_have_is_refused(whole: Opened) -> None:
    for revision, word in (("9999", "newer version"), ("head", "no backup may hold"), ("restoring", "no backup may")):
        some = whole.copy()
        some[0]["begin"]["revision"] = revision  # type: ignore[index]
        assert word in whole.refused(in_bytes(some))


def test_a_message_that_inflates_without_end_is_not_inflated() -> None:
    import tracemalloc

    bomb = zlib.compress(b" " * (MOST_BYTES * 4), 9)
    tracemalloc.start()
    with pytest.raises(NotABackup):
        list(frames([framed(MESSAGE, bomb)]))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < MOST_BYTES * 2.5


@pytest.mark.parametrize("body", [b"", b"x", b"[1]", b"null", b"{", b"\xff", b'{"a":NaN}', b"[" * 100_000])
def test_what_is_no_message_is_no_backup(body: bytes) -> None:
    for raw in (body, zlib.compress(body), zlib.compress(b"{}")[:-1], zlib.compress(b"{}") + b"x"):
        with pytest.raises(NotABackup):
            list(frames([framed(MESSAGE, raw)]))


@pytest.mark.parametrize("value", [[], {}, {"b": "!"}, {"b": 5}, {"t": "soon"}, {"d": None}, {"z": "1"}])
def test_what_is_no_value_of_a_column_is_no_backup(value: Any) -> None:
    with pytest.raises(NotABackup):
        decode_row([value])
