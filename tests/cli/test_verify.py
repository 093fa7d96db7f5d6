"""`memorial verify`: one command, one file, no installation; plain words and an exit code."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memorial.adapters.attesting import ALGORITHM, fingerprint
from memorial.adapters.consent_first_form import status_entry
from memorial.adapters.consent_json import canonical, signed_record
from memorial.adapters.consent_verify import CONTEXT_OF_FIRST_FORM, events_of
from memorial.application import receipt
from memorial.application.consent_record import consent_record
from memorial.domain.consent import chain_hash
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


FIRST_OF_WITHDRAWAL = 10
"""Among the events of `kept`, counted from 1; in the chain it has another number."""


def rewrite(home: Path, *, seq: int, whole: bool) -> None:
    """As whoever owns the database can: one row changed, alone or with every hash after it made anew."""
    connection = sqlite3.connect(home / "memorial.sqlite3", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("DROP TRIGGER consent_event_no_update")
    changed = connection.execute("UPDATE consent_event SET at_utc = '2026-03-02 09:00:00.000001' WHERE seq = ?", (seq,))
    assert changed.rowcount == 1
    if whole:
        previous = ""
        for row in connection.execute("SELECT * FROM consent_event ORDER BY seq").fetchall():
            said = {name: row[name] for name in row.keys() if name != "hash"}  # noqa: SIM118 - a row is no mapping
            said["at_utc"] = str(said["at_utc"]).replace(" ", "T")
            said["prev_hash"] = previous or said["prev_hash"]
            made = chain_hash(said["prev_hash"], said)
            assert whole and (row["seq"] >= seq or made == row["hash"]), "the rows are not read as they are hashed"
            connection.execute(
                "UPDATE consent_event SET prev_hash = ?, hash = ? WHERE seq = ?", (said["prev_hash"], made, row["seq"])
            )
            previous = made
    connection.close()


@pytest.mark.parametrize("whole", [False, True])
def test_an_installation_that_rewrote_its_record_is_found_by_a_file_that_somebody_kept(
    here: TestInstallation, kept: Path, run: Run, home: Path, whole: bool
) -> None:
    """A millionth of a second is enough, though the file shows neither it nor the number of the row."""
    assert run("verify", "--here", str(kept)).code == 0
    events = len(events_of(json.loads(kept.read_text())))
    # The same family gave once before, with as many events as a giving has.
    others = FIRST_OF_WITHDRAWAL - 1
    rewrite(home, seq=others + FIRST_OF_WITHDRAWAL, whole=whole)

    said = run("verify", "--here", str(kept))

    found = [number for number in range(1, events + 1) if f"Event {number} is not in this installation" in said.out]
    assert said.code == 1
    assert found == (list(range(FIRST_OF_WITHDRAWAL, events + 1)) if whole else [FIRST_OF_WITHDRAWAL])


def test_a_record_of_an_erased_remembrance_can_still_be_compared(
    here: TestInstallation, kept: Path, run: Run, home: Path
) -> None:
    """Its rows stay, and what opens the marks does not lie under the key that was destroyed."""
    (event, *_) = events_of(json.loads(kept.read_text()))
    with here.services.unit_of_work() as uow:
        receipt.erase(here.services, uow, uow.remembrances.get(event["memorial_id"], event["record_id"]), "asked")
        uow.commit()

    assert run("verify", "--here", str(kept)).code == 0


def test_a_record_of_the_first_form_is_compared_by_its_rows(
    here: TestInstallation, run: Run, home: Path, tmp_path: Path
) -> None:
    here.give()
    code, _ = here.give()
    path = tmp_path / "of-the-first-form.json"
    path.write_text(json.dumps(first_form(here, code)))
    assert run("verify", "--here", str(path)).code == 0
    rewrite(home, seq=12, whole=False)

    said = run("verify", "--here", str(path))

    assert said.code == 1 and "Event 12 is not in this installation as it stands in the file." in said.out


def first_form(here: TestInstallation, code: str) -> dict[str, Any]:
    """The record of that code as earlier versions of the program wrote it."""
    of = consent_record(here.services, code)
    document = signed_record(of, here.services.attestor, exercised_at="/receipt")
    del document["memorial:attestation"]
    document["@context"] = {**document["@context"], "memorial": CONTEXT_OF_FIRST_FORM}
    record, rows = document["dpv:hasRecordOfActivity"][0], of.evidence.rows
    record["dpv:hasConsentStatus"] = [status_entry(row, of.evidence.principal) for row in rows]
    ends = {"memorial:headNumber": rows[-1]["seq"], "memorial:headHash": rows[-1]["hash"]}
    record["memorial:chain"] = {"memorial:of": of.memorial.id, **ends}
    attestor = here.services.attestor
    signature = {"memorial:algorithm": ALGORITHM, "memorial:publicKey": attestor.public_key.hex()}
    signature["memorial:signature"] = attestor.sign(canonical(document)).hex()
    return {**document, "memorial:attestation": signature}
