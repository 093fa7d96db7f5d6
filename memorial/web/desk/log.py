"""The log: who did what, by who, what and when; and the same as a table to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from memorial.adapters.lists.writing import neutralised
from memorial.application import desk as reads
from memorial.application.desk import LogPage
from memorial.application.groups import may_keep_groups
from memorial.application.ports.log import Acts
from memorial.application.ports.store import AuditEntry
from memorial.application.staffing import INSTALLATION
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind
from memorial.web.desk import words
from memorial.web.desk.frame import (
    is_admin_everywhere,
    member,
    memorial_at,
    my_memorials,
    refused,
    services,
    show,
)
from memorial.web.desk.groups_frame import keeper_of
from memorial.web.desk.log_words import ACTIONS, OUTCOMES, log_words
from memorial.web.page import Link

blueprint = Blueprint("log", __name__, url_prefix="/desk")

HEADER = ("number", "at_utc", "actor_kind", "actor", "action", "outcome", "reason", "about", "id")


@dataclass(frozen=True)
class Asked:
    """What is asked for: a memorial, or the installation's own log, and a part of it."""

    memorial: Memorial | None
    where: str
    acts: Acts
    given: dict[str, str]


@blueprint.get("/log")
def log() -> Any:
    """Who did what, by pages; the installation's own log for who administers everything."""
    asked = _asked(_memorial_to_look_at(), request.args)
    before = request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None
    try:
        page = reads.log_page(services(), member(), asked.where, asked.acts, before=number)
    except NotFound:
        abort(404)
    zone = asked.memorial.time_zone if asked.memorial else "UTC"
    lines = [
        (
            words.moment_words(entry.at, zone) if entry.at else "",
            _("the program") if entry.actor_kind is ActorKind.JOB else page.names.get(entry.actor, entry.actor),
            *log_words(entry.action, entry.outcome, entry.reason),
            _on(entry),
        )
        for _number, entry in page.entries
    ]
    who = sorted(((one, page.names.get(one, one)) for one in page.actors), key=lambda pair: pair[1].casefold())
    what = sorted(((one, str(ACTIONS.get(one) or one)) for one in page.actions), key=lambda pair: pair[1].casefold())
    address: dict[str, Any] = {"memorial": asked.memorial.slug if asked.memorial else INSTALLATION, **asked.given}
    older = Link(_("Older"), url_for("log.log", **address, before=page.older)) if page.older else None
    return show("log", _("Log"), asked.memorial, lines=lines, mine=my_memorials(), older=older, who=who, what=what,
                outcomes=[(code, str(said)) for code, said in OUTCOMES.items()], given=asked.given,
                where=address["memorial"], table=list(address.items()) if _may_take(asked.memorial) else None,
                whole=is_admin_everywhere(member()))  # fmt: skip


@blueprint.post("/log.csv")
def table() -> Any:
    """The part that is asked for, wholly, with the codes of the program and times in UTC; the newest first.

    Who did it stands there by the id of the account: the table goes where names of colleagues have no business.
    """
    slug = request.form.get("memorial", "")
    asked = _asked(None if slug == INSTALLATION else keeper_of(slug), request.form)
    if not _may_take(asked.memorial):
        refused("admins_only")
        abort(404)
    try:
        pages = reads.whole_log(services(), member(), asked.where, asked.acts)
    except NotFound:
        abort(404)
    name = asked.memorial.slug if asked.memorial else "installation"
    headers = {"Content-Disposition": f'attachment; filename="log-{name}.csv"', "Cache-Control": "no-store"}
    return Response(_csv(pages), mimetype="text/csv; charset=utf-8", headers=headers)


def _csv(pages: Iterator[LogPage]) -> Iterator[str]:
    yield "\ufeff" + _line(HEADER)
    for page in pages:
        yield "".join(
            _line(
                (
                    str(number),
                    entry.at.astimezone(UTC).isoformat(timespec="seconds") if entry.at else "",
                    entry.actor_kind.value,
                    entry.actor,
                    entry.action,
                    entry.outcome,
                    entry.reason,
                    entry.subject_kind,
                    _on(entry),
                )
            )
            for number, entry in page.entries
        )


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([neutralised(cell) for cell in cells])
    return written.getvalue()


def _on(entry: AuditEntry) -> str:
    """The beginning of the id, by which it can be found; of a search nothing."""
    return "" if entry.subject_kind == "search" else entry.subject_id[:8]


def _may_take(memorial: Memorial | None) -> bool:
    """The whole of a log is for the memorial's archivists and administrators, the installation's for its own."""
    return may_keep_groups(member(), memorial.id) if memorial else is_admin_everywhere(member())


def _memorial_to_look_at() -> Memorial | None:
    slug = request.args.get("memorial", "")
    if slug == INSTALLATION:
        return None
    mine = my_memorials()
    if not mine:
        abort(404)
    return memorial_at(slug, admins=True) if slug else mine[0]


def _asked(memorial: Memorial | None, fields: Mapping[str, str]) -> Asked:
    zone = ZoneInfo(memorial.time_zone if memorial else "UTC")
    given = {name: text for name in ("who", "what", "outcome", "from", "to") if (text := fields.get(name, ""))}
    until = _day(given.get("to", ""), zone)
    acts = Acts(
        actor=given.get("who", "")[:40],
        action=given.get("what", "")[:40],
        outcome=given.get("outcome", "")[:20],
        since=_day(given.get("from", ""), zone),
        until=until + timedelta(days=1) if until else None,
    )
    return Asked(memorial, INSTALLATION if memorial is None else memorial.id, acts, given)


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of that day there; nothing where it is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time(), tzinfo=zone) if 1970 < day.year < 9000 else None
