"""Pictures made for tests: four colours that show which way is up, metadata with words to look for, and traps."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, PngImagePlugin, TiffImagePlugin

pillow_heif.register_heif_opener()

SAMPLES = Path(__file__).parents[2] / "samples" / "images"
FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
    "TIFF": "image/tiff",
}
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 30), (30, 30, 220), (230, 220, 40)
CORNERS = (RED, GREEN, BLUE, YELLOW)
"""The colours of `four_corners`: top left, top right, bottom left, bottom right."""

_LAID_DOWN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def four_corners(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", (width, height))
    for index, colour in enumerate(CORNERS):
        left, top = (index % 2) * (width // 2), (index // 2) * (height // 2)
        picture.paste(colour, (left, top, left + width // 2, top + height // 2))
    return picture.convert(mode)


def colours_of_corners(picture: Image.Image) -> list[tuple[int, ...]]:
    rgb = picture.convert("RGB")
    return [
        rgb.getpixel((rgb.width * x // 4, rgb.height * y // 4))  # type: ignore[misc]
        for x, y in [(1, 1), (3, 1), (1, 3), (3, 3)]
    ]


def are_near(found: list[tuple[int, ...]], wanted: tuple[tuple[int, ...], ...], most: int = 40) -> bool:
    """Whether all colours are alike but for what lossy compression does to them."""
    return all(
        abs(f - w) <= most for one, other in zip(found, wanted, strict=True) for f, w in zip(one, other, strict=True)
    )


def written(picture: Image.Image, format: str, **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, format, **options)
    return target.getvalue()


def stored_lying(format: str, orientation: int) -> bytes:
    """`four_corners` stored so that this orientation turns it upright again."""
    upright = four_corners()
    stored = upright.transpose(_LAID_DOWN[orientation]) if orientation in _LAID_DOWN else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return written(stored, format, quality=95, exif=exif.tobytes())


# Metadata -----------------------------------------------------------------------------------------------------------

EXIF_WORDS = ("MAKERword7301", "OWNERword7302", "SERIALword7303", "DATUMword7304", "NOTEword7305")
THUMBNAIL_WORD, XMP_WORD, ICC_WORD, COMMENT_WORD = "THUMBword7306", "XMPword7307", "ICCword7308", "COMMENTword7309"


def exif_with_words() -> bytes:
    """EXIF with a GPS position and words in many places, and a thumbnail in a second directory."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = EXIF_WORDS[0]
    exif[ExifTags.Base.Artist] = EXIF_WORDS[1]
    exif[ExifTags.Base.DateTime] = "2018:07:25 16:34:23"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = EXIF_WORDS[2]
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = EXIF_WORDS[4].encode()
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    position.update({1: "N", 2: (50.0, 17.0, 58.57), 3: "E", 4: (14.0, 49.0, 13.3), 18: EXIF_WORDS[3]})
    return _with_thumbnail(exif.tobytes())


def _with_thumbnail(exif: bytes) -> bytes:
    block = bytearray(exif[6:])
    order = "<" if block[:2] == b"II" else ">"
    start = struct.unpack_from(order + "I", block, 4)[0]
    entries = struct.unpack_from(order + "H", block, start)[0]
    struct.pack_into(order + "I", block, start + 2 + 12 * entries, len(block))
    thumbnail = written(four_corners(16, 16), "JPEG", comment=THUMBNAIL_WORD)
    after = len(block) + 2 + 2 * 12 + 4
    block += struct.pack(order + "H", 2)
    block += struct.pack(order + "HHII", 0x0201, 4, 1, after)
    block += struct.pack(order + "HHII", 0x0202, 4, 1, len(thumbnail))
    return exif[:6] + bytes(block) + bytes(4) + thumbnail


def xmp_with_word() -> bytes:
    about = f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{XMP_WORD}"/>'
    space = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{space}">{about}</rdf:RDF></x:xmpmeta>'.encode()


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_with_word() -> bytes:
    profile = srgb_profile() + ICC_WORD.encode().ljust(16, b"\0")
    return struct.pack(">I", len(profile)) + profile[4:]


def profile_with_red_and_green_exchanged() -> bytes:
    profile = bytearray(srgb_profile())
    table = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * profile[131], 12)}
    for one, other in ((b"rXYZ", b"gXYZ"), (b"gXYZ", b"rXYZ")):
        profile[table[one] : table[one] + 4] = other
    return bytes(profile)


def with_metadata(format: str) -> bytes:
    """`four_corners` in that format, with every kind of metadata that can be put there."""
    options: dict[str, Any] = {"exif": exif_with_words(), "icc_profile": profile_with_word()}
    picture = four_corners()
    if format == "TIFF":
        return _tiff_with_metadata(picture)
    if format == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", COMMENT_WORD)
        texts.add_text("Author", COMMENT_WORD, zip=True)
        texts.add_itxt("XML:com.adobe.xmp", xmp_with_word().decode())
        return written(picture, "PNG", pnginfo=texts, **options)
    options |= {"xmp": xmp_with_word(), "quality": 95}
    if format == "JPEG":
        photograph = written(picture, "JPEG", comment=COMMENT_WORD, **options)
        caption = (
            b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + _counted(b"\x1c\x02\x78" + _counted(COMMENT_WORD.encode(), 2), 4)
        )
        gain_map = written(four_corners(16, 16), "JPEG", comment=COMMENT_WORD)
        return photograph[:2] + b"\xff\xed" + struct.pack(">H", len(caption) + 2) + caption + photograph[2:] + gain_map
    if format == "WEBP":
        plain = written(picture, "WEBP", **options)
        grown = plain + b"NOTE" + struct.pack("<I", 16) + COMMENT_WORD.encode().ljust(16, b"\0")
        return grown[:4] + struct.pack("<I", len(grown) - 8) + grown[8:]
    return written(picture, format, **options)


def _counted(block: bytes, width: int) -> bytes:
    return len(block).to_bytes(width, "big") + block


def _tiff_with_metadata(picture: Image.Image) -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ExifTags.Base.Make] = EXIF_WORDS[0]
    tags[ExifTags.Base.Artist] = EXIF_WORDS[1]
    tags[ExifTags.Base.ImageDescription] = COMMENT_WORD
    tags[700] = xmp_with_word()
    tags.tagtype[700] = 1
    return written(picture, "TIFF", tiffinfo=tags, icc_profile=profile_with_word(), compression="tiff_lzw")


WORDS_IN = {
    "JPEG": (*EXIF_WORDS, THUMBNAIL_WORD, XMP_WORD, ICC_WORD, COMMENT_WORD),
    "PNG": (*EXIF_WORDS, THUMBNAIL_WORD, XMP_WORD, ICC_WORD, COMMENT_WORD),
    "WEBP": (*EXIF_WORDS, THUMBNAIL_WORD, XMP_WORD, ICC_WORD, COMMENT_WORD),
    "AVIF": (*EXIF_WORDS, THUMBNAIL_WORD, XMP_WORD, ICC_WORD),
    "HEIF": (*EXIF_WORDS, THUMBNAIL_WORD, XMP_WORD, ICC_WORD),
    "TIFF": (*EXIF_WORDS[:2], XMP_WORD, ICC_WORD, COMMENT_WORD),
}
ALL_WORDS = WORDS_IN["JPEG"]


# Traps --------------------------------------------------------------------------------------------------------------


def png(
    width: int, height: int, rows: bytes, *chunks: tuple[bytes, bytes], colour_type: int = 0, bits: int = 8
) -> bytes:
    """A PNG that says it has that size, whatever its compressed `rows` hold."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def squeezed(zeros: int) -> bytes:
    """That many zero bytes, deflated to a thousandth."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return (
        b"".join(packer.compress(block[: min(len(block), zeros - at)]) for at in range(0, zeros, len(block)))
        + packer.flush()
    )


def gif(frames: int, width: int = 1, height: int = 1) -> bytes:
    frame = b",\0\0\0\0" + struct.pack("<HH", 1, 1) + b"\0\x02\x02D\x01\0"
    screen = struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    return b"GIF89a" + screen + b"!\xf9\x04\0\x01\0\0\0" + frame * frames + b";"


def jpeg_that_says(width: int, height: int) -> bytes:
    small = bytearray(written(four_corners(16, 16), "JPEG"))
    at = small.index(b"\xff\xc0")
    struct.pack_into(">HH", small, at + 5, height, width)
    return bytes(small)


def webp_that_says(width: int, height: int) -> bytes:
    small = bytearray(written(four_corners(16, 16, "RGBA"), "WEBP", exif=exif_with_words()))
    assert small[12:16] == b"VP8X"
    small[24:27], small[27:30] = (width - 1).to_bytes(3, "little"), (height - 1).to_bytes(3, "little")
    return bytes(small)


def tiff_that_says(width: int, height: int) -> bytes:
    fields = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 8)]
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, number) for tag, number in fields)
    return b"II*\0" + struct.pack("<I", 16) + bytes(8) + struct.pack("<H", len(fields)) + directory + bytes(4)
