"""The later steps of a list: rows that need a look, mended in their cells or in the file, and how it all will look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from memorial.application import list_preview, list_staging
from memorial.application.importing import SameListAgain
from memorial.application.list_preview import SeenPerson
from memorial.application.list_staging import ProblemRow
from memorial.application.ports.lists import LARGEST_FILE
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import WITH_A_NAME, Field, KeptList, ListState
from memorial.vocabulary import Audience
from memorial.web.desk.frame import DeskForm, member, or_not_found, refused, services
from memorial.web.desk.importing_frame import editors_of, list_at, step_page, take_file
from memorial.web.desk.importing_words import (
    AUDIENCE_MEANS,
    count_of_problem,
    fact_words,
    names_words,
    problem_words,
    refusal_words,
    rows_words,
    value_words,
)
from memorial.web.page import Link

blueprint = Blueprint("importing_checking", __name__, url_prefix="/desk/import")

PER_PAGE = 50


class AgainForm(DeskForm):
    file = FileField(_l("The mended file"))


@dataclass(frozen=True)
class Cell:
    """One cell that can be mended here. `name` is that of its box; `wrong` what is the matter, '' for nothing."""

    name: str
    heading: str
    text: str
    wrong: str


@dataclass(frozen=True)
class RowShown:
    """One row with its problems. `said`: what is wrong with it as a whole; `rest`: its other cells."""

    number: int
    name: str
    left_out: bool
    said: Sequence[str]
    cells: Sequence[Cell]
    rest: Sequence[tuple[str, str]]


# Rows that need a look


@blueprint.get("/<slug>/<list_id>/check")
def check(slug: str, list_id: str) -> Any:
    told = {"saved": _("Saved. These rows still need a look, if any."), "again": _("The new file is in its place.")}
    return _check_page(*list_at(slug, list_id), after=_after(), message=told.get(request.args.get("said", "")))


def _after() -> int:
    text = request.values.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@blueprint.post("/<slug>/<list_id>/check")
@or_not_found
def correct(slug: str, list_id: str) -> Any:
    """`cell_ROW_COLUMN` for each box of the page; only what was changed in them is kept."""
    memorial, after = editors_of(slug), _after()
    try:
        shown = list_staging.report(services(), member(), memorial.id, list_id, after=after, limit=PER_PAGE).problems
    except NotFound:
        refused("not_found", where=memorial.id)
        raise
    try:
        cells = dict(_changed(request.form, shown))
        list_staging.correct(services(), member(), memorial.id, list_id, cells)
    except NotFound:
        raise
    except Refusal as refusal:
        memorial, kept = list_at(slug, list_id)
        return _check_page(memorial, kept, after=after, problem=refusal_words(refusal), typed=request.form)
    return redirect(
        url_for("importing_checking.check", slug=slug, list_id=list_id, after=after or None, said="saved"), 303
    )


def _changed(given: Mapping[str, str], shown: Sequence[ProblemRow]) -> Iterator[tuple[tuple[int, int], str]]:
    """What differs from what the rows hold now. Browsers send the ends of lines in their own way."""
    rows = {row.number: row.cells for row in shown}
    for name, text in given.items():
        word, _sign, place = name.partition("_")
        row, _sign, column = place.partition("_")
        if word == "cell" and row.isdecimal() and column.isdecimal():
            at, cells = int(column), rows.get(int(row))
            before = cells[at] if cells is not None and at < len(cells) else ""
            if cells is None or text.replace("\r\n", "\n") != before.replace("\r\n", "\n"):
                yield (int(row), at), text


@blueprint.post("/<slug>/<list_id>/again")
@or_not_found
def replace(slug: str, list_id: str) -> Any:
    """Another file in the place of the first, sealed while it arrives."""

    def take(memorial: Memorial, name: str, pieces: Iterator[bytes]) -> Any:
        try:
            list_staging.replace_file(services(), member(), memorial.id, list_id, name, pieces)
        except NotFound:
            raise
        except SameListAgain as again:
            return _check_page(*list_at(slug, list_id), file=refusal_words(again))
        except Refusal as refusal:
            return _check_page(*list_at(slug, list_id), file=refusal_words(refusal))
        return redirect(url_for("importing_checking.check", slug=slug, list_id=list_id, said="again"), 303)

    return take_file(slug, take, otherwise=lambda _memorial, words: _check_page(*list_at(slug, list_id), file=words))[2]


def _check_page(
    memorial: Memorial,
    kept: KeptList,
    *,
    after: int = 0,
    message: str | None = None,
    problem: str = "",
    file: str = "",
    typed: Mapping[str, str] | None = None,
) -> Any:
    report = list_staging.report(services(), member(), memorial.id, kept.id, after=after, limit=PER_PAGE)
    form = AgainForm(formdata=None)
    form.csrf_token.id = "csrf_token_again"
    form.file.errors = [file] if file else []
    here = url_for("importing_checking.check", slug=memorial.slug, list_id=kept.id)
    last = report.problems[-1].number if report.problems else 0
    return step_page(
        "importing_checking.check",
        "import_check",
        memorial,
        kept,
        message=message,
        problem=problem,
        has_errors=bool(problem or file),
        report=report,
        rows=rows_words(report.rows),
        usable=names_words(report.usable),
        counts=[(count_of_problem(code), rows_words(many)) for code, many in sorted(report.counts.items())],
        shown=[_row(kept, one, typed or {}) for one in report.problems],
        form=form,
        most=LARGEST_FILE >> 20,
        after=after,
        first=Link(_("The first rows"), here) if after else None,
        more=Link(_("Next rows"), f"{here}?after={last}") if report.more else None,
    )


def _row(kept: KeptList, row: ProblemRow, typed: Mapping[str, str]) -> RowShown:
    wrong: dict[int, list[str]] = {}
    for problem in row.problems:
        wrong.setdefault(problem.column, []).append(problem_words(problem))
    short = any(problem.code == "too_few_cells" for problem in row.problems)
    boxes = range(len(kept.header)) if short else [at for at in sorted(wrong) if at >= 0]
    cells = []
    for at in boxes:
        name = f"cell_{row.number}_{at}"
        text = typed.get(name, row.cells[at] if at < len(row.cells) else "")
        cells.append(Cell(name, _heading(kept, at), text, " ".join(wrong.get(at, ()))))
    rest = [(_heading(kept, at), text) for at, text in enumerate(row.cells) if at not in boxes and text.strip()]
    named = [at for at, use in enumerate(kept.columns) if use.field in WITH_A_NAME or use.field is Field.NAME]
    name = " ".join(row.cells[at] for at in named if at < len(row.cells) and row.cells[at].strip())
    return RowShown(row.number, name, row.left_out, wrong.get(-1, []), cells, rest)


def _heading(kept: KeptList, at: int) -> str:
    heading = kept.header[at] if at < len(kept.header) else ""
    return heading or _("Column %(number)s", number=at + 1)


# How it will look


@blueprint.get("/<slug>/<list_id>/preview")
def preview(slug: str, list_id: str) -> Any:
    """The first names as the wall would have them, and one person, through the same gate as the public pages."""
    memorial, kept = list_at(slug, list_id)
    seen = list_preview.as_shown(services(), member(), memorial.id, kept.id)
    lacks = _lacking(memorial, kept)
    first = next((one for one in seen.people if one.shown is not None), seen.people[0] if seen.people else None)
    return step_page("importing_checking.preview", "import_preview", memorial, kept, seen=seen, lacks=lacks,
                     names=names_words(seen.count), first=first, facts=_facts(first), public=memorial.public,
                     everyone=kept.audience is Audience.PUBLIC, means=str(AUDIENCE_MEANS.get(kept.audience, "")),
                     compared=kept.progress.compared >= kept.rows)  # fmt: skip


def _lacking(memorial: Memorial, kept: KeptList) -> list[Link]:
    """What has to be said before anybody can come in."""
    if kept.state is not ListState.STAGED:
        return []
    slug, list_id, found = memorial.slug, kept.id, []
    if not (kept.about.title or kept.about.made_by):
        found.append(
            Link(_("Say where the list comes from"), url_for("importing_reading.about", slug=slug, list_id=list_id))
        )
    if not kept.names_somebody:
        found.append(
            Link(_("Say which column holds the name"), url_for("importing_reading.columns", slug=slug, list_id=list_id))
        )
    return found


def _facts(person: SeenPerson | None) -> list[tuple[str, str]]:
    """What visitors would read of them; where they see nothing, what the team would."""
    if person is None:
        return []
    claims = person.shown.facts if person.shown is not None else person.kept.facts
    return [(fact_words(claim.kind), _understood(claim.kind, claim.value, claim.words)) for claim in claims]


def _understood(kind: str, value: str, written: str) -> str:
    """How it was understood, and beside it how the list has it where that differs."""
    words = value_words(kind, value)
    return f"{words} (\u2068{written}\u2069)" if written and written.casefold() != words.casefold() else words
