"""Files in pieces: whose they are, what a cut leaves of them, how large they may be, and what is not taken."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask

from memorial.application import uploads
from memorial.settings import project_folder
from memorial.web.limits import Doing, InMemory, Paces, attach
from memorial.web.surface import SurfaceSettings
from tests.installations import TestInstallation
from tests.web.contribute.family import Family, make_app
from tests.web.contribute.sending import Tus, left, limited, somebody, sound

MEGABYTE = 1024 * 1024
PROGRAM = b"MZ\x90\x00" + b"\0" * 20_000


def small(shared: TestInstallation, **limits: int) -> Tus:
    """Somebody where other limits hold."""
    return somebody(limited(replace_of(shared), **limits))


def replace_of(shared: TestInstallation) -> TestInstallation:
    return replace(shared)


# Whose it is


def test_nobody_else_comes_to_it_with_its_address(tus: Tus, shared: TestInstallation, shared_app: Flask) -> None:
    address = tus.create(100)
    tus.patch(address, 0, sound(10))
    other = somebody(shared, shared_app)

    answers = [other.ask("HEAD", address), other.patch(address, 10, sound(5)), other.ask("DELETE", address)]

    assert [(one.status_code, one.data) for one in answers] == [(404, b"")] * 3
    assert tus.offset(address) == 10


def test_who_has_no_draft_here_begins_nothing(shared_app: Flask, tus: Tus, shared: TestInstallation) -> None:
    before, stranger = left(shared), Tus(Family(shared_app.test_client()), shared, token=tus.token)

    assert stranger.ask("POST", Upload_Length="5").status_code == 403, "a token of another browser"
    stranger.family.open("/receipt")
    stranger.token = next(e.get("value") for e in stranger.family.form().all("input") if e.get("name") == "csrf_token")
    assert stranger.ask("POST", Upload_Length="5").status_code == 404
    assert left(shared) == before


@pytest.mark.parametrize("token", [None, "", "wrong", "of another"])
def test_without_the_forms_own_token_nothing_changes(
    tus: Tus, token: str | None, shared: TestInstallation, shared_app: Flask
) -> None:
    given = somebody(shared, shared_app).token if token == "of another" else token
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


class Cut:
    """A body whose line is cut after so many bytes: servers tell of it by an error, or by an early end."""

    def __init__(self, body: bytes, after: int, *, error: bool) -> None:
        self._come, self._error = BytesIO(body[:after]), error

    def read(self, size: int = -1) -> bytes:
        piece = self._come.read(size)
        if not piece and self._error:
            raise OSError("cut")
        return piece


@pytest.mark.parametrize("error", [True, False])
@pytest.mark.parametrize("after", [0, 1, 70_000, 199_999])
def test_what_came_before_a_cut_is_kept(tus: Tus, after: int, error: bool) -> None:
    body = sound(200_000)
    address = tus.create(len(body))

    answer = tus.patch(address, 0, Cut(body, after, error=error), Content_Length=str(len(body)))

    assert (answer.status_code, tus.offset(address)) == (204, after)
    tus.patch(address, after, body[after:])
    ((_, kept),) = tus.files()
    assert sha256(kept).digest() == sha256(body).digest()


def test_a_body_may_be_larger_than_any_form(tus: Tus) -> None:
    body = sound(9 * MEGABYTE)

    assert tus.patch(tus.create(len(body)), 0, body).status_code == 204
    assert tus.files() == [("voice.mp3", body)]


def test_of_what_was_cut_with_a_sum_nothing_is_kept(
    tus: Tus, shared: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PIECE_BYTES", 60_000)
    body = sound(200_000)
    address = tus.create(len(body))
    before = left(shared)
    told = f"sha256 {b64encode(sha256(body).digest()).decode()}"

    cut = Cut(body, 150_000, error=True)
    answer = tus.patch(address, 0, cut, Content_Length=str(len(body)), Upload_Checksum=told)

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


@pytest.mark.parametrize("length", [99_999, 100_000, 100_001, 200_000])
def test_an_upload_that_ends_where_a_piece_ends_is_ended_once(
    tus: Tus, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PIECE_BYTES", 100_000)
    body = sound(length)
    address = tus.create(length)

    answer = tus.patch(address, 0, body)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(length))
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


def test_what_is_refused_to_one_is_not_taken_from_another_who_was_faster(tus: Tus, shared: TestInstallation) -> None:
    body = sound(20_000)
    address = tus.create(len(body))
    upload_id, code = address.rpartition("/")[2], tus.code

    def nonsense_while_another_ends_it() -> Iterator[bytes]:
        yield PROGRAM[:500]
        uploads.add(shared.services, code, upload_id, uploads.Arriving(0, [body]))
        yield PROGRAM[500:20_000]

    with pytest.raises(uploads.OffsetDiffers):
        uploads.add(shared.services, code, upload_id, uploads.Arriving(0, nonsense_while_another_ends_it()))

    assert (tus.files(), tus.offset(address)) == ([("voice.mp3", body)], 20_000)


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


def test_recordings_whose_lengths_are_not_known_share_that_room(shared: TestInstallation) -> None:
    tus = small(shared, max_total_bytes=100_000)
    one, other = tus.create(None), tus.create(None)
    tus.patch(one, 0, sound(60_000))

    assert tus.patch(other, 0, sound(50_000)).status_code == 413
    assert (tus.offset(one), tus.offset(other)) == (60_000, 0)
    assert tus.patch(other, 0, sound(30_000)).status_code == 204


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
