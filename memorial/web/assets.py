"""Stylesheets, scripts and icons: read once at start-up, one sheet per surface, served under the hash of its bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    ),
    Surface.CONTRIBUTE: (*_FORMS, "giving"),
    Surface.DESK: (*_FORMS, "table", "names_list", "importing", "transcript", *_RECORD),
}  # fmt: skip

FOR_SOME_PAGES: Mapping[str, tuple[str, ...]] = {"listening": ("sound", "told")}
"""Sheets that only the pages that need them ask for, after the surface's own."""

ICONS: Mapping[str, str] = {"favicon.svg": "image/svg+xml", "favicon.ico": "image/x-icon"}

SCRIPTS = ("giving", "listen", "passkeys", "reading", "transcript")
"""Pages work without them; what each is for stands at its head."""

_FOREVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True)
class ServedFile:
    """Bytes as they go out, compressed beforehand where that helps; `digest` is of the plain bytes, in hex."""

    body: bytes
    compressed: bytes | None
    mime: str
    digest: str
    caching: str


@dataclass(frozen=True)
class Assets:
    """The stylesheets, scripts and icons by name, and the address of each surface's stylesheet and of each script.

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
        return ServedFile(ours.body, ours.compressed, ours.mime, ours.digest, _ASK_AGAIN)


def read_assets(static_folder: Path) -> Assets:
    """Read, join and hash. A missing part raises FileNotFoundError, so that a server never starts half-dressed."""
    files: dict[str, ServedFile] = {}
    stylesheets: dict[Surface, str] = {}
    for surface in Surface:
        name, served = _sheet(surface.value, joined_stylesheet(static_folder / "css", surface))
        files[name], stylesheets[surface] = served, f"/static/{name}"
    sheets: dict[str, str] = {}
    for pages in FOR_SOME_PAGES:
        name, served = _sheet(pages, _joined(sheet_paths(static_folder / "css", pages)))
        files[name], sheets[pages] = served, f"/static/{name}"
    scripts: dict[str, str] = {}
    for script in SCRIPTS:
        body = (static_folder / "js" / f"{script}.js").read_bytes()
        digest, squeezed = _digest(body), gzip.compress(body, 9, mtime=0)
        name = f"{script}.{digest}.js"
        files[name] = ServedFile(body, squeezed, "text/javascript; charset=utf-8", digest, _FOREVER)
        scripts[script] = f"/static/{name}"
    for name, mime in ICONS.items():
        body = (static_folder / "icons" / name).read_bytes()
        files[name] = ServedFile(body, None, mime, _digest(body), _A_DAY)
    return Assets(files, stylesheets, scripts, sheets)


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
    return tuple(css_folder / "components" / f"{name}.css" for name in FOR_SOME_PAGES[pages])


def joined_stylesheet(css_folder: Path, surface: Surface) -> str:
    """The parts as one text, without comments, indentation and empty lines."""
    return _joined(part_paths(css_folder, surface))


def _joined(paths: Iterable[Path]) -> str:
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without_comments.splitlines() if line.strip()) + "\n"


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


def _answer(served: ServedFile) -> Response:
    squeezed = served.compressed if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(squeezed or served.body, content_type=served.mime)
    response.headers["Cache-Control"] = served.caching
    response.headers["X-Content-Type-Options"] = "nosniff"
    if served.compressed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{served.digest}-gzip" if squeezed else served.digest)
    response.make_conditional(request)
    return response


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
