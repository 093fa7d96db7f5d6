"""An interview from files at the desk: what would come of them, with everything that was found, and bringing it in."""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from memorial.application.interview_bringing import Waiting, bring
from memorial.application.interview_files import FileUnusable
from memorial.application.interview_import import Asked, ImportedAlready, InterviewImported
from memorial.application.interviews import moment_of
from memorial.application.ports.secrets import StorageFull
from memorial.domain.errors import Invalid, NotFound, Refusal
from memorial.domain.languages import is_language_code
from memorial.domain.memorial import Memorial
from memorial.web.desk import interview_asks as asks
from memorial.web.desk.finding_words import finding_words, unusable_words
from memorial.web.desk.frame import arriving_form, member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import keeper_of
from memorial.web.desk.interview_asks import Ask
from memorial.web.desk.interview_files import LISTENED_TO
from memorial.web.desk.interview_frame import put
from memorial.web.desk.words import language_words
from memorial.web.intake import Broken, pass_over

blueprint = Blueprint("interview_importing", __name__, url_prefix="/desk/interviews")

ASKS = (
    Ask("trial", _l("What should happen?"), "choice", needed=True,
        choices=(("look", _l("Only say what would come of it")), ("in", _l("Bring it in")))),
    Ask("title", _l("Title"), hint=_l("Empty: as the files say.")),
    Ask("language", _l("Language that is spoken"), "code", hint=_l("Such as en or ar. Empty: as the files say.")),
    Ask("machine", _l("Which program made the transcripts"),
        hint=_l("If a machine made them. They are marked so until a person has read them to the end.")),
    Ask("earlier", _l("Move all times earlier by"), "moment",
        hint=_l("Such as 1:00:00, where the clock of the tape did not start at nothing.")),
    Ask("files", _l("The files of one interview"), "files", needed=True,
        hint=_l("Recordings, transcripts (WebVTT, SRT, OHMS XML, text with times, CSV), photographs. For a look,"
                " the transcripts are enough; recordings can be brought in later too.")),
)  # fmt: skip


def _reader_of(slug: str) -> Memorial:
    memorial = keeper_of(slug)
    if not member().may_read(memorial.id):
        refused("readers_only", where=memorial.id)
        abort(404)
    return memorial


@blueprint.get("/<slug>/import")
def new(slug: str) -> Any:
    return _page(_reader_of(slug), asks.form_of(ASKS, {"trial": "look"}))


def _page(memorial: Memorial, form: Any, *, wrong: bool = False, found: InterviewImported | None = None) -> Any:
    """`found`: what would come of the files."""
    told: dict[str, Any] = {"transcripts": [], "findings": []}
    if found is not None:
        told["transcripts"] = [
            (language_words(one.language), one.translation, len(one.cues)) for one in found.transcripts
        ]
        told["findings"] = [(name, [finding_words(one) for one in listed]) for name, listed in found.findings]
    return show("interview_import", _("Import interviews from files"), memorial, status=422 if wrong else 200,
                has_errors=wrong, form=form, asks=ASKS, slug=memorial.slug, found=found, **told)  # fmt: skip


@blueprint.post("/<slug>/import")
@or_not_found
def take(slug: str) -> Any:
    """`trial`: look (nothing is kept) or in; the files come last, and are read as they arrive."""
    arriving = arriving_form()
    memorial = _reader_of(slug)
    fields = arriving.fields
    try:
        with Waiting(services()) as waiting:
            for name, pieces in arriving.files():
                first = next(pieces, b"")
                if name or first:
                    waiting.add(name, chain((first,), pieces))
            return _taken(memorial, fields, waiting)
    except Broken:
        return _wrong(memorial, fields, "files", "broken_off")
    except StorageFull:
        return _wrong(memorial, fields, "files", "storage_full")
    finally:
        pass_over(arriving.stream, LISTENED_TO)


def _taken(memorial: Memorial, fields: MultiDict[str, str], waiting: Waiting) -> Any:
    trial = fields.get("trial") != "in"
    language, earlier = fields.get("language", "").strip(), fields.get("earlier", "").strip()
    moment = moment_of(earlier) if earlier else 0
    if moment is None:
        return _wrong(memorial, fields, "earlier", "write_a_moment")
    if language and not is_language_code(language):
        return _wrong(memorial, fields, "language", "unknown_language")
    asked = Asked(fields.get("title", ""), language, fields.get("machine", ""), moment)
    try:
        found = bring(services(), member(), memorial, waiting.files, asked, trial=trial)
    except FileUnusable as unusable:
        return _wrong(memorial, fields, "files", "", f"{unusable.field}: {unusable_words(unusable.code)}")
    except ImportedAlready as known:
        return _wrong(memorial, fields, "files", known.code)
    except Invalid as invalid:
        return _wrong(memorial, fields, {"by": "earlier"}.get(invalid.field, invalid.field), invalid.code)
    except NotFound:
        raise
    except Refusal as refusal:
        return _wrong(memorial, fields, "", refusal.code)
    if not trial:
        return redirect(url_for("interviews.interview", slug=memorial.slug, interview_id=found.id, said="added"), 303)
    return _page(memorial, asks.form_of(ASKS, {}, fields), found=found)


def _wrong(memorial: Memorial, fields: MultiDict[str, str], field: str, code: str, words: str = "") -> Any:
    """The page with what was typed, and what is wrong; the files have to be chosen once more."""
    refused(code or "file_unusable", where=memorial.id)
    form = asks.form_of(ASKS, {}, fields)
    if words:
        form[field].errors = [*form[field].errors, words]
    else:
        put(form, field, code)
    return _page(memorial, form, wrong=True)
