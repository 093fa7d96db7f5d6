"""Photographs become upright copies in three sizes and two formats, in the colours that were meant."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from memorial.adapters.media import images
from memorial.adapters.media.image_frames import FORMATS as COPY_FORMATS
from memorial.adapters.media.image_frames import SIDES
from memorial.adapters.media.images import Derivative, ReadImage, read_image
from tests.adapters.media import pictures
from tests.adapters.media.pictures import CORNERS, FORMATS, SAMPLES, are_near, colours_of_corners, written

JPEGS_OF_ALL_ORIENTATIONS = [("JPEG", orientation) for orientation in range(1, 9)]
OTHERS_LYING = [("PNG", 6), ("PNG", 2), ("WEBP", 8), ("WEBP", 7), ("TIFF", 5), ("TIFF", 3), ("AVIF", 6), ("AVIF", 4)]
HEICS_LYING = [("HEIF", 6), ("HEIF", 8), ("HEIF", 5)]


def read(content: bytes) -> ReadImage:
    return read_image(io.BytesIO(content))


def opened(derivative: Derivative) -> Image.Image:
    return Image.open(io.BytesIO(derivative.content))


def copy_of(picture: ReadImage, size: str, format: str) -> Image.Image:
    return next(opened(one) for one in picture.derivatives if (one.size, one.format) == (size, format))


@pytest.mark.parametrize(("format", "mime"), FORMATS.items())
def test_every_format_gives_each_size_in_each_format(format: str, mime: str) -> None:
    picture = read(written(pictures.four_corners(3000, 2000), format))

    assert (picture.mime, picture.width, picture.height) == (mime, 3000, 2000)
    assert {(one.size, one.format) for one in picture.derivatives} == {(s, f) for s in SIDES for f in COPY_FORMATS}
    for one in picture.derivatives:
        image = opened(one)
        assert image.format == one.format.upper()
        assert image.size == (one.width, one.height) == (SIDES[one.size], SIDES[one.size] * 2 // 3)
        assert are_near(colours_of_corners(image), CORNERS)


def test_a_gif_is_read_as_its_first_picture() -> None:
    first, second = pictures.four_corners(mode="P"), Image.new("P", (96, 64))

    picture = read(written(first, "GIF", save_all=True, append_images=[second] * 3))

    assert picture.mime == "image/gif"
    assert are_near(colours_of_corners(copy_of(picture, "full", "webp")), CORNERS)


def test_a_small_picture_is_never_enlarged() -> None:
    picture = read_image(SAMPLES / "hopper.jpg")

    assert {(one.width, one.height) for one in picture.derivatives} == {(128, 128)}


def test_a_line_of_pixels_keeps_at_least_one_pixel() -> None:
    picture = read(written(Image.new("RGB", (20_000, 1), "red"), "PNG"))

    assert {(one.width, one.height) for one in picture.derivatives} == {(2400, 1), (1200, 1), (480, 1)}


@pytest.mark.parametrize(("format", "orientation"), JPEGS_OF_ALL_ORIENTATIONS + OTHERS_LYING + HEICS_LYING)
def test_a_picture_stored_lying_is_shown_upright(format: str, orientation: int) -> None:
    stored = pictures.stored_lying(format, orientation)
    if format in ("AVIF", "HEIF"):
        assert b"irot" in stored or b"imir" in stored

    picture = read(stored)

    assert (picture.width, picture.height) == (96, 64)
    assert all(are_near(colours_of_corners(opened(one)), CORNERS) for one in picture.derivatives)


def test_a_real_portrait_stored_sideways_looks_like_the_upright_one() -> None:
    upright, sideways = (
        copy_of(read_image(SAMPLES / name), "full", "jpeg").convert("L").resize((16, 16))
        for name in ("hopper.jpg", "hopper_orientation_6.jpg")
    )

    differences = [abs(one - other) for one, other in zip(upright.tobytes(), sideways.tobytes(), strict=True)]
    assert sum(differences) / len(differences) < 8


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_colours_are_converted_to_srgb_when_the_picture_brings_a_profile(format: str) -> None:
    exchanged = pictures.profile_with_red_and_green_exchanged()
    red = written(Image.new("RGB", (64, 64), (255, 0, 0)), format, icc_profile=exchanged, quality=95)

    copy = copy_of(read(red), "full", "webp")

    assert are_near(colours_of_corners(copy), ((0, 255, 0),) * 4)
    assert "icc_profile" not in copy.info


@pytest.mark.parametrize("profile", [b"no profile at all", pictures.srgb_profile()[:200]])
def test_a_broken_profile_is_no_reason_to_refuse_a_photograph(profile: bytes) -> None:
    picture = read(written(pictures.four_corners(), "JPEG", icc_profile=profile, quality=95))

    assert are_near(colours_of_corners(copy_of(picture, "full", "webp")), CORNERS)


@pytest.mark.parametrize(
    ("format", "mode", "options"),
    [
        ("JPEG", "CMYK", {"quality": 95}),
        ("JPEG", "YCbCr", {"quality": 95}),
        ("PNG", "P", {}),
        ("PNG", "RGBA", {}),
        ("TIFF", "CMYK", {}),
        ("TIFF", "RGBA", {"compression": "tiff_adobe_deflate"}),
    ],
)
def test_every_way_to_store_colour_gives_the_same_colours(format: str, mode: str, options: dict[str, Any]) -> None:
    picture = read(written(pictures.four_corners(mode=mode), format, **options))

    assert all(are_near(colours_of_corners(opened(one)), CORNERS) for one in picture.derivatives)


@pytest.mark.parametrize(
    ("format", "grey"),
    [
        ("PNG", Image.new("I;16", (32, 32), 32_768)),
        ("TIFF", Image.new("I;16", (32, 32), 32_768)),
        ("TIFF", Image.new("I", (32, 32), 32_768)),
        ("TIFF", Image.new("F", (32, 32), 0.5)),
        ("PNG", Image.new("L", (32, 32), 128)),
        ("PNG", Image.new("LA", (32, 32), (128, 255))),
    ],
)
def test_a_grey_scan_keeps_its_grey_whatever_its_depth(format: str, grey: Image.Image) -> None:
    picture = read(written(grey, format))

    assert all(are_near(colours_of_corners(opened(one)), ((128,) * 3,) * 4, most=3) for one in picture.derivatives)


def test_what_is_transparent_stays_so_in_webp_and_becomes_paper_in_jpeg() -> None:
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))

    picture = read(written(clear, "PNG"))

    webp, jpeg = copy_of(picture, "full", "webp"), copy_of(picture, "full", "jpeg")
    assert webp.mode == "RGBA"
    assert webp.getchannel("A").getextrema() == (0, 0)
    assert are_near(colours_of_corners(jpeg), ((0xFA, 0xF8, 0xF4),) * 4, most=2)


def test_cards_stay_light_even_for_a_noisy_picture() -> None:
    noise = Image.effect_noise((1600, 1200), 60).convert("RGB")

    picture = read(written(noise, "JPEG", quality=90))
    photograph = read_image(SAMPLES / "IMG_20180725_163423-tiny.jpg")

    cards = [len(one.content) for one in photograph.derivatives if one.size == "card"]
    assert max(cards) <= 25_000
    assert len(picture.derivatives) == 6


def test_a_stream_is_read_from_where_it_stands() -> None:
    stream = io.BytesIO(b"what came before" + (SAMPLES / "hopper.jpg").read_bytes())
    stream.seek(len(b"what came before"))

    assert read_image(stream).width == 128


def test_no_more_children_at_once_than_there_are_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    ask = images.converse

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return ask(*args, **kwargs)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(images, "converse", counted)
    monkeypatch.setattr(images, "_turns", threading.BoundedSemaphore(2))
    with ThreadPoolExecutor(8) as families:
        widths = list(families.map(lambda _: read_image(SAMPLES / "hopper.jpg").width, range(12)))

    assert widths == [128] * 12
    assert most == 2
