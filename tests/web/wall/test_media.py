"""Access copies over HTTP: whole, in ranges, never active, gone with their row."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from memorial.application import giving
from memorial.web.overload import LARGEST_JOINED
from memorial.web.ranges import PLAYED_BYTES
from tests.installations import TestInstallation
from tests.web.published_sound import Sound, bytes_at, publish_sound, take_down
from tests.web.wall.conftest import Place, Visitor, made_place

PHOTOGRAPH = Path(__file__).parents[2] / "samples" / "images" / "hopper.jpg"
LONG = LARGEST_JOINED + 1_000_003


@dataclass(frozen=True)
class Pictured:
    """A memorial with one photograph on its wall; `addresses` are those of its access copies."""

    place: Place
    code: str
    remembrance: str
    addresses: list[str]


def _publish_photograph(site: TestInstallation) -> Pictured:
    place = made_place(site)
    code = site.offer(place.memorial)
    kept = giving.keep_file(site.services, code, "photo.jpg", [PHOTOGRAPH.read_bytes()])
    giving.save_answers(site.services, code, {f"file:{kept.id}:{name}": value for name, value in _CHOICES.items()})
    given = site.send(code)
    site.decide(given)
    with site.installation.reader.snapshot() as snapshot:
        shown = snapshot.remembrance(place.memorial.id, given.id)
    assert shown is not None
    addresses = [source.href for picture in shown.pictures for source in picture.sources]
    return Pictured(place, code, given.id, addresses)


_CHOICES = {"publish": "yes", "living": "no", "caption": 'The lamp <img src=x onerror="alert(1)">'}


@pytest.fixture(scope="module")
def pictured(site: TestInstallation) -> Pictured:
    return _publish_photograph(site)


def test_a_photograph_is_served_whole_and_harmless(visitor: Visitor, pictured: Pictured) -> None:
    assert pictured.addresses

    for address in pictured.addresses:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert answer.mimetype in ("image/webp", "image/jpeg")
        assert int(answer.headers["Content-Length"]) == len(answer.data) > 100
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert re.fullmatch(r'inline; filename="[0-9a-f]{32}\.\w+"', answer.headers["Content-Disposition"])
        assert "Last-Modified" not in answer.headers
        head = visitor.head(address)
        assert (head.status_code, head.headers["Content-Length"], head.data) == (200, str(len(answer.data)), b"")


def test_ranges_and_etags_are_honoured(visitor: Visitor, pictured: Pictured) -> None:
    address = pictured.addresses[0]
    whole = visitor.get(address)

    part = visitor.get(address, Range="bytes=10-19")
    end = visitor.get(address, Range="bytes=-5")
    beyond = visitor.get(address, Range="bytes=99999999-")

    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
    assert (end.status_code, end.data) == (206, whole.data[-5:])
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"
    assert visitor.get(address, If_None_Match=whole.headers["ETag"]).status_code == 304
    assert visitor.get(address, Range="bytes=0-3", If_Range='"other"').data == whole.data


@pytest.fixture(scope="module")
def sound(site: TestInstallation) -> Sound:
    """Larger than what is handed to the server whole."""
    return publish_sound(site.installation, made_place(site).memorial.id, LONG)


def test_a_player_hears_a_long_recording_part_by_part_and_anywhere(visitor: Visitor, sound: Sound) -> None:
    first = visitor.get(sound.address, Range="bytes=0-", Sec_Fetch_Dest="audio")
    assert (first.status_code, first.data) == (206, bytes_at(0, PLAYED_BYTES))
    assert first.headers["Content-Range"] == f"bytes 0-{PLAYED_BYTES - 1}/{LONG}"
    assert first.headers["Content-Length"] == str(PLAYED_BYTES)

    then = visitor.get(sound.address, Range=f"bytes={PLAYED_BYTES}-", Sec_Fetch_Dest="audio")
    last = visitor.get(sound.address, Range=f"bytes={LONG - 10}-", Sec_Fetch_Dest="video")
    assert then.data == bytes_at(PLAYED_BYTES, PLAYED_BYTES)
    assert last.data == bytes_at(LONG - 10, 10)


def test_who_stores_a_long_recording_gets_all_of_it_also_after_a_cut(visitor: Visitor, sound: Sound) -> None:
    whole = visitor.get(sound.address)
    rest = visitor.get(sound.address, Range="bytes=5000-", If_Range=whole.headers["ETag"])

    assert (whole.status_code, whole.data) == (200, bytes_at(0, LONG))
    assert (rest.status_code, rest.data) == (206, bytes_at(5000, LONG - 5000))
    assert hashlib.sha256(whole.data).hexdigest() == sound.etag
    assert visitor.get(sound.address, Range="bytes=0-1,4-5").data == whole.data


def test_asking_what_a_recording_is_sends_nothing_of_it(visitor: Visitor, sound: Sound) -> None:
    head = visitor.head(sound.address, Range="bytes=0-9")

    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(LONG))
    assert "Content-Range" not in head.headers
    assert head.headers["ETag"] == f'"{sound.etag}"'
    beyond = visitor.get(sound.address, Range=f"bytes={LONG}-")
    assert (beyond.status_code, beyond.data, beyond.headers["Content-Range"]) == (416, b"", f"bytes */{LONG}")


@pytest.mark.parametrize("copy_too", [True, False], ids=["with its copy", "before its copy"])
def test_a_recording_that_is_taken_back_is_gone_in_the_middle_of_listening(
    site: TestInstallation, visitor: Visitor, copy_too: bool
) -> None:
    unknown = visitor.get("/media/" + "0" * 32 + ".mp3")
    sound = publish_sound(site.installation, made_place(site).memorial.id, 2 * PLAYED_BYTES)
    heard = visitor.get(sound.address, Range="bytes=0-", Sec_Fetch_Dest="audio")
    assert heard.status_code == 206

    take_down(site.installation, sound, copy_too=copy_too)

    for asked in (
        {"Range": f"bytes={PLAYED_BYTES}-", "Sec_Fetch_Dest": "audio"}, {"Range": f"bytes={10**9}-"}, {},
        {"If_None_Match": heard.headers["ETag"]}, {"Range": "bytes=0-1", "If_Range": heard.headers["ETag"]},
    ):  # fmt: skip
        gone = visitor.get(sound.address, **asked)
        assert (gone.status_code, str(gone.headers), gone.data) == (404, str(unknown.headers), unknown.data)


def test_a_row_whose_copy_is_lost_is_not_there_either(site: TestInstallation, visitor: Visitor) -> None:
    unknown = visitor.get("/media/" + "0" * 32 + ".mp3")
    sound = publish_sound(site.installation, made_place(site).memorial.id, 100)
    site.installation.archive.copies.withdraw([sound.name])

    gone = visitor.get(sound.address, Range="bytes=0-9")

    assert (gone.status_code, str(gone.headers), gone.data) == (404, str(unknown.headers), unknown.data)


def test_captions_are_words_and_nothing_else(visitor: Visitor, pictured: Pictured) -> None:
    place, remembrance = pictured.place, pictured.remembrance

    for path in ("wall", f"remembrances/{remembrance}", f"people/{place.person_of(remembrance)}"):
        page = visitor.get(place.base + path).text
        assert "<img src=x" not in page
        assert "The lamp" in page


def test_a_withdrawn_photograph_is_not_there_any_more(site: TestInstallation, visitor: Visitor) -> None:
    pictured = _publish_photograph(site)
    unknown = visitor.get("/media/" + "0" * 32 + ".jpg")
    assert visitor.get(pictured.addresses[0]).status_code == 200

    site.act(pictured.code, "withdraw")

    for address in pictured.addresses:
        gone = visitor.get(address)
        assert (gone.status_code, str(gone.headers), gone.data) == (404, str(unknown.headers), unknown.data)
