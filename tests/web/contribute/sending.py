"""A client that sends a file in pieces as the protocol has it, or wrongly on purpose; and a place to send to."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from memorial.adapters.db.upload_rows import upload, upload_piece
from memorial.application import giving
from memorial.application.services import Limits
from memorial.domain.draft import Draft
from memorial.web.contribute import session as here
from tests.installations import TestInstallation, installation
from tests.web.contribute.family import SHARE, Family, make_app

UPLOADS = f"{SHARE}/uploads"
TYPE = "application/offset+octet-stream"


def sound(length: int, seed: int = 1) -> bytes:
    """Begins as an MP3 does, and is of no use to ears."""
    body = b"ID3" + bytes((seed * 37 + number * 7) % 251 for number in range(min(length, 4096)))
    return (body * (length // len(body) + 1))[:length]


@dataclass
class Tus:
    """One browser with a draft. Headers that are given replace the usual ones; None leaves one out."""

    family: Family
    place: TestInstallation
    token: str = ""
    seen: list[TestResponse] = field(default_factory=list)

    def begin(self) -> Tus:
        code = giving.begin(self.place.services, "harbour", "en", {"about": "event"})
        with self.family.client.session_transaction() as kept:
            kept[here._DRAFTS] = {"harbour": code}
        self.family.open(f"{SHARE}/say")
        self.token = next(e.get("value") for e in self.family.form().all("input") if e.get("name") == "csrf_token")
        return self

    def ask(self, method: str, address: str = UPLOADS, body: Any = b"", **headers: str | None) -> TestResponse:
        usual: dict[str, str | None] = {"Tus-Resumable": "1.0.0", "X-CSRF-Token": self.token}
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**usual, **told}.items() if value is not None}
        given: dict[str, Any] = {"data": body}
        if not isinstance(body, bytes):
            # As a server hands it over: nobody has read it beforehand.
            length, ends_itself = sent.pop("Content-Length"), {"wsgi.input_terminated": True}
            given = {"environ_overrides": {"wsgi.input": body, "CONTENT_LENGTH": length, **ends_itself}}
        answer = self.family.client.open(address, method=method, headers=sent, **given)
        self.seen.append(answer)
        return answer

    def create(self, length: int | None, name: str = "voice.mp3", **headers: str | None) -> str:
        told = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        metadata = f"filename {b64encode(name.encode()).decode()}"
        answer = self.ask("POST", **{**told, "Upload-Metadata": metadata, **headers})
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    def patch(self, address: str, offset: int, body: Any, **headers: str | None) -> TestResponse:
        return self.ask("PATCH", address, body, **{"Content-Type": TYPE, "Upload-Offset": str(offset), **headers})

    def offset(self, address: str) -> int:
        answer = self.ask("HEAD", address)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    @property
    def code(self) -> str:
        with self.family.client.session_transaction() as kept:
            code: str = kept[here._DRAFTS]["harbour"]
        return code

    @property
    def draft(self) -> Draft:
        return giving.open_draft(self.place.services, self.code)

    def files(self) -> list[tuple[str, bytes]]:
        vault = self.place.services.vault
        return [(kept.name, vault.read(kept.vault_id, bytes.fromhex(kept.vault_key))) for kept in self.draft.files]


@contextmanager
def site(home: Path, **limits: int) -> Iterator[TestInstallation]:
    """An installation with these limits in place of its own."""
    with installation(home) as made:
        yield limited(made, **limits)


def limited(made: TestInstallation, **limits: int) -> TestInstallation:
    services = replace(made.services, limits=replace(made.services.limits or Limits(), **limits))  # type: ignore[arg-type]
    made.installation = replace(made.installation, services=services)
    return made


def somebody(place: TestInstallation, app: Flask | None = None) -> Tus:
    return Tus(Family((app or make_app(place)).test_client()), place).begin()


def left(place: TestInstallation) -> tuple[int, int, int]:
    """How many uploads, pieces and sealed files there are."""
    with place.installation.engines.reading.connect() as connection:
        rows = [len(connection.execute(select(table.c.memorial_id)).all()) for table in (upload, upload_piece)]
    return rows[0], rows[1], len(list(place.services.vault.ids()))
