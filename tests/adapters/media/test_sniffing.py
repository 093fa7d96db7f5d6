"""A file is what its first bytes say, whatever it is called."""

from __future__ import annotations

import pytest

from memorial.adapters.media.sniffing import ENOUGH_BYTES, kind_of
from memorial.vocabulary import FileKind
from tests.adapters.media import pictures
from tests.adapters.media.pictures import FORMATS, four_corners, written


def box(*brands: bytes) -> bytes:
    return (16 + 4 * (len(brands) - 1)).to_bytes(4, "big") + b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])


MATROSKA = b"\x1aE\xdf\xa3\xa3\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x88matroska"
WEBM = b"\x1aE\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"


@pytest.mark.parametrize(("format", "mime"), [*FORMATS.items(), ("GIF", "image/gif")])
def test_photographs_are_known_by_their_bytes(format: str, mime: str) -> None:
    first = written(four_corners(), format)[:ENOUGH_BYTES]

    assert kind_of(first, "page.html") == (FileKind.PHOTO, mime)


@pytest.mark.parametrize(
    ("first", "filename", "kind", "mime"),
    [
        (b"%PDF-1.7\n", "letter", FileKind.DOCUMENT, "application/pdf"),
        (b"ID3\x04\0\0\0\0\0\0", "voice", FileKind.AUDIO, "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "voice", FileKind.AUDIO, "audio/mpeg"),
        (b"\xff\xf3\x40\xc4", "voice", FileKind.AUDIO, "audio/mpeg"),
        (b"OggS\0\x02" + bytes(22) + b"\x01\x1e\x01vorbis", "voice", FileKind.AUDIO, "audio/ogg"),
        (b"OggS\0\x02" + bytes(22) + b"\x01\x13OpusHead", "voice", FileKind.AUDIO, "audio/ogg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "voice", FileKind.AUDIO, "audio/wav"),
        (b"fLaC\0\0\0\x22", "voice", FileKind.AUDIO, "audio/flac"),
        (b"#!AMR\n\x3c", "voice", FileKind.AUDIO, "audio/amr"),
        (b"caff\0\x01\0\0desc", "voice", FileKind.AUDIO, "audio/x-caf"),
        (b"FORM\0\0\0\x2eAIFFCOMM", "voice", FileKind.AUDIO, "audio/aiff"),
        (b"\xff\xf1\x50\x80\x01\x7f\xfc", "voice", FileKind.AUDIO, "audio/aac"),
        (box(b"M4A ", b"mp42"), "voice", FileKind.AUDIO, "audio/mp4"),
        (box(b"mp42", b"isom"), "voice.M4A", FileKind.AUDIO, "audio/mp4"),
        (box(b"mp42", b"isom"), "film", FileKind.VIDEO, "video/mp4"),
        (box(b"isom", b"iso2", b"avc1"), "film.jpg", FileKind.VIDEO, "video/mp4"),
        (box(b"qt  "), "film", FileKind.VIDEO, "video/quicktime"),
        (WEBM + b"V_VP9 A_OPUS", "film", FileKind.VIDEO, "video/webm"),
        (WEBM + b"A_OPUS", "voice", FileKind.AUDIO, "audio/webm"),
        (WEBM, "film", FileKind.VIDEO, "video/webm"),
        (MATROSKA + b"A_OPUS", "voice", FileKind.AUDIO, "audio/x-matroska"),
        (box(b"iso5", b"isom") + b"\0\0\0\x20moov hdlr soun", "voice", FileKind.AUDIO, "audio/mp4"),
        (box(b"iso5", b"isom") + b"\0\0\0\x20moov hdlr soun hdlr vide", "film", FileKind.VIDEO, "video/mp4"),
        (box(b"mif1", b"heic", b"miaf"), "photo", FileKind.PHOTO, "image/heic"),
        (box(b"mif1", b"avif", b"miaf"), "photo", FileKind.PHOTO, "image/avif"),
    ],
)
def test_papers_and_recordings_are_known(first: bytes, filename: str, kind: FileKind, mime: str) -> None:
    assert kind_of(first, filename) == (kind, mime)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"\xff",
        b"\xff\xd8",
        b"words in a letter",
        b"<!doctype html><script>alert(1)</script>",
        b"  \n<html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><svg/>',
        b"#!/bin/sh\nrm",
        b"FORM\0\0\0\x2eILBMBMHD",
        b"\xff\xf1\x7c\x80\x01\x7f\xfc",
        b"\x7fELF\x02\x01\x01",
        b"MZ\x90\0\x03",
        b"\xca\xfe\xba\xbe",
        b"PK\x03\x04",
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"\xfd7zXZ\0",
        b"BM\x36\0\0\0",
        b"8BPS\0\x01",
        b"\0\0\x01\0\x01\0",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b" %PDF-1.7",
        b"RIFF\x24\0\0\0AVI LIST",
        b"\x1aE\xdf\xa3\x9f\x42\x82\x88matroska",
        b"OggS\0\x02" + bytes(22) + b"\x80theora",
        b"OggS\0\x02" + bytes(22) + b"something",
        b"\xff\xfe<\0h\0t\0m\0l\0",
        b"\xff\xfb\xf0\0",
        b"\xff\xfb\x9c\0",
        b"\xff\xf1\x50\x80",
        box(b"crx "),
        box(b"mif1", b"miaf"),
        b"#EXTM3U\n#EXT-X-VERSION:3",
        b"ffconcat version 1.0",
    ],
)
def test_everything_else_is_refused(first: bytes) -> None:
    assert kind_of(first, "photo.jpg") is None


def test_a_picture_with_a_web_page_behind_it_is_still_a_picture() -> None:
    assert kind_of(pictures.written(four_corners(), "JPEG") + b"<html>", "x.html") == (FileKind.PHOTO, "image/jpeg")
