"""From decoded pixels to the files that are shown: sRGB, three sizes, two formats, and nothing beside the pixels."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

from PIL import Image, ImageCms

from memorial.adapters.media.image_frames import SIDES, Derivative

_PAPER = (0xFA, 0xF8, 0xF4)
_SRGB = ImageCms.createProfile("sRGB")
_QUALITIES = {"webp": (80, 70, 60, 50), "jpeg": (82, 72, 62, 52)}
_OPTIONS: dict[str, dict[str, bool]] = {"webp": {}, "jpeg": {"optimize": True, "progressive": True}}
_MOST_BYTES = {"card": 25_000, "page": 60_000}
"""What a card may weigh, so that a wall of them stays light, and a picture on a page. Quality gives way before size."""


def derivatives(picture: Image.Image, profile: bytes | None) -> Iterator[Derivative]:
    """The copies of an upright picture: every size, and every format of each.

    The picture is L, LA, RGB, RGBA or CMYK, and no larger than the largest size.
    `profile` is the ICC profile that its colours are in, if it came with one.
    """
    picture = _in_srgb(picture, profile)
    made: dict[tuple[int, int, int | None], tuple[bytes, bytes]] = {}
    for size, side in SIDES.items():
        within, most = fitted(picture.size, side), _MOST_BYTES.get(size)
        # A picture that is small already has the same copy for two sizes: it is written once.
        if (*within, most) not in made:
            picture = _bare(picture if within == picture.size else picture.resize(within, Image.Resampling.LANCZOS))
            made[*within, most] = _encoded(picture, "webp", most), _encoded(_on_paper(picture), "jpeg", most)
        webp, jpeg = made[*within, most]
        yield Derivative(size, "webp", *within, webp)
        yield Derivative(size, "jpeg", *within, jpeg)


def fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """That size made to fit into a square of `side`, its shape kept, never enlarged and never thinner than a pixel."""
    longest = max(size)
    if longest <= side:
        return size
    return max(1, round(size[0] * side / longest)), max(1, round(size[1] * side / longest))


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture as L, LA, RGB or RGBA in sRGB. A profile that is broken or for another kind of picture is ignored."""
    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    colours = picture.convert({"LA": "L", "RGBA": "RGB"}[picture.mode]) if alpha else picture
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = ImageCms.profileToProfile(
                colours,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                _SRGB,
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
            colours = converted or colours
    if colours.mode not in ("L", "RGB"):
        colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _bare(picture: Image.Image) -> Image.Image:
    """The same pixels in a picture that remembers nothing: Pillow's writers look into `info` by themselves."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture, (0, 0))
    return bare


def _on_paper(picture: Image.Image) -> Image.Image:
    """The picture without transparency: what shows through is the page's own white."""
    if picture.mode not in ("LA", "RGBA"):
        return picture
    paper = Image.new("RGB", picture.size, _PAPER)
    paper.paste(picture.convert("RGB"), (0, 0), picture.getchannel("A"))
    return paper


def _encoded(picture: Image.Image, kind: str, most: int | None) -> bytes:
    """The picture written in that format, in the first quality that keeps it under `most` bytes, else in the last."""
    written = b""
    for quality in _QUALITIES[kind]:
        target = io.BytesIO()
        picture.save(target, kind, quality=quality, **_OPTIONS[kind])
        written = target.getvalue()
        if most is None or len(written) <= most:
            break
    return written
