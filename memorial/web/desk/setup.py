"""Setting up a memorial: a list of tasks in any order, each a short page, and at its end opening it to everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import memorial_settings, memorials, opening
from memorial.application import setting_up as use
from memorial.application.memorials import Actor
from memorial.application.offer import Incomplete
from memorial.application.opening import NotReady
from memorial.application.setting_up import StepState
from memorial.domain.memorial import Memorial
from memorial.domain.own_texts import forbidden_words_used
from memorial.domain.setting_up import Step
from memorial.vocabulary import ActorKind
from memorial.web.desk import setup_people
from memorial.web.desk import setup_words as words
from memorial.web.desk.frame import (
    DeskForm,
    is_admin,
    member,
    memorial_at,
    my_memorials,
    refused,
    services,
    show,
    title_of,
)
from memorial.web.desk.setup_forms import SWITCHES, complain_here, form_of, groups_of
from memorial.web.desk.setup_look import embed_line, sample_of, shows_elsewhere
from memorial.web.desk.today import front_of
from memorial.web.language import direction, endonym

blueprint = Blueprint("setup", __name__, url_prefix="/desk/setup")

WITH_A_FORM = (Step.NAME, Step.LANGUAGES, Step.WORDS, Step.RISK, Step.NOTICES, Step.PEOPLE, Step.LOOK)
NOT_STEPS = {Step.NAMES: "setup.names", Step.WALK: "setup_see.walk", Step.OPEN: "setup.opening_page"}


@dataclass(frozen=True)
class Task:
    """One line of the list: its words, where it leads, whether it is completed, and what is missing."""

    title: str
    href: str
    done: bool
    essential: bool
    why: tuple[str, ...]


@blueprint.get("")
def memorials_list() -> Any:
    if not is_admin(member()):
        abort(404)
    mine = [(one.slug, title_of(one), state_words(one)) for one in my_memorials() if member().is_admin(one.id)]
    return show("memorials", _("Memorials"), mine=mine)


@blueprint.get("/<slug>")
def tasks(slug: str) -> Any:
    memorial = administered(slug)
    states = use.step_states(services(), memorial)
    return show("setup", _("Setting up"), memorial, message=_told(), tasks=[task_of(memorial, one) for one in states],
                done=sum(one.done for one in states), state=state_words(memorial), public=memorial.public)  # fmt: skip


def task_of(memorial: Memorial, state: StepState) -> Task:
    why = tuple(words.why_words(one) for one in state.why)
    return Task(str(words.STEPS[state.step]), address_of(memorial.slug, state.step), state.done, state.essential, why)


def address_of(slug: str, step: Step) -> str:
    return url_for(NOT_STEPS[step], slug=slug) if step in NOT_STEPS else url_for("setup.step", slug=slug, step=step)


def state_words(memorial: Memorial) -> str:
    if not memorial.public:
        return _("not public")
    if memorial.draft:
        return _("public as a draft: it takes no remembrances until every source of its record is signed")
    return _("public, takes remembrances") if memorial.accepting else _("public, takes none now")


@blueprint.get("/<slug>/step/<step>")
def step(slug: str, step: str) -> Any:
    memorial, which = administered(slug), _step_of(step)
    return step_page(memorial, which, form_of(memorial, which), message=_told())


def _step_of(word: str) -> Step:
    if word not in set(WITH_A_FORM):
        refused("no_such_step")
        abort(404)
    return Step(word)


@blueprint.post("/<slug>/step/<step>")
def save(slug: str, step: str) -> Any:
    """`action` = save, or check: the words are looked at and nothing is kept."""
    memorial, which = administered(slug), _step_of(step)
    form, action = form_of(memorial, which), request.form.get("action", "save")
    if action not in ("save", "check"):
        refused("no_such_action", where=memorial.id)
        abort(422)
    given = {name: str(field.data or "") for name, field in form._fields.items()}
    try:
        if action == "check":
            use.note_check(services(), member(), memorial)
            return step_page(memorial, which, form, seen=memorial_settings.as_typed(memorial, which, given))
        memorial_settings.change(services(), member(), slug, which, given)
    except Incomplete as incomplete:
        if action == "save":
            refused("incomplete", where=memorial.id)
        for problem in incomplete.problems:
            complain_here(form, problem.field, problem.code)
        return step_page(memorial, which, form)
    return redirect(url_for("setup.step", slug=slug, step=step, said="saved"), 303)


def step_page(
    memorial: Memorial, step: Step, form: DeskForm, *, message: str | None = None, seen: Memorial | None = None
) -> Any:
    """`seen`: the memorial as it would be with what was typed, of which only the words are looked at."""
    wrong = bool(form.errors or form.form_errors) or any(field.errors for field in form)
    about = seen or memorial
    state = next(one for one in use.step_states(services(), memorial) if one.step is step)
    return show(
        f"setup_{step}", str(words.STEPS[step]), memorial, status=422 if wrong else 200, message=message, form=form,
        task=task_of(memorial, state), groups=groups_of(memorial, step), has_errors=wrong, checked=seen is not None,
        forbidden=[(words.why_words(use.Why("forbidden_used", one.language, one.text)), word)
                   for one, word in forbidden_words_used(about)],
        **_more(memorial, step, about),
    )  # fmt: skip


def _more(memorial: Memorial, step: Step, about: Memorial) -> dict[str, Any]:
    """What one step's page shows beside its form."""
    match step:
        case Step.LANGUAGES:
            return {"lines": _languages(memorial)}
        case Step.RISK:
            return {"switches": SWITCHES}
        case Step.NOTICES:
            return {"eases": _eases(about)}
        case Step.PEOPLE:
            return {"people": setup_people.people_of(memorial), "roles": setup_people.roles()}
        case Step.LOOK:
            accent = None if about.accent == "slate" else about.accent
            return {"sample": sample_of(about), "accent": accent, "embed": embed_line(memorial),
                    "elsewhere": shows_elsewhere(memorial)}  # fmt: skip
    return {}


def _languages(memorial: Memorial) -> list[tuple[str, str, str, bool, str]]:
    """(code, endonym, direction, whether it is open to families, why it is not)."""
    states = next(one for one in use.step_states(services(), memorial) if one.step is Step.LANGUAGES)
    why = {one.language: words.why_words(use.Why(one.code)) for one in states.why if one.language}
    return [(code, endonym(code), direction(code), code not in why, why.get(code, "")) for code in memorial.languages]


def _eases(memorial: Memorial) -> list[dict[str, Any]]:
    return [
        {
            "text": str(words.TEXTS[text]), "language": endonym(code), "code": code, "dir": direction(code),
            "counted": words.ease_words(ease), "hard": words.hard_words(ease),
            "longest": ease.longest_words if ease.hard else "",
        }
        for (text, code), ease in use.eases(memorial)
    ]  # fmt: skip


@blueprint.get("/<slug>/names")
def names(slug: str) -> Any:
    memorial = administered(slug)
    count = use.count_names(services(), memorial)
    state = next(one for one in use.step_states(services(), memorial) if one.step is Step.NAMES)
    return show("setup_names", _("Names"), memorial, count=count, most=use.COUNTED, task=task_of(memorial, state),
                imports=member().is_editor(memorial.id))  # fmt: skip


@blueprint.get("/<slug>/open")
def opening_page(slug: str) -> Any:
    return _opening_page(administered(slug), message=_told())


@blueprint.post("/<slug>/open")
def open_or_close(slug: str) -> Any:
    """`action` = open (public, and takes remembrances) or close (takes none; what is public stays)."""
    memorial = administered(slug)
    act = {"open": opening.open_memorial, "close": memorials.close_memorial}.get(request.form.get("action", ""))
    if act is None:
        refused("no_such_action", where=memorial.id)
        abort(422)
    try:
        act(services(), slug, by=Actor(ActorKind.STAFF, member().id))
    except NotReady as refusal:
        refused(refusal.code, where=memorial.id)
        return _opening_page(memorial, problem=True)
    return redirect(url_for("setup.opening_page", slug=slug, said="saved"), 303)


def _opening_page(memorial: Memorial, *, message: str | None = None, problem: bool = False) -> Any:
    missing = [] if memorial.public else opening.missing_before_opening(services(), memorial)
    lines = [(words.why_words(use.Why(one.code, one.language)), address_of(memorial.slug, one.step),
              str(words.STEPS[one.step])) for one in missing]  # fmt: skip
    later = [one for one in use.step_states(services(), memorial) if not one.done and one.step is not Step.OPEN]
    return show(
        "setup_open", str(words.STEPS[Step.OPEN]), memorial, status=422 if problem else 200, message=message,
        missing=lines, has_errors=problem, later=[task_of(memorial, one) for one in later if not memorial.public],
        state=state_words(memorial), public=memorial.public, accepting=memorial.accepting, front=front_of(memorial),
    )  # fmt: skip


def administered(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not member().is_admin(memorial.id):
        refused("admins_only")
        abort(404)
    return memorial


def _told() -> str | None:
    told = {"saved": _("Saved."), "walked": _("Noted."), "gone": _("The picture is gone.")}
    return told.get(request.args.get("said", ""))
