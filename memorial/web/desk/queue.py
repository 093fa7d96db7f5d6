"""The queue, taking from it and giving back, and stopping: offered in time, and done in one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user

from memorial.application import desk as reads
from memorial.application import queueing, resting, reviewing
from memorial.application.ports.queue import Held, Only
from memorial.application.queueing import QueueLine, Why
from memorial.domain.memorial import Memorial
from memorial.vocabulary import Flag
from memorial.web.desk import exposure, words
from memorial.web.desk.frame import entered, member, memorial_at, readable, services, show

blueprint = Blueprint("queue", __name__, url_prefix="/desk")

LONGEST_MARK = 80

_SINCE = {"1": _l("a day or longer"), "7": _l("a week or longer"), "30": _l("a month or longer")}
_HELD = {Held.NOBODY: _l("nobody"), Held.ME: _l("you"), Held.OTHERS: _l("others")}


@dataclass(frozen=True)
class QueueRow:
    href: str
    name: str
    kind: str
    language: str
    length: str
    since: str
    flags: str
    held: str


@dataclass(frozen=True)
class Filter:
    """One choice above the queue: its name in the address, its label, its answers and the one that is chosen."""

    name: str
    label: str
    answers: list[tuple[str, str]]
    chosen: str


@blueprint.get("/queue")
def queue() -> Any:
    """One memorial's queue: the one asked for, else the first that this person reads in."""
    memorial = _chosen()
    filters = _filters(memorial)
    lines = queueing.queue(services(), member(), memorial.id, _asked(filters))
    held = sum(line.claimed_by_me for line in lines)
    said = request.args.get("said", "")
    return show(
        "queue",
        _("Queue"),
        memorial,
        message=_told(said),
        only_hard=said == Why.ONLY_HARD,
        rows=_rows(memorial, lines),
        held=held,
        mine=readable(),
        filters=filters,
        filtered=any(one.chosen for one in filters),
        rest=resting.rest_is_due(services(), member(), memorial),
        full=len(lines) >= queueing.MOST,
    )


def _chosen() -> Memorial:
    """The memorial that the address names, else the first that this person reads in."""
    slug, mine = request.args.get("memorial", ""), readable()
    if not slug and not mine:
        abort(404)
    return memorial_at(slug) if slug else mine[0]


def _told(said: str) -> str | None:
    """What became of what was asked for before this page."""
    return {
        Why.NOTHING_WAITS.value: _("Nothing is waiting for you. Thank you."),
        "nothing": _("Nothing is waiting for you. Thank you."),
        Why.FOR_OTHERS.value: _("What waits is for others: in other languages, or of a kind that you leave to them."),
        "given_back": _("What you held is free for others now."),
    }.get(said)


def _filters(memorial: Memorial) -> list[Filter]:
    languages = [(code, words.language_words(code)) for code in (*memorial.languages, "und")]
    asked = request.args
    languages += [(asked["language"], words.language_words(asked["language"]))] if _is_other(memorial) else []
    answers: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "kind": (_("Kind"), [(code, str(said)) for code, said in words.KINDS.items()]),
        "language": (_("Language"), languages),
        "label": (_("Label"), [(flag.value, str(said)) for flag, said in words.FLAGS.items()]),
        "since": (_("Waiting"), [(code, str(said)) for code, said in _SINCE.items()]),
        "held": (_("Held by"), [(one.value, str(said)) for one, said in _HELD.items()]),
    }
    return [
        Filter(name, label, known, asked.get(name, "") if asked.get(name, "") in dict(known) else "")
        for name, (label, known) in answers.items()
    ]


def _is_other(memorial: Memorial) -> bool:
    """Whether a language is asked for that is not the memorial's own, and that has a name."""
    code = request.args.get("language", "")
    return bool(code) and code not in (*memorial.languages, "und") and words.language_words(code) != code


def _asked(filters: list[Filter]) -> Only:
    chosen = {one.name: one.chosen for one in filters}
    language = {"": (), "und": ("und", "")}.get(chosen["language"], (chosen["language"],))
    return Only(
        kind=chosen["kind"],
        languages=language,
        label=Flag(chosen["label"]).value if chosen["label"] else "",
        since_before=services().now() - timedelta(days=int(chosen["since"])) if chosen["since"] else None,
        held=Held(chosen["held"]) if chosen["held"] else None,
    )


def _rows(memorial: Memorial, lines: list[QueueLine]) -> list[QueueRow]:
    """Lines in words, the longest wait first. Nothing of a text and no picture is in them."""
    names, now, waits = reads.names_of_staff(services()), services().now(), _("waits for a guardian")
    rows = []
    for line in lines:
        clear = line.clear
        held = names.get(clear.claimed_by or "", "") if line.claimed_by_other else ""
        flags = [words.flag_words(clear.flags), *([waits] if line.waits_for_guardian else [])]
        rows.append(
            QueueRow(
                href=url_for("review.review", slug=memorial.slug, record_id=clear.id),
                name=line.person_name or _("No name given"),
                kind=str(words.KINDS.get(clear.kind, clear.kind)),
                language=words.language_words(clear.language),
                length=words.characters(clear.length),
                since=words.since_words(clear.waiting_since, now),
                flags=" · ".join(flag for flag in flags if flag),
                held=_("you") if line.claimed_by_me else held,
            )
        )
    return rows


@blueprint.post("/queue")
def take_next() -> Any:
    """`more`: ten more minutes. `easy` = 1 or 0: only what nobody called hard, today. `hard`: one after another too.

    `take`: the one that was about to be opened when stopping was offered. What is not in the queue is not claimed: it
    opens, and the entry says that nothing was taken.
    """
    memorial = memorial_at(request.form.get("memorial", ""))
    one, easy = request.form.get("take", ""), request.form.get("easy", "")
    if request.form.get("more"):
        resting.go_on(services(), member())
    if easy in ("0", "1"):
        resting.choose_for_today(services(), member(), easy=easy == "1", text=None)
    if resting.rest_is_due(services(), member(), memorial):
        queueing.take_later(services(), member(), memorial.id)
        return redirect(url_for("queue.rest", memorial=memorial.slug, item=one or None), 303)
    if one and (elsewhere := exposure.address_of(memorial, one[:LONGEST_MARK])) is not None:
        queueing.take_later(services(), member(), memorial.id)
        return redirect(elsewhere, 303)
    if one:
        reviewing.claim(services(), member(), memorial.id, one[:40])
        return redirect(url_for("review.review", slug=memorial.slug, record_id=one[:40]), 303)
    hard, but_not = bool(request.form.get("hard")), request.form.get("but_not", "")
    found = queueing.take_next(services(), member(), memorial.id, but_not=but_not, hard_too=hard)
    if isinstance(found, Why):
        return redirect(url_for("queue.queue", memorial=memorial.slug, said=found.value), 303)
    return redirect(url_for("review.review", slug=memorial.slug, record_id=found), 303)


@blueprint.post("/queue/release")
def release() -> Any:
    memorial = memorial_at(request.form.get("memorial", ""))
    held = queueing.give_back_all(services(), member(), memorial.id)
    return redirect(url_for("queue.queue", memorial=memorial.slug, said="given_back" if held else None), 303)


# Stopping


@blueprint.get("/rest")
def rest() -> Any:
    """Before the next one opens, once somebody has read for long: stopping first, a little more second."""
    memorial = _chosen()
    resting.at_work(services(), member())
    item = request.args.get("item", "")[:LONGEST_MARK]
    return show("rest", _("You have been reading for a while"), memorial, item=item)


@blueprint.post("/stop")
def stop() -> Any:
    """Give back what is held, and sign out: kindly, and with no question."""
    resting.stop_for_today(services(), entered())
    logout_user()
    session.clear()
    return redirect(url_for("entry.sign_in", said="rested"), 303)


@blueprint.before_app_request
def at_work() -> None:
    """What is done where somebody reads says that they do: the time since they were last seen counts."""
    if exposure.is_reading() and current_user.is_authenticated:
        resting.at_work(services(), member())
