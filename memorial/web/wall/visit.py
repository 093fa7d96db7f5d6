"""One visit to one memorial: what is open to this visitor, and the frame that all of its pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import urlencode

from flask import Response, abort, current_app, render_template, request, stream_template
from flask_babel import gettext as _

from memorial.published.reader import EditionReader, EditionSnapshot
from memorial.published.types import PublishedMemorial, PublishedRemembrance
from memorial.web.assets import Assets
from memorial.web.footing import footing
from memorial.web.language import direction, endonym, language_links, offered
from memorial.web.page import LanguageLink, Link, MemorialHead, Page
from memorial.web.page_cache import EDITION, STREAMED
from memorial.web.surface import SurfaceSettings, is_local, stylesheet
from memorial.web.theme import theme_links, theme_of
from memorial.web.wall.link_preview import Whereabouts, preview_of

LONGEST_QUERY = 200
P = ParamSpec("P")
R = TypeVar("R")


class DateInWords(Protocol):
    def __call__(self, edtf: str, language: str, gettext: Callable[[str], str], /) -> str: ...


@dataclass(frozen=True)
class Wall:
    """What the wall's views work with."""

    reader: EditionReader
    settings: SurfaceSettings
    date_in_words: DateInWords
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Visit:
    """A memorial that this visitor may see, in one language, with the snapshot that its page is made from."""

    snapshot: EditionSnapshot
    memorial: PublishedMemorial
    language: str

    @property
    def base(self) -> str:
        """The address of the front page, with its final slash."""
        return f"/{self.language}/{self.memorial.slug}/"

    @property
    def title(self) -> str:
        return self.memorial.text(self.memorial.title, self.language)

    @property
    def has_record(self) -> bool:
        return self.snapshot.record(self.memorial.id).any()

    @property
    def has_voices(self) -> bool:
        return self.snapshot.interviews(self.memorial.id).any()

    def link(self, text: str, rest: str, query: Mapping[str, object] | None = None, *, about: str = "") -> Link:
        return Link(text, with_query(self.base + rest, query or {}), about=about)

    def share(self, person_id: str = "") -> Link | None:
        """The way to offer a remembrance; None while the memorial takes none."""
        if not self.memorial.accepting or self.memorial.draft:
            return None
        return self.link(_("Add a remembrance"), "share", {"person": person_id})


def with_query(address: str, query: Mapping[str, object]) -> str:
    """`address` with those of the parameters that have a value."""
    given = urlencode({name: str(value) for name, value in query.items() if value})
    return f"{address}?{given}" if given else address


def current_wall() -> Wall:
    wall: Wall = current_app.extensions["wall"]
    return wall


def open_to_visitor(memorial: PublishedMemorial | None) -> bool:
    """A draft is there for this machine only: for all others it is as if it did not exist."""
    return memorial is not None and (not memorial.draft or is_local(current_wall().settings))


def in_memorial(view: Callable[Concatenate[Visit, P], R]) -> Callable[..., R]:
    """Opens the snapshot and the memorial of the address for a view, or answers with the common 404."""

    @wraps(view)
    def answer(language: str, slug: str, *args: P.args, **rest: P.kwargs) -> R:
        with current_wall().reader.snapshot() as snapshot:
            memorial = snapshot.memorial(slug)
            if memorial is None or not open_to_visitor(memorial) or language not in offered(memorial.languages):
                abort(404)
            if not memorial.draft:
                request.environ[EDITION] = (memorial.id, snapshot.edition(memorial.id))
            return view(Visit(snapshot, memorial, language), *args, **rest)

    return answer


def asked_words() -> str:
    """What the visitor searches for, on one line and not too long."""
    return " ".join(request.args.get("q", "")[:LONGEST_QUERY].split())


def cursor() -> str:
    """Where a list goes on; '' for what no list of ours could have given."""
    given = request.args.get("after", "")
    return given if given.isalnum() and given.isascii() and len(given) <= 16 else ""


def sheet_for(pages: str) -> str:
    """The address of a stylesheet that only some pages ask for."""
    assets: Assets = current_app.extensions["assets"]
    return assets.sheets[pages]


def about_words(remembrance: PublishedRemembrance) -> str:
    """Who or what it is about, as far as it may be said."""
    if remembrance.person is not None:
        return remembrance.person.label
    if remembrance.person_initials:
        return remembrance.person_initials
    nameless = {"self": _("Something lived through"), "event": _("About what happened")}
    return str(nameless.get(remembrance.about) or _("Someone remembered"))


def site_address() -> str:
    """The address of this installation, without a final slash."""
    return current_wall().settings.public_url or request.host_url.rstrip("/")


def show(visit: Visit, template: str, **page: Any) -> Response:
    """A page of the memorial, of which `page_of` says what it is made from."""
    return printed(template, page_of(visit, **page), keep=not visit.memorial.draft)


def page_of(
    visit: Visit,
    *,
    title: str,
    rest: str = "",
    asked: Mapping[str, object] | None = None,
    indexable: bool = False,
    about: str = "",
    **extra: Any,
) -> Page:
    """What a template gets. `rest` and `asked` are its address below the memorial, for the other languages' links;
    `about` is a published sentence on what is there, for those to whom the link is passed on.
    """
    memorial = visit.memorial
    found = indexable and may_be_indexed(memorial)
    at = Whereabouts(site_address(), visit.base, visit.language)
    kept = {name: str(value) for name, value in (asked or {}).items() if value}
    return Page(
        title=title,
        language=visit.language,
        direction=direction(visit.language),
        stylesheet=stylesheet(current_app),
        languages=language_links(offered(memorial.languages), visit.language, f"/{memorial.slug}/{rest}", kept),
        memorial=memorial_head(memorial, visit.language),
        nav=_nav(visit, rest),
        footer=[*footing(visit.base), visit.link(_("Words that raise a label"), "words")],
        noindex=not found,
        theme=theme_of(request.environ),
        extra={
            "accent": memorial.accent,
            "quiet": memorial.risk == "high",
            "themes": theme_links(request.environ),
            "preview": preview_of(memorial, at, rest, title, about) if found else None,
            "address": f"{site_address()}{visit.base}{rest}",
            "feed": f"{visit.base}feed.atom" if memorial.for_everybody else None,
            **extra,
        },
    )


def may_be_indexed(memorial: PublishedMemorial) -> bool:
    """Not a draft, nor what is kept from search engines as a whole; and not a fictional memorial: an event that never
    was must not turn up among those that were.
    """
    return memorial.kind == "real" and memorial.for_everybody


def printed(template: str, page: Page, *, keep: bool) -> Response:
    """The answer. `keep`: browsers may keep it, asking each time; a draft leaves no copy."""
    return _with_page_headers(Response(render_template(template, page=page), mimetype="text/html"), page, keep)


def streamed(template: str, page: Page, *, keep: bool) -> Response:
    """The same in two pieces, for a very long page: its beginning can be read while the rest is still being made.

    Nothing of it may ask the database: the snapshot is closed by then.
    """
    request.environ[STREAMED] = True
    pieces = stream_template(template, page=page)
    return _with_page_headers(Response(_beginning_and_rest(pieces), mimetype="text/html"), page, keep)


_BEGINNING = 4096


def _beginning_and_rest(pieces: Iterator[str]) -> Iterator[str]:
    """Up to the heading, since what comes soon after it may be a whole transcript in one piece."""
    first, length = list[str](), 0
    for piece in pieces:
        first.append(piece)
        length += len(piece)
        if length >= _BEGINNING or "</h1>" in piece:
            break
    yield "".join(first)
    yield "".join(pieces)


def _with_page_headers(response: Response, page: Page, keep: bool) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, noarchive" if page.noindex else "noarchive"
    response.headers["Cache-Control"] = "no-cache" if keep else "no-store"
    return response


def memorial_head(memorial: PublishedMemorial, language: str) -> MemorialHead:
    return MemorialHead(
        slug=memorial.slug,
        title=memorial.text(memorial.title, language),
        href=f"/{language}/{memorial.slug}/",
        fictional_note=fictional_note(memorial, language),
        draft=memorial.draft,
    )


def fictional_note(memorial: PublishedMemorial, language: str) -> str:
    """What a fictional memorial says about itself everywhere; '' for a real one."""
    if memorial.kind != "fictional":
        return ""
    return memorial.text(memorial.fictional_note, language) or _("Nothing here happened, and nobody here lived.")


MOST_WAYS = 5
"""Beyond that nobody reads them."""


def _nav(visit: Visit, rest: str) -> Sequence[Link]:
    """Only those behind which there is something. A search box stands on the front page, on the wall and under help."""
    ways = [(_("The names"), "names"), (_("Remembrances"), "wall")]
    ways += [(_("Voices"), "interviews")] if visit.has_voices else []
    ways += [(_("What happened"), "record")] if visit.has_record else []
    share = visit.share()
    ways += [(_("Search"), "search")] if len(ways) + bool(share) < MOST_WAYS else []
    links = [Link(text, visit.base + where, current=rest == where) for text, where in ways]
    return [*links, share] if share else links


def home_links(languages: Sequence[str], current: str) -> list[LanguageLink]:
    links = [LanguageLink(code, endonym(code), direction(code), f"/{code}/", code == current) for code in languages]
    return sorted(links, key=lambda link: link.endonym.casefold())
