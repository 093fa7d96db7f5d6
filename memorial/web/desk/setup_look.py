"""The memorial's look at the desk: what each colour and four scripts look like, and its own picture."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from flask import current_app, request

from memorial.domain.memorial import Memorial
from memorial.vocabulary import TOLD_ELSEWHERE, Audience
from memorial.web.language import direction, endonym

COLOURS = {
    "slate": ("#1F4A5C", "#9CC4D6"),
    "pine": ("#1F5041", "#9BCDB6"),
    "madder": ("#7A2A2A", "#EBAFA6"),
    "umber": ("#5C4022", "#DDBE96"),
    "plum": ("#553A63", "#CDB3DC"),
    "graphite": ("#3A3D42", "#C4C8CE"),
}
"""Each accent in light and in dark, as in `static/css/tokens.css`; a test keeps both the same."""
FOUR = ("en", "ru", "hy", "ar")


@dataclass(frozen=True)
class InScript:
    """A line of the sample: the name of a language in itself, which is nobody's name."""

    code: str
    dir: str
    words: str


@dataclass(frozen=True)
class Sample:
    accent: str
    colours: dict[str, tuple[str, str]]
    lines: tuple[InScript, ...]


def sample_of(memorial: Memorial) -> Sample:
    """The memorial's own languages first, then others, until there are four scripts."""
    codes = list(dict.fromkeys((*memorial.languages, *FOUR)))[: max(4, len(memorial.languages))]
    lines = tuple(InScript(code, direction(code), endonym(code)) for code in codes)
    return Sample(memorial.accent, COLOURS, lines)


def shows_elsewhere(memorial: Memorial) -> bool:
    """Whether other sites may show anything of it at all, once they are allowed: as `/embed` decides it."""
    return memorial.risk in TOLD_ELSEWHERE and memorial.ceiling is Audience.PUBLIC and not memorial.draft


def embed_line(memorial: Memorial) -> str:
    """What an allowed site puts into its page, to show the names; '' where no site may show any."""
    if not memorial.embed_hosts or not shows_elsewhere(memorial):
        return ""
    site = current_app.extensions["desk"].settings.public_url or request.host_url
    address = f"{site.rstrip('/')}/embed/{memorial.slug}/names?l={memorial.languages[0]}"
    title = escape(memorial.text(memorial.title, memorial.languages[0]), quote=True)
    return f'<iframe src="{address}" title="{title}" width="100%" height="480"></iframe>'
