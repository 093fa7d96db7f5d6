"""What machines may look at: the sitemap of what is public, and the wishes in robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from flask import Response, abort, request

from memorial.published.reader import EditionSnapshot
from memorial.published.types import PublishedMemorial
from memorial.web.language import offered
from memorial.web.page_cache import EDITION
from memorial.web.wall.visit import current_wall, may_be_indexed, site_address, with_query
from memorial.web.wall.xml import element

PER_PART = 5000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

# Collected from what these companies say of their crawlers: for training, not for search.
_TRAINING = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "Timpibot",
)


def send_sitemap() -> Response:
    """One part while everything fits into it, else an index of parts. Never a day on which something changed."""
    with current_wall().reader.snapshot() as snapshot:
        request.environ[EDITION] = ("", snapshot.edition(""))
        memorials = [memorial for memorial in snapshot.memorials() if may_be_indexed(memorial)]
        slug = request.args.get("of", "")
        if slug:
            found = next((memorial for memorial in memorials if memorial.slug == slug), None)
            if found is None:
                abort(404)
            return _urls(_part(snapshot, found, request.args.get("after", "")[:64]))
        first = chain.from_iterable(_part(snapshot, memorial, "") for memorial in memorials)
        addresses = list(islice(first, PER_PART + 1))
        if len(addresses) <= PER_PART:
            return _urls(addresses)
        return _index([part for memorial in memorials for part in _parts(snapshot, memorial)])


def _part(snapshot: EditionSnapshot, memorial: PublishedMemorial, after: str) -> Iterator[str]:
    languages = offered(memorial.languages)
    if not after:
        yield from (f"/{language}/{memorial.slug}/" for language in languages)
        for path in _of_record(snapshot, memorial):
            yield from (f"/{language}/{memorial.slug}/{path}" for language in languages)
    for kind, one in snapshot.sitemap(memorial.id, after=after, limit=PER_PART).rows:
        yield f"/{languages[0]}/{memorial.slug}/{kind}/{one}"


def _of_record(snapshot: EditionSnapshot, memorial: PublishedMemorial) -> Iterator[str]:
    """The pages of the record, none that opens after a choice."""
    record = snapshot.record(memorial.id)
    if not record.any() or not record.indexable():
        return
    yield from ("record", "how-we-decide")
    yield from (f"record/{one.id}" for one in record.whole().questions if not one.graphic)


def _parts(snapshot: EditionSnapshot, memorial: PublishedMemorial) -> Iterator[str]:
    after, more = "", True
    while more:
        yield with_query("/sitemap.xml", {"of": memorial.slug, "after": after})
        after = snapshot.sitemap(memorial.id, after=after, limit=PER_PART).next
        more = bool(after)


def _urls(addresses: Iterable[str]) -> Response:
    site = site_address()
    return _xml("urlset", [f"<url>{element('loc', site + address)}</url>" for address in addresses])


def _index(parts: list[str]) -> Response:
    site = site_address()
    return _xml("sitemapindex", [f"<sitemap>{element('loc', site + part)}</sitemap>" for part in parts])


def _xml(name: str, lines: list[str]) -> Response:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{name} xmlns="{_NAMESPACE}">'
    response = Response("\n".join([head, *lines, f"</{name}>\n"]), mimetype="application/xml")
    response.headers["Cache-Control"] = "no-cache"
    return response


def send_robots() -> Response:
    """Search engines may come; nobody may train on what families wrote."""
    with current_wall().reader.snapshot() as snapshot:
        request.environ[EDITION] = ("", snapshot.edition(""))
    paths = ("/desk", "/receipt", "/leave", "/theme/", "/*/share", "/*/concern", "/*/search")
    asked = ("q", "open", "address")
    closed = [*paths, *(f"/*{mark}{name}=" for name in asked for mark in "?&")]
    lines = [
        "# Families have consented to being read here, and to nothing else. Training on these pages is not permitted.",
        *(f"User-agent: {name}" for name in _TRAINING),
        "Disallow: /",
        "",
        "User-agent: *",
        "Content-Signal: search=yes, ai-train=no",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {site_address()}/sitemap.xml",
        "",
    ]
    response = Response("\n".join(lines), mimetype="text/plain")
    response.headers["Cache-Control"] = "no-cache"
    return response
