"""Clients that others wrote send a file over a line that is cut at random bytes; what is kept is what was sent."""

from __future__ import annotations

import random
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from io import BytesIO

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader import Uploader

from tests.journeys.places import Place
from tests.journeys.senders import Sender
from tests.servers.application import MemorialServer
from tests.servers.cutting import CuttingLine

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]


def recording(length: int, chance: random.Random) -> bytes:
    return b"ID3" + chance.randbytes(length - 3)


@pytest.fixture(params=[25, pytest.param(1000, marks=pytest.mark.long)])
def cuts(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


def test_tuspy_sends_a_file_over_a_line_that_is_cut_again_and_again(
    upload_place: Place, upload_server: MemorialServer, cuts: int
) -> None:
    chance = random.Random(cuts)
    body = recording(40_000 * cuts, chance)
    at = chance.sample(range(1, len(body)), cuts)

    with CuttingLine(upload_server.port, at, lose_last=len(body)) as line:
        sender = Sender(upload_place, line)
        client = TusClient(sender.uploads, headers=sender.headers())
        # A server that was killed and has started again goes on with what it has.
        line.after_cut = lambda number: _kill_and_start(upload_server) if number == cuts // 2 else None
        uploader = client.uploader(
            file_stream=BytesIO(body),
            metadata={"filename": "voice.mp3"},
            chunk_size=1_000_000,
            retries=200,
            retry_delay=0,
        )
        to_the_end(uploader)

        assert line.cut == cuts + 1
    assert sender.kept() == [("voice.mp3", sha256(body).hexdigest())]
    assert sender.pieces() == 0


def to_the_end(uploader: Uploader) -> None:
    """Goes on from where the server stands each time that the client has given up."""
    while True:
        try:
            return uploader.upload()
        except (TusUploadFailed, TusCommunicationError):
            with suppress(TusCommunicationError):
                uploader.offset = uploader.get_offset()


def _kill_and_start(server: MemorialServer) -> None:
    server.kill()
    server.start()


def test_tuspy_sends_a_file_with_sums_over_such_a_line(
    upload_place: Place, upload_server: MemorialServer, cuts: int
) -> None:
    chance = random.Random(cuts + 1)
    body = recording(40_000 * cuts, chance)
    at = chance.sample(range(1, len(body)), cuts)

    with CuttingLine(upload_server.port, at) as line:
        sender = Sender(upload_place, line)
        client = TusClient(sender.uploads, headers=sender.headers())
        uploader = client.uploader(
            file_stream=BytesIO(body), metadata={"filename": "voice.mp3"}, chunk_size=100_000, upload_checksum=True,
            retries=5, retry_delay=0,
        )  # fmt: skip
        to_the_end(uploader)

    assert sender.kept() == [("voice.mp3", sha256(body).hexdigest())]
    assert sender.pieces() == 0


def test_a_length_that_is_not_known_and_bytes_in_chunks_are_taken_by_the_real_server(
    upload_place: Place, upload_server: MemorialServer
) -> None:
    with CuttingLine(upload_server.port) as line:
        sender = Sender(upload_place, line)
        headers = {"Tus-Resumable": "1.0.0", **sender.headers()}
    direct = sender.uploads.replace(str(line.port), str(upload_server.port))
    name = b64encode(b"Recording.mp3").decode()
    begun = requests.post(
        direct, headers={**headers, "Upload-Defer-Length": "1", "Upload-Metadata": f"filename {name}"}, timeout=30
    )
    address = f"{upload_server.url}{begun.headers['Location']}"
    body, offset = recording(300_000, random.Random(5)), 0
    kind = {"Content-Type": "application/offset+octet-stream"}

    for end in (100_000, 300_000):
        some = iter([body[offset : offset + 1000], body[offset + 1000 : end]])
        answer = requests.patch(
            address, data=some, headers={**headers, **kind, "Upload-Offset": str(offset)}, timeout=30
        )
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))
        offset = end
    last = {**headers, **kind, "Upload-Offset": str(offset), "Upload-Length": str(offset)}
    assert requests.patch(address, headers=last, timeout=30).status_code == 204
    mismatch = requests.patch(address, headers={**last, "Upload-Checksum": "md5 00"}, timeout=30)

    assert mismatch.status_code == 400
    assert sender.kept() == [("Recording.mp3", sha256(body).hexdigest())]
