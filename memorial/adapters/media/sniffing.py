"""What a file is, told by its own first bytes and never by its name or by what a browser says about it."""

from __future__ import annotations

from memorial.vocabulary import FileKind

ENOUGH_BYTES = 4096
"""How many of a file's first bytes `kind_of` looks at."""

_Kind = tuple[FileKind, str]

_PREFIXES: tuple[tuple[bytes, _Kind], ...] = (
    (b"\xff\xd8\xff", (FileKind.PHOTO, "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", (FileKind.PHOTO, "image/png")),
    (b"GIF87a", (FileKind.PHOTO, "image/gif")),
    (b"GIF89a", (FileKind.PHOTO, "image/gif")),
    (b"II*\x00", (FileKind.PHOTO, "image/tiff")),
    (b"MM\x00*", (FileKind.PHOTO, "image/tiff")),
    (b"II+\x00", (FileKind.PHOTO, "image/tiff")),
    (b"MM\x00+", (FileKind.PHOTO, "image/tiff")),
    (b"%PDF-", (FileKind.DOCUMENT, "application/pdf")),
    (b"ID3", (FileKind.AUDIO, "audio/mpeg")),
    (b"fLaC", (FileKind.AUDIO, "audio/flac")),
    # What older telephones record.
    (b"#!AMR", (FileKind.AUDIO, "audio/amr")),
    (b"caff", (FileKind.AUDIO, "audio/x-caf")),
)
_RIFF: dict[bytes, _Kind] = {b"WEBP": (FileKind.PHOTO, "image/webp"), b"WAVE": (FileKind.AUDIO, "audio/wav")}
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_PICTURE_CONTAINER_BRANDS = {b"mif1", b"mif2", b"msf1"}
_M4A_BRANDS = {b"M4A ", b"M4B "}
_MP4_BRANDS = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1"} | {
    b"M4V ", b"M4VP", b"MSNV", b"dash", b"3gp4", b"3gp5", b"3gp6", b"3g2a",
}  # fmt: skip
_OGG_VIDEO = (b"\x80theora", b"\x01video", b"BBCD\x00")
_OGG_AUDIO = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


def kind_of(first_bytes: bytes, filename: str = "") -> _Kind | None:
    """The kind and media type of a file that begins with `first_bytes` (up to `ENOUGH_BYTES`), or None: refuse it.

    The bytes decide. The name is asked only whether an MP4 or WebM container, already known as one, is sound alone.
    SVG, HTML, scripts, programs, archives and everything else that is not listed here are None.
    """
    first = first_bytes[:ENOUGH_BYTES]
    for prefix, kind in _PREFIXES:
        if first.startswith(prefix):
            return kind
    if first.startswith(b"RIFF"):
        return _RIFF.get(first[8:12])
    if first.startswith(b"FORM"):
        return (FileKind.AUDIO, "audio/aiff") if first[8:12] in (b"AIFF", b"AIFC") else None
    if first[4:8] == b"ftyp":
        return _iso_media(first, filename)
    if first.startswith(b"\x1aE\xdf\xa3"):
        return _matroska(first, filename)
    if first.startswith(b"OggS\x00"):
        return _ogg(first)
    if _is_aac_frame(first):
        return FileKind.AUDIO, "audio/aac"
    return (FileKind.AUDIO, "audio/mpeg") if _is_mp3_frame(first) else None


def _iso_media(first: bytes, filename: str) -> _Kind | None:
    """A file of the ISO base media family by its `ftyp` box: the major brand first, then the compatible ones."""
    length = min(int.from_bytes(first[:4], "big"), len(first))
    major = first[8:12]
    brands = {first[at : at + 4] for at in range(16, length - 3, 4)} | {major}
    if major in _AVIF_BRANDS or (major in _PICTURE_CONTAINER_BRANDS and brands & _AVIF_BRANDS):
        return FileKind.PHOTO, "image/avif"
    if major in _HEIC_BRANDS or (major in _PICTURE_CONTAINER_BRANDS and brands & _HEIC_BRANDS):
        return FileKind.PHOTO, "image/heic"
    if major == b"qt  ":
        return FileKind.VIDEO, "video/quicktime"
    if major in _M4A_BRANDS:
        return FileKind.AUDIO, "audio/mp4"
    if brands & _MP4_BRANDS:
        # Voice recorders, and browsers that record, write sound alone under the general brands.
        tracks = b"moov" in first and b"soun" in first and b"vide" not in first
        sound_alone = tracks or filename.lower().endswith((".m4a", ".m4b"))
        return (FileKind.AUDIO, "audio/mp4") if sound_alone else (FileKind.VIDEO, "video/mp4")
    return None


def _matroska(first: bytes, filename: str) -> _Kind | None:
    """WebM, and of the rest of its family sound alone: the document type stands within the first bytes."""
    heard = b"A_OPUS" in first or b"A_VORBIS" in first
    if b"\x42\x82\x88matroska" in first[:64]:
        return (FileKind.AUDIO, "audio/x-matroska") if heard and b"V_" not in first else None
    if b"\x42\x82\x84webm" not in first[:64]:
        return None
    if b"V_VP8" in first or b"V_VP9" in first or b"V_AV1" in first:
        return FileKind.VIDEO, "video/webm"
    sound_alone = heard or filename.lower().endswith(".weba")
    return (FileKind.AUDIO, "audio/webm") if sound_alone else (FileKind.VIDEO, "video/webm")


def _ogg(first: bytes) -> _Kind | None:
    """Ogg with sound alone: every stream announces itself in a page at the beginning."""
    opening = first[:512]
    if any(mark in opening for mark in _OGG_VIDEO):
        return None
    return (FileKind.AUDIO, "audio/ogg") if any(mark in opening for mark in _OGG_AUDIO) else None


def _is_mp3_frame(first: bytes) -> bool:
    """Whether the file opens with an MPEG audio layer III frame header (ISO/IEC 11172-3, 2.4.1.3) of legal values."""
    if len(first) < 4 or first[0] != 0xFF or first[1] & 0xE0 != 0xE0:
        return False
    version, layer = first[1] >> 3 & 0b11, first[1] >> 1 & 0b11
    bitrate, sampling = first[2] >> 4, first[2] >> 2 & 0b11
    return version != 0b01 and layer == 0b01 and bitrate not in (0, 15) and sampling != 0b11


def _is_aac_frame(first: bytes) -> bool:
    """Whether the file opens with an ADTS header (ISO/IEC 13818-7, 6.2) of a legal sampling frequency."""
    return len(first) >= 7 and first[0] == 0xFF and first[1] & 0xF6 == 0xF0 and first[2] >> 2 & 0b1111 < 13
