"""Stylesheets, scripts, fonts and icons: read at start-up, joined by surface, served under a hash of their bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Blueprint, Response, abort, request

from memorial.vocabulary import Surface

# The order is the cascade: later rules win. Print comes last on every surface.
_FRAME = ("tokens", "base", "layout")
_EVERYWHERE = (
    "skip_link", "language_row", "banner", "button", "field", "notice", "pagination", "dates", "person_name",
    "picture", "remembrance", "status_tag", "empty_state", "search_box",
)  # fmt: skip
_FORMS = ("choice", "file_input", "error_summary", "summary_list", "thread", "receipt_code")
_RECORD = ("record_cite", "record_accounts", "record_figures", "record_sources")
PARTS: Mapping[Surface, tuple[str, ...]] = {
    Surface.WALL: (
        "names_list", "names_ways", "names_groups", "names_cards", "names_read", "days", "groups", "door",
        "tools", "summary_list", "table", *_RECORD, "chart", "timeline", "sketch_map", "voices",
        "qr", "plaque",
    ),
    Surface.CONTRIBUTE: (*_FORMS, "giving", "suggestion", "ways_in", "qr", "aloud", "paper"),
    Surface.DESK: (*_FORMS, "pairs", "tasks", "table", "names_list", *_RECORD),
}  # fmt: skip

FOR_SOME_PAGES: Mapping[str, tuple[str, ...]] = {
    "listening": ("sound", "told"),
    "embed": ("../tokens", "../base", "embed"),
    "reading": ("suggestion", "review"),
    "importing": ("importing",),
    "transcript": ("transcript",),
}
"""Sheets that only the pages that need them ask for, after the surface's own."""

WITH_FONTS = (Surface.WALL,)
"""Forms and the desk use the letters of the device: they are there at once, and cost nothing."""

ICONS: Mapping[str, str] = {"favicon.svg": "image/svg+xml", "favicon.ico": "image/x-icon"}

SCRIPTS = ("desk", "families", "giving", "listen", "passkeys", "reading", "review", "review_keys", "transcript")
"""Pages work without them; what each is for stands at its head."""

OF_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "families": ("leaving", "drafts", "receipt"),
    "giving": ("leaving", "drafts", "giving"),
    "review_keys": ("review", "desk"),
}
"""A page asks for one script: what several pages need is written once, and joined."""

FACES = "fonts.css"
"""Made by `make fonts`."""

_FOREVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True)
class ServedFile:
    """Bytes as they go out, compressed beforehand where that helps; `digest` is of the plain bytes, in hex.

    `sparing`: what those get instead whose browser says `Save-Data: on`; None where that is the same.
    """

    body: bytes
    compressed: bytes | None
    mime: str
    digest: str
    caching: str
    sparing: ServedFile | None = None


@dataclass(frozen=True)
class Assets:
    """The stylesheets, scripts, fonts and icons by name; the address of each surface's stylesheet and of each script.

    `sheets` are the addresses of those that only some pages ask for.
    """

    files: Mapping[str, ServedFile]
    stylesheets: Mapping[Surface, str]
    scripts: Mapping[str, str]
    sheets: Mapping[str, str]

    def stylesheet(self, surface: Surface) -> str:
        """The address of that surface's sheet; it changes whenever a byte of the sheet does."""
        return self.stylesheets[surface]

    def find(self, name: str) -> ServedFile | None:
        """The file of that name. A sheet asked for under another hash (a page older or newer than this process, while a
        new version is being rolled out) is answered with ours, to be asked for again next time."""
        if (exact := self.files.get(name)) is not None:
            return exact
        match = re.fullmatch(r"([a-z]+)\.[0-9a-f]{16}\.css", name)
        known = {surface.value: address for surface, address in self.stylesheets.items()} | dict(self.sheets)
        if match is None or match[1] not in known:
            return None
        ours = self.files[known[match[1]].removeprefix("/static/")]
        return replace(ours, caching=_ASK_AGAIN, sparing=ours.sparing and replace(ours.sparing, caching=_ASK_AGAIN))


def read_assets(static_folder: Path) -> Assets:
    """Read, join and hash. A missing part raises FileNotFoundError, so that a server never starts half-dressed."""
    files = dict(_fonts(static_folder / "fonts"))
    addresses = {name.split(".")[0]: f"/static/{name}" for name in files}
    stylesheets: dict[Surface, str] = {}
    for surface in Surface:
        name, served = _surface_sheet(static_folder / "css", surface, addresses)
        files[name], stylesheets[surface] = served, f"/static/{name}"
    sheets: dict[str, str] = {}
    for pages in FOR_SOME_PAGES:
        name, served = _sheet(pages, _joined(sheet_paths(static_folder / "css", pages)))
        files[name], sheets[pages] = served, f"/static/{name}"
    scripts: dict[str, str] = {}
    for script in SCRIPTS:
        body = b"".join(
            (static_folder / "js" / f"{part}.js").read_bytes() for part in OF_SEVERAL.get(script, (script,))
        )
        digest, squeezed = _digest(body), gzip.compress(body, 9, mtime=0)
        name = f"{script}.{digest}.js"
        files[name] = ServedFile(body, squeezed, "text/javascript; charset=utf-8", digest, _FOREVER)
        scripts[script] = f"/static/{name}"
    for name, mime in ICONS.items():
        body = (static_folder / "icons" / name).read_bytes()
        files[name] = ServedFile(body, None, mime, _digest(body), _A_DAY)
    return Assets(files, stylesheets, scripts, sheets)


def _fonts(folder: Path) -> Iterator[tuple[str, ServedFile]]:
    """The fonts under the hash of their bytes. They are compressed in themselves."""
    for path in sorted(folder.glob("*.woff2")):
        body = path.read_bytes()
        digest = _digest(body)
        yield f"{path.stem}.{digest}.woff2", ServedFile(body, None, "font/woff2", digest, _FOREVER)


def _surface_sheet(css_folder: Path, surface: Surface, fonts: Mapping[str, str]) -> tuple[str, ServedFile]:
    """A surface's sheet, before it the fonts of those that have any; whoever spares data gets the sheet without them.

    That is settled here and not in the page, so that a page is the same for both and is kept once.
    """
    plain = joined_stylesheet(css_folder, surface)
    if surface not in WITH_FONTS:
        return _sheet(surface.value, plain)
    faces = re.sub(r"url\(fonts/([a-z-]+)\.woff2\)", lambda at: f"url({fonts[at[1]]})", _joined([css_folder / FACES]))
    name, served = _sheet(surface.value, faces + plain)
    return name, replace(served, sparing=_sheet(surface.value, plain)[1])


def _sheet(name: str, text: str) -> tuple[str, ServedFile]:
    """The file name of a sheet, and what is served under it."""
    sheet = text.encode()
    digest, squeezed = _digest(sheet), gzip.compress(sheet, 9, mtime=0)
    return f"{name}.{digest}.css", ServedFile(sheet, squeezed, "text/css; charset=utf-8", digest, _FOREVER)


def part_paths(css_folder: Path, surface: Surface) -> tuple[Path, ...]:
    """The parts of that surface's sheet, in the order of the cascade."""
    components = (css_folder / "components" / f"{name}.css" for name in (*_EVERYWHERE, *PARTS[surface]))
    own = (css_folder / "desk.css",) if surface is Surface.DESK else ()
    return (*(css_folder / f"{name}.css" for name in _FRAME), *components, *own, css_folder / "print.css")


def sheet_paths(css_folder: Path, pages: str) -> tuple[Path, ...]:
    """The parts of a sheet that only some pages ask for."""
    return tuple((css_folder / "components" / f"{name}.css").resolve() for name in FOR_SOME_PAGES[pages])


def joined_stylesheet(css_folder: Path, surface: Surface) -> str:
    """The parts as one text, without comments and without spaces that say nothing."""
    return _joined(part_paths(css_folder, surface))


def _joined(paths: Iterable[Path]) -> str:
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    # What stands in quotation marks is shown, and stays. Looked at: rcssmin, which saves little more.
    dense = re.sub(r'("[^"]*")|\s*([{};,])\s*', lambda found: found[1] or found[2], without_comments)
    return dense.strip() + "\n"


def assets_blueprint(assets: Assets) -> Blueprint:
    """Serves `/static/{name}` and the two favicons. The application must be made with `static_folder=None`."""
    blueprint = Blueprint("assets", __name__)

    @blueprint.get("/static/<name>")
    def static_file(name: str) -> Response:
        served = assets.find(name)
        if served is None:
            abort(404)
        return _answer(served)

    @blueprint.get("/favicon.svg")
    @blueprint.get("/favicon.ico")
    def icon() -> Response:
        return _answer(assets.files[request.path.removeprefix("/")])

    return blueprint


def _answer(found: ServedFile) -> Response:
    spares = request.headers.get("Save-Data", "").strip().lower() == "on"
    served = found.sparing if spares and found.sparing else found
    squeezed = served.compressed if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(squeezed or served.body, content_type=served.mime)
    response.headers["Cache-Control"] = served.caching
    response.headers["X-Content-Type-Options"] = "nosniff"
    if served.compressed is not None:
        response.headers["Vary"] = "Accept-Encoding, Save-Data" if found.sparing else "Accept-Encoding"
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{served.digest}-gzip" if squeezed else served.digest)
    response.make_conditional(request)
    return response


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
