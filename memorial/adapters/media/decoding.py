"""From the bytes of a photograph to upright pixels of a modest size. Runs in the child only: here the decoders are."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import cast

import pillow_heif

# Pillow loads these at need, and in the child nothing can be loaded any more: all that opening and saving asks for.
from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from memorial.adapters.media.encoding import fitted
from memorial.adapters.media.image_frames import SIDES, ImageRefusal

_LOADED = (GifImagePlugin, ImagePalette, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin)
_LOADED_FOR_WRITING = (JpegImagePlugin, WebPImagePlugin)
pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
Image.preinit()

_DECODERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
    "image/tiff": "TIFF",
    "image/gif": "GIF",
}
_MOST_PIXELS = {"WEBP": 24_000_000, "AVIF": 50_000_000, "HEIF": 64_000_000}
"""What fits into 512 MiB where the library keeps several copies of the whole picture while it decodes (measured)."""

_MANY_PIXELS = 40_000_000
_COUNTS_ITS_FRAMES = ("PNG", "WEBP", "AVIF")  # the header tells; for the others Pillow would have to walk the file

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)

_ROOM_FOR_FILTER = 1.25
"""How much larger than its goal a picture stays after rough reduction, for the fine filter to work on."""

_BAND_PIXELS = 1 << 20


@dataclass(frozen=True)
class PixelLimits:
    """The most pixels and the most frames that a picture may announce."""

    pixels: int
    frames: int


class Unreadable(Exception):
    """This picture is refused, and why."""

    def __init__(self, refusal: ImageRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Decoded:
    """An upright picture no larger than the largest size we keep, and what is known of the one it came from.

    `picture` is L, LA, RGB, RGBA or CMYK; `profile` the ICC profile of its colours; `width` and `height` those of the
    original, the right way up.
    """

    picture: Image.Image
    profile: bytes | None
    width: int
    height: int


def decoded(content: bytes, mime: str, limits: PixelLimits) -> Decoded:
    """The picture in `content`, which is of the type `mime`; of several frames the first.

    Raises `Unreadable`, MemoryError, or whatever the decoder raises on a broken file.
    """
    image, orientation = _open(content, mime, limits)
    width, height = image.size
    # The announced size is known to be acceptable; only now are pixels decoded.
    if mime == "image/jpeg":
        image.draft(None, fitted(image.size, SIDES["full"]))
    _decode(image, width * height)
    profile = image.info.get("icc_profile")
    picture = _upright(_shrunk(image), orientation)
    return Decoded(picture, profile, *((height, width) if orientation in _LYING else (width, height)))


def _open(content: bytes, mime: str, limits: PixelLimits) -> tuple[ImageFile.ImageFile, int]:
    """The picture with its header read, and the orientation that is still to be applied (1 to 8)."""
    decoder = _DECODERS[mime]
    # Pillow warns from this many pixels, and from twice as many it refuses before the decoder gets any memory.
    Image.MAX_IMAGE_PIXELS = min(limits.pixels, _MOST_PIXELS.get(decoder, limits.pixels)) // 2
    warnings.simplefilter("ignore")
    try:
        image = Image.open(io.BytesIO(content), formats=[decoder])
    except Image.DecompressionBombError:
        raise Unreadable(ImageRefusal.TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise Unreadable(ImageRefusal.BROKEN) from None
    if _frames(image, content, limits.frames) > limits.frames:
        raise Unreadable(ImageRefusal.ANIMATED_TOO_LONG)
    # Pillow turns a TIFF, and libheif a HEIC, while decoding.
    return image, 1 if decoder in ("TIFF", "HEIF") else _orientation(image)


def _decode(image: ImageFile.ImageFile, pixels: int) -> None:
    try:
        image.load()
    except OSError:
        # The C libraries say of exhausted memory only that they could not go on.
        if pixels > _MANY_PIXELS:
            raise Unreadable(ImageRefusal.TOO_MANY_PIXELS) from None
        raise


def _frames(image: ImageFile.ImageFile, content: bytes, enough: int) -> int:
    if image.format in _COUNTS_ITS_FRAMES:
        return int(getattr(image, "n_frames", 1))
    return _gif_frames(content, enough) if image.format == "GIF" else 1


def _gif_frames(content: bytes, enough: int) -> int:
    """How many frames a GIF holds, counted by its blocks until there are more than `enough`; nothing is decoded."""
    frames, at = 0, 13 + _colour_table(content[10])
    with suppress(IndexError):  # cut short: what was counted so far
        while frames <= enough and content[at] in b"!,":
            if content[at] == ord(","):
                frames += 1
                at += 11 + _colour_table(content[at + 9])
            else:
                at += 2
            while content[at]:
                at += content[at] + 1
            at += 1
    return frames


def _colour_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _orientation(image: ImageFile.ImageFile) -> int:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # unreadable metadata is no reason to refuse readable pixels
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    return picture.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else picture


def _shrunk(image: ImageFile.ImageFile) -> Image.Image:
    """The picture at the largest size we keep, as L, LA, RGB, RGBA or CMYK. `image` itself may be closed after it."""
    goal = fitted(image.size, SIDES["full"])
    brightest = _brightest(image)
    factor = int(max(image.size) / SIDES["full"] / _ROOM_FOR_FILTER)
    if factor <= 1:
        picture = _in_plain_mode(image, brightest)
    else:
        picture = _reduced(image, factor, brightest)
        image.close()
    return picture.resize(goal, Image.Resampling.LANCZOS)


def _reduced(image: Image.Image, factor: int, brightest: float) -> Image.Image:
    """The picture with `factor` by `factor` pixels made into one.

    It goes band by band, so that beside the decoded picture there is never a second one of its size.
    """
    rows = max(1, _BAND_PIXELS // image.width // factor) * factor
    bands = (
        _in_plain_mode(image.crop((0, top, image.width, min(top + rows, image.height))), brightest).reduce(factor)
        for top in range(0, image.height, rows)
    )
    first = next(bands)
    reduced, filled = Image.new(first.mode, (first.width, -(-image.height // factor))), 0
    for band in chain([first], bands):
        reduced.paste(band, (0, filled))
        filled += band.height
    return reduced


def _brightest(image: Image.Image) -> float:
    """The value that white has in a picture of more than eight bits; 255 in all others."""
    if image.mode.startswith("I;16"):
        return 65535
    if image.mode not in ("I", "F"):
        return 255
    highest = cast(tuple[float, float], image.getextrema())[1]
    whites = (1, 255, 65535) if image.mode == "F" else (255, 65535)
    return next((white for white in whites if highest <= white), highest)


def _in_plain_mode(band: Image.Image, brightest: float) -> Image.Image:
    if band.mode in ("L", "RGB") and "transparency" in band.info:
        return band.convert("RGBA")
    if band.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return band
    if band.mode == "P":
        return band.convert("RGBA" if band.has_transparency_data else "RGB")
    if band.mode in ("PA", "RGBa"):
        return band.convert("RGBA")
    if band.mode == "La":
        return band.convert("LA")
    if band.mode == "1":
        return band.convert("L")
    if band.mode in ("YCbCr", "HSV"):
        return band.convert("RGB")
    if band.mode in ("I", "F") or band.mode.startswith("I;16"):
        scale = 255 / brightest
        return band.convert("F").point(lambda value: value * scale + 0).convert("L")
    raise Unreadable(ImageRefusal.UNSUPPORTED)
