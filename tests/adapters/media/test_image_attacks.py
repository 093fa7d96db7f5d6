"""Broken, disguised, oversized and hostile pictures end in a plain refusal, in bounded time and memory."""

from __future__ import annotations

import io
import os
import struct
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from PIL import Image

from memorial.adapters.media import images
from memorial.adapters.media.image_frames import ImageRefusal
from memorial.adapters.media.images import ImageLimits, ImageRefused, read_image
from tests.adapters.media import pictures
from tests.adapters.media.measuring import cost_of_reading
from tests.adapters.media.pictures import FORMATS, SAMPLES, four_corners, written
from tests.adapters.media.test_conversation import children

MOST_MEMORY = 512 << 20
MOST_CPU_SECONDS = 60
PAYLOAD = b"<html><script>alert('payload7400')</script></html>"


def refusal(content: bytes, limits: ImageLimits | None = None) -> ImageRefusal:
    with pytest.raises(ImageRefused) as refused:
        read_image(io.BytesIO(content), limits=limits)
    return refused.value.code


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    processes, files = children(), len(os.listdir("/proc/self/fd"))
    yield
    assert children() <= processes
    assert len(os.listdir("/proc/self/fd")) <= files
    assert list((tmp_path / "temporary").iterdir()) == []


# Not pictures, or not whole -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 10_000,
        PAYLOAD,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"PK\x03\x04" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"%PDF-1.7\n",
        b"ID3\x04" + bytes(100),
        b"\xfd7zXZ\0" + bytes(100),
    ],
)
def test_what_is_not_a_photograph_is_refused_as_such(content: bytes) -> None:
    assert refusal(content) is ImageRefusal.NOT_AN_IMAGE


@pytest.mark.parametrize("format", [*FORMATS, "GIF"])
@pytest.mark.parametrize("kept", [0.03, 0.5, 0.9])
def test_a_picture_cut_short_is_refused(format: str, kept: float) -> None:
    whole = written(Image.effect_noise((300, 200), 80).convert("RGB"), format)

    code = refusal(whole[: max(16, int(len(whole) * kept))])

    assert code is ImageRefusal.BROKEN


def test_the_real_photograph_that_is_cut_short_is_refused_within_seconds() -> None:
    begun = time.monotonic()

    assert refusal((SAMPLES / "ultrahdr.jpg").read_bytes()) is ImageRefusal.BROKEN

    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("format", FORMATS)
def test_a_magic_number_with_nonsense_behind_it_is_refused(format: str) -> None:
    nonsense = written(four_corners(), format)[:32] + bytes(range(256)) * 40

    assert refusal(nonsense) is ImageRefusal.BROKEN


def test_a_missing_file_is_an_error_of_ours_and_not_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_image(tmp_path / "nothing.jpg")


# Two things in one --------------------------------------------------------------------------------------------------


def _png_with_payload() -> bytes:
    return pictures.png(8, 8, zlib.compress(bytes(9 * 8)), (b"tEXt", b"Comment\0" + PAYLOAD)) + PAYLOAD


def _zip_and_jpeg() -> bytes:
    return written(four_corners(), "JPEG") + b"PK\x03\x04" + PAYLOAD + b"PK\x05\x06" + bytes(18)


@pytest.mark.parametrize(
    "polyglot",
    [
        written(four_corners(), "JPEG") + PAYLOAD,
        written(four_corners(), "JPEG", comment=PAYLOAD),
        written(four_corners(), "WEBP", exif=b"Exif\0\0" + PAYLOAD),
        written(four_corners(mode="P"), "GIF", comment=PAYLOAD) + PAYLOAD,
        written(four_corners(), "TIFF") + PAYLOAD,
        _png_with_payload(),
        _zip_and_jpeg(),
    ],
)
def test_a_payload_in_a_picture_reaches_no_copy(polyglot: bytes) -> None:
    assert PAYLOAD in polyglot

    picture = read_image(io.BytesIO(polyglot))

    assert len(picture.derivatives) == 6
    for one in picture.derivatives:
        assert b"payload7400" not in one.content
        assert b"<html" not in one.content
        assert b"PK\x05\x06" not in one.content


# Too much -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bomb",
    [
        pictures.png(65_000, 65_000, pictures.squeezed(1 << 20)),
        pictures.png(20_000, 20_000, pictures.squeezed(20_000 * 20_001)),
        pictures.png(2**31 - 1, 2**31 - 1, b""),
        pictures.jpeg_that_says(65_000, 65_000),
        pictures.webp_that_says(16_384, 16_384),
        pictures.tiff_that_says(65_000, 65_000),
        pictures.gif(1, 65_000, 65_000),
    ],
)
def test_a_picture_that_announces_too_many_pixels_is_refused_before_they_are_decoded(bomb: bytes) -> None:
    begun = time.monotonic()

    assert refusal(bomb) is ImageRefusal.TOO_MANY_PIXELS

    assert time.monotonic() - begun < 5


def test_a_file_that_is_too_large_is_refused_before_it_is_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return (b"\xff\xd8\xff\xe0" + bytes(size))[:size]

    endless = Endless()
    with pytest.raises(ImageRefused) as refused:
        read_image(cast(BinaryIO, endless), limits=ImageLimits(file_bytes=1_000_000))

    assert refused.value.code is ImageRefusal.TOO_LARGE
    assert endless.given < 1_200_000


def test_a_file_may_be_exactly_as_large_as_allowed() -> None:
    photograph = (SAMPLES / "hopper.jpg").read_bytes()

    assert read_image(io.BytesIO(photograph), limits=ImageLimits(file_bytes=len(photograph))).width == 128
    assert refusal(photograph, ImageLimits(file_bytes=len(photograph) - 1)) is ImageRefusal.TOO_LARGE


@pytest.mark.parametrize(
    "film",
    [
        pictures.gif(10_000),
        pictures.png(8, 8, zlib.compress(bytes(72)), (b"acTL", struct.pack(">II", 1_000_000, 0))),
    ],
)
def test_a_picture_that_moves_for_too_long_is_refused(film: bytes) -> None:
    assert refusal(film) is ImageRefusal.ANIMATED_TOO_LONG


def test_a_tiff_whose_pages_go_in_a_circle_ends() -> None:
    picture = bytearray(written(four_corners(), "TIFF"))
    start = struct.unpack_from("<I", picture, 4)[0]
    entries = struct.unpack_from("<H", picture, start)[0]
    struct.pack_into("<I", picture, start + 2 + 12 * entries, start)

    assert read_image(io.BytesIO(bytes(picture))).width == 96


def _small_file_of_79_megapixels() -> bytes:
    return pictures.png(8_900, 8_900, pictures.squeezed(8_900 * 8_901))


def _rows_without_end() -> bytes:
    return pictures.png(8, 8, pictures.squeezed(1 << 30))


def _text_bomb() -> bytes:
    return pictures.png(8, 8, zlib.compress(bytes(72)), (b"zTXt", b"Comment\0\0" + pictures.squeezed(1 << 29)))


def _profile_bomb() -> bytes:
    return pictures.png(8, 8, zlib.compress(bytes(72)), (b"iCCP", b"Profile\0\0" + pictures.squeezed(1 << 29)))


def _comments_without_end() -> bytes:
    one = b"!\xfe" + (b"\xff" + bytes(255)) * 40 + b"\0"
    still = pictures.gif(1)
    return still[:19] + one * 2_000 + still[19:]


def _progressive_with_every_colour_at_full_size() -> bytes:
    return written(Image.new("RGB", (8_900, 8_900), "navy"), "JPEG", progressive=True, subsampling=0)


def _clear_png_of_79_megapixels() -> bytes:
    return pictures.png(8_900, 8_900, pictures.squeezed(8_900 * (4 * 8_900 + 1)), colour_type=6)


def _palette_of_79_megapixels() -> bytes:
    palette = (b"PLTE", bytes(range(48)))
    return pictures.png(8_900, 8_900, pictures.squeezed(8_900 * 8_901), palette, (b"tRNS", b"\0"), colour_type=3)


def _deep_grey_of_79_megapixels() -> bytes:
    return pictures.png(8_900, 8_900, pictures.squeezed(8_900 * (2 * 8_900 + 1)), bits=16)


def _film_of_a_million_frames() -> bytes:
    return pictures.gif(1_000_000)


def _gif_with_a_screen_of_79_megapixels() -> bytes:
    return pictures.gif(3, 8_900, 8_900)


def _wide_webp() -> bytes:
    return written(Image.new("RGBA", (6_000, 4_000), (9, 9, 9, 99)), "WEBP", lossless=True, method=0)


def _avif_of_49_megapixels() -> bytes:
    return written(Image.new("RGBA", (7_000, 7_000), (9, 9, 9, 99)), "AVIF", speed=10)


def _heic_of_49_megapixels() -> bytes:
    return written(Image.new("RGB", (7_000, 7_000), "navy"), "HEIF", tile_size=512)


def _real_photograph() -> bytes:
    return (SAMPLES / "IMG_20180725_163423-tiny.jpg").read_bytes()


@pytest.mark.parametrize(
    ("made", "outcomes"),
    [
        (_real_photograph, {"read"}),
        (_small_file_of_79_megapixels, {"read"}),
        (_clear_png_of_79_megapixels, {"read"}),
        (_palette_of_79_megapixels, {"read"}),
        (_deep_grey_of_79_megapixels, {"read"}),
        pytest.param(_heic_of_49_megapixels, {"read"}, marks=pytest.mark.long),  # slow to make
        (_wide_webp, {"read"}),
        (_avif_of_49_megapixels, {"read", "too_many_pixels"}),
        (_progressive_with_every_colour_at_full_size, {"too_many_pixels"}),
        (_gif_with_a_screen_of_79_megapixels, {"read", "too_many_pixels"}),
        (_film_of_a_million_frames, {"animated_too_long"}),
        (_rows_without_end, {"read", "broken"}),
        (_text_bomb, {"read", "broken"}),
        (_profile_bomb, {"read", "broken"}),
        (_comments_without_end, {"read", "broken", "timed_out"}),
    ],
)
def test_the_worst_pictures_stay_within_memory_and_time(
    made: Callable[[], bytes], outcomes: set[str], tmp_path: Path
) -> None:
    picture = tmp_path / "picture"
    picture.write_bytes(made())
    assert picture.stat().st_size <= ImageLimits().file_bytes

    cost = cost_of_reading(picture)

    print(made.__name__, cost)
    assert cost.outcome in outcomes
    assert cost.peak_memory <= MOST_MEMORY
    assert cost.cpu_seconds <= MOST_CPU_SECONDS
    assert cost.seconds <= ImageLimits().wall_seconds + 5


def test_too_little_memory_is_a_refusal_and_no_crash() -> None:
    large = written(Image.new("RGB", (5_000, 5_000)), "PNG")

    assert refusal(large, ImageLimits(memory=100 << 20)) is ImageRefusal.TOO_MANY_PIXELS


@pytest.mark.parametrize("limits", [ImageLimits(wall_seconds=0.2), ImageLimits(cpu_seconds=1)])
def test_a_picture_that_takes_too_long_is_refused(limits: ImageLimits) -> None:
    assert refusal(_palette_of_79_megapixels(), limits) is ImageRefusal.TIMED_OUT


# A child that is no longer ours -------------------------------------------------------------------------------------

_PRELUDE = """
import sys
from memorial.adapters.media.image_frames import *
sys.stdin.buffer.read()
def answer(content, **changes):
    sizes = [(size, kind) for size in SIDES for kind in FORMATS]
    sys.stdout.buffer.write(pack_copies(Copies(8, 8, tuple(Derivative(s, f, 8, 8, content[f]) for s, f in sizes), ())))
"""


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 11)",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "raise RuntimeError",
        "pass",
        "import sys; sys.stdout.write('<html>')",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x02{}')",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x02[]')",
        "import sys; sys.stdout.buffer.write(b'\\xff' * 100)",
        'import sys; head = b\'{"refused": "by magic"}\'; sys.stdout.buffer.write(bytes([0, 0, 0, len(head)]) + head)',
        _PRELUDE + "answer({'webp': b'<html>', 'jpeg': b'<html>'})",
        _PRELUDE + "answer({'webp': bytes.fromhex(WEBP_NOT_BARE), 'jpeg': bytes.fromhex(JPEG)})",
        "import os\nwhile True: os.write(1, bytes(65536))",
    ],
)
def test_whatever_a_hijacked_child_answers_nothing_comes_through(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = f"WEBP_NOT_BARE = {written(four_corners(8, 8), 'WEBP', xmp=b'<x/>').hex()!r}\n"
    facts += f"JPEG = {written(four_corners(8, 8), 'JPEG').hex()!r}\n"
    monkeypatch.setattr(images, "_CHILD", ("-P", "-s", "-c", facts + program))

    assert refusal((SAMPLES / "hopper.jpg").read_bytes()) is ImageRefusal.BROKEN


def test_a_child_that_answers_as_it_should_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = f"WEBP, JPEG = {written(four_corners(8, 8), 'WEBP')!r}, {written(four_corners(8, 8), 'JPEG')!r}\n"
    monkeypatch.setattr(images, "_CHILD", ("-P", "-s", "-c", facts + _PRELUDE + "answer({'webp': WEBP, 'jpeg': JPEG})"))

    assert read_image(SAMPLES / "hopper.jpg").width == 8


def test_a_child_that_cannot_be_started_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")

    with pytest.raises(FileNotFoundError):
        read_image(SAMPLES / "hopper.jpg")


# Many of them -------------------------------------------------------------------------------------------------------


def test_thirty_bad_pictures_in_a_row_leave_nothing_and_the_next_good_one_is_read() -> None:
    whole = (SAMPLES / "hopper.jpg").read_bytes()
    bad = [
        whole[:900],
        pictures.png(65_000, 65_000, b""),
        pictures.gif(10_000),
        PAYLOAD,
        written(four_corners(), "HEIF")[:400],
    ]
    processes, files = children(), len(os.listdir("/proc/self/fd"))

    for number in range(30):
        refusal(bad[number % len(bad)])

    assert children() == processes
    assert len(os.listdir("/proc/self/fd")) == files
    assert os.listdir(tempfile.gettempdir()) == []
    assert read_image(io.BytesIO(whole)).width == 128
