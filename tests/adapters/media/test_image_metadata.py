"""Nothing that a photograph carries beside its pixels reaches any copy."""

from __future__ import annotations

import io

import pytest
from PIL import ExifTags, Image

from memorial.adapters.media.images import ReadImage, read_image
from memorial.adapters.media.plain_pictures import is_plain
from tests.adapters.media import pictures
from tests.adapters.media.pictures import ALL_WORDS, FORMATS, SAMPLES, WORDS_IN

_PLAIN_INFO = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "loop", "background"}
_PLAIN_INFO |= {"timestamp", "duration"}


def assert_bare(picture: ReadImage, words: tuple[str, ...]) -> None:
    """No word in any encoding, and nothing that Pillow could tell about the copy but its pixels."""
    for one in picture.derivatives:
        for word in words:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert word.encode(encoding) not in one.content
        with Image.open(io.BytesIO(one.content)) as image:
            image.load()
            assert not dict(image.getexif())
            assert set(image.info) <= _PLAIN_INFO
        assert is_plain(one.content, one.format)


@pytest.mark.parametrize("format", FORMATS)
def test_the_planted_words_are_in_the_original(format: str) -> None:
    original = pictures.with_metadata(format)

    with Image.open(io.BytesIO(original)) as image:
        image.load()
        told = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in image.info.values())
    assert [word for word in WORDS_IN[format] if word.encode() not in original + told] == []


@pytest.mark.parametrize("format", FORMATS)
def test_no_planted_word_is_in_any_copy(format: str) -> None:
    picture = read_image(io.BytesIO(pictures.with_metadata(format)))

    assert_bare(picture, ALL_WORDS)


def test_the_planted_thumbnail_and_position_can_be_read_from_the_original() -> None:
    with Image.open(io.BytesIO(pictures.with_metadata("JPEG"))) as image:
        exif = image.getexif()

    assert exif.get_ifd(ExifTags.IFD.GPSInfo)[2] == (50.0, 17.0, 58.57)
    assert exif.get_ifd(ExifTags.IFD.IFD1)[0x0201] > 0


@pytest.mark.parametrize("name", ["IMG_20180725_163423-tiny.jpg", "png_with_exif_and_gps.png", "exif_gps.jpg"])
def test_a_real_photograph_with_a_position_loses_all_that_it_told(name: str) -> None:
    with Image.open(SAMPLES / name) as image:
        exif = image.getexif()
        told = [*exif.values(), *exif.get_ifd(ExifTags.IFD.Exif).values()]
    words = tuple(value for value in told if isinstance(value, str) and len(value) >= 4)
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)

    picture = read_image(SAMPLES / name)

    assert_bare(picture, words)
