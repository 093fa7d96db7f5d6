"""Files in pieces: whose they are, what is left of them when, how large they may be, and what the pages say of them."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.upload_rows import upload
from memorial.application import giving, jobs, uploads
from memorial.application.checking import check
from memorial.bootstrap import files_root
from memorial.settings import project_folder
from memorial.web.limits import Doing, InMemory, Paces, attach
from memorial.web.surface import SurfaceSettings
from tests.installations import TestInstallation
from tests.web.contribute.family import SHARE, Family, make_app
from tests.web.contribute.sending import UPLOADS, Tus, left, limited, site, somebody, sound

MEGABYTE = 1024 * 1024
PROGRAM = b"MZ\x90\x00" + b"\0" * 20_000


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with site(tmp_path_factory.mktemp("uploads") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def app(shared: TestInstallation) -> Flask:
    return make_app(shared)


@pytest.fixture
def tus(shared: TestInstallation, app: Flask) -> Tus:
    return somebody(shared, app)


def small(shared: TestInstallation, **limits: int) -> Tus:
    """Somebody where other limits hold."""
    return somebody(limited(replace_of(shared), **limits))


def replace_of(shared: TestInstallation) -> TestInstallation:
    return replace(shared)


# Whose it is


def test_nobody_else_comes_to_it_with_its_address(tus: Tus, shared: TestInstallation, app: Flask) -> None:
    address = tus.create(100)
    tus.patch(address, 0, sound(10))
    other = somebody(shared, app)

    answers = [other.ask("HEAD", address), other.patch(address, 10, sound(5)), other.ask("DELETE", address)]

    assert [(one.status_code, one.data) for one in answers] == [(404, b"")] * 3
    assert tus.offset(address) == 10


def test_who_has_no_draft_here_begins_nothing(app: Flask, tus: Tus, shared: TestInstallation) -> None:
    before, stranger = left(shared), Tus(Family(app.test_client()), shared, token=tus.token)

    assert stranger.ask("POST", Upload_Length="5").status_code == 403, "a token of another browser"
    stranger.family.open("/receipt")
    stranger.token = next(e.get("value") for e in stranger.family.form().all("input") if e.get("name") == "csrf_token")
    assert stranger.ask("POST", Upload_Length="5").status_code == 404
    assert left(shared) == before


@pytest.mark.parametrize("token", [None, "", "wrong", "of another"])
def test_without_the_forms_own_token_nothing_changes(
    tus: Tus, token: str | None, shared: TestInstallation, app: Flask
) -> None:
    given = somebody(shared, app).token if token == "of another" else token
    address = tus.create(10)
    before = left(shared)

    answers = [
        tus.ask("POST", Upload_Length="5", X_CSRF_Token=given),
        tus.patch(address, 0, b"ID3", X_CSRF_Token=given),
        tus.ask("DELETE", address, X_CSRF_Token=given),
        tus.ask("POST", address, **{"X-HTTP-Method-Override": "DELETE", "X-CSRF-Token": given}),
    ]

    assert {one.status_code for one in answers} == {403}
    assert (left(shared), tus.offset(address)) == (before, 0)


def test_no_other_site_is_told_that_it_may_ask(tus: Tus) -> None:
    answer = tus.ask("OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="PATCH")

    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_a_memorial_that_takes_nothing_takes_no_bytes(tus: Tus, shared: TestInstallation) -> None:
    address = tus.create(10)
    with shared.services.unit_of_work() as uow:
        uow.memorials.save(replace(uow.memorials.get(shared.memorial.id), accepting=False))
        uow.commit()
    try:
        assert tus.ask("POST", Upload_Length="5").status_code == 403
        assert tus.patch(address, 0, b"ID3").status_code == 403
    finally:
        with shared.services.unit_of_work() as uow:
            uow.memorials.save(replace(uow.memorials.get(shared.memorial.id), accepting=True))
            uow.commit()


# Bytes


class Cut(BytesIO):
    """A body whose line is cut after so many bytes."""

    def __init__(self, body: bytes, after: int) -> None:
        super().__init__(body[:after])

    def read(self, size: int | None = -1, /) -> bytes:
        if piece := super().read(size):
            return piece
        raise OSError("cut")


@pytest.mark.parametrize("after", [0, 1, 5000, 70_000, 199_999])
def test_what_came_before_a_cut_is_kept(tus: Tus, after: int) -> None:
    body = sound(200_000)
    address = tus.create(len(body))

    answer = tus.patch(address, 0, Cut(body, after), Content_Length=str(len(body)))

    assert (answer.status_code, tus.offset(address)) == (204, after)
    tus.patch(address, after, body[after:])
    ((_, kept),) = tus.files()
    assert sha256(kept).digest() == sha256(body).digest()


def test_of_what_was_cut_with_a_sum_nothing_is_kept(tus: Tus, shared: TestInstallation) -> None:
    body = sound(200_000)
    address = tus.create(len(body))
    before = left(shared)
    told = f"sha256 {b64encode(sha256(body).digest()).decode()}"

    answer = tus.patch(address, 0, Cut(body, 150_000), Content_Length=str(len(body)), Upload_Checksum=told)

    assert (answer.status_code, tus.offset(address), left(shared)) == (460, 0, before)


def test_pieces_count_one_by_one_while_a_long_body_comes(
    tus: Tus, shared: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PIECE_BYTES", 100_000)
    body, seen = sound(450_000), list[int]()
    address = tus.create(len(body))
    upload_id = address.rpartition("/")[2]

    def slowly() -> Iterator[bytes]:
        for at in range(0, len(body), 50_000):
            seen.append(uploads.find(shared.services, tus.code, upload_id).offset)
            yield body[at : at + 50_000]

    uploads.add(shared.services, tus.code, upload_id, uploads.Arriving(0, slowly()))

    assert seen == [0, 0, 100_000, 100_000, 200_000, 200_000, 300_000, 300_000, 400_000]
    assert tus.files() == [("voice.mp3", body)]


def test_a_slow_body_counts_every_twenty_seconds(tus: Tus, shared: TestInstallation) -> None:
    address = tus.create(1000)
    upload_id, body, seen = address.rpartition("/")[2], sound(60), list[int]()

    def slowly() -> Iterator[bytes]:
        for at in range(0, 60, 10):
            shared.clock.pass_by(seconds=11)
            seen.append(uploads.find(shared.services, tus.code, upload_id).offset)
            yield body[at : at + 10]

    uploads.add(shared.services, tus.code, upload_id, uploads.Arriving(0, slowly()))

    assert seen == [0, 0, 20, 20, 40, 40]


def test_of_two_who_send_the_same_bytes_at_once_one_counts(tus: Tus, shared: TestInstallation) -> None:
    """The second comes wholly while the first is still on its way: whatever the order, nothing stands twice."""
    body = sound(3000)
    address = tus.create(len(body))
    upload_id, code = address.rpartition("/")[2], tus.code

    def while_another_is_faster() -> Iterator[bytes]:
        yield body[:500]
        uploads.add(shared.services, code, upload_id, uploads.Arriving(0, [body[:1000]]))
        yield body[500:2000]

    before = left(shared)
    with pytest.raises(uploads.OffsetDiffers):
        uploads.add(shared.services, code, upload_id, uploads.Arriving(0, while_another_is_faster()))

    assert (tus.offset(address), left(shared)) == (1000, (before[0], before[1] + 1, before[2] + 1))
    tus.patch(address, 1000, body[1000:])
    assert tus.files() == [("voice.mp3", body)]


def test_of_two_who_send_the_last_bytes_at_once_one_makes_the_file(tus: Tus, shared: TestInstallation) -> None:
    body, answers = sound(40_000), list[int]()
    address = tus.create(len(body))
    tus.patch(address, 0, body[:100])
    start = threading.Barrier(4)
    cookie, clients = tus.family.cookie(), [Tus(Family(tus.family.client.application.test_client()), shared)
                                            for _ in range(4)]  # fmt: skip

    def send(one: Tus) -> None:
        one.family.set_cookie(cookie)
        one.token = tus.token
        start.wait()
        answers.append(one.patch(address, 100, body[100:]).status_code)

    threads = [threading.Thread(target=send, args=(one,)) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [204, 409, 409, 409]
    assert tus.files() == [("voice.mp3", body)]
    assert len(tus.draft.files) == 1


# What is not taken


def test_a_program_is_refused_when_its_first_bytes_are_there_and_leaves_nothing(
    tus: Tus, shared: TestInstallation
) -> None:
    before = left(shared)
    address = tus.create(300 * MEGABYTE, "voice.mp3")

    answer = tus.patch(address, 0, PROGRAM)

    assert (answer.status_code, tus.ask("HEAD", address).status_code) == (422, 404)
    assert "we cannot take this kind of file" in answer.text
    assert (left(shared), tus.files()) == (before, [])


def test_a_short_program_is_refused_at_its_end(tus: Tus, shared: TestInstallation) -> None:
    before = left(shared)
    address = tus.create(100)

    assert tus.patch(address, 0, PROGRAM[:100]).status_code == 422
    assert (left(shared), tus.files(), tus.ask("HEAD", address).status_code) == (before, [], 404)


def test_a_paper_may_not_be_as_large_as_a_recording(shared: TestInstallation) -> None:
    tus = small(shared, max_file_bytes=50_000, max_recording_bytes=100_000)
    before = left(shared)

    address = tus.create(60_000, "letter.pdf")
    refused = tus.patch(address, 0, b"%PDF-1.7\n" + b" " * 20_000)
    whole = tus.create(60_000, "voice.mp3")
    kept = tus.patch(whole, 0, sound(60_000))

    assert (refused.status_code, kept.status_code) == (413, 204)
    assert left(shared)[0] == before[0] + 1


def test_a_recording_that_grows_too_long_keeps_what_it_has(shared: TestInstallation) -> None:
    tus = small(shared, max_recording_bytes=50_000, max_file_bytes=50_000)
    address = tus.create(None)
    tus.patch(address, 0, sound(40_000))

    answer = tus.patch(address, 40_000, sound(20_000))

    assert (answer.status_code, tus.offset(address)) == (413, 50_000)
    uploads.keep_as_it_is(tus.place.services, tus.code, address.rpartition("/")[2])
    assert [kept.length for kept in tus.draft.files] == [50_000]


def test_all_files_of_a_draft_and_what_is_on_its_way_have_one_room(shared: TestInstallation) -> None:
    tus = small(shared, max_total_bytes=100_000)
    tus.create(60_000)

    assert tus.ask("POST", Upload_Length="50000").status_code == 413
    address = tus.create(30_000)
    tus.patch(address, 0, sound(30_000))
    assert tus.ask("POST", Upload_Length="20000").status_code == 413
    tus.create(10_000)


def test_there_are_only_so_many_files_and_uploads(shared: TestInstallation) -> None:
    tus = small(shared, max_files=2)
    tus.patch(tus.create(50), 0, sound(50))
    other = tus.create(50)

    assert tus.ask("POST", Upload_Length="50").status_code == 413
    tus.ask("DELETE", other)
    tus.create(50)


def test_on_a_full_disk_nothing_new_is_taken_and_ending_is_possible(shared: TestInstallation) -> None:
    full = [False]
    services = replace(shared.services, has_room=lambda: not full[0])
    tus = somebody(replace(shared, installation=replace(shared.installation, services=services)))
    address = tus.create(50_000)
    tus.patch(address, 0, sound(10_000))
    full[0] = True

    assert tus.ask("POST", Upload_Length="5").status_code == 503
    assert tus.patch(address, 10_000, sound(10)).status_code == 503
    assert tus.offset(address) == 10_000
    assert tus.ask("POST", address, **{"X-HTTP-Method-Override": "DELETE"}).status_code == 204


def test_a_network_that_sends_too_fast_is_told_when_to_come_again(shared: TestInstallation) -> None:
    app = make_app(shared)
    settings = SurfaceSettings(project_folder("templates"), project_folder("static"))
    attach(app, Paces({Doing.UPLOAD: 2}, counts=InMemory(now=lambda: 0.0), places=0), settings)
    tus = somebody(shared, app)
    address = tus.create(100)
    tus.patch(address, 0, sound(10))

    answer = tus.patch(address, 10, sound(10))

    assert (answer.status_code, tus.offset(address)) == (429, 10)
    assert answer.headers["Retry-After"].isdecimal()


# Its end


def whatever_is_wrong(shared: TestInstallation) -> list[object]:
    made = shared.installation
    inspection = ArchiveInspection(made.archive, files_root(made.settings) / "vault", lambda: shared.clock())
    return [one for one in check(made.services, inspection) if one.kind in ("file", "orphan", "sealed")]


def test_the_check_knows_the_pieces_and_the_key_of_an_upload(tus: Tus, shared: TestInstallation) -> None:
    address = tus.create(1000)
    tus.patch(address, 0, sound(500))
    shared.clock.pass_by(days=4)

    # By the check's clock they are old; the files of other tests here, whose drafts nobody ended, are known as well.
    assert whatever_is_wrong(shared) == []


@pytest.mark.parametrize("how", ["the draft is discarded", "the draft expires", "it waits too long", "it is sent"])
def test_with_its_end_go_its_rows_its_pieces_and_its_key(shared: TestInstallation, app: Flask, how: str) -> None:
    jobs.run_due(shared.services)
    before = left(shared)
    tus = somebody(shared, app)
    giving.save_answers(
        shared.services, tus.code, {"story": "We sang.", "audience": "archive", "signature": "none"}, code_shown=True
    )
    address = tus.create(1000)
    tus.patch(address, 0, sound(500))
    assert left(shared) == (before[0] + 1, before[1] + 1, before[2] + 1)
    with shared.installation.engines.reading.connect() as connection:
        at = upload.c.id == address.rpartition("/")[2]
        key_id = connection.execute(select(upload.c.key_id).where(at)).scalar_one()

    if how == "the draft is discarded":
        giving.discard_draft(shared.services, tus.code)
    elif how == "it is sent":
        shared.send(tus.code)
    else:
        shared.clock.pass_by(days=40 if how == "the draft expires" else 1)
        jobs.run_due(shared.services)

    assert left(shared)[:2] == before[:2] if how != "it waits too long" else left(shared)[0] <= before[0]
    assert key_id not in set(shared.installation.key_store.key_ids())
    if how == "it waits too long":
        assert tus.draft.answers["story"] == "We sang.", "the draft stays"


def test_leaving_this_page_destroys_what_is_on_its_way(shared: TestInstallation, app: Flask) -> None:
    jobs.run_due(shared.services)
    before, tus = left(shared), somebody(shared, app)
    tus.patch(tus.create(1000), 0, sound(500))

    tus.family.client.get("/leave?m=harbour")

    assert left(shared) == before


def test_a_recording_is_sent_with_its_draft_whole(tus: Tus, shared: TestInstallation) -> None:
    body = sound(150_000)
    address = tus.create(len(body), "Recording.mp3")
    tus.patch(address, 0, body[:70_000])
    tus.patch(address, 70_000, body[70_000:])
    answers = {"audience": "archive", "signature": "none"}
    giving.save_answers(shared.services, tus.code, answers)

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

    words = (b"grandmother-asks", b64encode(b"grandmother-asks.mp3")[:16], b"what she said", b"Netscape 4", b"192.0.2.7")
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

    tus.family.send(f"{SHARE}/say", [*fields, ("voice", (BytesIO(sound(5000)), "voice.mp3")), ("upload", "yes")],
                    multipart=True)  # fmt: skip

    assert tus.files() == [("voice.mp3", sound(5000))]


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


def test_one_comes_back_with_the_code_and_keeps_the_recording(tus: Tus, app: Flask, shared: TestInstallation) -> None:
    address = tus.create(None, "Recording.mp3")
    tus.patch(address, 0, sound(9000), **{"Memorial-Recorded": "125"})
    later = Family(app.test_client())
    later.open("/receipt")
    later.press(code=tus.code)
    assert "A recording of 2 minutes was not finished." in later.words()

    later.press("action", "keep_upload", holding="upload")

    assert "Recording.mp3" in later.words()
    assert "not finished" not in later.words()
    assert tus.files() == [("Recording.mp3", sound(9000))]


def test_one_comes_back_with_the_code_and_removes_it(tus: Tus, app: Flask) -> None:
    tus.patch(tus.create(None, "Recording.mp3"), 0, sound(9000))
    later = Family(app.test_client())
    later.open("/receipt")
    later.press(code=tus.code)

    later.press("action", "remove_upload", holding="upload")

    assert "not finished" not in later.words()
    assert tus.files() == []


def test_the_check_page_lists_a_recording_and_warns_of_what_is_not_whole(tus: Tus, shared: TestInstallation) -> None:
    tus.patch(tus.create(5000, "Recording.mp3"), 0, sound(5000))
    tus.patch(tus.create(None), 0, sound(5000), **{"Memorial-Recorded": "61"})
    answers = {"about": "event", "audience": "archive", "signature": "none"}
    giving.save_answers(shared.services, tus.code, answers)

    tus.family.open(f"{SHARE}/check")

    assert "Recording.mp3" in tus.family.words()
    assert "A recording of 1 minute was not finished. If you send it now, it goes without this." in tus.family.words()
    assert UPLOADS not in tus.family.page.text if tus.family.page else False
