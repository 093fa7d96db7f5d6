"""`/how-we-decide`: who runs the memorial, and how the accounts of its record are chosen, ordered and counted."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from memorial.published.record import PublishedRecord
from memorial.published.record_reading import count_origins
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.record_lines import replies
from memorial.web.record_shown import Shown
from memorial.web.record_words import BASES, BASES_MEAN
from memorial.web.surface import number
from memorial.web.wall.record import ADDRESS, METHOD, answering, opened
from memorial.web.wall.visit import Visit, in_memorial, may_be_indexed, show


@dataclass(frozen=True)
class PublisherShown:
    """`name` is '' for sources whose publisher is not said; `numbers` lead to them at the foot of the record."""

    name: str
    count: str
    numbers: tuple[Link, ...]


@in_memorial
def show_method(visit: Visit) -> Response:
    shown = opened(visit)
    record, about = shown.record, shown.record.about
    return show(
        visit,
        "wall/how_we_decide.html",
        title=_("How this memorial decides"),
        rest=METHOD,
        indexable=may_be_indexed(visit.memorial),
        record_language=record.language,
        record_direction=direction(record.language),
        run_by=about.run_by if about else "",
        paid_by=about.paid_by if about else "",
        controller=visit.memorial.controller_name,
        bases=_bases(),
        publishers=_publishers(visit, shown),
        total=_total(record),
        signed=_signed(record),
        replied=_replied(record),
        replies=replies(shown, visit.base + ADDRESS),
        up=visit.link(_("What happened"), ADDRESS),
        **answering(visit, ADDRESS),
    )


def _bases() -> list[tuple[str, str]]:
    known = [(str(BASES[code]), str(meaning)) for code, meaning in BASES_MEAN.items()]
    not_said = _("Nobody has entered here yet on what it rests, or the source does not say.")
    return [*known, (_("basis not recorded"), not_said)]


def _publishers(visit: Visit, shown: Shown) -> list[PublisherShown]:
    """In the order in which they first come: the number of their sources is no rank."""
    found: dict[str, list[Link]] = {}
    for one in shown.record.sources:
        number_ = str(shown.cited[one.id].number)
        link = Link(number_, f"{visit.base}{ADDRESS}#s{number_}")
        found.setdefault(one.publisher, []).append(link)
    return [PublisherShown(name, _sources(len(links)), tuple(links)) for name, links in found.items()]


def _sources(count: int) -> str:
    return ngettext("%(count)s source", "%(count)s sources", count, count=number(count))


def _total(record: PublishedRecord) -> str:
    sources = _sources(len(record.sources))
    origins = count_origins((one.id for one in record.sources), record)
    of = ngettext("%(count)s origin", "%(count)s origins", origins, count=number(origins))
    return _("The record has %(sources)s, of at most %(origins)s.", sources=sources, origins=of)


def _signed(record: PublishedRecord) -> str:
    signed, all_ = sum(one.signed for one in record.sources), len(record.sources)
    return ngettext(
        "A named reviewer has compared what is entered here with %(signed)s of %(count)s source.",
        "A named reviewer has compared what is entered here with %(signed)s of %(count)s sources.",
        all_,
        signed=number(signed),
        count=number(all_),
    )


def _replied(record: PublishedRecord) -> str:
    received = len(record.replies)
    if not received:
        return _("No reply has been received.")
    changed = sum(one.outcome in ("changed", "added") for one in record.replies)
    many = ngettext("%(count)s reply received.", "%(count)s replies received.", received, count=number(received))
    if not changed:
        return _("%(received)s None of them has changed the record so far.", received=many)
    led = ngettext(
        "%(count)s of them led to a change.", "%(count)s of them led to a change.", changed, count=number(changed)
    )
    return f"{many} {led}"
