"""Uploads on SQLite and on a real PostgreSQL: the same promises, and nothing left behind by a step back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from memorial.adapters.db.database import migrate, migrate_down
from memorial.adapters.db.tables import follow_up
from memorial.adapters.db.upload_rows import upload, upload_piece
from memorial.application import giving, jobs, uploads
from memorial.application.ports.media import FileRefused
from memorial.domain.errors import Conflict, NotFound
from memorial.settings import project_folder
from tests.installations import TestInstallation, installation, on_postgresql

SOUND = b"ID3" + bytes(range(256)) * 400


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, home: object) -> Iterator[TestInstallation]:
    environ: dict[str, str] = {}
    if request.param == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:  # type: ignore[arg-type]
        yield made


def begun(here: TestInstallation, code: str, length: int | None = len(SOUND)) -> str:
    return uploads.begin(here.services, code, name="voice.mp3", metadata="", length=length).id


def send(here: TestInstallation, code: str, upload_id: str, offset: int, end: int) -> int:
    arriving = uploads.Arriving(offset, [SOUND[offset:end]])
    return uploads.add(here.services, code, upload_id, arriving).offset


def rows(here: TestInstallation) -> tuple[int, int]:
    with here.installation.engines.reading.connect() as connection:
        return tuple(len(connection.execute(select(one.c.memorial_id)).all()) for one in (upload, upload_piece))  # type: ignore[return-value]


def test_from_its_beginning_to_a_file_of_the_draft(here: TestInstallation) -> None:
    code = here.offer()
    upload_id = begun(here, code)
    assert [send(here, code, upload_id, at, at + 40_000) for at in (0, 40_000, 80_000)] == [40_000, 80_000, len(SOUND)]

    (kept,) = giving.open_draft(here.services, code).files
    assert here.services.vault.read(kept.vault_id, bytes.fromhex(kept.vault_key)) == SOUND
    assert (rows(here), len(list(here.services.vault.ids()))) == ((1, 0), 1)
    here.clock.pass_by(hours=25)
    giving.save_answers(here.services, code, {"place": "x"}, code_shown=True)
    jobs.run_due(here.services)
    assert rows(here) == (0, 0)
    assert list(here.services.vault.ids()) == [kept.vault_id]


def test_with_another_code_it_does_not_open(here: TestInstallation) -> None:
    code, other = here.offer(), here.offer()
    upload_id = begun(here, code)

    with pytest.raises(NotFound):
        uploads.find(here.services, other, upload_id)
    assert not uploads.remove(here.services, other, upload_id)
    assert uploads.find(here.services, code, upload_id).offset == 0


def test_many_who_send_at_once_add_each_byte_once(here: TestInstallation) -> None:
    code = here.offer()
    upload_id, start, won = begun(here, code), threading.Barrier(4), list[int]()

    def everything() -> None:
        start.wait()
        for at in range(0, len(SOUND), 30_000):
            try:
                won.append(send(here, code, upload_id, at, at + 30_000))
            except (Conflict, NotFound):
                # Somebody was faster: go on where they are.
                continue

    threads = [threading.Thread(target=everything) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    offset = uploads.find(here.services, code, upload_id).offset
    while offset < len(SOUND):
        offset = send(here, code, upload_id, offset, len(SOUND))
    (kept,) = giving.open_draft(here.services, code).files
    assert here.services.vault.read(kept.vault_id, bytes.fromhex(kept.vault_key)) == SOUND
    assert sorted(set(won)) == sorted(won), "no byte was counted twice"
    assert len(list(here.services.vault.ids())) == 1


def test_a_draft_takes_its_uploads_along(here: TestInstallation) -> None:
    code = here.offer()
    send(here, code, begun(here, code), 0, 5000)
    send(here, code, begun(here, code, None), 0, 20_000)
    assert rows(here) == (2, 2)

    giving.discard_draft(here.services, code)

    assert (rows(here), list(here.services.vault.ids())) == ((0, 0), [])


def test_what_is_not_taken_leaves_nothing(here: TestInstallation) -> None:
    code = here.offer()
    upload_id = begun(here, code, 50_000)

    with pytest.raises(FileRefused, match="not_accepted"):
        uploads.add(here.services, code, upload_id, uploads.Arriving(0, [b"MZ" + bytes(20_000)]))

    assert (rows(here), list(here.services.vault.ids())) == ((0, 0), [])


def test_a_disk_that_is_full_in_the_middle_keeps_what_counts(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PIECE_BYTES", 10_000)
    code, room = here.offer(), iter([True, True, True, False])
    services = replace(here.services, has_room=lambda: next(room))
    upload_id = uploads.begin(services, code, name="voice.mp3", metadata="", length=len(SOUND)).id

    chunks = [SOUND[at : at + 10_000] for at in range(0, len(SOUND), 10_000)]

    with pytest.raises(FileRefused, match="storage_full"):
        uploads.add(services, code, upload_id, uploads.Arriving(0, chunks))

    assert uploads.find(here.services, code, upload_id).offset == 20_000
    send(here, code, upload_id, 20_000, len(SOUND))
    (kept,) = giving.open_draft(here.services, code).files
    assert here.services.vault.read(kept.vault_id, bytes.fromhex(kept.vault_key)) == SOUND


def test_a_step_back_takes_the_files_and_keys_of_uploads_away(here: TestInstallation) -> None:
    code = here.offer()
    send(here, code, begun(here, code), 0, 50_000)
    with here.installation.engines.reading.connect() as connection:
        (key_id,) = connection.execute(select(upload.c.key_id)).scalars()
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()

    migrate_down(url, folder, "0017")
    with here.installation.engines.reading.connect() as connection:
        waiting = sorted(connection.execute(select(follow_up.c.kind)).scalars())
    here.installation.engines.dispose()
    here.installation.archive.follow_left_over()
    migrate(url, folder)

    assert waiting == ["file", "key"]
    assert (rows(here), list(here.services.vault.ids())) == ((0, 0), [])
    assert key_id not in set(here.installation.key_store.key_ids())
