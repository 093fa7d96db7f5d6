"""Lists of names at the desk: all of them, a new one, where one stands, and taking one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, TextAreaField

from memorial.application import desk as reads
from memorial.application import importing as use
from memorial.application import list_preview, list_staging
from memorial.application.importing import SameListAgain
from memorial.application.ports.lists import LARGEST_FILE
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import UNDO_DAYS, WITH_A_NAME, KeptList, KeptRow, ListState
from memorial.web.desk import importing_samples as samples
from memorial.web.desk.frame import DeskForm, entered, member, or_not_found, refused, services, show
from memorial.web.desk.importing_frame import (
    edited,
    editors_of,
    list_at,
    name_of,
    step_links,
    take_file,
)
from memorial.web.desk.importing_words import AUDIENCES, KINDS, STATES, names_words, refusal_words, rows_words, words_of
from memorial.web.language import current_language
from memorial.web.page import Link
from memorial.web.surface import date_words

blueprint = Blueprint("importing", __name__, url_prefix="/desk/import")

PER_PAGE = 100
AGAIN_AFTER_SECONDS = 4


class FileForm(DeskForm):
    file = FileField(_l("The file"))


class PasteForm(DeskForm):
    text = TextAreaField(_l("The rows"))


@dataclass(frozen=True)
class Line:
    href: str
    name: str
    state: str
    rows: str
    day: str
    who: str


@dataclass(frozen=True)
class RowLine:
    """One row of a list that was brought in. `href` leads to the person, '' where nobody was added."""

    number: int
    name: str
    rest: str
    href: str
    mended: bool


# All of them, and a new one


@blueprint.get("")
def lists() -> Any:
    mine = edited()
    slug = request.args.get("memorial", "")
    memorial = next((one for one in mine if not slug or one.slug == slug), None)
    if memorial is None:
        abort(404)
    names = reads.names_of_staff(services())
    lines = [_line(memorial, one, names) for one in list_staging.lists_of(services(), member(), memorial.id)]
    told = _("The list was thrown away. Nothing of it is left here.") if request.args.get("said") == "gone" else None
    return show("import_lists", _("Lists of names"), memorial, mine=mine, lines=lines, slug=memorial.slug, message=told)


def _line(memorial: Memorial, kept: KeptList, names: dict[str, str]) -> Line:
    return Line(
        url_for("importing.one", slug=memorial.slug, list_id=kept.id),
        name_of(kept),
        str(STATES[kept.state]),
        rows_words(kept.rows),
        date_words(kept.staged_at.date()),
        names.get(kept.staged_by, ""),
    )


@blueprint.get("/sample/<language>.csv")
def sample(language: str) -> Any:
    """An empty list with the headings that are understood in that language."""
    if language not in samples.HEADINGS:
        abort(404)
    answer = Response(samples.sample(language), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="names-{language}.csv"'
    return answer


@blueprint.get("/<slug>/new")
def new(slug: str) -> Any:
    return _new_page(editors_of(slug))


@blueprint.post("/<slug>/new")
def upload(slug: str) -> Any:
    """The file is sealed while it arrives."""

    def take(memorial: Memorial, name: str, pieces: Iterator[bytes]) -> Any:
        return _staged(memorial, lambda: list_staging.stage(services(), member(), memorial.id, name, pieces), "file")

    return take_file(slug, take, otherwise=lambda memorial, words: _new_page(memorial, file=words))[2]


@blueprint.post("/<slug>/paste")
def paste(slug: str) -> Any:
    """`text`: rows as they are copied out of a table, with their headings."""
    memorial = editors_of(slug)
    text = request.form.get("text", "")
    if not text.strip():
        refused("nothing_pasted", where=memorial.id)
        return _new_page(memorial, text=words_of("nothing_pasted"))
    return _staged(memorial, lambda: list_staging.stage_text(services(), member(), memorial.id, text), "text", text)


def _staged(memorial: Memorial, stage: Any, field: str, typed: str = "") -> Any:
    try:
        list_id = stage()
    except SameListAgain as again:
        there = url_for("importing.one", slug=memorial.slug, list_id=again.detail) if again.detail else ""
        return _new_page(memorial, typed=typed, there=there, **{field: refusal_words(again)})
    except Refusal as refusal:
        return _new_page(memorial, typed=typed, **{field: refusal_words(refusal)})
    return redirect(url_for("importing_reading.about", slug=memorial.slug, list_id=list_id), 303)


def _new_page(memorial: Memorial, *, file: str = "", text: str = "", typed: str = "", there: str = "") -> Any:
    """`file`, `text`: what is wrong there; `there`: where the same list is."""
    by_file = FileForm(formdata=None)
    by_text = PasteForm(formdata=None, data={"text": typed}, prefix="")
    by_text.csrf_token.id = "csrf_token_text"
    by_file.file.errors = [file] if file else []
    by_text.text.errors = [text] if text else []
    wrong = bool(file or text)
    return show("import_new", _("A new list of names"), memorial, status=422 if wrong else 200, has_errors=wrong,
                by_file=by_file, by_text=by_text, slug=memorial.slug, most=LARGEST_FILE >> 20, there=there,
                samples=samples.choices(current_language()))  # fmt: skip


# One of them


@blueprint.get("/<slug>/<list_id>")
def one(slug: str, list_id: str) -> Any:
    """Where it stands: its steps, how far its import has come, or what came of it."""
    memorial, kept = list_at(slug, list_id)
    return _one_page(memorial, kept)


def _one_page(memorial: Memorial, kept: KeptList, *, problem: str = "", status: int = 200) -> Any:
    here = url_for("importing.one", slug=memorial.slug, list_id=kept.id)
    again = AGAIN_AFTER_SECONDS if kept.working and "still" not in request.args else 0
    undo = kept.state in (ListState.RUNNING, ListState.DONE) and (
        kept.undo_until is not None and services().now() <= kept.undo_until
    )
    said = {"begun": _("The import has begun."), "undoing": _("It is being taken back now.")}
    told = said.get(request.args.get("said", ""))
    return show("import_one", _("A list of names"), memorial, status=status, message=told,
                problem=problem, has_errors=bool(problem), kept=kept, name=name_of(kept), slug=memorial.slug, here=here,
                state=str(STATES[kept.state]), kind=str(KINDS.get(kept.kind, kept.kind)), rows=rows_words(kept.rows),
                audience=str(AUDIENCES.get(kept.audience, "")), steps=step_links(memorial.slug, kept.id), again=again,
                undo_until=date_words(kept.undo_until.date()) if undo and kept.undo_until else "",
                staged_on=date_words(kept.staged_at.date()), days=UNDO_DAYS,
                who=reads.names_of_staff(services()).get(kept.staged_by, ""))  # fmt: skip


@blueprint.post("/<slug>/<list_id>/discard")
@or_not_found
def discard(slug: str, list_id: str) -> Any:
    memorial = editors_of(slug)
    try:
        list_staging.discard(services(), member(), memorial.id, list_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(slug, list_id, refusal)
    return redirect(url_for("importing.lists", memorial=slug, said="gone"), 303)


@blueprint.post("/<slug>/<list_id>/import")
@or_not_found
def begin(slug: str, list_id: str) -> Any:
    memorial = editors_of(slug)
    try:
        use.begin(services(), entered().member, memorial.id, list_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(slug, list_id, refusal)
    return redirect(url_for("importing.one", slug=slug, list_id=list_id, said="begun"), 303)


@blueprint.get("/<slug>/<list_id>/undo")
def ask_undo(slug: str, list_id: str) -> Any:
    memorial, kept = list_at(slug, list_id)
    here = url_for("importing.one", slug=slug, list_id=list_id)
    if kept.state not in (ListState.RUNNING, ListState.DONE):
        return redirect(here, 303)
    return show("import_undo", _("Take the whole import back"), memorial, kept=kept, name=name_of(kept), here=here,
                names=names_words(kept.progress.added))  # fmt: skip


@blueprint.post("/<slug>/<list_id>/undo")
@or_not_found
def undo(slug: str, list_id: str) -> Any:
    memorial = editors_of(slug)
    try:
        use.undo(services(), entered().member, memorial.id, list_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(slug, list_id, refusal)
    return redirect(url_for("importing.one", slug=slug, list_id=list_id, said="undoing"), 303)


def _refused_page(slug: str, list_id: str, refusal: Refusal) -> Any:
    memorial, kept = list_at(slug, list_id)
    return _one_page(memorial, kept, problem=refusal_words(refusal), status=422)


# Its rows


@blueprint.get("/<slug>/<list_id>/rows")
def rows(slug: str, list_id: str) -> Any:
    """The list as a document: each row as the file has it, and whom it added."""
    memorial, kept = list_at(slug, list_id)
    after = _row_number(request.args.get("after", ""))
    found = list_preview.rows(services(), member(), memorial.id, list_id, after=after, limit=PER_PAGE + 1)
    here = url_for("importing.rows", slug=slug, list_id=list_id)
    more = Link(_("Next rows"), f"{here}?after={found[PER_PAGE - 1].number}") if len(found) > PER_PAGE else None
    lines = [_row(kept, one) for one in found[:PER_PAGE]]
    first = Link(_("The first rows"), here) if after else None
    return show("import_rows", _("The rows of a list"), memorial, kept=kept, name=name_of(kept), lines=lines, more=more,
                first=first, here=url_for("importing.one", slug=slug, list_id=list_id))  # fmt: skip


def _row_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _row(kept: KeptList, row: KeptRow) -> RowLine:
    cells = [row.corrected.get(str(at), cell) for at, cell in enumerate(row.cells)]
    of_name = {at for at, use in enumerate(kept.columns) if use.field in WITH_A_NAME}
    name = " ".join(cell for at, cell in enumerate(cells) if at in of_name and cell.strip())
    rest = " · ".join(cell for at, cell in enumerate(cells) if at not in of_name and cell.strip())
    return RowLine(row.number, name, rest, person_page(row.person_id), bool(row.corrected))


def person_page(person_id: str) -> str:
    """The record of that person at the desk; '' for nobody."""
    return f"/desk/persons/{person_id}" if person_id else ""
