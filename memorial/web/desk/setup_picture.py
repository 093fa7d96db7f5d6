"""The memorial's own picture at the desk: brought in, described in each language, shown, taken away."""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import own_picture as use
from memorial.application.offer import Incomplete
from memorial.application.ports.media import FileRefused
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.own_texts import OwnText
from memorial.web.desk.frame import DeskForm, arriving_form, member, memorial_at, or_not_found, refused, services, show
from memorial.web.desk.setup import administered
from memorial.web.desk.setup_forms import complain_here, text_label
from memorial.web.intake import Broken, pass_over
from memorial.web.language import direction, endonym

blueprint = Blueprint("setup_picture", __name__, url_prefix="/desk/setup")

LISTENED_TO = 64 * 1024 * 1024
"""How much of a file that is refused is passed over, so that the browser reads our answer."""
_PICTURES = {"webp": "image/webp", "jpeg": "image/jpeg"}


class PictureForm(DeskForm):
    across = RadioField(_l("What must not be cut off, from one side to the other"), choices=[
        SelectChoice("0", _l("At the left")), SelectChoice("50", _l("In the middle")),
        SelectChoice("100", _l("At the right")),
    ])  # fmt: skip
    down = RadioField(_l("What must not be cut off, from above to below"), choices=[
        SelectChoice("0", _l("Above")), SelectChoice("50", _l("In the middle")), SelectChoice("100", _l("Below")),
    ])  # fmt: skip


class FileForm(DeskForm):
    """Only for its token and its problems: the file is read as it arrives."""

    file = StringField(_l("A picture"))


@blueprint.get("/<slug>/picture")
def page(slug: str) -> Any:
    memorial = administered(slug)
    told = {"saved": _("Saved."), "came": _("The picture is here. Visitors see it when you have said what it shows.")}
    told["gone"] = _("The picture is gone.")
    return _page(memorial, _form(memorial), message=told.get(request.args.get("said", "")))


@blueprint.post("/<slug>/picture/file")
def keep(slug: str) -> Any:
    arriving = arriving_form()
    memorial = administered(slug)
    try:
        for name, pieces in arriving.files():
            first = next(pieces, b"")
            if name or first:
                use.keep(services(), member(), slug, name, chain((first,) if first else (), pieces))
                return redirect(url_for("setup_picture.page", slug=slug, said="came"), 303)
        return _refused(memorial, "no_file")
    except Broken:
        return _refused(memorial, "broken_off")
    except FileRefused as refusal:
        return _refused(memorial, refusal.code)
    finally:
        pass_over(arriving.stream, LISTENED_TO)


def _refused(memorial: Memorial, code: str) -> Any:
    refused(code, where=memorial.id)
    files = FileForm(formdata=None)
    complain_here(files, "file", code)
    return _page(memorial, _form(memorial), files=files)


@blueprint.post("/<slug>/picture")
@or_not_found
def change(slug: str) -> Any:
    """`action` = save, with what it shows in each language (`alt_en`), `across` and `down`; or remove."""
    memorial = administered(slug)
    form, action = _form(memorial), request.form.get("action", "save")
    try:
        if action == "remove":
            use.remove(services(), member(), slug)
            return redirect(url_for("setup_picture.page", slug=slug, said="gone"), 303)
        if action != "save":
            refused("no_such_action", where=memorial.id)
            abort(422)
        use.change(services(), member(), slug, request.form.to_dict())
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id)
        for problem in incomplete.problems:
            complain_here(form, problem.field, problem.code)
        return _page(memorial, form)
    except NotFound as gone:
        refused(gone.code, where=memorial.id)
        raise
    return redirect(url_for("setup_picture.page", slug=slug, said="saved"), 303)


@blueprint.get("/<slug>/picture/<size>.<fmt>")
@or_not_found
def picture(slug: str, size: str, fmt: str) -> Response:
    content = use.look_at(services(), memorial_at(slug, admins=True), size, fmt)
    return Response(content, mimetype=_PICTURES.get(fmt, "image/jpeg"), headers={"Cache-Control": "no-store"})


def _form(memorial: Memorial) -> PictureForm:
    own = memorial.setup.picture
    fields = {f"alt_{code}": StringField(text_label(OwnText.PICTURE, endonym(code))) for code in memorial.languages}
    values = {f"alt_{code}": own.alt.get(code, "") if own else "" for code in memorial.languages}
    values |= {"across": str(own.across if own else 50), "down": str(own.down if own else 50)}
    made: PictureForm = type("PictureInLanguages", (PictureForm,), fields)(data=values)
    return made


def _page(memorial: Memorial, form: PictureForm, *, message: str | None = None, files: FileForm | None = None) -> Any:
    wrong = any(field.errors for field in form) or bool(form.form_errors) or files is not None
    own = memorial.setup.picture
    seen = next((one for one in own.derivatives if (one.size, one.format) == ("page", "jpeg")), None) if own else None
    return show(
        "setup_picture", _("The memorial’s own picture"), memorial, status=422 if wrong else 200, message=message,
        form=form, files=files or FileForm(formdata=None), has_errors=wrong, own_picture=own, seen=seen,
        codes=[(code, direction(code)) for code in memorial.languages],
        megabytes=services().limits.max_file_bytes // (1024 * 1024),
    )  # fmt: skip
