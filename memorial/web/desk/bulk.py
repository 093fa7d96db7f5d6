"""Marks that readers leave for one another, and declining together what was marked as spam."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.application import bulk, resting
from memorial.application.reviewing import ReviewView
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.marking import MARKS, UNDO_SPAM
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Flag
from memorial.web.desk import words
from memorial.web.desk.frame import member, memorial_at, or_not_found, readable, services, show
from memorial.web.desk.refusals import said

blueprint = Blueprint("bulk", __name__, url_prefix="/desk/queue")

MARK_WORDS = {
    Flag.GRAPHIC: _l("It is hard to read"),
    Flag.POSSIBLE_DUPLICATE: _l("It was perhaps sent before"),
    Flag.SPAM_LIKELY: _l("It was perhaps sent by a machine"),
}


def marks_of(view: ReviewView) -> list[tuple[str, str, bool]]:
    """(value, words, whether it stands) of what a reader may mark."""
    return [(mark.value, str(MARK_WORDS[mark]), mark in view.version.flags) for mark in MARKS]


@blueprint.post("/mark/<slug>/<record_id>")
@or_not_found
def mark(slug: str, record_id: str) -> Any:
    """`mark`: the label; `on` = 1 or 0. Back to the item, on which nothing is decided."""
    memorial, on = memorial_at(slug), request.form.get("on", "1") == "1"
    back = redirect(url_for("review.review", slug=memorial.slug, record_id=record_id), 303)
    try:
        bulk.mark(services(), member(), memorial.id, record_id, request.form.get("mark", "")[:40], on=on)
    except NotFound:
        raise
    except Refusal as refusal:
        return show("changed", _("This has changed"), memorial, status=409, what=said(refusal.code), typed=[],
                    again=back.location)  # fmt: skip
    return back


@blueprint.get("/alike/<slug>/<record_id>")
@or_not_found
def alike(slug: str, record_id: str) -> Any:
    """What has nearly the same words: names, states and days, nothing of the words."""
    memorial = memorial_at(slug)
    lines = [
        (
            url_for("review.review", slug=memorial.slug, record_id=one.id),
            one.person_name or _("No name given"),
            str(words.STATES[one.status]),
            words.moment_words(one.received_at, memorial.time_zone),
        )
        for one in bulk.same_words(services(), member(), memorial.id, record_id)
    ]
    return show("alike", _("Nearly the same words"), memorial, lines=lines, slug=memorial.slug, record_id=record_id,
                mark=Flag.POSSIBLE_DUPLICATE.value)  # fmt: skip


@blueprint.get("/spam")
def spam() -> Any:
    slug = request.args.get("memorial", "")
    memorial = memorial_at(slug or next((one.slug for one in readable()), ""))
    count = request.args.get("declined", "")
    told = _declined_words(int(count)) if count.isdecimal() and len(count) < 4 else None
    told = _("It waits again.") if request.args.get("said") == "undone" else told
    return _page(memorial, message=told)


def _declined_words(count: int) -> str:
    hours = words.count_words(int(UNDO_SPAM.total_seconds() // 3600))
    return ngettext(
        "%(count)s is declined. You can undo it for %(hours)s hours.",
        "%(count)s are declined. You can undo it for %(hours)s hours.",
        count,
        count=words.count_words(count),
        hours=hours,
    )


@blueprint.post("/spam")
def decline() -> Any:
    """`ids`: those that were ticked."""
    memorial = memorial_at(request.form.get("memorial", ""))
    ids = [one[:40] for one in request.form.getlist("ids")]
    try:
        done = bulk.decline_spam(services(), member(), memorial.id, ids)
    except Refusal as refusal:
        return _page(memorial, problem=said(refusal.code), ticked=ids, status=422)
    return redirect(url_for("bulk.spam", memorial=memorial.slug, declined=done), 303)


@blueprint.post("/spam/undo")
@or_not_found
def undo() -> Any:
    memorial = memorial_at(request.form.get("memorial", ""))
    try:
        bulk.undo_spam(services(), member(), memorial.id, request.form.get("id", "")[:40])
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(memorial, problem=said(refusal.code), status=422)
    return redirect(url_for("bulk.spam", memorial=memorial.slug, said="undone"), 303)


def _page(
    memorial: Memorial,
    *,
    message: str | None = None,
    problem: str = "",
    ticked: list[str] | None = None,
    status: int = 200,
) -> Any:
    """Names, lengths and times: nothing of a text and no picture."""
    opened, now = resting.reading_of(services(), member()).opened, services().now()
    lines = [
        (
            line.clear.id,
            line.person_name or _("No name given"),
            words.characters(line.clear.length),
            words.since_words(line.clear.waiting_since, now),
            line.clear.id in opened,
        )
        for line in bulk.marked_as_spam(services(), member(), memorial.id)
        if not line.claimed_by_other
    ]
    done = [(one, name or _("No name given")) for one, name in bulk.undoable_spam(services(), member(), memorial.id)]
    return show("spam", _("Marked as spam"), memorial, status=status, message=message, problem=problem, lines=lines,
                done=done, ticked=ticked or [], has_errors=bool(problem))  # fmt: skip
