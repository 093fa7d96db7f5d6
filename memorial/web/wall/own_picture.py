"""The memorial's own picture, as its front page shows it in the page's language."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.published.types import PictureSource
from memorial.web.wall.visit import Visit

_ACROSS = {0: "left", 50: "middle", 100: "right"}
_DOWN = {0: "top", 50: "middle", 100: "bottom"}


@dataclass(frozen=True)
class FrontPicture:
    """`place`: the words of the class that keeps in sight what must not be cut off."""

    alt: str
    caption: str
    sources: tuple[PictureSource, ...]
    place: str


def own_picture(visit: Visit) -> FrontPicture | None:
    own = visit.memorial.picture
    if own is None:
        return None
    place = f"{_ACROSS.get(own.across, 'middle')}-{_DOWN.get(own.down, 'middle')}"
    return FrontPicture(visit.memorial.text(own.alt, visit.language), "", own.sources, place)
