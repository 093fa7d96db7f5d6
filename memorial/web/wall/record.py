"""`/record`: what happened, said by those who say it; each question, each source, and what was changed.

A memorial without a record has no such page: it is the common 404, and no door leads there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.record import (
    PublishedFigure,
    PublishedQuestion,
    PublishedRecord,
    PublishedRecordSource,
)
from memorial.published.record_reading import figures_of, sources_used
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.record_lines import changes, observances, replies
from memorial.web.record_shown import AccountShown, Shown
from memorial.web.surface import number
from memorial.web.wall.charts import charts_of, numbers_of
from memorial.web.wall.on_this_day import day_in_words, day_of_the_year
from memorial.web.wall.visit import Visit, current_wall, in_memorial, may_be_indexed, show, site_address

ADDRESS = "record"
METHOD = "how-we-decide"
NEWEST_CHANGES = 20
ALL_CHANGES = 500


@dataclass(frozen=True)
class Cite:
    words: str
    address: str


def opened(visit: Visit, *, graphic: bool = False) -> Shown:
    """The record of the memorial, for this page; the common 404 where there is none."""
    if not visit.has_record:
        abort(404)
    return shown_of(visit, visit.snapshot.record(visit.memorial.id).whole(), graphic=graphic)


def shown_of(visit: Visit, record: PublishedRecord, *, graphic: bool = False) -> Shown:
    say = current_wall().date_in_words
    return Shown(record, visit.language, lambda edtf: say(edtf, visit.language, _), graphic, visit.memorial.slug)


def asked_to_open() -> bool:
    """Whether the reader chose, on the page itself, to see what is graphic."""
    return request.args.get("open") == "1"


# The whole


@in_memorial
def show_record(visit: Visit) -> Response:
    """Nothing that is graphic is on this page, whatever was asked for."""
    shown = opened(visit)
    here = visit.base + ADDRESS
    newest = visit.snapshot.record(visit.memorial.id).changes(limit=NEWEST_CHANGES)
    people = visit.snapshot.count_people(visit.memorial.id)
    return show(
        visit,
        "wall/record.html",
        title=_("What happened"),
        rest=ADDRESS,
        indexable=_may_be_found(visit),
        record=shown,
        record_direction=direction(shown.record.language),
        here=here,
        contents=list(_contents(shown)),
        ways=_ways(visit, shown),
        counted=_counted(people),
        names=visit.link(_("To the names"), "names"),
        observances=observances(shown, _days(shown)),
        days=visit.link(_("All days of remembrance"), "days"),
        replies=replies(shown, here),
        changes=changes(shown, newest, here),
        all_changes=visit.link(_("All changes"), f"{ADDRESS}/changes") if newest else None,
        **answering(visit, ADDRESS),
    )


def _may_be_found(visit: Visit) -> bool:
    return may_be_indexed(visit.memorial) and visit.snapshot.record(visit.memorial.id).indexable()


def _counted(people: int) -> str:
    if not people:
        return ""
    return ngettext("%(count)s person recorded here.", "%(count)s people recorded here.", people, count=number(people))


def _contents(shown: Shown) -> Iterator[Link]:
    if shown.names:
        yield Link(_("Names in use"), "#called")
    if shown.questions:
        yield Link(_("Questions"), "#questions")
    yield Link(_("Figures"), "#figures")
    if shown.statements:
        yield Link(_("Statements"), "#statements")
    yield Link(_("Sources"), "#sources")


def _ways(visit: Visit, shown: Shown) -> list[Link]:
    """The same record by time and by place, where the pages are there."""
    views = current_app.view_functions
    ways = []
    if shown.record.events and "timeline.show_timeline" in views:
        ways.append(visit.link(_("By day and hour"), "timeline"))
    if shown.record.places and "sketch_map.show_map" in views:
        ways.append(visit.link(_("On a map"), "map"))
    return ways


def _days(shown: Shown) -> dict[str, str]:
    found = {}
    for one in shown.record.observances:
        day = day_of_the_year(one.date.removeprefix("--"))
        if day is not None:
            found[one.date] = day_in_words(day, shown.language)
    return found


def answering(visit: Visit, about: str) -> dict[str, Any]:
    """The ways to say that something is wrong and to reply, about that part of the record."""
    reply = about.replace(ADDRESS, "reply", 1)
    return {
        "method": visit.base + METHOD,
        "concern": visit.link(_("Tell us what is wrong"), "concern", {"about": about}),
        "reply": visit.link(_("Send a reply"), "concern", {"about": reply}),
    }


# One question


@in_memorial
def show_question(visit: Visit, question_id: str) -> Response:
    """Of a question with something graphic the rest is shown; all of it, for nobody's index, once the reader chose."""
    graphic = asked_to_open()
    shown = opened(visit, graphic=graphic)
    question = shown.record.question_by_id.get(question_id)
    if question is None:
        abort(404)
    found = shown.question(question)
    numbers = numbers_of(question, shown)
    figures = list({one.id: one for one in numbers.drawn}.values())
    held_back = found.closed or found.held_back or any(one.graphic for one in _all_figures(shown, question))
    rest = f"{ADDRESS}/{question_id}"
    return show(
        visit,
        "wall/record_question.html",
        title=_("A question of the record") if question.graphic else question.question,
        rest=rest,
        asked={"open": "1"} if graphic else None,
        indexable=not graphic and not question.graphic and _may_be_found(visit),
        record=shown,
        record_direction=direction(shown.record.language),
        question=found,
        closed=held_back and not graphic,
        open=f"{visit.base}{rest}?open=1",
        figures=shown.figures_with_sums(figures),
        charts=charts_of(question, shown),
        more_numbers=_more(numbers.more),
        replies=replies(shown, visit.base + ADDRESS, about={("question", question_id)}),
        sources=() if found.closed else shown.sources(_sources(shown, question, figures), uses=False),
        cite=_cite(visit, question),
        up=visit.link(_("What happened"), ADDRESS),
        here=visit.base + ADDRESS,
        **_neighbours(visit, shown, found.number),
        **answering(visit, rest),
    )


def _all_figures(shown: Shown, question: PublishedQuestion) -> Iterator[PublishedFigure]:
    for account in question.accounts:
        yield from figures_of(account, shown.record, question.question)


def _more(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s more number of these accounts is not on this page. It stands on the page of the whole record or,"
        " after a choice, of its source.",
        "%(count)s more numbers of these accounts are not on this page. They stand on the page of the whole record or,"
        " after a choice, of their sources.",
        count,
        count=number(count),
    )


def _sources(shown: Shown, question: PublishedQuestion, figures: Sequence[PublishedFigure]) -> list[str]:
    used = [*sources_used(question), *(one.source_id for one in figures), *(one.seen_in for one in figures)]
    return _with_their_roots(used, shown.record.source_by_id)


def _with_their_roots(ids: Sequence[str], known: Mapping[str, PublishedRecordSource]) -> list[str]:
    """Whoever is named on a page, each with those that it was taken from, which are named beside it."""
    found: dict[str, None] = {}
    for one in ids:
        while one in known and one not in found:
            found[one] = None
            one = known[one].via
    return list(found)


def _neighbours(visit: Visit, shown: Shown, number_: int) -> dict[str, Link | None]:
    questions = shown.record.questions
    before = questions[number_ - 2].id if number_ > 1 else ""
    after = questions[number_].id if number_ < len(questions) else ""
    return {
        "previous": visit.link(_("Previous question"), f"{ADDRESS}/{before}") if before else None,
        "next": visit.link(_("Next question"), f"{ADDRESS}/{after}") if after else None,
    }


def _cite(visit: Visit, question: PublishedQuestion) -> Cite | None:
    """None in a draft, which is not for citation. A graphic question is cited without its words."""
    if visit.memorial.draft:
        return None
    latest = visit.snapshot.record(visit.memorial.id).changes(limit=1)
    title = _("A question of the record") if question.graphic else question.question
    words = f"{title} · {visit.title}"
    if latest:
        day = current_wall().date_in_words(latest[0].on, visit.language, _)
        words = _("%(page)s. As it stood after the change of %(day)s.", page=words, day=day)
    return Cite(words, f"{site_address()}{visit.base}{ADDRESS}/{question.id}")


# One source


@in_memorial
def show_source(visit: Visit, source_id: str) -> Response:
    """What it is, and all that it says here. The address of a guarded one is text, once the reader chose so."""
    graphic, with_address = asked_to_open(), request.args.get("address") == "1"
    shown = opened(visit, graphic=graphic)
    source = shown.record.source_by_id.get(source_id)
    if source is None:
        abort(404)
    rest = f"{ADDRESS}/sources/{source_id}"
    found = shown.source(source)
    figures = shown.figures_with_sums([one for one in shown.figures if one.source_id == source_id])
    hidden = bool(source.address) and source.guarded and not with_address
    return show(
        visit,
        "wall/record_source.html",
        title=_("A source of the record"),
        rest=rest,
        asked={"open": "1" if graphic else "", "address": "1" if with_address else ""},
        record=shown,
        record_direction=direction(shown.record.language),
        source=found,
        signed=_("Compared by a named reviewer.") if source.signed else _("Not compared by a named reviewer yet."),
        address="" if hidden else source.address,
        ask_address=f"{visit.base}{rest}?address=1" if hidden else None,
        taken_from=_to_source(visit, shown, source.via),
        remembrance=f"{visit.base}remembrances/{source.remembrance_id}" if source.remembrance_id else None,
        accounts=list(_said_by(visit, shown, source_id)),
        figures=figures,
        statements=[one for one in shown.statements if one.statement.source_id == source_id],
        matters=[one for group in shown.matter_groups for one in group.matters if source_id in one.matter.source_ids],
        sources=shown.sources(_beside(shown, source_id), uses=False),
        closed=not graphic and _says_something_graphic(shown.record, source_id),
        open=f"{visit.base}{rest}?open=1",
        up=visit.link(_("What happened"), f"{ADDRESS}#s{found.by.number}"),
        here=visit.base + ADDRESS,
        **answering(visit, rest),
    )


def _to_source(visit: Visit, shown: Shown, source_id: str) -> Link | None:
    cited = shown.cited.get(source_id)
    return visit.link(cited.name, f"{ADDRESS}/sources/{source_id}") if cited is not None else None


def _said_by(visit: Visit, shown: Shown, source_id: str) -> Iterator[tuple[dict[str, Any], AccountShown]]:
    for question in shown.questions:
        for account in question.accounts:
            if account.by.id == source_id:
                href = f"{visit.base}{ADDRESS}/{question.id}"
                yield {"number": question.number, "text": question.text, "href": href}, account


def _beside(shown: Shown, source_id: str) -> list[str]:
    """This source and all that are named on its page, so that every citation leads somewhere."""
    known = shown.record.source_by_id
    seen_in = [one.seen_in for one in shown.record.figures if one.source_id == source_id]
    return _with_their_roots([source_id, *seen_in], known)


def _says_something_graphic(record: PublishedRecord, source_id: str) -> bool:
    return (
        any(
            account.source_id == source_id and (account.graphic or question.graphic)
            for question in record.questions
            for account in question.accounts
        )
        or any(one.graphic and one.source_id == source_id for one in record.figures)
        or any(one.graphic and one.source_id == source_id for one in record.statements)
        or any(one.graphic and source_id in one.source_ids for one in record.matters)
    )


# What was changed


@in_memorial
def show_changes(visit: Visit) -> Response:
    shown = opened(visit)
    found = visit.snapshot.record(visit.memorial.id).changes(limit=ALL_CHANGES)
    return show(
        visit,
        "wall/record_changes.html",
        title=_("What was changed in the record"),
        rest=f"{ADDRESS}/changes",
        changes=changes(shown, found, visit.base + ADDRESS),
        up=visit.link(_("What happened"), ADDRESS),
    )
