"""Files in pieces: how they end, what is left of them then, and what the pages say of them."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from werkzeug.datastructures import FileStorage

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.mending import SqlMending
from memorial.adapters.db.upload_rows import upload, upload_piece
from memorial.application import giving, jobs
from memorial.application.checking import check
from memorial.application.restoring import replay
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family
from tests.web.contribute.sending import UPLOADS, Tus, left, somebody, sound

# Its end


def ours(shared: TestInstallation, address: str) -> set[str]:
    """The key and the sealed files of an upload."""
    with shared.installation.engines.reading.connect() as connection:
        upload_id = address.rpartition("/")[2]
        key = connection.execute(select(upload.c.key_id).where(upload.c.id == upload_id)).scalar_one()
        of_it = select(upload_piece.c.vault_id).where(upload_piece.c.upload_id == upload_id)
        return {key, *connection.execute(of_it).scalars()}


def test_the_check_and_a_restore_know_the_pieces_and_the_key_of_an_upload(tus: Tus, shared: TestInstallation) -> None:
    address = tus.create(1000)
    tus.patch(address, 0, sound(500))
    made = shared.installation
    inspection = ArchiveInspection(made.archive, lambda: datetime.now(UTC) + timedelta(days=9))

    wrong = {one.where for one in check(made.services, inspection)}

    assert len(ours(shared, address)) == 2
    assert not ours(shared, address) & wrong
    assert ours(shared, address) & SqlMending(made.archive).files_of_drafts()


def test_a_backup_whose_upload_has_lost_its_key_is_restored_without_it(tus: Tus, shared: TestInstallation) -> None:
    """It was ended after the backup was made, and its key went with it."""
    address = tus.create(1000)
    tus.patch(address, 0, sound(500))
    mending, made = SqlMending(shared.installation.archive), shared.installation
    (key,) = ours(shared, address) & set(made.key_store.key_ids())
    made.key_store.destroy([key], entries=[])
    assert tus.ask("HEAD", address).status_code == 404
    kind = [one.kind for one in mending.keyless()]

    replay(made.services, mending, [], lambda *_: None)

    assert kind == ["upload"]
    assert list(mending.keyless()) == []
    with pytest.raises(NoResultFound):
        ours(shared, address)


def choose(tus: Tus) -> None:
    """Nothing of it is to be public."""
    asked = {f"file:{kept.id}:{question}": "no" for kept in tus.draft.files for question in ("living", "publish")}
    giving.save_answers(tus.place.services, tus.code, {"audience": "archive", "signature": "none", **asked})


@pytest.mark.parametrize("how", ["the draft is discarded", "the draft expires", "it waits too long", "it is sent"])
def test_with_its_end_go_its_rows_its_pieces_and_its_key(shared: TestInstallation, shared_app: Flask, how: str) -> None:
    jobs.run_due(shared.services)
    before = left(shared)
    tus = somebody(shared, shared_app)
    giving.save_answers(
        shared.services, tus.code, {"story": "We sang.", "audience": "archive", "signature": "none"}, code_shown=True
    )
    address = tus.create(1000)
    tus.patch(address, 0, sound(500))
    assert left(shared) == (before[0] + 1, before[1] + 1, before[2] + 1)
    (key_id,) = ours(shared, address) & set(shared.installation.key_store.key_ids())

    if how == "the draft is discarded":
        giving.discard_draft(shared.services, tus.code)
    elif how == "it is sent":
        shared.send(tus.code)
    else:
        shared.clock.pass_by(days=40 if how == "the draft expires" else 1)
        jobs.run_due(shared.services)

    # Time takes along what other tests here have left.
    assert left(shared)[:2] == before[:2] if "draft is" in how or how == "it is sent" else left(shared)[0] <= before[0]
    assert key_id not in set(shared.installation.key_store.key_ids())
    if how == "it waits too long":
        assert tus.draft.answers["story"] == "We sang.", "the draft stays"


def test_leaving_this_page_destroys_what_is_on_its_way(shared: TestInstallation, shared_app: Flask) -> None:
    jobs.run_due(shared.services)
    before, tus = left(shared), somebody(shared, shared_app)
    tus.patch(tus.create(1000), 0, sound(500))

    tus.family.client.get("/leave?m=harbour")

    assert left(shared) == before


def test_a_recording_is_sent_with_its_draft_whole(tus: Tus, shared: TestInstallation) -> None:
    body = sound(150_000)
    address = tus.create(len(body), "Recording.mp3")
    tus.patch(address, 0, body[:70_000])
    tus.patch(address, 70_000, body[70_000:])
    choose(tus)

    sent = shared.send(tus.code)

    (kept,) = sent.files
    assert (kept.name, kept.sha256, kept.mime) == ("Recording.mp3", sha256(body).hexdigest(), "audio/mpeg")
    assert shared.services.vault.read(kept.vault_id, bytes.fromhex(kept.vault_key)) == body
    assert tus.ask("HEAD", address).status_code == 404


def test_nothing_of_it_lies_in_clear(tus: Tus, shared: TestInstallation) -> None:
    body = sound(20_000) + b"what she said" * 10
    address = tus.create(len(body) + 5, "grandmother-asks.mp3")
    tus.patch(address, 0, body, User_Agent="Netscape 4", X_Forwarded_For="192.0.2.7")
    code = tus.code

    kept = b"".join(path.read_bytes() for path in shared.installation.settings.home.rglob("*") if path.is_file())

    words = (
        b"grandmother-asks",
        b64encode(b"grandmother-asks.mp3")[:16],
        b"what she said",
        b"Netscape 4",
        b"192.0.2.7",
    )
    assert [word for word in (*words, code.encode()) if word in kept] == []


# The pages


def test_the_page_has_two_equal_ways_without_a_script(tus: Tus) -> None:
    tus.family.open(f"{SHARE}/say")
    voice, files = (e for e in tus.family.form().all("input") if e.get("type") == "file")

    assert (voice.get("name"), voice.get("accept"), voice.has("capture")) == ("voice", "audio/*", True)
    assert (files.get("name"), files.has("multiple")) == ("files", True)
    labels = {e.get("for"): e.text() for e in tus.family.form().all("label")}
    assert (labels["voice"], labels["files"]) == ("Speak instead", "Add photographs or papers")


def test_a_voice_is_sent_without_a_script(tus: Tus) -> None:
    tus.family.open(f"{SHARE}/say")
    fields = [("csrf_token", tus.token), ("story", ""), ("story_language", "en"), ("website", "")]

    # Larger than a form without files may be.
    body = sound(9 * 1024 * 1024)
    voice = FileStorage(BytesIO(body), "voice.mp3")
    tus.family.send(f"{SHARE}/say", [*fields, ("voice", voice), ("upload", "yes")], multipart=True)

    assert tus.files() == [("voice.mp3", body)]


def test_only_this_page_may_ask_for_the_microphone(tus: Tus) -> None:
    here, start = tus.family.open(f"{SHARE}/say"), tus.family.open(SHARE)

    assert "microphone=(self)" in here.headers["Permissions-Policy"]
    assert "media-src 'self' blob:;" in here.headers["Content-Security-Policy"]
    assert "microphone=()" in start.headers["Permissions-Policy"]
    assert "blob:" not in start.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "A recording was not finished."), (45, "A recording of 45 seconds"), (60, "A recording of 1 minute was"),
     (179, "A recording of 2 minutes")],
)  # fmt: skip
def test_a_recording_that_broke_off_is_offered_and_kept_as_it_is(tus: Tus, seconds: int, said: str) -> None:
    address = tus.create(None, "Recording.mp3")
    told = {"Memorial-Recorded": str(seconds)} if seconds else {}
    tus.patch(address, 0, sound(9000), **told)
    tus.family.open(f"{SHARE}/say")
    assert said in tus.family.words()

    tus.family.press("keep_upload", address.rpartition("/")[2])

    assert tus.files() == [("Recording.mp3", sound(9000))]
    assert "was not finished" not in tus.family.words()
    assert "Recording.mp3" in tus.family.words()


def test_a_recording_that_broke_off_is_removed(tus: Tus, shared: TestInstallation) -> None:
    before = left(shared)
    address = tus.create(None)
    tus.patch(address, 0, sound(9000))
    tus.family.open(f"{SHARE}/say")

    tus.family.press("remove_upload", address.rpartition("/")[2])

    assert (left(shared), tus.files()) == (before, [])


def test_a_file_that_came_in_part_can_be_gone_on_with_and_not_kept(tus: Tus) -> None:
    address = tus.create(90_000, "letter & so.mp3")
    tus.patch(address, 0, sound(9000))

    tus.family.open(f"{SHARE}/say")

    (line,) = [e for e in tus.family.root.all("li") if e.has("data-upload")]
    assert (line.get("data-name"), line.get("data-length")) == ("letter & so.mp3", "90000")
    assert "9 kB of 88 kB" in line.text()
    assert [e.get("name") for e in line.all("button")] == ["remove_upload"]


def test_a_file_is_listed_before_any_of_its_bytes_are_counted_and_a_recording_is_not(
    tus: Tus, shared_app: Flask
) -> None:
    """After a cut the server needs a moment to notice it. Whoever looks in that moment must find the file."""
    address = tus.create(90_000, "half way.mp3")
    tus.create(None, "Recording.mp3")

    tus.family.open(f"{SHARE}/say")

    (line,) = [e for e in tus.family.root.all("li") if e.has("data-upload")]
    assert line.get("data-upload") == address.rpartition("/")[2], "chosen again it goes on, and does not begin twice"
    assert "\u2068half way.mp3\u2069 has not arrived yet." in line.text()
    later = Family(shared_app.test_client())
    later.open("/receipt")
    later.press(code=tus.code)
    assert "half way.mp3" in later.words()

    tus.patch(address, 0, sound(90_000))
    tus.family.open(f"{SHARE}/say")
    assert not [e for e in tus.family.root.all("li") if e.has("data-upload")]


def test_one_comes_back_with_the_code_and_keeps_the_recording(
    tus: Tus, shared_app: Flask, shared: TestInstallation
) -> None:
    address = tus.create(None, "Recording.mp3")
    tus.patch(address, 0, sound(9000), **{"Memorial-Recorded": "125"})
    later = Family(shared_app.test_client())
    later.open("/receipt")
    later.press(code=tus.code)
    assert "A recording of 2 minutes was not finished." in later.words()

    later.press("action", "keep_upload", holding="upload")

    assert "Recording.mp3" in later.words()
    assert "not finished" not in later.words()
    assert tus.files() == [("Recording.mp3", sound(9000))]


def test_one_comes_back_with_the_code_and_removes_it(tus: Tus, shared_app: Flask) -> None:
    tus.patch(tus.create(None, "Recording.mp3"), 0, sound(9000))
    later = Family(shared_app.test_client())
    later.open("/receipt")
    later.press(code=tus.code)

    later.press("action", "remove_upload", holding="upload")

    assert "not finished" not in later.words()
    assert tus.files() == []


def test_the_check_page_lists_a_recording_and_warns_of_what_is_not_whole(tus: Tus, shared: TestInstallation) -> None:
    tus.patch(tus.create(5000, "Recording.mp3"), 0, sound(5000))
    tus.patch(tus.create(None), 0, sound(5000), **{"Memorial-Recorded": "61"})
    choose(tus)

    tus.family.open(f"{SHARE}/check")

    assert "Recording.mp3" in tus.family.words()
    assert "A recording of 1 minute was not finished. If you send it now, it goes without this." in tus.family.words()
    assert UPLOADS not in tus.family.page.text if tus.family.page else False


def test_the_script_of_the_page_fits_into_eight_kilobytes(tus: Tus, shared_app: Flask) -> None:
    page = tus.family.open(f"{SHARE}/say")
    (script,) = tus.family.root.all("script")

    served = shared_app.test_client().get(script.get("src"), headers={"Accept-Encoding": "gzip"})

    assert served.headers["Content-Encoding"] == "gzip"
    assert len(served.data) <= 8 * 1024
    # Every sentence that it asks for stands in the page.
    asked = set(re.findall(r'sentence\("(\w+)"', gzip.decompress(served.data).decode()))
    told = {re.sub("-(.)", lambda found: found[1].upper(), name) for name in re.findall(r"data-([a-z-]+)=", page.text)}
    assert asked
    assert asked <= told
