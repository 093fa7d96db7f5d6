"""`/share/say`: the words, and the files after them. The words are kept before the first byte of a file is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import BinaryIO, cast

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_options_header

from memorial.application import giving, uploads
from memorial.application.offer import HIDDEN_SIGNS, LOOKED_AUTOMATIC
from memorial.application.ports.media import FileRefused
from memorial.application.services import Limits
from memorial.domain.draft import Draft
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.writing import clean_line
from memorial.vocabulary import About
from memorial.web.contribute import words
from memorial.web.contribute.answers import SAY, alone_in, answers_in
from memorial.web.contribute.forms import SayForm, language_answers
from memorial.web.contribute.frame import STEPS, Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.people import published_person, remembered
from memorial.web.contribute.steps import (
    FROM_A_PERSON,
    OpenDraft,
    back,
    begin,
    closed_page,
    draft_address,
    draft_here,
    go,
    has_words,
    keep,
    of_a_draft,
    step_of,
)
from memorial.web.contribute.unfinished import end_upload, unfinished_lines
from memorial.web.contribute.ways import other_ways
from memorial.web.intake import MOST_TEXT, ArrivingForm, Broken, pass_over
from memorial.web.page import Link
from memorial.web.surface import AS_IT_COMES, CSP, PERMISSIONS, number

say = Blueprint("say", __name__)

ROOM_FOR_THE_FORM = 64 * 1024
LISTENED_TO = 16 * 1024 * 1024
"""How much of a body that is too large is passed over, so that the browser reads our answer."""


@dataclass(frozen=True)
class KeptFile:
    label: str
    size: str
    key: str


@say.get("/<language>/<slug>/share/say")
@of_a_draft
def page(place: Place, begun: OpenDraft) -> ResponseReturnValue:
    return _page(place, _form(place, None, begun.draft.answers), begun)


def first_page(place: Place, person_id: str) -> Response:
    """The page that somebody comes to from a person's page, where no danger has to be told of: they begin to write."""
    return _page(place, _form(place, None, {}, person_id), None)


@say.post("/<language>/<slug>/share/say")
def answer(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    arriving = _arriving()
    fields = arriving.words()
    before = draft_here(place)
    form = _form(place, fields, before.draft.answers if before else {})
    if not form.came_from_here(services().limits):
        pass_over(arriving.stream, LISTENED_TO)
        return _page(place, form, before, status=422)
    if not place.takes:
        pass_over(arriving.stream, LISTENED_TO)
        return closed_page(place)
    try:
        given = said_answers(place, before.draft if before else None, fields)
        begun = begin(place, given) if _another(before, given) else keep(place, given)
    except Conflict as conflict:
        form.tell_whole(words.problem_words(conflict.code, services().limits))
        return _page(place, form, draft_here(place), status=422)
    return _after_the_words(place, form, arriving, begun, fields)


def said_answers(place: Place, draft: Draft | None, fields: Mapping[str, str]) -> dict[str, str]:
    """The words; from a person's page whom they are about too, since nothing was asked before it."""
    mine, before = {*SAY, f"{HIDDEN_SIGNS}story"}, draft.answers if draft else {}
    given = {name: text for name, text in answers_in(fields, ()).items() if name in mine}
    given |= alone_in("say", before, fields)
    automatic = SayForm(formdata=MultiDict(fields)).looks_automatic(before.get("story", ""))
    if automatic or LOOKED_AUTOMATIC in before:
        given[LOOKED_AUTOMATIC] = "yes" if automatic else ""
    person_id = fields.get("person_id", "")
    if person_id and published_person(place, person_id) is not None:
        given |= about_person(person_id)
    return given


def about_person(person_id: str) -> dict[str, str]:
    """The answers of somebody who came from that person's page."""
    return {"about": About.PERSON.value, "person_id": person_id, "person_name": "", FROM_A_PERSON: "yes"}


def _another(before: OpenDraft | None, given: Mapping[str, str]) -> bool:
    """Whether this is about another person than words that were begun in another window: neither replaces the other."""
    if before is None or "person_id" not in given or not has_words(before.draft):
        return False
    return before.draft.answers.get("person_id", "") != given["person_id"]


def _after_the_words(
    place: Place, form: SayForm, arriving: ArrivingForm, begun: OpenDraft, fields: Mapping[str, str]
) -> ResponseReturnValue:
    refused = keep_files(begun.code, arriving)
    if fields.get("remove"):
        giving.remove_file(services(), begun.code, fields["remove"])
    begun = OpenDraft(begun.code, giving.open_draft(services(), begun.code))
    if arriving.too_much_text:
        form.story.errors = [words.problem_words("too_much_text", services().limits)]
    if refused:
        form.files.errors = refused
    elif "keep_upload" in fields or "remove_upload" in fields:
        return _of_upload(place, form, begun, fields)
    elif "save" in fields:
        return go(place, "save")
    elif "upload" in fields or "remove" in fields:
        return go(place, "say")
    mine = [problem for problem in giving.problems(services(), begun.code) if problem.field in SAY]
    if form.tell(mine, services().limits) or form.errors:
        return _page(place, form, begun, status=422)
    return go(place, "choices")


def _of_upload(place: Place, form: SayForm, begun: OpenDraft, fields: Mapping[str, str]) -> ResponseReturnValue:
    """What had come in part is kept as it is, or removed; gone already is no error."""
    if refused := end_upload(begun.code, fields.get("keep_upload", ""), fields.get("remove_upload", "")):
        form.voice.errors = [refused]
        return _page(place, form, OpenDraft(begun.code, giving.open_draft(services(), begun.code)), status=422)
    return go(place, "say")


def keep_files(code: str, arriving: ArrivingForm) -> list[str]:
    """Seal each file as it arrives; a sentence for each that was not kept. The others are."""
    limits, refused = services().limits, list[str]()
    if _too_large_together(limits) or arriving.broken:
        pass_over(arriving.stream, LISTENED_TO)
        return [_not_kept("", "broken_off" if arriving.broken else "too_many")]
    try:
        for filename, pieces in arriving.files():
            name = clean_line(filename)
            try:
                if first := next(pieces, b""):
                    giving.keep_file(services(), code, name, chain((first,), pieces))
                elif name:
                    refused.append(_not_kept(name, "empty"))
            except FileRefused as refusal:
                refused.append(_not_kept(name, refusal.code))
            except (Conflict, NotFound):
                refused.append(_not_kept(name, "broken_off"))
    except Broken:
        refused.append(_not_kept("", "broken_off"))
    return refused


def _not_kept(name: str, code: str) -> str:
    return words.not_kept(name, code, services().limits)


def _too_large_together(limits: Limits) -> bool:
    return (request.content_length or 0) > limits.max_total_bytes + MOST_TEXT + ROOM_FOR_THE_FORM


def _arriving() -> ArrivingForm:
    """The form that is being sent, unread. One without files may come in the plain encoding too."""
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    if kind == "multipart/form-data" and options.get("boundary"):
        # Here alone files come; how much is taken of them is judged as they arrive.
        request.max_content_length = AS_IT_COMES
        return ArrivingForm(cast(BinaryIO, request.stream), options["boundary"].encode("latin-1", "replace"))
    plain = ArrivingForm(BytesIO(), b"none", fields=MultiDict(request.form))
    plain.whole = True
    return plain


def _form(place: Place, fields: MultiDict[str, str] | None, given: Mapping[str, str], person_id: str = "") -> SayForm:
    asked = {name: given[name] for name in ("story", "story_language") if name in given}
    form = SayForm(formdata=fields, data={"story_language": place.language, "person_id": person_id, **asked})
    form.story_language.choices = language_answers(place.memorial.languages)
    return form


def _page(place: Place, form: SayForm, begun: OpenDraft | None, *, status: int = 200) -> Response:
    draft = begun.draft if begun else None
    person_id = form.person_id.data or ""
    first = begun is None and bool(person_id)
    answer = show(
        place,
        "say",
        _("Your words"),
        at="" if first else "say",
        query={"person": person_id} if first else None,
        form=form,
        status_code=status,
        status=_length_words(form.story.data or "", services().limits),
        step=(1, STEPS - 1) if first else step_of(2, draft),
        back=_way_back(place, draft, person_id),
        first=first,
        others=other_ways(place, person_id) if first else [],
        saves_at=draft_address(place, "say", begun),
        action=place.step("say"),
        person=remembered(place, draft.answers) if draft else published_person(place, person_id),
        about=draft.answers.get("about", "") if draft else "",
        kept=_kept(draft) if draft else [],
        notice=notice_for(place),
        unfinished=unfinished_lines(uploads.unfinished(services(), begun.code)) if begun else [],
        uploads=place.step("uploads"),
        script=current_app.extensions["assets"].scripts["giving"],
        max_megabytes=services().limits.max_file_bytes // (1024 * 1024),
        max_recording_megabytes=services().limits.max_recording_bytes // (1024 * 1024),
    )
    # Nowhere else may a page ask for the microphone, or play what the browser itself holds.
    answer.headers["Permissions-Policy"] = PERMISSIONS.replace("microphone=()", "microphone=(self)")
    answer.headers["Content-Security-Policy"] = CSP.replace("media-src 'self'", "media-src 'self' blob:")
    return answer


def _way_back(place: Place, draft: Draft | None, person_id: str) -> Link:
    """To the question before it; who came from a person's page was asked none, and goes back there."""
    answers = draft.answers if draft else about_person(person_id) if person_id else {}
    if not answers.get(FROM_A_PERSON):
        return back(place, "who")
    return Link(_("Back"), f"/{place.language}/{place.slug}/people/{answers.get('person_id', '')}")


def _kept(draft: Draft) -> list[KeptFile]:
    return [KeptFile(kept.name or _("A file"), words.size_words(kept.length), kept.id) for kept in draft.files]


def _length_words(story: str, limits: Limits) -> str | None:
    """How long the text is, once it nears what we can take."""
    length = len(story)
    if length * 4 < limits.story_characters * 3:
        return None
    most = number(limits.story_characters)
    return _("Your text has %(count)s of %(most)s characters.", count=number(length), most=most)
