"""The last look at a copy: whether it is a picture and nothing beside it."""

from __future__ import annotations

import struct

import pytest

from memorial.adapters.media.plain_pictures import is_plain
from tests.adapters.media import pictures
from tests.adapters.media.pictures import four_corners, written

PLAIN_JPEG = written(four_corners(), "JPEG", progressive=True, optimize=True)
PLAIN_WEBP = written(four_corners(), "WEBP")
CLEAR_WEBP = written(four_corners(mode="LA").convert("RGBA").rotate(30), "WEBP")


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (PLAIN_JPEG, "jpeg"),
        (written(four_corners(), "JPEG"), "jpeg"),
        (written(four_corners(mode="L"), "JPEG"), "jpeg"),
        (PLAIN_WEBP, "webp"),
        (CLEAR_WEBP, "webp"),
        (written(four_corners(mode="RGBA"), "WEBP", lossless=True), "webp"),
    ],
)
def test_pixels_alone_are_plain(content: bytes, format: str) -> None:
    assert is_plain(content, format)


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (written(four_corners(), "JPEG", exif=pictures.exif_with_words()), "jpeg"),
        (written(four_corners(), "JPEG", comment="a note"), "jpeg"),
        (written(four_corners(), "JPEG", icc_profile=pictures.srgb_profile()), "jpeg"),
        (written(four_corners(), "JPEG", xmp=pictures.xmp_with_word()), "jpeg"),
        (written(four_corners(mode="CMYK"), "JPEG"), "jpeg"),
        (PLAIN_JPEG + b"<script>", "jpeg"),
        (PLAIN_JPEG + PLAIN_JPEG, "jpeg"),
        (PLAIN_JPEG[:-2], "jpeg"),
        (PLAIN_JPEG[:40], "jpeg"),
        (b"\xff\xd8\xff\xd9", "jpeg"),
        (b"", "jpeg"),
        (PLAIN_WEBP, "jpeg"),
        (written(four_corners(), "WEBP", exif=pictures.exif_with_words()), "webp"),
        (written(four_corners(), "WEBP", xmp=pictures.xmp_with_word()), "webp"),
        (written(four_corners(), "WEBP", icc_profile=pictures.srgb_profile()), "webp"),
        (written(four_corners(), "WEBP", save_all=True, append_images=[four_corners().rotate(90)]), "webp"),
        (PLAIN_WEBP + b"<script>", "webp"),
        (PLAIN_WEBP[:-4], "webp"),
        (PLAIN_WEBP[:4] + struct.pack("<I", len(PLAIN_WEBP) + 4) + PLAIN_WEBP[8:] + b"NOTE\x04\0\0\0word", "webp"),
        (b"RIFF", "webp"),
        (b"RIFF\x0c\0\0\0WEBPVP8X\x0a\0\0\0", "webp"),
        (PLAIN_JPEG, "webp"),
        (PLAIN_JPEG, "png"),
    ],
)
def test_anything_beside_the_pixels_is_not_plain(content: bytes, format: str) -> None:
    assert not is_plain(content, format)
