"""Today, what is published, what is kept, the log, and mail that waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import desk as reads
from memorial.application import reviewing
from memorial.domain.errors import Conflict, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Standing
from memorial.web.desk import words
from memorial.web.desk.alerts import alerts_for_admins
from memorial.web.desk.frame import (
    is_admin,
    is_editor,
    is_keeper,
    is_reader,
    member,
    memorial_at,
    my_memorials,
    or_not_found,
    readable,
    refused,
    services,
    show,
)
from memorial.web.desk.refusals import said
from memorial.web.desk.today import lines_of
from memorial.web.page import Link

blueprint = Blueprint("lists", __name__, url_prefix="/desk")


@blueprint.get("/")
def today() -> Any:
    lines = [lines_of(memorial) for memorial in my_memorials()]
    return show("today", _("Today"), lines=lines, alerts=alerts_for_admins(), more=_more(), most=reads.MOST)


def _more() -> list[Link]:
    found = [Link(_("People who are remembered"), url_for("persons.search"))] if is_reader(member()) else []
    found += [Link(_("Practice"), url_for("practice.cases"))] if is_reader(member()) else []
    found += [Link(_("Lists of names"), url_for("importing.lists"))] if is_editor(member()) else []
    if is_keeper(member()):
        found.append(Link(_("The record"), url_for("record.memorials")))
        found.append(Link(_("Interviews"), url_for("interviews.interviews")))
        found.append(Link(_("Families and groups"), url_for("groups.groups")))
        found.append(Link(_("Places of memory"), url_for("heritage.items")))
    if is_admin(member()):
        return [
            *found,
            Link(_("People"), url_for("people.people")),
            Link(_("Opened identities"), url_for("openings.openings")),
        ]
    return [*found, Link(_("Senders that you opened"), url_for("openings.mine"))] if is_reader(member()) else found


@dataclass(frozen=True)
class Shown:
    """One line of the published list, with what may be done to it now."""

    id: str
    name: str
    state: str
    since: str
    asked: str
    undo: int | None
    pause: bool
    resume: bool
    remove: bool


def _chosen(*, admins: bool = False) -> tuple[Memorial, list[Memorial]]:
    mine = my_memorials() if admins else readable()
    if not mine:
        abort(404)
    slug = request.args.get("memorial", "")
    return (memorial_at(slug, admins=admins) if slug else mine[0]), mine


@blueprint.get("/published")
def published() -> Any:
    memorial, mine = _chosen()
    return _published_page(memorial, mine)


def _published_page(
    memorial: Memorial,
    mine: list[Memorial],
    *,
    problem: str = "",
    status: int = 200,
    typed: dict[str, str] | None = None,
) -> Any:
    wanted = request.args.get("find", "").strip().rstrip("/").rpartition("/")[2]
    found = _found(memorial, wanted)
    lines = [_shown(one, memorial) for one in found if _is_shown(one)]
    message = {"asked": _("One of two has agreed. A second editor must agree too."), "done": _("Done.")}
    told = message.get(request.args.get("said", ""))
    return show("published", _("Published"), memorial, status=status, message=told, lines=lines, mine=mine,
                slug=memorial.slug, problem=problem, has_errors=bool(problem), typed=typed or {},
                find=wanted,
                full=len(found) >= reads.MOST)  # fmt: skip


_SEEN = ("accepted", "published", "paused", "in_review", "needs_contributor", "contributor_review")


def _found(memorial: Memorial, wanted: str) -> list[reads.Listed]:
    """The newest of what is published or soon will be; or the one of that id, as it stands in its address."""
    if not wanted:
        return reads.listed(services(), memorial, _SEEN)
    try:
        return [reads.record(services(), memorial, wanted)]
    except NotFound:
        return []


def _is_shown(one: reads.Listed) -> bool:
    gone = one.remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED)
    return not gone and (one.remembrance.published is not None or _publish_at(one) is not None)


def _publish_at(one: reads.Listed) -> Any:
    pending = one.remembrance.pending
    return pending.publish_at if pending is not None else None


def _shown(one: reads.Listed, memorial: Memorial) -> Shown:
    remembrance, at = one.remembrance, _publish_at(one)
    standing, is_published = remembrance.standing, remembrance.published is not None
    by_desk = standing is Standing.PAUSED and "staff" in remembrance.paused_by
    state = str(words.STATES[one.clear.status])
    if at is not None:
        state = _("will be published at %(time)s", time=words.clock_words(at, memorial.time_zone))
    acts = {"resume": _("showing it again"), "remove": _("removing it")}
    asked = [acts[act.act] for act in remembrance.asked_acts if act.act in acts]
    return Shown(
        id=one.clear.id,
        name=one.person_name or _("No name given"),
        state=state,
        since=words.since_words(one.clear.waiting_since, services().now()),
        asked=_("One of two has agreed: %(acts)s.", acts=", ".join(asked)) if asked else "",
        undo=remembrance.pending.number if at is not None and remembrance.pending is not None else None,
        pause=is_published and standing is Standing.OPEN,
        resume=by_desk and member().is_editor(memorial.id),
        remove=is_published and standing in (Standing.OPEN, Standing.PAUSED) and member().is_editor(memorial.id),
    )


@blueprint.post("/published/<slug>/<record_id>")
@or_not_found
def act(slug: str, record_id: str) -> Any:
    """`pause` by any reader at once; `resume` and `remove` when two editors have asked for it."""
    memorial = memorial_at(slug)
    action, message = request.form.get("action", ""), request.form.get("message", "")
    done = True
    try:
        if action == "pause":
            reviewing.pause(services(), member(), memorial.id, record_id, request.form.get("reason", ""))
        elif action == "resume":
            done = reviewing.resume(services(), member(), memorial.id, record_id)
        elif action == "remove":
            done = _remove(memorial, record_id, message)
        else:
            refused("no_such_action", where=memorial.id, subject=record_id)
            abort(422)
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        status = 409 if isinstance(refusal, Conflict) else 422
        problem, typed = said(refusal.code), {record_id: message}
        return _published_page(memorial, readable(), problem=problem, status=status, typed=typed)
    return redirect(url_for("lists.published", memorial=slug, said="done" if done else "asked"), 303)


def _remove(memorial: Memorial, record_id: str, message: str) -> bool:
    if not message.strip():
        refused("write_a_reason", where=memorial.id, subject=record_id)
    return reviewing.remove(services(), member(), memorial.id, record_id, message)


@blueprint.get("/archive")
def archive() -> Any:
    """What nobody outside sees: kept, declined, removed, and what waits for two people or for its sender."""
    memorial, mine = _chosen()
    statuses = ("accepted", "declined", "removed", "needs_contributor", "contributor_review")
    found = [one for one in reads.listed(services(), memorial, statuses) if _publish_at(one) is None]
    lines = [
        (
            one.clear.id,
            one.person_name or _("No name given"),
            str(words.STATES[one.clear.status]),
            words.reason_words(one.remembrance.latest.reason),
            words.since_words(one.clear.waiting_since, services().now()),
        )
        for one in found
    ]
    return show("archive", _("Archive"), memorial, lines=lines, mine=mine, slug=memorial.slug)


@blueprint.get("/outbox")
def outbox() -> Any:
    """Notes that an answer waits. Without a mail server they stay here, and nothing is lost by it."""
    memorial, mine = _chosen(admins=True)
    lines = [
        (words.moment_words(one.created_at, memorial.time_zone), words.language_words(one.language), one.state)
        for one in reads.outbox(services(), memorial)
    ]
    return show("outbox", _("Mail that waits"), memorial, lines=lines, mine=mine,
                configured=services().mail_configured)  # fmt: skip
