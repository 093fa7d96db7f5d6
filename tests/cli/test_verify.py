"""`memorial verify`: one command, one file, no installation; plain words and an exit code."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.adapters.attesting import fingerprint
from memorial.adapters.consent_json import signed_record
from memorial.application.consent_record import consent_record
from tests.cli.conftest import Run
from tests.installations import TestInstallation, installation


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


@pytest.fixture
def kept(here: TestInstallation, tmp_path: Path) -> Path:
    """A record that a family keeps."""
    here.give()
    code, _ = here.give()
    here.act(code, "withdraw")
    document = signed_record(consent_record(here.services, code), here.services.attestor, exercised_at="/receipt")
    path = tmp_path / "consent-record.json"
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


def test_it_says_what_holds_what_that_proves_and_what_not(here: TestInstallation, kept: Path, run: Run) -> None:
    key = fingerprint(here.services.attestor.public_key)
    said = run("verify", str(kept))

    assert (said.code, said.err) == (0, "")
    for words in ("This record holds.", key, "What this proves", "It does not say whose key", "It does not prove"):
        assert words in said.out
    told = run("verify", str(kept), "--key", key.upper().replace(" ", ""))
    assert told.code == 0 and "whose key" not in told.out


def test_it_needs_no_installation(kept: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MEMORIAL_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("MEMORIAL_CONFIG", str(tmp_path / "no.toml"))

    assert run("verify", str(kept)).code == 0
    assert not (tmp_path / "nowhere").exists()


def test_what_does_not_hold_is_said_with_an_exit_code(here: TestInstallation, kept: Path, run: Run) -> None:
    kept.write_text(kept.read_text().replace('"1 Pier Road"', '"2 Pier Road"'))
    said = run("verify", str(kept))

    assert said.code == 1 and "The signature does not fit" in said.out and "does not hold" in said.err
    assert run("verify", str(kept), "--key", "0000 1111").out.count("another key") == 1


@pytest.mark.parametrize("raw", [b"", b"not json", b"PK\x03\x04 broken", b'{"a": 1, "a": 2}'])
def test_another_file_is_one_clear_line(run: Run, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(raw)

    said = run("verify", str(path))

    assert said.code == 1 and len(said.err.strip().splitlines()) == 1 and "Traceback" not in said.err


def test_an_installation_that_rewrote_its_record_is_found_by_a_file_that_somebody_kept(
    here: TestInstallation, kept: Path, run: Run, home: Path
) -> None:
    assert run("verify", "--here", str(kept)).code == 0
    connection = sqlite3.connect(home / "memorial.sqlite3", isolation_level=None)
    connection.execute("DROP TRIGGER consent_event_no_update")
    changed = connection.execute("UPDATE consent_event SET at_utc = '2020-01-01 00:00:00.000000' WHERE seq = 12")
    assert changed.rowcount == 1
    connection.close()

    said = run("verify", "--here", str(kept))

    assert said.code == 1 and "Event 12 is not in this installation as it stands in the file." in said.out
