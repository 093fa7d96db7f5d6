"""`/share/choices`: three questions with nothing chosen beforehand, and a few for each file."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict
from memorial.domain.remembrance import FileKept
from memorial.vocabulary import About, FileKind
from memorial.web.contribute.answers import CHOICES, alone_in, answers_in, ticks_in, typed
from memorial.web.contribute.forms import ChoicesForm, choices_form
from memorial.web.contribute.frame import Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.session import draft_code
from memorial.web.contribute.steps import (
    OpenDraft,
    back,
    closed_page,
    draft_address,
    draft_here,
    elsewhere,
    go,
    keep,
    of_a_draft,
    saves_only,
    step_of,
)
from memorial.web.contribute.words import problem_words

choices = Blueprint("choices", __name__)

PICTURE_TYPES = {"webp": "image/webp", "jpeg": "image/jpeg"}


@choices.get("/<language>/<slug>/share/choices")
@of_a_draft
def page(place: Place, begun: OpenDraft) -> ResponseReturnValue:
    draft = begun.draft
    return _page(place, choices_form(draft.files, None, typed(draft.answers, draft.files)), draft)


@choices.post("/<language>/<slug>/share/choices")
def answer(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    begun = draft_here(place)
    files = begun.draft.files if begun else ()
    form = choices_form(files, request.form, typed(begun.draft.answers, files) if begun else {})
    if not form.came_from_here(services().limits):
        return _page(place, form, begun.draft if begun else None, status=422)
    if not place.takes:
        return closed_page(place)
    if begun is None:
        return elsewhere(place)
    try:
        begun = keep(place, chosen_answers(place, begun.draft, request.form))
    except Conflict as conflict:
        form.tell_whole(problem_words(conflict.code, services().limits))
        return _page(place, form, begun.draft, status=422)
    return go(place, "save") if saves_only() else _judged(place, form, begun)


def chosen_answers(_place: Place, draft: Draft | None, fields: Mapping[str, str]) -> dict[str, str]:
    alone = alone_in("choices", draft.answers if draft else {}, fields)
    return {**answers_in(fields, draft.files if draft else ()), **ticks_in(fields), **alone}


def _judged(place: Place, form: ChoicesForm, begun: OpenDraft) -> ResponseReturnValue:
    problems = giving.problems(services(), begun.code)
    mine = [problem for problem in problems if problem.field in CHOICES or problem.field.startswith("file:")]
    if form.tell(mine, services().limits, begun.draft.files):
        return _page(place, form, begun.draft, status=422)
    return go(place, "check")


def _page(place: Place, form: ChoicesForm, draft: Draft | None, *, status: int = 200) -> Response:
    files = draft.files if draft else ()
    return show(
        place,
        "choices",
        _("Who may see it"),
        at="choices",
        form=form,
        status_code=status,
        step=step_of(3, draft),
        back=back(place, "say"),
        about=(draft.answers.get("about") if draft else "") or About.PERSON.value,
        may_ask_place=not (draft and draft.answers.get("person_id")),
        files=[_file_asked(place, form, number, kept) for number, kept in enumerate(files, start=1)],
        notice=notice_for(place),
        own_question=place.memorial.text(place.memorial.setup.question, place.language),
        saves_at=draft_address(place, "choices", draft),
    )


class FileAsked:
    """One file with its questions: `caption`; for a photograph or a recording `living`, `agreed`, `publish`; a picture.

    `is_sound`, `is_film`: what it is of these.
    """

    def __init__(self, fields: Mapping[str, object], number: int, kept: FileKept, preview: str) -> None:
        self.number, self.label = number, kept.name
        self.caption = fields[f"file_{number}_caption"]
        self.is_photograph = bool(kept.derivatives)
        self.is_sound, self.is_film = kept.kind is FileKind.AUDIO, kept.kind is FileKind.VIDEO
        self.living = fields.get(f"file_{number}_living")
        self.agreed = fields.get(f"file_{number}_agreed")
        self.publish = fields.get(f"file_{number}_publish")
        small = min(kept.derivatives, key=lambda one: (one.width, one.format != "jpeg"), default=None)
        self.preview = f"{preview}/{kept.id}/{small.size}.{small.format}" if small else ""
        self.width, self.height = (small.width, small.height) if small else (0, 0)


def _file_asked(place: Place, form: ChoicesForm, number: int, kept: FileKept) -> FileAsked:
    return FileAsked(form._fields, number, kept, place.step("file"))


@choices.get("/<language>/<slug>/share/file/<file_id>/<size>.<fmt>")
def own_picture(language: str, slug: str, file_id: str, size: str, fmt: str) -> ResponseReturnValue:
    """A photograph of one's own draft. Without its code there is nothing here."""
    place = place_of(language, slug)
    code = draft_code(place.slug)
    found = giving.draft_picture(services(), code, file_id, size, fmt) if code and fmt in PICTURE_TYPES else None
    if found is None:
        abort(404)
    return Response(found, mimetype=PICTURE_TYPES[fmt])
