"""What a paper form says, entered field by field under its number, with the scan of the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from memorial.application import paper as use
from memorial.application.offer import SAID_OF_ONESELF, WALL_PLACE, Incomplete
from memorial.application.ports.media import FileRefused
from memorial.domain.errors import Invalid, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.writing import clean
from memorial.web.desk.frame import arriving_form, member, memorial_at, or_not_found, readable, services, show, title_of
from memorial.web.desk.paper_forms import TEXTS, PaperForm, paper_form, said_of, said_of_file
from memorial.web.intake import ArrivingForm, Broken, pass_over

blueprint = Blueprint("paper", __name__, url_prefix="/desk/paper")

LISTENED_TO = 64 * 1024 * 1024
TICKS = (*SAID_OF_ONESELF, WALL_PLACE, use.SIGNED)


@blueprint.get("")
def choose() -> Any:
    """The form of the memorial that is asked for, else of the first one."""
    mine, slug = readable(), request.args.get("memorial", "")
    memorial = memorial_at(slug) if slug else next(iter(mine), None)
    if memorial is None:
        abort(404)
    return _page(memorial, paper_form(memorial), entered=request.args.get("said") == "entered")


@blueprint.post("/<slug>")
@or_not_found
def enter(slug: str) -> Any:
    arriving = arriving_form()
    memorial = memorial_at(slug)
    problems: list[Invalid] = []
    try:
        scan = _first_file(arriving)
        use.enter(services(), member(), memorial.id, _answers(arriving.fields), scan)
        return redirect(url_for("paper.choose", memorial=slug, said="entered"), 303)
    except Broken:
        problems = [Invalid("scan", "broken_off")]
    except FileRefused as refusal:
        problems = [Invalid("scan", refusal.code)]
    except Incomplete as incomplete:
        problems = incomplete.problems
    except Refusal as refusal:
        problems = [Invalid("", refusal.code)]
    finally:
        pass_over(arriving.stream, LISTENED_TO)
    form = paper_form(memorial, arriving.fields)
    for problem in problems:
        if problem.field in form._fields:
            words = said_of_file(problem.code) if problem.field == "scan" else said_of(problem.code)
            form[problem.field].errors = [*form[problem.field].errors, words]
        else:
            form.form_errors = [*form.form_errors, said_of(problem.code)]
    return _page(memorial, form, status=422)


@blueprint.get("/<slug>/<record_id>/<file_id>")
@or_not_found
def scan(slug: str, record_id: str, file_id: str) -> Response:
    """The scan of a sheet, for its readers, and that they opened it is noted; never kept by a browser."""
    memorial = memorial_at(slug)
    content = use.scan(services(), member(), memorial.id, record_id, file_id)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _first_file(arriving: ArrivingForm) -> tuple[str, Iterable[bytes]] | None:
    """The scan as it arrives: its name and its bytes; None where none was chosen."""
    for name, pieces in arriving.files():
        if first := next(pieces, b""):
            return name, chain((first,), pieces)
    return None


def _answers(fields: MultiDict[str, str]) -> dict[str, str]:
    """The fields under the names of a draft's answers; a tick that was not sent is not set."""
    given = {name: clean(fields[name]) for name in TEXTS if name in fields}
    return given | {name: "yes" if fields.get(name, "") not in ("", "no") else "" for name in TICKS}


def _page(memorial: Memorial, form: PaperForm, *, status: int = 200, entered: bool = False) -> Any:
    mine = [(one, title_of(one)) for one in readable()]
    return show(
        "paper",
        _("Enter a paper form"),
        memorial,
        status=status,
        form=form,
        has_errors=status >= 400,
        own_question=memorial.text(memorial.setup.question, memorial.languages[0]),
        mine=mine,
        message=_("It is in the queue now. The sheet’s code opens it.") if entered else None,
    )
