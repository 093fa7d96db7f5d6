"""The work on recordings at the desk: how far it is, what was set aside and why, and trying again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import interview_media, interview_work
from memorial.application.interview_work import JobSeen
from memorial.domain.errors import Refusal
from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import chosen, keeper_of, kept
from memorial.web.desk.interview_frame import told
from memorial.web.desk.media_words import job_words, problem_words
from memorial.web.desk.words import moment_words
from memorial.web.language import current_language

blueprint = Blueprint("media_jobs", __name__, url_prefix="/desk/media")


@dataclass(frozen=True)
class Line:
    href: str
    title: str
    name: str
    state: str
    set_aside: bool
    problem: str
    since: str
    hidden: tuple[tuple[str, str], ...]


@blueprint.get("")
def jobs() -> Any:
    memorial = chosen()
    found = interview_work.listed(services(), member(), memorial.id)
    return show("media_jobs", _("Work on recordings"), memorial, message=told(), slug=memorial.slug, mine=kept(),
                lines=[_line(memorial, one) for one in found], full=len(found) >= interview_work.MOST,
                reads=member().may_read(memorial.id))  # fmt: skip


def _line(memorial: Memorial, one: JobSeen) -> Line:
    href = ""
    if one.of_interview:
        href = url_for("interviews.interview", slug=memorial.slug, interview_id=one.record_id)
    title = memorial.text(one.title, current_language())
    label = title or (_("An interview") if one.of_interview else _("A remembrance"))
    hidden = (("record", one.record_id), ("file", one.file_id))
    return Line(href, label, one.name, job_words(one.job), one.set_aside, problem_words(one.job.problem),
                moment_words(one.job.made_at, memorial.time_zone), hidden)  # fmt: skip


@blueprint.post("/<slug>")
@or_not_found
def again(slug: str) -> Any:
    """`record` and `file` say which recording is tried again."""
    memorial = keeper_of(slug)
    record, file = request.form.get("record", "")[:64], request.form.get("file", "")[:64]
    try:
        interview_media.again(services(), member(), memorial.id, record, file)
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    return redirect(url_for("media_jobs.jobs", memorial=slug, said="again"), 303)
