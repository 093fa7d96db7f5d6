"""What a link looks like where somebody passes it on: title, sentence and picture of what search engines may have.

Only a page that may be found says anything here. Of a memorial at high risk no title, sentence or picture is given.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from memorial.published.types import PublishedMemorial
from memorial.vocabulary import TOLD_ELSEWHERE
from memorial.web.wall.card import HEIGHT, WIDTH, can_be_drawn

CARD = "preview.png"
_LONGEST = 200
_JPEG = "image/jpeg"


@dataclass(frozen=True)
class Image:
    href: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class LinkPreview:
    """`site` is '' where the memorial's title stays unsaid, `image` None where nothing is shown."""

    title: str
    description: str
    address: str
    site: str
    image: Image | None


@dataclass(frozen=True)
class Whereabouts:
    """`site`: the installation's address without a final slash; `base`: the memorial's, below it, with one."""

    site: str
    base: str
    language: str


def preview_of(memorial: PublishedMemorial, at: Whereabouts, rest: str, title: str, about: str) -> LinkPreview:
    """Of a page that search engines may have: whoever calls knows that. `rest` is its address below the memorial."""
    address = f"{at.site}{at.base}{rest}"
    if not is_told(memorial):
        return LinkPreview(_("A memorial"), "", address, "", None)
    site = memorial.text(memorial.title, at.language)
    return LinkPreview(title, _in_short(about), address, site, _own_picture(memorial, at) or _card(site, at))


def is_told(memorial: PublishedMemorial) -> bool:
    return memorial.risk in TOLD_ELSEWHERE


def _in_short(words: str) -> str:
    """On one line, and cut between two words."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rpartition(' ')[0]} …"


def _own_picture(memorial: PublishedMemorial, at: Whereabouts) -> Image | None:
    copies = [one for one in memorial.picture.sources if one.mime == _JPEG] if memorial.picture else []
    if memorial.picture is None or not copies:
        return None
    largest = max(copies, key=lambda one: one.width)
    alt = memorial.text(memorial.picture.alt, at.language)
    return Image(f"{at.site}{largest.href}", largest.width, largest.height, alt)


def _card(title: str, at: Whereabouts) -> Image | None:
    """The memorial's title on paper, where we have the letters for it."""
    return Image(f"{at.site}{at.base}{CARD}", WIDTH, HEIGHT, title) if can_be_drawn(title) else None
