"""The record as a file at the desk: taken out as JSON, and brought in with a report of what was refused and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField
from wtforms.fields.choices import SelectChoice

from memorial.adapters.record_json import read_record
from memorial.adapters.record_json_form import write_record
from memorial.application import record_exchange as use
from memorial.application.memorials import Actor
from memorial.application.ports.record_form import LARGEST_RECORD, MOST_MEGABYTES
from memorial.application.record_exchange import RecordImported
from memorial.domain.errors import Refusal
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind
from memorial.web.desk.frame import DeskForm, member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import keeper_of
from memorial.web.desk.importing_frame import take_file
from memorial.web.desk.record_fields import KINDS
from memorial.web.desk.record_words import file_words

blueprint = Blueprint("record_files", __name__, url_prefix="/desk/record")

MOST_REFUSED = 200
"""How many refusals one page lists; what comes after is counted."""


class OutForm(DeskForm):
    graphic = BooleanField(_l("With graphic matter"))


class InForm(DeskForm):
    """What is to be done stands before the file, so that it is known when the file arrives."""

    trial = RadioField(_l("What should happen?"), validate_choice=False)
    file = FileField(_l("The file"))


@blueprint.get("/<slug>/files")
def files(slug: str) -> Any:
    return _page(keeper_of(slug))


def _page(memorial: Memorial, *, problem: str = "", report: RecordImported | None = None, trial: bool = False) -> Any:
    """`report`: what came of a file, or would come of it with `trial`."""
    out, coming = OutForm(formdata=None), InForm(formdata=None, data={"trial": "look"})
    out.csrf_token.id = "csrf_token_out"
    coming.trial.choices = [
        SelectChoice("look", _("Only say what would come of it")),
        SelectChoice("in", _("Bring it in")),
    ]
    coming.file.errors = [problem] if problem else []
    counts = [
        (str(KINDS[kind]), report.added.get(kind, 0), report.changed.get(kind, 0))
        for kind in KINDS
        if report is not None and (report.added.get(kind) or report.changed.get(kind))
    ]
    return show("record_files", _("The record as a file"), memorial, status=422 if problem else 200, out=out,
                coming=coming, has_errors=bool(problem), report=report, trial=trial, counts=counts,
                here=f"/desk/record/{memorial.slug}/files", most=MOST_MEGABYTES, most_refused=MOST_REFUSED)  # fmt: skip


@blueprint.post("/<slug>/files/out")
@or_not_found
def take_out(slug: str) -> Any:
    """The desk's own record, notes and what waits included; with `graphic`, graphic matter too."""
    memorial = keeper_of(slug)
    wanted = bool(request.form.get("graphic"))
    found = use.export_record(services(), slug, graphic=wanted, actor=_actor())
    answer = Response(write_record(found.entries), mimetype="application/json")
    draft = "-draft" if found.draft else ""
    answer.headers["Content-Disposition"] = f'attachment; filename="record-{memorial.slug}{draft}.json"'
    return answer


@blueprint.post("/<slug>/files/in")
def bring_in(slug: str) -> Any:
    """`trial`: look (nothing is saved) or in; then the file, which is read as it arrives."""

    def take(memorial: Memorial, name: str, pieces: Iterator[bytes]) -> Any:
        return b"".join(_at_most(pieces))

    def otherwise(memorial: Memorial, words: str) -> Any:
        return _page(memorial, problem=words)

    memorial, fields, taken = take_file(slug, take, otherwise=otherwise, whose=keeper_of)
    return _taken(memorial, taken, trial=fields.get("trial") != "in") if isinstance(taken, bytes) else taken


def _at_most(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """As much of a file as may be read, and a little more, so that it is seen to be too large."""
    length = 0
    for piece in pieces:
        yield piece
        length += len(piece)
        if length > LARGEST_RECORD:
            return


def _taken(memorial: Memorial, raw: bytes, *, trial: bool) -> Any:
    try:
        report = use.import_record(services(), memorial.slug, read_record(raw), actor=_actor(), dry_run=trial)
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id)
        return _page(memorial, problem=file_words(refusal))
    return _page(memorial, report=report, trial=trial)


def _actor() -> Actor:
    return Actor(ActorKind.STAFF, member().id)
