"""People who are remembered, at the desk: found by name, and each one's record with every claim and its history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from memorial.application import desk as reads
from memorial.application import person_record
from memorial.application.person_record import RecordView, name_of
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.person_changes import claim_at
from memorial.vocabulary import FactKind
from memorial.web.desk import person_lines as lines
from memorial.web.desk.frame import member, memorial_at, or_not_found, readable, services, show
from memorial.web.desk.person_forms import PersonForm, begun, data_of, person_form, shown_fields, title
from memorial.web.desk.person_words import said
from memorial.web.language import current_language
from memorial.web.person_words import FACT_KINDS

blueprint = Blueprint("persons", __name__, url_prefix="/desk/persons")


@blueprint.get("")
def search() -> Any:
    """People by name, in every spelling and script that visitors may use, and by exact names beside."""
    mine = readable()
    slug = request.args.get("memorial", "")
    memorial = memorial_at(slug) if slug else next(iter(mine), None)
    if memorial is None:
        abort(404)
    query = _query()
    found = person_record.find(services(), member(), memorial.id, query)
    people = [
        (url_for("persons.person", slug=memorial.slug, person_id=one.person.id), one.person.all_names()[:4], one.shown)
        for one in found
    ]
    return show("persons", _("People who are remembered"), memorial, people=people, query=query, mine=mine,
                may_change=member().is_editor(memorial.id))  # fmt: skip


@blueprint.get("/<slug>/new")
def new(slug: str) -> Any:
    memorial = memorial_at(slug)
    return _new_page(memorial, person_form(memorial, fresh=True, data=begun("add", "name")))


@blueprint.post("/<slug>/new")
@or_not_found
def add(slug: str) -> Any:
    """A name and a source: nobody is made from a number."""
    memorial, given = memorial_at(slug), request.form.to_dict()
    try:
        added = person_record.add_person(services(), member(), memorial.id, given, language=current_language())
    except Refusal as refusal:
        form = person_form(memorial, fresh=False)
        _complain(form, refusal)
        return _new_page(memorial, form, status=422)
    return redirect(url_for("persons.person", slug=slug, person_id=added.id, said="saved"), 303)


def _new_page(memorial: Memorial, form: PersonForm, *, status: int = 200) -> Any:
    return show("person_new", _("Add a person"), memorial, status=status, form=form, has_errors=status >= 400,
                may_change=member().is_editor(memorial.id), fields=shown_fields("add", "name", ""))  # fmt: skip


@blueprint.get("/<slug>/<person_id>")
@or_not_found
def person(slug: str, person_id: str) -> Any:
    """The record; with `do` the form of one change: add, correct, take_out, and the others of `shown_fields`."""
    memorial = memorial_at(slug)
    view = person_record.look(services(), member(), memorial.id, person_id)
    action = request.args.get("do", "")
    if not action:
        return _record_page(view)
    asked = request.args.to_dict()
    if not view.may_change or not shown_fields(action, _of(asked), _kind(view, asked)):
        raise NotFound
    claim = claim_at(view.person, asked["ref"]) if asked.get("ref") else None
    data = data_of(view, claim) if claim is not None else begun(action, _of(asked))
    return _change_page(view, asked, _form(view, asked, fresh=True, data=data))


@blueprint.post("/<slug>/<person_id>")
@or_not_found
def act(slug: str, person_id: str) -> Any:
    """`action` is one of `person_record.ACTIONS`, `revision` what was looked at. What was typed comes back refused."""
    memorial, given = memorial_at(slug), request.form.to_dict()
    action = given.get("action", "")
    try:
        person_record.act(services(), member(), memorial.id, person_id, action, given, language=current_language())
    except NotFound:
        raise
    except Refusal as refusal:
        view = person_record.look(services(), member(), memorial.id, person_id)
        asked = {**given, "do": action}
        if not shown_fields(action, _of(asked), _kind(view, asked)):
            return _record_page(view, problem=said(refusal.code))
        form = _form(view, asked, fresh=False)
        _complain(form, refusal)
        return _change_page(view, asked, form, status=422)
    return redirect(url_for("persons.person", slug=slug, person_id=person_id, said="saved"), 303)


def _complain(form: PersonForm, refusal: Refusal) -> None:
    field, words = getattr(refusal, "field", ""), said(refusal.code)
    if field in form._fields:
        form[field].errors = [*form[field].errors, words]
    else:
        form.form_errors = [*form.form_errors, words]


def _query() -> str:
    return " ".join(request.args.get("q", "")[: person_record.LONGEST_QUERY].split())


def _of(asked: dict[str, str]) -> str:
    return asked.get("of") or asked.get("ref", "").partition(":")[0]


def _kind(view: RecordView, asked: dict[str, str]) -> str:
    """Of what kind the fact is that is added or corrected."""
    if _of(asked) == "fact" and asked.get("ref"):
        try:
            return str(getattr(claim_at(view.person, asked["ref"]), "kind", ""))
        except NotFound:
            return ""
    return asked.get("kind", "")


def _form(view: RecordView, asked: dict[str, str], *, fresh: bool, data: dict[str, Any] | None = None) -> PersonForm:
    found = []
    if "other" in shown_fields(asked.get("do", ""), _of(asked), _kind(view, asked)):
        words = asked.get("q") or _query()
        everyone = person_record.find(services(), member(), view.memorial.id, words)
        found = [one for one in everyone if one.person.id != view.person.id]
        chosen = asked.get("other") or (data or {}).get("other") or ""
        if chosen and not any(one.person.id == chosen for one in found):
            found += _one(view, chosen)
    form = person_form(view.memorial, fresh=fresh, data=data, found=tuple(found))
    form.portrait.choices = [
        SelectChoice(f"{one.remembrance_id}:{one.picture.file_id}", one.picture.caption or _("A picture"))
        for one in view.portraits
    ]
    return form


def _one(view: RecordView, person_id: str) -> list[person_record.Found]:
    try:
        other = person_record.look(services(), member(), view.memorial.id, person_id)
    except Refusal:
        return []
    return [person_record.Found(other.person, other.shown is not None)]


def _record_page(view: RecordView, *, problem: str = "") -> Any:
    here = url_for("persons.person", slug=view.memorial.slug, person_id=view.person.id)
    others = [(url_for("persons.person", slug=view.memorial.slug, person_id=one.id), name_of(one), one.id)
              for one in view.joined]  # fmt: skip
    leads = view.leads_to
    return show(
        "person",
        name_of(view.person) or _("Nobody"),
        view.memorial,
        status=422 if problem else 200,
        message=_("Saved.") if request.args.get("said") == "saved" else None,
        problem=problem,
        here=here,
        view=view,
        name=name_of(view.person),
        names=lines.name_lines(view),
        facts=lines.fact_lines(view),
        kin=lines.kin_lines(view),
        kinds=[(kind.value, str(words)) for kind, words in FACT_KINDS.items()],
        history=list(lines.history_lines(view, reads.names_of_staff(services()))),
        joined=others,
        leads_to=(url_for("persons.person", slug=view.memorial.slug, person_id=leads.id), name_of(leads))
        if leads
        else None,
        wall=f"/{current_language()}/{view.memorial.slug}/people/{view.shown.person_id}"
        if view.shown and not view.shown.kept
        else "",
    )


def _change_page(view: RecordView, asked: dict[str, str], form: PersonForm, *, status: int = 200) -> Any:
    action, of, kind = asked.get("do", ""), _of(asked), _kind(view, asked)
    hidden = [("action", action), ("revision", asked.get("revision") or str(view.person.revision))]
    hidden += [(name, asked[name]) for name in ("ref", "entry") if asked.get(name)]
    hidden += [("of", of)] if action == "add" else []
    hidden += [("kind", kind)] if of == "fact" and kind in set(FactKind) else []
    hidden += [("other", asked.get("other", ""))] if action == "part" else []
    fields = shown_fields(action, of, kind)
    return show(
        "person_change",
        title(action, of, kind, view),
        view.memorial,
        status=status,
        has_errors=status >= 400,
        form=form,
        fields=fields,
        hidden=hidden,
        here=url_for("persons.person", slug=view.memorial.slug, person_id=view.person.id),
        name=name_of(view.person),
        action=action,
        of=of,
        query=asked.get("q") or _query(),
        portraits=list(_pictures(view)) if action == "portrait" else [],
    )  # fmt: skip


def _pictures(view: RecordView) -> Iterator[tuple[str, str, int, int]]:
    """(caption, address, width, height) of each."""
    for one in view.portraits:
        card = next((d for d in one.picture.derivatives if (d.size, d.format) == ("card", "jpeg")), None)
        if card is not None:
            href = url_for("review.media", slug=view.memorial.slug, record_id=one.remembrance_id,
                           file_id=one.picture.file_id, size="card", fmt="jpeg")  # fmt: skip
            yield one.picture.caption, href, card.width, card.height
