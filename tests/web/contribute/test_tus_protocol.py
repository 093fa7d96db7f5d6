"""Every MUST of tus 1.0 that binds a server: the core, creation (with upload, deferred), expiration, checksum, end."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha1, sha256
from pathlib import Path

import pytest
from flask import Flask

from tests.installations import TestInstallation
from tests.web.contribute.family import make_app
from tests.web.contribute.sending import TYPE, UPLOADS, Tus, left, site, somebody, sound

MOST = 1024 * 1024


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with site(tmp_path_factory.mktemp("tus") / "home", max_recording_bytes=MOST, max_file_bytes=MOST) as made:
        yield made


@pytest.fixture(scope="module")
def app(here: TestInstallation) -> Flask:
    return make_app(here)


@pytest.fixture
def tus(here: TestInstallation, app: Flask) -> Tus:
    return somebody(here, app)


# Headers


def test_every_answer_names_the_version(tus: Tus) -> None:
    address = tus.create(100)
    tus.ask("OPTIONS")
    tus.ask("HEAD", address)
    tus.patch(address, 0, sound(40))
    tus.patch(address, 7, b"x")
    tus.patch(address, 40, b"x", Content_Type="text/plain")
    tus.patch(address, 40, b"x", Upload_Checksum="md5 00")
    tus.patch(address, 40, b"x", Upload_Checksum=f"sha1 {b64encode(b'1' * 20).decode()}")
    tus.ask("HEAD", f"{UPLOADS}/{'0' * 32}")
    tus.ask("HEAD", address, Tus_Resumable="0.2.2")
    tus.ask("PATCH", address, X_CSRF_Token="wrong")
    tus.ask("POST", Upload_Length=str(MOST + 1))
    tus.ask("DELETE", address)

    assert {answer.status_code for answer in tus.seen} >= {200, 201, 204, 400, 403, 404, 409, 412, 413, 415, 460}
    assert {answer.headers.get("Tus-Resumable") for answer in tus.seen} == {"1.0.0"}


@pytest.mark.parametrize("version", ["0.2.2", "2.0.0", "", None])
def test_another_version_is_told_ours_and_nothing_is_done(tus: Tus, version: str | None) -> None:
    address = tus.create(10)

    answers = [
        tus.ask("POST", Tus_Resumable=version, Upload_Length="5"),
        tus.ask("HEAD", address, Tus_Resumable=version),
        tus.patch(address, 0, b"ID3", Tus_Resumable=version),
        tus.ask("DELETE", address, Tus_Resumable=version),
    ]

    assert [(one.status_code, one.headers["Tus-Version"]) for one in answers] == [(412, "1.0.0")] * 4
    assert all("Upload-Offset" not in one.headers for one in answers)
    assert tus.offset(address) == 0


@pytest.mark.parametrize("wrong", ["-1", "1.5", "ten", "", "1e3", "0x10", "9" * 30, "٣"])
def test_offsets_and_lengths_are_whole_numbers(tus: Tus, wrong: str) -> None:
    address = tus.create(10)
    deferred = tus.create(None)

    assert tus.patch(address, 0, b"x", Upload_Offset=wrong).status_code == 400
    assert tus.ask("POST", Upload_Length=wrong).status_code == 400
    assert tus.patch(deferred, 0, b"x", Upload_Length=wrong).status_code == 400
    assert (tus.offset(address), tus.offset(deferred)) == (0, 0)


def test_options_tell_everything_and_need_no_version(tus: Tus, here: TestInstallation) -> None:
    for version in ("1.0.0", "7.7.7", None):
        answer = tus.ask("OPTIONS", Tus_Resumable=version, X_CSRF_Token=None)

        assert answer.status_code == 204
        assert answer.headers["Tus-Version"].split(",")[0] == "1.0.0"
        assert set(answer.headers["Tus-Extension"].split(",")) == {
            "creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "termination",
        }  # fmt: skip
        assert answer.headers["Tus-Max-Size"] == str(MOST)
        algorithms = answer.headers["Tus-Checksum-Algorithm"].split(",")
        assert "sha1" in algorithms
        assert all(re.fullmatch("[a-z0-9-]+", name) for name in algorithms)
    address = tus.create(5)
    assert tus.ask("OPTIONS", address).headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("actual", ["POST", "PUT", "GET", "DELETE"])
def test_the_method_in_the_header_counts_and_the_actual_one_does_not(tus: Tus, actual: str) -> None:
    address = tus.create(10)
    headers = {"Upload-Offset": "0", "Content-Type": TYPE}

    answer = tus.ask(actual, address, sound(4), **{**headers, "X-HTTP-Method-Override": "PATCH"})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "4")
    assert tus.ask(actual, address, **{"X-HTTP-Method-Override": "HEAD"}).headers["Upload-Offset"] == "4"
    assert tus.ask(actual, address, **{"X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert tus.ask("HEAD", address).status_code == 404


# The core


def test_head_tells_the_offset_from_the_beginning_to_the_end_and_is_never_kept(tus: Tus) -> None:
    body, told = sound(300), []
    address = tus.create(len(body))
    for offset in (0, 100, 200, 300):
        answer = tus.ask("HEAD", address)
        told.append((answer.status_code, answer.headers["Upload-Offset"], answer.headers["Upload-Length"]))
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.data == b""
        if offset < 300:
            tus.patch(address, offset, body[offset : offset + 100])

    assert told == [(200, str(offset), "300") for offset in (0, 100, 200, 300)]


def test_what_is_not_there_has_no_offset(tus: Tus) -> None:
    for address in (f"{UPLOADS}/{'a' * 32}", f"{UPLOADS}/x", f"{UPLOADS}/{'a' * 32}%00"):
        for answer in (tus.ask("HEAD", address), tus.patch(address, 0, b"x"), tus.ask("DELETE", address)):
            assert answer.status_code == 404
            assert "Upload-Offset" not in answer.headers


def test_a_patch_is_acknowledged_with_the_new_offset(tus: Tus) -> None:
    body = sound(1000)
    address = tus.create(len(body))

    answers = [tus.patch(address, 0, body[:1]), tus.patch(address, 1, b""), tus.patch(address, 1, body[1:])]

    assert [(one.status_code, one.headers["Upload-Offset"]) for one in answers] == [
        (204, "1"), (204, "1"), (204, "1000"),
    ]  # fmt: skip
    assert tus.files() == [("voice.mp3", body)]


@pytest.mark.parametrize("offset", [0, 49, 51, 100, 1000])
def test_another_offset_is_a_conflict_and_changes_nothing(tus: Tus, offset: int, here: TestInstallation) -> None:
    body = sound(100)
    address = tus.create(len(body))
    tus.patch(address, 0, body[:50])
    before = left(here)

    answer = tus.patch(address, offset, body[50:60])

    assert answer.status_code == 409
    assert (tus.offset(address), left(here)) == (50, before)
    tus.patch(address, 50, body[50:])
    assert tus.files() == [("voice.mp3", body)]


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain", None])
def test_bytes_of_another_type_are_not_taken(tus: Tus, kind: str | None) -> None:
    address = tus.create(10)

    assert tus.patch(address, 0, b"ID3", Content_Type=kind).status_code == 415
    assert tus.offset(address) == 0


def test_more_than_was_announced_is_not_taken(tus: Tus) -> None:
    address = tus.create(10)

    assert tus.patch(address, 0, sound(11)).status_code == 413
    assert tus.offset(address) == 0


# Creation


def test_a_new_upload_has_an_address_and_begins_at_nothing(tus: Tus) -> None:
    answer = tus.ask("POST", Upload_Length="100")

    assert answer.status_code == 201
    assert re.fullmatch(rf"{UPLOADS}/[0-9a-f]{{32}}", answer.headers["Location"])
    assert tus.offset(answer.headers["Location"]) == 0


@pytest.mark.parametrize(
    "told",
    [{}, {"Upload-Defer-Length": "2"}, {"Upload-Defer-Length": ""}, {"Upload-Length": "5", "Upload-Defer-Length": "1"}],
)
def test_the_length_is_told_or_deferred(tus: Tus, told: dict[str, str | None], here: TestInstallation) -> None:
    before = left(here)

    assert tus.ask("POST", **told).status_code == 400
    assert left(here) == before


def test_a_deferred_length_is_told_later_and_once(tus: Tus) -> None:
    body = sound(30)
    address = tus.create(None)
    for offset in (0, 10):
        answer = tus.ask("HEAD", address)
        assert answer.headers["Upload-Defer-Length"] == "1"
        assert "Upload-Length" not in answer.headers
        tus.patch(address, offset, body[offset : offset + 10])

    assert tus.patch(address, 20, b"", Upload_Length="19").status_code == 400, "less than there is"
    assert tus.patch(address, 20, body[20:25], Upload_Length="30").status_code == 204
    answer = tus.ask("HEAD", address)
    assert (answer.headers["Upload-Length"], answer.headers.get("Upload-Defer-Length")) == ("30", None)
    assert tus.patch(address, 25, body[25:], Upload_Length="31").status_code == 400
    assert tus.offset(address) == 25
    assert tus.patch(address, 25, body[25:], Upload_Length="30").headers["Upload-Offset"] == "30"
    assert tus.files() == [("voice.mp3", body)]


def test_a_length_that_is_told_at_the_end_with_no_more_bytes_ends_it(tus: Tus) -> None:
    address = tus.create(None)
    tus.patch(address, 0, sound(50))

    answer = tus.patch(address, 50, b"", Upload_Length="50")

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "50")
    assert tus.files() == [("voice.mp3", sound(50))]


@pytest.mark.parametrize(
    "metadata",
    [
        "filename dm9pY2UubXAz,is_confidential",
        "filename dm9pY2UubXAz,empty ",
        "name dm9pY2UubXAz",
        f"filename {b64encode('голос.ogg'.encode()).decode()}",
    ],
)
def test_metadata_come_back_as_they_were_given(tus: Tus, metadata: str) -> None:
    address = tus.ask("POST", Upload_Length="5", Upload_Metadata=metadata).headers["Location"]

    assert tus.ask("HEAD", address).headers["Upload-Metadata"] == metadata


@pytest.mark.parametrize(
    "metadata",
    [
        ",", "a, ,b", "filename dm9pY2U=,filename dm9pY2U=", "filename dm9p Y2U=", "filename voice.mp3!",
        "filename \u00e9", "file\tname dm9pY2U=", f"filename {'QUFB' * 2000}", "a,,b",
    ],
)  # fmt: skip
def test_metadata_that_are_none_are_refused(tus: Tus, metadata: str) -> None:
    assert tus.ask("POST", Upload_Length="5", Upload_Metadata=metadata).status_code == 400


def test_an_upload_without_metadata_gives_none_back(tus: Tus) -> None:
    address = tus.ask("POST", Upload_Length="5").headers["Location"]

    assert "Upload-Metadata" not in tus.ask("HEAD", address).headers


def test_a_length_over_the_largest_is_too_large(tus: Tus) -> None:
    answer = tus.ask("POST", Upload_Length=str(MOST + 1), Upload_Metadata="filename dm9pY2UubXAz")

    assert answer.status_code == 413
    assert answer.text == "\u2068voice.mp3\u2069 was not kept: it is larger than 1 MB. Your text is kept."


@pytest.mark.parametrize("size", [40, 100])
def test_bytes_may_come_with_the_creation(tus: Tus, size: int) -> None:
    body = sound(100)

    answer = tus.ask("POST", UPLOADS, body[:size], Upload_Length="100", Content_Type=TYPE)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(size))
    assert tus.offset(answer.headers["Location"]) == size


# Expiration


def test_when_it_expires_is_told_at_the_creation_and_at_each_patch(tus: Tus, here: TestInstallation) -> None:
    answer = tus.ask("POST", Upload_Length="100", Upload_Metadata="filename dm9pY2UubXAz")
    address, first = answer.headers["Location"], answer.headers["Upload-Expires"]
    here.clock.pass_by(hours=2)
    again = tus.patch(address, 0, sound(10)).headers["Upload-Expires"]

    assert re.fullmatch(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", again)
    # The draft, whose code nobody has seen, ends a day after it was begun, and takes it along.
    assert parsedate_to_datetime(first) == parsedate_to_datetime(again) == _now(here) + timedelta(hours=22)


def test_what_is_expired_is_not_there(tus: Tus, here: TestInstallation) -> None:
    tus.family.open("/en/harbour/share/save")
    address = tus.create(100)
    tus.patch(address, 0, sound(10))
    here.clock.pass_by(hours=23)
    tus.patch(address, 10, sound(10))
    here.clock.pass_by(hours=23, minutes=59)
    assert tus.offset(address) == 20
    here.clock.pass_by(minutes=1)

    for answer in (tus.ask("HEAD", address), tus.patch(address, 20, b"x"), tus.ask("DELETE", address)):
        assert (answer.status_code, answer.headers.get("Upload-Offset")) == (404, None)


def _now(here: TestInstallation) -> datetime:
    return here.clock().astimezone(UTC)


# Checksum


@pytest.mark.parametrize(("name", "digest"), [("sha1", sha1), ("sha256", sha256)])
def test_a_sum_that_fits_lets_the_bytes_count_and_another_does_not(tus: Tus, name: str, digest: type) -> None:
    body = sound(60)
    address = tus.create(len(body))

    def told(some: bytes) -> str:
        return f"{name} {b64encode(digest(some).digest()).decode()}"

    assert tus.patch(address, 0, body[:30], Upload_Checksum=told(body[:30])).headers["Upload-Offset"] == "30"
    before = left(tus.place)
    wrong = tus.patch(address, 30, body[30:], Upload_Checksum=told(body[30:] + b"."))
    assert (wrong.status_code, wrong.status) == (460, "460 Checksum Mismatch")
    assert (tus.offset(address), left(tus.place)) == (30, before)
    tus.patch(address, 30, body[30:], Upload_Checksum=told(body[30:]))
    assert tus.files() == [("voice.mp3", body)]


@pytest.mark.parametrize(
    "told", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha1", "sha1 ?", ""]
)
def test_an_unknown_sum_changes_nothing(tus: Tus, told: str) -> None:
    address = tus.create(10)

    assert tus.patch(address, 0, b"", Upload_Checksum=told).status_code in (400, 460)
    assert tus.patch(address, 0, sound(5), Upload_Checksum=told).status_code in (400, 460)
    assert tus.offset(address) == 0


def test_an_unknown_algorithm_is_a_bad_request(tus: Tus) -> None:
    address = tus.create(10)

    assert tus.patch(address, 0, b"x", Upload_Checksum="md5 1B2M2Y8AsgTpgAmY7PhCfg==").status_code == 400


# Termination


@pytest.mark.parametrize("come", [0, 50, 100])
def test_an_upload_that_is_ended_leaves_nothing(tus: Tus, come: int, here: TestInstallation) -> None:
    before, body = left(here), sound(100)
    address = tus.create(len(body))
    tus.patch(address, 0, body[:come])

    assert tus.ask("DELETE", address).status_code == 204

    assert tus.ask("HEAD", address).status_code == 404
    assert tus.patch(address, come, b"x").status_code == 404
    assert tus.ask("DELETE", address).status_code == 404
    assert (left(here), tus.files()) == (before, [])


def test_the_samples_of_this_file_are_of_a_kind_that_is_taken(here: TestInstallation, tmp_path: Path) -> None:
    assert here.services.read_picture.kind_of(sound(5000), "voice.mp3") is not None
